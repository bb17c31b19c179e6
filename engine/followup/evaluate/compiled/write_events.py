"""What each kind of event does to the rooms, as code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from followup.evaluate.compiled.found import NEWEST
from followup.evaluate.compiled.plan import EVERYWHERE, Cell, Edge, Filter, Keep, Plan, Room
from followup.evaluate.compiled.write import Names, indented, lines, says, words
from followup.evaluate.compiled.write_rooms import begin_anew, elapsed, put
from followup.language import tree
from followup.language.cycles import terms_of

# Events.


@dataclass(frozen=True)
class _Kind:
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


_TEXT = tree.Attribute("", "text")


def events(plan: Plan, names: Names) -> Iterator[str]:
    """For each kind, the function through which its events join; for each filter and kind, whether it takes them."""
    for k, kind in enumerate(plan.pack.kinds.values()):
        of = _Kind(plan, names, kind)
        yield from _takers(of, k)
        yield lines(f"def read_{k}(state, e):", indented(_reading(of, k)))
        if of.ready:
            yield lines(_native_class(of, k))
        yield lines(f"def add_{k}(state, e):", indented(_adding(of, k)))
    yield lines(
        "def add(state, e):",
        '    """An event joins; of a kind that the pack does not know, nothing is kept."""',
        "    adder = ADDERS.get(e.kind)",
        "    if adder is not None:",
        "        adder(state, e)",
    )
    for cell, keeps in plan.cells.items():
        if cell.shape == "since":
            i = plan.numbers[cell]
            arguments = ", ".join(("r", "record", *(f"v_{a}" for a in _attributes(keeps))))
            code = list(put(plan, "r", i, cell, keeps, {a: f"v_{a}" for a in _attributes(keeps)}))
            yield lines(f"def put_{i}({arguments}):", indented(code))


def _attributes(keeps: frozenset[Keep]) -> list[str]:
    return sorted({attribute for _, attribute in keeps if attribute})


# Which events a filter takes.


def _takers(of: _Kind, k: int) -> Iterator[str]:
    for each, n in of.filters.items():
        code = _taken(of, each)
        if code is not None:
            yield f"def takes_{n}_{k}(v):\n    return settled({code})"


def _taken(of: _Kind, each: Filter) -> str | None:
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


def _reading(of: _Kind, k: int) -> Iterator[str]:
    """An event's record, and what it gives itself, by name."""
    yield from _values(of)
    given = ", ".join(f"{name!r}: v_{name}" for name in of.wanted)
    yield f"v = {{'kind': {of.kind.name!r}, 'case': e.case or ABSENT, {given}}}"
    yield f"return {_record(of)}, v"


def _record(of: _Kind) -> str:
    more = "".join(f", {'e' if each == 'event' else _native(of, each)}" for each in of.carried)
    case = "e.case" if any(room.across for room in of.plan.rooms) else "None"
    return f"(e.at, e.id, e.source, {of.kind.name!r}, {case}{more})"


def _native(of: _Kind, name: str) -> str:
    """An attribute as a record carries it: None where it is absent."""
    return f"None if v_{name} is ABSENT else v_{name}"


def _values(of: _Kind) -> Iterator[str]:
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
            yield f"if {_odd(of, name)}:"
            yield f"    v_{name} = given(state.policy, e, {name!r}, state.plugins)"
            yield from _unclear(of, name, "    ")


def _unclear(of: _Kind, name: str, by: str = "") -> Iterator[str]:
    """What a record carries may be unclear: then its rooms are in doubt."""
    if name in of.carried:
        yield f"{by}unclear = unclear or v_{name}.__class__ in VAGUE"


def _odd(of: _Kind, name: str) -> str:
    """Whether a raw value is not plainly one of its type, so that it must be looked at."""
    declared, value = of.plan.pack.attributes[name], f"v_{name}"
    if declared.type in ("text", "channel"):
        if declared.one_of:
            return f"{value} not in {of.names.of('WORDS', words(declared.one_of))}"
        return f"{value}.__class__ is not str"
    if declared.type == "boolean" and not declared.one_of:
        return f"{value} is not True and {value} is not False"
    return "True"


