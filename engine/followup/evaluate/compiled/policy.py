"""A pack compiled: its plan, the code that was written for it, and what that code calls."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from followup.evaluate.compiled import found, joining, kleene, look, rooms, state, subject
from followup.evaluate.compiled.found import Finding
from followup.evaluate.compiled.kleene import Part
from followup.evaluate.compiled.lifts import OVERRIDE, add_override, use
from followup.evaluate.compiled.look import Look
from followup.evaluate.compiled.outcome import (
    VAGUE,
    Explained,
    Outcome,
    carefully,
    day_turn,
    explained_carefully,
    inside,
    leaving,
    native,
    newest_inside,
    outcome_of,
    single,
    until,
    worked,
)
from followup.evaluate.compiled.plan import EVERYWHERE, Cell, plan
from followup.evaluate.compiled.rooms import CellInfo, EdgeInfo
from followup.evaluate.compiled.state import State
from followup.evaluate.compiled.write import written
from followup.evaluate.compiled.write_quick import FEW
from followup.evaluate.quantities import NEVER, Unsure
from followup.evaluate.scene import NoPluginFacts, PluginFacts, zones_of
from followup.language import tree
from followup.timeline.calendar import WorkingCalendar, day_of, has_holidays
from followup.timeline.events import Event, Proposal
from followup.timeline.journal import Record
from followup.timeline.values import ABSENT

#: What the written code calls.
_LIBRARY: dict[str, Any] = {
    "datetime": datetime, "Decimal": Decimal, "Span": tree.Span, "ABSENT": ABSENT, "ZERO": Decimal(0),
    "use": use, "NEVER": NEVER, "day_of": day_of, "Subject": subject.Subject, "Look": Look, "Unsure": Unsure,
    "VAGUE": VAGUE, "carefully": carefully, "inside": inside, "native": native, "worked": worked,
    "Explained": Explained, "explained_carefully": explained_carefully, "newest_inside": newest_inside,
    "single": single, "leaving": leaving, "day_turn": day_turn,
} | {
    name: getattr(module, name)
    for module, names in (
        (kleene, ("every", "some", "no", "SURE", "Test", "compared", "causes_of")),
        (found, ("Finding", "exists", "count", "distinct", "values", "fold", "pick", "since", "vague", "suffix")),
        (look, ("in_total", "in_since", "in_window", "in_kept", "of_any", "pair", "next_one", "time_until",
                "Kept")),
        (rooms, ("doubt", "may_belong", "may_bound", "new_inner", "touch_inner", "Wild", "keys_of")),
        (joining, ("settled", "prune", "held", "more_values", "summed", "bounded", "combined", "all_causes", "touch",
                   "in_several", "NO_CAUSES", "NO_RECORD")),
        (state, ("Late", "in_order")),
        (subject, ("given",)),
    )
    for name in names
}  # fmt: skip


class Policy:
    """A compiled pack. It has no state of its own: `start` makes one."""

    def __init__(self, pack: tree.Tree) -> None:
        self.pack, self.plan = pack, plan(pack)
        self.written = written(self.plan)
        self.source = self.written.source
        self.code = dict(_LIBRARY)
        exec(compile(self.source, f"<compiled {pack.name}>", "exec"), self.code)
        self.person = pack.attribute_of_type("person")
        self.parts = sorted(pack.days.parts, key=lambda part: part[1])
        self.taken: dict[str, str | None] = {
            n: a.as_of_then for n, a in pack.attributes.items() if a.as_of_then
        }
        self.zoned_then = {name for name, taken in self.taken.items() if taken in self.plan.calendars}
        self.facts: dict[str, Callable[[Look], Finding]] = {
            name: self.code[f"fact_{name}"] for name in pack.facts
        }
        self.rules: list[Callable[[Look], Part]] = [self.code[f"rule_{k}"] for k in range(len(pack.rules))]
        self.applies = [self.code[f"applies_{k}"] for k in range(len(pack.rules))]
        self._rule_numbers = {rule.id: k for k, rule in enumerate(pack.rules)}
        kinds = enumerate(pack.kinds)
        self.adders: dict[str, Callable[[State, Event], None]] = {
            name: self.code[f"add_{k}"] for k, name in kinds
        }
        self.adders[OVERRIDE] = add_override
        self.code["ADDERS"] = self.adders
        self._events = {
            n: self.code[f"Event{k}"] for k, n in enumerate(pack.kinds) if f"Event{k}" in self.code
        }
        self._readers = {name: self.code[f"read_{k}"] for k, name in enumerate(pack.kinds)}
        self._classes = [self.code[f"Room{n}"] for n in range(len(self.plan.rooms))]
        for n, each in enumerate(self._classes):
            self.code[f"EMPTY_{n}"] = each()
        self.empty = [self.code[f"EMPTY_{n}"] for n in range(len(self._classes))]
        self.outcomes: Any = {}
        if len(pack.rules) <= FEW:
            self.outcomes = [outcome_of(pack, bits) for bits in range(1 << len(pack.rules))]
        self.code |= {"OUTCOMES": self.outcomes, "new_outcome": self._new_outcome}
        self._native = self.code["Native"]
        self._state: type[State] = type(
            "PackState",
            (State,),
            {
                "__slots__": (),
                "add": self.code["add"],
                "judge": self.code["judge"],
                "explain": self.code["explain"],
                "until": until,
            },
        )
        self.future = self.code["future"]
        self.places: dict[str, dict[str, int]] = {
            kind.name: self._places(kind) for kind in pack.kinds.values()
        }
        self.cells = {i: self._cell_info(cell, i) for cell, i in self.plan.numbers.items()}
        self.edges = [self._edge_info(j) for j in range(len(self.plan.edges))]

    # Using it.

    def start(self, people: Mapping[str, Record] | None = None, cases: Mapping[str, Record] | None = None,
              plugins: PluginFacts | None = None) -> State:  # fmt: skip
        """The state of a journal without events."""
        return self._state(self, plugins or NoPluginFacts(), people or {}, cases or {})

    def subject(self, proposal: Proposal | Event, plugins: PluginFacts | None = None) -> Any:
        """A proposal checked once, in native form: what rules ask of it, None where it is absent."""
        native = self._native(self, proposal, plugins or NoPluginFacts())
        odd = False
        for name in native.fields:
            value = native.value(name)
            odd = odd or value.__class__ in VAGUE
            setattr(native, f"v_{name}", None if value is ABSENT else value)
        who = native.value(self.person) if self.person else ABSENT
        native.person = who[0] if isinstance(who, tuple) and len(who) == 1 else None
        native.odd = odd or who.__class__ in VAGUE or (isinstance(who, tuple) and len(who) > 1)
        return native if native.odd else native.settle()

    def event(self, event: Event, plugins: PluginFacts | None = None) -> Any:
        """An event checked once, in the native form in which it joins fastest; itself, where it has none."""
        native = self._events.get(event.kind)
        return event if native is None else native(event, self, plugins or NoPluginFacts())

    # What the code and the state ask.

    def _new_outcome(self, bits: int) -> Outcome:
        self.outcomes[bits] = found = outcome_of(self.pack, bits)
        return found

    def new_room(self, index: int) -> Any:
        return self._classes[index]()

    def _places(self, kind: tree.Kind) -> dict[str, int]:
        return {"kind": 3} | {name: 5 + n for n, name in enumerate(self.plan.carried(kind))}

    def _cell_info(self, cell: Cell, i: int) -> CellInfo:
        span = cell.within.count if cell.within is not None and cell.within.measure == "elapsed" else None
        edge = None if cell.edge is None else self.plan.edges.index(cell.edge)
        outside = cell.edge is not None and cell.edge.room != cell.room
        ring = (
            f"ring{self.plan.filters.index(cell.filter)}"
            if (cell.room, cell.filter) in self.plan.rings
            else None
        )
        last = ("last", "") in self.plan.cells.get(cell, ())
        window = span if cell.shape == "window" else None
        return CellInfo(
            i,
            self.plan.rooms.index(cell.room),
            edge,
            outside,
            window,
            ring,
            last,
            self.plan.filters.index(cell.filter),
        )

    def _edge_info(self, j: int) -> EdgeInfo:
        edge = self.plan.edges[j]
        bounded = [(self.plan.rooms.index(c.room), i) for c, i in self.plan.numbers.items() if c.edge == edge]
        own = self.plan.rooms.index(edge.room)
        here = tuple(i for room, i in bounded if room == own)
        return EdgeInfo(j, own, here, tuple(each for each in bounded if each[0] != own))

    def bounded_inside(self, index: int, edges: Mapping[int, Any]) -> list[int]:
        """The cells of a kind of inner room that these edges of the whole room bound."""
        return [i for j in edges for room, i in self.edges[j].inside if room == index]

    def everywhere(self, index: int) -> bool:
        return self.plan.rooms[index].across == EVERYWHERE

    def is_list(self, name: str) -> bool:
        return name in self.pack.attributes and self.pack.attributes[name].type in ("list", "person")

    def rule_number(self, rule: object) -> int | None:
        return self._rule_numbers.get(rule) if isinstance(rule, str) else None

    @property
    def local(self) -> bool:
        """Whether decisions about a case hang on its own events only."""
        return not any(room.across for room in self.plan.rooms)

    @property
    def then_facts(self) -> bool:
        return self.plan.then_facts

    def kinds_of_filter(self, i: int) -> tuple[str, ...]:
        return self._cell(i).filter.names

    def _cell(self, i: int) -> Cell:
        return next(cell for cell, n in self.plan.numbers.items() if n == i)

    def recorded(self, state: State, event: Event, i: int) -> tuple[Any, Any]:
        """The record of an event, and whether a cell's filter takes it."""
        record, values = self._readers[event.kind](state, event)
        number = self.plan.filters.index(self._cell(i).filter)
        takes = self.code.get(f"takes_{number}_{list(self.pack.kinds).index(event.kind)}")
        return record, True if takes is None else takes(values)

    def knows_holidays(self, land: str | None) -> bool:
        return not self.pack.days.holidays or has_holidays(land)

    def working(self, land: str | None) -> WorkingCalendar:
        return _working(self.pack.days, land)

    def settings(self, who: Record, what: Record) -> Sequence[tuple[str | None, str | None]]:
        """The zones that may hold, each with its country; one will do where nothing hangs on them."""
        zones = zones_of(who) or zones_of(what) or (None,)
        each = [(name, who.country or what.country) for name in sorted(set(zones), key=str)]
        return each if self.plan.zoned else each[:1]

    def all_settings(self, state: State) -> Sequence[tuple[str | None, str | None]]:
        """Every zone and country that any decision about these records may use."""
        if not self.plan.zoned:
            return [(None, None)]
        records = [*state.people.values(), *state.records.values()]
        zones = {name for each in records for name in zones_of(each)} | {None}
        lands = {each.country for each in records} | {None}
        return [(zone, land) for zone in sorted(zones, key=str) for land in sorted(lands, key=str)]


@lru_cache(maxsize=256)
def _working(days: tree.Days, land: str | None) -> WorkingCalendar:
    return days.working(land)


_POLICIES: dict[int, Policy] = {}
_MOST = 64


def policy_of(pack: tree.Tree) -> Policy:
    """The policy of a tree, compiled once: known by the tree itself, which the policy keeps."""
    known = _POLICIES.get(id(pack))
    if known is None or known.pack is not pack:
        while len(_POLICIES) >= _MOST:
            del _POLICIES[next(iter(_POLICIES))]
        known = _POLICIES[id(pack)] = Policy(pack)
    return known
