"""The pack five-rules with its dates and zones, by both readings; and what dates cost on the job."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.job.compiled import Compiled
from bench.job.contestants import Contestant, Missing, history, replayed
from bench.job.dated import RECORDS, five_rules, job_with_dates
from bench.job.plain import Plain
from bench.job.reading import Reading
from bench.job.rows import Row, cost, left_out, speed
from bench.job.timelines import Timeline, timelines
from bench.job.timing import Batches, Effort, calls, paired
from bench.job.workloads import Deciding, Tell, beyond, replaying

FIVE = "five-rules, one decision over {:,} events (the unit: plain, the job, 20 events)"
REPLAY = "five-rules, replay (the unit: plain, the job)"
DATES = "What dates cost: the job with seven dates in a zone, beside seven days of seconds"


def rows(seed: int, lengths: Mapping[int, int], effort: Effort, tell: Tell) -> Iterator[Row]:
    """`lengths` says how many timelines of which lengths."""
    yield from five(seed, lengths, effort, tell)
    yield from dates(seed, lengths[20], effort, tell)


def five(seed: int, lengths: Mapping[int, int], effort: Effort, tell: Tell) -> Iterator[Row]:
    """The same rows as for the job, and the full decision by the reference reading."""
    reading = Reading("five-rules", RECORDS)
    compiled = loaded("five-rules")
    unit = Deciding.over(Plain(), timelines(seed, lengths[20], 20, 20)).judging
    if isinstance(compiled, Compiled):
        tell("five-rules: do both readings decide alike?")
        _assert_equal(reading, compiled, five_rules(seed + 1, lengths[20] * 5, 30))
    for length, count in lengths.items():
        tell(FIVE.format(length))
        yield from _deciding(
            FIVE.format(length), unit, reading, compiled, five_rules(seed, count, length), effort
        )
    tell(REPLAY)
    yield from _replaying(seed, lengths[20], reading, compiled, effort)


def loaded(pack: Any, people: Any = RECORDS) -> Compiled | str:
    """The compiled reading of a pack, or why there is none."""
    try:
        return Compiled(pack, people)
    except Missing as error:
        return str(error)


def _assert_equal(reading: Reading, compiled: Compiled, cases: Sequence[Timeline]) -> None:
    """Verdict and rules of both readings, at the end of each timeline, and all along some."""
    for each in cases:
        assert _said(reading, each) == _said(compiled, each), each
    for each in cases[::10]:
        assert list(replayed(reading, each)) == list(replayed(compiled, each)), each


def _said(plays: Contestant, each: Timeline) -> tuple[str, list[str]]:
    outcome = plays.judge(history(plays, each.events), plays.subject(each.asked))
    return outcome.verdict, plays.ids(outcome)


def _deciding(
    table: str,
    unit: Batches,
    reading: Reading,
    compiled: Compiled | str,
    cases: Sequence[Timeline],
    effort: Effort,
) -> Iterator[Row]:
    cases = cases[:5]
    slow = Deciding.over(reading, cases)
    yield speed(table, "reading: judge", paired(unit, slow.judging, effort))
    yield speed(table, "reading: the full decision", paired(unit, calls(reading.decide, slow.ready), effort))
    if isinstance(compiled, str):
        yield left_out(table, "compiled", compiled)
        return
    own = Deciding.over(compiled, cases)
    yield speed(table, "compiled: judge", paired(unit, own.judging, effort))
    yield speed(
        table, "compiled: judge (the unit: reading: judge)", paired(slow.judging, own.judging, effort)
    )
    yield from beyond(table, unit, own, cases, effort)


def _replaying(
    seed: int, count: int, reading: Reading, compiled: Compiled | str, effort: Effort
) -> Iterator[Row]:
    unit = replaying(Plain(), timelines(seed, count))
    cases = five_rules(seed, count, 32)
    yield speed(REPLAY, "reading", paired(unit, replaying(reading, cases[:2]), effort))
    if isinstance(compiled, str):
        yield left_out(REPLAY, "compiled", compiled)
    else:
        yield speed(REPLAY, "compiled", paired(unit, replaying(compiled, cases), effort))


def dates(seed: int, count: int, effort: Effort, tell: Tell) -> Iterator[Row]:
    """Both readings of the job, in elapsed seconds and in dates, timed side by side."""
    tell(DATES)
    with job_with_dates() as folder:
        yield from _dated("reading", Reading(), Reading(folder, RECORDS), seed, count, effort)
        seconds, dated = loaded(Reading().pack.folder, {}), loaded(folder)
        if isinstance(seconds, str) or isinstance(dated, str):
            yield left_out(DATES, "compiled", str(seconds))
        else:
            yield from _dated("compiled", seconds, dated, seed, count, effort)


def _dated(
    name: str, seconds: Contestant, dated: Contestant, seed: int, count: int, effort: Effort
) -> Iterator[Row]:
    cases = timelines(seed, count, 20, 20)
    judged = paired(Deciding.over(seconds, cases).judging, Deciding.over(dated, cases).judging, effort)
    yield cost(DATES, f"{name}: judge, 20 events", judged, "elapsed")
    replay = paired(replaying(seconds, cases[:5]), replaying(dated, cases[:5]), effort)
    yield cost(DATES, f"{name}: replay", replay, "elapsed")
