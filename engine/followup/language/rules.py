"""Rules and duties, and what the pack says to readers and at the desk."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace
from typing import Any

from followup.language import tree
from followup.language.conditions import DUTY, ITEM, RULE, condition, where_scope
from followup.language.context import Context, entries, fields, items, name, text
from followup.language.facts import alternatives, span
from followup.language.placeholders import names_in
from followup.language.places import Node
from followup.language.problems import did_you_mean, quoted
from followup.language.vocabulary import constant
from followup.timeline.values import Value


def rules(context: Context, node: Node | None) -> tuple[tree.Rule, ...]:
    return tuple(_rule(context, each, fields(each)) for each in items(node))


def _rule(context: Context, node: Node, given: dict[str, Node] | Any) -> tree.Rule:
    own = text(given.get("rule"))
    where = f"rule {quoted(own)}"
    effect: Any = next((word for word in ("forbid", "require", "advise") if word in given), "forbid")
    conditions = {key: condition(context, given.get(key), RULE, where) for key in ("governs", effect)}
    or_absent: Any = text(given.get("or_absent")) or None
    if effect == "require" and or_absent is None:
        _check_absence(context, given["require"], where)
    _check_because(context, given.get("because"), where)
    then: Any = text(given.get("then"), "wait")
    lift: Any = text(given.get("lift"), "allowed")
    return tree.Rule(
        own, effect, conditions[effect], conditions["governs"],
        condition(context, given["unless"], RULE, where) if "unless" in given else None,
        text(given.get("says")), text(given.get("because")), then,
        given_values(context, given.get("instead"), where), lift, or_absent, str(node.place),
    )  # fmt: skip


def _check_absence(context: Context, node: Node, where: str) -> None:
    """A comparison with absent is false, so a `require` says what absence means to it (SEMANTICS 15)."""
    for key, value in entries(node):
        if name(key) in ("all", "any"):
            for each in items(value):
                _check_absence(context, each, where)
        elif name(key) == "not":
            _check_absence(context, value, where)
        elif value.keys() != ("absent",):
            for word in (name(key), *_referred(value)):
                if _can_be_absent(context, word):
                    context.refuse(key, "or-absent", f"{quoted(word)} in {where} can be absent",
                                   "add 'or_absent: pass' or 'or_absent: fail'")  # fmt: skip


def _referred(value: Node) -> Iterator[str]:
    """The facts and attributes at the right side of a test."""
    for key, each in value.entries:
        if name(key) in ("fact", "its"):
            yield text(each)
        else:
            yield from _referred(each)


def _can_be_absent(context: Context, word: str) -> bool:
    if word in context.fact_types:
        return word not in context.always_there
    return word not in tree.CLOCKS and word != "kind"


def _check_because(context: Context, node: Node | None, where: str) -> None:
    names: tuple[Container[str], ...] = (context.fact_types, context.attributes, tree.CLOCKS)
    for word in names_in(text(node)):
        if node is not None and not any(word in each for each in names):
            known = (*context.fact_types, *context.attributes, *tree.CLOCKS)
            what = f"unknown fact {quoted(word)} in the reason of {where}"
            context.refuse(node, "unknown-name", what, did_you_mean(word, known))


def given_values(context: Context, node: Node | None, where: str) -> dict[str, Value]:
    """Attributes with constants: what a rule proposes instead, what a reading sets."""
    made = {}
    for key, value in entries(node):
        if name(key) not in context.attributes:
            context.unknown(key, "attribute", f" in {where}", context.attributes)
            continue
        attribute = context.attributes[name(key)]
        found = constant(context, value, attribute.type, f"{quoted(name(key))} in {where}")
        if found is not None:
            _check_value(context, value, attribute, found, where)
            made[name(key)] = found
    return made


def _check_value(context: Context, node: Node, attribute: tree.Attribute, value: Value, where: str) -> None:
    if attribute.one_of and value not in attribute.one_of:
        words = [str(each) for each in attribute.one_of]
        context.refuse(node, "no-such-value", f"{quoted(value)} is no value of {quoted(attribute.name)} in {where}",
                       did_you_mean(str(value), words) or f"possible: {', '.join(words)}")  # fmt: skip


def duties(context: Context, node: Node | None) -> tuple[tree.Duty, ...]:
    return tuple(_duty(context, each, fields(each)) for each in items(node))


def _duty(context: Context, node: Node, given: Any) -> tree.Duty:
    own = text(given.get("duty"))
    where = f"duty {quoted(own)}"
    do = fields(given.get("do"))
    kind = text(do.get("kind"))
    if kind not in context.kinds or context.kinds[kind].by != "us":
        ours = [each.name for each in context.kinds.values() if each.by == "us"]
        place = do.get("kind", node)
        context.refuse(place, "unknown-name", f"{quoted(kind)} in {where} is no kind of act by us",
                       did_you_mean(kind, ours) or f"possible: {', '.join(ours)}")  # fmt: skip
    trigger = _events(context, given.get("for_each"), where, its=False)
    return tree.Duty(
        own, kind, _do(context, given.get("do"), where, trigger is not None),
        condition(context, given.get("while"), DUTY, where), trigger,
        _events(context, given.get("met_by"), where, its=trigger is not None),
        _delay(context, given.get("due"), where), _delay(context, given.get("overdue"), where),
        text(given.get("says")), text(given.get("because")), str(node.place),
    )  # fmt: skip


def _events(context: Context, node: Node | None, where: str, its: bool) -> tree.Selection | None:
    """Events of a duty; `its` says whether there is an event that it is for."""
    given = fields(node)
    if "event" not in given:
        return None
    kinds = alternatives(context, given["event"], where)
    scope = replace(where_scope(tuple(each.kind for each in kinds)), its=its)
    return tree.Selection(text(given["event"]), kinds, condition(context, given.get("where"), scope, where))


def _do(
    context: Context, node: Node | None, where: str, triggered: bool
) -> tuple[tuple[str, tree.Constant | tree.SubjectTerm], ...]:
    made: list[tuple[str, tree.Constant | tree.SubjectTerm]] = []
    for key, value in entries(node):
        if name(key) == "kind":
            continue
        if value.kind == "mapping" and value.keys() == ("its",):
            _check_its(context, value.entries[0][1], where, triggered)
            made.append((name(key), tree.SubjectTerm(text(value.entries[0][1]))))
            continue
        found = given_values(context, Node(value.place, "mapping", entries=((key, value),)), where)
        made += [(each, tree.Constant(one)) for each, one in found.items()]
    return tuple(made)


def _check_its(context: Context, node: Node, where: str, triggered: bool) -> None:
    if not triggered:
        context.refuse(
            node, "no-subject", f"'its: {text(node)}' in {where}: only a duty for_each event has one"
        )
    elif text(node) not in context.attributes:
        context.unknown(node, "attribute", f" in {where}", context.attributes)


def _delay(context: Context, node: Node | None, where: str) -> tree.Delay | None:
    given = fields(node)
    if "after" not in given:
        return None
    target = given["after"]
    parameter = fields(target).get("parameter")
    found = context.parameters.get(text(parameter)) if parameter else None
    after = found.value if found else span(context, target, where) if parameter is None else None
    if parameter is not None and not isinstance(after, tree.Span):
        context.refuse(parameter, "wrong-type", f"{quoted(text(parameter))} in {where} is no amount of time")
    if not isinstance(after, tree.Span):
        return None
    return tree.Delay(after, "keep" in given, "roll" in given)


def reads(context: Context, node: Node | None) -> tuple[tree.Reads, ...]:
    return tuple(_reads(context, fields(each)) for each in items(node))


def _reads(context: Context, given: Any) -> tree.Reads:
    where = f"what is read from {quoted(text(given.get('from')))}"
    _check_kind(context, given.get("makes"), where)
    rename = {name(key): text(value) for key, value in entries(given.get("rename"))}
    for key, _ in entries(given.get("rename")):
        if name(key) not in context.attributes:
            context.unknown(key, "attribute", f" in {where}", context.attributes)
    return tree.Reads(
        text(given.get("from")), text(given.get("makes")), condition(context, given.get("where"), ITEM, where),
        given_values(context, given.get("with"), where), rename,
    )  # fmt: skip


def _check_kind(context: Context, node: Node | None, where: str) -> None:
    if node is not None and text(node) not in context.kinds:
        context.unknown(node, "kind", f" in {where}", context.kinds)


def desk(context: Context, node: Node | None) -> tree.Desk:
    given = fields(node)
    for role in ("texts", "offers", "purposes"):
        if role in given and text(given[role]) not in context.attributes:
            context.unknown(given[role], "attribute", " at the desk", context.attributes)
    return tree.Desk(
        text(given.get("case"), "case"), _entries(context, given.get("add")), _entries(context, given.get("log")),
        text(given.get("texts")) or None, text(given.get("offers")) or None, text(given.get("purposes")) or None,
    )  # fmt: skip


def _entries(context: Context, node: Node | None) -> dict[str, tree.Entry]:
    return {name(key): _entry(context, name(key), fields(body)) for key, body in entries(node)}


def _entry(context: Context, own: str, given: Any) -> tree.Entry:
    where = f"option {quoted(own)} of the desk"
    _check_kind(context, given.get("kind"), where)
    sets = text(given.get("sets")) or None
    if sets and sets not in context.attributes:
        context.unknown(given["sets"], "attribute", f" in {where}", context.attributes)
    choices: dict[str, Value] = {}
    for key, value in entries(given.get("choices")):
        pair = Node(value.place, "mapping", entries=((Node(value.place, "text", sets), value),))
        choices |= {name(key): one for one in given_values(context, pair, where).values()} if sets else {}
    answers = given["answers"].scalar is True if "answers" in given else False
    return tree.Entry(text(given.get("kind")), sets, given_values(context, given.get("with"), where), choices,
                      answers, text(given.get("asks")), text(given.get("says")))  # fmt: skip
