"""The job in durable-rules, which has no aggregates: plain Python makes the facts, its Rete judges them."""

from __future__ import annotations

from typing import Any

from durable.lang import assert_fact, m, retract_fact, ruleset, when_all

from bench.job.contestants import OverDicts
from bench.job.plain import facts
from bench.job.timelines import WEEK, Asked, Event

found: list[str] = []


def told(name: str) -> Any:
    """What a rule does: its name is noted."""

    def note(context: Any) -> None:
        found.append(name)

    return note


# The last rule always matches: a fact that matches nothing is an error.
with ruleset("job"):
    when_all(m.closed == True)(told("closed"))  # noqa: E712  # the operator builds a pattern
    when_all((m.politeness < 0.5) | (m.frustration > 0.3))(told("polite"))
    when_all((m.since_interview < WEEK) | (m.since_contact < WEEK) | (m.contacts_24h >= 1))(told("not-daily"))
    when_all((m.unanswered >= 3) & (m.outlets >= 2) & (m.purpose != "ask_to_stop"))(told("ask-to-refrain"))
    when_all((m.purpose == "follow_up") & (m.offers < 1))(told("stand-out"))
    when_all((m.unanswered_person >= 2) & ((m.similarity > 0.6) | (m.daypart == m.previous_daypart)))(
        told("change-course")
    )
    when_all(m.kind == "asked")(lambda context: None)


class Durable(OverDicts):
    """One fact is asserted and retracted for each decision; unknown ages are left out of it."""

    def judge(self, history: list[Event], subject: Asked) -> Any:
        known = {name: value for name, value in facts(history, subject).items() if value is not None}
        found.clear()
        fact = {"id": "1", "kind": "asked", **subject, **known}
        assert_fact("job", fact)
        retract_fact("job", fact)
        return set(found)  # a rule speaks once for each of its alternatives


contestant = Durable
