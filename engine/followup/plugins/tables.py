"""CSV files that somebody else made, read row by row in flat memory, whatever is in them."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_LINE = 2**20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class BadTable(ValueError):
    """A table that cannot be read on: `line` says where, the text why."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(line, why)
        self.line, self.why = line, why

    def __str__(self) -> str:
        return f"line {self.line}: {self.why}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells, and the line on which it begins, from 1."""

    line: int
    cells: tuple[str, ...]


def table(stream: io.BufferedReader) -> Iterator[Row]:
    """The rows of a CSV file that are not empty lines.

    UTF-8 or UTF-16 with a mark, else UTF-8; a line that is not UTF-8 is read as Windows-1252. NUL bytes are
    dropped. Raises `BadTable` at a field over `csv.field_size_limit()` characters or a line over a million.
    """
    reader = csv.reader(_lines(stream))
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise BadTable(line, str(error)) from None
        if cells is None:
            return
        if cells:
            yield Row(line, tuple(cells))


def _lines(stream: io.BufferedReader) -> Iterator[str]:
    encoding = next((name for mark, name in _MARKS if stream.peek(4).startswith(mark)), "utf-8")
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    text = io.TextIOWrapper(stream, encoding, errors=errors, newline="")
    number = 0
    while line := text.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise BadTable(number, f"longer than {LONGEST_LINE:,} characters")
        yield _mended(line)


def _mended(line: str) -> str:
    line = line.replace("\0", "")
    try:
        line.encode()
    except UnicodeEncodeError:
        return line.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    return line
