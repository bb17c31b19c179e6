"""Where a fact is looked at: the world (pack, journal, plugin facts) and a scene in it (subject, instant)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from followup._late import dataclass, field, replace
from followup.language.tree import Anchor, Attribute, Selection, Tree
from followup.timeline.calendar import WorkingCalendar, has_holidays
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import BadInstant, Instant, instant
from followup.timeline.journal import Journal, Record
from followup.timeline.values import ABSENT, Attributes, Maybe, Unknown
from followup.timeline.zones import UnknownZone, zone

if TYPE_CHECKING:
    from followup.evaluate.views import DutyView, Reading, View

Found = TypeVar("Found")


class PluginFacts(Protocol):
    """Who answers for facts about content; both depend on the content only."""

    def fact(self, name: str, kind: str, attributes: Attributes) -> Maybe: ...

    def pair(self, name: str, subject: Event | Proposal, earlier: Event) -> Maybe: ...


class NoPluginFacts:
    """Without plugins every fact of theirs is unknown."""

    def fact(self, name: str, kind: str, attributes: Attributes) -> Maybe:
        return Unknown(f"no plugin gives '{name}'")

    def pair(self, name: str, subject: Event | Proposal, earlier: Event) -> Maybe:
        return Unknown(f"no plugin gives '{name}'")


class AskedOnce:
    """Plugin facts that are asked for once for each event or proposal, as long as this lives."""

    def __init__(self, plugins: PluginFacts) -> None:
        self._plugins = plugins
        self._facts: dict[tuple[str, str, int], tuple[Attributes, Maybe]] = {}
        self._pairs: dict[tuple[str, int, int], tuple[Event | Proposal, Event, Maybe]] = {}

    def fact(self, name: str, kind: str, attributes: Attributes) -> Maybe:
        key = name, kind, id(attributes)  # the attributes are kept, so that their id stays their own
        if key not in self._facts:
            self._facts[key] = attributes, self._plugins.fact(name, kind, attributes)
        return self._facts[key][1]

    def pair(self, name: str, subject: Event | Proposal, earlier: Event) -> Maybe:
        key = name, id(subject), id(earlier)
        if key not in self._pairs:
            self._pairs[key] = subject, earlier, self._plugins.pair(name, subject, earlier)
        return self._pairs[key][2]


@dataclass(frozen=True)
class World:
    """A pack, a journal and plugin facts, indexed by kind and key. Nothing in it depends on an instant."""

    pack: Tree
    journal: Journal
    plugins: PluginFacts = field(default_factory=NoPluginFacts)
    memo: dict[Any, Any] = field(default_factory=dict, compare=False)
    reading: Reading | None = field(default=None, compare=False)

    def over(self, journal: Journal, plugins: PluginFacts) -> World:
        """The same pack in the same reading over another journal, or with other plugins; it remembers nothing."""
        other = World(self.pack, journal, plugins)
        return other if self.reading is None else replace(other, reading=self.reading.over(other))

    def views(self, subject: Event | Proposal) -> Iterable[View]:
        """What the world's reading sees of a subject; the reference reading, if it has none of its own."""
        if self.reading is not None:
            return self.reading.views(self, subject)
        from followup.evaluate.reference_views import reference_views

        return reference_views(self, subject)

    def case_views(self, case: str | None, at: Instant) -> Iterable[View]:
        """What the reading sees of a case without a proposal: one view for each zone that may hold."""
        if self.reading is not None:
            return self.reading.case_views(self, case, at)
        from followup.evaluate.reference_views import reference_case_views

        return reference_case_views(self, case, at)

    def duty_views(self, case: str | None, at: Instant) -> Sequence[DutyView]:
        """What the reading tells of the duties of a case: one view for each zone that may hold."""
        if self.reading is not None:
            return self.reading.duty_views(self, case, at)
        from followup.evaluate.reference_duties import reference_duty_views

        return reference_duty_views(self, case, at)

    def attribute(self, scene: Scene, event: Event, name: str) -> Any:
        """An attribute of an event of the scene's case: given, a plugin's, as of then, or missing."""
        if self.reading is not None:
            return self.reading.attribute(scene, event, name)
        from followup.evaluate.reference import attribute

        return attribute(scene, event, name).value

    @cached_property
    def by_kind(self) -> dict[Any, list[Event]]:
        """Events of a kind in one case, and (under a key of its own) in all, in the order of (at, id)."""
        index: dict[Any, list[Event]] = {}
        for event in self.journal.events:
            index.setdefault((event.kind, event.case), []).append(event)
            index.setdefault(event.kind, []).append(event)
        return index

    @contextmanager
    def deeper(self) -> Iterator[int]:
        """How many attributes as of then are being taken, one for the sake of the other."""
        depth = self.memo.get("depth", 0)
        self.memo["depth"] = depth + 1
        try:
            yield depth
        finally:
            self.memo["depth"] = depth

    def filter_of(self, selection: Selection | Anchor) -> int:
        """A number for what a selection asks of single events; selections that ask the same share it. They are
        known by their `id`, as the tree lives as long as the world, and looking into them takes time."""
        known = self.memo.get(("filter of", id(selection)))
        if known is None:
            known = self.memo.setdefault(("filter", selection.kinds, selection.where), len(self.memo))
            self.memo["filter of", id(selection)] = known
        return known  # type: ignore[no-any-return]

    def events(self, kind: str, case: str | None) -> list[Event]:
        return self.by_kind.get((kind, case), [])

    def events_across(self, kind: str) -> list[Event]:
        return self.by_kind.get(kind, [])


