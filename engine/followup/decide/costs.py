"""What each fact, rule and duty of a pack costs: one more event, a decision, and the memory.

    {"pack", "version", "digest",
     "facts": [{"fact", "event", "decision", "memory", "why"}],
     "rules": [{"rule", "judge", "explain", "until"}]   "quick", or why the rule is read carefully each time
     "careful": [{"fact", "why"}]                       facts without a quick form, read carefully in quick rules
     "duties": [{"duty", "decision"}],
     "doubt": what is kept of what nobody knows}

*flat* is the same however long the history; what is not flat says what it grows with. A quick rule and a careful one
grow with the same things: careful only costs more, as it takes along until when each value stays and what is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from followup.decide.plan_text import events_words, last_words, readers
from followup.decide.words import name_words
from followup.evaluate.compiled.plan import COUNT, EVERYWHERE, Cell, FactPlan, Keep, Plan, Room
from followup.evaluate.compiled.policy import Policy
from followup.evaluate.compiled.uses import asks_the_clock, beyond_the_case, facts_used, needs
from followup.evaluate.compiled.write import Reader
from followup.evaluate.compiled.write_rooms import elapsed, lasting
from followup.language import tree

#: What a duty costs, where no clock moves who triggers it or who fulfils it, and its facts stay within the case.
DUTIES = "what its facts cost; each event of its case is looked at once"
CLOCKED = (
    "what its facts cost, and walks through all events of its kinds of the case: their filter asks the clock"
)
BEYOND = "; goes through the events of all cases anew for each case, as its facts look beyond one"
DOUBT = (
    "possible events one by one, as many as there are open questions; every room inside a room, "
    "where nobody knows which one is meant"
)
FLAT = "flat"
QUICK = "quick"
READERS: tuple[Reader, ...] = ("judge", "explain", "until")


def costs(policy: Policy) -> dict[str, Any]:
    """The costs of a whole pack."""
    plan, pack, slow = policy.plan, policy.pack, policy.written.slow
    return {
        "pack": pack.name, "version": pack.version, "digest": pack.digest,
        "facts": [fact_cost(plan, plan.facts[name]) for name in pack.facts],
        "rules": [{"rule": rule.id} | {each: slow.get((each, rule.id), QUICK) for each in READERS}
                  for rule in pack.rules],
        "careful": [{"fact": name, "why": why} for (reader, name), why in slow.items() if reader == "fact"],
        "duties": [{"duty": duty.id, "decision": duty_cost(pack, duty)} for duty in pack.duties],
        "doubt": DOUBT,
    }  # fmt: skip


def fact_cost(plan: Plan, fact: FactPlan) -> dict[str, str]:
    """One fact; `why` says why its events are gone through, if they are."""
    event = "; ".join((*_event(fact), *_then(plan, fact.name)))
    return {"fact": fact.name, "event": event, "decision": _decision(plan, fact),
            "memory": _memory(plan, fact), "why": fact.why}  # fmt: skip


def duty_cost(pack: tree.Tree, duty: tree.Duty) -> str:
    """What it costs to tell where a duty stands."""
    filters = [each for each in (duty.for_each, duty.met_by) if each is not None]
    beyond = duty.for_each is None and beyond_the_case(pack, facts_used(pack, duty.holds), of_event=True)
    return (CLOCKED if any(map(asks_the_clock, filters)) else DUTIES) + (BEYOND if beyond else "")


# One more event.


def _event(fact: FactPlan) -> Iterator[str]:
    cell = fact.cell
    if cell is None:
        yield "nothing of its own"
        return
    yield FLAT
    if cell.edge is not None and cell.edge.room != cell.room and cell.room.key:
        inside = f"each {name_words(cell.room.key[0])} of {_whole(cell.room)}"
        yield f"a {events_words(cell.edge.filter)} begins anew for {inside}"


def _then(plan: Plan, name: str) -> Iterator[str]:
    """Which events take the fact as of then, and so pay for it when they join."""
    for kind in plan.pack.kinds.values():
        taken = [each for each in kind.attributes if plan.pack.attributes[each].as_of_then == name]
        if taken:
            yield f"each {name_words(kind.name)} takes it as of then ({', '.join(taken)}): what deciding costs"


# A decision.


def _decision(plan: Plan, fact: FactPlan) -> str:
    query, cell = fact.query, fact.cell
    if cell is None:
        used = [*dict.fromkeys(needs(plan.pack, fact.name))]
        return f"what {', '.join(used)} cost{'s' if len(used) == 1 else ''}" if used else FLAT
    if cell.shape == "ahead":
        return f"walks through every {events_words(cell.filter)} that is known to lie ahead"
    if cell.shape == "kept":
        return _walk(plan, fact, cell)
    if cell.shape == "window":
        return _in_window(query, cell)
    if isinstance(query, tree.Values):
        return "sorts the different values that there were"
    return f"{FLAT}, and asks the plugin of {query.fact} once" if isinstance(query, tree.Pair) else FLAT


def _walk(plan: Plan, fact: FactPlan, cell: Cell) -> str:
    """Every event that a cell keeps, and every one that may be an edge."""
    where = _whole(cell.room)
    edges = "".join(
        f", and through every {events_words(each.cell.filter)} of {where}" for each in fact.anchors
    )
    return f"walks through {_all_of(plan, cell)} of {where}{edges}"


def _in_window(query: tree.Query, cell: Cell) -> str:
    assert cell.within is not None
    if cell.within.measure == "elapsed" and isinstance(query, tree.Exists):
        return FLAT
    if cell.within.measure == "elapsed" and isinstance(query, tree.Count):
        return "logarithmic in the window; flat where it is compared with a number"
    return f"walks through the events of {last_words(cell.within)}"


# Memory.


def _memory(plan: Plan, fact: FactPlan) -> str:
    if fact.cell is None:
        return "nothing of its own"
    if fact.cell.shape == "ahead":
        return "nothing: the events that lie ahead are in the journal"
    cells = [each for each in (fact.cell, fact.twin, *(a.cell for a in fact.anchors)) if each is not None]
    parts = [_cell_memory(plan, each) for each in dict.fromkeys(cells)]
    shared = [name for name in readers(plan, fact.cell) if name != fact.name]
    return "; ".join(parts) + (f" (shared with {', '.join(shared)})" if shared else "")


def _cell_memory(plan: Plan, cell: Cell) -> str:
    if cell.shape == "kept":
        return f"{_all_of(plan, cell)}{_place(cell.room)}{_growth(plan, cell)}"
    held = [*_held(sorted(plan.cells[cell]))]
    if cell.shape == "window":
        held = [_all_of(plan, cell), *held]
    return _listed(held) + _place(cell.room) + (_growth(plan, cell) if cell.shape == "window" else "")


def _listed(parts: list[str]) -> str:
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else parts[0]


def _all_of(plan: Plan, cell: Cell) -> str:
    """Every event that a cell still keeps: a window lets go of what can be in it no more."""
    within = f" of {last_words(cell.within)}" if cell.within and _lets_go(plan, cell) else ""
    return f"every {events_words(cell.filter)}{within}"


def _growth(plan: Plan, cell: Cell) -> str:
    return "" if _lets_go(plan, cell) else ": grows with the history"


def _lets_go(plan: Plan, cell: Cell) -> bool:
    """Whether there is a time after which a cell drops an event."""
    return (elapsed(cell) if cell.shape == "kept" else lasting(plan, cell)) is not None


def _held(keeps: list[Keep]) -> Iterator[str]:
    numbers = (COUNT in keeps) + 2 * sum(what in ("sum", "min", "max") for what, _ in keeps)
    yield from ("the 8 newest events",) if COUNT in keeps else ()
    yield from (f"the {what} event" for what, _ in keeps if what in ("first", "last"))
    yield from (f"{numbers} number{'s' if numbers > 1 else ''}",) if numbers else ()
    yield from (f"each different value of {attribute}" for what, attribute in keeps if what == "values")


def _whole(room: Room) -> str:
    if room.across == EVERYWHERE:
        return "the journal"
    return f"a {' and '.join(map(name_words, room.across))} of the journal" if room.across else "a case"


def _place(room: Room) -> str:
    """` for each person of a case`."""
    if room.key is not None:
        return f" for each {name_words(room.key[0])} of {_whole(room)}"
    if room.across == EVERYWHERE:
        return " of the journal"
    if room.across:
        return f" for each {' and '.join(map(name_words, room.across))} of the journal"
    return " for each case"
