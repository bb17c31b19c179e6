"""The calendar primitives against a walk through time, date by date and minute by minute (SEMANTICS 26)."""

from __future__ import annotations

import calendar as months
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.timeline.calendar import (
    WorkingCalendar,
    at_local,
    date_of,
    is_holiday,
    next_transition,
    plus_dates,
    plus_months,
    start_of,
    turns_of,
)
from followup.timeline.instants import DAY, EARLIEST, HOUR, LATEST, MINUTE, Instant, instant, moment

#: A zone, and a day near which its clocks do what few do.
AWKWARD = [
    ("Europe/Berlin", "2026-03-29"), ("Europe/Berlin", "2026-10-25"),
    ("America/Sao_Paulo", "2018-11-04"), ("America/Sao_Paulo", "2019-02-17"),  # a midnight that is not, or twice
    ("Pacific/Apia", "2011-12-30"), ("Pacific/Kwajalein", "1993-08-21"),  # a date that was left out
    ("America/Juneau", "1867-10-18"), ("Asia/Manila", "1844-12-31"),  # a date that came twice, one left out
    ("America/St_Johns", "1999-10-31"), ("America/St_Johns", "2000-04-02"),  # changes one minute after midnight
    ("America/St_Johns", "1988-04-03"), ("America/Toronto", "1919-03-31"),  # two hours; a gap that began 23:30
    ("Africa/Casablanca", "2026-02-15"), ("Australia/Lord_Howe", "2026-04-05"), ("Asia/Gaza", "2026-03-28"),
    ("Africa/Cairo", "2026-04-24"), ("Antarctica/Troll", "2026-03-29"), ("Asia/Kathmandu", "1986-01-01"),
]  # fmt: skip
ZONES = sorted({zone for zone, _ in AWKWARD} | {"UTC", "Asia/Tokyo", "America/New_York"})


def days_around(day: str) -> list[date]:
    return [date.fromisoformat(day) + timedelta(days=n) for n in range(-2, 4)]


def minutes_around(day: str) -> range:
    """Every minute from three days before a date to four after, in UTC."""
    first = instant(f"{day}T00:00Z")
    return range(first - 3 * DAY, first + 4 * DAY, MINUTE)


@pytest.mark.parametrize(("zone", "day"), AWKWARD)
def test_a_date_begins_at_its_first_existing_instant(zone: str, day: str):
    """6: of a date that was left out it is the first instant of what came instead."""
    dates = [(at, date_of(at, zone)) for at in minutes_around(day)]
    for each in days_around(day):
        walked = next(at for at, there in dates if there >= each)
        assert walked - MINUTE < start_of(each, zone) <= walked
        assert date_of(start_of(each, zone), zone) >= each
        assert date_of(start_of(each, zone) - 1, zone) < each


@pytest.mark.parametrize(("zone", "day"), AWKWARD)
def test_the_turns_of_a_date_are_all_the_instants_at_which_it_has_begun_or_not(zone: str, day: str):
    """19: clocks that go back over midnight lead back into the date before."""
    minutes = minutes_around(day)
    for each in days_around(day):
        turns = turns_of(each, zone)
        for at in minutes[1:]:
            if (date_of(at, zone) >= each) != (date_of(at - MINUTE, zone) >= each):
                assert any(at - MINUTE < turn <= at for turn in turns)


