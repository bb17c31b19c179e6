"""A calendar file cut into its components, so that a broken one costs itself only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_BREAK = re.compile(r"\r\n|\r|\n")
_TAG = re.compile(r"(BEGIN|END):[ \t]*([A-Z0-9-]+)[ \t]*", re.IGNORECASE)
_HEADER = re.compile(r"(METHOD|X-WR-TIMEZONE)(?:;[^:]*)?:(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """One component as text. `method` and `zone` are what its calendar said before it (METHOD and
    X-WR-TIMEZONE); `whole` is false if the component, or the file, ends in its middle."""

    name: str
    lines: tuple[str, ...]
    method: str = ""
    zone: str = ""
    whole: bool = True

    @property
    def text(self) -> str:
        return "\r\n".join((*self.lines, ""))


@dataclass
class _Splitter:
    """Where the splitting is: in which component, and how deep below it."""

    method: str = ""
    zone: str = ""
    lines: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def feed(self, line: str) -> Iterator[Block]:
        tag = _TAG.fullmatch(line)
        verb, name = (tag[1].upper(), tag[2].upper()) if tag else ("", "")
        if self.names and (name == "VCALENDAR" or (verb == "BEGIN" and name == self.names[0])):
            yield self.take(whole=False)  # its END is missing
        if self.names:
            yield from self._inside(line, verb, name)
        elif verb == "BEGIN":
            self._begin(line, name)
        elif not verb:
            self._header(line)

    def _inside(self, line: str, verb: str, name: str) -> Iterator[Block]:
        self.lines.append(line)
        if verb == "BEGIN":
            self.names.append(name)
        elif verb == "END":
            self.names.pop()
            if not self.names:
                yield self.take(name)

    def _begin(self, line: str, name: str) -> None:
        if name == "VCALENDAR":
            self.method = self.zone = ""
        else:
            self.lines, self.names = [line], [name]

    def _header(self, line: str) -> None:
        header = _HEADER.fullmatch(line)
        if header and header[1].upper() == "METHOD":
            self.method = header[2].strip().upper()
        elif header:
            self.zone = header[2].strip()

    def take(self, name: str = "", whole: bool = True) -> Block:
        name = name or self.names[0]
        block = Block(name, tuple(self.lines), self.method, self.zone, whole)
        self.lines, self.names = [], []
        return block


def blocks(text: str) -> Iterator[Block]:
    """The components of all calendars in a text, in its order; one may also stand outside a calendar."""
    splitter = _Splitter()
    for line in _BREAK.split(text):
        yield from splitter.feed(line)
    if splitter.names:
        yield splitter.take(whole=False)
