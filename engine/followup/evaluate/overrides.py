"""Overrides as events: what they say of themselves (SEMANTICS 17)."""

from __future__ import annotations

from followup.evaluate.quantities import NEVER
from followup.timeline.events import Event
from followup.timeline.instants import BadInstant, Instant, instant
from followup.timeline.values import ABSENT, Absent

OVERRIDE = "override"


def ends(override: Event) -> Instant:
    """When an override ends: at its `until`. One that is neither for once nor until an instant never began."""
    until = override.attributes.get("until", ABSENT)
    if isinstance(until, Absent):
        return NEVER if is_once(override) else -NEVER
    try:
        return instant(until) if isinstance(until, str) else -NEVER
    except (BadInstant, OverflowError):
        return -NEVER


def is_once(override: Event) -> bool:
    """Whether it lifts its rule for one act only."""
    return override.attributes.get("once") is True
