"""The job as a reader would write it in Python, over dicts. All other times are ratios to this one's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from bench.job.contestants import OverDicts
from bench.job.timelines import DAY, WEEK, Asked, Event


def violations(events: Sequence[Event], proposal: Asked) -> list[str]:
    """The rules that forbid, sorted; of the events those up to the proposal's instant count."""
    return rules(facts(events, proposal), proposal)


def facts(events: Sequence[Event], proposal: Asked) -> dict[str, Any]:
    t = proposal["at"]
    seen = [event for event in events if event["at"] <= t]
    newest = {event["kind"]: event for event in seen}
    contacts = [event for event in seen if event["kind"] == "contact"]
    to_person = [event for event in contacts if event["person"] == proposal["person"]]
    last_reply = newest["reply"]["at"] if "reply" in newest else -math.inf
    silent = [event for event in contacts if event["at"] > last_reply]
    return {
        "closed": "outcome" in newest,
        "since_interview": t - newest["interview"]["at"] if "interview" in newest else None,
        "since_contact": t - newest["contact"]["at"] if "contact" in newest else None,
        "contacts_24h": len([event for event in contacts if event["at"] > t - DAY]),
        "unanswered": len(silent),
        "outlets": len({event["channel"] for event in silent}),
        "unanswered_person": len([event for event in to_person if event["at"] > last_reply]),
        "previous_daypart": to_person[-1]["daypart"] if to_person else None,
    }


def rules(fact: dict[str, Any], proposal: Asked) -> list[str]:
    """The violations that follow from the facts."""
    found = []
    if fact["unanswered"] >= 3 and fact["outlets"] >= 2 and proposal["purpose"] != "ask_to_stop":
        found.append("ask-to-refrain")
    if fact["unanswered_person"] >= 2 and (
        proposal["similarity"] > 0.6 or proposal["daypart"] == fact["previous_daypart"]
    ):
        found.append("change-course")
    if fact["closed"]:
        found.append("closed")
    if _sooner(fact["since_interview"]) or _sooner(fact["since_contact"]) or fact["contacts_24h"] >= 1:
        found.append("not-daily")
    if proposal["politeness"] < 0.5 or proposal["frustration"] > 0.3:
        found.append("polite")
    if proposal["purpose"] == "follow_up" and proposal["offers"] < 1:
        found.append("stand-out")
    return found


def _sooner(age: int | None) -> bool:
    return age is not None and age < WEEK


class Plain(OverDicts):
    """The function under the protocol of the contestants."""

    judge = staticmethod(violations)


contestant = Plain
