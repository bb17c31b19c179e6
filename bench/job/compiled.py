"""The job as a pack, decided by the compiled reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from inspect import isfunction
from pathlib import Path
from typing import Any

import followup
from bench.job.contestants import Missing
from bench.job.reading import CASE, NO_RECORDS, PACK, made_event, made_proposal
from bench.job.timelines import Asked


def compiled(pack: str | Path) -> tuple[Any, Any]:
    """The pack, and compiled. Raises `Missing` while this engine has no compiled reading."""
    loaded: Any = followup.load_pack(pack)
    if not hasattr(loaded, "compile"):
        raise Missing("`Pack.compile` does not exist yet")
    return loaded, loaded.compile()


def unbound(state: Any, method: str) -> Callable[[Any, Any], Any]:
    """A method as a function of state and argument, so that what is timed is the method and no wrapper."""
    found = getattr(type(state), method, None)
    return found if isfunction(found) else lambda state, argument: getattr(state, method)(argument)


class Compiled:
    """A state of one journal, fed with events in order; subjects are checked once."""

    def __init__(self, pack: str | Path = PACK, people: Mapping[str, followup.Record] = NO_RECORDS) -> None:
        (self.pack, self.policy), self.people = compiled(pack), people
        self.start = partial(self.policy.start, people=people) if people else self.policy.start
        state = self.start()
        self.add, self.judge = unbound(state, "add"), unbound(state, "judge")
        self.explain, self.until = unbound(state, "explain"), unbound(state, "until")

    def event(self, *made: Any) -> Any:
        """An event in native form, read once as a subject is; the hand-written accumulators get theirs read, too."""
        return self.policy.event(made_event(*made))

    def subject(self, asked: Asked, case: str = CASE) -> Any:
        return self.policy.subject(made_proposal(asked, case))

    def journal(self, events: Sequence[Any]) -> followup.Journal:
        """The same history as a journal, which a full decision reads anew each time."""
        return followup.Journal.of([made_event(n, each) for n, each in enumerate(events)], self.people)

    def decide(self, journal: followup.Journal, proposal: followup.Proposal) -> followup.Decision:
        """Verdict, rules, facts, words, advice and duties, `until` and `permitted_from`."""
        return self.pack.decide(journal, proposal)

    def ids(self, outcome: Any) -> list[str]:
        return sorted(outcome.rules)


contestant = Compiled
