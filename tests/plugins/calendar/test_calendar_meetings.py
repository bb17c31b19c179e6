"""What a meeting says: who, when and where, in any zone, however broken the file is."""

from __future__ import annotations

import os

import pytest

from followup.plugins import Left, Party, Reading, RefusedFile, instant, show
from followup.timeline.instants import DAY

INTERVIEW = """
UID:interview-1
DTSTART;TZID=Europe/Berlin:20261102T140000
DTEND;TZID=Europe/Berlin:20261102T150000
SUMMARY:Interview\\, second round
DESCRIPTION:Bring a pen.
LOCATION:Room 4
STATUS:CONFIRMED
ORGANIZER;CN="Hiring Manager":mailto:Manager@Acme.example
ATTENDEE;CN=Me:mailto:ME@home.example
ATTENDEE;CN=Hiring Manager:MAILTO:manager@acme.example
ATTENDEE;CUTYPE=ROOM;CN=Room 4:mailto:room4@acme.example
ATTENDEE;CN=Ann:tel:+49-30-1234567
"""


def test_a_meeting_has_its_people_without_us_and_without_rooms(items) -> None:
    (item,) = items(INTERVIEW)
    assert (item.kind, item.channel, item.direction, item.id) == ("meeting", "calendar", None, "interview-1")
    assert item.parties == (
        Party(name="Hiring Manager", address="manager@acme.example"),
        Party(name="Ann", number="+49301234567"),
    )


def test_a_meeting_has_neutral_attributes(items) -> None:
    (item,) = items(INTERVIEW)
    assert item.attributes == {
        "title": "Interview, second round",
        "text": "Bring a pen.",
        "location": "Room 4",
        "uid": "interview-1",
        "status": "confirmed",
        "ends": "2026-11-02T14:00:00Z",
        "all_day": False,
    }


#: How a file writes a start, and the instant that it means to a reader in Berlin.
STARTS = {
    "DTSTART:20261102T140000Z": "2026-11-02T14:00Z",
    "DTSTART:20261102T140000": "2026-11-02T13:00Z",
    "DTSTART;TZID=America/New_York:20261102T140000": "2026-11-02T19:00Z",
    "DTSTART;TZID=W. Europe Standard Time:20261102T140000": "2026-11-02T13:00Z",
    "DTSTART;TZID=Tokyo Standard Time:20261102T140000": "2026-11-02T05:00Z",
    "DTSTART;TZID=/mozilla.org/20070129_1/America/New_York:20261102T140000": "2026-11-02T19:00Z",
    "DTSTART;VALUE=DATE:20261102": "2026-11-01T23:00Z",
    "DTSTART;TZID=Europe/Berlin:20260329T023000": "2026-03-29T01:30Z",
    "DTSTART;TZID=Europe/Berlin:20261025T023000": "2026-10-25T00:30Z",
}


@pytest.mark.parametrize("start", STARTS)
def test_a_start_is_an_instant_in_any_zone(items, start: str) -> None:
    (item,) = items(f"UID:a\n{start}")
    assert show(item.at) == show(instant(STARTS[start]))
    assert item.attributes["all_day"] is ("VALUE=DATE" in start)


def test_a_calendars_own_zone_holds_for_its_local_times(items) -> None:
    (item,) = items("UID:a\nDTSTART:20261102T140000", head="X-WR-TIMEZONE:America/New_York\n")
    assert show(item.at) == "2026-11-02T19:00:00Z"


ZONE = """BEGIN:VTIMEZONE
TZID:Our Office
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:{0}
TZOFFSETTO:{0}
{1}END:STANDARD
END:VTIMEZONE
"""


def test_a_file_may_define_its_own_zone_even_after_its_use(read, calendar) -> None:
    event = "UID:a\nDTSTART;TZID=Our Office:20261102T140000"
    (item,) = read(calendar(event).replace("END:VCALENDAR", ZONE.format("+0530", "") + "END:VCALENDAR"))
    assert show(item.at) == "2026-11-02T08:30:00Z"


def test_a_zone_of_one_file_means_nothing_in_another(read, calendar) -> None:
    event = "UID:a\nDTSTART;TZID=Our Office:20261102T140000"
    read(calendar(event, head=ZONE.format("+0530", "")))
    remark, item = read(calendar(event))
    assert remark.why == "nobody knows its time zone 'Our Office'; times in it were read as in Europe/Berlin"
    assert show(item.at) == "2026-11-02T13:00:00Z"


@pytest.mark.parametrize("broken", [ZONE.format("+9999", ""), ZONE.format("+0100", "RRULE:FREQ=SECONDLY\n")])
def test_a_broken_zone_is_named_and_its_events_are_kept(read, calendar, broken: str) -> None:
    found = read(calendar("UID:a\nDTSTART;TZID=Our Office:20261102T140000", head=broken))
    assert [each.place for each in found] == [
        "work.ics, time zone 1",
        "work.ics, event 1",
        "work.ics, event 1",
    ]
    assert found[0].broken
    assert show(found[2].at) == "2026-11-02T13:00:00Z"


