"""Fixtures for whole ways through the product: the library, the command line and the store beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import followup
from followup.cases.office import Office
from followup.cases.store import Store
from followup.plugins.registry import Plugins
from tests.running import Done


@pytest.fixture
def run(run: Callable[..., Done]) -> Callable[..., Any]:
    """What `followup ... --json` prints, as data; the command must not fail."""

    def command(*arguments: object) -> Any:
        done = run(*arguments, "--json")
        assert done.code == 0, done.out + done.err
        return done.data

    return command


@pytest.fixture
def exported(run: Callable[..., Any], tmp_path: Path) -> Callable[[], followup.Journal]:
    """The home's journal, as another program reads it."""

    def journal() -> followup.Journal:
        run("export", "--out", tmp_path / "journal.jsonl")
        return followup.read_journal(tmp_path / "journal.jsonl")

    return journal


@pytest.fixture
def reopened(home: Path) -> Callable[[followup.Pack], Any]:
    """The home, opened anew, as a pack sees it."""

    @contextmanager
    def office(pack: followup.Pack) -> Iterator[Office]:
        store = Store.open(home)
        try:
            yield Office(store, pack, Plugins.installed())
        finally:
            store.close()

    return office
