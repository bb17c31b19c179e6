"""Duties in the compiled reading: conditions by the code written for them; of each event once whether it is one that
a duty is for, or fulfils it; and what lasts of that found by searching, not by going through the history."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from followup.evaluate.compiled.course import Course, Replay, held_at
from followup.evaluate.compiled.found import NOBODY, Finding
from followup.evaluate.compiled.kleene import Part
from followup.evaluate.compiled.look import Look
from followup.evaluate.compiled.state import Coming, State
from followup.evaluate.compiled.subject import given
from followup.evaluate.compiled.uses import asks_the_clock, beyond_the_case, facts_used
from followup.evaluate.quantities import NEVER, Unsure
from followup.evaluate.scene import Scene, World
from followup.evaluate.seen import Acts, Met, Triggers, asked_of_trigger
from followup.language import tree
from followup.timeline.events import Event
from followup.timeline.instants import Instant
from followup.timeline.values import ABSENT

if TYPE_CHECKING:
    from followup.evaluate.compiled.policy import Policy

Setting = tuple[str | None, str | None]


def _at(event: Event) -> Instant:
    return event.at


class EventLook(Look):
    """A look at single events of a case for the sake of a duty, and at the event that the duty is for."""

    __slots__ = ("history", "trigger")

    def __init__(self, history: History, at: Instant, setting: Setting, trigger: Event | None) -> None:
        nothing: Any = None  # no fact is asked for, so that no state is needed
        super().__init__(history.policy, nothing, at, history.case, None, setting)
        self.history, self.trigger = history, trigger

    def own(self, record: Any, name: str) -> Any:
        """An attribute of an event, as of then too."""
        if name in ("kind", "case"):
            return getattr(record, name) or ABSENT
        if name not in self.policy.pack.kinds[record.kind].attributes:
            return ABSENT
        taken = self.policy.taken.get(name)
        if taken is None:
            return given(self.policy, record, name, self.history.world.plugins)
        if taken in tree.CLOCKS:
            return self.clock_at(taken, record.at)
        value = self.history.then(record, name)
        return value[self.zone, self.land] if value.__class__ is dict else value

    def its(self, name: str) -> Finding:
        return Finding(NOBODY if self.trigger is None else self.own(self.trigger, name))


class Taken:
    """The events that a filter surely takes and those that it may, in order; until when what was asked stays.

    Events are looked at from the newest back, no further than is asked for, and each once.
    """

    def __init__(self, events: list[Event], takes: Callable[[Event], Part]) -> None:
        self._events, self._takes, self._from = events, takes, len(events)
        self.sure: list[Event] = []
        self.possible: list[Event] = []
        self.stable: Instant = NEVER

    def _look_back(self, to: int) -> None:
        """All events from that one on are looked at."""
        parts = [(event, *self._takes(event)) for event in self._events[to : self._from]]
        self.sure[:0] = [event for event, truth, _ in parts if truth is True]
        self.possible[:0] = [event for event, truth, _ in parts if isinstance(truth, Unsure)]
        self.stable = min((until for _, _, until in parts), default=self.stable)
        self._from = min(to, self._from)

    def either(self) -> list[tuple[Event, bool]]:
        self._look_back(0)
        both = [(event, True) for event in self.sure] + [(event, False) for event in self.possible]
        return sorted(both, key=lambda each: each[0].order)

    def last(self, at: Instant) -> list[Event | None]:
        """The last one up to then: the sure one (or None), then the possible ones that would be newer."""
        wide = 16
        while self._from and not (self.sure and self.sure[0].at <= at):
            self._look_back(max(self._from - wide, 0))
            wide *= 2
        end = bisect_right(self.sure, at, key=_at)
        sure = self.sure[end - 1] if end else None
        first = bisect_right(self.possible, sure.order, key=lambda each: each.order) if sure else 0
        return [sure, *self.possible[first : bisect_right(self.possible, at, key=_at)]]

    def next_sure(self, after: Instant) -> Instant:
        """When one surely comes first after an instant."""
        self._look_back(bisect_right(self._events, after, key=_at))
        return _next_at(self.sure, after)

    def met(self, after: Instant, at: Instant) -> bool | None:
        """Whether one surely came after an instant; None if one only may have."""
        if self.next_sure(after) <= at:
            return True
        return None if _next_at(self.possible, after) <= at else False


def _next_at(events: list[Event], after: Instant) -> Instant:
    i = bisect_right(events, after, key=_at)
    return events[i].at if i < len(events) else NEVER


class Open:
    """Which triggers are without a sure answer at an instant, and the newest with one; it goes on with the clock, and
    begins anew where it is asked to go back."""

    def __init__(self, triggers: list[tuple[Event, bool]], answers: Iterable[Instant]) -> None:
        self._triggers = triggers
        turns = [(each[0].at, n) for n, each in enumerate(triggers)]
        turns += [(at, ~n) for n, at in enumerate(answers) if at < NEVER]
        self._turns = sorted(turns, key=lambda turn: turn[0])
        self._begin()

    def _begin(self) -> None:
        self._at: Instant = -NEVER
        self._come, self._newest_met = 0, -1
        self._open: list[int] = []

    def shown(self, at: Instant) -> list[tuple[Event, bool]]:
        if at < self._at:
            self._begin()
        self._at = at
        while self._come < len(self._turns) and self._turns[self._come][0] <= at:
            self._turn(self._turns[self._come][1])
            self._come += 1
        shown = list(self._open)
        if self._newest_met >= 0:
            insort(shown, self._newest_met)
        return [self._triggers[n] for n in shown]

    def _turn(self, n: int) -> None:
        if n >= 0:
            insort(self._open, n)
        else:
            del self._open[bisect_left(self._open, ~n)]
            self._newest_met = max(self._newest_met, ~n)


class History:
    """What is known of the past of one case: nothing in it hangs on the instant that is asked about."""

    def __init__(self, policy: Policy, world: World, case: str | None,
                 native: Callable[[Event], Any]) -> None:  # fmt: skip
        self.policy, self.world, self.case, self._native = policy, world, case, native
        self.known: dict[Any, Any] = {}
        self._thens: dict[Any, Any] = {}
        self._replays: dict[str, Replay] = {}
        self._gone: dict[str, int] = {}

    def once(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        if key not in self.known:
            self.known[key] = make()
        return self.known[key]

    @cached_property
    def events(self) -> Coming:
        return Coming(self.world.journal.timeline(self.case).events)

    def begun(self, names: Iterable[str], of_event: bool) -> Replay:
        """A way through the events of the case; of all cases only where facts look beyond it."""
        if beyond_the_case(self.policy.pack, names, of_event):
            return Replay(self.policy, self.world, Coming(self.world.journal.events), self._native)
        return Replay(self.policy, self.world, self.events, self._native)

    def course(self, duty: int, setting: Setting) -> Course:
        names = tuple(facts_used(self.policy.pack, self.policy.pack.duties[duty].holds))
        begun = partial(self.begun, names, False)
        make = partial(Course, begun, self.policy.duties[duty][0], self.case, setting)
        return self.once(("course", duty, setting), make)  # type: ignore[no-any-return]

    def held(self, duty: int, event: Event, setting: Setting) -> bool:
        """Whether the condition of a duty held when an act came; asked again of the last one, so that is kept."""

        def look() -> bool:
            names = facts_used(self.policy.pack, self.policy.pack.duties[duty].holds)
            return held_at(self.begun(names, True), event, self.policy.duties[duty][0], setting)

        return self.once(("held", duty, event.key, setting), look)  # type: ignore[no-any-return]

    def then(self, event: Event, name: str) -> Any:
        """An attribute as of then; by zone, if it hangs on one. Taken of all earlier events on the way."""
        key = event.key, name
        if key not in self._thens:
            self._go_to(event, name)
        return self._thens[key]

    def _go_to(self, event: Event, name: str) -> None:
        taken = self.policy.taken[name]
        assert taken is not None
        if name not in self._replays:
            self._replays[name] = self.begun((taken,), True)
        replay = self._replays[name]
        carry = {each.name for each in self.policy.pack.kinds.values() if name in each.attributes}
        while (event.key, name) not in self._thens:
            each = self.events.events[self._gone.setdefault(name, 0)]
            self._gone[name] += 1
            if each.kind in carry:
                replay.before(each)
                self._thens[each.key, name] = replay.state.then(each, name)


class CompiledDuties:
    """The duties of a case at an instant, in one zone."""

    __slots__ = ("_conditions", "_history", "_policy", "_seen", "_setting", "scene")

    def __init__(self, history: History, state: State, scene: Scene) -> None:
        self._history, self._policy, self.scene = history, history.policy, scene
        self._setting = scene.zone, scene.country
        look = Look(self._policy, state, scene.at, scene.case, None, self._setting)
        # Taken at once: the state goes on when somebody looks ahead.
        self._conditions: list[Part] = [holds(look) for holds, *_ in self._policy.duties]
        self._seen: dict[Any, Any] = {}

    def holds(self, duty: int) -> Part:
        return self._conditions[duty]

    def onset(self, duty: int, fulfilled: Event | None) -> Instant:
        at, events = self.scene.at, self._history.events.events
        start = fulfilled.at if fulfilled else events[0].at if events else at
        return self._history.course(duty, self._setting).onset(min(start, at), at)

    def was_met(self, duty: int, fulfilment: Event) -> bool:
        course = self._history.course(duty, self._setting)
        if course.held_since(fulfilment.at, self.scene.at):
            return False
        return self._history.held(duty, fulfilment, self._setting)

    def latest(self, duty: int) -> Acts:
        done = self._acts(duty, None)
        return Acts(done.last(self.scene.at), done.stable)

    def met(self, duty: int, trigger: Event) -> Met:
        done = self._acts(duty, trigger)
        return Met(done.met(trigger.at, self.scene.at), done.stable)

    def triggers(self, duty: int, every: bool) -> Triggers:
        taken = self._triggers(duty)
        if every or not self._lasts(duty):
            at = self.scene.at
            return Triggers([each for each in taken.either() if each[0].at <= at], taken.stable)
        key = "open", duty, self._setting
        return Triggers(self._history.once(key, lambda: self._open(duty)).shown(self.scene.at), NEVER)

    def _open(self, duty: int) -> Open:
        triggers = self._triggers(duty).either()
        return Open(triggers, [self._acts(duty, each).next_sure(each.at) for each, _ in triggers])

    # Which events a filter takes.

    def _lasts(self, duty: int) -> bool:
        """Whether no clock moves who triggers a duty, and who answers."""
        declared = self._policy.pack.duties[duty]
        return not any(
            each is not None and asks_the_clock(each) for each in (declared.for_each, declared.met_by)
        )

    def _triggers(self, duty: int) -> Taken:
        wanted = self._policy.pack.duties[duty].for_each
        assert wanted is not None
        return self._taken(("for", duty), wanted, _kinds(wanted), self._policy.duties[duty][2], None)

    def _acts(self, duty: int, trigger: Event | None) -> Taken:
        declared = self._policy.pack.duties[duty]
        kinds = self._policy.pack.kinds
        wanted = declared.met_by
        names = (declared.kind,) if wanted is None else _kinds(wanted)
        ours = tuple(each for each in names if kinds[each].by == "us")
        asked: tuple[Any, ...] = ()
        if trigger is not None:
            look = self._look_at_events(trigger)
            asked = tuple(look.own(trigger, each) for each in asked_of_trigger(declared))
        return self._taken(("acts", duty, asked), wanted, ours, self._policy.duties[duty][1], trigger)

    def _taken(self, key: tuple[Any, ...], wanted: tree.Selection | None, kinds: Iterable[str],
               takes: Any, trigger: Event | None) -> Taken:  # fmt: skip
        """The events that a filter takes: kept for good, unless it hangs on the clock."""
        if wanted is not None and asks_the_clock(wanted):
            key = *key, self._setting
            if key not in self._seen:
                self._seen[key] = self._take(kinds, takes, trigger)
            return self._seen[key]  # type: ignore[no-any-return]
        return self._history.once((*key, self._setting), lambda: self._take(kinds, takes, trigger))  # type: ignore[no-any-return]

    def _take(self, kinds: Iterable[str], takes: Any, trigger: Event | None) -> Taken:
        return Taken(self._of_kinds(kinds), partial(takes, self._look_at_events(trigger)))

    def _look_at_events(self, trigger: Event | None) -> EventLook:
        return EventLook(self._history, self.scene.at, self._setting, trigger)

    def _of_kinds(self, kinds: Iterable[str]) -> list[Event]:
        lists = [self._history.world.events(kind, self.scene.case) for kind in kinds]
        return (
            lists[0]
            if len(lists) == 1
            else sorted((e for each in lists for e in each), key=lambda e: e.order)
        )


def _kinds(events: tree.Selection) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.kind for each in events.kinds))