def _native_class(of: _Kind, k: int) -> Iterator[str]:
    """An event read in advance: its record, what is asked of it, and which filters take it."""
    values = [f"v_{name}" for name in of.wanted]
    filters = [f"f{n}" for each, n in of.filters.items() if _taken(of, each) is not None]
    yield f"class Event{k}:"
    yield f'    """An event of the kind {of.kind.name}, checked once and in native form."""'
    yield f"    __slots__ = {('kind', 'event', 'at', 'case', 'record', 'unclear', *values, *filters)!r}"
    yield f"    kind_name = {of.kind.name!r}"
    yield ""
    yield "    def __init__(n, e, policy, plugins):"
    yield from indented(_made(of, k, [*values, *filters]), 2)


def _made(of: _Kind, k: int, fields: list[str]) -> Iterator[str]:
    yield f"n.kind, n.event, n.at, n.case = {of.kind.name!r}, e, e.at, e.case"
    yield "unclear = False"
    yield from (
        line.replace("state.policy", "policy").replace("state.plugins", "plugins") for line in _values(of)
    )
    for each, n in of.filters.items():
        yield from (
            line.replace("n.v_", "v_").replace("n.case", "e.case") for line in _filter_value(of, each, n, k)
        )
    yield f"n.record, n.unclear = {_record(of)}, unclear"
    yield from (f"n.{field} = {field}" for field in fields)


def _adding(of: _Kind, k: int) -> Iterator[str]:
    yield says(f"{of.kind.name}: {of.kind.says}" if of.kind.says else of.kind.name)
    if of.ready:
        yield f"n = e if e.__class__ is Event{k} else Event{k}(e, state.policy, state.plugins)"
        yield "at = n.at"
    else:
        yield "at = e.at"
    e, own = ("n.event", "n") if of.ready else ("e", "e")
    if of.plan.then_facts:
        yield from (f"if {e}.order <= state.newest:", f"    raise Late({e})")
    yield from (
        "try:",
        f"    r = state.cases[{own}.case]",
        "except KeyError:",
        f"    r = state.cases[{own}.case] = Room0()",
    )
    yield from ("if at <= r.newest[0]:", f"    in_order(r, {e})")
    unclear = "n.unclear" if of.ready else "unclear"
    if of.ready:
        yield "record = n.record"
    else:
        yield from _values(of)
        for each, n in of.filters.items():
            yield from _filter_value(of, each, n, k)
        yield f"record = {_record(of)}"
    if of.kind.by == "us":
        yield from ("if r.overrides is not None:", f"    use(state, r, {e})")
    for n, room in of.groups:
        yield from _group(of, n, room)
    yield "r.newest = record"
    if of.wanted:
        yield from (f"if {unclear}:", "    doubt(r)")
    yield from _block(of, "r", Room())
    if of.plan.then_facts:
        yield f"state.newest = {e}.order"
    if any(room.across for room in of.plan.rooms):
        yield from ("if at > state.last:", "    state.last = at")


def _filter_value(of: _Kind, each: Filter, n: int, k: int) -> Iterator[str]:
    """`f` with the filter's number: whether it takes the event, where that is not plain."""
    if _taken(of, each) is None:
        return
    given = ", ".join(f"{name!r}: {of.value(name)}" for name in dict.fromkeys(_own_names(each, of.kind.name)))
    careful = f"takes_{n}_{k}({{'kind': {of.kind.name!r}, {given}}})"
    quick = _quick(of, each)
    yield f"f{n} = {quick[1]} if {quick[0]} else {careful}" if quick else f"f{n} = {careful}"


def _quick(of: _Kind, each: Filter) -> tuple[str, str] | None:
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


