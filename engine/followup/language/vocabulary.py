"""The vocabulary of a pack: parameters, the calendar, attributes, kinds of event, and classes of kinds."""

from __future__ import annotations

from typing import Any

from followup.language import tree
from followup.language.amounts import parse_clock, parse_date, parse_instant, parse_span
from followup.language.conditions import PLAIN, condition
from followup.language.context import Context, entries, fields, items, name, scalars, text
from followup.language.places import Node
from followup.language.problems import quoted
from followup.timeline.calendar import WEEKDAYS
from followup.timeline.values import ABSENT, Maybe, Unknown


def constant(context: Context, node: Node | None, type: tree.Type, what: str) -> Any:
    """A constant of a type, or None with a problem."""
    if node is None:
        return None
    value = parse_constant(node, type)
    if value is None:
        context.refuse(
            node, "wrong-type", f"{what} is {shown(node)}, not {EXPECTED[type]}", unit_help(node, type)
        )
    return value


def shown(node: Node) -> str:
    if node.kind in ("mapping", "list", "null"):
        return {"mapping": "a mapping", "list": "a list", "null": "nothing"}[node.kind]
    return quoted(node.scalar) if node.kind == "text" else str(node.scalar).lower()


def unit_help(node: Node, type: tree.Type) -> str:
    if type in ("elapsed", "dates", "working days"):
        return f"write an amount with its unit, like '7 {'days' if type == 'elapsed' else type}'"
    return 'quote a time, like "15:00"' if type == "time" and node.kind != "text" else ""


EXPECTED: dict[tree.Type, str] = {
    "text": "a text", "channel": "a text", "person": "a text", "number": "a number",
    "integer": "a whole number", "boolean": "true or false", "date": "a date like \"2026-11-02\"",
    "instant": "a time with offset", "time": "a time of day like \"15:00\"", "list": "a list of texts",
    "elapsed": "an amount of elapsed time (seconds, minutes, hours, days or weeks)",
    "dates": "an amount of dates", "working days": "an amount of working days",
}  # fmt: skip


def parse_constant(node: Node, type: tree.Type) -> Any:
    """The value of a node read as that type; None if it is none."""
    value = node.scalar
    if type in ("elapsed", "dates", "working days"):
        span = parse_span(value)
        return span if span and span.measure == type else None
    if type == "list":
        return tuple(str(each) for each in scalars(node)) if node.kind == "list" else None
    if type == "time":
        return parse_clock(value)
    if type == "date":
        return parse_date(value)
    if type == "instant":
        return parse_instant(value)
    kinds = {"number": ("number",), "integer": ("number",), "boolean": ("boolean",)}.get(type, ("text",))
    if node.kind not in kinds or (type == "integer" and not isinstance(value, int)):
        return None
    return value


def parameters(context: Context, node: Node | None) -> None:
    for key, body in entries(node):
        given = fields(body)
        type: Any = text(given.get("type"), "text")
        what = f"the default of parameter {quoted(name(key))}"
        value = constant(context, given.get("default"), type, what)
        if value is None:
            continue
        low, high = (constant(context, given.get(side), type, f"{side} of {quoted(name(key))}")
                     for side in ("at_least", "at_most"))  # fmt: skip
        made = tree.Parameter(
            name(key), type, value, low, high, scalars(given.get("one_of")), text(given.get("says"))
        )
        context.parameters[made.name] = made
        check_range(context, given["default"], made)


def check_range(context: Context, node: Node, parameter: tree.Parameter) -> None:
    """A parameter's value lies in the range that it declares."""
    value, low, high = (_size(each) for each in (parameter.value, parameter.at_least, parameter.at_most))
    outside = (low is not None and value < low) or (high is not None and value > high)
    if outside or (parameter.one_of and parameter.value not in parameter.one_of):
        allowed = ", ".join(map(str, parameter.one_of)) or f"{parameter.at_least} to {parameter.at_most}"
        context.refuse(
            node,
            "out-of-range",
            f"parameter {quoted(parameter.name)} is {parameter.value}",
            f"allowed: {allowed}",
        )


def _size(value: Any) -> Any:
    return value.count if isinstance(value, tree.Span) else value


def days(context: Context, node: Node | None) -> tree.Days:
    given = fields(node)
    week = frozenset(
        WEEKDAYS.index(day) for day in map(text, items(given.get("working_week"))) if day in WEEKDAYS
    )
    parts = []
    for key, value in entries(given.get("parts_of_day")):
        start = constant(context, value, "time", f"the start of part of day {quoted(name(key))}")
        if start is not None:
            parts.append((name(key), start))
    context.parts_of_day = tuple(part for part, _ in parts)
    return tree.Days(week or frozenset(range(5)), text(given.get("holidays")) == "country", tuple(parts))


