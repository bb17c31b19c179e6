"""Repeated meetings: each instance has an identity that survives being moved or cancelled."""

from __future__ import annotations

import pytest

from followup.plugins import Item, Left, Reading, RefusedFile, instant, show
from followup.timeline.events import Event, settle
from followup.timeline.instants import DAY

START = "UID:s\nDTSTART;TZID=Europe/Berlin:20261019T090000\nDTEND;TZID=Europe/Berlin:20261019T093000\n"
THREE = START + "RRULE:FREQ=WEEKLY;COUNT=3\n"
SECOND = "UID:s\nRECURRENCE-ID;TZID=Europe/Berlin:20261026T090000\n"


def days(found: list[Item]) -> list[str]:
    return [show(item.at)[:16] for item in sorted(found, key=lambda item: item.at)]


def test_instances_keep_their_clock_time_across_a_change_of_the_clock(items) -> None:
    assert days(items(THREE)) == ["2026-10-19T07:00", "2026-10-26T08:00", "2026-11-02T08:00"]


def test_each_instance_has_its_own_id_and_end(items) -> None:
    found = items(THREE)
    assert [item.id for item in found] == ["s#20261019T070000Z", "s#20261026T080000Z", "s#20261102T080000Z"]
    assert found[1].attributes["ends"] == "2026-10-26T08:30:00Z"


def test_a_moved_instance_keeps_its_id(items) -> None:
    moved = items(THREE, SECOND + "DTSTART;TZID=Europe/Berlin:20261028T110000\nSUMMARY:Moved")
    (item,) = [item for item in moved if item.attributes.get("title") == "Moved"]
    assert (item.id, show(item.at)) == ("s#20261026T080000Z", "2026-10-28T10:00:00Z")
    assert {each.id for each in moved} == {each.id for each in items(THREE)}


@pytest.mark.parametrize("written", ["RECURRENCE-ID:20261026T080000Z", "RECURRENCE-ID:20261026T090000",
                                     "RECURRENCE-ID;VALUE=DATE:20261026"])  # fmt: skip
def test_an_instance_is_the_same_however_it_is_written(items, written: str) -> None:
    moved = items(THREE, f"UID:s\n{written}\nDTSTART:20261028T110000Z")
    assert {each.id for each in moved} == {each.id for each in items(THREE)}


CANCELLED = {
    "by its status": (SECOND + "DTSTART:20261026T080000Z\nSTATUS:CANCELLED\nSEQUENCE:0", ""),
    "by an exception": ("", "EXDATE;TZID=Europe/Berlin:20261026T090000\n"),
    "by an exception in UTC": ("", "EXDATE:20261026T080000Z\n"),
    "by an excluded date": ("", "EXDATE;VALUE=DATE:20261026\n"),
}


@pytest.mark.parametrize("how", CANCELLED)
def test_a_cancelled_instance_takes_back_the_one_that_was_read_before(items, how: str) -> None:
    change, exception = CANCELLED[how]
    before, after = items(THREE), items(*filter(None, [THREE + exception, change]))
    assert [item.id for item in after if item.void] == ["s#20261026T080000Z"]
    stand, conflicts = settle(event(item) for item in before + after)
    assert [each.id for each in stand] == ["s#20261019T070000Z", "s#20261102T080000Z"]
    assert conflicts == ()


def event(item: Item) -> Event:
    return Event(
        item.id, item.at, item.kind, revision=item.revision, void=item.void, attributes=item.attributes
    )


def test_a_cancelled_meeting_is_void_however_it_is_cancelled(items) -> None:
    single = "UID:a\nDTSTART:20261101T100000Z\nSEQUENCE:1"
    assert [item.void for item in items(single + "\nSTATUS:CANCELLED")] == [True]
    assert [item.void for item in items(single, head="METHOD:CANCEL\n")] == [True]
    assert [item.void for item in items(THREE + "STATUS:CANCELLED")] == [True] * 3


