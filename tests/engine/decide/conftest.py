"""What the tests of decisions share: a second way to find out when a decision changes, which steps through time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import time, timedelta
from typing import Any

import pytest

from followup.decide.decision import PackId
from followup.decide.duties import standings
from followup.decide.pack import Look
from followup.decide.verdict import judge
from followup.evaluate.scene import World
from followup.language.tree import Delay, Span, Tree
from followup.timeline import calendar
from followup.timeline.events import Proposal
from followup.timeline.instants import DAY, Instant, instant, moment

ID = PackId("drawn", "1.0.0", "")


def parts_of(value: Any, wanted: type) -> Iterator[Any]:
    """Every value of a class inside a tree."""
    if isinstance(value, wanted):
        yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from parts_of(getattr(value, field.name), wanted)
    elif isinstance(value, (tuple, frozenset)):
        for each in value:
            yield from parts_of(each, wanted)
    elif isinstance(value, dict):
        yield from parts_of(tuple(value.values()), wanted)


class Stepper:
    """Decides at every instant that could matter, from a fresh world each time, and looks for the first change.

    It shares nothing with the engine's search but the decision at one instant.
    """

    def __init__(self, world: World, proposal: Proposal, horizon: Instant) -> None:
        self.world, self.proposal, self.horizon = world, proposal, horizon
        self.zones = sorted({z for r in (*self._records(),) for z in r.zones})

    def _records(self) -> Iterator[Any]:
        yield from self.world.journal.people.values()
        yield from self.world.journal.cases.values()

    def signature(self, at: Instant) -> Any:
        fresh = World(self.world.pack, self.world.journal, self.world.plugins)
        return Look(judge(fresh, self.proposal.moved(at)), standings(fresh, self.proposal.case, at)).signature

    def forbids(self, at: Instant) -> bool:
        fresh = World(self.world.pack, self.world.journal, self.world.plugins)
        return judge(fresh, self.proposal.moved(at)).verdict == "forbid"

    def instants(self) -> list[Instant]:
        """One microsecond before, at and after every instant that could matter, in order."""
        low, high = self.proposal.at, self.proposal.at + self.horizon
        near = {at + n for at in self._points() for n in (-1, 0, 1)}
        return sorted(at for at in near if low < at <= high)

    def _points(self) -> Iterator[Instant]:
        tree, events = self.world.pack, self.world.journal.events
        elapsed = {span.count for span in parts_of(tree, Span) if span.measure == "elapsed"}
        anchors = {event.at for event in events} | {self.proposal.at}
        delays = {d.after.count for d in parts_of(tree, Delay) if d.after.measure == "elapsed"}
        yield from anchors
        yield from (at + sign * span for at in anchors for span in elapsed for sign in (1, -1))
        yield from (at + a + b for at in anchors for a in elapsed for b in delays)
        yield from ((a + b) // 2 for a in anchors for b in anchors)
        for event in events:
            if isinstance(event.attributes.get("until"), str):
                yield instant(str(event.attributes["until"]))
        for zone in self.zones:
            yield from self._calendar(zone)

    def _calendar(self, zone: str) -> Iterator[Instant]:
        """Midnights, clock times and changes of the clocks, by going through the dates of the horizon."""
        clocks = {time(0), *self._clocks(self.world.pack)}
        clocks |= {moment(event.at, zone).time() for event in self.world.journal.events}
        first = calendar.date_of(self.proposal.at, zone) - timedelta(days=1)
        days = [first + timedelta(days=n) for n in range(self.horizon // DAY + 4)]
        for day in days:
            for clock in clocks:
                yield from (calendar.at_local(day, clock, zone, fold) for fold in (0, 1))
        step = 15 * 60 * 1_000_000
        at = self.proposal.at - self.proposal.at % step
        while at < self.proposal.at + self.horizon:
            if moment(at, zone).utcoffset() != moment(at + step, zone).utcoffset():
                yield from range(at + step, at, -60_000_000)
            at += step

    def _clocks(self, tree: Tree) -> Iterator[time]:
        yield from (start for _, start in tree.days.parts)
        constants = [each.value for each in _constants(tree)]
        yield from (each for each in constants if isinstance(each, time))
        hours = {each for each in constants if type(each) is int and 0 <= each < 24}
        yield from (time(hour) for each in hours for hour in (each, (each + 1) % 24))


def _constants(tree: Tree) -> Iterator[Any]:
    from followup.language.tree import Constant

    yield from parts_of(tree, Constant)


@pytest.fixture(scope="session")
def stepper() -> type[Stepper]:
    return Stepper
