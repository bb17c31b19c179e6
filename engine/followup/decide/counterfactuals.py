"""What would have been decided if something of ours had not happened: an explanation, not a way out.

Single acts of ours behind the rules that stop a proposal are taken out of the journal, one at a time, and the
proposal is judged again; two at a time only when no single one makes it pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from followup.decide.as_json import plain
from followup.decide.decision import STRICTNESS, Evidence, Verdict
from followup.decide.looking import Spoken, events_behind, spoken, supposing
from followup.decide.verdict import evidence_of, judge
from followup.evaluate.scene import World
from followup.timeline.events import Event, Proposal

#: How many acts are taken out, the newest first.
ACTS = 16


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The verdict, had these acts of ours not happened. `evidence` is how they are shown."""

    verdict: Verdict
    events: tuple[Event, ...]
    evidence: tuple[Evidence, ...]

    def as_json(self) -> dict[str, Any]:
        return {"verdict": self.verdict, "without": plain(self.evidence)}


def counterfactuals(world: World, proposal: Proposal) -> tuple[Counterfactual, ...]:
    """The smallest sets of acts without which a proposal would pass, the newest acts first."""
    now = judge(world, proposal).verdict
    if now == "permit":
        return ()
    stopping = [one for one in spoken(world, proposal) if one.stops]
    acts = _acts(world, stopping)
    for size in (1, 2):
        found = [
            _shown(stopping[0], verdict, some)
            for some in combinations(acts, size)
            if STRICTNESS[verdict := without(world, proposal, *some)] < STRICTNESS[now]
        ]
        if found:
            return tuple(found)
    return ()


def without(world: World, proposal: Proposal, *events: Event) -> Verdict:
    """The verdict over the journal without some events."""
    journal = world.journal
    for event in events:
        journal = journal.without(event)
    return judge(supposing(world, journal), proposal).verdict


def _acts(world: World, stopping: list[Spoken]) -> tuple[Event, ...]:
    """The acts of ours behind the rules that stop it, the newest first."""
    ours = {kind.name for kind in world.pack.kinds.values() if kind.by == "us"}
    acts = {event.key: event for event in _behind(stopping) if event.kind in ours}
    return tuple(sorted(acts.values(), key=lambda event: event.order, reverse=True))[:ACTS]


def _behind(stopping: list[Spoken]) -> Iterator[Event]:
    for one in stopping:
        yield from events_behind(one.scene, one.rule)


def _shown(one: Spoken, verdict: Verdict, events: tuple[Event, ...]) -> Counterfactual:
    ordered = tuple(sorted(events, key=lambda event: event.order))
    return Counterfactual(verdict, ordered, tuple(evidence_of(one.scene, each) for each in ordered))
