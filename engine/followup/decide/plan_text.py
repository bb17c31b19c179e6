"""A plan as plain data: what `followup pack show --plan` prints, for people and for programs.

    {"pack", "version", "digest",
     "rooms": [{"room": number, "for_each": ["case"] or attributes or [] for the whole journal,
                "inside_each": attribute or null, "says"}],
     "cells": [{"cell": number, "room": number, "events", "shape": total | since | window | kept | ahead,
                "after": events or null, "within": span or null, "keeps": [...], "facts": [names], "says"}],
     "facts": [{"fact", "query", "cell": number or null, "when_unknown": number or null (the cell that is read
                in every room inside, while nobody knows which one is meant), "asks": condition or null,
                "windows": [...],
                "edges": [{"edge": after | since | before | to, "end": first | last, "cell", "asks"}],
                "across": [attributes], "uses": [facts at the same instant],
                "why": "" or why events are gone through}]}

Conditions, spans and events are sentences, as `decide.words` has them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from followup.decide.words import condition_words, name_words
from followup.evaluate.compiled.plan import COUNT, EVERYWHERE, Cell, FactPlan, Filter, Keep, Plan, Room
from followup.evaluate.compiled.uses import needs
from followup.language import tree

_SHAPES = {
    "total": "all of them", "since": "those after the last {after}", "window": "those of {last}",
    "kept": "each of them", "ahead": "those that are known to lie ahead",
}  # fmt: skip
_KEEPS = {
    "first": "the first", "last": "the last", "values": "each value of {}", "sum": "the sum of {}",
    "min": "the least and the greatest {}", "max": "the least and the greatest {}",
}  # fmt: skip
_WINDOWS = {"within": "less than {} ago", "ago_at_least": "at least {} ago", "ago_at_most": "at most {} ago"}


def as_json(plan: Plan) -> dict[str, Any]:
    """The whole plan."""
    pack = plan.pack
    return {
        "pack": pack.name, "version": pack.version, "digest": pack.digest,
        "rooms": [_room(n, room) for n, room in enumerate(plan.rooms)],
        "cells": [_cell(plan, cell, i) for cell, i in plan.numbers.items()],
        "facts": [_fact(plan, plan.facts[name]) for name in pack.facts],
    }  # fmt: skip


def readers(plan: Plan, cell: Cell) -> list[str]:
    """The facts that read a cell, in the order of the pack."""
    return [name for name in plan.pack.facts if cell in _cells(plan.facts[name])]


def _cells(fact: FactPlan) -> tuple[Cell | None, ...]:
    return (fact.cell, fact.twin, *(each.cell for each in fact.anchors))


# Rooms and cells.


def _room(n: int, room: Room) -> dict[str, Any]:
    whole = [] if room.across == EVERYWHERE else [*room.across] or ["case"]
    return {"room": n, "for_each": whole, "inside_each": room.key and room.key[0], "says": room_words(room)}


def room_words(room: Room) -> str:
    """`one for each case, inside it one for each person`."""
    names = " and ".join(map(name_words, room.across)) or "case"
    whole = "one for the journal" if room.across == EVERYWHERE else f"one for each {names}"
    whole += " of the journal" if room.across and room.across != EVERYWHERE else ""
    return f"{whole}, inside it one for each {name_words(room.key[0])}" if room.key else whole


def events_words(filter: Filter) -> str:
    """`call (outcome is answered) or visit`, each with what is asked of it."""
    ways = [name_words(a.kind) + _bracketed(a.where) for a in filter.kinds]
    return " or ".join(ways) + _bracketed(filter.where)


def _bracketed(where: tree.Condition) -> str:
    return "" if where == tree.ALWAYS else f" ({asked(where)})"


def _cell(plan: Plan, cell: Cell, i: int) -> dict[str, Any]:
    events = events_words(cell.filter)
    after = events_words(cell.edge.filter) if cell.edge else None
    within = None if cell.within is None else str(cell.within)
    shape = _SHAPES[cell.shape].format(after=after, last=cell.within and last_words(cell.within))
    if cell.shape == "kept" and within:
        shape += f", for {within}"
    return {
        "cell": i, "room": plan.rooms.index(cell.room), "events": events, "shape": cell.shape, "after": after,
        "within": within, "keeps": [*_kept(cell, plan.cells.get(cell, ()))], "facts": readers(plan, cell),
        "says": f"{events}: {shape}",
    }  # fmt: skip


def last_words(span: tree.Span) -> str:
    """`the last hour`, `the last 7 dates`."""
    return f"the last {str(span).removeprefix('1 ')}"


def _kept(cell: Cell, keeps: Iterable[Keep]) -> Iterable[str]:
    """What a cell keeps, each thing once."""
    found = ["how many", "the newest 8"] if COUNT in keeps else []
    found += [_KEEPS[what].format(name) for what, name in sorted(keeps) if (what, name) != COUNT]
    found += ["each event"] if cell.shape in ("window", "kept") else []
    return dict.fromkeys(found)


# Facts.


def _fact(plan: Plan, fact: FactPlan) -> dict[str, Any]:
    events = None if isinstance(fact.query, tree.Holds) else fact.query.events
    return {
        "fact": fact.name, "query": query_words(fact.query), "cell": _number(plan, fact.cell),
        "when_unknown": _number(plan, fact.twin), "asks": _asks(fact.residual),
        "windows": [*_windows(events)] if fact.why and events else [],
        "edges": [{"edge": each.edge, "end": each.end, "cell": _number(plan, each.cell),
                   "asks": _asks(each.residual)} for each in fact.anchors],
        "across": [*events.across] if events else [], "uses": [*dict.fromkeys(needs(plan.pack, fact.name))],
        "why": fact.why,
    }  # fmt: skip


def _number(plan: Plan, cell: Cell | None) -> int | None:
    return None if cell is None else plan.numbers[cell]


def _asks(condition: tree.Condition) -> str | None:
    return None if condition in (tree.ALWAYS, tree.All((tree.ALWAYS,))) else asked(condition)


def _windows(events: tree.Selection) -> Iterable[str]:
    for name, words in _WINDOWS.items():
        if getattr(events, name) is not None:
            yield words.format(getattr(events, name))


def query_words(query: tree.Query) -> str:
    """What a fact asks, in a few words."""
    match query:
        case tree.Exists():
            return "whether there is any"
        case tree.Count():
            return "how many"
        case tree.Distinct(attribute):
            return f"how many different values of {attribute}"
        case tree.Values(attribute):
            return f"which values of {attribute}"
        case tree.Pick(end, attribute):
            return f"{attribute} of the {end}"
        case tree.Fold(how, attribute):
            return f"{how} of {attribute}"
        case tree.Since(end, _, measure):
            return f"time since the {end}, in {measure} time".replace("s time", "s")
        case tree.Until(_, measure):
            return f"time until the next, in {measure} time".replace("s time", "s")
        case tree.Pair(fact, end):
            return f"{fact}, compared with the {end}"
        case tree.Holds(condition):
            return f"whether {asked(condition)}"


def asked(condition: tree.Condition) -> str:
    """A condition in words, in which the subject's attributes are told from the event's own."""
    return condition_words(_told_apart(condition))


def _told_apart(condition: tree.Condition) -> tree.Condition:
    match condition:
        case tree.All(parts):
            kept = tuple(_told_apart(part) for part in parts if part != tree.ALWAYS)
            return kept[0] if len(kept) == 1 else tree.All(kept)
        case tree.Any(parts):
            return _told_apart(parts[0]) if len(parts) == 1 else tree.Any(tuple(map(_told_apart, parts)))
        case tree.Not(part):
            return tree.Not(_told_apart(part))
    return tree.Compare(_named(condition.left), condition.operator, tuple(map(_named, condition.right)))


def _named(term: tree.Term) -> tree.Term:
    return tree.SubjectTerm(f"the subject's {term.name}") if isinstance(term, tree.SubjectTerm) else term
