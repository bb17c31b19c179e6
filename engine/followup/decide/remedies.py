"""What would change a forbid: single changes, each judged by the pack before it is shown (SEMANTICS 20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from followup.decide.decision import Moment
from followup.decide.duties import permitted_from
from followup.decide.verdict import Judged, judge
from followup.evaluate.scene import World
from followup.timeline.events import Proposal
from followup.timeline.values import Absent


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change after which the proposal is not forbidden: attributes with other values, or a later instant."""

    change: Mapping[str, Any] = field(default_factory=dict, hash=False)
    wait_until: Moment | None = None


def remedies(world: World, proposal: Proposal) -> tuple[Remedy, ...]:
    """What would do instead, least effort first; nothing for a proposal that is not forbidden."""
    judged = judge(world, proposal)
    if judged.verdict != "forbid":
        return ()
    changes = [change for change in _changes(world, proposal, judged) if change]
    found = [Remedy(change) for change in changes if _passes(world, proposal, change)]
    when = permitted_from(world, proposal, judged)
    return (*found, Remedy(wait_until=when)) if isinstance(when, int) else tuple(found)


def _passes(world: World, proposal: Proposal, change: Mapping[str, Any]) -> bool:
    return judge(world, proposal.with_attributes(**change)).verdict != "forbid"


def _changes(world: World, proposal: Proposal, judged: Judged) -> Iterator[dict[str, Any]]:
    """What the rules propose instead; then other people and channels of the case, one thing at a time."""
    seen: list[dict[str, Any]] = []
    for change in (*_instead(judged), *_others(world, proposal)):
        given = {name: proposal.attributes.get(name) for name in change}
        if change != given and change not in seen:
            seen.append(change)
            yield change


def _instead(judged: Judged) -> Iterator[dict[str, Any]]:
    yield from (dict(one.rule.instead) for one in judged.found if one.truth is True and one.rule.instead)


def _others(world: World, proposal: Proposal) -> Iterator[dict[str, Any]]:
    case = world.journal.case(proposal.case)
    person, channel = (world.pack.attribute_of_type(each) for each in ("person", "channel"))
    who = proposal.attributes.get(person or "")
    if channel and isinstance(who, (str, Absent)):
        reached = world.journal.person(who if isinstance(who, str) else None).channels or case.channels
        yield from ({channel: each} for each in reached)
    if person:
        yield from ({person: each} for each in case.people)