def attributes(context: Context, node: Node | None) -> None:
    for key, body in entries(node):
        if text(fields(body).get("as_of_then")) != name(key):  # a reading of the clock may keep its name
            check_reserved(context, "attribute", key)
        context.attributes[name(key)] = _attribute(context, name(key), fields(body))
    _check_needs(context, node)
    for type in ("person", "channel"):
        several = [key for key, _ in entries(node) if context.attributes[name(key)].type == type]
        for key in several[1:]:
            context.refuse(
                key, "second-role", f"attribute {quoted(name(key))} is a second one of type {type}",
                f"only one attribute can name the {type} of a contact",
            )  # fmt: skip


#: Words that mean something else wherever a name can stand.
RESERVED = ("all", "any", "not", "kind", "case", "at", "date", *tree.CLOCKS)


def check_reserved(context: Context, what: str, key: Node) -> None:
    if name(key) in RESERVED:
        context.refuse(key, "duplicate-name", f"{what} {quoted(name(key))} has a name that the language uses")


def _check_needs(context: Context, node: Node | None) -> None:
    """What an attribute is computed from are attributes."""
    for key, body in entries(node):
        for each in items(fields(body).get("needs")):
            if text(each) not in context.attributes:
                where = f" that attribute {quoted(name(key))} needs"
                context.unknown(each, "attribute", where, context.attributes)


def _attribute(context: Context, own: str, given: Any) -> tree.Attribute:
    type: Any = text(given.get("type"), "text")
    what = f"of attribute {quoted(own)}"
    return tree.Attribute(
        own,
        type,
        _choices(context, given.get("one_of"), type, f"one_of {what}"),
        constant(context, given.get("at_least"), type, f"at_least {what}"),
        constant(context, given.get("at_most"), type, f"at_most {what}"),
        _missing(context, given.get("missing"), type, what),
        text(given.get("from")) or None,
        tuple(text(each) for each in items(given.get("needs"))) or (("text",) if "from" in given else ()),
        text(given.get("as_of_then")) or None,
        text(given.get("says")),
    )


def _choices(context: Context, node: Node | None, type: tree.Type, what: str) -> Any:
    """The values that an attribute can have, each of its type; a list's are texts."""
    element: tree.Type = "text" if type in ("list", "person") else type
    found = (constant(context, each, element, what) for each in items(node))
    return tuple(each for each in found if each is not None)


def _missing(context: Context, node: Node | None, type: tree.Type, what: str) -> Maybe:
    if node is None or node.scalar == "unknown":
        return Unknown("not given")
    if node.scalar == "absent":
        return ABSENT
    value: Maybe | None = constant(context, fields(node).get("constant"), type, f"missing {what}")
    return Unknown("not given") if value is None else value


def kinds(context: Context, node: Node | None) -> None:
    for key, body in entries(node):
        given = fields(body)
        names = []
        for each in items(given.get("attributes")):
            if text(each) not in context.attributes:
                context.unknown(each, "attribute", f" of kind {quoted(name(key))}", context.attributes)
            names.append(text(each))
        by: Any = text(given.get("by"), "nobody")
        context.kinds[name(key)] = tree.Kind(name(key), by, tuple(names), text(given.get("says")))


def classes(context: Context, node: Node | None) -> None:
    """Classes may build on classes; each becomes the kinds that it comes down to."""
    waiting = {name(key): (key, body) for key, body in entries(node)}
    for own, (key, _) in waiting.items():
        if own in context.kinds:
            context.refuse(key, "duplicate-name", f"class {quoted(own)} has the name of a kind")
        _class(context, own, waiting, ())


def _class(context: Context, own: str, waiting: Any, path: tuple[str, ...]) -> tuple[tree.Alternative, ...]:
    if own in context.classes:
        return context.classes[own]
    key, body = waiting[own]
    if own in path:
        context.refuse(key, "cycle", f"class {quoted(own)} is made of itself: {' -> '.join((*path, own))}")
        return ()
    made: list[tree.Alternative] = []
    for member in items(body):
        given = fields(member)
        where = condition(context, given.get("where"), PLAIN, f"class {quoted(own)}")
        made += _narrowed(_alternatives(context, given.get("kind"), own, waiting, (*path, own)), where)
    context.classes[own] = tuple(made)
    return context.classes[own]


def _alternatives(context: Context, node: Node | None, own: str, waiting: Any, path: tuple[str, ...]) -> Any:
    kind = text(node)
    if kind in context.kinds:
        return (tree.Alternative(kind),)
    if kind in waiting:
        return _class(context, kind, waiting, path)
    if node is not None:
        context.unknown(node, "kind", f" in class {quoted(own)}", (*context.kinds, *waiting))
    return ()


def _narrowed(alternatives: Any, where: tree.Condition) -> list[tree.Alternative]:
    if where == tree.ALWAYS:
        return list(alternatives)
    return [
        tree.Alternative(a.kind, where if a.where == tree.ALWAYS else tree.All((a.where, where)))
        for a in alternatives
    ]
