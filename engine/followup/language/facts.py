"""Facts: from nodes to queries over selections of events."""

from __future__ import annotations

from typing import Any

from followup.language import tree
from followup.language.amounts import UNITS, parse_span
from followup.language.conditions import RULE, Scope, condition, operand, where_scope
from followup.language.context import Context, entries, fields, items, name, text
from followup.language.places import Node
from followup.language.problems import did_you_mean, quoted
from followup.language.vocabulary import check_reserved

QUERIES = (
    "exists", "count", "distinct", "values", "first", "latest", "next", "sum", "min", "max", "since", "until",
    "pair", "holds",
)  # fmt: skip
_OWN: dict[str, tree.Type] = {"at": "instant", "date": "date", "case": "text"}
NO_KINDS: tuple[tree.Alternative, ...] = ()


def query_of(node: Node) -> tuple[str, Node] | None:
    return next(((name(key), value) for key, value in entries(node) if name(key) in QUERIES), None)


def fact_type(context: Context, node: Node) -> tree.Type | None:
    """The type of a fact, read from its query; None where only a plugin knows it."""
    found = query_of(node)
    if found is None:
        return None
    query, argument = found
    if query in ("exists", "holds"):
        return "boolean"
    if query in ("count", "distinct"):
        return "integer"
    if query in ("since", "until"):
        measure: Any = text(fields(node).get("in"), "elapsed")
        return measure  # type: ignore[no-any-return]
    if query in ("values", "pair"):
        return "list" if query == "values" else None
    own = context.attributes.get(text(argument))
    return own.type if own else _OWN.get(text(argument))


def facts(context: Context, node: Node | None) -> dict[str, tree.Fact]:
    for key, body in entries(node):
        _check_name(context, key)
        context.fact_types[name(key)] = fact_type(context, body)
        if {"exists", "count", "distinct", "sum", "holds"}.intersection(body.keys()):
            context.always_there.add(name(key))
    made = {}
    for key, body in entries(node):
        query = _query(context, name(key), body)
        if query is not None:
            made[name(key)] = tree.Fact(name(key), query, context.fact_types[name(key)] or "text",
                                        text(fields(body).get("says")))  # fmt: skip
    return made


def _check_name(context: Context, key: Node) -> None:
    """Facts, attributes and clock facts share their names' space, so that a name means one thing."""
    check_reserved(context, "fact", key)
    if name(key) in context.attributes:
        context.refuse(key, "duplicate-name", f"fact {quoted(name(key))} has the name of an attribute")


def _query(context: Context, own: str, node: Node) -> tree.Query | None:
    found = query_of(node)
    if found is None:
        return None
    query, argument = found
    where = f"fact {quoted(own)}"
    given = fields(node)
    if query == "holds":
        return tree.Holds(condition(context, argument, RULE, where))
    if query in ("exists", "count"):
        events = selection(context, argument, given, where)
        return tree.Exists(events) if query == "exists" else tree.Count(events)
    if query in ("since", "until", "pair"):
        return _picking(context, query, argument, given, where)
    return _valued(context, query, argument, given, where)


def _picking(context: Context, query: str, argument: Node, given: Any, where: str) -> tree.Query | None:
    """Queries that pick one event: the time since or until it, or a pair fact with it."""
    picked = given.get("with") if query == "pair" else argument
    ends = entries(picked)
    if not ends:
        return None
    end: Any = name(ends[0][0])
    events = selection(context, ends[0][1], given, where)
    measure: Any = text(given.get("in"), "elapsed")
    if query == "until":
        _check_ahead(context, given, where)
        return tree.Until(events, measure)
    if query == "since":
        return tree.Since(end, events, measure)
    needs = tuple(text(each) for each in items(given.get("needs"))) or ("text",)
    return tree.Pair(text(argument), end, events, needs)


def _valued(context: Context, query: str, argument: Node, given: Any, where: str) -> tree.Query | None:
    """Queries over the values of an attribute."""
    if "of" not in given:
        return None
    events = selection(context, given["of"], given, where)
    attribute = text(argument)
    if attribute not in context.attributes and attribute not in _OWN:
        context.unknown(argument, "attribute", f" in {where}", (*context.attributes, *_OWN))
        return None
    _check_carried(context, argument, attribute, events, where)
    if query == "next":
        _check_ahead(context, given, where)
    if query == "values":
        _check_type(context, argument, query, attribute, ("text", "channel", "person", "list"), where)
    if query in ("sum", "min", "max"):
        more = () if query == "sum" else ("date", "time", "instant")
        _check_type(context, argument, query, attribute, ("number", "integer", *more), where)
        return tree.Fold(query, attribute, events)  # type: ignore[arg-type]
    if query in ("first", "latest", "next"):
        return tree.Pick(query, attribute, events)  # type: ignore[arg-type]
    return tree.Distinct(attribute, events) if query == "distinct" else tree.Values(attribute, events)


