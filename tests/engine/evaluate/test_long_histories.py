"""Both readings say the same of a history that grows by one event at a time, beyond what is kept one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from followup.testing.agreement import compared, explained, facts_and_rules
from followup.testing.strategies import Asking, Scenario
from followup.timeline.instants import HOUR, MINUTE, Instant, instant, show

START = instant("2026-03-09T00:00Z")
EVENTS = 52
FACTS: dict[str, dict[str, Any]] = {
    "acts": {"count": "act"}, "lately": {"count": "act", "within": "90 minutes"},
    "after_a_word": {"count": "act", "after": {"last": "word"}},
    "after_an_act": {"count": "act", "after": {"last": "act"}},
    "after_either": {"count": "either", "after": {"last": "word"}},
    "same": {"count": "act", "where": {"topic": {"its": "topic"}}},
    "same_lately": {"count": "act", "where": {"topic": {"its": "topic"}}, "within": "5 hours"},
    "same_after_a_word": {"count": "act", "where": {"topic": {"its": "topic"}}, "after": {"last": "word"}},
    "same_after_the_same": {"count": "act", "where": {"topic": {"its": "topic"}},
                            "after": {"last": "word", "where": {"topic": {"its": "topic"}}}},
    "anywhere": {"count": "act", "across": "topic"},
    "topics": {"distinct": "topic", "of": "act"}, "newest": {"latest": "topic", "of": "act"},
}  # fmt: skip
#: Facts that share a list of newest events with others, and those that have theirs alone, where less is kept.
SHARED = (list(FACTS), ["acts", "lately"], ["acts"], ["after_an_act"], ["same"], ["anywhere"])


def pack(names: list[str]) -> dict[str, Any]:
    """A pack of these facts, each with a rule."""
    facts = {name: FACTS[name] for name in names}
    return {
        "language": 1, "pack": "long", "version": "1.0.0", "attributes": {"topic": {"type": "text"}},
        "kinds": {"act": {"by": "us", "attributes": ["topic"]}, "word": {"by": "them", "attributes": ["topic"]}},
        "classes": {"either": [{"kind": "act"}, {"kind": "word"}]}, "facts": facts,
        "rules": [{"rule": name, "forbid": {name: "a" if name == "newest" else {"at_least": 1}}} for name in facts],
    }  # fmt: skip


def timeline(sure: bool) -> Iterator[tuple[Instant, dict[str, Any]]]:
    """An act every half hour, and a word at the instant of every nineteenth; their topics in turn, or not given."""
    for n in range(EVENTS):
        at = START + n * 30 * MINUTE - (n % 7 == 3) * 30 * MINUTE  # one in seven comes with the one before
        topic = "abb"[n % 3]
        given = {"topic": topic} if sure or n % 5 else {}
        yield at, {"id": f"e{n:02}", "at": show(at), "kind": "act", "case": "c", "attributes": given}
        if n % 19 == 17:
            yield at, {"id": f"d{n:02}", "at": show(at), "kind": "word", "case": "c", "attributes": given}


@pytest.mark.parametrize("sure", [True, False], ids=["all known", "not all known"])
@pytest.mark.parametrize("names", SHARED, ids=" ".join)
def test_each_event_more_is_counted_alike(names: list[str], sure: bool):
    """How many, and which are the newest eight: after each event, with and without a topic."""
    made = pack(names)
    events = list(timeline(sure))
    journal = {"events": [event for _, event in events], "people": {}, "cases": {}}
    askings = []
    for n, at in enumerate(sorted({at for at, _ in events})):
        for given in ({"topic": "b"}, {}) if n % 2 else ({"topic": "b"},):
            proposal = {
                "kind": "act",
                "at": show(at + (n % 3) * HOUR // 6),
                "case": "c",
                "attributes": given,
                "open": [],
            }
            askings.append(Asking(Scenario(made, journal, proposal), 0, 0.5))
    for each in compared(askings):
        facts_and_rules(each)
        explained(each)