@dataclass(frozen=True)
class Scene:
    """One look at the world: at instant `at`, about `subject` (a proposal, an event, or nobody) of `case`.

    It sees all events up to `at`; as of an event (`before`) only what lies strictly before it in (at, id).
    `zone` and `country` are those of the person contacted, else of the case, else None: unknown.
    """

    world: World
    at: Instant
    case: str | None
    subject: Event | Proposal | None = None
    zone: str | None = None
    country: str | None = None
    before: Event | None = None
    seen: dict[Any, Any] = field(default_factory=dict, compare=False)

    def sees(self, event: Event) -> bool:
        return event.at <= self.at if self.before is None else event.order < self.before.order

    def of_event(self, event: Event) -> Scene:
        """The scene as of then: in the same zone, as every calendar reading of one decision (SEMANTICS 7)."""
        return Scene(self.world, event.at, event.case, event, self.zone, self.country, event)

    @property
    def working(self) -> WorkingCalendar:
        return self.world.pack.days.working(self.country)

    def calendar_gap(self, measure: str) -> str | None:
        """Why a calendar reading in that measure cannot be made here, if it cannot."""
        if measure == "elapsed":
            return None
        if self.zone is None:
            return "the time zone of the person contacted is not known"
        if measure == "working days" and self.world.pack.days.holidays and not has_holidays(self.country):
            return "the country whose holidays count is not known"
        return None


def indexed(scene: Scene, key: tuple[Any, ...], make: Callable[[], Found]) -> Found:
    """What hangs only on the journal and on the zone of the decision, made once."""
    whole = (*key, scene.zone, scene.country)
    if whole not in scene.world.memo:
        scene.world.memo[whole] = make()
    return scene.world.memo[whole]  # type: ignore[no-any-return]


def zones_of(record: Record) -> tuple[str, ...]:
    return tuple(name for name in record.zones if _is_zone(name))


def _is_zone(name: str) -> bool:
    try:
        return zone(name) is not None
    except UnknownZone:
        return False


def settings(
    journal: Journal, person: str | None, case: str | None
) -> Iterator[tuple[str | None, str | None]]:
    """The zones that may hold for a contact with `person` in `case`, each with the country of holidays."""
    records = journal.person(person), journal.case(case)
    zones = zones_of(records[0]) or zones_of(records[1]) or (None,)
    country = records[0].country or records[1].country
    for name in sorted(set(zones), key=str):
        yield name, country


def case_scenes(world: World, case: str | None, at: Instant) -> list[Scene]:
    """The scenes of a case without a proposal: one for each zone that may hold."""
    return [Scene(world, at, case, None, zone, land) for zone, land in settings(world.journal, None, case)]


def persons(value: Maybe) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) else ()


def is_open(pack: Tree, proposal: Proposal, name: str, above: tuple[str, ...] = ()) -> bool:
    """Whether an attribute of a proposal is not decided yet: left open, or computed from one that is."""
    if name in proposal.attributes or name in above:
        return False
    declared = pack.attributes.get(name)
    needs = declared.needs if declared else ()
    return name in proposal.open or any(is_open(pack, proposal, each, (*above, name)) for each in needs)


def typed(attribute: Attribute, value: Maybe) -> Maybe:
    """`value` as the attribute's type has it; what does not fit is unknown, with the reason."""
    if not isinstance(value, (Unknown, type(ABSENT))):
        try:
            value = _TYPED[attribute.type](value)
            _check_bounds(attribute, value)
        except (ValueError, TypeError) as error:
            return Unknown(str(error))
    return value


def _check_bounds(attribute: Attribute, value: Any) -> None:
    allowed = attribute.one_of
    if allowed and not set(persons(value) or (value,)) <= set(allowed):
        raise ValueError(f"'{value}' is not one of {', '.join(map(str, allowed))}")
    if attribute.at_least is not None and value < attribute.at_least:
        raise ValueError(f"{value} is below {attribute.at_least}")
    if attribute.at_most is not None and value > attribute.at_most:
        raise ValueError(f"{value} is above {attribute.at_most}")


def _must(kind: type | tuple[type, ...], what: str) -> Any:
    def check(value: Any) -> Any:
        if isinstance(value, bool) != (kind is bool) or not isinstance(value, kind):
            raise TypeError(f"{value!r} is not {what}")
        return value

    return check


def _as_date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _as_time(value: Any) -> time:
    clock = value if isinstance(value, time) else time.fromisoformat(value)
    if clock.tzinfo is not None:
        raise ValueError(f"{clock} is a time of day with an offset")
    return clock


def _as_instant(value: Any) -> Instant:
    if isinstance(value, bool):
        raise TypeError(f"{value!r} is not an instant")
    try:
        return instant(value)
    except (BadInstant, UnknownZone, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from None


_TYPED: dict[str, Any] = {
    "text": _must(str, "a text"),
    "channel": _must(str, "a channel"),
    "number": _must((int, Decimal), "a number"),
    "integer": _must(int, "a whole number"),
    "boolean": _must(bool, "true or false"),
    "date": _as_date,
    "time": _as_time,
    "instant": _as_instant,
    "list": lambda value: persons(_must((str, tuple), "a list of texts")(value)),
    "person": lambda value: persons(_must((str, tuple), "a person")(value)),
}
