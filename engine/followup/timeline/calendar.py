"""Dates, clock times and working days of instants in a zone (SEMANTICS 5 to 7).

A date begins at its first existing instant; a local time in a gap takes the offset before it, in a fold
the first. `zoneinfo` with fold=0 means exactly that.
"""

from __future__ import annotations

import warnings
from bisect import bisect_right
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from operator import attrgetter

from followup._late import dataclass
from followup.timeline.instants import DAY, EARLIEST, EPOCH, LATEST, Instant, moment
from followup.timeline.zones import zone

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ONE_DATE = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)


def date_of(at: Instant, zone_name: str) -> date:
    return moment(at, zone_name).date()


@dataclass(frozen=True, slots=True)
class _Offset:
    """A stretch of time in which a zone's offset is the same: from `start`, before `end`, by so many microseconds."""

    start: Instant
    end: Instant
    shift: int


def day_of(at: Instant, zone_name: str) -> int:
    """The ordinal of the date of an instant in a zone, as `date_of` has it, by adding a known offset."""
    known = _OFFSETS.get(zone_name)
    if known is None or not known.start <= at < known.end:
        known = _OFFSETS[zone_name] = _offset_around(at, zone_name)
    return (at + known.shift) // DAY + _EPOCH_DAY


#: Of each zone, the stretch that was asked for last: decisions ask for instants that lie close together.
_OFFSETS: dict[str, _Offset] = {}
_EPOCH_DAY = EPOCH.toordinal()


@lru_cache(maxsize=1024)
def _stretch(year: int, zone_name: str) -> tuple[Instant, ...]:
    """Where the offset may change from the year before `year` to the year after it."""
    years = [each for each in (year - 1, year, year + 1) if 1 < each < 9999]
    first = (datetime(years[0], 1, 1, tzinfo=EPOCH.tzinfo) - EPOCH) // _MICROSECOND
    last = (datetime(years[-1] + 1, 1, 1, tzinfo=EPOCH.tzinfo) - EPOCH) // _MICROSECOND
    return first, *(turn for each in years for turn in _transitions_in(each, zone_name)), last


#: Of each zone, all stretches that were asked for, in order.
_STRETCHES: dict[str, list[_Offset]] = {}
_START = attrgetter("start")


def _offset_around(at: Instant, zone_name: str) -> _Offset:
    known = _STRETCHES.setdefault(zone_name, [])
    place = bisect_right(known, at, key=_START)
    if place and at < known[place - 1].end:
        return known[place - 1]
    made = _measured(at, zone_name)
    known.insert(place, made)
    return made


