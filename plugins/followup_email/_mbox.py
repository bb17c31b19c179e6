"""Mails out of an mbox, one at a time, in memory that does not grow with the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BufferedReader, TextIOWrapper
from pathlib import Path

#: Of a larger mail the first part is kept: its headers and text, not the whole attachment.
MAIL_LIMIT = 64 * 1024 * 1024
LINE_LIMIT = 1024 * 1024

# `From - `, `From address`, `From 18443@xxx` or `From anything … 10:12:13 …`: a sentence has none of these.
_SEPARATOR = re.compile(rb"From (?:-|\S+@\S+|\S.{0,200}\d\d:\d\d.{0,60})[ \t]*$")
_DATED = re.compile(rb"From (?:-[ \t]*$|.{0,200}\d\d:\d\d(?::\d\d)?.{0,30}\d{4})")
_HEADER = re.compile(rb">?[!-9;-~]{1,100}[ \t]*:|>?From ")
_MUNGED = re.compile(rb">+From ")


def is_separator(line: bytes) -> bool:
    return line.startswith(b"From ") and _SEPARATOR.match(line.rstrip(b"\r\n")) is not None


def is_header(line: bytes) -> bool:
    return _HEADER.match(line) is not None


def mbox_mails(path: Path) -> Iterator[bytes]:
    """Each mail of an mbox with LF line ends and `>From ` unmunged, without its separator.

    A separator is a `From ` line in the shape of one, followed by a header, and preceded by an empty
    line unless it carries a full date. `Content-Length` is never believed: it is often wrong, and a sender
    could hide the next mail behind it.
    """
    with path.open("rb") as file:
        yield from _split(_lines(file))


def _lines(file: BufferedReader) -> Iterator[bytes]:
    head = file.peek(65536)[:65536]
    if b"\r" in head and b"\n" not in head:
        with TextIOWrapper(file, encoding="latin-1", newline=None) as text:
            while line := text.readline(LINE_LIMIT):
                yield line.encode("latin-1")
        return
    while raw := file.readline(LINE_LIMIT):
        yield raw[:-2] + b"\n" if raw.endswith(b"\r\n") else raw


def _split(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Long and flat, because every line of every mailbox passes here."""
    mail: list[bytes] = []
    size, started, blank, waiting = 0, False, True, b""
    for line in lines:
        if not started and not waiting:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if waiting:
            if is_header(line):
                if mail:
                    yield b"".join(mail)
                mail, size, started = [], 0, True
            else:
                mail.append(waiting)
            waiting = b""
        if line.startswith(b"From ") and is_separator(line) and (blank or _DATED.match(line)):
            waiting, blank = line, False
            continue
        blank = not line.strip()
        if size < MAIL_LIMIT:
            kept = line[1:] if line.startswith(b">") and _MUNGED.match(line) else line
            mail.append(kept)
            size += len(kept)
    if mail or waiting:
        yield b"".join([*mail, waiting])
