"""The job in rule-engine: one expression that answers with six booleans; a list of one element stands for `let`."""

from __future__ import annotations

from typing import Any

import rule_engine

from bench.job.contestants import OverDicts
from bench.job.peers.cel_text import violated
from bench.job.timelines import Asked, Event

EXPRESSION = """
[[[[[[
  [
    silent.length >= 3 and purpose != 'ask_to_stop' and $any([e['channel'] != silent[0]['channel'] for e in silent]),
    [e for e in mine if e['at'] > reply].length >= 2
      and (similarity > 0.6 or (mine.length > 0 and daypart == mine[-1]['daypart'])),
    $any([e['kind'] == 'outcome' for e in seen]),
    $any([at - e['at'] < 604800 for e in seen if e['kind'] == 'interview'])
      or $any([at - e['at'] < 604800 for e in contacts])
      or [e for e in contacts if e['at'] > at - 86400].length >= 1,
    politeness < 0.5 or frustration > 0.3,
    purpose == 'follow_up' and offers < 1
  ]
  for mine in [[e for e in contacts if e['person'] == person]]][0]
  for silent in [[e for e in contacts if e['at'] > reply]]][0]
  for reply in [replies.length > 0 ? replies[-1] : -1]][0]
  for replies in [[e['at'] for e in seen if e['kind'] == 'reply']]][0]
  for contacts in [[e for e in seen if e['kind'] == 'contact']]][0]
  for seen in [[e for e in events if e['at'] <= at]]][0]
"""


class RuleEngine(OverDicts):
    """An expression of rule-engine over dicts."""

    def __init__(self) -> None:
        self.rule = rule_engine.Rule(
            EXPRESSION, context=rule_engine.Context(resolver=rule_engine.resolve_item)
        )

    def judge(self, history: list[Event], subject: Asked) -> Any:
        return self.rule.evaluate({"events": history, **subject})

    def ids(self, outcome: Any) -> list[str]:
        return violated(outcome)


contestant = RuleEngine