@pytest.mark.parametrize(("zone", "day"), AWKWARD)
def test_a_local_time_is_the_first_instant_at_which_a_clock_shows_it(zone: str, day: str):
    """6: in a fold the first; in a gap, what the offset before the gap makes of it."""
    shown: dict[datetime, Instant] = {}
    for at in minutes_around(day):
        shown.setdefault(moment(at, zone).replace(tzinfo=None, fold=0), at)
    for each in days_around(day)[1:4]:
        for minute in range(0, 24 * 60, 15):
            local = datetime.combine(each, time(minute // 60, minute % 60))
            walked = shown.get(local)
            if walked is not None:
                assert at_local(each, local.time(), zone) == walked
            elif moment(instant(f"{day}T12:00Z"), zone).second == 0:
                at = at_local(each, local.time(), zone)
                before = moment(at - DAY - HOUR, zone).utcoffset()
                assert before is not None
                assert at == (
                    local.replace(tzinfo=UTC) - before - datetime(1970, 1, 1, tzinfo=UTC)
                ) // timedelta(microseconds=1)


@pytest.mark.parametrize("zone", ZONES)
def test_the_next_transition_is_the_next_change_of_offset(zone: str):
    """19: found by going through five years hour by hour."""
    first = instant("2010-12-31T12:30Z")
    offsets = [(at, moment(at, zone).utcoffset()) for at in range(first, first + 5 * 365 * DAY, 6 * HOUR)]
    walked = [(one, other) for (one, before), (other, after) in pairwise(offsets) if before != after]
    at, found = first, []
    while (turn := next_transition(at, zone)) is not None and turn < offsets[-1][0]:
        assert moment(turn, zone).utcoffset() != moment(turn - 1, zone).utcoffset()
        found.append(turn)
        at = turn
    assert [(one < turn <= other) for (one, other), turn in zip(walked, found, strict=True)] == [True] * len(
        walked
    )


def test_a_transition_is_found_however_far_ahead():
    """19: after years without a change, at the end of the table of changes, and by rule in a far year."""
    assert next_transition(instant("2015-08-20T00:00Z"), "Asia/Pyongyang") == instant("2018-05-04T15:00Z")
    assert next_transition(EARLIEST, "Europe/Berlin") == instant("1893-03-31T23:06:32Z")
    assert next_transition(instant("9998-01-01T00:00Z"), "Europe/Berlin") is not None
    assert next_transition(instant("2030-01-01T00:00Z"), "Asia/Tokyo") is None
    assert next_transition(LATEST, "Europe/Berlin") is None


COUNTRIES = [None, "DE", "DE-BY", "US", "BR", "IL"]
WEEKS = [
    frozenset(range(5)),
    frozenset({6, 0, 1, 2, 3}),
    frozenset({2}),
    frozenset(range(7)),
    frozenset[int](),
]


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("week", WEEKS)
def test_working_days_are_counted_as_day_by_day(week: frozenset[int], country: str | None):
    """5: working days count the working dates d with date(e) < d <= date(t)."""
    working, start = WorkingCalendar(week, country), date(2024, 12, 20)
    days = [start + timedelta(days=n) for n in range(1, 800)]
    count = 0
    for day in days:
        works = day.weekday() in week and not is_holiday(day, country)
        count += works
        assert (working.between(start, day), working.between(day, start)) == (count, -count)
        if works:
            assert working.nth_after(start, count) == day
    assert working.between(start, start) == 0
    assert working.nth_after(start, 0) == start


@settings(max_examples=60)
@given(
    st.dates(), st.integers(-30_000, 30_000), st.sampled_from(WEEKS[:4]), st.sampled_from(["DE", None]),
)  # fmt: skip
def test_working_days_between_far_dates(start: date, span: int, week: frozenset[int], country: str | None):
    """5: the same as counting each of them, over decades too; the n-th after is where the count is n."""
    working = WorkingCalendar(week, country)
    end = plus_dates(start, span)
    low, high = sorted((start, end))
    counted = sum(
        working.works(date.fromordinal(n)) for n in range(low.toordinal() + 1, high.toordinal() + 1)
    )
    assert working.between(start, end) == (counted if span >= 0 else -counted)
    if counted:
        found = working.nth_after(low, counted)
        assert working.works(found)
        assert low < found <= high
        assert working.between(low, found) == counted


def test_centuries_of_working_days_are_counted():
    """26: from the first date to the last, without going through three million days one by one each time."""
    working = WorkingCalendar(country="DE")
    assert working.between(date.min, date.max) > 2_600_000
    assert working.nth_after(date(2, 1, 1), 10**9) == date.max
    assert WorkingCalendar(frozenset()).nth_after(date(2026, 1, 1), 1) == date.max


@given(st.dates(), st.integers(-200_000, 200_000))
def test_months_on_is_the_same_day_number_or_the_months_last(day: date, count: int):
    """5: and never outside what a date can be."""
    found = plus_months(day, count)
    index = day.year * 12 + day.month - 1 + count
    if 12 <= index < 10_000 * 12:
        assert (found.year, found.month) == (index // 12, index % 12 + 1)
    assert found.day == min(day.day, months.monthrange(found.year, found.month)[1])


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", [EARLIEST, EARLIEST + 1, LATEST - 1, LATEST])
def test_the_edges_of_time_have_dates(at: Instant, zone: str):
    """2: at the first and last instants that there are, nothing raises."""
    day = date_of(at, zone)
    for each in (day, plus_dates(day, 1), plus_dates(day, -1), date.min, date.max):
        assert EARLIEST <= start_of(each, zone) <= LATEST
        assert all(EARLIEST <= turn <= LATEST for turn in turns_of(each, zone))
