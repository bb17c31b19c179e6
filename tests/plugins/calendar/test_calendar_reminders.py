"""Reminders: files that a calendar can import, the same UID for the same case and step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

import followup_calendar
from followup.plugins import Order, RefusedOrder, instant, show

AT = instant("2026-11-09T08:00Z")
FIELDS = {
    "title": "Follow up: Acme",
    "at": AT,
    "zone": "Europe/Berlin",
    "case": "acme",
    "step": "follow_up-1",
}


def order(text: str = "Write to them.", **changes: object) -> Order:
    return Order("remind", "calendar", text=text, attributes={**FIELDS, **changes})


def event(product):
    (found,) = Calendar.from_ical(product.content).walk("VEVENT")
    return found


def test_a_reminder_rings_at_its_time_in_its_zone() -> None:
    product = followup_calendar.act(order())
    found = event(product)
    assert (product.name, product.media_type) == ("reminder-acme-follow-up-1.ics", "text/calendar")
    assert show(instant(found["DTSTART"].dt)) == "2026-11-09T08:00:00Z"
    assert b"DTSTART;TZID=Europe/Berlin:20261109T090000" in product.content
    assert b"BEGIN:VTIMEZONE" in product.content
    (alarm,) = found.walk("VALARM")
    assert (alarm["ACTION"], alarm["TRIGGER"].dt.total_seconds()) == ("DISPLAY", 0)


def test_the_uid_is_that_of_the_case_and_the_step() -> None:
    uid = event(followup_calendar.act(order()))["UID"]
    assert event(followup_calendar.act(order(at=AT + 1, title="Other"))).get("UID") == uid
    for change in ({"case": "other"}, {"step": "2"}, {"case": "acmef", "step": "ollow_up-1"}):
        assert event(followup_calendar.act(order(**change)))["UID"] != uid


def test_our_own_reader_reads_a_reminder(read) -> None:
    (item,) = read(followup_calendar.act(order()).content)
    assert (item.at, item.attributes["title"], item.attributes["text"]) == (
        AT,
        FIELDS["title"],
        "Write to them.",
    )


def test_an_instant_may_be_written_as_text() -> None:
    assert followup_calendar.act(order(at="2026-11-09T09:00+01:00")) == followup_calendar.act(order())


REFUSED = {
    "the title has a line break": {"title": "a\nATTENDEE:mailto:x@y.example"},
    "the case has a line break": {"case": "a\rb"},
    "the step has a line break": {"step": "a\u2028b"},
    "the zone has a line break": {"zone": "Europe/Berlin\n"},
    "a reminder needs a title": {"title": " "},
    "a reminder needs a case": {"case": None},
    "a reminder needs an instant": {"at": None},
    "'Mars/Olympus' is not a time zone": {"zone": "Mars/Olympus"},
    "'soon' is not a time": {"at": "soon"},
    "is outside the years": {"at": 10**30},
    "the text has a control character": {"text": "\x1b[31m"},
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_written_is_refused(why: str) -> None:
    with pytest.raises(RefusedOrder, match=why):
        followup_calendar.act(order(**REFUSED[why]))


PLAIN = st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from(' ,;:\\"'), min_size=1)


@given(PLAIN.filter(str.strip), st.lists(PLAIN, max_size=4))
def test_any_words_come_back_as_they_were(title: str, lines: list[str]) -> None:
    found = event(followup_calendar.act(order("\n".join(lines), title=title)))
    assert str(found["SUMMARY"]) == title.strip()
    assert str(found.get("DESCRIPTION", "")).strip() == "\n".join(lines).strip()
    assert sorted(set(found) - {"DESCRIPTION"}) == [
        "DTSTAMP",
        "DTSTART",
        "DURATION",
        "SUMMARY",
        "TRANSP",
        "UID",
    ]
