"""Backups of "SMS Backup & Restore"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.plugins import ABSENT, Party, Reading, Unknown

CALL = '<call number="030123456" date="{date}" type="{type}" duration="{duration}" presentation="1"/>'


@pytest.mark.parametrize(
    ("type", "duration", "direction", "outcome"),
    [
        (1, 12, "in", "answered"),
        (2, 12, "out", "answered"),
        (2, 0, "out", "no_answer"),
        (3, 0, "in", "missed"),
        (4, 0, "in", "voicemail"),
        (5, 0, "in", "rejected"),
        (6, 0, "in", "blocked"),
        (7, 0, "in", "answered"),
    ],
)
def test_each_type_of_call_has_its_outcome(calls, type, duration, direction, outcome):
    (item,), left = calls(CALL.format(date=1767225600123, type=type, duration=duration))
    assert (item.direction, item.attributes["outcome"], left) == (direction, outcome, [])


@pytest.mark.parametrize("type", ["8", "", "null", "1000"])
def test_a_type_that_nobody_documented_is_left_and_named(calls, type):
    items, (left,) = calls(CALL.format(date=1767225600123, type=type, duration=1))
    assert items == []
    assert "no type of call" in left.why


def test_the_milliseconds_are_the_time_whatever_the_readable_date_says(calls):
    row = '<call number="1" date="1767225600123" type="3" readable_date="Jan 1, 1999 1:00:00 AM"/>'
    assert calls(row)[0][0].at == 1767225600123000


@pytest.mark.parametrize("date", ["", "null", "-1", "1e9", "99999999999999999", "٣"])
def test_a_call_without_a_time_costs_that_call_only(calls, date):
    items, (left,) = calls(
        CALL.format(date=date, type=1, duration=1) + CALL.format(date=1, type=1, duration=1)
    )
    assert len(items) == 1
    assert left.broken


@pytest.mark.parametrize("number", ["-1", "-2", "", "null", "110", "22222", "not a number"])
def test_a_number_that_is_none_leaves_the_party_without(calls, number):
    (item,), _ = calls(f'<call number="{number}" date="1" type="3" contact_name="(Unknown)"/>')
    assert item.parties == (Party(),)


@pytest.mark.parametrize("number", ["030123456", "+49 30 123456", "0049 30 123456", "tel:+4930123456"])
def test_all_spellings_of_a_number_are_one(calls, number):
    (item,), _ = calls(f'<call number="{number}" date="1" type="3" contact_name="Ada"/>')
    assert item.parties == (Party("Ada", number="+4930123456"),)


def test_a_hidden_number_is_not_used_even_if_it_is_written_down(calls):
    (item,), _ = calls('<call number="+4930123456" date="1" type="3" presentation="2"/>')
    assert item.parties == (Party(),)


def test_without_a_country_only_numbers_with_a_prefix_can_be_told(calls):
    row = '<call number="{}" date="1" type="3"/>'
    (item, other), _ = calls(row.format("030123456") + row.format("+4930123456"), Reading())
    assert (item.parties[0].number, other.parties[0].number) == (None, "+4930123456")


def test_it_says_to_whom_one_spoke_only_if_one_did(calls):
    rows = "".join(
        f'<call number="030123456" date="{n}" type="2" {more}/>'
        for n, more in enumerate(('duration="5" contact_name="Ada"', 'duration="0"', ""))
    )
    spoke = [item.attributes["spoke_to"] for item in calls(rows)[0]]
    assert spoke[:2] == ["Ada", ABSENT]
    assert isinstance(spoke[2], Unknown)


def test_a_call_to_ones_own_number_is_left(calls):
    items, (left,) = calls('<call number="030111222" date="1" type="2" duration="3"/>')
    assert (items, left.why) == ([], "a call to one's own number")


@given(st.permutations(range(6)), st.integers(1, 6), st.sampled_from(["DE", "US", None]))
def test_overlapping_backups_make_one_set(tmp_path_factory, read, order, cut, country):
    """Whatever they share, in whatever order, spelling and country, the ids are those of one backup."""
    spellings = ("030123456", "+4930123456")
    rows = [
        CALL.format(date=n, type=1 + n % 3, duration=n).replace("030123456", spellings[n % 2])
        for n in range(6)
    ]
    other = [row.replace(*spellings) for row in rows]
    folder = tmp_path_factory.mktemp("backups")
    for name, part in (("all", rows), ("old", rows[:cut]), ("new", [other[n] for n in order][cut - 1 :])):
        (folder / name).write_text(f"<calls>{''.join(part)}</calls>")
    ids = {
        name: {i.id for i in read(folder / name, Reading(country=country))[0]}
        for name in ("all", "old", "new")
    }
    assert ids["old"] | ids["new"] <= ids["all"]
    assert len(ids["all"]) == 6


def test_messages_are_read_and_what_was_never_sent_is_left(tmp_path, read):
    row = '<sms address="030123456" date="{0}" type="{0}" body="a&#10;b" contact_name="Ada"/>'
    path = tmp_path / "texts"
    path.write_text(f"<smses>{''.join(row.format(kind) for kind in range(1, 7))}</smses>")
    items, left = read(path)
    assert [(item.kind, item.channel, item.direction) for item in items] == [
        ("message", "sms", "in"),
        ("message", "sms", "out"),
    ]
    assert items[0].attributes["text"] == "a\nb"
    assert [each.why.split(":")[0] for each in left] == ["not sent"] * 4


def test_of_a_group_message_the_sender_comes_first_and_we_do_not_come(tmp_path, read):
    path = tmp_path / "group"
    path.write_text(
        '<smses><mms date="1" msg_box="1" address="030123456~030123457~030111222"><parts>'
        '<part ct="application/smil" text="no"/><part ct="text/plain" text="hello"/></parts><addrs>'
        '<addr address="030123457" type="137"/><addr address="030123456" type="151"/></addrs></mms></smses>'
    )
    (item,), _ = read(path)
    assert [party.number for party in item.parties] == ["+4930123457", "+4930123456"]
    assert item.attributes["text"] == "hello"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("&#55357;&#56832;", "\U0001f600"),
        ("&#xD83D;&#xde00;!", "\U0001f600!"),
        ("&#55357;", "\ufffd"),
        ("&#0;&#11;", "\ufffd\ufffd"),
        ("&#99999999;", "\ufffd"),
        ("&amp;#55357;", "&#55357;"),
        ("&#128512;", "\U0001f600"),
    ],
)
def test_halves_of_emoji_and_other_forbidden_references_are_mended(tmp_path, read, written, text):
    path = tmp_path / "texts"
    path.write_text(f'<smses><sms address="1" date="1" type="1" body="{written}"/></smses>')
    assert read(path)[0][0].attributes["text"] == text


def test_a_reference_that_lies_across_two_chunks_is_mended_too(tmp_path, read, monkeypatch):
    monkeypatch.setattr("followup_phone._xml.CHUNK", 64)
    path = tmp_path / "texts"
    for before in range(64):
        body = "." * before + "&#55357;&#56832;" * 3
        path.write_text(f'<smses><sms address="1" date="1" type="1" body="{body}"/></smses>')
        assert read(path)[0][0].attributes["text"] == "." * before + "\U0001f600" * 3
