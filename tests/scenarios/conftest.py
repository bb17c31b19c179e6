"""Fixtures for whole ways through the product: the library, the command line and the store beside each other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import followup
from followup.cases.office import Office
from followup.cases.store import Store
from followup.faces.command import main
from followup.plugins.registry import Plugins


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "home"
    monkeypatch.setenv("FOLLOWUP_HOME", str(path))
    return path


@pytest.fixture
def run(home: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """What `followup ... --json` prints, as data; the command must not fail."""

    def command(*arguments: object) -> Any:
        capfd.readouterr()
        code = main([*map(str, arguments), "--json"])
        out, err = capfd.readouterr()
        assert code == 0, out + err
        return json.loads(out)

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
