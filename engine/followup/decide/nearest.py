"""For what is permitted: the nearest rule that would stop it, and when, if time alone brings it there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from followup.decide.as_json import plain
from followup.decide.decision import Moment
from followup.decide.future import HORIZON, first
from followup.decide.looking import Leaf, Spoken, parts_of, spoken, to_flip
from followup.decide.verdict import Judged, judge, matches
from followup.decide.words import condition_words
from followup.evaluate.scene import World
from followup.timeline.events import Proposal
from followup.timeline.instants import Instant


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A rule that does not stop a proposal, and what would have to be so for it to do so.

    `when` is the first instant at which it does if nothing new happens.
    """

    rule: str
    says: str
    needs: tuple[str, ...]
    when: Moment

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "says": self.says,
            "needs": list(self.needs),
            "when": plain_moment(self.when),
        }


def plain_moment(when: Moment) -> Any:
    return plain({"at": when})["at"]


def nearest(world: World, proposal: Proposal, horizon: Instant = HORIZON) -> WhyNot | None:
    """The rule with the fewest comparisons to flip; of several, the one that time brings first, then the first
    in the pack. None where nothing is permitted, or no rule could ever stop it."""
    judged = judge(world, proposal)
    if judged.verdict != "permit":
        return None
    near = _nearest(spoken(world, proposal))
    if not near:
        return None
    when, name = _by_time(world, proposal, judged, frozenset(near), horizon)
    rule = next(each for each in world.pack.rules if each.id == (name or next(iter(near))))
    needs = tuple(condition_words(leaf.compare, leaf.wanted) for leaf in near[rule.id])
    return WhyNot(rule.id, rule.says, tuple(dict.fromkeys(needs)), when)


def _nearest(rules: Iterable[Spoken]) -> dict[str, tuple[Leaf, ...]]:
    """The rules that fewest comparisons keep from speaking, with these."""
    ways: dict[str, tuple[Leaf, ...]] = {}
    for one in rules:
        way = None if one.rule.effect == "advise" or one.lifted else _way(one)
        if way and (one.rule.id not in ways or len(way) < len(ways[one.rule.id])):
            ways[one.rule.id] = way
    fewest = min(map(len, ways.values()), default=0)
    return {rule: way for rule, way in ways.items() if len(way) == fewest}


def _way(one: Spoken) -> tuple[Leaf, ...] | None:
    """The fewest comparisons that keep a rule from speaking; None if it never can."""
    parts = [to_flip(one.scene, part) for part in parts_of(one.rule)]
    if any(part is None for part in parts):
        return None
    return tuple(leaf for part in parts if part for leaf in part)


def _by_time(world: World, proposal: Proposal, judged: Judged, rules: frozenset[str],
             horizon: Instant) -> tuple[Moment, str | None]:  # fmt: skip
    """The first instant at which one of some rules stops the proposal, if nothing new happens; and which."""
    look = partial(_judged_at, world, proposal)
    when = first(look, lambda one: one.stable, lambda one: bool(_stopping(one, rules)), judged, proposal.at,
                 horizon)  # fmt: skip
    return when, _stopping(look(when), rules)[0] if isinstance(when, int) else None


def _judged_at(world: World, proposal: Proposal, at: Instant) -> Judged:
    return judge(world, proposal.moved(at))


def _stopping(judged: Judged, rules: frozenset[str]) -> list[str]:
    found = matches(judged, ("forbid", "require"))
    return [each.rule for each in found if each.rule in rules and each.lifted is None]
