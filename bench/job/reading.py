"""The job as a pack, decided by the reference reading."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import followup
from bench.job.contestants import OverDicts
from followup.decide.pack import decide
from followup.decide.verdict import Judged, judge, matches
from followup.evaluate.scene import World
from followup.timeline.instants import SECOND

PACK = Path(__file__).parent
CASE = "case"
NO_RECORDS: Mapping[str, followup.Record] = MappingProxyType({})


def made_event(number: int, event: Any, case: str = CASE) -> followup.Event:
    """The event as followup has it; ids rise with the order of events, as ties are ordered by them."""
    if isinstance(event, followup.Event):
        return event
    given = {name: value for name, value in event.items() if name not in ("kind", "at") and value is not None}
    return followup.Event.of(f"{number:07}", event["at"] * SECOND, event["kind"], case, **given)


def made_proposal(asked: Any, case: str = CASE) -> followup.Proposal:
    if isinstance(asked, followup.Proposal):
        return asked
    given = {name: value for name, value in asked.items() if name != "at"}
    return followup.Proposal.of("contact", asked["at"] * SECOND, case, **given)


class Reading(OverDicts):
    """Rules and verdict only: no facts are shown, nothing is looked for in the future."""

    def __init__(self, pack: str | Path = PACK, people: Mapping[str, followup.Record] = NO_RECORDS) -> None:
        self.pack, self.people = followup.load_pack(pack), people

    event = staticmethod(made_event)
    subject = staticmethod(made_proposal)

    def judge(self, history: list[followup.Event], subject: followup.Proposal) -> Judged:
        return judge(self._world(history), subject)

    def decide(self, history: list[followup.Event], subject: followup.Proposal) -> followup.Decision:
        """The full decision, with duties and the future."""
        return decide(self._world(history), subject, self.pack.id)

    def _world(self, history: list[followup.Event]) -> World:
        """A world without a compiled reading is read by the reference."""
        return World(self.pack.tree, followup.Journal.of(history, self.people), self.pack.plugins)

    def ids(self, outcome: Judged) -> list[str]:
        return sorted(match.rule for match in matches(outcome, ("forbid", "require")))


contestant = Reading
