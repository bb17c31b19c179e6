"""How a pack is compiled, shown: its code, the plan of its state, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from followup.faces.output import Out

if TYPE_CHECKING:
    from followup.decide.pack import Pack

Line = tuple[str, str | None]


def show_code(out: Out, pack: Pack) -> None:
    """The Python source that the pack was compiled to."""
    source = pack.compile().source
    if out.json:
        tree = pack.tree
        out.data({"pack": tree.name, "version": tree.version, "digest": tree.digest, "code": source})
    else:
        out.code(source)


def show_plan(out: Out, pack: Pack) -> None:
    from followup.decide.plan_text import as_json

    _show(out, as_json(pack.compile().plan), _plan_lines)


def show_cost(out: Out, pack: Pack) -> None:
    from followup.decide.costs import costs

    _show(out, costs(pack.compile()), _cost_lines)


def _show(out: Out, data: dict[str, Any], lines: Callable[[dict[str, Any]], Iterator[Line]]) -> None:
    if out.json:
        out.data(data)
        return
    for text, style in lines(data):
        out.line(text, style)


# The plan.


def _plan_lines(data: dict[str, Any]) -> Iterator[Line]:
    yield f"{data['pack']} {data['version']}: the plan of its state", "bold"
    yield from _titled("rooms", (f"room {each['room']}: {each['says']}" for each in data["rooms"]))
    yield from _titled("cells", (line for each in data["cells"] for line in _cell_lines(each)))
    yield from _titled("facts", (line for each in data["facts"] for line in _fact_lines(each)))


def _titled(title: str, lines: Iterator[str]) -> Iterator[Line]:
    found = [*lines]
    if found:
        yield from (("", None), (title, "bold"))
        yield from ((f"  {line}", None) for line in found)


def _cell_lines(cell: dict[str, Any]) -> Iterator[str]:
    yield f"cell {cell['cell']} in room {cell['room']}: {cell['says']}"
    if cell["keeps"]:
        yield f"    keeps {', '.join(cell['keeps'])}"
    yield f"    read by {', '.join(cell['facts'])}"


def _fact_lines(fact: dict[str, Any]) -> Iterator[str]:
    where = "" if fact["cell"] is None else f" (cell {fact['cell']})"
    yield f"{fact['fact']}: {fact['query']}{where}"
    if fact["across"]:
        yield f"    across {' and '.join(fact['across'])}"
    if fact["when_unknown"] is not None:
        yield f"    while nobody knows which room inside is meant: cell {fact['when_unknown']} of each"
    asks = [*([fact["asks"]] if fact["asks"] else []), *fact["windows"], *map(_edge_words, fact["edges"])]
    if asks:
        yield f"    asks of each event: {'; '.join(asks)}"
    if fact["why"]:
        yield f"    goes through events: {fact['why']}"


def _edge_words(edge: dict[str, Any]) -> str:
    asks = f" ({edge['asks']})" if edge["asks"] else ""
    return f"{edge['edge']} the {edge['end']} of cell {edge['cell']}{asks}"


# Costs.


def _cost_lines(data: dict[str, Any]) -> Iterator[Line]:
    yield f"{data['pack']} {data['version']}: what it costs", "bold"
    yield from _titled("facts", (line for each in data["facts"] for line in _fact_cost(each)))
    yield from _titled("rules", (line for each in data["rules"] for line in _rule_cost(each)))
    yield from _titled("facts that quick rules read carefully",
                       (f"{each['fact']}: {each['why']}" for each in data["careful"]))  # fmt: skip
    yield from _titled("duties", (f"{each['duty']}: {each['decision']}" for each in data["duties"]))
    yield from _titled("what nobody knows", iter((data["doubt"],)))


def _fact_cost(fact: dict[str, Any]) -> Iterator[str]:
    yield fact["fact"]
    yield f"    an event:   {fact['event']}"
    why = f" ({fact['why']})" if fact["why"] else ""
    yield f"    a decision: {fact['decision']}{why}"
    yield f"    memory:     {fact['memory']}"


def _rule_cost(rule: dict[str, Any]) -> Iterator[str]:
    """`quick`, or by whom it is read carefully, and why."""
    reasons: dict[str, list[str]] = {}
    for reader in ("judge", "explain", "until"):
        reasons.setdefault(rule[reader], []).append(reader)
    if [*reasons] == ["quick"]:
        yield f"{rule['rule']}: quick"
        return
    yield rule["rule"]
    for why, who in reasons.items():
        yield f"    {', '.join(who)}: {'quick' if why == 'quick' else f'carefully, as {why}'}"
