"""The job as a pack, decided by the reference reading."""

from __future__ import annotations

from pathlib import Path

import followup
from bench.job.contestants import OverDicts
from bench.job.timelines import Asked
from bench.job.timelines import Event as Given
from followup.decide.verdict import Judged, judge, matches
from followup.timeline.instants import SECOND

PACK = Path(__file__).parent
CASE = "case"


def made_event(number: int, event: Given, case: str = CASE) -> followup.Event:
    """The event as followup has it; ids rise with the order of events, as ties are ordered by them."""
    given = {name: value for name, value in event.items() if name not in ("kind", "at") and value is not None}
    return followup.Event.of(f"{number:07}", event["at"] * SECOND, event["kind"], case, **given)


def made_proposal(asked: Asked, case: str = CASE) -> followup.Proposal:
    given = {name: value for name, value in asked.items() if name != "at"}
    return followup.Proposal.of("contact", asked["at"] * SECOND, case, **given)


class Reading(OverDicts):
    """Rules and verdict only: no facts are shown, nothing is looked for in the future."""

    def __init__(self) -> None:
        self.pack = followup.load_pack(PACK)

    def event(self, number: int, event: Given) -> followup.Event:  # type: ignore[override]
        return made_event(number, event)

    def subject(self, asked: Asked) -> followup.Proposal:  # type: ignore[override]
        return made_proposal(asked)

    def judge(self, history: list[followup.Event], subject: followup.Proposal) -> Judged:
        return judge(self.pack.world(followup.Journal.of(history)), subject)

    def ids(self, outcome: Judged) -> list[str]:
        return sorted(match.rule for match in matches(outcome, ("forbid",)))


contestant = Reading
