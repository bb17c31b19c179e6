"""The plan: which state each fact needs of the history, how an event changes it, how the fact is read from it.

A plan is a value of its own. The writer of Python source (`write`) is one reader of it; others may follow.
State lives in *rooms*: one for each case, or for each value of the attributes that facts look across, and inside
a room one for each value of what `where` asks of the subject (`its: person`). A room has *cells*, shared by all
facts that look at the same events in the same window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias

from followup.evaluate.compiled.uses import (
    asked_of_events,
    attribute_clocked,
    clocked,
    ordered,
    reads_calendar,
)
from followup.language import tree
from followup.language.cycles import terms_of

Shape: TypeAlias = Literal["total", "since", "window", "kept", "ahead"]
#: What a cell can keep: how many events, the newest eight, the last or first one, an attribute's values or bounds.
Keep: TypeAlias = tuple[str, str]
COUNT: Keep = ("count", "")

#: Whose values are lists, so that one event or subject may have several.
LISTS = ("person", "list")


@dataclass(frozen=True)
class Room:
    """Where cells live: one instance for each case, or value of `across`; in it one for each value of `key`."""

    across: tuple[str, ...] = ()
    key: tuple[str, str] | None = None  # the event's attribute, and the subject's

    @property
    def whole(self) -> Room:
        return Room(self.across)


@dataclass(frozen=True)
class Filter:
    """Which events a cell takes, by what they give themselves: settled when the event joins."""

    kinds: tuple[tree.Alternative, ...]
    where: tree.Condition = tree.ALWAYS

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.kind for each in self.kinds))


@dataclass(frozen=True)
class Edge:
    """The last event of a filter in a room: what `after` counts from."""

    room: Room
    filter: Filter


@dataclass(frozen=True)
class Cell:
    """State that grows with the events of a filter.

    total: all of them. since: those after the last event of `edge`. window: those in `within`. kept: each of them,
    because what is asked of it hangs on the subject, on the clock or on edges that move back.
    """

    room: Room
    filter: Filter
    shape: Shape
    edge: Edge | None = None
    within: tree.Span | None = None


@dataclass(frozen=True)
class Anchored:
    """An edge that is looked for at each decision, among the events of a cell that keeps them."""

    edge: str
    end: Literal["first", "last"]
    cell: Cell
    residual: tree.Condition


@dataclass(frozen=True)
class FactPlan:
    """How one fact is read: from its cell, with what is left to ask of each event, and why that is dear."""

    name: str
    query: tree.Query
    cell: Cell | None = None
    twin: Cell | None = None
    residual: tree.Condition = tree.ALWAYS
    anchors: tuple[Anchored, ...] = ()
    why: str = ""

    @property
    def selection(self) -> tree.Selection:
        assert not isinstance(self.query, tree.Holds)
        events: tree.Selection = self.query.events
        return events


def _own(condition: tree.Condition) -> Iterator[str]:
    yield from (term.name for term in terms_of(condition) if isinstance(term, tree.OwnTerm))


def _asked_later(made: Plan, fact: FactPlan, kind: tree.Kind) -> Iterator[str]:
    """The attributes that a fact reads from a record."""
    cell, query = fact.cell, fact.query
    assert cell is not None
    yield from _own(fact.residual)
    if isinstance(query, tree.Pair):
        yield "event"
    gone_through = cell.shape in ("kept", "ahead")
    if gone_through:
        yield from fact.selection.across
    perhaps = bool(cell.room.across or cell.room.key) or not _takes_all(cell.filter, kind.name)
    if hasattr(query, "attribute") and (
        gone_through or perhaps or cell.shape == "window" or isinstance(query, tree.Pick)
    ):
        yield query.attribute


def _takes_all(filter: Filter, kind: str) -> bool:
    """Whether a filter takes every event of a kind, so that none is only possible."""
    return filter.where == tree.ALWAYS and any(
        each.kind == kind and each.where == tree.ALWAYS for each in filter.kinds
    )


@dataclass(frozen=True, eq=False)
class Plan:
    """The plan of a pack: facts in an order in which each comes after those it uses; cells with what they keep."""

    pack: tree.Tree
    facts: dict[str, FactPlan] = field(default_factory=dict)
    cells: dict[Cell, frozenset[Keep]] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> dict[Cell, int]:
        """Each cell's number; those of what lies ahead come last, as no room has them."""
        wanted = (fact.cell for fact in self.facts.values() if fact.cell is not None)
        return {cell: i for i, cell in enumerate(dict.fromkeys((*self.cells, *wanted)))}

    @cached_property
    def rooms(self) -> tuple[Room, ...]:
        """Every kind of room, whole ones first."""
        found = {Room(): None}
        for cell in self.numbers:
            found |= {cell.room.whole: None, cell.room: None}
            if cell.edge is not None:
                found |= {cell.edge.room.whole: None, cell.edge.room: None}
        return tuple(sorted(found, key=lambda room: (room.across, room.key is not None, room.key or ())))

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        return tuple(dict.fromkeys(cell.edge for cell in self.cells if cell.edge))

    @cached_property
    def filters(self) -> tuple[Filter, ...]:
        wanted = (*(cell.filter for cell in self.numbers), *(edge.filter for edge in self.edges))
        return tuple(dict.fromkeys(wanted))

    @cached_property
    def filter_numbers(self) -> dict[Filter, int]:
        return {each: n for n, each in enumerate(self.filters)}

    @cached_property
    def edge_numbers(self) -> dict[Edge, int]:
        return {each: j for j, each in enumerate(self.edges)}

    @cached_property
    def logs(self) -> dict[tuple[Room, Filter], tuple[Cell, ...]]:
        """The cells that look at a list of the newest events: whatever is counted since some edge or in some window
        is the end of the same sequence, so that one list serves every cell of a filter in a room."""
        found: dict[tuple[Room, Filter], list[Cell]] = {}
        for cell, keeps in self.cells.items():
            if COUNT in keeps or cell.shape == "window":
                found.setdefault((cell.room, cell.filter), []).append(cell)
        return {log: tuple(cells) for log, cells in found.items()}

    def log(self, cell: Cell) -> str:
        """The field of a room with the list that a cell looks at."""
        return f"log{self.filter_numbers[cell.filter]}"

    def ends_log(self, edge: Edge) -> Iterator[tuple[Room, Filter]]:
        """The lists of newest events that begin anew with a sure event of an edge, once what is in them has left
        every window: nothing counts from before it."""
        for log, cells in self.logs.items():
            if {cell.edge for cell in cells if cell.shape != "window"} == {edge}:
                yield log

    def then(self, kind: tree.Kind) -> tuple[str, ...]:
        """The attributes of a kind that are facts of the pack as of then."""
        return tuple(n for n in kind.attributes if self.pack.attributes[n].as_of_then in self.pack.facts)

    @cached_property
    def then_facts(self) -> bool:
        """Whether any event has an attribute as of then that is a fact: then all events must join in order."""
        return any(self.then(kind) for kind in self.pack.kinds.values())

    def carried(self, kind: tree.Kind) -> tuple[str, ...]:
        """What a record of the kind carries, since facts still ask for it when it has joined."""
        found: dict[str, None] = {}
        for fact in self.facts.values():
            if fact.cell is not None and kind.name in fact.cell.filter.names:
                found |= dict.fromkeys(_asked_later(self, fact, kind))
            for anchored in fact.anchors:
                if kind.name in anchored.cell.filter.names:
                    found |= dict.fromkeys(_own(anchored.residual))
                    found |= dict.fromkeys(fact.selection.across)
        clocks = {n for n in kind.attributes if self.pack.attributes[n].as_of_then in tree.CLOCKS}
        own = ({*kind.attributes} - clocks) | {"event"}
        return tuple(name for name in found if name in own)

    @cached_property
    def calendars(self) -> frozenset[str]:
        """The facts that read a calendar, and so hang on the zone."""
        return frozenset(name for name in self.pack.facts if reads_calendar(self.pack, name))

    @cached_property
    def zoned(self) -> bool:
        """Whether any rule, duty or fact hangs on a zone."""
        conditions = [c for rule in self.pack.rules for c in (rule.governs, rule.condition, rule.unless) if c]
        conditions += [duty.holds for duty in self.pack.duties]
        return bool(self.calendars) or any(clocked(self.pack, each) for each in conditions)


