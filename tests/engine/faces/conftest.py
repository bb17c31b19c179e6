"""Fixtures for the command line's tests: a home with a case, and files to import into it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from followup.cases.records import Case, Home, Person
from followup.cases.store import Store
from tests.running import PROGRAM, Done

LINES = Path(__file__).parents[1] / "cases" / "lines_plugin.py"


@pytest.fixture
def program() -> Path:
    """The installed program."""
    return PROGRAM


@pytest.fixture
def ready(run: Callable[..., Done], home: Path) -> Callable[..., Done]:
    """`run`, in a home with the case `acme`."""
    store = Store.open(home)
    store.set_home(Home(("me@home.example",), "Europe/Berlin", "DE", "five-rules"))
    store.put_case(Case("acme", "Data engineer"))
    store.put_people("acme", [Person("acme", "Boss", ("boss@acme.example",))])
    store.close()
    return run


@pytest.fixture
def lines(tmp_path: Path) -> Callable[..., Path]:
    """A file of messages (id, address, attributes) for the reader of lines."""

    def write(name: str, *messages: tuple[str, str, dict[str, Any]] | str) -> Path:
        texts = [
            '{"lines": 1}',
            *(each if isinstance(each, str) else json.dumps(_item(*each)) for each in messages),
        ]
        path = tmp_path / name
        path.write_text("\n".join(texts), "utf-8")
        return path

    return write


def _item(id: str, address: str, attributes: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "message",
        "id": id,
        "at": 1_780_000_000_000_000,
        "parties": [{"address": address}],
        **attributes,
    }


@pytest.fixture
def reader() -> tuple[str, str]:
    """The options that bring in the reader of lines."""
    return "--plugin", str(LINES)
