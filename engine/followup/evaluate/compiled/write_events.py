"""What each kind of event does to the rooms, as code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from followup.evaluate.compiled.plan import EVERYWHERE, Cell, Filter, Plan, Room
from followup.evaluate.compiled.write import Names, indented, lines, says
from followup.evaluate.compiled.write_adding import adding
from followup.evaluate.compiled.write_kinds import (
    TEXT,
    Kind,
    attributes_of,
    filter_of,
    filter_value,
    native_class,
    reading,
    record_of,
    takers,
    values_of,
)
from followup.evaluate.compiled.write_rooms import begin_anew, elapsed, end_logs, log, put


def events(plan: Plan, names: Names) -> Iterator[str]:
    """For each kind, the function through which its events join; for each filter and kind, whether it takes them."""
    for k, kind in enumerate(plan.pack.kinds.values()):
        of = Kind(plan, names, kind)
        yield from takers(of, k)
        yield lines(f"def read_{k}(state, e):", indented(reading(of, k)))
        if of.ready:
            yield lines(native_class(of, k))
        yield lines(f"def add_{k}(state, e):", indented(_adding(of, k)))
    yield lines("def add(state, n):", indented(adding(plan, names, _groups)))
    for cell, keeps in plan.cells.items():
        if cell.shape == "since":
            i = plan.numbers[cell]
            arguments = ", ".join(("r", "record", *(f"v_{a}" for a in attributes_of(keeps))))
            code = list(put("r", i, keeps, {a: f"v_{a}" for a in attributes_of(keeps)}))
            yield lines(f"def put_{i}({arguments}):", indented(code))


def _adding(of: Kind, k: int) -> Iterator[str]:
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
        yield from values_of(of)
        for each, n in of.filters.items():
            yield from filter_value(of, each, n, k)
        yield f"record = {record_of(of)}"
    if of.kind.by == "us":
        yield from ("if r.overrides is not None:", f"    use(state, r, {e})")
    yield from _groups(of)
    yield "r.newest = record"
    yield from ("if r.doubt is None:", "    r.quick = at")
    if of.wanted:
        yield from (f"if {unclear}:", "    doubt(r)")
    yield from _block(of, "r", Room())
    if of.plan.then_facts:
        yield f"state.newest = {e}.order"


def _groups(of: Kind) -> Iterator[str]:
    """The event joins the rooms that reach beyond its case."""
    for n, room in of.groups:
        yield from _group(of, n, room)
    if any(room.across for room in of.plan.rooms):
        yield from ("if at > state.last:", "    state.last = at")


def _group(of: Kind, n: int, room: Room) -> Iterator[str]:
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


def _wild(of: Kind, n: int, room: Room) -> Iterator[str]:
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
            yield f"if {filter_of(of, cell.filter)} is not False:"
            yield f"    state.wild_kept.setdefault({i}, []).append((record, {filter_of(of, cell.filter)}))"


def _touch(of: Kind, room: Room, causes: str, key: str | None = None) -> str:
    """A possible event for every cell and edge of a room."""
    edges = "".join(f"({j}, {filter_of(of, edge.filter)}), " for j, edge in of.edges(room))
    cells = "".join(
        f"({i}, {filter_of(of, cell.filter)}), " for i, cell in of.cells(room) if cell.shape != "kept"
    )
    also = f" | causes_of({key!r}, {of.value(key)})" if key else ""
    return f"touch(record, ({edges}), ({cells}), {causes}{also})"


def _block(of: Kind, r: str, room: Room) -> Iterator[str]:
    """What an event does to a whole room: its edges first, then its cells, then the rooms inside."""
    for j, edge in of.edges(room):
        yield from _sure_or(of, edge.filter, _bound(of, r, room, j),
                            f"may_bound(state.policy, {r}, state.policy.edges[{j}], at, {{f}})")  # fmt: skip
    yield from _logs(of, r, room)
    for i, cell in of.cells(room):
        yield from _cell(of, r, r, i, cell)
    for m, other in of.inner(room):
        yield from _inner(of, r, m, other)


def _logs(of: Kind, r: str, room: Room) -> Iterator[str]:
    """The newest events of each filter that takes this one."""
    for each, f in of.filters.items():
        if (room, each) in of.plan.logs:
            name, code = filter_of(of, each), log(of.plan, r, f, of.plan.logs[room, each])
            yield from code if name == "True" else (f"if {name} is True:", *indented(code))


def _sure_or(of: Kind, each: Filter, sure: Iterable[str], possible: str) -> Iterator[str]:
    name, code = filter_of(of, each), list(sure)
    if name == "True":
        yield from code
        return
    if code:
        yield f"if {name} is True:"
        yield from indented(code)
    yield f"{'elif' if code else 'if'} {name} is not False{'' if code else f' and {name} is not True'}:"
    yield f"    {possible.format(f=name)}"


def _bound(of: Kind, r: str, room: Room, j: int) -> Iterator[str]:
    """A sure edge: what it bounds begins anew."""
    yield f"{r}.edge{j} = at"
    plan = of.plan
    mine = [(plan.numbers[c], c) for c in plan.cells if c.edge is not None and plan.edges[j] == c.edge]
    for i, cell in mine:
        if cell.room == room:
            yield from begin_anew(r, i, cell, plan.cells[cell])
    yield from end_logs(plan, r, j, room)
    for m, other in enumerate(plan.rooms):
        inside = [(i, cell) for i, cell in mine if cell.room == other != room]
        if inside:
            yield f"if {r}.inner{m}:"
            yield f"    for q in {r}.inner{m}.values():"
            for i, cell in inside:
                yield from indented(begin_anew("q", i, cell, plan.cells[cell]), 2)
            yield from indented(end_logs(plan, "q", j, other), 2)


def _inner(of: Kind, r: str, m: int, room: Room) -> Iterator[str]:
    assert room.key is not None
    value = of.value(room.key[0])
    plain = "tuple" if of.plan.pack.attributes.get(room.key[0], TEXT).type in ("person", "list") else "str"
    keys = value if plain == "tuple" else f"({value},)"
    yield f"keys = {keys} if {value}.__class__ is {plain} else keys_of({value})"
    yield "if keys is None:"
    yield f"    touch_inner(state.policy, {r}, {m}, {value}, {_touch(of, room, 'NO_CAUSES', room.key[0])})"
    yield "elif keys:"
    if plain == "tuple":
        taken = "".join(f"({f}, {filter_of(of, each)}), " for each, f in of.filters.items())
        yield "    if len(keys) > 1:"
        yield f"        in_several({r}, {m}, record, len(keys), ({taken}))"
    yield f"    inner = {r}.inner{m}"
    yield "    for key in keys:"
    yield "        q = inner.get(key)"
    yield "        if q is None:"
    yield f"            q = inner[key] = new_inner(state.policy, {r}, {m})"
    code: list[str] = []
    for j, edge in of.edges(room):
        code += _sure_or(of, edge.filter, _bound(of, "q", room, j),
                         f"may_bound(state.policy, q, state.policy.edges[{j}], at, {{f}})")  # fmt: skip
    code += _logs(of, "q", room)
    for i, cell in of.cells(room):
        code += _cell(of, "q", r, i, cell)
    yield from indented(code, 2)
    yield from (f"        if q.doubt is not None and {r}.doubt is None:", f"            doubt({r})")


def _cell(of: Kind, r: str, outer: str, i: int, cell: Cell) -> Iterator[str]:
    keeps = of.plan.cells[cell]
    possible = f"may_belong({r}, {outer}, state.policy.cells[{i}], record, {{f}})"
    if cell.shape == "kept":
        name = filter_of(of, cell.filter)
        kept = [f"{r}.kept{i} = held({r}.kept{i}, record, {name}, {elapsed(cell)})"]
        yield from kept if name == "True" else (f"if {name} is not False:", *indented(kept))
        return
    values = {attribute: of.value(attribute) for attribute in attributes_of(keeps)}
    code: Iterable[str] = put(r, i, keeps, values)
    if cell.edge is not None:
        owner = r if cell.edge.room == cell.room else outer
        code = _after_edge(r, owner, of.plan.edge_numbers[cell.edge], i, code, list(values.values()))
    yield from _sure_or(of, cell.filter, code, possible)


def _after_edge(r: str, owner: str, j: int, i: int, put: Iterable[str], values: list[str]) -> Iterator[str]:
    yield f"if at > {owner}.edge{j}:"
    yield from indented(put)
    yield f"    if {r}.doubt is not None and {i} in {r}.doubt.after and at > {owner}.doubt.edges[{j}].at:"
    yield f"        put_{i}({', '.join((f'{r}.doubt.after[{i}]', 'record', *values))})"
