"""Exports of our own invention, and reading them the way an import does."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

import followup_linkedin
from followup.plugins import Item, Left, Reading

READING = Reading(zone="Europe/Berlin", country="DE")
Read = Callable[..., tuple[list[Item], list[Left]]]
Rows = Sequence[Sequence[str]]

PROFILE = (
    ("First Name", "Last Name", "Maiden Name", "Headline", "Industry"),
    ("Ada", "Byron", "", "Engineer", "Software"),
)


@pytest.fixture(scope="session")
def read() -> Read:
    """What an export that the plugin recognises gives: items, and what was left."""

    def read_it(path: Path, reading: Reading = READING) -> tuple[list[Item], list[Left]]:
        head = path.read_bytes()[:4096] if path.is_file() else b""
        assert followup_linkedin.recognise(path=path, head=head) == "linkedin-export"
        every = list(followup_linkedin.read(path=path, format="linkedin-export", reading=reading))
        items = [each for each in every if isinstance(each, Item)]
        return items, [each for each in every if isinstance(each, Left)]

    return read_it


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """A folder with these tables by name, and a profile."""

    def of(tables: Mapping[str, Rows], profile: Rows | None = PROFILE, folder: str = "export") -> Path:
        root = tmp_path / folder
        root.mkdir(exist_ok=True)
        for name, rows in {**tables, **({"Profile.csv": profile} if profile else {})}.items():
            with (root / name).open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows(rows)
        return root

    return of


@pytest.fixture
def messages(export: Callable[..., Path], read: Read) -> Callable[..., tuple[list[Item], list[Left]]]:
    """What messages give, each a mapping of what is special about it; `given` are the export's other tables."""
    header = ("CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO")
    header += ("RECIPIENT PROFILE URLS", "DATE", "SUBJECT", "CONTENT", "FOLDER", "IS MESSAGE DRAFT")
    usual = {
        "CONVERSATION ID": "2-x",
        "FROM": "Bo Lin",
        "SENDER PROFILE URL": "https://www.linkedin.com/in/bo-lin",
        "TO": "Ada Byron",
        "RECIPIENT PROFILE URLS": "https://www.linkedin.com/in/ada",
        "DATE": "2026-01-02 10:00:00 UTC",
        "CONTENT": "Hello",
        "FOLDER": "INBOX",
    }

    def of(
        *special: Mapping[str, str], reading: Reading = READING, **given: Rows
    ) -> tuple[list[Item], list[Left]]:
        rows = [[({**usual, **each}).get(column, "") for column in header] for each in special]
        tables = {"messages.csv": [header, *rows], **{f"{name}.csv": table for name, table in given.items()}}
        items, left = read(export(tables), reading)
        return items, [each for each in left if "read" not in each.why]

    return of
