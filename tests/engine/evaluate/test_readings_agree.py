"""The compiled reading equals the reference reading: facts, events behind them, rules, overrides, verdicts, futures.

Six hundred examples, each with every check of `followup.testing.agreement`; the long run is in
`test_readings_at_length.py`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from followup.evaluate.compiled.plan import plan
from followup.language.tree import Tree
from followup.testing.agreement import CHECKS, compared, facts_and_rules, quick_judge
from followup.testing.fresh import FRESH
from followup.testing.strategies import Asking, Scenario, askings, built, packs
from followup.timeline.instants import DAY, instant, show

#: Packs, each with a timeline of its own, and how often each is asked: six hundred examples.
ASKED = 4
PACKS = int(os.environ.get("FOLLOWUP_EXAMPLES", 600)) // ASKED


@settings(
    max_examples=PACKS, backend=FRESH, suppress_health_check=list(HealthCheck), print_blob=True, deadline=None
)
@given(st.booleans().flatmap(lambda sharp: askings(ASKED, sharp)))
def test_both_readings_say_the_same(several: tuple[Asking, ...]):
    """Facts, events behind them, rules, what lifts them; verdicts, words, duties, audits, `until`; as it is, when
    saved and restored at any point, and in whatever order events become known."""
    for each in compared(several):
        for check in CHECKS.values():
            check(each)


#: Facts with a number or an age that moves, and what each is compared with: rules that have a quick form.
MOVING: dict[str, tuple[Any, ...]] = {
    "since_last": ("1 day",), "since_first": ("1 day",), "since_dates": ("1 date", "2 dates"),
    "since_working": ("1 working day",), "ahead": ("1 day",), "ahead_dates": ("1 date",),
    "lately": (1, 2, 3), "ago": (1, 2), "dates": (1, 2), "after": (1, 2), "newest": ("a",),
}  # fmt: skip
OPERATORS = ("less_than", "at_most", "more_than", "at_least", "is", "is_not", "absent")


def edge_pack(rule: dict[str, Any]) -> dict[str, Any]:
    """A pack with this rule alone."""
    act = {"within": "1 day"}
    return {
        "language": 1, "pack": "edges", "version": "1.0.0", "rules": [{"rule": "r", **rule}],
        "attributes": {"topic": {"type": "text", "missing": "absent"}},
        "kinds": {"act": {"by": "us", "attributes": ["topic"]}, "word": {"by": "them", "attributes": ["topic"]}},
        "facts": {
            "since_last": {"since": {"last": "act"}, "in": "elapsed"},
            "since_first": {"since": {"first": "act"}, "in": "elapsed", "where": {"topic": {"its": "topic"}}},
            "since_dates": {"since": {"last": "act"}, "in": "dates"},
            "since_working": {"since": {"last": "act"}, "in": "working days"},
            "ahead": {"until": {"next": "act"}, "in": "elapsed"},
            "ahead_dates": {"until": {"next": "act"}, "in": "dates"},
            "lately": {"count": "act", **act}, "ago": {"count": "act", "ago": {"at_least": "1 day"}},
            "dates": {"count": "act", "within": "2 dates"}, "after": {"count": "act", "after": {"last": "word"}},
            "newest": {"latest": "topic", "of": "act"},
        },
    }  # fmt: skip


def edge_rules() -> Iterator[dict[str, Any]]:
    for fact, values in MOVING.items():
        for operator in OPERATORS if fact != "newest" else ("is", "is_not", "absent"):
            for value in values if operator != "absent" else (True, False):
                test = {fact: {operator: value} if operator != "is" else value}
                yield {"forbid": test}
                if operator == "absent":
                    continue
                yield from ({"require": test, "or_absent": each} for each in ("pass", "fail"))


def edge_askings(pack: dict[str, Any]) -> Iterator[Asking]:
    """Just before, at and just after each instant at which an event of this timeline may come to count or not."""
    acts = [instant(at) for at in ("2026-03-09T22:59:59.999999Z", "2026-03-09T23:00Z", "2026-03-11T10:00Z")]
    events = [{"id": f"e{n}", "at": show(at), "kind": "act", "case": "c", "attributes": {"topic": "ab"[n % 2]}}
              for n, at in enumerate(acts)]  # fmt: skip
    events.append({"id": "w", "at": show(acts[0]), "kind": "word", "case": "c", "attributes": {}})
    journal = {"events": events, "people": {}, "cases": {"c": {"zone": ["Europe/Berlin"], "country": "DE"}}}
    midnights = [instant(f"2026-03-{day:02}T23:00Z") for day in (9, 10, 11, 12)]
    edges = {at + n for at in (*acts, *(each + DAY for each in acts), *midnights) for n in (-1, 0, 1)}
    for n, at in enumerate((acts[0] - DAY, *sorted(edges))):
        proposal = {"kind": "act", "at": show(at), "case": "c", "attributes": {"topic": "b"}, "open": []}
        yield Asking(Scenario(pack, journal, proposal), n, n % 5 / 4)


@pytest.mark.parametrize("fact", MOVING)
def test_both_readings_flip_at_the_same_microsecond(fact: str):
    """Each comparison of what moves with time, alone in its pack: what it says, and until when."""
    for rule in edge_rules():
        if fact in (rule.get("forbid") or rule["require"]):
            for each in compared(list(edge_askings(edge_pack(rule)))):
                facts_and_rules(each)
                quick_judge(each)


@pytest.fixture(scope="module")
def shapes() -> Counter[tuple[Any, ...]]:
    """How often packs that are drawn need each shape of state."""
    seen: Counter[tuple[Any, ...]] = Counter()

    @settings(
        max_examples=150, backend=FRESH, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
    )
    @given(packs())
    def count(pack: dict[str, Any]) -> None:
        seen.update(shapes_of(built(pack)))

    count()
    return seen


def shapes_of(pack: Tree) -> Iterator[tuple[Any, ...]]:
    for planned in plan(pack).facts.values():
        if planned.cell is not None:
            yield planned.cell.shape, bool(planned.cell.room.across), planned.cell.room.key is not None


def test_every_shape_of_state_is_drawn(shapes: Counter[tuple[Any, ...]]):
    """Total, since and window in cases and groups, with and without a key; kept ones and what lies ahead."""
    wanted = {
        (shape, across, key) for shape in ("total", "since", "window") for across in (0, 1) for key in (0, 1)
    }
    wanted |= {("kept", 0, 0), ("kept", 1, 0), ("ahead", 0, 0), ("ahead", 1, 0)}
    assert {each for each in wanted if not shapes[each]} == set()
