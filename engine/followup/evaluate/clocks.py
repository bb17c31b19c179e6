"""Clock facts: today, weekday, hour, time, part of day, working day; in the zone of the person contacted.

They are the engine's own and not a plugin's, so that the next instant at which they change is known (SEMANTICS 10).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from followup.evaluate.quantities import NEVER, bounds
from followup.evaluate.scene import Scene
from followup.language import tree
from followup.timeline import calendar
from followup.timeline.instants import Instant, moment
from followup.timeline.values import ABSENT, Maybe, Unknown

UTC = "UTC"


def clock(scene: Scene, name: tree.Clock) -> Any:
    gap = scene.calendar_gap("working days" if name == "working_day" else "dates")
    return Unknown(gap) if gap else _READINGS[name](scene)


def clock_flip(scene: Scene, clocks: Sequence[str | None], values: Sequence[Any]) -> Instant:
    """The first later instant at which a comparison of these values may change, as some are read off a clock.

    `clocks` names for each value the clock fact that it is, if it is one.
    """
    names = {each for each in clocks if each}
    if not names or scene.zone is None:
        return NEVER
    against = [one for name, value in zip(clocks, values, strict=True) if not name for one in bounds(value)]
    edges = (edge for name in names for edge in _clock_edges(scene, name, against))
    return min((at for at in edges if at > scene.at), default=NEVER)


def _clock_edges(scene: Scene, name: str, values: list[Any]) -> Iterator[Instant]:
    zone = scene.zone or UTC
    if name == "today":
        days = [calendar.plus_dates(day, n) for day in values if type(day) is date for n in (0, 1)]
    else:
        today = calendar.date_of(scene.at, zone)
        days = [calendar.plus_dates(today, n) for n in range(3)]
        turn = calendar.next_transition(scene.at, zone)
        yield from () if turn is None else (turn,)
        for clock in _edge_times(scene, name, values):
            yield from (calendar.at_local(day, clock, zone, fold) for day in days for fold in (0, 1))
    yield from (turn for day in days for turn in calendar.turns_of(day, zone))


def _edge_times(scene: Scene, name: str, values: list[Any]) -> Iterator[time]:
    if name == "hour":
        whole = [math.floor(each) for each in values if type(each) in (int, Decimal)]  # a sum is a Decimal
        hours = {hour + n for hour in whole for n in (0, 1)}
        yield from (time(hour) for hour in hours if 0 <= hour < 24)
    elif name == "part_of_day":
        yield from (start for _, start in scene.world.pack.days.parts)
    elif name == "time":
        for each in (value for value in values if isinstance(value, time)):
            yield each
            yield (datetime.combine(date.min, each) + timedelta(microseconds=1)).time()


def _part_of_day(scene: Scene) -> Maybe:
    """The part that began last; before the first of a day it is still the last part of the day before."""
    parts = sorted(scene.world.pack.days.parts, key=lambda part: part[1])
    if not parts:
        return ABSENT
    clock = moment(scene.at, scene.zone or UTC).time()
    begun = [name for name, start in parts if start <= clock]
    return begun[-1] if begun else parts[-1][0]


_READINGS: dict[str, Callable[[Scene], Any]] = {
    "today": lambda scene: calendar.date_of(scene.at, scene.zone or UTC),
    "weekday": lambda scene: calendar.WEEKDAYS[moment(scene.at, scene.zone or UTC).weekday()],
    "hour": lambda scene: moment(scene.at, scene.zone or UTC).hour,
    "time": lambda scene: moment(scene.at, scene.zone or UTC).time(),
    "part_of_day": lambda scene: _part_of_day(scene),
    "working_day": lambda scene: scene.working.works(calendar.date_of(scene.at, scene.zone or UTC)),
}
