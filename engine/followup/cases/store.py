"""The home's store: settings, cases and their people, items, what was logged by hand, and what was erased."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from followup.cases.database import Database
from followup.cases.errors import BusyStore
from followup.cases.item_store import ItemStore
from followup.cases.people import Directory
from followup.cases.records import HAND, Answer, Case, Entry, Home, Kept, Person
from followup.timeline import encoding
from followup.timeline.instants import Instant
from followup.timeline.values import Attributes, Maybe

FILE_NAME = "followup.sqlite"


class Store:
    """Everything that a home knows. Each method that changes something is a transaction, or a part of the
    one around it (`with store.writing():`)."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.items = ItemStore(db)

    @classmethod
    def open(cls, home: Path) -> Store:
        """The store in that folder; both are made if they are not there; raises `StoreError`."""
        store = cls(Database.open(home / FILE_NAME))
        store._finish_forgetting()
        return store

    def close(self) -> None:
        self.db.close()

    def writing(self) -> AbstractContextManager[None]:
        return self.db.writing()

    # Settings and sources.

    def setting(self, name: str) -> Any:
        """A setting's value, or None."""
        row = self.db.row("SELECT value FROM settings WHERE name = ?", name)
        return None if row is None else json.loads(row[0])

    def set(self, name: str, value: Any) -> None:
        with self.writing():
            self.db.run("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, encoding.dumps(value))

    def home(self) -> Home | None:
        """The home's settings; None before `init`."""
        given = self.setting("home")
        return None if given is None else Home(**{**given, "me": tuple(given["me"])})

    def set_home(self, home: Home) -> None:
        self.set("home", asdict(home))

    def reading_number(self, plugin: str, context: str) -> int:
        """A number that grows whenever what a reader knows (`context`) is not what it knew before."""
        name = f"reading {plugin}"
        with self.writing():
            held = self.setting(name) or {"number": 0, "context": None}
            if held["context"] != context:
                held = {"number": held["number"] + 1, "context": context}
                self.set(name, held)
        return int(held["number"])

    def sources(self) -> list[Path]:
        """The paths that were imported before, sorted."""
        return [Path(path) for (path,) in self.db.rows("SELECT path FROM sources ORDER BY path")]

    def add_source(self, path: Path) -> None:
        with self.writing():
            self.db.run("INSERT OR IGNORE INTO sources VALUES (?)", encoding.sound(str(path)))

    # Cases and people.

    def cases(self) -> list[Case]:
        rows = self.db.rows("SELECT id, title, zone, country, created FROM cases ORDER BY id")
        return [Case(*row) for row in rows]

    def case(self, id: str) -> Case | None:
        row = self.db.row("SELECT id, title, zone, country, created FROM cases WHERE id = ?", id)
        return None if row is None else Case(*row)

    def put_case(self, case: Case) -> None:
        """Adds the case or changes its words; a case that was forgotten may be read in again."""
        with self.writing():
            self.db.run("DELETE FROM forgotten WHERE case_digest = ?", encoding.digest("case", case.id))
            self.db.run(
                "INSERT OR REPLACE INTO cases VALUES (?, ?, ?, ?, ?)",
                case.id, case.title, case.zone, case.country, case.created,
            )  # fmt: skip

    def people(self, case: str | None = None) -> list[Person]:
        """The people of a case, or of all."""
        where, values = ("", ()) if case is None else ("WHERE case_id = ?", (case,))
        rows = self.db.rows(
            "SELECT case_id, name, addresses, numbers, profiles, zone FROM people"
            f" {where} ORDER BY case_id, position",
            *values,
        )
        return [_person(*row) for row in rows]

    def put_people(self, case: str, people: Iterable[Person]) -> None:
        """These are the people of the case."""
        with self.writing():
            self.db.run("DELETE FROM people WHERE case_id = ?", case)
            for position, each in enumerate(people):
                lists = (encoding.dumps(x) for x in (each.addresses, each.numbers, each.profiles))
                name = None if each.name is None else encoding.sound(each.name)
                self.db.run(
                    "INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?)", case, position, name, each.zone, *lists
                )
            self.items.mark_stale()

    def directory(self) -> Directory:
        return Directory.of(self.people())

    def refresh(self) -> None:
        """Brings the matches up to date with what they depend on."""
        self.items.refresh(self.people())

    def assign(self, kept: Kept, case: str | None) -> None:
        """The item belongs to that case, whatever else says; None takes that back."""
        with self.writing():
            key = kept.source, kept.item.id
            if case is None:
                self.db.run("DELETE FROM assignments WHERE source = ? AND id = ?", *key)
            else:
                self.db.run("INSERT OR REPLACE INTO assignments VALUES (?, ?, ?)", *key, case)
            self.items.mark_stale()

    # What was logged by hand.

    def log(self, case: str, kind: str, at: Instant, attributes: Attributes, now: Instant) -> Entry:
        """Keeps an event that the person tells of."""
        with self.writing():
            row = self.db.run(
                "INSERT INTO entries (case_id, kind, at, recorded, attributes) VALUES (?, ?, ?, ?, ?)",
                case, kind, at, now, encoding.encode(attributes),
            )  # fmt: skip
        return Entry(f"{HAND}-{row}", case, kind, at, now, attributes)

    def entries(self, case: str | None = None) -> list[Entry]:
        """What was logged and not taken back, in the order of logging."""
        where, values = ("", ()) if case is None else ("AND case_id = ?", (case,))
        rows = self.db.rows(
            "SELECT row, case_id, kind, at, recorded, attributes FROM entries"
            f" WHERE NOT void {where} ORDER BY row",
            *values,
        )
        return [_entry(*row) for row in rows]

    def undo(self, case: str) -> Entry | None:
        """Takes back the entry of the case that was logged last; None if there is none."""
        with self.writing():
            last = next(reversed(self.entries(case)), None)
            if last is not None:
                self.db.run(
                    "UPDATE entries SET void = 1 WHERE row = ?", int(last.id.removeprefix(f"{HAND}-"))
                )
        return last

    def answer(self, source: str, id: str, attribute: str, value: Maybe | None, now: Instant) -> None:
        """What the person says that an attribute of an event is; None takes that back."""
        with self.writing():
            if value is None:
                sql = "DELETE FROM answers WHERE source = ? AND id = ? AND attribute = ?"
                self.db.run(sql, source, id, attribute)
            else:
                sql = "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)"
                self.db.run(sql, source, id, attribute, now, encoding.dumps(encoding.plain(value)))

    def answers(self) -> Mapping[tuple[str, str], dict[str, Maybe]]:
        """The answers by the (source, id) of the event that they are about."""
        found: dict[tuple[str, str], dict[str, Maybe]] = {}
        for source, id, attribute, value in self.db.rows("SELECT source, id, attribute, value FROM answers"):
            found.setdefault((source, id), {})[attribute] = encoding.valued(json.loads(value))
        return found

    def last_answer(self, about: Container[tuple[str, str]]) -> Answer | None:
        """The answer that was kept last, of those about the events with these (source, id)."""
        rows = self.db.rows("SELECT source, id, attribute, recorded FROM answers ORDER BY recorded DESC")
        return next((Answer(row[:2], *row[2:]) for row in rows if row[:2] in about), None)

    def add_offer(self, case: str, text: str, now: Instant) -> None:
        """Keeps something that the person can offer in a later draft."""
        with self.writing():
            self.db.run(
                "INSERT OR IGNORE INTO offers (case_id, recorded, text) VALUES (?, ?, ?)",
                case, now, encoding.sound(text),
            )  # fmt: skip

    def offers(self, case: str) -> list[str]:
        """The offers kept for a case, the oldest first."""
        return [
            text for (text,) in self.db.rows("SELECT text FROM offers WHERE case_id = ? ORDER BY row", case)
        ]

    # Facts that plugins gave, kept because they cost time.

    def facts(self, content: str, plugin: str, version: str) -> dict[str, Maybe]:
        """What that version of a plugin said about the content of that digest."""
        row = self.db.row(
            "SELECT given FROM facts WHERE digest = ? AND plugin = ? AND version = ?",
            content,
            plugin,
            version,
        )
        return {} if row is None else encoding.decode(row[0])

    def all_facts(self, plugin: str, version: str) -> Iterator[tuple[str, str]]:
        """Everything that version of a plugin said, encoded, by the digest of the content."""
        yield from self.db.rows(
            "SELECT digest, given FROM facts WHERE plugin = ? AND version = ?", plugin, version
        )

    def keep_facts(self, plugin: str, version: str, given: Mapping[str, Attributes]) -> None:
        """Keeps facts by the digest of their content."""
        with self.writing():
            self.db.run_many(
                "INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)",
                ((content, plugin, version, encoding.encode(facts)) for content, facts in given.items()),
            )

    # Forgetting.

    def forget(self, case: str) -> int:
        """Erases the case, its people, items and everything said about it, leaving no trace of a text in the
        file; the number of items erased. Digests remain, so that importing again does not bring them back."""
        self.refresh()
        with self.writing():
            erased = list(self._items_of(case))
            for row, source, id in erased:
                digests = encoding.digest("item", source, id), encoding.digest("case", case)
                self.db.run("INSERT OR REPLACE INTO forgotten VALUES (?, ?)", *digests)
                self.db.run("DELETE FROM items WHERE row = ?", row)
                self.db.run("DELETE FROM matches WHERE row = ?", row)
                self.db.run("DELETE FROM threads WHERE row = ?", row)
                self._erase_about(source, id)
            for entry in list(self.db.rows("SELECT row FROM entries WHERE case_id = ?", case)):
                self._erase_about(HAND, f"{HAND}-{entry[0]}")
            for table in ("assignments", "people", "entries", "offers"):
                self.db.run(f"DELETE FROM {table} WHERE case_id = ?", case)
            self.db.run("DELETE FROM cases WHERE id = ?", case)
            self.db.run("DELETE FROM facts")
            self.items.mark_stale()
            self.set("traces", True)
        self.refresh()
        self._wipe()
        return len(erased)

    def _wipe(self) -> None:
        self.db.leave_no_trace()
        with self.writing():
            self.db.run("DELETE FROM settings WHERE name = 'traces'")

    def _finish_forgetting(self) -> None:
        """Wipes what an earlier run erased while another process was reading."""
        if self.setting("traces"):
            with suppress(BusyStore):
                self._wipe()

    def _items_of(self, case: str) -> Iterator[tuple[int, str, str]]:
        sql = "SELECT i.row, i.source, i.id FROM items i JOIN matches m ON m.row = i.row WHERE m.case_id = ?"
        return self.db.rows(sql, case)

    def _erase_about(self, source: str, id: str) -> None:
        self.db.run("DELETE FROM answers WHERE source = ? AND id = ?", source, id)
        self.db.run("DELETE FROM assignments WHERE source = ? AND id = ?", source, id)


def _person(
    case: str, name: str | None, addresses: str, numbers: str, profiles: str, zone: str | None
) -> Person:
    known = [tuple(json.loads(each)) for each in (addresses, numbers, profiles)]
    return Person(case, name, known[0], known[1], known[2], zone)


def _entry(row: int, case: str, kind: str, at: Instant, recorded: Instant, attributes: str) -> Entry:
    return Entry(f"{HAND}-{row}", case, kind, at, recorded, encoding.decode(attributes))
