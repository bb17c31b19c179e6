"""The one place where anything is printed: no data reaches a terminal with control characters in it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

import click

#: Invisible, but needed to write Persian, Hindi or a family emoji; they move nothing.
_JOINERS = "\u200c\u200d"


def plain(text: object) -> str:
    """One line without control characters, escape sequences or direction overrides: each becomes U+FFFD,
    white space a blank."""
    line = str(text)
    return line if line.isprintable() else "".join(map(_visible, line))


def counted(number: int, noun: str) -> str:
    """`1 item`, `2,000 items`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _visible(char: str) -> str:
    if char.isprintable() or char in _JOINERS:
        return char
    return " " if char.isspace() else "\ufffd"


class Out:
    """Output for people or, with `json`, for programs. Colour only on a terminal, and not with NO_COLOR."""

    def __init__(self, json: bool = False, stream: TextIO | None = None) -> None:
        self.json = json
        self._stream = stream
        self.terminal = self._is_terminal(stream or sys.stdout)
        self.colour = self.terminal and not os.environ.get("NO_COLOR")

    @staticmethod
    def _is_terminal(stream: TextIO) -> bool:
        return stream.isatty() and os.environ.get("TERM") != "dumb"

    def line(self, text: object = "", style: str | None = None) -> None:
        """One line; `style` is a colour's name or `bold`."""
        self._write(self._styled(plain(text), style))

    def lines(self, texts: Iterable[object]) -> None:
        for text in texts:
            self.line(text)

    def block(self, text: str) -> None:
        """A text of several lines, as a draft is."""
        self.lines(text.splitlines())

    def code(self, source: str) -> None:
        """Python source, coloured on a terminal."""
        if not self.colour:
            self.block(source)
            return
        from rich.console import Console
        from rich.syntax import Syntax

        shown = Syntax("\n".join(map(plain, source.splitlines())), "python", background_color="default")
        Console(file=self._stream, force_terminal=True).print(shown)

    def data(self, value: Any) -> None:
        """JSON in ASCII: whatever else a text holds is escaped."""
        self._write(json.dumps(value, indent=2))

    def table(self, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Rows under headers: fitted to a terminal, else in columns set apart by two blanks."""
        cells = [[plain(cell) for cell in row] for row in rows]
        if self.terminal:
            self._drawn(headers, cells)
            return
        every = [list(headers), *cells]
        widths = [max(len(row[n]) for row in every) for n in range(len(headers))]
        for row in every:
            columns = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self._write("  ".join(columns).rstrip())

    def _drawn(self, headers: Sequence[str], cells: Iterable[Sequence[str]]) -> None:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(*headers, box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
        for row in cells:
            table.add_row(*map(Text, row))
        Console(file=self._stream, no_color=not self.colour, highlight=False).print(table)

    def error(self, text: object) -> None:
        """`error: ...` on the error stream."""
        stream = sys.stderr
        head = "error:"
        if self._is_terminal(stream) and not os.environ.get("NO_COLOR"):
            head = click.style(head, fg="red", bold=True)
        for number, line in enumerate(str(text).splitlines() or [""]):
            click.echo(f"{head} {plain(line)}" if number == 0 else plain(line), file=stream, color=True)

    def note(self, text: object) -> None:
        """A remark on the error stream, so that it never is a part of what is piped on."""
        click.echo(plain(text), file=sys.stderr)

    def _styled(self, text: str, style: str | None) -> str:
        if not self.colour or style is None:
            return text
        return click.style(text, bold=True) if style == "bold" else click.style(text, fg=style)

    def _write(self, text: str) -> None:
        click.echo(text, file=self._stream, color=self.colour)
