"""Conditions: from nodes to comparisons whose names are settled and whose types fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from followup.language import tree
from followup.language.context import Context, entries, items, name, text
from followup.language.places import Node
from followup.language.problems import did_you_mean, quoted
from followup.timeline.calendar import WEEKDAYS

ORDERED = ("less_than", "at_most", "more_than", "at_least")
_EQUAL = ("is", "is_not", "one_of", "none_of", "absent")
_ORDERABLE = (*_EQUAL, *ORDERED)
OPERATORS: dict[tree.Type, tuple[str, ...]] = {
    "text": (*_EQUAL, "mentions"), "channel": _EQUAL, "person": _EQUAL, "boolean": ("is", "is_not", "absent"),
    "list": ("contains", "shares", "absent"), "number": _ORDERABLE, "integer": _ORDERABLE,
    "date": _ORDERABLE, "instant": (*ORDERED, "absent"), "time": _ORDERABLE, "elapsed": _ORDERABLE,
    "dates": _ORDERABLE, "working days": _ORDERABLE,
}  # fmt: skip
TESTS = ("is_not", *ORDERED, "one_of", "none_of", "contains", "shares", "mentions", "absent")
_ALIKE: dict[str, str] = {"integer": "number", "channel": "text", "person": "text", "list": "text"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a condition stands decides which names it may use: facts and attributes of the subject, or the
    attributes of the events that a selection looks at (`kinds` None means any kind)."""

    facts: bool = False
    subject: bool = False
    own: bool = False
    its: bool = False
    clocks: bool = False
    kinds: tuple[str, ...] | None = None
    free: bool = False


RULE = Scope(facts=True, subject=True, its=True, clocks=True)
DUTY = Scope(facts=True, clocks=True)
PLAIN = Scope(own=True)
ITEM = Scope(own=True, free=True)


def where_scope(kinds: tuple[str, ...]) -> Scope:
    return Scope(own=True, its=True, clocks=True, kinds=kinds)


def condition(context: Context, node: Node | None, scope: Scope, where: str) -> tree.Condition:
    """The condition that a node says; ALWAYS for none. Several keys mean all of them."""
    parts = [_entry(context, key, value, scope, where) for key, value in entries(node)]
    flat = [each for part in parts for each in part]
    return flat[0] if len(flat) == 1 else tree.All(tuple(flat))


def _entry(context: Context, key: Node, value: Node, scope: Scope, where: str) -> list[tree.Condition]:
    match name(key):
        case "all":
            return [tree.All(_each(context, value, scope, where))]
        case "any":
            return [tree.Any(_each(context, value, scope, where))]
        case "not":
            return [tree.Not(condition(context, value, scope, where))]
    found = left_term(context, key, scope, where)
    return _tests(context, key, value, scope, where, *found) if found else []


def _each(context: Context, value: Node, scope: Scope, where: str) -> tuple[tree.Condition, ...]:
    return tuple(condition(context, each, scope, where) for each in items(value))


def left_term(context: Context, key: Node, scope: Scope, where: str) -> tuple[tree.Term, Any] | None:
    """What a name at the left of a comparison stands for, and its type (None if nobody can say)."""
    word = name(key)
    if scope.own:
        return _own_term(context, key, scope, where)
    if word in ("kind", "case") and scope.subject:
        return tree.SubjectTerm(word), "text"
    if word in context.fact_types and scope.facts:
        return tree.FactTerm(word), context.fact_types[word]
    if word in tree.CLOCKS and scope.clocks:
        return tree.ClockTerm(word), tree.CLOCKS[word]  # type: ignore[arg-type]
    if word in context.attributes and scope.subject:
        return tree.SubjectTerm(word), context.attributes[word].type
    if word in context.attributes:
        context.refuse(key, "no-subject", f"attribute {quoted(word)} in {where}: there is no proposal here",
                       "use a fact")  # fmt: skip
        return None
    known = (*context.fact_types, *tree.CLOCKS, *(context.attributes if scope.subject else ()))
    context.unknown(key, "fact", f" in {where}", known)
    return None


def _own_term(context: Context, key: Node, scope: Scope, where: str) -> tuple[tree.Term, Any] | None:
    word = name(key)
    if scope.free or word in ("kind", "case"):
        return tree.OwnTerm(word), None if scope.free else "text"
    if word not in context.attributes:
        context.unknown(key, "attribute", f" in {where}", context.attributes)
        return None
    if not _some_kind_has(context, scope.kinds, word):
        kinds = ", ".join(map(quoted, scope.kinds or ()))
        context.refuse(key, "no-attribute", f"no event of {kinds} has an attribute {quoted(word)} in {where}")
        return None
    return tree.OwnTerm(word), context.attributes[word].type


def _some_kind_has(context: Context, kinds: tuple[str, ...] | None, attribute: str) -> bool:
    return kinds is None or any(attribute in context.kinds[k].attributes for k in kinds if k in context.kinds)


def is_operand(value: Node) -> bool:
    return value.kind != "mapping" or (
        len(value.entries) == 1 and value.keys()[0] in ("parameter", "its", "fact")
    )


def _tests(context: Context, key: Node, value: Node, scope: Scope, where: str,
           left: tree.Term, type: Any) -> list[tree.Condition]:  # fmt: skip
    tests = [("is", key, value)] if is_operand(value) else [(name(op), op, arg) for op, arg in entries(value)]
    made: list[tree.Condition] = []
    for operator, place, argument in tests:
        allowed = OPERATORS.get(type, ("is", *TESTS))
        if operator not in allowed:
            what = f"{quoted(name(key))} is {_a(type)}, which cannot be compared by {quoted(operator)} in {where}"
            context.refuse(place, "wrong-type", what, f"possible: {', '.join(allowed)}")
            continue
        right = _right(context, argument, scope, f"{quoted(name(key))} in {where}", operator, type)
        if right is not None:
            if operator != "absent":
                _check_words(context, argument, left, right, where)
            made.append(tree.Compare(left, operator, right))  # type: ignore[arg-type]
    return made


