"""The items of a store: a set, in which the newest word about each thing stands (SEMANTICS 4)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from followup.cases.database import Database
from followup.cases.matching import Clue, Index, match
from followup.cases.people import of_party
from followup.cases.records import Kept, Match, Person
from followup.plugins.items import Item, Party
from followup.timeline import encoding
from followup.timeline.instants import Instant

Outcome: TypeAlias = Literal["new", "known", "changed", "outdated", "contradicting", "forgotten"]

#: Attributes that tie an item to its thread, beside its own id.
THREADS = ("thread", "message_id", "in_reply_to", "references")
REF_LENGTH = 8
#: 60 bits of a digest are a number that SQLite can hold.
KEY_DIGITS = 15

_COLUMNS = (
    "source, id, ref, kind, at, channel, direction, revision, reading, void, digest, recorded, place,"
    " parties, attributes"
)
_PUT = f"INSERT INTO items ({_COLUMNS}) VALUES ({', '.join('?' * 15)})"
_REPLACE = (
    "UPDATE items SET kind = ?, at = ?, channel = ?, direction = ?, revision = ?, reading = ?, void = ?,"
    " digest = ?, place = ?, parties = ?, attributes = ? WHERE row = ?"
)
_CLUE = (
    "SELECT i.row, i.parties, a.case_id FROM items i"
    " LEFT JOIN assignments a ON a.source = i.source AND a.id = i.id"
)
_THREAD = (
    "WITH RECURSIVE tied (is_key, node) AS (VALUES (0, ?)"
    " UNION SELECT 1, t.key FROM tied JOIN threads t ON t.row = tied.node WHERE NOT tied.is_key"
    " UNION SELECT 0, t.row FROM tied JOIN threads t ON t.key = tied.node WHERE tied.is_key)"
)
_KEPT = (
    "SELECT i.source, i.id, i.ref, i.kind, i.at, i.channel, i.direction, i.revision, i.recorded, i.place,"
    " i.parties, i.attributes, m.case_id, m.how, m.candidates"
    " FROM items i LEFT JOIN matches m ON m.row = i.row"
)


class AmbiguousRef(ValueError):
    """The beginning of several refs."""


class ItemStore:
    """Items, and the matches that are derived from them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(
        self, source: str, items: Iterable[Item], reading: int, now: Instant
    ) -> tuple[list[int], Counter[Outcome]]:
        """Adds items, in one transaction; the rows that they have now, and what became of each.

        `reading` counts the changes of what their reader knew: a later reading corrects an earlier one.
        """
        outcomes: Counter[Outcome] = Counter()
        rows = []
        with self._db.writing():
            for item in items:
                row, outcome = self._put_one(source, item, reading, now)
                outcomes[outcome] += 1
                rows += [] if row is None else [row]
            if outcomes["new"] or outcomes["changed"]:
                self.mark_stale()
        return rows, outcomes

    def _put_one(self, source: str, item: Item, reading: int, now: Instant) -> tuple[int | None, Outcome]:
        columns = _columns(item, reading)
        id = encoding.sound(item.id)
        held = self._db.row(
            "SELECT row, revision, reading, void, at, digest FROM items WHERE source = ? AND id = ?",
            source,
            id,
        )
        if held is None:
            if self._is_forgotten(source, id):
                return None, "forgotten"
            ref = encoding.digest(source, id)[:REF_LENGTH]
            kind, at, channel, direction, revision, _, void, digest, *rest = columns
            short = (kind, at, channel, direction, revision, reading, void, digest, now)
            row = self._db.run(_PUT, source, id, ref, *short, *rest)
            self._tie(row, item)
            return row, "new"
        return self._put_again(held, item, columns)

    def _put_again(self, held: tuple[Any, ...], item: Item, columns: tuple[Any, ...]) -> tuple[int, Outcome]:
        """The higher revision stands, then the later reading, then a retraction. What then still differs
        is a contradiction, of which the same one stands whichever came first."""
        row, *held_rank, held_at, held_digest = held
        rank, digest = [item.revision, columns[5], item.void], columns[7]
        same = digest == held_digest
        newer = rank > held_rank or (rank == held_rank and (item.at, digest) < (held_at, held_digest))
        if newer:
            self._db.run(_REPLACE, *columns, row)
            self._db.run("DELETE FROM threads WHERE row = ?", row)
            self._tie(row, item)
        if same:
            return row, "known"
        return row, "contradicting" if rank == held_rank else "changed" if newer else "outdated"

    def _tie(self, row: int, item: Item) -> None:
        """Ties an item to its thread; what was retracted ties nothing together."""
        keys = () if item.void else _threads(item)
        self._db.run_many("INSERT OR IGNORE INTO threads VALUES (?, ?)", ((key, row) for key in keys))

    def _is_forgotten(self, source: str, id: str) -> bool:
        found = self._db.row("SELECT 1 FROM forgotten WHERE item = ?", encoding.digest("item", source, id))
        return found is not None

    def mark_stale(self) -> None:
        """Says that matches must be derived again; in the same transaction as what made them so."""
        self._db.run("INSERT OR REPLACE INTO settings VALUES ('stale', '1')")

    def refresh(self, people: Iterable[Person]) -> None:
        """Derives the matches again if anything that they depend on has changed."""
        if self._db.row("SELECT 1 FROM settings WHERE name = 'stale'") is None:
            return
        index = Index.of(people)
        with self._db.writing():
            self._db.run("DELETE FROM matches")
            for clue in map(_clue, self._db.rows(f"{_CLUE} WHERE NOT i.void")):
                if index.knows(clue) and not self._is_matched(clue.key):
                    self._keep(match(index, self._thread(clue.key)))
            self._db.run("DELETE FROM settings WHERE name = 'stale'")

    def _is_matched(self, row: int) -> bool:
        """Whether the item came up in a thread before: every item that is known by itself has a match there."""
        return self._db.row("SELECT 1 FROM matches WHERE row = ?", row) is not None

    def _thread(self, row: int) -> Iterator[Clue[int]]:
        """What is known of each item of that one's thread."""
        return map(
            _clue, self._db.rows(f"{_THREAD} {_CLUE} JOIN tied ON i.row = tied.node AND NOT tied.is_key", row)
        )

    def _keep(self, found: Mapping[int, Match]) -> None:
        self._db.run_many(
            "INSERT INTO matches VALUES (?, ?, ?, ?)",
            ((row, m.case, m.how, encoding.dumps(m.candidates)) for row, m in found.items()),
        )

    def of_case(self, case: str | None = None) -> Iterator[Kept]:
        """The items that belong to a case, or to any, in the order of (at, id)."""
        where = "m.case_id IS NOT NULL" if case is None else "m.case_id = ?"
        values = () if case is None else (case,)
        return map(_kept, self._db.rows(f"{_KEPT} WHERE {where} ORDER BY i.at, i.id", *values))

    def unmatched(self, limit: int, now: Instant) -> Iterator[Kept]:
        """Items of no case: those that could be of several first, then the newest, then what is ahead."""
        where = "NOT i.void AND m.case_id IS NULL"
        order = "m.row IS NULL, i.at > ?, i.at DESC, i.id"
        return map(_kept, self._db.rows(f"{_KEPT} WHERE {where} ORDER BY {order} LIMIT ?", now, limit))

    def count_unmatched(self) -> tuple[int, int]:
        """How many items belong to no case, and how many of these could belong to several."""
        row = self._db.row(
            "SELECT count(*), count(m.row) FROM items i LEFT JOIN matches m ON m.row = i.row"
            " WHERE NOT i.void AND m.case_id IS NULL"
        )
        return row or (0, 0)

    def count_matched(self, rows: Iterable[int]) -> int:
        """How many of these items belong to a case."""
        sql = "SELECT 1 FROM matches WHERE row = ? AND case_id IS NOT NULL"
        return len({row for row in rows if self._db.row(sql, row) is not None})

    def tally(self) -> Mapping[str, tuple[int, Instant]]:
        """For each case that has any: how many items, and the instant of the latest."""
        rows = self._db.rows(
            "SELECT m.case_id, count(*), max(i.at) FROM matches m JOIN items i ON i.row = m.row"
            " WHERE m.case_id IS NOT NULL GROUP BY m.case_id"
        )
        return {case: (count, latest) for case, count, latest in rows}

    def find(self, ref: str) -> Kept | None:
        """The item of that ref, or of the only ref that begins so, or of that id; raises `AmbiguousRef`."""
        found = [*self._db.rows(f"{_KEPT} WHERE i.id = ? OR i.ref GLOB ? || '*' LIMIT 2", ref, _literal(ref))]
        if len(found) > 1:
            raise AmbiguousRef(f"more than one item is called '{ref}': write more of its name")
        return _kept(found[0]) if found else None