def _group(of: _Kind, n: int, room: Room) -> Iterator[str]:
    """The event joins the rooms of its groups; where nobody knows which these are, it may belong to each."""
    if room.across == EVERYWHERE:
        yield "keys = [()]"
    else:
        each = [f"keys_of({of.value(name)})" for name in room.across]
        yield f"keys = combined(({', '.join(each)},))"
    yield "if keys is None:"
    yield from indented(_wild(of, n, room))
    yield "else:"
    yield "    for key in keys:"
    yield f"        g = state.joined({n}, key, {'n.event' if of.ready else 'e'})"
    yield "        g.newest = record"
    yield from indented(_block(of, "g", room), 2)


def _wild(of: _Kind, n: int, room: Room) -> Iterator[str]:
    values = ", ".join(of.value(name) for name in room.across)
    yield f"causes = all_causes({room.across!r}, ({values},))"
    inner = "".join(
        f"({m}, {of.value(other.key[0])}, {_touch(of, other, 'causes', other.key[0])}), "
        for m, other in of.inner(room)
        if other.key
    )
    yield f"state.wild[{n}].append(Wild(({values},), {_touch(of, room, 'causes')}, ({inner})))"
    for i, cell in of.cells(room):
        if cell.shape == "kept":
            yield f"if {_filter(of, cell.filter)} is not False:"
            yield f"    state.wild_kept.setdefault({i}, []).append((record, {_filter(of, cell.filter)}))"


def _touch(of: _Kind, room: Room, causes: str, key: str | None = None) -> str:
    """A possible event for every cell and edge of a room."""
    edges = "".join(f"({j}, {_filter(of, edge.filter)}), " for j, edge in of.edges(room))
    cells = "".join(
        f"({i}, {_filter(of, cell.filter)}), " for i, cell in of.cells(room) if cell.shape != "kept"
    )
    also = f" | causes_of({key!r}, {of.value(key)})" if key else ""
    return f"touch(record, ({edges}), ({cells}), {causes}{also})"


def _filter(of: _Kind, each: Filter) -> str:
    """Whether the filter takes the event: true, or a variable."""
    return "True" if _taken(of, each) is None else f"{'n.' if of.ready else ''}f{of.filters[each]}"


def _block(of: _Kind, r: str, room: Room) -> Iterator[str]:
    """What an event does to a whole room: its edges first, then its cells, then the rooms inside."""
    for j, edge in of.edges(room):
        yield from _sure_or(of, edge.filter, _bound(of, r, room, j),
                            f"may_bound(state.policy, {r}, state.policy.edges[{j}], at, {{f}})")  # fmt: skip
    yield from _rings(of, r, room)
    for i, cell in of.cells(room):
        yield from _cell(of, r, r, i, cell)
    for m, other in of.inner(room):
        yield from _inner(of, r, m, other)


def _rings(of: _Kind, r: str, room: Room) -> Iterator[str]:
    """The newest events of each filter that takes this one. A list is cut back every eighth time, when it is twice
    as long as it must be, so that an event costs little more than to append it."""
    for each, f in of.filters.items():
        if (room, each) in of.plan.rings:
            name = _filter(of, each)
            code = [f"m = {r}.m{f} = {r}.m{f} + 1", f"ring = {r}.ring{f}"]
            code += ["if ring is None:", f"    {r}.ring{f} = [record]", "else:", "    ring.append(record)"]
            code += [f"    if not m & {NEWEST - 1}:", f"        del ring[:-{NEWEST}]"]
            yield from code if name == "True" else (f"if {name} is True:", *indented(code))


def _sure_or(of: _Kind, each: Filter, sure: Iterable[str], possible: str) -> Iterator[str]:
    name = _filter(of, each)
    if name == "True":
        yield from sure
        return
    yield f"if {name} is True:"
    yield from indented(sure)
    yield f"elif {name} is not False:"
    yield f"    {possible.format(f=name)}"