def plan(pack: tree.Tree) -> Plan:
    """The plan of a whole pack."""
    made = Plan(pack)
    several = asked_of_events(pack)
    for name in ordered(pack):
        planned = _planned(pack, name, name in several)
        made.facts[name] = planned
        for cell, keeps in _wanted(planned):
            made.cells[cell] = made.cells.get(cell, frozenset()) | keeps
    return made


# One fact.


def _planned(pack: tree.Tree, name: str, several: bool) -> FactPlan:
    query = pack.facts[name].query
    if isinstance(query, tree.Holds):
        return FactPlan(name, query)
    events = _told_apart(pack, query.events)
    query = replace(query, events=events)
    if isinstance(query, tree.Until) or (isinstance(query, tree.Pick) and query.end == "next"):
        return _gone_through(pack, name, query, "ahead", "it looks at the known events that lie ahead")
    lasting, keys, residual = split(pack, events.where)
    why = _why_kept(pack, query, events, keys, residual, several)
    if why:
        return _gone_through(pack, name, query, "kept", why)
    kinds = Filter(events.kinds, lasting)
    room = Room(events.across, _key_of(keys[0]) if keys else None)
    edge = _edge(pack, room, events.after) if events.after else None
    shape: Shape = "since" if edge else "window" if events.within else "total"
    cell = Cell(room, kinds, shape, edge, events.within)
    return FactPlan(name, query, cell, _twin(cell) if keys else None)


