"""The timed patterns of Timescales, as a pack, against the logic in which they are defined.

The right answers come from a few lines of metric temporal logic over finite traces, and from the ten formulas as they
were published; neither shares anything with the engine, and the pack says each pattern in its own way.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.decide.api import load_pack
from followup.decide.pack import Pack
from followup.language.load import load_tree
from followup.timeline.events import Event, Proposal
from followup.timeline.journal import Journal

FOLDER = Path(__file__).parent
SECOND = 1_000_000
START = 1_800_000_000 * SECOND


@dataclass(frozen=True)
class Step:
    """One step of a trace: its instant, in microseconds, and what holds."""

    at: int
    holds: frozenset[str]


Trace = tuple[Step, ...]
Formula = Callable[[Trace, int], bool]


# The logic: a formula holds at a step of a trace, or not. Steps are looked at in their order, bounds are inclusive.


def holding(name: str) -> Formula:
    return lambda trace, i: name in trace[i].holds


def no(one: Formula) -> Formula:
    return lambda trace, i: not one(trace, i)


def both(one: Formula, other: Formula) -> Formula:
    return lambda trace, i: one(trace, i) and other(trace, i)


def either(one: Formula, other: Formula) -> Formula:
    return lambda trace, i: one(trace, i) or other(trace, i)


def implies(one: Formula, other: Formula) -> Formula:
    return lambda trace, i: not one(trace, i) or other(trace, i)


def since(one: Formula, other: Formula, low: float = 0, high: float = math.inf) -> Formula:
    """At some step so long ago the other held, and at every step after it, this one too, the one does."""

    def formula(trace: Trace, i: int) -> bool:
        starts = (j for j in range(i + 1) if low <= trace[i].at - trace[j].at <= high and other(trace, j))
        return any(all(one(trace, k) for k in range(j + 1, i + 1)) for j in starts)

    return formula


def once(one: Formula, low: float = 0, high: float = math.inf) -> Formula:
    return lambda trace, i: any(
        one(trace, j) for j in range(i + 1) if low <= trace[i].at - trace[j].at <= high
    )


def historically(one: Formula, low: float = 0, high: float = math.inf) -> Formula:
    return no(once(no(one), low, high))


P, Q, R, S = map(holding, "pqrs")


def patterns(k: int, a: int, b: int) -> dict[str, tuple[Formula, Formula]]:
    """The formulas of Ulus (2019), section 3: each holds if its second part does wherever its first does."""
    between = both(R, both(no(Q), once(Q)))
    response = both(implies(S, once(P, a, b)), no(since(no(S), P, b)))
    always = either(P, no(P))
    return {
        "absent-after-q": (once(Q, 0, k), since(no(P), Q)),
        "absent-before-r": (R, historically(no(P), 0, k)),
        "absent-between-q-and-r": (between, since(no(P), Q, a, b)),
        "always-after-q": (once(Q, 0, k), since(P, Q)),
        "always-before-r": (R, historically(P, 0, k)),
        "always-between-q-and-r": (between, since(P, Q, a, b)),
        "recurrence-globally": (always, once(P, 0, k)),
        "recurrence-between-q-and-r": (between, since(once(either(P, Q), 0, k), Q)),
        "response-globally": (always, response),
        "response-between-q-and-r": (between, since(response, Q)),
    }


# The engine, asked for the same.

#: k, a and b of each pack, in seconds: as in the benchmark, ten times that, and others.
SCALES = {
    "small": (10, 3, 10),
    "large": (100, 30, 100),
    "all different": (7, 2, 5),
    "to the instant": (4, 4, 4),
}


def pack_of(scale: str) -> Pack:
    """The pack of the patterns with other bounds, through the real loader."""
    names = ("within", "soonest", "latest")
    values = {name: f"{each} seconds" for name, each in zip(names, SCALES[scale], strict=True)}
    return Pack(load_tree(FOLDER, values)[0])


PACKS = {scale: pack_of(scale) for scale in SCALES}
FORMULAS = {scale: patterns(*(each * SECOND for each in bounds)) for scale, bounds in SCALES.items()}


def event_of(n: int, step: Step) -> Event:
    return Event.of(f"{n:04}", step.at, "step", "c", **{name: name in step.holds for name in "pqrs"})


def journal_of(trace: Trace) -> Journal:
    return Journal.of(event_of(n, step) for n, step in enumerate(trace))


def violated(scale: str, trace: Trace, i: int) -> set[str]:
    """The patterns that the step violates, by the logic."""
    return {name for name, (when, then) in FORMULAS[scale].items() if when(trace, i) and not then(trace, i)}


def audited(scale: str, trace: Trace) -> list[set[str]]:
    """The rules that forbid each step, by an audit."""
    return [set(decision.rule_ids()) for _, decision in PACKS[scale].audit(journal_of(trace))]


def decided(scale: str, trace: Trace) -> list[set[str]]:
    """The rules that forbid each step, proposed when only the steps before it were there."""
    found = []
    for i, step in enumerate(trace):
        act = event_of(i, step)
        proposal = Proposal(act.kind, act.at, act.case, act.attributes)
        found.append(set(PACKS[scale].decide(journal_of(trace[:i]), proposal, horizon=0).rule_ids()))
    return found


# Traces: steps at one instant, and steps at just the bounds, are as likely as any other.


def gaps(scale: str) -> list[int]:
    k, a, b = (each * SECOND for each in SCALES[scale])
    return [0, 1, SECOND, a, b, k, abs(b - a), k - 1, k + 1, b + 1, max(a - 1, 0), k // 2, 3 * k]


@st.composite
def traces(draw: st.DrawFn, most: int = 14) -> tuple[str, Trace]:
    scale, steps, at = draw(st.sampled_from(list(SCALES))), [], START
    for _ in range(draw(st.integers(1, most))):
        at += draw(st.sampled_from(gaps(scale)))
        steps.append(Step(at, draw(st.frozensets(st.sampled_from("pqrs")))))
    return scale, tuple(steps)


def random_trace(rng: random.Random, scale: str, length: int) -> Trace:
    """With its own habits: how often each proposition holds, and how long it is between steps."""
    likely = {name: rng.choice((0.05, 0.3, 0.6, 0.95)) for name in "pqrs"}
    some, steps, at = rng.sample(gaps(scale), 4), [], START
    for _ in range(length):
        at += rng.choice(some)
        steps.append(Step(at, frozenset(name for name in "pqrs" if rng.random() < likely[name])))
    return tuple(steps)


def seeded(seed: int, count: int, length: int) -> Iterator[tuple[str, Trace]]:
    rng = random.Random(seed)
    for _ in range(count):
        scale = rng.choice(list(SCALES))
        yield scale, random_trace(rng, scale, length)


def check(scale: str, trace: Trace, tally: Counter[tuple[str, bool]]) -> None:
    """An audit agrees with the logic at every step; `tally` counts what was at stake, and how it ended."""
    wanted = [violated(scale, trace, i) for i in range(len(trace))]
    assert audited(scale, trace) == wanted
    for i, names in enumerate(wanted):
        for name, (when, _) in FORMULAS[scale].items():
            if when(trace, i):
                tally[name, name not in names] += 1


def test_the_pack_has_the_ten_patterns():
    """One rule for each pattern of the benchmark, with its bounds."""
    assert {rule.id for rule in load_pack(FOLDER).tree.rules} == patterns(1, 1, 1).keys()
    assert repr(PACKS["small"].tree.rules) == repr(load_pack(FOLDER).tree.rules)


@settings(max_examples=80)
@given(traces())
def test_an_audit_forbids_the_steps_that_violate_a_pattern(drawn):
    """At every step of every trace that Hypothesis finds."""
    scale, trace = drawn
    assert audited(scale, trace) == [violated(scale, trace, i) for i in range(len(trace))]


@settings(max_examples=30)
@given(traces(most=8))
def test_a_decision_forbids_what_would_violate_a_pattern(drawn):
    """Proposed before it happens, a step is judged as it is afterwards."""
    scale, trace = drawn
    assert decided(scale, trace) == [violated(scale, trace, i) for i in range(len(trace))]


def test_every_pattern_is_satisfied_and_violated_often_enough():
    """Seeded traces with habits: each pattern is at stake and holds, and is at stake and fails, many times."""
    tally: Counter[tuple[str, bool]] = Counter()
    for scale, trace in seeded(seed=2019, count=60, length=24):
        check(scale, trace, tally)
    least = {name: min(tally[name, True], tally[name, False]) for name in patterns(1, 1, 1)}
    assert min(least.values()) >= 20, least


@pytest.mark.long
def test_many_long_traces_agree():
    """Three hundred traces of sixty steps, each step and each pattern."""
    tally: Counter[tuple[str, bool]] = Counter()
    for scale, trace in seeded(seed=25, count=300, length=60):
        check(scale, trace, tally)
    print(
        "\n".join(f"{name} {'holds' if held else 'fails'}: {n}" for (name, held), n in sorted(tally.items()))
    )
    assert min(min(tally[name, True], tally[name, False]) for name in patterns(1, 1, 1)) >= 200
