"""The job in CEL, for both of its engines: one expression that answers with six booleans.

CEL has no `let`: a list of one element that is mapped stands for it. Chains of the three-argument `map`, which keeps
only the field that is needed, are several times as fast as filtered maps.
"""

from __future__ import annotations

from typing import Any

RULES = ("ask-to-refrain", "change-course", "closed", "not-daily", "polite", "stand-out")
LAST = "(size({0}) > 0 ? {0}[size({0}) - 1] : {1})"
TEXT = """
[events.map(e, e.kind == 'reply' && e.at <= at, e.at)].map(replies,
[{reply}].map(reply,
[events.map(e, e.kind == 'contact' && e.at > reply && e.at <= at, e.channel)].map(silent,
[events.map(e, e.kind == 'contact' && e.person == person && e.at <= at, e.daypart)].map(dayparts,
[events.map(e, e.kind == 'contact' && e.at <= at, e.at)].map(contacts,
[events.map(e, e.kind == 'interview' && e.at <= at, e.at)].map(interviews,
[
  size(silent) >= 3 && purpose != 'ask_to_stop' && silent.exists(c, c != silent[0]),
  size(events.filter(e, e.kind == 'contact' && e.person == person && e.at > reply && e.at <= at)) >= 2
    && (similarity > 0.6 || daypart == {daypart}),
  events.exists(e, e.kind == 'outcome' && e.at <= at),
  (size(interviews) > 0 && at - {interview} < 604800) || (size(contacts) > 0 && at - {contact} < 604800)
    || size(contacts.filter(a, a > at - 86400)) >= 1,
  politeness < 0.5 || frustration > 0.3,
  purpose == 'follow_up' && offers < 1
]))))))[0][0][0][0][0][0]
"""
EXPRESSION = TEXT.format(
    reply=LAST.format("replies", "-1"), daypart=LAST.format("dayparts", "'none'"),
    interview=LAST.format("interviews", "0"), contact=LAST.format("contacts", "0"),
)  # fmt: skip


def violated(booleans: Any) -> list[str]:
    return [rule for rule, is_so in zip(RULES, booleans, strict=True) if is_so]