def _twin(cell: Cell) -> Cell:
    """What tells of the events of every key, for when nobody knows the subject's: an edge of the key's own bounds
    none of them then."""
    if cell.edge is not None and cell.edge.room.key:
        return Cell(cell.room, cell.filter, "total")
    return cell


def _told_apart(pack: tree.Tree, events: tree.Selection) -> tree.Selection:
    """The same selection, so that what its kinds ask beyond the event itself stands in `where`."""
    anchors = {name: getattr(events, name) for name in ("after", "since", "before", "to")}
    apart = {name: _apart(pack, each) for name, each in anchors.items() if each is not None}
    told: tree.Selection = replace(_apart(pack, events), **apart)
    return told


def _apart(pack: tree.Tree, events: Any) -> Any:
    if all(_lasts(pack, term) for each in events.kinds for term in terms_of(each.where)):
        return events
    plain = tuple(tree.Alternative(kind) for kind in dict.fromkeys(each.kind for each in events.kinds))
    return replace(events, kinds=plain, where=kind_and_filter(events))


def kind_and_filter(events: tree.Selection | tree.Anchor) -> tree.Condition:
    """What a selection asks of one event: to be of one of its kinds, as that kind is told apart, and its filter."""
    ways = tuple(tree.All((_is_kind(each.kind), each.where)) for each in events.kinds)
    return tree.All((tree.Any(ways), events.where))


def _is_kind(kind: str) -> tree.Compare:
    return tree.Compare(tree.OwnTerm("kind"), "is", (tree.Constant(kind),))


def _gone_through(pack: tree.Tree, name: str, query: tree.Query, shape: Shape, why: str) -> FactPlan:
    """A fact whose events are tested one by one."""
    assert not isinstance(query, tree.Holds)
    events = query.events
    room = _scattered(pack, events.across)
    lasting, keys, residual = split(pack, events.where)
    edges = (("after", events.after), ("since", events.since), ("before", events.before), ("to", events.to))
    anchors = tuple(_anchored(pack, room, edge, anchor) for edge, anchor in edges if anchor is not None)
    cell = Cell(room, Filter(events.kinds, lasting), shape, within=_prunable(events))
    return FactPlan(name, query, cell, None, tree.All((*keys, *residual)), anchors, why)


def _anchored(pack: tree.Tree, room: Room, edge: str, anchor: tree.Anchor) -> Anchored:
    lasting, keys, residual = split(pack, anchor.where)
    cell = Cell(room, Filter(anchor.kinds, lasting), "kept")
    return Anchored(edge, anchor.end, cell, tree.All((*keys, *residual)))


#: The room of all events: where a group hangs on what was so then, none is kept apart.
EVERYWHERE = ("",)


def _scattered(pack: tree.Tree, across: tuple[str, ...]) -> Room:
    return Room(EVERYWHERE if any(pack.attributes[each].as_of_then for each in across) else across)


def split(
    pack: tree.Tree, where: tree.Condition
) -> tuple[tree.Condition, list[tree.Compare], list[tree.Condition]]:
    """A filter in three parts: what events give themselves, equality with the subject, and all the rest."""
    lasting: list[tree.Condition] = []
    keys: list[tree.Compare] = []
    residual: list[tree.Condition] = []
    for part in _conjuncts(where):
        if all(_lasts(pack, term) for term in terms_of(part)):
            lasting.append(part)
        elif isinstance(part, tree.Compare) and _key_of(part) and not keys:
            keys.append(part)
        else:
            residual.append(part)
    return tree.All(tuple(lasting)) if lasting else tree.ALWAYS, keys, residual


def _conjuncts(where: tree.Condition) -> Iterator[tree.Condition]:
    if isinstance(where, tree.All):
        for part in where.parts:
            yield from _conjuncts(part)
    else:
        yield where


def _lasts(pack: tree.Tree, term: tree.Term) -> bool:
    """Whether a term is settled when the event joins."""
    if isinstance(term, tree.OwnTerm):
        taken = pack.attributes[term.name].as_of_then if term.name in pack.attributes else None
        return taken is None or (taken in pack.facts and not reads_calendar(pack, taken))
    return isinstance(term, tree.Constant)


def _key_of(part: tree.Compare) -> tuple[str, str] | None:
    left, right = part.left, part.right
    if part.operator == "is" and isinstance(left, tree.OwnTerm) and isinstance(right[0], tree.SubjectTerm):
        return left.name, right[0].name
    return None


