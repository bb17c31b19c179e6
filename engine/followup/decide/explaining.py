"""A decision as a tree: rules, the conditions they ask, comparisons with both values, facts, events behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from followup.decide.as_json import plain
from followup.decide.decision import NEWEST, STRICTNESS, Evidence, Verdict
from followup.decide.looking import (
    Part,
    Spoken,
    Told,
    behind,
    inside,
    parts_of,
    shown,
    spoken,
    told,
    truth_of,
    value_of,
)
from followup.decide.nearest import WhyNot, nearest
from followup.decide.verdict import because, evidence_of, judge
from followup.decide.words import condition_words, name_words, value_words
from followup.evaluate.reference_views import ReferenceView
from followup.evaluate.scene import Scene, World
from followup.language import tree
from followup.timeline.events import Proposal

Kind: TypeAlias = Literal["constant", "fact", "attribute", "clock"]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what it is called and what it is. Behind a fact stand events, or a condition."""

    kind: Kind
    name: str
    value: str
    total: int | None = None
    evidence: tuple[Evidence, ...] = ()
    holds: Node | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared, in words, both sides, and whether it is so."""

    words: str
    truth: Told
    operator: str
    left: Side
    right: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Connective:
    """`all`, `any` or `not` of some parts, and whether it holds."""

    how: Literal["all", "any", "not"]
    truth: Told
    parts: tuple[Node, ...]


Node: TypeAlias = Connective | Comparison


@dataclass(frozen=True, slots=True)
class Conjunct:
    """A part of what makes a rule speak: its condition, and whether it must hold for that or must not."""

    role: str
    wanted: bool
    truth: Told
    condition: Node


@dataclass(frozen=True, slots=True)
class RuleNode:
    """A rule that speaks, or may: why."""

    rule: str
    effect: str
    speaks: Told
    says: str
    because: str
    lifted: str | None
    parts: tuple[Conjunct, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a proposal is decided as it is; and of a permit, the nearest rule that would stop it."""

    verdict: Verdict
    rules: tuple[RuleNode, ...]
    why_not: WhyNot | None = None

    def as_json(self) -> dict[str, Any]:
        not_yet = self.why_not.as_json() if self.why_not else None
        return {"verdict": self.verdict, "rules": plain(self.rules), "why_not": not_yet}


def explain(world: World, proposal: Proposal) -> Explanation:
    """Every rule that has something to say, each once, in the setting in which it says most."""
    rules = tuple(map(_rule, _heard(spoken(world, proposal))))
    return Explanation(judge(world, proposal).verdict, rules, nearest(world, proposal))


def _heard(rules: Iterator[Spoken]) -> list[Spoken]:
    kept: dict[str, Spoken] = {}
    for one in rules:
        if one.truth is not False:
            known = kept.setdefault(one.rule.id, one)
            if _strictness(one) > _strictness(known):
                kept[one.rule.id] = one
    return list(kept.values())


def _strictness(one: Spoken) -> int:
    return STRICTNESS["permit" if one.lifted else "forbid" if one.truth is True else "ask"]


def _rule(one: Spoken) -> RuleNode:
    rule, scene = one.rule, one.scene
    reason = because(ReferenceView(scene), rule.because) if one.truth is True else ""
    lifted = str(one.lifted.attributes.get("because", "")) if one.lifted else None
    parts = tuple(_conjunct(scene, part) for part in parts_of(rule))
    return RuleNode(rule.id, rule.effect, told(one.truth), rule.says, reason, lifted, parts)


def _conjunct(scene: Scene, part: Part) -> Conjunct:
    truth = told(truth_of(scene, part.condition, part.on_absent))
    return Conjunct(part.role, part.wanted, truth, _node(scene, part.condition, part.on_absent))


def _node(scene: Scene, condition: tree.Condition, on_absent: bool | None) -> Node:
    truth = told(truth_of(scene, condition, on_absent))
    match condition:
        case tree.All(parts):
            return Connective("all", truth, tuple(_node(scene, part, on_absent) for part in parts))
        case tree.Any(parts):
            return Connective("any", truth, tuple(_node(scene, part, on_absent) for part in parts))
        case tree.Not(part):
            turned = None if on_absent is None else not on_absent
            return Connective("not", truth, (_node(scene, part, turned),))
    sides = _side(scene, condition.left, condition), tuple(_side(scene, each) for each in condition.right)
    return Comparison(condition_words(condition), truth, condition.operator, *sides)


def _side(scene: Scene, what: tree.Term, compare: tree.Compare | None = None) -> Side:
    if isinstance(what, tree.Constant):
        return Side("constant", what.parameter or "", value_words(what.value))
    kind: Kind = "clock" if isinstance(what, tree.ClockTerm) else "attribute"
    value = shown(scene, what, value_of(scene, what))
    if not isinstance(what, tree.FactTerm):
        return Side(kind, name_words(what.name), value)
    events = behind(scene, what.name).events
    inner = inside(scene, compare) if compare else None
    if inner is not None:
        return Side("fact", name_words(what.name), value, holds=_node(scene, inner[0], None))
    newest = tuple(evidence_of(scene, event) for event in events[-NEWEST:])
    return Side("fact", name_words(what.name), value, len(events), newest)