def _check_words(
    context: Context, node: Node, left: tree.Term, right: tuple[tree.Term, ...], where: str
) -> None:
    """A constant is one of the words that the name at the left can be, where these are declared."""
    words = _words(context, left)
    nodes = items(node) or (node,)
    for term, place in zip(right, nodes * len(right) if len(nodes) == 1 else nodes, strict=False):
        if words and isinstance(term, tree.Constant) and term.value not in words:
            what = f"{quoted(term.value)} is no value of {quoted(left.name)} in {where}"  # type: ignore[union-attr]
            close = did_you_mean(str(term.value), words)
            context.refuse(place, "no-such-value", what, close or f"possible: {', '.join(words)}")


def _words(context: Context, left: tree.Term) -> tuple[str, ...]:
    match left:
        case tree.ClockTerm("weekday"):
            return WEEKDAYS
        case tree.ClockTerm("part_of_day"):
            return context.parts_of_day
        case tree.SubjectTerm("kind") | tree.OwnTerm("kind"):
            return tuple(context.kinds)
        case tree.SubjectTerm(word) | tree.OwnTerm(word) if word in context.attributes:
            return tuple(each for each in context.attributes[word].one_of if isinstance(each, str))
    return ()


def _a(type: str) -> str:
    return f"an {type}" if type[0] in "aeiou" else f"a {type}"


def _right(context: Context, node: Node, scope: Scope, what: str, operator: str, type: Any) -> Any:
    """The terms at the right of a comparison, or None with a problem."""
    if operator == "absent":
        return (tree.Constant(node.scalar is True),)
    listed = operator in ("one_of", "none_of", "shares", "mentions") and node.kind == "list"
    element = "text" if type in ("list", "person") else type
    terms = [operand(context, each, scope, what, element) for each in (items(node) if listed else (node,))]
    if any(term is None for term in terms):
        return None
    return _spread(terms) if operator in ("one_of", "none_of", "shares", "mentions") else tuple(terms)


def _spread(terms: list[Any]) -> tuple[tree.Term, ...]:
    """A parameter that is a list stands for its members."""
    spread: list[tree.Term] = []
    for term in terms:
        members = term.value if isinstance(term, tree.Constant) and isinstance(term.value, tuple) else None
        spread += [term] if members is None else [tree.Constant(each, term.parameter) for each in members]
    return tuple(spread)


def operand(context: Context, node: Node, scope: Scope, what: str, type: Any) -> tree.Term | None:
    """The right side of a comparison, of a type that fits the left."""
    reference = node.entries[0] if node.kind == "mapping" and is_operand(node) else None
    if reference is None:
        return _constant(context, node, what, type)
    key, target = reference
    found = _REFERENCES[name(key)](context, target, scope, what)
    if found is None:
        return None
    term, own = found
    if type and own and _ALIKE.get(own, own) != _ALIKE.get(type, type):
        context.refuse(
            target, "wrong-type", f"{quoted(target.scalar)} is {_a(own)}, but {what} is {_a(type)}"
        )
        return None
    return term  # type: ignore[no-any-return]


def _constant(context: Context, node: Node, what: str, type: Any) -> tree.Term | None:
    from followup.language.vocabulary import constant

    if type is None:
        value = tuple(text(each) for each in items(node)) if node.kind == "list" else node.scalar
        if value is None:
            context.refuse(node, "wrong-type", f"the value for {what} is nothing", "ask for 'absent: true'")
            return None
        return tree.Constant(value)
    value = constant(context, node, type, f"the value for {what}")
    return None if value is None else tree.Constant(value)


def _parameter(context: Context, node: Node, scope: Scope, what: str) -> Any:
    found = context.parameters.get(text(node))
    if found is None:
        context.unknown(node, "parameter", f" for {what}", context.parameters)
        return None
    return tree.Constant(found.value, found.name), found.type


def _its(context: Context, node: Node, scope: Scope, what: str) -> Any:
    word = text(node)
    if not scope.its:
        context.refuse(node, "no-subject", f"'its: {word}' for {what}: there is no subject here")
        return None
    if word in ("kind", "case"):
        return tree.SubjectTerm(word), "text"
    if word not in context.attributes:
        context.unknown(node, "attribute", f" for {what}", context.attributes)
        return None
    return tree.SubjectTerm(word), context.attributes[word].type


def _fact(context: Context, node: Node, scope: Scope, what: str) -> Any:
    word = text(node)
    if word in tree.CLOCKS and scope.clocks:
        return tree.ClockTerm(word), tree.CLOCKS[word]  # type: ignore[arg-type]
    if word in context.fact_types and scope.facts:
        return tree.FactTerm(word), context.fact_types[word]
    if word in context.fact_types:
        context.refuse(node, "not-here", f"fact {quoted(word)} for {what}: only clock facts can stand here",
                       f"possible: {', '.join(tree.CLOCKS)}")  # fmt: skip
        return None
    context.unknown(node, "fact", f" for {what}", (*context.fact_types, *tree.CLOCKS))
    return None


_REFERENCES: dict[str, Any] = {"parameter": _parameter, "its": _its, "fact": _fact}