def _bound(of: _Kind, r: str, room: Room, j: int) -> Iterator[str]:
    """A sure edge: what it bounds begins anew."""
    yield f"{r}.edge{j} = at"
    plan = of.plan
    mine = [(plan.numbers[c], c) for c in plan.cells if c.edge is not None and plan.edges[j] == c.edge]
    rings = [(where, plan.filter_numbers[filter]) for where, filter in plan.ends_ring(plan.edges[j])]
    for i, cell in mine:
        if cell.room == room:
            yield from begin_anew(r, i, cell, plan.cells[cell])
    yield from (f"{r}.ring{f} = None" for where, f in rings if where == room)
    for m, other in enumerate(plan.rooms):
        inside = [(i, cell) for i, cell in mine if cell.room == other != room]
        if inside:
            yield f"if {r}.inner{m}:"
            yield f"    for q in {r}.inner{m}.values():"
            for i, cell in inside:
                yield from indented(begin_anew("q", i, cell, plan.cells[cell]), 2)
            yield from (f"        q.ring{f} = None" for where, f in rings if where == other)


def _inner(of: _Kind, r: str, m: int, room: Room) -> Iterator[str]:
    assert room.key is not None
    value = of.value(room.key[0])
    plain = "tuple" if of.plan.pack.attributes.get(room.key[0], _TEXT).type in ("person", "list") else "str"
    keys = value if plain == "tuple" else f"({value},)"
    yield f"keys = {keys} if {value}.__class__ is {plain} else keys_of({value})"
    yield "if keys is None:"
    yield f"    touch_inner(state.policy, {r}, {m}, {value}, {_touch(of, room, 'NO_CAUSES', room.key[0])})"
    yield "elif keys:"
    if plain == "tuple":
        taken = "".join(f"({f}, {_filter(of, each)}), " for each, f in of.filters.items())
        yield "    if len(keys) > 1:"
        yield f"        in_several({r}, {m}, record, len(keys), ({taken}))"
    yield f"    inner = {r}.inner{m}"
    yield "    if inner is None:"
    yield f"        inner = {r}.inner{m} = {{}}"
    yield "    for key in keys:"
    yield "        q = inner.get(key)"
    yield "        if q is None:"
    yield f"            q = inner[key] = new_inner(state.policy, {r}, {m})"
    code: list[str] = []
    for j, edge in of.edges(room):
        code += _sure_or(of, edge.filter, _bound(of, "q", room, j),
                         f"may_bound(state.policy, q, state.policy.edges[{j}], at, {{f}})")  # fmt: skip
    code += _rings(of, "q", room)
    for i, cell in of.cells(room):
        code += _cell(of, "q", r, i, cell)
    yield from indented(code, 2)
    yield from (f"        if q.doubt is not None and {r}.doubt is None:", f"            doubt({r})")


def _cell(of: _Kind, r: str, outer: str, i: int, cell: Cell) -> Iterator[str]:
    keeps = of.plan.cells[cell]
    possible = f"may_belong({r}, {outer}, state.policy.cells[{i}], record, {{f}})"
    if cell.shape == "kept":
        name = _filter(of, cell.filter)
        kept = [f"{r}.kept{i} = held({r}.kept{i}, record, {name}, {elapsed(cell)})"]
        yield from kept if name == "True" else (f"if {name} is not False:", *indented(kept))
        return
    values = {attribute: of.value(attribute) for attribute in _attributes(keeps)}
    code: Iterable[str] = put(of.plan, r, i, cell, keeps, values)
    if cell.edge is not None:
        owner = r if cell.edge.room == cell.room else outer
        code = _after_edge(r, owner, of.plan.edge_numbers[cell.edge], i, code, list(values.values()))
    yield from _sure_or(of, cell.filter, code, possible)


def _after_edge(r: str, owner: str, j: int, i: int, put: Iterable[str], values: list[str]) -> Iterator[str]:
    yield f"if at > {owner}.edge{j}:"
    yield from indented(put)
    yield f"    if {r}.doubt is not None and {i} in {r}.doubt.after and at > {owner}.doubt.edges[{j}].at:"
    yield f"        put_{i}({', '.join((f'{r}.doubt.after[{i}]', 'record', *values))})"
