"""The course of a condition through the history of a case: when it held, found by going from change to change.

What it was at a past instant hangs on the journal alone, later-dated events included, so that a course never changes:
it is extended when somebody asks about a later instant, and begun anew only where they ask about what lies before.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from followup.evaluate.compiled.kleene import Part
from followup.evaluate.compiled.look import Look
from followup.evaluate.compiled.state import Coming, State
from followup.evaluate.compiled.subject import Subject
from followup.evaluate.scene import World
from followup.timeline.events import Event
from followup.timeline.instants import DAY, Instant

if TYPE_CHECKING:
    from followup.evaluate.compiled.policy import Policy

#: How far back an onset is looked for at first; then four times as far, and so on.
NEAR = 8 * DAY
Condition = Callable[[Look], Part]


class Replay:
    """The way through some events of a journal, which only goes on."""

    def __init__(self, policy: Policy, world: World, coming: Coming, ready: Callable[[Event], Any]) -> None:
        self.state: State = policy.start(world.journal.people, world.journal.cases, world.plugins)
        self.state.coming, self._ready = coming, ready

    def up_to(self, at: Instant) -> None:
        """All events up to an instant join, those of that very instant too."""
        events = self.state.coming.events
        self._join(bisect_right(events, at, lo=self.state.come, key=lambda event: event.at))

    def before(self, event: Event) -> None:
        """All events before this one join."""
        events = self.state.coming.events
        self._join(bisect_left(events, event.order, lo=self.state.come, key=lambda each: each.order))

    def _join(self, count: int) -> None:
        self.state.come_as(map(self._ready, self.state.coming.events[self.state.come : count]))


class Course:
    """When a condition held in a case, from `begin` on, as far as somebody has asked."""

    def __init__(self, begun: Callable[[], Replay], condition: Condition, case: str | None,
                 setting: tuple[str | None, str | None]) -> None:  # fmt: skip
        self._begun, self._condition, self._case, self._setting = begun, condition, case, setting
        self._replay: Replay | None = None
        self._begin: Instant = 0
        self._next: Instant = 0  # until when it is known
        self._turns: list[Instant] = []
        self._truths: list[bool] = []
        self._far: Course | None = None

    def onset(self, start: Instant, at: Instant) -> Instant:
        """When it became true for the last time since `start`, as it is at `at`."""
        back = NEAR
        while True:
            self._cover(max(start, at - back), at)
            turn = self._turns[bisect_right(self._turns, at) - 1]
            if turn > self._begin or self._begin <= start:
                return max(turn, start)
            back *= 4

    def held_since(self, start: Instant, at: Instant) -> bool:
        """Whether it held at any instant from `start` to `at`; a course of its own, which ends where that is known,
        so that who asks of a distant past does not go through all of the time between."""
        if self._far is None:
            self._far = Course(self._begun, self._condition, self._case, self._setting)
        return self._far._held(start, at)

    def _held(self, start: Instant, at: Instant) -> bool:
        self._cover(start, at, first_only=True)
        first, end = bisect_right(self._turns, start) - 1, bisect_right(self._turns, at)
        return any(self._truths[first:end])

    def _cover(self, start: Instant, at: Instant, first_only: bool = False) -> None:
        if self._replay is None or start < self._begin:
            self._replay = self._begun()
            self._begin = self._next = start
            self._turns, self._truths = [], []
        while self._next <= at and not (
            first_only and self._next > start and self._truths and self._truths[-1]
        ):
            self._replay.up_to(self._next)
            state = self._replay.state
            truth, stable = self._condition(
                Look(state.policy, state, self._next, self._case, None, self._setting)
            )
            if not self._truths or self._truths[-1] is not (truth is True):
                self._turns.append(self._next)
                self._truths.append(truth is True)
            self._next = stable


def held_at(
    replay: Replay, event: Event, condition: Condition, setting: tuple[str | None, str | None]
) -> bool:
    """Whether a condition surely held when an event came, of that event and over all before it."""
    replay.before(event)
    policy, state = replay.state.policy, replay.state
    subject = Subject(policy, event, state.plugins)
    return condition(Look(policy, state, event.at, event.case, subject, setting))[0] is True
