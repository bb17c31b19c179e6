"""Calendars of our own making, as the reader sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

import followup_calendar
from followup.plugins import Item, Left, Reading

READING = Reading(me=frozenset({"me@home.example"}), zone="Europe/Berlin")


@pytest.fixture
def calendar():
    """The text of a calendar with these events, each given as its lines."""

    def text(*events: str, head: str = "") -> str:
        bodies = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
        return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{bodies}END:VCALENDAR\n"

    return text


@pytest.fixture
def read(tmp_path: Path):
    """What the reader makes of a text or of bytes."""

    def result(content: str | bytes, reading: Reading = READING) -> list[Item | Left]:
        path = tmp_path / "work.ics"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(followup_calendar.read(path, "ics", reading))

    return result


@pytest.fixture
def items(read, calendar):
    """The items of a calendar with these events; nothing may be left of it."""

    def result(*events: str, **more) -> list[Item]:
        found = read(calendar(*events, **more))
        assert [each for each in found if isinstance(each, Left)] == []
        return found

    return result