def test_a_single_meeting_that_is_moved_keeps_its_id_and_has_a_higher_revision(items) -> None:
    (before,) = items("UID:a\nDTSTART:20261101T100000Z")
    for later in ("SEQUENCE:1", "LAST-MODIFIED:20261031T100000Z"):
        (after,) = items(f"UID:a\nDTSTART:20261108T100000Z\n{later}")
        assert after.id == before.id
        assert after.revision > before.revision
    (counted,) = items("UID:a\nDTSTART:20261108T100000Z\nSEQUENCE:1")
    (modified,) = items("UID:a\nDTSTART:20261108T100000Z\nLAST-MODIFIED:20261031T100000Z")
    assert counted.revision > modified.revision


def test_of_two_versions_in_a_file_the_newer_is_taken_and_the_other_left(read, calendar) -> None:
    versions = ["UID:a\nDTSTART:20261101T100000Z\nSEQUENCE:2", "UID:a\nDTSTART:20261102T100000Z\nSEQUENCE:1"]
    for order in (versions, versions[::-1]):
        left, item = read(calendar(*order))
        assert show(item.at) == "2026-11-01T10:00:00Z"
        assert left.why == f"another version of {item.place}, which was taken"


def test_later_instances_that_move_together_keep_their_own_ids(items) -> None:
    moved = items(
        THREE,
        "UID:s\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261026T090000\n"
        "DTSTART;TZID=Europe/Berlin:20261026T110000\nDTEND;TZID=Europe/Berlin:20261026T113000",
    )
    assert days(moved) == ["2026-10-19T07:00", "2026-10-26T10:00", "2026-11-02T10:00"]
    assert {each.id for each in moved} == {each.id for each in items(THREE)}


def test_a_change_without_its_series_is_a_meeting(items) -> None:
    (item,) = items(SECOND + "DTSTART:20261028T110000Z")
    assert item.id == "s#20261026T080000Z"


def test_all_day_series_stay_on_their_dates(items) -> None:
    found = items("UID:d\nDTSTART;VALUE=DATE:20261024\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261025T000000Z")
    assert [(item.id, item.void) for item in found] == [
        ("d#20261024", False), ("d#20261026", False), ("d#20261025", True)]  # fmt: skip
    assert days(found)[0] == "2026-10-23T22:00"


def test_additional_dates_are_instances(items) -> None:
    found = items(START + "RDATE:20261021T070000Z\nRDATE;VALUE=PERIOD:20261023T070000Z/PT1H")
    assert days(found) == ["2026-10-19T07:00", "2026-10-21T07:00", "2026-10-23T07:00"]


ENDLESS = START + "RRULE:FREQ=DAILY\n"


def test_an_endless_series_goes_up_to_where_the_reader_says(read, calendar) -> None:
    until = instant("2026-10-29T12:00Z")
    assert len(read(calendar(ENDLESS), Reading(until=until))) == 11


def test_an_endless_series_goes_on_for_400_days_after_the_files_last_start(read, calendar) -> None:
    found = read(calendar(ENDLESS))
    assert max(item.at for item in found) <= found[0].at + 400 * DAY
    assert len(found) == 400
    later = read(calendar(ENDLESS, "UID:b\nDTSTART;TZID=Europe/Berlin:20261024T090000"))
    assert len(later) == 400 + 5 + 1


def test_a_series_that_ends_is_read_to_its_end(read, calendar) -> None:
    found = read(calendar(START + "RRULE:FREQ=YEARLY;UNTIL=20301019T070000Z"), Reading(until=0))
    assert days(found)[-1] == "2030-10-19T07:00"


