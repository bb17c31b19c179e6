"""The job as one compiled expression of zen-engine, which answers with six booleans."""

from __future__ import annotations

from typing import Any

import zen

from bench.job.contestants import OverDicts
from bench.job.timelines import Asked, Event

RULES = ("ask-to-refrain", "change-course", "closed", "not-daily", "polite", "stand-out")
EXPRESSION = """
    seen = filter(events, #.at <= at);
    contacts = filter(seen, #.kind == 'contact');
    interviews = filter(seen, #.kind == 'interview');
    replies = filter(seen, #.kind == 'reply');
    reply = replies[len(replies) == 0 ? 0 : len(replies) - 1].at ?? -1;
    silent = filter(contacts, #.at > reply);
    mine = filter(contacts, #.person == person);
    daypart_before = mine[len(mine) == 0 ? 0 : len(mine) - 1].daypart ?? 'none';
    [
      len(silent) >= 3 and purpose != 'ask_to_stop' and some(silent, #.channel != silent[0].channel),
      count(mine, #.at > reply) >= 2 and (similarity > 0.6 or daypart == daypart_before),
      some(seen, #.kind == 'outcome'),
      (len(interviews) > 0 and at - interviews[len(interviews) - 1].at < 604800)
        or (len(contacts) > 0 and at - contacts[len(contacts) - 1].at < 604800)
        or count(contacts, #.at > at - 86400) >= 1,
      politeness < 0.5 or frustration > 0.3,
      purpose == 'follow_up' and offers < 1
    ]
"""


class Zen(OverDicts):
    """The events and the proposal cross over at each decision."""

    def __init__(self) -> None:
        self.expression = zen.compile_expression(EXPRESSION)

    def judge(self, history: list[Event], subject: Asked) -> Any:
        return self.expression.evaluate({"events": history, **subject})

    def ids(self, outcome: Any) -> list[str]:
        return [rule for rule, violated in zip(RULES, outcome, strict=True) if violated]


contestant = Zen