def _measured(at: Instant, zone_name: str) -> _Offset:
    turns = _stretch(moment(at).year, zone_name)
    after = bisect_right(turns, at)
    offset = _offset(at, zone_name)
    assert offset is not None
    return _Offset(turns[after - 1], turns[after], offset // _MICROSECOND)


def at_local(day: date, clock: time, zone_name: str, fold: int = 0) -> Instant:
    """The instant at which a clock in that zone shows `clock` on `day`; in a gap, by the offset before it.

    Of two instants that a clock shows alike it is the first, with `fold=1` the second.
    """
    local = datetime.combine(day, clock, tzinfo=zone(zone_name)).replace(fold=fold)
    micros = (local - EPOCH) // _MICROSECOND
    return min(max(micros, EARLIEST), LATEST)


@lru_cache(maxsize=65_536)
def start_of(day: date, zone_name: str) -> Instant:
    """The first instant of a date; of a date that was left out, the first of what came instead."""
    midnight = at_local(day, time(0), zone_name)
    if midnight > EARLIEST and date_of(midnight - 1, zone_name) >= day:
        return _bisect(max(midnight - DAY, EARLIEST), midnight, zone_name)  # a gap that began before midnight
    return midnight


@lru_cache(maxsize=65_536)
def turns_of(day: date, zone_name: str) -> tuple[Instant, ...]:
    """Every instant at which `day` may have begun or not begun: its start, and where clocks go back over
    midnight, the change and the second start."""
    first, again = start_of(day, zone_name), at_local(day, time(0), zone_name, fold=1)
    return (first, _bisect(first, again, zone_name), again) if again > first else (first,)


def plus_dates(day: date, count: int) -> date:
    """`day` moved by calendar days, held inside what a date can be."""
    ordinal = day.toordinal() + count
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


def plus_months(day: date, count: int) -> date:
    """The same day number `count` months on; a day that does not exist becomes the month's last."""
    index = day.year * 12 + day.month - 1 + count
    year, month = min(max(index // 12, 1), 9999), index % 12 + 1
    return date(year, month, min(day.day, _days_in(year, month)))


def _days_in(year: int, month: int) -> int:
    """How many days a month has."""
    return 31 if month == 12 else (date(year, month + 1, 1) - date(year, month, 1)).days


def _is_leap(year: int) -> bool:
    return _days_in(year, 2) == 29


#: No zone's offset changed before this year; from the last on, each year is like the one before.
_FIRST_CHANGES, _LAST_CHANGES = 1800, 2090


@cache
def _transitions_in(year: int, zone_name: str) -> tuple[Instant, ...]:
    """The instants of that UTC year at which the zone's offset changes."""
    begin = datetime(year, 1, 1, tzinfo=EPOCH.tzinfo)
    days = 366 if _is_leap(year) else 365
    local = zone(zone_name)
    offsets = [(begin + n * ONE_DATE).astimezone(local).utcoffset() for n in range(days + 1)]
    first = (begin - EPOCH) // _MICROSECOND
    return tuple(_bisect(first + n * DAY, first + (n + 1) * DAY, zone_name)
                 for n, (before, after) in enumerate(pairwise(offsets)) if before != after)  # fmt: skip


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
    """The first change of offset after `at`; None if there is none to come."""
    year = moment(at).year
    for each in range(max(year, _FIRST_CHANGES), min(max(year, _LAST_CHANGES) + 2, 9999)):
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
        years = sum(_count_in(self, year) for year in range(start.year, end.year))
        return years + self._begun(end) - self._begun(start)

    def _begun(self, day: date) -> int:
        """How many working dates of its year are not after `day`."""
        return bisect_right(_dates_in(self, day.year), day)

    @lru_cache(maxsize=4_096)  # noqa: B019 (calendars are few and small)
    def nth_after(self, start: date, count: int) -> date:
        """The date of the `count`-th working date after `start`; `start` itself for zero."""
        if count <= 0:
            return start
        year, count = start.year, count + self._begun(start)
        while count > _count_in(self, year):
            if year == date.max.year:
                return date.max
            year, count = year + 1, count - _count_in(self, year)
        return _dates_in(self, year)[count - 1]

    def roll(self, day: date) -> date:
        """The first working date that is not before `day`."""
        return day if self.works(day) else self.nth_after(day, 1)


@lru_cache(maxsize=512)
def _dates_in(calendar: WorkingCalendar, year: int) -> tuple[date, ...]:
    """The working dates of a year, in order."""
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    days = (date.fromordinal(n) for n in range(first, last + 1))
    return tuple(day for day in days if calendar.works(day))


@cache
def _count_in(calendar: WorkingCalendar, year: int) -> int:
    """How many working dates a year has: its days of the working week, less the holidays among them."""
    first, length = date(year, 1, 1).weekday(), 366 if _is_leap(year) else 365
    days = sum((length + 6 - (day - first) % 7) // 7 for day in calendar.week)
    holidays = _holidays(calendar.country, year) if calendar.country else frozenset[date]()
    return days - sum(day.weekday() in calendar.week for day in holidays)


class UnknownCountry(ValueError):
    """A country (or subdivision) that the holiday data does not have."""


def has_holidays(country: str | None) -> bool:
    """Whether the public holidays of that country are known."""
    try:
        return country is not None and _holidays(country, 2020) is not None
    except UnknownCountry:
        return False


def is_holiday(day: date, country: str | None) -> bool:
    return country is not None and day in _holidays(country, day.year)


def _holidays(country: str, year: int) -> frozenset[date]:
    """A country's public holidays in a year; raises `UnknownCountry`."""
    return _decade(country, year // 10).get(year, frozenset())


@cache
def _decade(country: str, decade: int) -> dict[int, frozenset[date]]:
    """The holidays of ten years at once, since to ask costs more than to answer; by year."""
    import holidays

    code, _, subdivision = country.partition("-")
    years = range(max(decade * 10, 1), decade * 10 + 10)
    try:
        with warnings.catch_warnings():  # of calendars that are not computed for these years
            warnings.simplefilter("ignore")
            found = holidays.country_holidays(code, subdiv=subdivision or None, years=years)
    except (NotImplementedError, KeyError, ValueError):
        raise UnknownCountry(f"'{country}' is not a country with known holidays") from None
    return {year: frozenset(day for day in found if day.year == year) for year in years} if found else {}
