"""For what is permitted: the nearest rule that would stop it, and when, if time alone brings it there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from followup.decide.as_json import plain
from followup.decide.decision import Moment
from followup.decide.looking import Leaf, Spoken, Way, parts_of, spoken, to_flip
from followup.decide.verdict import Judged, judge, matches
from followup.decide.words import condition_words
from followup.evaluate.future import HORIZON, first
from followup.evaluate.scene import Scene, World
from followup.timeline.events import Proposal
from followup.timeline.instants import Instant


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A rule that does not stop a proposal, and the fewest comparisons that would have to flip for it to do so.

    `when` is the first instant at which it does if nothing new happens.
    """

    rule: str
    says: str
    flips: tuple[Leaf, ...]
    when: Moment

    @property
    def needs(self) -> tuple[str, ...]:
        """What the comparisons would have to be, in words, each once."""
        return tuple(dict.fromkeys(condition_words(leaf.compare, leaf.wanted) for leaf in self.flips))

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
    now = list(spoken(world, proposal))
    near = _nearest((one, _way(one)) for one in now)
    if not near:
        return None
    when, name = _by_time(world, proposal, judged, frozenset(near), horizon)
    rule = next(each for each in world.pack.rules if each.id == (name or next(iter(near))))
    way = near[rule.id]
    if isinstance(when, int):
        come = _nearest(_as_it_comes(now, spoken(world, proposal.moved(when)), name))
        way = min(way, come.get(rule.id, way), key=lambda each: (len(each), each is way))
    return WhyNot(rule.id, rule.says, way, when)


def _nearest(rules: Iterable[tuple[Spoken, Way]]) -> dict[str, tuple[Leaf, ...]]:
    """The rules that fewest comparisons keep from speaking, with these."""
    ways: dict[str, tuple[Leaf, ...]] = {}
    for one, way in rules:
        if way and not one.lifted and one.rule.effect != "advise" and _shorter(way, ways.get(one.rule.id)):
            ways[one.rule.id] = way
    fewest = min(map(len, ways.values()), default=0)
    return {rule: way for rule, way in ways.items() if len(way) == fewest}


def _shorter(way: tuple[Leaf, ...], other: Way) -> bool:
    return other is None or len(way) < len(other)


def _as_it_comes(
    now: Iterable[Spoken], then: Iterable[Spoken], name: str | None
) -> Iterator[tuple[Spoken, Way]]:
    """What keeps a rule from speaking now, in the settings in which it does then; as it has come by then."""
    for one, other in zip(now, then, strict=True):
        if one.rule.id == name and other.truth is True and not other.lifted:
            yield one, _way(one, other.scene)


def _way(one: Spoken, later: Scene | None = None) -> Way:
    """The fewest comparisons that keep a rule from speaking; None if it never can."""
    parts = [to_flip(one.scene, part, later) for part in parts_of(one.rule)]
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
