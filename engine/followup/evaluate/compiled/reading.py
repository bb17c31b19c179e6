"""The compiled reading of a journal: its state at any instant, and views of it for decisions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from followup._late import dataclass
from followup.evaluate.compiled.duties import CompiledDuties, EventLook, History
from followup.evaluate.compiled.found import Finding
from followup.evaluate.compiled.kleene import SURE, Part, Test, every, no, some
from followup.evaluate.compiled.lifts import lifting
from followup.evaluate.compiled.look import Look
from followup.evaluate.compiled.policy import Policy
from followup.evaluate.compiled.state import Coming, State
from followup.evaluate.compiled.subject import Subject
from followup.evaluate.scene import Scene, World, case_scenes
from followup.evaluate.seen import Seen
from followup.language import tree
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import Instant


@dataclass(frozen=True)
class CompiledView:
    """A look at the state in which so many events have come, as a view."""

    taken: Look
    world: World
    reading: CompiledReading
    come: int

    @property
    def look(self) -> Look:
        """The look, taken anew if the state has gone on since, as it does when somebody looks ahead."""
        taken = self.taken
        if taken.state.come == self.come:
            return taken
        state = self.reading.state(self.world, self.come)
        return Look(taken.policy, state, taken.at, taken.case, taken.subject, taken.setting)

    @property
    def at(self) -> Instant:
        return self.taken.at

    @property
    def case(self) -> str | None:
        return self.taken.case

    @property
    def zone(self) -> str | None:
        return self.taken.zone

    def speaks(self, rule: int) -> Part:
        return self.look.policy.rules[rule](self.look)

    def lifting(self, rule: int) -> tuple[Event | None, Instant]:
        return lifting(self.look, rule)

    def holds(self, condition: tree.Condition, on_absent: bool | None = None) -> Part:
        """Only to explain what is unsettled: no decision is taken by walking the tree."""
        match condition:
            case tree.All(parts):
                return every(self.holds(part, on_absent) for part in parts) if parts else SURE
            case tree.Any(parts):
                return some(self.holds(part, on_absent) for part in parts)
            case tree.Not(part):
                return no(self.holds(part, None if on_absent is None else not on_absent))
        left, *rights = terms = (condition.left, *condition.right)
        names = tuple("" if isinstance(each, tree.Constant) else each.name for each in terms)
        test = Test(condition.operator, names, on_absent is True)
        return self.look.test(test, self._term(left), [self._term(each) for each in rights])

    def _term(self, term: tree.Term) -> Finding:
        match term:
            case tree.Constant(value):
                return Finding(value)
            case tree.FactTerm(name):
                return self.look.fact(name)
            case tree.ClockTerm(name):
                return Finding(self.look.clock(name))
        return self.look.its(term.name)

    def value(self, name: str) -> Any:
        if name in self.look.policy.facts:
            return self.look.fact(name).value
        if name in tree.CLOCKS:
            return self.look.clock(name)
        return self.look.its(name).value

    def evidence(self, name: str, newest: int) -> tuple[int, Sequence[Seen]]:
        found = self.look.fact(name)
        return found.total, [
            Seen(each[3], each[0], each[1], self.look.case_of(each)) for each in found.newest[-newest:]
        ]


class CompiledReading:
    """The states of one journal: one kept at the instant that was asked for first, one that goes on from it.

    Decisions about now find the first one ready; what looks ahead goes on in a copy; what looks back begins anew.
    """

    def __init__(self, policy: Policy, world: World) -> None:
        self.policy, self._events = policy, world.journal.events
        self._coming = Coming(self._events)
        self._natives: dict[tuple[str, str], Any] = {}
        self._asked: Subject | None = None
        self._base: State | None = None
        self._ahead: State | None = None
        self._histories: dict[str | None, History] = {}

    def over(self, world: World) -> CompiledReading:
        return CompiledReading(self.policy, world)

    def views(self, world: World, subject: Event | Proposal) -> Iterable[CompiledView]:
        state = self.state(world, self._count(subject))
        return [
            CompiledView(look, world, self, state.come)
            for look in state.looks(self._native_of(world, subject))
        ]

    def _native_of(self, world: World, subject: Event | Proposal) -> Subject:
        """A subject in native form; one that is the last one at another instant takes along what is known of that."""
        last = self._asked
        if last is None or not _moved(last.source, subject):
            last = self._asked = Subject(self.policy, subject, world.plugins)
        return last if last.at == subject.at else last.moved(subject.at)

    def case_views(self, world: World, case: str | None, at: Instant) -> Iterable[CompiledView]:
        state = self.state(world, bisect_right(self._events, at, key=lambda event: event.at))
        settings = state.settings(None, case)
        looks = (Look(self.policy, state, at, case, None, each) for each in settings)
        return [CompiledView(look, world, self, state.come) for look in looks]

    def duty_views(self, world: World, case: str | None, at: Instant) -> Sequence[CompiledDuties]:
        state = self.state(world, bisect_right(self._events, at, key=lambda event: event.at))
        history = self._history(world, case)
        return [CompiledDuties(history, state, each) for each in case_scenes(world, case, at)]

    def attribute(self, scene: Scene, event: Event, name: str) -> Any:
        history = self._history(scene.world, scene.case)
        return EventLook(history, scene.at, (scene.zone, scene.country), None).own(event, name)

    def _history(self, world: World, case: str | None) -> History:
        if case not in self._histories:
            self._histories[case] = History(self.policy, world, case, partial(self._native, world))
        return self._histories[case]

    def _count(self, subject: Event | Proposal) -> int:
        """How many events have joined for a subject: those up to its instant; strictly before it, for an event."""
        if isinstance(subject, Event):
            return bisect_left(self._events, subject.order, key=lambda event: event.order)
        return bisect_right(self._events, subject.at, key=lambda event: event.at)

    def state(self, world: World, count: int) -> State:
        """The state in which so many events have joined."""
        if self._base is None or count < self._base.come:
            self._base, self._ahead = self._begun(world, count), None
        if count == self._base.come:
            return self._base
        if self._ahead is None or self._ahead.come > count:
            self._ahead = self._base.copy()
        self._ahead.advance(count - self._ahead.come)
        return self._ahead

    def _begun(self, world: World, count: int) -> State:
        state = self.policy.start(world.journal.people, world.journal.cases, world.plugins)
        state.coming = self._coming
        state.come_as(self._native(world, event) for event in self._events[:count])
        state.advance(0)
        return state

    def _native(self, world: World, event: Event) -> Any:
        """An event as it joins fastest; this state and every way through a history share it."""
        if event.key not in self._natives:
            self._natives[event.key] = self.policy.event(event, world.plugins)
        return self._natives[event.key]


def _moved(last: Event | Proposal, subject: Event | Proposal) -> bool:
    """Whether a subject is the last one at another instant: with these very attributes, not only equal ones."""
    if not (isinstance(last, Proposal) and isinstance(subject, Proposal)):
        return False
    alike = last.kind == subject.kind and last.case == subject.case and last.open == subject.open
    return alike and last.attributes is subject.attributes
