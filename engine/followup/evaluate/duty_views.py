"""What a reading tells of the duties of a case at an instant, in one zone."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from followup.language import tree
from followup.language.cycles import terms_of
from followup.timeline.events import Event
from followup.timeline.instants import Instant

if TYPE_CHECKING:
    from followup.evaluate.scene import Scene
    from followup.evaluate.views import Part


class Triggers(NamedTuple):
    """Events that a duty is for, in order, each with whether it surely is one; and until when these stay."""

    events: list[tuple[Event, bool]]
    stable: Instant


class Acts(NamedTuple):
    """The act that fulfilled a duty last, the sure one (or None) before those that only may have; and until when
    that stays if no event comes."""

    options: list[Event | None]
    stable: Instant


class Met(NamedTuple):
    """Whether a duty for an event is met: surely, perhaps (None), or not; and until when that stays."""

    truth: bool | None
    stable: Instant


class DutyView(Protocol):
    """Duties by their number in the pack. What is stable is so as long as no known event of the case comes."""

    @property
    def scene(self) -> Scene: ...

    def holds(self, duty: int) -> Part:
        """Whether the condition of a duty holds now."""

    def onset(self, duty: int, fulfilled: Event | None) -> Instant:
        """When the condition, which holds now, became true for the last time since then, or in the case."""

    def was_met(self, duty: int, fulfilment: Event) -> bool:
        """Whether the condition held when the duty was fulfilled, and has not held again since."""

    def latest(self, duty: int) -> Acts:
        """The last fulfilment of a duty that is not for each of some events."""

    def triggers(self, duty: int, every: bool) -> Triggers:
        """All events that a duty is for; or only those without a sure answer, and the newest with one."""

    def met(self, duty: int, trigger: Event) -> Met:
        """Whether an act after the event did what the duty asks for it."""


@cache
def asked_of_trigger(duty: tree.Duty) -> tuple[str, ...]:
    """What a fulfilment is asked to share with the event that the duty is for."""
    terms = [value for _, value in duty.do] if duty.met_by is None else terms_of(duty.met_by.where)
    return tuple(sorted({term.name for term in terms if isinstance(term, tree.SubjectTerm)}))
