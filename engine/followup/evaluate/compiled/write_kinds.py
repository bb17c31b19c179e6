"""How events of a kind are read, as code: their attributes, the filters that take them, and their native form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from followup.evaluate.compiled.plan import LISTS, Cell, Edge, Filter, Keep, Plan, Room
from followup.evaluate.compiled.rooms import BEFORE_ALL
from followup.evaluate.compiled.write import Names, indented, words
from followup.language import tree
from followup.language.cycles import terms_of


@dataclass(frozen=True)
class Kind:
    """All that an event of one kind touches."""

    plan: Plan
    names: Names
    kind: tree.Kind

    @cached_property
    def filters(self) -> dict[Filter, int]:
        return {f: n for n, f in enumerate(self.plan.filters) if self.kind.name in f.names}

    def cells(self, room: Room) -> Iterator[tuple[int, Cell]]:
        for cell in self.plan.cells:
            if cell.room == room and cell.filter in self.filters:
                yield self.plan.numbers[cell], cell

    def edges(self, room: Room) -> Iterator[tuple[int, Edge]]:
        for j, edge in enumerate(self.plan.edges):
            if edge.room == room and edge.filter in self.filters:
                yield j, edge

    def touches(self, room: Room) -> bool:
        return any(True for _ in self.cells(room)) or any(True for _ in self.edges(room))

    def inner(self, room: Room) -> Iterator[tuple[int, Room]]:
        for m, other in enumerate(self.plan.rooms):
            if other.key is not None and other.whole == room and self.touches(other):
                yield m, other

    @property
    def groups(self) -> Iterator[tuple[int, Room]]:
        for n, room in enumerate(self.plan.rooms):
            inside = any(True for _ in self.inner(room))
            if room.across and room.key is None and (self.touches(room) or inside):
                yield n, room

    @cached_property
    def carried(self) -> tuple[str, ...]:
        """What a record of this kind carries beside its instant, id, source, kind and case."""
        return self.plan.carried(self.kind)

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """The attributes that are read when the event joins."""
        found: dict[str, None] = dict.fromkeys(each for each in self.carried if each != "event")
        for each in self.filters:
            found |= dict.fromkeys(_own_names(each, self.kind.name))
        for room in self.plan.rooms:
            if self.touches(room) or any(True for _ in self.inner(room)):
                found |= dict.fromkeys(each for each in room.across if each)
                found |= {room.key[0]: None} if room.key else {}
            for _, cell in self.cells(room):
                found |= dict.fromkeys(a for _, a in sorted(self.plan.cells[cell]) if a)
        own = self.kind.attributes
        clocks = (self.plan.pack.attributes[n].as_of_then in tree.CLOCKS if n in own else True for n in found)
        return tuple(name for name, is_clock in zip(found, clocks, strict=True) if not is_clock)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The attributes by which the event finds its rooms inside others."""
        inner = (room.key for room in self.plan.rooms if room.key and self.touches(room))
        return tuple(dict.fromkeys(key[0] for key in inner))

    def is_list(self, name: str) -> bool:
        return self.plan.pack.attributes.get(name, TEXT).type in LISTS

    @property
    def joins_quickly(self) -> bool:
        """Whether a plain event has a quick way into its case: it is read in advance."""
        own = {*self.keys, *(a for cell in self.plan.cells if cell.filter in self.filters
                             for a in attributes_of(self.plan.cells[cell]))}  # fmt: skip
        return self.ready and not self.plan.then_facts and own <= {*self.wanted}

    @cached_property
    def ready(self) -> bool:
        """Whether all that is asked of the event can be read before it joins: nothing of it is as of then."""
        return not set(self.plan.then(self.kind)).intersection(self.wanted)

    def value(self, name: str) -> str:
        """The expression for an attribute of the event that joins."""
        if name in self.kind.attributes:
            return f"n.v_{name}" if self.ready else f"v_{name}"
        return {
            "at": "at",
            "kind": repr(self.kind.name),
            "case": "(n.case or ABSENT)" if self.ready else "(e.case or ABSENT)",
        }.get(name, "ABSENT")


def _own_names(each: Filter, kind: str) -> Iterator[str]:
    for condition in (
        each.where,
        *(alternative.where for alternative in each.kinds if alternative.kind == kind),
    ):
        yield from (term.name for term in terms_of(condition) if isinstance(term, tree.OwnTerm))


TEXT = tree.Attribute("", "text")


def attributes_of(keeps: frozenset[Keep]) -> list[str]:
    return sorted({attribute for _, attribute in keeps if attribute})


# Which events a filter takes.


def takers(of: Kind, k: int) -> Iterator[str]:
    for each, n in of.filters.items():
        code = taken(of, each)
        if code is not None:
            yield f"def takes_{n}_{k}(v):\n    return settled({code})"


