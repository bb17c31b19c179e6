"""What views tell: the events behind a fact, and what a duty hangs on."""

from __future__ import annotations

from functools import cache

from followup._late import dataclass
from followup.language import tree
from followup.language.cycles import terms_of
from followup.timeline.events import Event
from followup.timeline.instants import Instant


@dataclass(frozen=True, slots=True)
class Seen:
    """An event behind a fact."""

    kind: str
    at: Instant
    id: str
    case: str | None


@dataclass(frozen=True, slots=True)
class Triggers:
    """Events that a duty is for, in order, each with whether it surely is one; and until when these stay."""

    events: list[tuple[Event, bool]]
    stable: Instant


@dataclass(frozen=True, slots=True)
class Acts:
    """The act that fulfilled a duty last, the sure one (or None) before those that only may have; and until when
    that stays if no event comes."""

    options: list[Event | None]
    stable: Instant


@dataclass(frozen=True, slots=True)
class Met:
    """Whether a duty for an event is met: surely, perhaps (None), or not; and until when that stays."""

    truth: bool | None
    stable: Instant


@cache
def asked_of_trigger(duty: tree.Duty) -> tuple[str, ...]:
    """What a fulfilment is asked to share with the event that the duty is for."""
    terms = [value for _, value in duty.do] if duty.met_by is None else terms_of(duty.met_by.where)
    return tuple(sorted({term.name for term in terms if isinstance(term, tree.SubjectTerm)}))