ENDS = {
    "DTEND:20261102T150000Z": "2026-11-02T15:00:00Z",
    "DURATION:PT90M": "2026-11-02T15:30:00Z",
    "DTEND:20261102T130000Z": None,
    "DTEND;VALUE=DATE:20261103": None,
    "DTEND:broken": None,
    "": None,
}


@pytest.mark.parametrize("end", ENDS)
def test_an_end_is_told_if_there_is_one(items, end: str) -> None:
    (item,) = items(f"UID:a\nDTSTART:20261102T140000Z\n{end}")
    assert item.attributes.get("ends") == ENDS[end]


def test_an_all_day_meeting_ends_on_a_date(items) -> None:
    (item,) = items("UID:a\nDTSTART;VALUE=DATE:20261102\nDTEND;VALUE=DATE:20261104")
    assert item.attributes["ends"] == "2026-11-04"


BROKEN = {
    "UID:a": "it has no start that can be read",
    "UID:a\nDTSTART:tomorrow": "it has no start that can be read",
    "UID:a\nDTSTART:00010101T000000Z": "is outside the years 2 to 9998",
    "UID:a\nDTSTART:20261102T140000Z\nRECURRENCE-ID:never": "it changes an instance that cannot be told",
}


@pytest.mark.parametrize("event", BROKEN)
def test_a_broken_event_costs_itself_only(read, calendar, event: str) -> None:
    found = read(calendar("UID:x\nDTSTART:20261101T100000Z", event, "UID:z\nDTSTART:20261103T100000Z"))
    (left,) = [each for each in found if isinstance(each, Left)]
    assert (left.place, left.broken) == ("work.ics, event 2", True)
    assert BROKEN[event] in left.why
    assert [each.id for each in found if each is not left] == ["x", "z"]


def test_an_event_without_its_end_does_not_swallow_the_next(read, calendar) -> None:
    text = calendar("UID:a\nDTSTART:20261101T100000Z", "UID:b\nDTSTART:20261102T100000Z")
    left, item = read(text.replace("END:VEVENT\n", "", 1))
    assert (left.why, item.id) == ("it breaks off in its middle", "b")
    left, item = read(calendar("UID:a\nDTSTART:20261101T100000Z") + "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:c\n")
    assert (left.why, item.id) == ("it breaks off in its middle", "a")


@pytest.mark.parametrize("name", ["VTODO", "VJOURNAL", "VFREEBUSY", "X-OWN"])
def test_what_is_no_meeting_is_left(read, calendar, name: str) -> None:
    (left,) = read(calendar(head=f"BEGIN:{name}\nUID:a\nEND:{name}\n"))
    assert (left.why, left.broken) == ("this is no meeting", False)


def test_an_empty_calendar_says_so(read, calendar) -> None:
    assert read(calendar()) == [Left("work.ics", "a calendar without anything in it")]


@pytest.mark.parametrize("content", ["", "hello", '["vcalendar", [], []]', "\0" * 5000])
def test_what_is_no_calendar_is_refused(read, content: str) -> None:
    with pytest.raises(RefusedFile, match="there is no calendar in it"):
        read(content)


def test_a_file_that_is_too_large_is_refused(tmp_path, read, monkeypatch) -> None:
    path = tmp_path / "work.ics"
    path.touch()
    os.truncate(path, 50_000_001)
    import followup_calendar

    with pytest.raises(RefusedFile, match="more than 50,000,000 bytes"):
        list(followup_calendar.read(path, "ics", Reading()))


def test_an_old_encoding_is_read(read, calendar) -> None:
    (item,) = read(calendar("UID:a\nDTSTART:20261101T100000Z\nSUMMARY:Gespräch").encode("latin-1"))
    assert item.attributes["title"] == "Gespräch"


def test_an_event_without_uid_has_an_id_from_its_content(items) -> None:
    event = "DTSTART:20261101T100000Z\nSUMMARY:Tea"
    assert items(event)[0].id == items(event + "\nLOCATION:Kitchen")[0].id
    assert items(event)[0].id != items(event + "s")[0].id


def test_our_own_addresses_are_those_of_the_reading(read, calendar) -> None:
    (item,) = read(calendar(INTERVIEW), Reading(me=frozenset({"manager@acme.example"})))
    assert [party.address for party in item.parties] == ["me@home.example", None]


def test_many_meetings_are_read_in_linear_time(read, calendar) -> None:
    found = read(calendar(*(f"UID:{n}\nDTSTART:20261101T100000Z" for n in range(1000))))
    assert len({each.id for each in found}) == 1000
    assert found[-1].at - found[0].at < DAY
