"""The tables of an export: found by their headers, behind any preamble, and read record by record."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

from followup.plugins import BadTable, DamagedFile, Left, Member, Row, heads, table
from followup_linkedin._headers import ASSISTANTS, Kind, columns, kind_of

#: A preamble of notes has had three lines.
PREAMBLE = 10
#: The folders of an export that hold tables.
FOLDERS = ("", "Jobs")


def recognise(path: Path, head: bytes) -> bool:
    """Whether a table of LinkedIn's begins so, or lies in this folder or zip."""
    if head and not head.startswith(b"PK"):
        return _kind_of_head(head) is not None
    return any(_kind_of_head(first) for _, first in heads(path, FOLDERS, ".csv", most=200))


def _kind_of_head(head: bytes) -> Kind | None:
    lines = head.decode("utf-8-sig", "replace").splitlines()
    try:
        rows = list(islice(csv.reader(line.replace("\0", "") for line in lines), PREAMBLE))
    except csv.Error:
        return None
    return next(filter(None, (kind_of(tuple(row)) for row in rows)), None)


@dataclass(frozen=True, slots=True)
class Record:
    """A row by the names of its columns; a column that this era lacks is empty."""

    place: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def has(self, column: str) -> bool:
        return column in self.cells


@dataclass(frozen=True, slots=True)
class Table:
    """A file that begins, behind its preamble, with a header of this kind."""

    kind: Kind
    member: Member

    def records(self) -> Iterator[Record | Left]:
        """Each row that fits the header; one that does not, and where reading had to end, is left."""
        name = self.member.base
        try:
            with self.member.open() as stream:
                rows = table(stream)
                header = _header(rows)
                for row in rows:
                    yield _record(row, header, name)
        except BadTable as error:
            yield Left(f"{name}, line {error.line}", f"{error.why}: reading ends here", broken=True)
        except DamagedFile as error:
            yield Left(name, f"{error}: reading ends here", broken=True)

    def whole(self) -> Iterator[Record]:
        """The rows that fit, for a look ahead; what does not is told when the table is read."""
        return (each for each in self.records() if isinstance(each, Record))


def _header(rows: Iterator[Row]) -> Mapping[str, int]:
    for row in islice(rows, PREAMBLE):
        if kind_of(row.cells):
            return columns(row.cells)
    return {}


def _record(row: Row, header: Mapping[str, int], name: str) -> Record | Left:
    place = f"{name}, line {row.line}"
    if len(row.cells) != len(header):
        return Left(place, f"{len(row.cells)} cells where the header has {len(header)}", broken=True)
    return Record(place, {column: row.cells[index] for column, index in header.items()})


def found(members: tuple[Member, ...]) -> tuple[dict[Kind, Table], tuple[Left, ...]]:
    """The tables of the export, one of each kind, and the files that are none of them.

    Of several exports in one folder only the outermost is read: each has an owner of its own.
    """
    tables: dict[Kind, Table] = {}
    others = []
    for member in sorted(members, key=lambda member: (member.name.count("/"), member.name)):
        kind = _kind(member)
        if kind is None or kind == "other":
            others.append(Left(member.name, "not read: it holds no contacts"))
        elif any(word in member.base.lower() for word in ASSISTANTS):
            others.append(Left(member.name, "not read: conversations with LinkedIn's own assistants"))
        elif kind in tables:
            others.append(Left(member.name, f"not read: '{tables[kind].member.name}' is read"))
        else:
            tables[kind] = Table(kind, member)
    return _of_one_export(tables, others)


def _of_one_export(
    tables: dict[Kind, Table], others: list[Left]
) -> tuple[dict[Kind, Table], tuple[Left, ...]]:
    folder = min((each.member.folder for each in tables.values()), key=len, default="")
    kept = {kind: each for kind, each in tables.items() if each.member.folder == folder}
    others += [
        Left(each.member.name, "not read: it lies in another folder, which may be another person's export")
        for kind, each in tables.items()
        if kind not in kept
    ]
    return kept, tuple(sorted(others, key=lambda left: left.place))


def _kind(member: Member) -> Kind | None:
    if PurePosixPath(member.name).suffix.lower() != ".csv":
        return None
    try:
        with member.open() as stream:
            rows = islice(table(stream), PREAMBLE)
            return next(filter(None, (kind_of(row.cells) for row in rows)), None)
    except (BadTable, DamagedFile):
        return None
