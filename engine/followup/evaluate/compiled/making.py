"""A plan made into what a policy runs on: the code object of its module, and what the state asks of the plan."""

from __future__ import annotations

from hashlib import blake2b
from types import CodeType

from followup.evaluate.compiled.about import About, Parts
from followup.evaluate.compiled.plan import COUNT, EVERYWHERE, Cell, Plan
from followup.language import tree


def made(plan: Plan, source: str) -> tuple[CodeType, About]:
    """The code of a plan's module and what is asked of the plan beside it."""
    return compile(source, f"<compiled {plan.pack.name}>", "exec"), _about(plan, source)


def _about(plan: Plan, source: str) -> About:
    taken = {name: each.as_of_then for name, each in plan.pack.attributes.items() if each.as_of_then}
    return About(
        rooms=tuple(room.across for room in plan.rooms),
        everywhere=tuple(room.across == EVERYWHERE for room in plan.rooms),
        cells=tuple(_cell(plan, cell, i) for cell, i in plan.numbers.items()),
        kinds=tuple(cell.filter.names for cell in plan.numbers),
        edges=tuple(_edge(plan, j) for j in range(len(plan.edges))),
        places={kind.name: _places(plan, kind) for kind in plan.pack.kinds.values()},
        zoned=plan.zoned,
        zoned_then=tuple(name for name, fact in taken.items() if fact in plan.calendars),
        then_facts=plan.then_facts,
        layout=blake2b(source.encode(), digest_size=16).hexdigest(),
    )


def _places(plan: Plan, kind: tree.Kind) -> dict[str, int]:
    return {"kind": 3} | {name: 5 + n for n, name in enumerate(plan.carried(kind))}


def _cell(plan: Plan, cell: Cell, i: int) -> Parts:
    """What `CellInfo` takes."""
    elapsed = cell.within is not None and cell.within.measure == "elapsed" and cell.shape == "window"
    return (
        i,
        plan.rooms.index(cell.room),
        None if cell.edge is None else plan.edge_numbers[cell.edge],
        cell.edge is not None and cell.edge.room != cell.room,
        cell.within.count if cell.within is not None and elapsed else None,
        plan.log(cell) if COUNT in plan.cells.get(cell, ()) or cell.shape == "window" else None,
        COUNT in plan.cells.get(cell, ()),
        ("last", "") in plan.cells.get(cell, ()),
        plan.filter_numbers[cell.filter],
    )


def _edge(plan: Plan, j: int) -> Parts:
    """What `EdgeInfo` takes."""
    edge = plan.edges[j]
    bounded = [(plan.rooms.index(c.room), i) for c, i in plan.numbers.items() if c.edge == edge]
    own = plan.rooms.index(edge.room)
    here = tuple(i for room, i in bounded if room == own)
    return j, own, here, tuple(each for each in bounded if each[0] != own)