HOSTILE = {
    "FREQ=SECONDLY": "it repeats secondly",
    "FREQ=MINUTELY;COUNT=3": "it repeats minutely",
    "FREQ=HOURLY": "it repeats hourly",
    "FREQ=DAILY;INTERVAL=0": "it repeats without an interval",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30": "it does not match anything for decades",
    "FREQ=DAILY;INTERVAL=7;BYDAY=TU": "it does not match anything for decades",
    "FREQ=OFTEN": "it repeats in a way that cannot be read",
    "FREQ=YEARLY;INTERVAL=99999999999": "it repeats in a way that cannot be read",
    "FREQ=WEEKLY;BYDAY=XX": "it repeats in a way that cannot be read",
    "FREQ=MONTHLY;RSCALE=HEBREW": "it cannot be read",
    "FREQ=WEEKLY;COUNT=-1": "its repetition cannot be read",
}


@pytest.mark.parametrize("rule", HOSTILE)
def test_a_rule_that_cannot_be_expanded_leaves_its_first_meeting(read, calendar, rule: str) -> None:
    left, item = read(calendar(f"{START}RRULE:{rule}\n"))
    assert left.why.startswith(HOSTILE[rule])
    assert "only its first meeting was taken" in left.why
    assert (left.broken, item.id) == (True, "s#20261019T070000Z")


@pytest.mark.parametrize("start", ["00020101T090000Z", "99971231T090000Z"])
def test_a_series_outside_any_persons_life_is_its_first_meeting(read, calendar, start: str) -> None:
    left, item = read(calendar(f"UID:s\nDTSTART:{start}\nRRULE:FREQ=DAILY"))
    assert left.why.startswith("it repeats since the year ")
    assert item.id == f"s#{start}"


@pytest.mark.parametrize("rule", ["FREQ=DAILY;COUNT=10000000", "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3,4,5"])
def test_a_series_is_cut_at_5000_meetings_and_says_so(read, calendar, rule: str) -> None:
    left, *found = read(calendar(f"{START}RRULE:{rule}\n"))
    assert left == Left(
        "work.ics, event 1", "it repeats more than 5,000 times, so the later ones were not taken"
    )
    assert 4_990 <= len(found) <= 5_001


def test_a_file_full_of_rules_that_cannot_be_expanded_is_refused(read, calendar) -> None:
    events = [f"UID:{n}\nDTSTART:20261019T070000Z\nRRULE:FREQ=SECONDLY" for n in range(21)]
    with pytest.raises(RefusedFile, match="more than 20 of its events repeat"):
        read(calendar(*events))


def test_a_series_of_too_many_single_dates_is_its_first_meeting(read, calendar) -> None:
    left, item = read(calendar(START + "RDATE:" + ",".join(["20261021T070000Z"] * 5001)))
    assert left.why == "it lists more than 5,000 single dates, so only its first meeting was taken"
    assert item.id == "s#20261019T070000Z"


def test_components_nested_without_end_cost_themselves_only(read, calendar) -> None:
    deep = "BEGIN:VALARM\n" * 20_000 + "END:VALARM\n" * 20_000
    found = read(calendar(START + "RRULE:FREQ=DAILY;COUNT=2\n" + deep, "UID:b\nDTSTART:20261020T070000Z"))
    assert [each.id for each in found if isinstance(each, Item)][-1] == "b"


def test_a_file_gives_at_most_50000_meetings(read, calendar, monkeypatch) -> None:
    monkeypatch.setattr("followup_calendar._read.MEETINGS", 3)
    *found, left = read(calendar(ENDLESS))
    assert len(found) == 3
    assert left.why == "more than 3 meetings; the rest was not read"


def test_additional_dates_that_cannot_be_read_leave_the_first_meeting(read, calendar) -> None:
    left, item = read(calendar(START + "RDATE;VALUE=TIME:083000"))
    assert left.why.startswith("its repetition cannot be read")
    assert item.id == "s#20261019T070000Z"


def test_reading_twice_gives_the_same(read, calendar) -> None:
    text = calendar(THREE + "EXDATE:20261026T080000Z", ENDLESS.replace("UID:s", "UID:e"))
    assert read(text) == read(text)
