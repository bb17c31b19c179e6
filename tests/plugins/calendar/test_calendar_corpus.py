"""The calendars of other projects, and bytes of nobody's: all end in items or named errors."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import followup_calendar
from followup.plugins import Item, Left, Reading, RefusedFile

READING = Reading(zone="Europe/Berlin")


def outcome(path: Path) -> list[Item | Left]:
    try:
        return list(followup_calendar.read(path, "ics", READING))
    except RefusedFile as error:
        return [Left(path.name, f"refused: {error}", broken=True)]


@pytest.fixture(scope="module")
def results(corpus) -> dict[Path, list[Item | Left]]:
    files = sorted(path for path in corpus("calendar").rglob("*") if path.is_file())
    return {path: outcome(path) for path in files}


def test_every_file_ends_in_items_or_named_errors(results) -> None:
    assert len(results) == 179
    assert [path.name for path, found in results.items() if not found] == []
    assert all(each.why for found in results.values() for each in found if isinstance(each, Left))


def test_what_comes_of_the_corpus_is_counted(results) -> None:
    found = [each for result in results.values() for each in result]
    counts = Counter(type(each).__name__ for each in found)
    files = Counter(any(isinstance(each, Item) for each in result) for result in results.values())
    refused = [result for result in results.values() if getattr(result[0], "why", "").startswith("refused")]
    assert files[True] == 97
    assert len(refused) == 7
    assert counts["Item"] >= 750
    assert counts["Left"] <= 155


def test_every_file_that_begins_as_a_calendar_is_recognised(results) -> None:
    starts = {path: path.read_bytes()[:4096] for path in results}
    claimed = {path for path, head in starts.items() if followup_calendar.recognise(path, head) == "ics"}
    assert claimed == {path for path, head in starts.items() if b"BEGIN:VCALENDAR" in head or
                       head.startswith((b"BEGIN:VEVENT", b"BEGIN:VTODO", b"BEGIN:VJOURNAL", b"BEGIN:VFREEBUSY",
                                        b"BEGIN:VTIMEZONE", b"BEGIN:VAVAILABILITY"))}  # fmt: skip
    assert len(claimed) == 165


def test_ids_are_unique_in_each_file_and_the_same_the_second_time(results) -> None:
    for path, found in results.items():
        ids = [each.id for each in found if isinstance(each, Item)]
        assert len(ids) == len(set(ids)), path.name
        assert outcome(path) == found


def test_items_are_plain_data(results) -> None:
    for found in results.values():
        for each in found:
            if isinstance(each, Item):
                json.dumps(dict(each.attributes))
                assert all(party.address is None or party.address.islower() for party in each.parties)


LINES = """
BEGIN:VCALENDAR END:VCALENDAR BEGIN:VEVENT END:VEVENT BEGIN:VTIMEZONE END:VTIMEZONE BEGIN:STANDARD END:STANDARD
UID:a UID:b DTSTART:20261102T140000Z DTSTART;VALUE=DATE:20261102 DTSTART;TZID=X:20261102T140000 DTSTART:x
RRULE:FREQ=DAILY;COUNT=3 RRULE:FREQ=WEEKLY;BYDAY=MO RRULE:FREQ=SECONDLY RRULE:; RRULE:FREQ=DAILY
EXDATE:20261103T140000Z RDATE;VALUE=PERIOD:20261103T140000Z/PT1H RECURRENCE-ID:20261103T140000Z
RECURRENCE-ID;RANGE=THISANDFUTURE:20261103 DURATION:-P1D DTEND:00010101 SEQUENCE:-5 SEQUENCE:x
STATUS:CANCELLED ATTENDEE:mailto: ATTENDEE;CN=:x TZID:X TZOFFSETTO:+0100 TZOFFSETFROM:+0100
LAST-MODIFIED:00010101T000000Z METHOD:CANCEL ; : \x00
"""


@settings(max_examples=300)
@given(st.lists(st.sampled_from(LINES.split()), max_size=25), st.binary(max_size=60))
def test_no_file_raises(tmp_path_factory, lines: list[str], junk: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.ics"
    path.write_bytes(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + "\r\n".join(lines).encode() + b"\r\n" + junk)
    assert outcome(path) == outcome(path)


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_no_bytes_raise(tmp_path_factory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.ics"
    path.write_bytes(content)
    assert followup_calendar.recognise(path, content[:4096]) in (None, "ics")
    assert outcome(path)
