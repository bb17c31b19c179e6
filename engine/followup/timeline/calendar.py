"""Dates, clock times and working days of instants in a zone (SEMANTICS 5 to 7).

A date begins at its first existing instant; a local time in a gap takes the offset before it, in a fold
the first. `zoneinfo` with fold=0 means exactly that.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import pairwise

from followup.timeline.instants import DAY, EARLIEST, EPOCH, LATEST, Instant, moment
from followup.timeline.zones import zone

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ONE_DATE = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)


def date_of(at: Instant, zone_name: str) -> date:
    return moment(at, zone_name).date()


def at_local(day: date, clock: time, zone_name: str) -> Instant:
    """The instant at which a clock in that zone shows `clock` on `day`; in a gap, by the offset before it."""
    local = datetime.combine(day, clock, tzinfo=zone(zone_name))
    micros = (local - EPOCH) // _MICROSECOND
    return min(max(micros, EARLIEST), LATEST)


@lru_cache(maxsize=65_536)
def start_of(day: date, zone_name: str) -> Instant:
    """The first instant of a date."""
    return at_local(day, time(0), zone_name)


def plus_dates(day: date, count: int) -> date:
    """`day` moved by calendar days, held inside what a date can be."""
    ordinal = day.toordinal() + count
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


def plus_months(day: date, count: int) -> date:
    """The same day number `count` months on; a day that does not exist becomes the month's last."""
    index = day.year * 12 + day.month - 1 + count
    year, month = min(max(index // 12, 1), 9999), index % 12 + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


@cache
def _transitions_in(year: int, zone_name: str) -> tuple[Instant, ...]:
    """The instants of that UTC year at which the zone's offset changes."""
    begin = (datetime(year, 1, 1, tzinfo=EPOCH.tzinfo) - EPOCH) // _MICROSECOND
    days = 366 if months.isleap(year) else 365
    edges = [begin + n * DAY for n in range(days + 1)]
    return tuple(_bisect(a, b, zone_name) for a, b in pairwise(edges)
                 if _offset(a, zone_name) != _offset(b, zone_name))  # fmt: skip


def _offset(at: Instant, zone_name: str) -> timedelta | None:
    return moment(at, zone_name).utcoffset()


def _bisect(before: Instant, after: Instant, zone_name: str) -> Instant:
    """The first instant in (before, after] with the offset of `after`."""
    target = _offset(after, zone_name)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (before, middle) if _offset(middle, zone_name) == target else (middle, after)
    return after


def next_transition(at: Instant, zone_name: str) -> Instant | None:
    """The first change of offset after `at`, looked for through the end of the following year."""
    year = moment(at).year
    for each in range(year, min(year + 2, 9998)):
        for found in _transitions_in(each, zone_name):
            if found > at:
                return found
    return None


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which dates are worked: days of the week (0 is Monday), less the public holidays of a country.

    `country` is ISO 3166 with an optional subdivision (`DE-BY`); None means that no holidays count.
    """

    week: frozenset[int] = frozenset(range(5))
    country: str | None = None

    def works(self, day: date) -> bool:
        return day.weekday() in self.week and not is_holiday(day, self.country)

    def between(self, start: date, end: date) -> int:
        """How many working dates d have start < d <= end; negative if `end` lies before `start`."""
        if end < start:
            return -self.between(end, start)
        return sum(self.works(day) for day in _dates(plus_dates(start, 1), end))

    def nth_after(self, start: date, count: int) -> date:
        """The date of the `count`-th working date after `start`; `start` itself for zero."""
        day = start
        while count > 0 and day < date.max:
            day = plus_dates(day, 1)
            count -= self.works(day)
        return day

    def roll(self, day: date) -> date:
        """The first working date that is not before `day`."""
        return day if self.works(day) else self.nth_after(day, 1)


def _dates(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))


class UnknownCountry(ValueError):
    """A country (or subdivision) that the holiday data does not have."""


def is_holiday(day: date, country: str | None) -> bool:
    return country is not None and day in _holidays(country)


@cache
def _holidays(country: str):  # type: ignore[no-untyped-def]
    """A lazily growing table of a country's public holidays; raises `UnknownCountry`."""
    import holidays

    code, _, subdivision = country.partition("-")
    try:
        return holidays.country_holidays(code, subdiv=subdivision or None)
    except (NotImplementedError, KeyError, ValueError):
        raise UnknownCountry(f"'{country}' is not a country with known holidays") from None
