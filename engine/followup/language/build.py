"""From the merged node of a pack to its typed tree: names first, then types, then what hangs together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass, replace
from typing import Any

from followup.language import rules as parts
from followup.language import tree, vocabulary
from followup.language.context import Context, entries, fields, items, name, text
from followup.language.cycles import DEEPEST, find_cycle, looks_ahead, too_deep
from followup.language.facts import facts
from followup.language.places import Node
from followup.language.problems import Problem, did_you_mean, quoted
from followup.timeline.values import Unknown


def build(node: Node) -> tuple[tree.Tree, list[Problem]]:
    """The typed tree of a (merged) pack, and everything that is wrong with it."""
    context = Context()
    vocabulary.parameters(context, node.get("parameters"))
    days = vocabulary.days(context, node.get("calendar"))
    vocabulary.attributes(context, node.get("attributes"))
    vocabulary.kinds(context, node.get("kinds"))
    vocabulary.classes(context, node.get("classes"))
    made = facts(context, node.get("facts"))
    _check_derived(context, node.get("attributes"), made)
    _check_cycles(context, node, made)
    needs = fields(node.get("needs"))
    _check_needs(context, node, needs, made)
    built = tree.Tree(
        text(node.get("pack")), text(node.get("version")), text(node.get("title")),
        source={name(key): text(value) for key, value in entries(node.get("source"))},
        extends=text(node.get("extends")) or None,
        channels=tuple(text(each) for each in items(needs.get("channels"))),
        plugin_facts=tuple(text(each) for each in items(needs.get("facts"))),
        days=days, parameters=context.parameters, attributes=context.attributes, kinds=context.kinds,
        classes=context.classes, facts=made, rules=parts.rules(context, node.get("rules")),
        duties=parts.duties(context, node.get("duties")), reads=parts.reads(context, node.get("reads")),
        desk=parts.desk(context, node.get("desk")),
    )  # fmt: skip
    return replace(built, digest=digest(built)), context.problems


def _check_derived(context: Context, node: Node | None, made: Mapping[str, tree.Fact]) -> None:
    """Attributes as of then name a fact of their own type that does not look ahead."""
    for key, body in entries(node):
        taken = fields(body).get("as_of_then")
        if taken is None:
            continue
        word = text(taken)
        where = f" taken as of then by attribute {quoted(name(key))}"
        own = tree.CLOCKS.get(word) or context.fact_types.get(word)
        if word not in tree.CLOCKS and word not in context.fact_types:
            context.unknown(taken, "fact", where, (*context.fact_types, *tree.CLOCKS))
        elif looks_ahead(word, made, context.attributes):
            context.refuse(taken, "looks-ahead", f"fact {quoted(word)}{where} looks at later events")
        elif own and own != context.attributes[name(key)].type:
            declared = context.attributes[name(key)].type
            context.refuse(
                taken, "wrong-type", f"fact {quoted(word)}{where} is of type {own}, not {declared}"
            )


def _check_cycles(context: Context, node: Node, made: Mapping[str, tree.Fact]) -> None:
    cycle = find_cycle(made, context.attributes)
    if cycle:
        at = next((key for key, _ in entries(node.get("facts")) if name(key) in cycle), node)
        context.refuse(at, "cycle", f"fact {quoted(cycle[0])} depends on itself: {' -> '.join(cycle)}",
                       "a fact may depend on itself only as of then, through earlier events")  # fmt: skip
        return
    deep = too_deep(made, context.attributes)
    if deep:
        at = next((key for key, _ in entries(node.get("facts")) if name(key) == deep), node)
        context.refuse(at, "too-deep", f"fact {quoted(deep)} stands on too many facts and conditions",
                       f"at most {DEEPEST} on top of each other")  # fmt: skip


def _check_needs(
    context: Context, node: Node, needs: Mapping[str, Node], made: Mapping[str, tree.Fact]
) -> None:
    """Plugin facts that attributes and pair facts use are listed under `needs: facts:`."""
    listed = [text(each) for each in items(needs.get("facts"))]
    used = {a.fact for a in context.attributes.values() if a.fact}
    used |= {fact.query.fact for fact in made.values() if isinstance(fact.query, tree.Pair)}
    for word in sorted(used - set(listed)):
        at = needs.get("facts") or node
        context.refuse(at, "unlisted-need", f"the pack uses plugin fact {quoted(word)} without needing it",
                       did_you_mean(word, listed) or "list it under 'needs: facts:'")  # fmt: skip


def digest(built: tree.Tree) -> str:
    """A digest of the resolved tree with its parameter values; places and the digest itself left out."""
    return hashlib.sha256(repr(canonical(replace(built, digest=""))).encode()).hexdigest()


def canonical(value: Any) -> Any:
    """A value as nested tuples of tagged texts, the same for equal trees only."""
    if isinstance(value, Unknown) or (is_dataclass(value) and not isinstance(value, type)):
        members = ((f.name, getattr(value, f.name)) for f in dataclass_fields(value) if f.name != "place")
        return type(value).__name__, tuple((key, canonical(each)) for key, each in members)
    if isinstance(value, Mapping):
        return "mapping", tuple((key, canonical(each)) for key, each in sorted(value.items()))
    if isinstance(value, frozenset):
        return "set", tuple(sorted(map(str, value)))
    if isinstance(value, tuple):
        return "list", tuple(map(canonical, value))
    return type(value).__name__, str(value)
