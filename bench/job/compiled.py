"""The job as a pack, decided by the compiled reading."""

from __future__ import annotations

from typing import Any

import followup
from bench.job.contestants import Missing
from bench.job.reading import PACK, made_event, made_proposal
from bench.job.timelines import Asked, Event


class Compiled:
    """A state of one case, fed with events in order; subjects are checked once."""

    def __init__(self) -> None:
        pack: Any = followup.load_pack(PACK)
        if not hasattr(pack, "compile"):
            raise Missing("`Pack.compile` does not exist yet")
        self.policy = pack.compile()
        self.start = self.policy.start

    def event(self, number: int, event: Event) -> followup.Event:
        return made_event(number, event)

    @staticmethod
    def add(state: Any, event: followup.Event) -> None:
        state.add(event)

    def subject(self, asked: Asked) -> Any:
        return self.policy.subject(made_proposal(asked))

    @staticmethod
    def judge(state: Any, subject: Any) -> Any:
        return state.judge(subject)

    def ids(self, outcome: Any) -> list[str]:
        return sorted(outcome.rules)


contestant = Compiled
