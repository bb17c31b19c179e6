"""Fixtures for the desk's tests: a store, items, and a reader that needs no channel."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from followup.cases.records import Case, Home, Person
from followup.cases.store import Store
from followup.plugins import Item, Party
from followup.plugins.registry import Plugins

LINES = Path(__file__).with_name("lines_plugin.py")
NOW = 1_780_000_000_000_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh store with one case, `acme`, and its manager."""
    opened = Store.open(tmp_path / "home")
    opened.set_home(Home(("me@home.example",), "Europe/Berlin", "DE", "pack"))
    opened.put_case(Case("acme", "Data engineer", created=NOW))
    opened.put_people("acme", [Person("acme", "Manager", ("manager@acme.example",))])
    yield opened
    opened.close()


@pytest.fixture
def mail() -> Callable[..., Item]:
    """Makes a message from (or to) an address; other attributes as keywords."""

    def make(id: str, address: str = "manager@acme.example", at: int = NOW, **other: Any) -> Item:
        names = {"revision", "void", "channel", "kind", "direction", "place"}
        fixed = {name: other.pop(name) for name in names & other.keys()}
        kind, channel = fixed.pop("kind", "message"), fixed.pop("channel", "email")
        return Item(kind, id, at, channel, parties=(Party(address=address),), attributes=other, **fixed)

    return make


@pytest.fixture
def plugins() -> Plugins:
    """The installed plugins and the reader of lines."""
    return Plugins.installed([LINES])


@pytest.fixture
def lines(tmp_path: Path) -> Callable[..., Path]:
    """Writes items as a file that the reader of lines recognises."""

    def write(name: str, *items: dict[str, Any] | str) -> Path:
        texts = [each if isinstance(each, str) else json.dumps(each) for each in items]
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(['{"lines": 1}', *texts]), "utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def dump() -> Callable[[Store], list[str]]:
    """All that a store holds, as sorted lines, but for row numbers and the instants of writing."""

    def lines_of(store: Store) -> list[str]:
        store.refresh()
        tables = [name for (name,) in store.db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return sorted(line for table in tables for line in _table(store, table))

    return lines_of


def _table(store: Store, table: str) -> list[str]:
    columns = [name for _, name, *_ in store.db.rows(f"PRAGMA table_info({table})")]
    shown = [name for name in columns if name not in ("row", "recorded", "created")]
    if table == "matches":
        sql = "SELECT i.source, i.id, case_id, how, candidates FROM matches m JOIN items i ON i.row = m.row"
    else:
        sql = f"SELECT {', '.join(shown)} FROM {table}" if table != "sqlite_sequence" else "SELECT 1 WHERE 0"
    return [f"{table}: {row!r}" for row in store.db.rows(sql)]
