"""The future of a decision if nothing new happens (SEMANTICS 19).

Nothing is stepped through: each judgement says until when it surely stays as it is, and the search goes from
one such instant to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from followup._late import dataclass
from followup.timeline.instants import DAY, LATEST, Instant, show

HORIZON = 400 * DAY

Look = TypeVar("Look")


@dataclass(frozen=True)
class Never:
    """It stays so for good, if nothing new happens."""

    def __str__(self) -> str:
        return "never"


@dataclass(frozen=True)
class NoneBefore:
    """Nothing was found up to the horizon; it was not looked further."""

    horizon: Instant

    def __str__(self) -> str:
        return f"none before {show(self.horizon)}"


Moment: TypeAlias = Instant | Never | NoneBefore
NEVER_CHANGES = Never()


def first(
    look: Callable[[Instant], Look],
    stable: Callable[[Look], Instant],
    differs: Callable[[Look], bool],
    now: Look,
    at: Instant,
    horizon: Instant = HORIZON,
) -> Moment:
    """The first instant after `at` at which what is seen differs; `look` shows it at an instant."""
    limit = min(at + horizon, LATEST)
    seen, when = now, stable(now)
    while when <= limit:
        seen = look(when)
        if differs(seen):
            return when
        when = stable(seen)
    return NEVER_CHANGES if when > LATEST else NoneBefore(limit)
