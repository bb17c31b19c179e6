"""The job over accumulators written by hand for it: the limit for one decision in Python.

Nothing of this is general. `contacts_24h` is left out, as `since_contact` implies it; an event must not be later
than any proposal judged after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from bench.job.timelines import WEEK, Asked, Event

LONG_AGO = -(10**12)
#: Of a person: how often we were answered when they were last contacted, contacts since, part of day of the last.
Person: TypeAlias = tuple[int, int, str | None]
NOBODY: Person = (-1, 0, None)


@dataclass(frozen=True, slots=True)
class Contact:
    """A proposed contact."""

    at: int
    person: str
    purpose: str
    daypart: str
    politeness: float
    frustration: float
    offers: int
    similarity: float


class Accumulators:
    """All that the rules need to know of the events so far."""

    __slots__ = ("answers", "channel", "closed", "interview", "people", "reply", "several", "silent", "touch")

    def __init__(self) -> None:
        self.closed = self.several = False
        self.interview = self.touch = self.reply = LONG_AGO
        self.silent = self.answers = 0
        self.channel: str | None = None
        self.people: dict[str, Person] = {}


class ByHand:
    """The accumulators under the protocol of the contestants."""

    start = Accumulators

    def event(self, number: int, event: Event) -> tuple[Any, ...]:
        return event["kind"], event["at"], event["channel"], event["person"], event["daypart"]

    def subject(self, asked: Asked) -> Contact:
        return Contact(**{name: value for name, value in asked.items() if name != "channel"})

    @staticmethod
    def add(state: Accumulators, event: tuple[Any, ...]) -> None:
        kind, at, channel, person, daypart = event
        if kind == "contact":
            _contacted(state, at, channel, person, daypart)
        elif kind == "reply":  # whatever went before is answered, at the same instant too
            state.reply, state.silent = at, 0
            state.answers += 1
        elif kind == "interview":
            state.interview = at
        else:
            state.closed = True

    @staticmethod
    def judge(state: Accumulators, asked: Contact) -> list[str]:
        found, at = [], asked.at
        answers, count, daypart = state.people.get(asked.person, NOBODY)
        if state.silent >= 3 and state.several and asked.purpose != "ask_to_stop":
            found.append("ask-to-refrain")
        if count >= 2 and answers == state.answers and (asked.similarity > 0.6 or asked.daypart == daypart):
            found.append("change-course")
        if state.closed:
            found.append("closed")
        if at - state.touch < WEEK or at - state.interview < WEEK:
            found.append("not-daily")
        if asked.politeness < 0.5 or asked.frustration > 0.3:
            found.append("polite")
        if asked.offers < 1 and asked.purpose == "follow_up":
            found.append("stand-out")
        return found

    def ids(self, outcome: list[str]) -> list[str]:
        return outcome


def _contacted(state: Accumulators, at: int, channel: str, person: str, daypart: str) -> None:
    answers, count, _ = state.people.get(person, NOBODY)
    count = count if answers == state.answers else 0
    state.touch = at
    if at > state.reply:
        count += 1
        if state.silent == 0:
            state.channel, state.several = channel, False
        elif channel != state.channel:
            state.several = True
        state.silent += 1
    state.people[person] = state.answers, count, daypart


contestant = ByHand