def _why_kept(
    pack: tree.Tree,
    query: tree.Query,
    events: tree.Selection,
    keys: list[tree.Compare],
    residual: list[tree.Condition],
    several: bool,
) -> str:
    """Why a fact needs every event of its filter, if it does."""
    if residual:
        return "its filter hangs on the subject or the clock"
    if events.since or events.before or events.to or events.ago_at_least or events.ago_at_most:
        return "its edges move back, or are inclusive"
    if events.after and (events.within or events.after.end == "first"):
        return "it has two edges, or counts from the first of something"
    if (
        events.after
        and _edge(pack, Room(events.across, _key_of(keys[0]) if keys else None), events.after) is None
    ):
        return "what it counts from hangs on the subject or the clock"
    groups = (*events.across, *(_key_of(each)[1] for each in keys))  # type: ignore[index]
    if any(_has_several(pack, each, several) for each in groups):
        return "one subject may be in several groups"
    if any(pack.attributes[each].as_of_then for each in events.across):
        return "the group hangs on what was so then"
    if keys and any(_then(pack, each) for each in (*_key_of(keys[0]),)):  # type: ignore[misc]
        return "the group hangs on what was so then"
    return _why_ends(pack, query, events)


def _then(pack: tree.Tree, name: str) -> bool:
    return name in pack.attributes and pack.attributes[name].as_of_then is not None


def _has_several(pack: tree.Tree, name: str, several: bool) -> bool:
    """Whether a subject may have several values of an attribute: a decision is taken for each person contacted."""
    type = pack.attributes[name].type if name in pack.attributes else "text"
    return type == "list" or (type == "person" and (several or name != pack.attribute_of_type("person")))


def _why_ends(pack: tree.Tree, query: tree.Query, events: tree.Selection) -> str:
    """What the aggregates of a cell cannot tell."""
    bounded = events.after is not None
    calendar = events.within is not None and events.within.measure != "elapsed"
    if (bounded or calendar) and getattr(query, "end", "last") == "first":
        return "it asks for the first event of a window"
    if not isinstance(query, (tree.Distinct, tree.Values, tree.Fold)):
        return ""
    if query.attribute == "date" or attribute_clocked(pack, query.attribute, ()):
        return "the values hang on the zone"
    return "it asks for the values in a window of dates" if calendar else ""


def _edge(pack: tree.Tree, room: Room, anchor: tree.Anchor) -> Edge | None:
    """An anchor as an edge of a room; None if it hangs on more than the events and the room's own key."""
    lasting, keys, residual = split(pack, anchor.where)
    if residual or (keys and _key_of(keys[0]) != room.key):
        return None
    return Edge(room if keys else room.whole, Filter(anchor.kinds, lasting))


def _prunable(events: tree.Selection) -> tree.Span | None:
    """The window of elapsed time beyond which no event can matter any more."""
    spans = [s for s in (events.within, events.ago_at_most) if s is not None and s.measure == "elapsed"]
    return min(spans, key=lambda span: span.count) if spans else None


def _wanted(planned: FactPlan) -> Iterator[tuple[Cell, frozenset[Keep]]]:
    """The cells that a fact reads, with what it needs kept there."""
    if planned.cell is None:
        return
    yield from ((each.cell, frozenset[Keep]()) for each in planned.anchors)
    if planned.cell.shape == "ahead":
        return
    yield planned.cell, frozenset(_kept_by(planned.cell, planned.query))
    if planned.twin is not None:
        kept = _kept_by(planned.twin, planned.query, doubted=True)
        # Whether the edges that are left out of a twin lie behind its events hangs on the first of these.
        apart = [] if planned.twin == planned.cell else [("first", "")]
        yield planned.twin, frozenset((*kept, *apart))


def _by_date(cell: Cell) -> bool:
    return cell.within is not None and cell.within.measure != "elapsed"


def _kept_by(cell: Cell, query: tree.Query, doubted: bool = False) -> Iterator[Keep]:
    """What a fact needs of its cell. Where an edge, a zone or a key may leave all events possible, how many there
    are, and of ages both ends."""
    perhaps_all = cell.shape == "since" or _by_date(cell)
    if cell.shape == "kept" or (cell.shape == "window" and not _by_date(cell)):
        return
    yield from _keeps(query)
    if perhaps_all:
        yield COUNT
    if (perhaps_all or doubted) and isinstance(query, tree.Since):
        yield from (("first", ""), ("last", ""))


def _keeps(query: tree.Query) -> Iterator[Keep]:
    match query:
        case tree.Exists() | tree.Count():
            yield COUNT
        case tree.Distinct(attribute) | tree.Values(attribute):
            yield from (COUNT, ("values", attribute))
        case tree.Fold(how, attribute):
            yield from (COUNT, (how, attribute))
        case tree.Pick(end, _) | tree.Since(end, _, _) | tree.Pair(_, end, _, _):
            yield ("first", "") if end == "first" else ("last", "")
