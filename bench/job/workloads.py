"""W1 and W2 of the job: one decision over 20 or 2,000 events, and the replay of whole timelines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from bench.job.contestants import Contestant, Present, history
from bench.job.reading import made_proposal
from bench.job.rows import Ask, Row, at_least, at_most, cost, left_out, speed
from bench.job.timelines import Timeline, timelines
from bench.job.timing import Batch, Batches, Effort, calls, paired

Tell = Callable[[str], None]

W1_ASK, W2_ASK, EXPLAIN_ASK = at_least(15), at_least(6), at_least(3)
UNTIL_ASK = at_most(5, "{} times judge")
#: "The same speed", up to what is noise on a shared machine.
FLAT_ASK = at_most(1.25, "{} times 20 events")


@dataclass(frozen=True)
class Deciding:
    """One contestant on ready histories: pairs of history and subject, and the same with bare proposals."""

    plays: Contestant
    ready: list[tuple[Any, Any]]

    @classmethod
    def over(cls, plays: Contestant, cases: Sequence[Timeline]) -> Deciding:
        return cls(plays, [(history(plays, each.events), plays.subject(each.asked)) for each in cases])

    @property
    def judging(self) -> Batches:
        return calls(self.plays.judge, self.ready)

    def said(self, count: int) -> list[list[str]]:
        return [self.plays.ids(self.plays.judge(*each)) for each in self.ready[:count]]


def w1(
    present: Sequence[Present], length: int, seed: int, count: int, effort: Effort, tell: Tell
) -> Iterator[Row]:
    """One decision over that many events; histories and subjects are made outside the timer."""
    table = f"W1, one decision over {length:,} events"
    cases = timelines(seed, count, length, length)
    plain = Deciding.over(present[0].plays, cases)
    for each in present:
        tell(f"{table}: {each.name}")
        yield _one_row(table, each, plain, cases, effort)


def _one_row(table: str, each: Present, plain: Deciding, cases: Sequence[Timeline], effort: Effort) -> Row:
    own = Deciding.over(each.plays, cases)
    try:
        said = own.said(2)
    except Exception as error:  # engines have ceilings of their own, and each its own kind of error
        return left_out(table, each.name, f"refuses: {shorten(str(error), 80)}")
    assert said == plain.said(2), f"{each.name} decides otherwise over long histories"
    ask = W1_ASK if each.name == "compiled" else None
    return speed(table, shown_name(each), paired(plain.judging, own.judging, effort), ask, each.entry.note)


def shown_name(each: Present) -> str:
    return f"{each.name} {each.entry.version}".strip()


def w2(present: Sequence[Present], cases: Sequence[Timeline], effort: Effort, tell: Tell) -> Iterator[Row]:
    """Each event is added in turn, each contact judged before it is added; events a second."""
    table = "W2, replay: each event added, each contact judged"
    plain = replaying(present[0].plays, cases)
    for each in present:
        tell(f"{table}: {each.name}")
        ask = W2_ASK if each.name == "compiled" else None
        seen = paired(plain, replaying(each.plays, cases), effort)
        yield speed(table, shown_name(each), seen, ask, each.entry.note)
        if each.name == "compiled":
            made = paired(plain, replaying(each.plays, cases, ready=False), effort)
            yield speed(table, "compiled, subjects made inside the timer", made)


def replaying(plays: Contestant, cases: Sequence[Timeline], ready: bool = True) -> Batches:
    """Batches of replays of whole timelines; what they count is events."""
    native = [list(_native(plays, each, ready)) for each in cases]

    def batches(count: int) -> Batch:
        chosen = (native * (count // len(native) + 1))[:count]
        return lambda: sum(_replay(plays, steps, ready) for steps in chosen)

    return batches


def _native(plays: Contestant, timeline: Timeline, ready: bool) -> Iterator[tuple[Any, Any]]:
    for number, step in enumerate(timeline.steps):
        asked: Any = step.asked
        if asked is not None:
            asked = plays.subject(asked) if ready else made_proposal(asked)
        yield plays.event(number, step.event), asked


def _replay(plays: Contestant, steps: Sequence[tuple[Any, Any]], ready: bool) -> int:
    state, judge, add = plays.start(), plays.judge, plays.add
    for event, subject in steps:
        if subject is not None:
            judge(state, subject if ready else plays.subject(subject))
        add(state, event)
    return len(steps)


def compiled_rows(
    compiled: Contestant, plain: Contestant, seed: int, length: int, count: int, effort: Effort, tell: Tell
) -> Iterator[Row]:
    """What the compiled reading of the job costs beyond verdict and rules, and that length costs nothing."""
    table = f"Compiled, beyond verdict and rules, over {length:,} events"
    tell(table)
    cases = timelines(seed, count, length, length)
    own = Deciding.over(compiled, cases)
    yield from beyond(table, Deciding.over(plain, cases).judging, own, cases, effort, EXPLAIN_ASK)
    if length > 20:
        short = Deciding.over(compiled, timelines(seed, count, 20, 20))
        flat = paired(short.judging, own.judging, effort)
        yield cost(table, f"judge, over {length:,} events", flat, "20 events", FLAT_ASK)


def beyond(
    table: str,
    unit: Batches,
    own: Deciding,
    cases: Sequence[Timeline],
    effort: Effort,
    ask: Ask | None = None,
) -> Iterator[Row]:
    """A subject made inside the timer, an explanation, the full decision; `until` beside the bare decision."""
    bare = [(state, each.asked) for (state, _), each in zip(own.ready, cases, strict=True)]
    proposals = [(state, made_proposal(asked)) for state, asked in bare]
    plays: Any = own.plays
    inside = calls(lambda state, asked: plays.judge(state, plays.subject(asked)), proposals)
    yield speed(table, "judge, the proposal made a subject inside the timer", paired(unit, inside, effort))
    yield speed(table, "explain", paired(unit, calls(plays.explain, own.ready), effort), ask)
    whole = [(plays.journal(each.events), asked) for each, (_, asked) in zip(cases, proposals, strict=True)]
    yield speed(table, "the full decision: `Pack.decide`", paired(unit, calls(plays.decide, whole), effort))
    until = paired(own.judging, calls(plays.until, own.ready), effort)
    yield cost(table, "until", until, "judge", UNTIL_ASK)
