"""The journal: all events of one home or organisation, with the records of its people and cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from followup._late import dataclass, field
from followup.timeline.events import Conflict, Event, Timeline, settle


@dataclass(frozen=True)
class Record:
    """What is known of a person or a case apart from events.

    `zones` are IANA names; more than one means that it is not known which of them holds (SEMANTICS 7).
    `country` is ISO 3166 (`DE`, or `DE-BY` with a subdivision), for public holidays. `people` and `channels`
    are the candidates for a contact: of a case its people, of either the channels that reach them.
    """

    zones: tuple[str, ...] = ()
    country: str | None = None
    people: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


UNRECORDED = Record()


@dataclass(frozen=True)
class Journal:
    """All events, and the records of people and cases by name. `open_evidence` lets a decision about one
    case show more than kind and date of another case's events."""

    given: tuple[Event, ...] = ()
    people: Mapping[str, Record] = field(default_factory=dict)
    cases: Mapping[str, Record] = field(default_factory=dict)
    open_evidence: bool = False

    @classmethod
    def of(
        cls,
        events: Iterable[Event] = (),
        people: Mapping[str, Record] | None = None,
        cases: Mapping[str, Record] | None = None,
        open_evidence: bool = False,
    ) -> Journal:
        return cls(tuple(events), people or {}, cases or {}, open_evidence)

    @cached_property
    def settled(self) -> tuple[tuple[Event, ...], tuple[Conflict, ...]]:
        return settle(self.given)

    @property
    def events(self) -> tuple[Event, ...]:
        """The events that stand, sorted by (at, id)."""
        return self.settled[0]

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        return self.settled[1]

    @cached_property
    def by_case(self) -> Mapping[str | None, Timeline]:
        grouped: dict[str | None, list[Event]] = {}
        for event in self.events:
            grouped.setdefault(event.case, []).append(event)
        return {case: Timeline(case, tuple(events)) for case, events in grouped.items()}

    def timeline(self, case: str | None) -> Timeline:
        """The journal seen by one case."""
        return self.by_case.get(case, Timeline(case))

    def with_events(self, *events: Event) -> Journal:
        return Journal(self.given + events, self.people, self.cases, self.open_evidence)

    def without(self, event: Event) -> Journal:
        kept = tuple(each for each in self.given if each.key != event.key)
        return Journal(kept, self.people, self.cases, self.open_evidence)

    def person(self, name: str | None) -> Record:
        return self.people.get(name or "", UNRECORDED)

    def case(self, name: str | None) -> Record:
        return self.cases.get(name or "", UNRECORDED)
