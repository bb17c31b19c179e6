"""SEMANTICS 5 and 6: elapsed time, dates and working days, at their boundaries and where clocks change."""

from __future__ import annotations

import pytest

from followup.timeline.events import Proposal
from followup.timeline.instants import instant

BERLIN = {"c": {"zone": "Europe/Berlin", "country": "DE"}}


def seen_at(
    pack_of, journal_of, value_of, fact: str, event: str, at: str, zone: str = "Europe/Berlin"
) -> object:
    pack = pack_of(f"facts:\n  x: {fact}")
    return value_of(pack, journal_of(f"call {event}", cases={"c": {"zone": zone, "country": "DE"}}), "x", at)


@pytest.mark.parametrize(
    ("window", "event", "at", "inside"),
    [
        ("within: 7 days", "2026-03-02T09:00Z", "2026-03-09T08:59:59.999999Z", 1),
        ("within: 7 days", "2026-03-02T09:00Z", "2026-03-09T09:00Z", 0),
        ("within: 168 hours", "2026-03-25T09:00+01:00", "2026-04-01T09:59:59.999999+02:00", 1),  # 7 * 24 hours
        ("within: 168 hours", "2026-03-25T09:00+01:00", "2026-04-01T10:00+02:00", 0),
        ("within: 1 date", "2026-03-02T00:00+01:00", "2026-03-02T23:59:59.999999+01:00", 1),
        ("within: 1 date", "2026-03-02T23:59:59.999999+01:00", "2026-03-03T00:00+01:00", 0),
        ("within: 7 dates", "2026-03-25T23:00+01:00", "2026-03-31T23:59:59.999999+02:00", 1),
        ("within: 7 dates", "2026-03-25T23:00+01:00", "2026-04-01T00:00+02:00", 0),  # date + 7 is free
        ("within: 1 working day", "2026-03-06T09:00+01:00", "2026-03-08T23:59:59.999999+01:00", 1),  # a Friday
        ("within: 1 working day", "2026-03-06T09:00+01:00", "2026-03-09T00:00+01:00", 0),
        ("within: 1 working day", "2026-04-02T09:00+02:00", "2026-04-06T23:59:59+02:00", 1),  # Easter, in Germany
        ("within: 1 working day", "2026-04-02T09:00+02:00", "2026-04-07T00:00+02:00", 0),
        ("within: 1 month of dates", "2026-01-31T09:00+01:00", "2026-02-27T23:59:59.999999+01:00", 1),
        ("within: 1 month of dates", "2026-01-31T09:00+01:00", "2026-02-28T00:00+01:00", 0),  # the month's last
        ("within: 1 year of dates", "2024-02-29T09:00+01:00", "2025-02-28T00:00+01:00", 0),
        ("ago: {at_least: 3 days}", "2026-03-02T09:00Z", "2026-03-05T08:59:59.999999Z", 0),
        ("ago: {at_least: 3 days}", "2026-03-02T09:00Z", "2026-03-05T09:00Z", 1),
        ("ago: {at_most: 10 days}", "2026-03-02T09:00Z", "2026-03-12T09:00Z", 1),
        ("ago: {at_most: 10 days}", "2026-03-02T09:00Z", "2026-03-12T09:00:00.000001Z", 0),
    ],
)  # fmt: skip
def test_a_window_ends_at_its_boundary(pack_of, journal_of, value_of, window, event, at, inside):
    """5: within is half-open, ago has both bounds; the event's own date is the first."""
    assert seen_at(pack_of, journal_of, value_of, f"{{count: call, {window}}}", event, at) == inside


@pytest.mark.parametrize(
    ("test", "days", "holds"),
    [("less_than: 7 days", 7, False), ("at_most: 7 days", 7, True), ("more_than: 7 days", 7, False),
     ("at_least: 7 days", 7, True), ("at_least: 1 week", 7, True), ("less_than: 7 days", 6, True)],
)  # fmt: skip
def test_exactly_seven_days_is_not_less_than_seven_days(pack_of, journal_of, value_of, test, days, holds):
    """5: a comparison at exactly the amount."""
    pack = pack_of(f"facts:\n  s: {{since: {{last: call}}, in: elapsed}}\n  x: {{holds: {{s: {{{test}}}}}}}")
    journal = journal_of("call 2026-03-02T09:00Z")
    assert value_of(pack, journal, "x", f"2026-03-0{2 + days}T09:00Z") is holds


