"""Every call log of the corpora is read whole: each row, page and message is an item or is left with a reason."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from followup.plugins import Reading

US = Reading(zone="America/New_York", country="US")
AUSTRIA = Reading(zone="Europe/Vienna", country="AT")


@pytest.mark.parametrize("name", ["calls-2018-dual-sim.xml", "calls-de-2017.xml"])
def test_each_call_of_an_android_backup_is_an_item(corpus, read, name):
    path = corpus("phone/sms-backup-restore") / name
    items, left = read(path, US)
    assert (len(items), left) == (path.read_text().count("<call "), [])


def test_an_android_backup_says_who_when_and_what_came_of_it(corpus, read):
    items, _ = read(corpus("phone/sms-backup-restore") / "calls-de-2017.xml", AUSTRIA)
    assert [(item.direction, item.attributes["outcome"]) for item in items] == [
        ("out", "no_answer"),
        ("in", "missed"),
        ("out", "answered"),
        ("in", "answered"),
    ]
    assert [item.at for item in items][:2] == [1493314076076000, 1493387887228000]
    assert items[0].parties[0].number.startswith("+43699")
    assert items[3].attributes["seconds"] == 139


@pytest.mark.parametrize("name", ["imazing-2024.csv", "imazing-2026-us-dates.csv"])
def test_each_row_of_an_iphone_history_is_an_item(corpus, read, name):
    path = corpus("phone/iphone-call-history") / name
    items, left = read(path, US)
    assert (len(items), left) == (
        len(path.read_text().split()) and len(path.read_text().splitlines()) - 1,
        [],
    )


def test_a_takeout_has_the_calls_and_messages_that_its_own_converter_counts(corpus, read):
    """TEST_DATA.md of the corpus: 10 calls and 62 messages, besides the 4 to a contact without a number."""
    items, left = read(corpus("phone/google-voice-takeout") / "test_data" / "Takeout", US)
    assert Counter(item.kind for item in items) == {"message": 62 + 4, "call": 10}
    assert sum(item.kind == "message" and item.parties[0].number is None for item in items) == 7
    assert Counter(item.attributes["outcome"] for item in items if item.kind == "call") == {
        "answered": 6,
        "voicemail": 2,
        "missed": 1,
        "no_answer": 1,
    }
    assert not any(each.broken for each in left)


def test_a_takeout_is_read_alike_from_any_of_its_folders_and_page_by_page(corpus, read):
    root = corpus("phone/google-voice-takeout") / "test_data"
    whole = {item.id for item in read(root / "Takeout", US)[0]}
    pages = sorted((root / "Takeout" / "Voice" / "Calls").glob("*.html"))
    assert whole == {item.id for item in read(root, US)[0]}
    assert whole == {item.id for item in read(root / "Takeout" / "Voice" / "Calls", US)[0]}
    assert whole == {item.id for page in pages for item in read(page, US)[0]}


def test_nobody_in_a_takeout_is_the_person_themself(corpus, read):
    """Messages by the owner are `<abbr class="fn">`, and only they: as many go out."""
    root = corpus("phone/google-voice-takeout") / "test_data"
    items, _ = read(root, US)
    pages = [page.read_text() for page in root.rglob("*.html")]
    ours = sum(len(re.findall(r'<abbr class="fn"', page)) for page in pages)
    assert sum(item.kind == "message" and item.direction == "out" for item in items) == ours
    assert not any(party.number == "+17323210011" for item in items for party in item.parties)


def test_reading_the_corpora_twice_gives_the_same_items(corpus, read):
    folder = corpus("phone")
    files = [*folder.rglob("*.xml"), *folder.rglob("*.csv"), folder / "google-voice-takeout" / "test_data"]
    assert [read(path, US) for path in files] == [read(path, US) for path in files]
