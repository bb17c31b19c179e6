"""How a plain event joins a case of which everything is known, as code: what most events do, and all of it in line.

`quick` of a room is the instant of its newest event while nothing in it is in doubt; an event whose own `quick` lies
after that is later than all others, and so after every edge. Any other goes the careful way of its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from followup.evaluate.compiled.plan import Cell, Plan, Room
from followup.evaluate.compiled.write import Names, indented
from followup.evaluate.compiled.write_kinds import Kind, attributes_of, filter_of
from followup.evaluate.compiled.write_rooms import at_first, elapsed, end_logs, log, put

#: A line of code, and the filter that must take the event for it.
Line = tuple[str, str]


def adding(plan: Plan, names: Names, groups: Callable[[Kind], Iterator[str]]) -> Iterator[str]:
    """An event of any kind joins; `groups` is what it does to the rooms beyond its case."""
    yield '"""An event joins; of a kind that the pack does not know, nothing is kept."""'
    kinds = [(k, Kind(plan, names, kind)) for k, kind in enumerate(plan.pack.kinds.values())]
    ways = [(k, of, [*_joining(of, groups(of))]) for k, of in kinds if of.joins_quickly and of.filters]
    ways.sort(key=lambda way: -len(way[2]))  # what does most need not wait for the others
    if ways:
        yield "form = n.__class__"
    word = "if"
    for k, of, code in ways:
        yield f"{word} form is Event{k}:  # {of.kind.name}"
        yield from indented(code)
        word = "elif"
    if ways:
        yield "elif form is GivenEvent:"
        yield from ("    read = state.policy.event(n, state.plugins)", "    if read is not n:")
        yield from ("        add(state, read)", "        return")
    yield from ("adder = ADDERS.get(n.kind)", "if adder is not None:", "    adder(state, n)")


def _joining(of: Kind, groups: Iterator[str]) -> Iterator[str]:
    yield from (
        "try:",
        "    r = state.cases[n.case]",
        "except KeyError:",
        "    r = state.cases[n.case] = Room0()",
    )
    yield "if r.quick < n.quick:"
    yield from ("    at, record = n.quick, n.record", *indented(groups), "    r.quick, r.newest = at, record")
    yield from indented(_gathered(_whole(of, "r", Room())))
    yield "    return"


def _gathered(each: Iterable[Line]) -> Iterator[str]:
    """Lines under the filters that must take the event for them."""
    for name, code in groupby(each, key=lambda line: line[1]):
        lines = [line for line, _ in code]
        yield from lines if name == "True" else (f"if {name}:", *indented(lines))


def _whole(of: Kind, r: str, room: Room) -> Iterator[Line]:
    """The edges of a room first, then its cells, then the rooms inside."""
    yield from _own(of, r, r, room)
    for m, inner in of.inner(room):
        assert inner.key is not None
        name = f"n.key_{inner.key[0]}"
        for line in (f"key = {name}", f"if key in {r}.inner{m}:", f"    q = {r}.inner{m}[key]", "else:",
                     f"    q = {r}.inner{m}[key] = Room{m}()"):  # fmt: skip
            yield line, "True"
        yield from _own(of, "q", r, inner)


def _own(of: Kind, r: str, outer: str, room: Room) -> Iterator[Line]:
    for j, edge in of.edges(room):
        yield from ((line, filter_of(of, edge.filter)) for line in _bound(of, r, room, j))
    for each, f in of.filters.items():
        if (room, each) in of.plan.logs:
            code = log(of.plan, r, f, of.plan.logs[room, each])
            yield from ((line, filter_of(of, each)) for line in code)
    for i, cell in of.cells(room):
        yield from ((line, filter_of(of, cell.filter)) for line in _put(of, r, outer, i, cell))


def _put(of: Kind, r: str, outer: str, i: int, cell: Cell) -> Iterator[str]:
    """The event joins a cell. It is after its edge, unless it is that edge itself."""
    keeps = of.plan.cells[cell]
    if cell.shape == "kept":
        yield f"{r}.kept{i} = held({r}.kept{i}, record, True, {elapsed(cell)})"
        return
    listed = frozenset(keep for keep in keeps if keep[0] == "values")
    code = [*put(r, i, keeps - listed, {a: of.value(a) for a in attributes_of(keeps)})]
    code += [line for _, attribute in sorted(listed) for line in _put_values(of, r, i, attribute)]
    if cell.edge is not None and cell.edge.filter in of.filters:
        owner = r if cell.edge.room == cell.room else outer
        code = [f"if at > {owner}.edge{of.plan.edge_numbers[cell.edge]}:", *indented(code)]
    yield from code


def _put_values(of: Kind, r: str, i: int, attribute: str) -> Iterator[str]:
    known, value = f"{r}.values_{attribute}_{i}", of.value(attribute)
    yield f"{known}.update(dict.fromkeys({value}))" if of.is_list(attribute) else f"{known}[{value}] = None"


def _bound(of: Kind, r: str, room: Room, j: int) -> Iterator[str]:
    """An edge: what it bounds begins anew."""
    plan = of.plan
    yield f"{r}.edge{j} = at"
    for m, other in enumerate(plan.rooms):
        code = [*_anew(plan, r if other == room else "q", j, other)]
        if other == room:
            yield from code
        elif code:
            yield from (f"for q in {r}.inner{m}.values():", *indented(code))


def _anew(plan: Plan, r: str, j: int, room: Room) -> Iterator[str]:
    """The cells of a room that an edge bounds, and their lists of newest events."""
    edge = plan.edges[j]
    for cell, keeps in plan.cells.items():
        if cell.edge == edge and cell.room == room:
            yield from at_first(r, plan.numbers[cell], cell, keeps)
    yield from end_logs(plan, r, j, room)
