"""What a look at the world gives: a quantity with its future and its events, or the events of a selection."""

from __future__ import annotations

from typing import Any

from followup._late import dataclass
from followup.evaluate.quantities import NEVER, Cause, Quantity, Range, reason_of
from followup.timeline.events import Event
from followup.timeline.instants import Instant


@dataclass(frozen=True, slots=True)
class Seen:
    """A quantity, the instant until which it surely stays so, and the events behind it."""

    value: Quantity
    stable: Instant = NEVER
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Selected:
    """The events that a selection surely and possibly holds, each in order; why some are only possible."""

    sure: tuple[Event, ...]
    possible: tuple[Event, ...]
    stable: Instant
    causes: frozenset[Cause]

    @property
    def reason(self) -> str:
        return reason_of(self.causes)

    @property
    def open(self) -> bool:
        return bool(self.causes) and all(cause.open for cause in self.causes)

    def either(self) -> tuple[Event, ...]:
        return tuple(sorted((*self.sure, *self.possible), key=lambda event: event.order))


def last(selected: Selected) -> list[Event | None]:
    """The latest event: the sure one (or none), then each possible one that would be newer."""
    sure = selected.sure[-1] if selected.sure else None
    return [sure, *(each for each in selected.possible if sure is None or each.order > sure.order)]


def first(selected: Selected) -> list[Event | None]:
    """The first event: the sure one (or none), then each possible one that would be earlier."""
    sure = selected.sure[0] if selected.sure else None
    return [sure, *(each for each in selected.possible if sure is None or each.order < sure.order)]


def between(low: Any, high: Any, found: Selected, or_absent: bool = False) -> Quantity:
    """A number, or the range that the possible events of a selection leave."""
    if low == high and not or_absent:
        return low  # type: ignore[no-any-return]
    return Range(low, high, found.reason, or_absent, found.open)