@pytest.mark.parametrize(
    ("zone", "event", "at", "dates"),
    [
        ("Europe/Berlin", "2026-03-28T23:30+01:00", "2026-03-29T03:00+02:00", 1),
        ("Europe/Berlin", "2026-10-25T00:30+02:00", "2026-10-25T23:30+01:00", 0),  # 24 hours later, the same date
        ("America/Sao_Paulo", "2018-11-03T23:59:59-03:00", "2018-11-04T01:00-02:00", 1),  # midnight is not there
        ("America/Sao_Paulo", "2018-11-04T01:00-02:00", "2018-11-03T23:59:59-03:00", None),  # and not yet
        ("Pacific/Apia", "2011-12-29T23:59-10:00", "2011-12-31T00:00+14:00", 2),  # a date that was left out
        ("America/St_Johns", "1999-10-30T12:00-02:30", "1999-10-31T00:00:59-02:30", 1),
        ("America/St_Johns", "1999-10-30T12:00-02:30", "1999-10-30T23:01-03:30", 0),  # Saturday again
        ("America/St_Johns", "1999-10-30T12:00-02:30", "1999-10-31T00:00-03:30", 1),
    ],
)  # fmt: skip
def test_dates_are_those_of_the_zone(pack_of, journal_of, value_of, zone, event, at, dates):
    """5, 6: date(t) - date(e), where clocks change too."""
    found = seen_at(pack_of, journal_of, value_of, "{since: {last: call}, in: dates}", event, at, zone)
    assert found == dates or (dates is None and str(found) == "absent")


def test_the_end_of_a_date_that_comes_twice_is_told_each_time(pack_of, journal_of):
    """6, 19: at one minute past midnight the clocks go back, and midnight comes again."""
    pack = pack_of(
        """
facts: {s: {since: {last: call}, in: dates}}
rules: [{rule: r, forbid: {s: {less_than: 1 date}}}]
"""
    )
    journal = journal_of("call 1999-10-30T12:00-02:30", cases={"c": {"zone": "America/St_Johns"}})
    at, turns = instant("1999-10-30T20:00-02:30"), []
    for _ in range(4):
        until = pack.decide(journal, Proposal("call", at, "c")).until
        if not isinstance(until, int):
            break
        at = until
        turns.append(at)
    assert turns == [
        instant(each)
        for each in ("1999-10-31T00:00-02:30", "1999-10-31T00:01-02:30", "1999-10-31T00:00-03:30")
    ]
    assert str(until) == "never"


@pytest.mark.parametrize(
    ("event", "at", "days"),
    [
        ("2026-03-06T09:00+01:00", "2026-03-06T23:00+01:00", 0),  # Friday: its own date does not count
        ("2026-03-06T09:00+01:00", "2026-03-08T23:00+01:00", 0),
        ("2026-03-06T09:00+01:00", "2026-03-09T00:00+01:00", 1),
        ("2026-03-07T09:00+01:00", "2026-03-09T00:00+01:00", 1),  # a Saturday
        ("2026-04-02T09:00+02:00", "2026-04-08T00:00+02:00", 2),  # Good Friday and Easter Monday
        ("2026-09-30T09:00+02:00", "2026-10-05T00:00+02:00", 3),
    ],
)  # fmt: skip
def test_working_days_leave_out_weekends_and_holidays(pack_of, journal_of, value_of, event, at, days):
    """5: the working dates d with date(e) < d <= date(t)."""
    assert (
        seen_at(pack_of, journal_of, value_of, "{since: {last: call}, in: working days}", event, at) == days
    )


@pytest.mark.parametrize("country", [None, "Atlantis"])
def test_working_days_are_unknown_without_a_country_whose_holidays_count(pack_of, journal_of, country):
    """5, 7: the pack counts holidays; then it must be known whose."""
    pack = pack_of(
        """
facts: {s: {since: {last: call}, in: working days}}
rules: [{rule: r, forbid: {s: {at_least: 1 working day}}}]
"""
    )
    record = {"zone": "Europe/Berlin", **({"country": country} if country else {})}
    journal = journal_of("call 2026-03-02T09:00Z", cases={"c": record})
    assert pack.decide(journal, Proposal.of("call", "2026-03-09T09:00Z", "c")).verdict == "ask"


@pytest.mark.parametrize(
    ("at", "hour", "today"),
    [("2026-03-29T00:59:59.999999Z", 1, "2026-03-29"), ("2026-03-29T01:00Z", 3, "2026-03-29"),
     ("2026-10-25T00:30Z", 2, "2026-10-25"), ("2026-10-25T01:30Z", 2, "2026-10-25")],
)  # fmt: skip
def test_clock_facts_read_the_clock_of_the_zone(pack_of, journal_of, value_of, at, hour, today):
    """6, 7: a gap jumps, a fold comes twice."""
    pack = pack_of(f'facts:\n  h: {{holds: {{hour: {hour}, today: "{today}"}}}}')
    assert value_of(pack, journal_of(cases=BERLIN), "h", at) is True


def test_a_clock_time_that_comes_twice_is_told_twice(pack_of, journal_of):
    """6, 19: 02:30 is reached, left by the clocks going back to 02:00, and reached again."""
    pack = pack_of('rules: [{rule: r, forbid: {time: {at_least: "02:30", less_than: "04:00"}}}]')
    at, turns = instant("2026-10-24T23:00Z"), []
    for _ in range(4):
        at = pack.decide(journal_of(cases=BERLIN), Proposal("call", at, "c")).until
        turns.append(at)
    assert turns == [instant(f"2026-10-25T{each}Z") for each in ("00:30", "01:00", "01:30", "03:00")]
