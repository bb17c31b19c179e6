"""The small job that engines are measured on is decided as a plain Python function decides it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from followup import Event, Journal, Proposal, load_pack
from followup.timeline.instants import SECOND

PACK = load_pack(Path(__file__).resolve().parents[2] / "bench" / "job")
WEEK, DAY = 7 * 86_400, 86_400
START = 1_700_000_000
DAYPARTS = ("morning", "midday", "afternoon", "evening")


def violations(events: Sequence[dict[str, Any]], proposal: dict[str, Any]) -> list[str]:
    """The rules of the job, as its description has them (times in seconds)."""
    t = proposal["at"]
    seen = [event for event in events if event["at"] <= t]
    contacts = [event for event in seen if event["kind"] == "contact"]
    last = {
        kind: max((e["at"] for e in seen if e["kind"] == kind), default=None)
        for kind in ("interview", "reply")
    }
    since_contact = t - contacts[-1]["at"] if contacts else None
    since_interview = None if last["interview"] is None else t - last["interview"]
    silent = [event for event in contacts if last["reply"] is None or event["at"] > last["reply"]]
    theirs = [event for event in contacts if event["person"] == proposal["person"]]
    silent_person = [event for event in silent if event["person"] == proposal["person"]]
    checks = {
        "closed": any(event["kind"] == "outcome" for event in seen),
        "polite": proposal["politeness"] < 0.5 or proposal["frustration"] > 0.3,
        "not-daily": (since_interview is not None and since_interview < WEEK)
        or (since_contact is not None and since_contact < WEEK)
        or any(event["at"] > t - DAY for event in contacts),
        "ask-to-refrain": len(silent) >= 3
        and len({event["channel"] for event in silent}) >= 2
        and proposal["purpose"] != "ask_to_stop",
        "stand-out": proposal["purpose"] == "follow_up" and proposal["offers"] < 1,
        "change-course": len(silent_person) >= 2
        and (
            proposal["similarity"] > 0.6 or proposal["daypart"] == (theirs[-1]["daypart"] if theirs else None)
        ),
    }
    return sorted(rule for rule, violated in checks.items() if violated)


def drawn(chance: random.Random) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A timeline and a proposal, with ties and exact bounds among the times."""
    kinds = chance.choices(
        ("interview", "contact", "reply", "outcome"), (2, 10, 2, 0.2), k=chance.randint(0, 12)
    )
    at, events = START, []
    for kind in kinds:
        at += chance.choice((0, 1, DAY - 1, DAY, WEEK - 1, WEEK, WEEK + 1, chance.randrange(20 * DAY)))
        events.append({"kind": kind, "at": at} | (contact(chance) if kind == "contact" else {}))
    at += chance.choice((0, DAY - 1, DAY, WEEK - 1, WEEK, WEEK, WEEK, chance.randrange(30 * DAY)))
    return events, {"at": at} | contact(chance)


def contact(chance: random.Random) -> dict[str, Any]:
    return {
        "channel": chance.choice(("email", "phone")), "person": chance.choice(("ann", "bob")),
        "purpose": chance.choice(("follow_up", "ask_to_stop")), "daypart": chance.choice(DAYPARTS),
        "politeness": chance.choice((0.4, 0.5, 0.9, 0.9)), "frustration": chance.choice((0.0, 0.0, 0.3, 0.4)),
        "offers": chance.choice((0, 1, 1, 2)), "similarity": chance.choice((0.2, 0.6, 0.7)),
    }  # fmt: skip


def test_the_pack_decides_as_the_plain_function() -> None:
    """Every rule fires and does not fire often enough to mean something."""
    chance = random.Random(7)
    seen: Counter[str] = Counter()
    for _ in range(400):
        events, proposal = drawn(chance)
        expected = violations(events, proposal)
        made = [made_event(n, event) for n, event in enumerate(events)]
        given = {name: value for name, value in proposal.items() if name != "at"}
        asked = Proposal.of("contact", proposal["at"] * SECOND, "c", **given)
        assert sorted(PACK.decide(Journal.of(made), asked).rule_ids()) == expected, (events, proposal)
        seen.update(expected or ["permit"])
    assert all(seen[rule.id] >= 8 for rule in PACK.tree.rules)
    assert seen["permit"] >= 20


def made_event(number: int, event: dict[str, Any]) -> Event:
    given = {name: value for name, value in event.items() if name not in ("kind", "at")}
    return Event.of(f"{number:03}", event["at"] * SECOND, event["kind"], "c", **given)
