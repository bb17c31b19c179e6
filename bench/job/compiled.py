"""The job as a pack, decided by the compiled reading."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import followup
from bench.job.contestants import Missing
from bench.job.reading import CASE, NO_RECORDS, PACK, made_event, made_proposal
from bench.job.timelines import Asked


def compiled(pack: str | Path) -> Any:
    """The pack, compiled. Raises `Missing` while this engine has no compiled reading."""
    loaded: Any = followup.load_pack(pack)
    if not hasattr(loaded, "compile"):
        raise Missing("`Pack.compile` does not exist yet")
    return loaded.compile()


class Compiled:
    """A state of one journal, fed with events in order; subjects are checked once."""

    def __init__(self, pack: str | Path = PACK, people: Mapping[str, followup.Record] = NO_RECORDS) -> None:
        self.policy, self.people = compiled(pack), people

    def start(self) -> Any:
        return self.policy.start(people=self.people) if self.people else self.policy.start()

    event = staticmethod(made_event)

    @staticmethod
    def add(state: Any, event: followup.Event) -> None:
        state.add(event)

    def subject(self, asked: Asked, case: str = CASE) -> Any:
        return self.policy.subject(made_proposal(asked, case))

    @staticmethod
    def judge(state: Any, subject: Any) -> Any:
        return state.judge(subject)

    @staticmethod
    def explain(state: Any, subject: Any) -> Any:
        return state.explain(subject)

    @staticmethod
    def until(state: Any, subject: Any) -> Any:
        return state.until(subject)

    @staticmethod
    def decide(state: Any, proposal: followup.Proposal) -> Any:
        return state.decide(proposal)

    def ids(self, outcome: Any) -> list[str]:
        return sorted(outcome.rules)


contestant = Compiled
