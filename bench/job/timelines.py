"""Seeded timelines of the job: events and proposals as plain dicts, with ties and exact bounds among the times."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Event: TypeAlias = dict[str, Any]
Asked: TypeAlias = dict[str, Any]

DAY, WEEK = 86_400, 7 * 86_400
START = 1_700_000_000
CHANNELS = ("email", "phone", "linkedin")
PEOPLE = ("ann", "bob", "cleo")
DAYPARTS = ("morning", "midday", "afternoon", "evening")
#: The distances at which a rule turns, and their neighbours; a zero makes a tie.
BOUNDS = (0, 0, 1, DAY - 1, DAY, DAY + 1, WEEK - 1, WEEK, WEEK, WEEK + 1)


@dataclass(frozen=True)
class Step:
    """One thing that happens; for a contact also the proposal that it was before it happened."""

    event: Event
    asked: Asked | None


@dataclass(frozen=True)
class Timeline:
    """The events of one case in order, and a contact proposed at or after the last of them."""

    steps: tuple[Step, ...]
    asked: Asked

    @property
    def events(self) -> list[Event]:
        return [step.event for step in self.steps]


def timelines(seed: int, count: int, shortest: int = 5, longest: int = 60) -> list[Timeline]:
    """`count` timelines, the same for the same seed."""
    chance = random.Random(seed)
    return [timeline(chance, chance.randint(shortest, longest)) for _ in range(count)]


def timeline(chance: random.Random, length: int) -> Timeline:
    """A timeline of `length` events; one in ten is told how it ended, with its last event."""
    steps = tuple(_steps(chance, _kinds(chance, length)))
    asked = _proposal(chance, steps[-1].event["at"] + _later(chance))
    return Timeline(steps, asked)


def _kinds(chance: random.Random, length: int) -> Sequence[str]:
    kinds = chance.choices(("contact", "reply", "interview"), (10, 3, 1), k=length)
    return kinds if chance.random() < 0.9 else [*kinds[:-1], "outcome"]


def _steps(chance: random.Random, kinds: Sequence[str]) -> Iterator[Step]:
    at = START + chance.randrange(10 * WEEK)
    for kind in kinds:
        at += _gap(chance)
        asked = _proposal(chance, at) if kind == "contact" else None
        yield Step(_event(chance, kind, at, asked), asked)


def _event(chance: random.Random, kind: str, at: int, asked: Asked | None) -> Event:
    """All seven fields, null where the kind has none; what a text says is only asked of proposals."""
    given = asked or {}
    return {
        "at": at, "kind": kind, "channel": given.get("channel"), "person": given.get("person"),
        "purpose": given.get("purpose"), "daypart": given.get("daypart"), "similarity": given.get("similarity"),
    }  # fmt: skip


def _proposal(chance: random.Random, at: int) -> Asked:
    return {
        "at": at, "channel": chance.choice(CHANNELS), "person": chance.choice(PEOPLE),
        "purpose": chance.choice(("follow_up", "ask_to_stop")), "daypart": chance.choice(DAYPARTS),
        "politeness": chance.choice((0.4, 0.4, 0.5, 0.7, 0.8, 0.9, 1.0)),
        "frustration": chance.choice((0.0, 0.0, 0.1, 0.2, 0.3, 0.31)), "offers": chance.choice((0, 1, 1, 1, 2)),
        "similarity": chance.choice((0.1, 0.2, 0.3, 0.5, 0.6, 0.6, 0.61)),
    }  # fmt: skip


def _gap(chance: random.Random) -> int:
    return chance.choice(BOUNDS) if chance.random() < 0.3 else chance.randrange(2 * WEEK)


def _later(chance: random.Random) -> int:
    """From the last event to the proposal: mostly long enough, so that about a quarter is permitted."""
    return chance.choice(BOUNDS) if chance.random() < 0.4 else chance.randrange(WEEK, 5 * WEEK)
