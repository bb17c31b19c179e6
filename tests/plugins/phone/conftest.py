"""Reading a file the way an import does, and small files of each format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import followup_phone
from followup.plugins import Item, Left, Reading

READING = Reading(me=frozenset({"+4930111222"}), zone="Europe/Berlin", country="DE")
Read = Callable[..., tuple[list[Item], list[Left]]]


@pytest.fixture(scope="session")
def read() -> Read:
    """What a file that the plugin recognises gives: items, and what was left."""

    def read_it(path: Path, reading: Reading = READING) -> tuple[list[Item], list[Left]]:
        head = path.read_bytes()[:4096] if path.is_file() else b""
        format = followup_phone.recognise(path=path, head=head)
        assert format is not None, "not recognised"
        every = list(followup_phone.read(path=path, format=format, reading=reading))
        return [each for each in every if isinstance(each, Item)], [
            each for each in every if isinstance(each, Left)
        ]

    return read_it


@pytest.fixture
def calls(tmp_path: Path, read: Read) -> Callable[..., tuple[list[Item], list[Left]]]:
    """What a backup with this XML inside `<calls>` gives."""

    def of(inside: str, reading: Reading = READING) -> tuple[list[Item], list[Left]]:
        path = tmp_path / "any-name"
        path.write_text(f"<?xml version='1.0' encoding='UTF-8'?>\n<calls count='99'>{inside}</calls>")
        return read(path, reading)

    return of


@pytest.fixture
def history(tmp_path: Path, read: Read) -> Callable[..., tuple[list[Item], list[Left]]]:
    """What an iPhone's history with these rows gives."""

    def of(*rows: str, reading: Reading = READING) -> tuple[list[Item], list[Left]]:
        path = tmp_path / "any-name"
        path.write_text("\n".join(("Call type,Date,Duration,Number,Contact,Location,Service", *rows)))
        return read(path, reading)

    return of