def taken(of: Kind, each: Filter) -> str | None:
    """Whether a filter takes an event of the kind, as a part; None if it takes every one."""
    ways = [alternative.where for alternative in each.kinds if alternative.kind == of.kind.name]
    parts = [] if tree.ALWAYS in ways else [f"some(({', '.join(own_condition(of.names, w) for w in ways)},))"]
    if each.where != tree.ALWAYS:
        parts.append(own_condition(of.names, each.where))
    return f"every(({', '.join(parts)},))" if parts else None


def own_condition(names: Names, what: tree.Condition) -> str:
    """A condition over what an event gives itself, by name in `v`."""
    match what:
        case tree.All(()):
            return "SURE"
        case tree.All(parts) | tree.Any(parts):
            inner = ", ".join(own_condition(names, part) for part in parts)
            return f"{'every' if isinstance(what, tree.All) else 'some'}(({inner},))"
        case tree.Not(part):
            return f"no({own_condition(names, part)})"
    named = tuple("" if isinstance(each, tree.Constant) else each.name for each in (what.left, *what.right))
    test = names.of("TEST", f"Test({what.operator!r}, {named!r}, False)")
    rights = ", ".join(_own_term(names, each) for each in what.right)
    return f"(compared({test}, {_own_term(names, what.left)}, ({rights},)), NEVER)"


def _own_term(names: Names, term: tree.Term) -> str:
    if isinstance(term, tree.Constant):
        return f"{names.of('CONST', f'Finding({term.value!r})')}.value"
    return f"v.get({term.name!r}, ABSENT)"


# One event.


def reading(of: Kind, k: int) -> Iterator[str]:
    """An event's record, and what it gives itself, by name."""
    yield from values_of(of)
    given = ", ".join(f"{name!r}: v_{name}" for name in of.wanted)
    yield f"v = {{'kind': {of.kind.name!r}, 'case': e.case or ABSENT, {given}}}"
    yield f"return {record_of(of)}, v"


def record_of(of: Kind) -> str:
    more = "".join(f", {'e' if each == 'event' else _native(of, each)}" for each in of.carried)
    case = "e.case" if any(room.across for room in of.plan.rooms) else "None"
    return f"(e.at, e.id, e.source, {of.kind.name!r}, {case}{more})"


def _native(of: Kind, name: str) -> str:
    """An attribute as a record carries it: None where it is absent."""
    return f"None if v_{name} is ABSENT else v_{name}"


def values_of(of: Kind) -> Iterator[str]:
    """Each attribute that is asked of the event, as its type has it."""
    wanted = of.wanted
    if wanted:
        yield from ("a = e.attributes", "unclear = False")
    then = of.plan.then(of.kind)
    for name in wanted:
        if name in then:
            yield f"v_{name} = state.then(e, {name!r})"
            yield from _unclear(of, name)
        elif of.plan.pack.attributes[name].type == "person":
            yield f"v_{name} = a.get({name!r})"
            yield from (f"if v_{name}.__class__ is str:", f"    v_{name} = (v_{name},)")
            yield f"elif v_{name}.__class__ is not tuple:"
            yield f"    v_{name} = given(state.policy, e, {name!r}, state.plugins)"
            yield from _unclear(of, name, "    ")
        else:
            yield f"v_{name} = a.get({name!r})"
            yield f"if {odd(of.names, of.plan.pack.attributes[name], f'v_{name}')}:"
            yield f"    v_{name} = given(state.policy, e, {name!r}, state.plugins)"
            yield from _unclear(of, name, "    ")


def _unclear(of: Kind, name: str, by: str = "") -> Iterator[str]:
    """What a record carries may be unclear: then its rooms are in doubt."""
    if name in of.carried:
        yield f"{by}unclear = unclear or v_{name}.__class__ in VAGUE"


def odd(names: Names, declared: tree.Attribute, value: str) -> str:
    """Whether a raw value is not plainly one of its type, so that it must be looked at."""
    if declared.type in ("text", "channel"):
        if declared.one_of:
            return f"{value} not in {names.of('WORDS', words(declared.one_of))}"
        return f"{value}.__class__ is not str"
    if declared.one_of:
        return "True"
    if declared.type == "boolean":
        return f"{value} is not True and {value} is not False"
    if declared.type not in ("integer", "number"):
        return "True"
    least, most = (_bound(names, each) for each in (declared.at_least, declared.at_most))
    exact = f"{value}.__class__ is not int"
    if declared.type == "number":
        exact += f" and {value}.__class__ is not Decimal"
    between = " <= ".join(each for each in (least, value, most) if each)
    return f"({exact}) or not {between}" if least or most else exact


