"""Call histories of iPhones as CSV, the way iMazing writes them.

Times have no zone: they are read in `reading.zone`. Dates are `2024-01-31` or, with slashes, `01/31/2024`
or `31/01/2024`; which of the two is decided over the whole file, and a file that cannot decide it is not
guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

from followup.plugins import BadInstant, BadTable, Direction, Item, Left, Reading, Row, instant, table
from followup_phone._calls import Outcome, call, called
from followup_phone._numbers import party, tail

COLUMNS = ("Call type", "Date", "Duration", "Number", "Contact")
CALL_TYPES: dict[str, tuple[Direction, Outcome | None]] = {
    "outgoing": ("out", None),
    "incoming": ("in", "answered"),
    "missed": ("in", "missed"),
}
Order: TypeAlias = Literal["month first", "day first", "undecided", "contradictory"]

_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}:\d{2}:\d{2})", re.ASCII)
_DURATION = re.compile(r"(\d{1,4}):(\d{2}):(\d{2})", re.ASCII)
_WHY_NOT = {
    "undecided": "no date of this file tells whether the day or the month comes first",
    "contradictory": "in some dates of this file the day comes first, in others the month",
}


def recognise(head: bytes) -> bool:
    first = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", "replace").strip()
    return _columns(tuple(first.replace('"', "").split(","))) is not None


def _columns(header: tuple[str, ...]) -> tuple[int, ...] | None:
    names = [name.strip().lower() for name in header]
    wanted = [column.lower() for column in COLUMNS]
    return tuple(map(names.index, wanted)) if set(wanted) <= set(names) else None


def read(path: Path, reading: Reading) -> Iterator[Item | Left]:
    order = _order(path)
    yield from _each_row(path, lambda row: _result(row, order, path.name, reading))


@dataclass(frozen=True, slots=True)
class _Record:
    """A row's cells by what they mean."""

    line: int
    kind: str
    date: str
    duration: str
    number: str
    contact: str


def _each_row(path: Path, result: Callable[[_Record], Item | Left]) -> Iterator[Item | Left]:
    try:
        for record in _records(path):
            if isinstance(record, _Record):
                yield result(record)
            else:
                yield Left(f"{path.name}, line {record.line}", "cells are missing", broken=True)
    except BadTable as error:
        yield Left(f"{path.name}, line {error.line}", f"{error.why}: reading ends here", broken=True)


def _records(path: Path) -> Iterator[_Record | Row]:
    """The records behind the header; a row that is too short for one as it is."""
    with path.open("rb") as stream:
        rows = table(stream)
        header = next(rows, None)
        columns = _columns(header.cells) if header else None
        for row in rows if columns else ():
            if columns and len(row.cells) > max(columns):
                yield _Record(row.line, *(row.cells[column].strip() for column in columns))
            else:
                yield row


def _order(path: Path) -> Order:
    """What the dates with slashes say together; a table that breaks says what it says until there."""
    day_first = month_first = False
    try:
        for record in _records(path):
            if isinstance(record, _Record) and (found := _SLASHED.fullmatch(record.date)):
                day_first |= int(found[1]) > 12
                month_first |= int(found[2]) > 12
    except BadTable:
        pass
    if day_first and month_first:
        return "contradictory"
    return "day first" if day_first else "month first" if month_first else "undecided"


def _result(record: _Record, order: Order, name: str, reading: Reading) -> Item | Left:
    place = f"{name}, line {record.line}"
    when = _local(record.date, order)
    if isinstance(when, str):
        return Left(place, when, broken=when not in _WHY_NOT.values())
    known = CALL_TYPES.get(record.kind.lower())
    if known is None:
        return Left(place, f"'{record.kind[:40]}' is no type of call that is known")
    try:
        at = instant(when, reading.zone)
    except BadInstant as error:
        return Left(place, str(error), broken=True)
    direction, outcome = known
    # made of the local time, so that the same call keeps its id when another zone is set
    key = (when.isoformat(), tail(record.number), f"iphone-{record.kind.lower()}")
    who, seconds = party(record.number, record.contact, reading), _seconds(record.duration)
    return call(key, at, direction, who, outcome or called(seconds), seconds, place)


def _local(date: str, order: Order) -> datetime | str:
    """The local time that a cell names, or why it names none."""
    found = _SLASHED.fullmatch(date)
    try:
        if found is None:
            return datetime.strptime(date, "%Y-%m-%d %H:%M:%S")
        if order in _WHY_NOT and found[1] != found[2]:
            return _WHY_NOT[order]
        style = "%d/%m/%Y %H:%M:%S" if order == "day first" else "%m/%d/%Y %H:%M:%S"
        return datetime.strptime(date, style)
    except ValueError:
        return f"'{date[:40]}' is no date"


def _seconds(duration: str) -> int | None:
    found = _DURATION.fullmatch(duration)
    if found is None:
        return None
    hours, minutes, seconds = map(int, found.groups())
    return hours * 3600 + minutes * 60 + seconds
