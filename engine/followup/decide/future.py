"""The future of a decision if nothing new happens (SEMANTICS 19).

Nothing is stepped through: each judgement says until when it surely stays as it is, and the search goes from
one such instant to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from followup.decide.decision import NEVER_CHANGES, Moment, NoneBefore
from followup.timeline.instants import DAY, LATEST, Instant

HORIZON = 400 * DAY

Look = TypeVar("Look")


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
