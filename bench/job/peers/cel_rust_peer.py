"""The job in CEL, by common-expression-language (Rust)."""

from __future__ import annotations

from typing import Any

import cel

from bench.job.contestants import OverDicts
from bench.job.peers.cel_text import EXPRESSION, violated
from bench.job.timelines import Asked, Event


class CelRust(OverDicts):
    """The events and the proposal cross over at each decision."""

    def __init__(self) -> None:
        self.program = cel.compile(EXPRESSION)

    def judge(self, history: list[Event], subject: Asked) -> Any:
        return self.program.execute({"events": history, **subject})

    def ids(self, outcome: Any) -> list[str]:
        return violated(outcome)


contestant = CelRust
