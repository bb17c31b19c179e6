"""The job in CEL, by cel-expr-python (Google's cel-cpp)."""

from __future__ import annotations

from typing import Any

from cel_expr_python import cel

from bench.job.contestants import OverDicts
from bench.job.peers.cel_text import EXPRESSION, violated
from bench.job.timelines import Asked, Event

TEXTS, NUMBERS = ("channel", "person", "purpose", "daypart"), ("politeness", "frustration", "similarity")


class CelCpp(OverDicts):
    """The events and the proposal cross over at each decision."""

    def __init__(self) -> None:
        kind = cel.Type
        names = {
            **dict.fromkeys(TEXTS, kind.STRING), **dict.fromkeys(NUMBERS, kind.DOUBLE), "at": kind.INT,
            "offers": kind.INT, "events": kind.List(kind.Map(kind.STRING, kind.DYN)),
        }  # fmt: skip
        self.expression = cel.NewEnv(variables=names).compile(EXPRESSION)

    def judge(self, history: list[Event], subject: Asked) -> Any:
        return self.expression.eval(data={"events": history, **subject}).plain_value()

    def ids(self, outcome: Any) -> list[str]:
        return violated(outcome)


contestant = CelCpp