def _check_carried(context: Context, node: Node, attribute: str, events: tree.Selection, where: str) -> None:
    carriers = [context.kinds[each.kind] for each in events.kinds]
    if attribute not in _OWN and carriers and not any(attribute in kind.attributes for kind in carriers):
        what = f"no event of {quoted(events.name)} has an attribute {quoted(attribute)} in {where}"
        context.refuse(node, "no-attribute", what)


def _check_type(
    context: Context, node: Node, query: str, attribute: str, possible: tuple[str, ...], where: str
) -> None:
    type = context.attributes[attribute].type if attribute in context.attributes else _OWN[attribute]
    if type not in possible:
        context.refuse(
            node, "wrong-type", f"{quoted(attribute)} is a {type}: it has no {query} in {where}",
            f"possible: {', '.join(possible)}",
        )  # fmt: skip


def _check_ahead(context: Context, given: Any, where: str) -> None:
    """Windows reach back from the instant of the decision, so what lies ahead is in none."""
    for key in ("within", "ago"):
        if key in given:
            context.refuse(given[key], "not-here", f"{quoted(key)} looks back, but {where} looks ahead")


def selection(context: Context, kind: Node, given: Any, where: str) -> tree.Selection:
    """Which events a fact looks at: the kind with the options that stand beside it."""
    kinds = alternatives(context, kind, where)
    scope = where_scope(tuple(each.kind for each in kinds))
    ago = fields(given.get("ago"))
    across = tuple(text(each) for each in items(given.get("across"))) or (
        (text(given["across"]),) if "across" in given and given["across"].kind == "text" else ()
    )
    _check_across(context, given.get("across"), across, where)
    spans: dict[str, Any] = {key: _span(context, node, where) for key, node in
             (("within", given.get("within")), ("ago_at_least", ago.get("at_least")),
              ("ago_at_most", ago.get("at_most")))}  # fmt: skip
    edges: dict[str, Any] = {key: _anchor(context, given.get(word), where) for key, word in
             (("after", "after"), ("since", "from"), ("before", "before"), ("to", "to"))}  # fmt: skip
    return tree.Selection(
        text(kind),
        kinds,
        condition(context, given.get("where"), scope, where),
        across=across,
        **spans,
        **edges,
    )


def _check_across(context: Context, node: Node | None, names: tuple[str, ...], where: str) -> None:
    for each in items(node) or ((node,) if node is not None else ()):
        if text(each) not in context.attributes:
            context.unknown(each, "attribute", f" in {where}", context.attributes)


def alternatives(context: Context, node: Node, where: str) -> tuple[tree.Alternative, ...]:
    """The kinds that a name stands for: a kind itself, or the members of a class."""
    word = text(node)
    if word in context.kinds:
        return (tree.Alternative(word),)
    if word in context.classes:
        return context.classes[word]
    context.unknown(node, "kind", f" in {where}", (*context.kinds, *context.classes))
    return NO_KINDS


def _anchor(context: Context, node: Node | None, where: str) -> tree.Anchor | None:
    for key, value in entries(node):
        if name(key) in ("first", "last"):
            kinds = alternatives(context, value, where)
            scope = where_scope(tuple(each.kind for each in kinds))
            filter = condition(context, fields(node).get("where"), scope, where)
            return tree.Anchor(name(key), kinds, filter)  # type: ignore[arg-type]
    return None


def _span(context: Context, node: Node | None, where: str) -> tree.Span | None:
    if node is None:
        return None
    if node.kind == "mapping":
        term = operand(context, node, Scope(), f"a window in {where}", None)
        value = term.value if isinstance(term, tree.Constant) else None
        if term is not None and not isinstance(value, tree.Span):
            context.refuse(node, "wrong-type", f"a window in {where} needs an amount of time")
        return value if isinstance(value, tree.Span) else None
    return span(context, node, f"a window in {where}")


def span(context: Context, node: Node, what: str) -> tree.Span | None:
    """An amount of time in any measure."""
    found = parse_span(node.scalar)
    if found is None:
        word = str(node.scalar)
        close = did_you_mean(word.partition(" ")[2], UNITS)
        context.refuse(
            node, "wrong-unit", f"{quoted(word)} is no amount of time for {what}",
            close or f"write a number and a unit: {', '.join(UNITS)}",
        )  # fmt: skip
    return found
