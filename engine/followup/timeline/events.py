"""Events, the timelines they form, and proposals: the nouns that every other layer speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Context, Decimal
from typing import Any

from followup._late import dataclass, field, replace
from followup.timeline.instants import Instant, instant
from followup.timeline.values import Attributes, Maybe, clean


def _frozen(attributes: Mapping[str, Any]) -> Attributes:
    return {name: clean(value) for name, value in attributes.items()}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, identified by (source, id).

    `at` is an instant in microseconds; `recorded`, when it was written down, is kept for audits and never
    seen by rules. A higher `revision` of the same event replaces the lower one; `void` takes it back.
    """

    id: str
    at: Instant
    kind: str
    case: str | None = None
    source: str = ""
    attributes: Attributes = field(default_factory=dict, hash=False)
    revision: int = 0
    void: bool = False
    recorded: Instant | None = field(default=None, compare=False)

    @classmethod
    def of(cls, id: str, at: object, kind: str, case: str | None = None, **attributes: Any) -> Event:
        """An event with its attributes as keywords; `at` is microseconds, an aware datetime or ISO 8601."""
        return cls(id, instant(at), kind, case, attributes=_frozen(attributes))  # type: ignore[arg-type]

    @property
    def key(self) -> tuple[str, str]:
        return self.source, self.id

    @property
    def order(self) -> tuple[Instant, str, str]:
        """Timelines are sorted by this: (at, id), and the source where two sources chose the same id."""
        return self.at, self.id, self.source

    def with_attributes(self, **attributes: Any) -> Event:
        return replace(self, attributes=_frozen({**self.attributes, **attributes}))


@dataclass(frozen=True)
class Proposal:
    """An action that somebody considers at the instant `at`.

    `open` names attributes that are not decided yet (the text is not written): rules that hang only on
    them become conditions of the permit instead of questions.
    """

    kind: str
    at: Instant
    case: str | None = None
    attributes: Attributes = field(default_factory=dict, hash=False)
    open: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, kind: str, at: object, case: str | None = None, *, open: Iterable[str] = (), **attributes: Any
    ) -> Proposal:
        """A proposal with its attributes as keywords; `at` as for `Event.of`."""
        return cls(kind, instant(at), case, _frozen(attributes), frozenset(open))  # type: ignore[arg-type]

    def with_attributes(self, **attributes: Any) -> Proposal:
        merged = _frozen({**self.attributes, **attributes})
        return replace(self, attributes=merged, open=self.open.difference(attributes))

    def moved(self, at: Instant) -> Proposal:
        return replace(self, at=at)

    def carried_out(self, id: str, source: str = "") -> Event:
        """The event that this proposal becomes when somebody does just that."""
        return Event(id, self.at, self.kind, self.case, source, self.attributes)


@dataclass(frozen=True)
class Timeline:
    """The events of one case: a set, iterated in the order of (at, id)."""

    case: str | None
    events: tuple[Event, ...] = ()

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def __len__(self) -> int:
        return len(self.events)


@dataclass(frozen=True)
class Conflict:
    """Two different contents under one (source, id, revision): the first in canonical order is kept."""

    kept: Event
    refused: Event

    def __str__(self) -> str:
        return (
            f"event '{self.kept.id}' of source '{self.kept.source}' came twice with different content; "
            f"a correction needs a revision above {self.kept.revision}"
        )


def settle(events: Iterable[Event]) -> tuple[tuple[Event, ...], tuple[Conflict, ...]]:
    """The set that `events` stand for: newest revisions, void ones left out, sorted by (at, id).

    The result does not depend on the order of `events`: of two contents with the same revision the one
    that is first in a canonical order stands, and the other is reported.
    """
    versions: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        versions.setdefault(event.key, []).append(event)
    newest, conflicts = [], []
    for same in versions.values():
        kept, refused = (same[0], []) if len(same) == 1 else _newest(same)
        newest.append(kept)
        conflicts += refused
    valid = sorted((event for event in newest if not event.void), key=lambda event: event.order)
    return tuple(valid), tuple(sorted(conflicts, key=lambda each: _canonical(each.refused)))


def _newest(versions: list[Event]) -> tuple[Event, list[Conflict]]:
    """The version of one event that stands, and those that contradict it under the same revision."""
    distinct = {_canonical(event): event for event in versions}
    ordered = [distinct[each] for each in sorted(distinct)]
    conflicts, kept = [], ordered[0]
    for event in ordered[1:]:
        if event.revision > kept.revision:
            kept = event
        else:
            conflicts.append(Conflict(kept, event))
    return kept, conflicts


def _canonical(event: Event) -> tuple[Any, ...]:
    attributes = tuple(sorted((name, _tagged(value)) for name, value in event.attributes.items()))
    return event.key, event.revision, event.at, event.void, event.kind, event.case or "", attributes


def _tagged(value: Maybe) -> tuple[str, str]:
    """A value as something that sorts: True is not 1, and 1 is not "1", but 1.0 is 1."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return "number", str(Decimal(value).normalize(_EXACT))
    return type(value).__name__, repr(value)


#: Loses no digit of a number that `clean` takes.
_EXACT = Context(prec=400)
