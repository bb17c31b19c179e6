"""Packs with dates and zones: the five rules as they come along, and the job with dates instead of seconds."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import followup
from bench.job.reading import PACK
from bench.job.timelines import Step, Timeline
from followup.timeline.instants import DAY, MINUTE, instant

PEOPLE = ("ann", "bob", "cleo")
RECORDS = {
    name: followup.Record(zones=("Europe/Berlin",), country="DE", channels=("email", "phone"))
    for name in PEOPLE
}
START = instant("2026-01-05T00:00+01:00")
KINDS = {"contact": 10, "reply": 2, "talk": 1, "missed_call": 1, "interview": 1}
PURPOSES = ("follow_up", "follow_up", "follow_up", "ask_to_stop", "thank_you", "answer")
OFFERS = ("a sketch", "an article", "a visit", "a reference", "a sample", "a plan", "a contact", "a talk")
CASE = "acme"


@contextmanager
def job_with_dates() -> Iterator[Path]:
    """The job's pack where a week is seven dates in the zone of the person."""
    text = (PACK / "pack.yaml").read_text("utf-8")
    dated = text.replace("in: elapsed", "in: dates").replace("7 days", "7 dates")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "pack.yaml").write_text(dated, "utf-8")
        yield Path(folder)


def five_rules(seed: int, count: int, length: int, dense: bool = False) -> list[Timeline]:
    """Timelines for the pack five-rules. All that plugins would be asked of is given, and no event has a text.

    `dense` puts hours instead of days between events, so that 100,000 of them stay within one life.
    """
    chance = random.Random(seed)
    return [_timeline(chance, length, dense) for _ in range(count)]


def _timeline(chance: random.Random, length: int, dense: bool) -> Timeline:
    at, steps = START, []
    for number in range(length):
        at = at + chance.randrange(12 * 60) * MINUTE if dense else _next(chance, at)
        [kind] = chance.choices(list(KINDS), list(KINDS.values()))
        steps.append(_step(chance, number, kind, at, ends=number == length - 1 and chance.random() < 0.1))
    return Timeline(tuple(steps), proposal(chance, _next(chance, at + chance.randrange(7, 40) * DAY)))  # type: ignore[arg-type]


def _next(chance: random.Random, at: int) -> int:
    """Some minute of the day, by now and then the same; up to twelve days later."""
    if chance.random() < 0.1:
        return at
    return at - at % DAY + chance.randrange(1, 12) * DAY + chance.randrange(6 * 60, 20 * 60) * MINUTE


def _step(chance: random.Random, number: int, kind: str, at: int, ends: bool) -> Step:
    asked = proposal(chance, at) if kind == "contact" else None
    given: dict[str, Any] = {"person": chance.choice(PEOPLE), "channel": "email"}
    if asked is not None:
        given = dict(asked.attributes)
    elif kind in ("reply", "talk"):
        given["meaning"] = "rejected" if ends else chance.choice(("go_on", "later"))
    elif kind == "interview":
        del given["channel"]
    return Step(followup.Event.of(f"{number:07}", at, kind, CASE, **given), asked)  # type: ignore[arg-type]


def proposal(chance: random.Random, at: int) -> followup.Proposal:
    return followup.Proposal.of(
        "contact", at, CASE, person=chance.choice(PEOPLE), channel=chance.choice(("email", "phone", "linkedin")),
        purpose=chance.choice(PURPOSES), politeness=chance.choice((0.4, 0.6, 0.8, 0.9)),
        frustration=chance.choice((0.0, 0.0, 0.1, 0.4)), offers=chance.sample(OFFERS, chance.randint(0, 2)) or None,
        respects_time=chance.random() < 0.8, asks_interest=chance.random() < 0.8,
    )  # fmt: skip
