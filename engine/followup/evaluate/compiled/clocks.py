"""Clock facts for the compiled reading: what they are at an instant, and when comparisons with them may change."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from followup.evaluate.compiled.kleene import ends
from followup.evaluate.quantities import NEVER
from followup.timeline import calendar
from followup.timeline.calendar import WorkingCalendar
from followup.timeline.instants import Instant, moment
from followup.timeline.values import ABSENT

if TYPE_CHECKING:
    from followup.evaluate.compiled.look import Look

#: The parts of the day, in the order in which they begin.
Parts = Sequence[tuple[str, time]]


def clock_at(name: str, at: Instant, zone: str, working: WorkingCalendar, parts: Parts) -> Any:
    """A clock fact at an instant in a zone."""
    if name == "today":
        return date.fromordinal(calendar.day_of(at, zone))
    if name == "weekday":
        return calendar.WEEKDAYS[(calendar.day_of(at, zone) + 6) % 7]
    if name == "working_day":
        return working.works(date.fromordinal(calendar.day_of(at, zone)))
    local = moment(at, zone).time()
    if name == "hour":
        return local.hour
    return local if name == "time" else part_at(local, parts)


def part_at(local: time, parts: Parts) -> Any:
    """The part of the day that began last; before the first of a day it is still the last of the day before."""
    if not parts:
        return ABSENT
    return next((name for name, start in reversed(parts) if start <= local), parts[-1][0])


def clock_turn(look: Look, clocks: Sequence[str | None], sides: Sequence[Any]) -> Instant:
    """When a comparison of these sides may change, as those that `clocks` names are read off a clock."""
    names = {each for each in clocks if each}
    against = [one for name, side in zip(clocks, sides, strict=False) if not name for one in ends(side)]
    later = (at for name in names for at in _edges(look, name, against) if at > look.at)
    return min(later, default=NEVER)


def _edges(look: Look, name: str, against: Iterable[Any]) -> Iterator[Instant]:
    zone = look.zone or "UTC"
    if name == "today":
        days = [calendar.plus_dates(day, n) for day in against if type(day) is date for n in (0, 1)]
    else:
        today = date.fromordinal(calendar.day_of(look.at, zone))
        days = [calendar.plus_dates(today, n) for n in range(3)]
        yield from _transitions(look.at, zone)
        clocks = tuple(_times(look, name, against))
        for day in days:
            yield from _shown(day, clocks, zone)
    for day in days:
        yield from calendar.turns_of(day, zone)


@lru_cache(maxsize=16_384)
def _shown(day: date, clocks: tuple[time, ...], zone: str) -> tuple[Instant, ...]:
    """The instants at which a clock in the zone shows these times of a day, each once or twice."""
    return tuple({calendar.at_local(day, clock, zone, fold) for clock in clocks for fold in (0, 1)})


def _transitions(at: Instant, zone: str) -> Iterator[Instant]:
    turn = calendar.next_transition(at, zone)
    if turn is not None:
        yield turn


def _times(look: Look, name: str, against: Iterable[Any]) -> Iterator[time]:
    """The times of day at which a clock fact may pass what it is compared with."""
    if name == "part_of_day":
        yield from (start for _, start in look.policy.parts)
    elif name == "hour":
        whole = [math.floor(each) for each in against if type(each) in (int, Decimal)]  # a sum is a Decimal
        hours = {hour + n for hour in whole for n in (0, 1)}
        yield from (time(hour) for hour in sorted(hours) if 0 <= hour < 24)
    elif name == "time":
        for each in (value for value in against if isinstance(value, time)):
            yield each
            yield (datetime.combine(date.min, each) + timedelta(microseconds=1)).time()
