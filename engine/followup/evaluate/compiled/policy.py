"""A pack compiled: its plan, the code that was written for it, and what that code calls."""

from __future__ import annotations

import datetime
import marshal
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from followup.evaluate.compiled import found, joining, kleene, look, rooms, state, subject
from followup.evaluate.compiled.about import FEW, About
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
    first_after,
    inside,
    native,
    newest_inside,
    outcome_of,
    single,
    until,
    worked,
)
from followup.evaluate.compiled.rooms import CellInfo, EdgeInfo
from followup.evaluate.compiled.state import State
from followup.evaluate.quantities import NEVER, Unsure
from followup.evaluate.scene import NoPluginFacts, PluginFacts, zones_of
from followup.language import tree
from followup.language.cache import cached
from followup.timeline.calendar import WorkingCalendar, day_of, has_holidays
from followup.timeline.events import Event, Proposal
from followup.timeline.journal import Record
from followup.timeline.values import ABSENT

if TYPE_CHECKING:
    from types import CodeType

    from followup.evaluate.compiled.plan import Plan
    from followup.evaluate.compiled.write import Written

#: What the written code calls.
_LIBRARY: dict[str, Any] = {
    "datetime": datetime, "Decimal": Decimal, "Span": tree.Span, "ABSENT": ABSENT, "ZERO": Decimal(0),
    "use": use, "NEVER": NEVER, "day_of": day_of, "Subject": subject.Subject, "Look": Look, "Unsure": Unsure,
    "VAGUE": VAGUE, "carefully": carefully, "inside": inside, "native": native, "worked": worked,
    "Explained": Explained, "explained_carefully": explained_carefully, "newest_inside": newest_inside,
    "GivenEvent": Event, "single": single, "first_after": first_after, "day_turn": day_turn,
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


NO_PLUGINS = NoPluginFacts()
NOBODY: Mapping[str, Record] = {}


class Policy:
    """A compiled pack. It has no state of its own: `start` makes one.

    Under a `key` that says all that the code hangs on, the code is kept (`language.cache`); when it is found again,
    neither plan nor source are made until they are asked for.
    """

    def __init__(self, pack: tree.Tree, key: str | None = None) -> None:
        self.pack = pack
        code, self.about = self._made() if key is None else self._kept(key)
        self.code = dict(_LIBRARY)
        exec(code, self.code)
        self.person = pack.attribute_of_type("person")
        self.parts = sorted(pack.days.parts, key=lambda part: part[1])
        self.taken: dict[str, str | None] = {
            n: a.as_of_then for n, a in pack.attributes.items() if a.as_of_then
        }
        self.zoned_then = frozenset(self.about.zoned_then)
        self.places = self.about.places
        self.cells = [CellInfo(*parts) for parts in self.about.cells]
        self.edges = [EdgeInfo(*parts) for parts in self.about.edges]
        self.zoned = self.about.zoned
        #: Whether decisions about a case hang on its own events only.
        self.local = not any(self.about.rooms)
        self._bind_rules(pack)
        self._bind_events(pack)
        self._bind_judge(pack)

    def _bind_rules(self, pack: tree.Tree) -> None:
        """Facts, rules and duties as they were written."""
        self.facts: dict[str, Callable[[Look], Finding]] = {
            name: self.code[f"fact_{name}"] for name in pack.facts
        }
        self.rules: list[Callable[[Look], Part]] = [self.code[f"rule_{k}"] for k in range(len(pack.rules))]
        self.duties: list[tuple[Any, Any, Any]] = [
            (self.code[f"while_{k}"], self.code[f"does_{k}"], self.code.get(f"each_{k}"))
            for k in range(len(pack.duties))
        ]
        self.applies = [self.code[f"applies_{k}"] for k in range(len(pack.rules))]
        self._rule_numbers = {rule.id: k for k, rule in enumerate(pack.rules)}

    def _bind_events(self, pack: tree.Tree) -> None:
        """How events of each kind are read and join, and the rooms that they join."""
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
        self._classes = [self.code[f"Room{n}"] for n in range(len(self.about.rooms))]
        for n, each in enumerate(self._classes):
            self.code[f"EMPTY_{n}"] = each()
        self.empty = [self.code[f"EMPTY_{n}"] for n in range(len(self._classes))]

    def _bind_judge(self, pack: tree.Tree) -> None:
        """The quick judge, with the states and outcomes that are its own."""
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

    # How it was made.

    @cached_property
    def plan(self) -> Plan:
        """Which state each fact needs."""
        from followup.evaluate.compiled.plan import plan

        return plan(self.pack)

    @cached_property
    def written(self) -> Written:
        """The source of its code, and what found no quick form there."""
        from followup.evaluate.compiled.write import written

        return written(self.plan)

    @property
    def source(self) -> str:
        return self.written.source

    def _made(self) -> tuple[CodeType, About]:
        from followup.evaluate.compiled.making import made

        return made(self.plan, self.source)

    def _kept(self, key: str) -> tuple[CodeType, About]:
        """What was kept under the key, else what is made now."""
        data = cached("code", key, lambda: marshal.dumps(tuple(map(_plain, self._made()))))
        code, about = marshal.loads(data)
        return code, About(*about)

    # Using it.

    def start(self, people: Mapping[str, Record] | None = None, cases: Mapping[str, Record] | None = None,
              plugins: PluginFacts | None = None) -> State:  # fmt: skip
        """The state of a journal without events."""
        return self._state(self, plugins or NO_PLUGINS, people or NOBODY, cases or NOBODY)

    def subject(self, proposal: Proposal | Event, plugins: PluginFacts | None = None) -> Any:
        """A proposal checked once, in native form: what rules ask of it, None where it is absent."""
        native = self._native(self, proposal, plugins or NO_PLUGINS)
        native.read()
        if native.odd:
            native.quick = NEVER  # asked carefully, whatever the room
        else:
            native.settle()
        return native

    def event(self, event: Event, plugins: PluginFacts | None = None) -> Any:
        """An event checked once, in the native form in which it joins fastest; itself, where it has none."""
        native = self._events.get(event.kind)
        return event if native is None else native(event, self, plugins or NO_PLUGINS)

    # What the code and the state ask.

    def _new_outcome(self, bits: int) -> Outcome:
        self.outcomes[bits] = found = outcome_of(self.pack, bits)
        return found

    def new_room(self, index: int) -> Any:
        return self._classes[index]()

    def bounded_inside(self, index: int, edges: Mapping[int, Any]) -> list[int]:
        """The cells of a kind of inner room that these edges of the whole room bound."""
        return [i for j in edges for room, i in self.edges[j].inside if room == index]

    def everywhere(self, index: int) -> bool:
        return self.about.everywhere[index]

    def is_list(self, name: str) -> bool:
        return name in self.pack.attributes and self.pack.attributes[name].type in ("list", "person")

    def rule_number(self, rule: object) -> int | None:
        return self._rule_numbers.get(rule) if isinstance(rule, str) else None

    @property
    def then_facts(self) -> bool:
        return self.about.then_facts

    def kinds_of_filter(self, i: int) -> tuple[str, ...]:
        return self.about.kinds[i]

    def recorded(self, state: State, event: Event, i: int) -> tuple[Any, Any]:
        """The record of an event, and whether a cell's filter takes it."""
        record, values = self._readers[event.kind](state, event)
        number, kind = self.cells[i].filter, list(self.pack.kinds).index(event.kind)
        takes = self.code.get(f"takes_{number}_{kind}")
        return record, True if takes is None else takes(values)

    def knows_holidays(self, land: str | None) -> bool:
        return not self.pack.days.holidays or has_holidays(land)

    def working(self, land: str | None) -> WorkingCalendar:
        return _working(self.pack.days, land)

    def settings(self, who: Record, what: Record) -> Sequence[tuple[str | None, str | None]]:
        """The zones that may hold, each with its country; one will do where nothing hangs on them."""
        zones = zones_of(who) or zones_of(what) or (None,)
        each = [(name, who.country or what.country) for name in sorted(set(zones), key=str)]
        return each if self.zoned else each[:1]

    def all_settings(self, state: State) -> Sequence[tuple[str | None, str | None]]:
        """Every zone and country that any decision about these records may use."""
        if not self.zoned:
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


def policy_of(pack: tree.Tree, loaded: bool = False) -> Policy:
    """The policy of a tree, compiled once: known by the tree itself, which the policy keeps.

    `loaded` says that the tree is as it was loaded, so that its digest is its own, and its code may be kept.
    """
    known = _POLICIES.get(id(pack))
    if known is None or known.pack is not pack:
        while len(_POLICIES) >= _MOST:
            del _POLICIES[next(iter(_POLICIES))]
        known = _POLICIES[id(pack)] = Policy(pack, _key(pack) if loaded else None)
    return known


def _key(pack: tree.Tree) -> str:
    """All that the code hangs on: what the pack says, and in which order, which the digest does not tell."""
    rules, duties = (rule.id for rule in pack.rules), (duty.id for duty in pack.duties)
    return "\n".join(
        (pack.digest, *pack.attributes, "", *pack.kinds, "", *pack.facts, "", *rules, "", *duties)
    )


def _plain(what: CodeType | About) -> Any:
    """What `marshal` takes, which knows no classes."""
    return tuple(what) if isinstance(what, About) else what