def _bound(names: Names, value: object) -> str:
    if value is None:
        return ""
    return repr(value) if isinstance(value, int) else names.of("VALUE", repr(value))


def native_class(of: Kind, k: int) -> Iterator[str]:
    """An event read in advance: its record, what is asked of it, which filters take it, and whether that is plain."""
    values = [f"v_{name}" for name in of.wanted]
    filters = [f"f{n}" for each, n in of.filters.items() if taken(of, each) is not None]
    keys = [f"key_{name}" for name in of.keys]
    yield f"class Event{k}:"
    yield f'    """An event of the kind {of.kind.name}, checked once and in native form."""'
    fields = ("kind", "event", "at", "quick", "case", "record", "unclear", *values, *filters, *keys)
    yield f"    __slots__ = {fields!r}"
    yield ""
    yield "    def __init__(n, e, policy, plugins):"
    yield from indented(_made(of, k, [*values, *filters]), 2)


def _made(of: Kind, k: int, fields: list[str]) -> Iterator[str]:
    yield f"n.kind, n.event, n.at, n.case = {of.kind.name!r}, e, e.at, e.case"
    yield "unclear = False"
    yield from (
        line.replace("state.policy", "policy").replace("state.plugins", "plugins") for line in values_of(of)
    )
    for each, n in of.filters.items():
        yield from (
            line.replace("n.v_", "v_").replace("n.case", "e.case") for line in filter_value(of, each, n, k)
        )
    yield f"n.record, n.unclear = {record_of(of)}, unclear"
    yield from (f"n.{field} = {field}" for field in fields)
    if of.joins_quickly:
        plain = " and ".join(_plain(of, fields))
        yield from (f"plain = ({plain or True})", f"n.quick = e.at if plain else {BEFORE_ALL}")
        for name in of.keys:
            yield f"n.key_{name} = v_{name}{'[0]' if of.is_list(name) else ''} if plain else None"


def _plain(of: Kind, fields: list[str]) -> Iterator[str]:
    """What must hold of an event so that nothing about it is uncertain or unusual."""
    if any(name in of.carried for name in of.wanted):
        yield "not unclear"
    yield from (f"{field}.__class__ is bool" for field in fields if field.startswith("f"))
    keeps = {keep for cell, kept in of.plan.cells.items() if cell.filter in of.filters for keep in kept}
    for what, attribute in sorted(keeps):
        if attribute and what == "values":
            yield f"v_{attribute}.__class__ is {'tuple' if of.is_list(attribute) else 'str'}"
        elif attribute:
            yield f"v_{attribute}.__class__ not in VAGUE"
    for name in of.keys:
        yield f"v_{name}.__class__ is {'tuple' if of.is_list(name) else 'str'}"
        if of.is_list(name):
            yield f"len(v_{name}) == 1"


def filter_value(of: Kind, each: Filter, n: int, k: int) -> Iterator[str]:
    """`f` with the filter's number: whether it takes the event, where that is not plain."""
    if taken(of, each) is None:
        return
    given = ", ".join(f"{name!r}: {of.value(name)}" for name in dict.fromkeys(_own_names(each, of.kind.name)))
    careful = f"takes_{n}_{k}({{'kind': {of.kind.name!r}, {given}}})"
    quick = _quick(of, each)
    yield f"f{n} = {quick[1]} if {quick[0]} else {careful}" if quick else f"f{n} = {careful}"


def _quick(of: Kind, each: Filter) -> tuple[str, str] | None:
    """A filter that asks one text for a constant: when that is plain, and what it is then."""
    ways = [alternative.where for alternative in each.kinds if alternative.kind == of.kind.name]
    conditions = (
        [each.where] if tree.ALWAYS in ways else [tree.All((*ways, each.where))] if len(ways) == 1 else []
    )
    plain = [
        c
        for one in conditions
        for c in (one.parts if isinstance(one, tree.All) else (one,))
        if c != tree.ALWAYS
    ]
    if len(plain) != 1 or not isinstance(plain[0], tree.Compare):
        return None
    test = plain[0]
    name, rights = test.left.name, [r.value for r in test.right if isinstance(r, tree.Constant)]  # type: ignore[union-attr]
    if test.operator not in ("is", "is_not", "one_of", "none_of") or not all(
        isinstance(r, str) for r in rights
    ):
        return None
    sense = "in" if test.operator in ("is", "one_of") else "not in"
    among = of.names.of("WORDS", words(rights))
    return f"{of.value(name)}.__class__ is str", f"{of.value(name)} {sense} {among}"


def filter_of(of: Kind, each: Filter) -> str:
    """Whether the filter takes the event: true, or a variable."""
    return "True" if taken(of, each) is None else f"{'n.' if of.ready else ''}f{of.filters[each]}"