def _literal(ref: str) -> str:
    """The beginning of a ref as a pattern; "-", which begins none, for what cannot be one."""
    return ref if re.fullmatch(r"[0-9a-f]{4,}", ref) else "-"


def _columns(item: Item, reading: int) -> tuple[Any, ...]:
    parties = encoding.dumps([_as_data(party) for party in item.parties])
    attributes = encoding.encode(item.attributes)
    content = encoding.digest(
        item.kind, str(item.at), item.channel, item.direction or "", str(item.void), parties, attributes
    )
    return (
        item.kind, item.at, encoding.sound(item.channel), item.direction, item.revision, reading, item.void,
        content, encoding.sound(item.place), parties, attributes,
    )  # fmt: skip


def _threads(item: Item) -> set[int]:
    """Keys of the item's id and of what it says of its thread, with the channel: ids of two may coincide."""
    texts = [item.id]
    for value in map(item.attributes.get, THREADS):
        texts += [value] if isinstance(value, str) else value if isinstance(value, tuple) else ()
    return {int(encoding.digest(item.channel, text)[:KEY_DIGITS], 16) for text in texts}


def _clue(row: tuple[int, str, str | None]) -> Clue[int]:
    number, parties, assigned = row
    return Clue(number, tuple(each for party in _parties(parties) for each in of_party(party)), assigned)


def _as_data(party: Party) -> list[str | None]:
    return [party.name, party.address, party.number, party.profile]


def _parties(text: str) -> tuple[Party, ...]:
    return tuple(Party(*fields) for fields in json.loads(text))


#: The items of cases are of the same few people; those of an import are not, and would fill memory.
_parties_known = lru_cache(maxsize=1_024)(_parties)


def _kept(row: tuple[Any, ...]) -> Kept:
    source, id, ref, kind, at, channel, direction, revision, recorded, place, parties, attributes, *found = (
        row
    )
    item = Item(
        kind,
        id,
        at,
        channel,
        direction,
        _parties_known(parties),
        encoding.decode(attributes),
        revision,
        place=place,
    )
    case, how, candidates = found
    return Kept(
        source, item, ref, recorded, Match(case, how, tuple(json.loads(candidates)) if candidates else ())
    )
