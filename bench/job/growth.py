"""Whether times grow: per event and per decision with the length of a history, compile time with the rules."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import followup
from bench.job.accumulators import ByHand
from bench.job.calendars import loaded
from bench.job.compiled import Compiled
from bench.job.contestants import Contestant, history
from bench.job.dated import five_rules
from bench.job.plain import Plain
from bench.job.reading import PACK
from bench.job.rows import Row, left_out, short
from bench.job.timelines import START, Step, Timeline, timeline
from bench.job.timing import Batch, Effort, each_takes, once

LENGTHS = (10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
SHOWN = (10, 1_000, 100_000)
EVENT, DECISION = "an event", "a decision"
GROWTH, RULES, MILLION = "Growth with the history", "Growth with the rules", "A million events in one case"
#: The most events that one timing adds.
ADDED = 500


@dataclass(frozen=True)
class Point:
    """Seconds that something takes at a length."""

    who: str
    what: str
    length: int
    seconds: float


#: Makes a timeline of that length.
Drawn: TypeAlias = Callable[[int], Timeline]


def drawn(length: int) -> Timeline:
    return timeline(random.Random(5), length)


def drawn_for_five_rules(length: int) -> Timeline:
    return five_rules(5, 1, length, dense=True)[0]


def points(who: str, plays: Contestant, draw: Drawn, longest: int, effort: Effort) -> Iterator[Point]:
    """Per added event, and per decision, at each length up to the longest; the best of the rounds."""
    for length in (each for each in LENGTHS if each <= longest):
        seen = draw(length)
        state, subject = history(plays, seen.events), plays.subject(seen.asked)
        judging = (_each(partial(plays.judge, state, subject), effort.seconds) for _ in range(effort.rounds))
        yield Point(who, DECISION, length, min(judging))
        yield Point(who, EVENT, length, min(_adding(plays, draw, length, effort)))


def _adding(plays: Contestant, draw: Drawn, length: int, effort: Effort) -> Iterator[float]:
    """To new histories in each round, to several short ones at once; none becomes more than twice as long."""
    seen = draw(length + min(length, ADDED))
    events = [plays.event(number, event) for number, event in enumerate(seen.events)]
    for _ in range(effort.rounds):
        states = [plays.start() for _ in range(max(1, ADDED // length))]
        for state in states:
            _adds(plays, [state], events[:length])()
        yield each_takes(_adds(plays, states, events[length:]))


def _each(call: Callable[[], object], seconds: float) -> float:
    """Seconds for one call, of as many as fit into the time."""
    count, taken = 1, each_takes(_times(call, 1))
    while count * taken < seconds / 2:
        count = min(int(seconds / taken) + 1, count * 50)
        taken = each_takes(_times(call, count))
    return taken


def _times(call: Callable[[], object], count: int) -> Batch:
    def batch() -> int:
        for _ in range(count):
            call()
        return count

    return batch


def _adds(plays: Contestant, states: Sequence[Any], events: Sequence[Any]) -> Batch:
    def batch() -> int:
        for state in states:
            for event in events:
                plays.add(state, event)
        return len(states) * len(events)

    return batch


def players() -> Iterator[tuple[str, Contestant | str, Drawn]]:
    """Who takes part, or why not, and over which timelines."""
    yield "plain", Plain(), drawn
    yield "accumulators", ByHand(), drawn
    yield "compiled", loaded(PACK, {}), drawn
    yield "compiled five-rules", loaded("five-rules"), drawn_for_five_rules


def histories(longest: int, effort: Effort, tell: Callable[[str], None]) -> Iterator[Row]:
    for who, plays, draw in players():
        tell(f"{GROWTH}: {who}")
        if isinstance(plays, str):
            yield left_out(GROWTH, who, plays)
            continue
        found = list(points(who, plays, draw, longest, effort))
        for what in (EVENT, DECISION):
            yield _grown(who, what, [point for point in found if point.what == what])


def rows(
    longest: int, sizes: Sequence[int], million: int, effort: Effort, tell: Callable[[str], None]
) -> Iterator[Row]:
    yield from histories(longest, effort, tell)
    for size in sizes:
        tell(f"{RULES}: {size}")
        yield _sized(size)
    tell(MILLION)
    yield _many(million, loaded(PACK, {}))


def _grown(who: str, what: str, line: Sequence[Point]) -> Row:
    """The times at some lengths; all of them are in the plot and in the JSON."""
    shown = [point for point in line if point.length in SHOWN] or [line[0], line[-1]]
    figure = ", ".join(short(point.seconds * 1e6) for point in shown)
    lengths = ", ".join(f"{point.length:,}" for point in shown)
    grown = line[-1].seconds / line[0].seconds
    series = tuple((point.length, point.seconds) for point in line)
    return Row(GROWTH, f"{who}: {what}", f"{figure} µs", grown, note=f"at {lengths} events", series=series)


# Packs of many rules, and one case of many events.


def many_rules(count: int) -> str:
    """A pack with that many rules, each with a fact of its own."""
    head = "language: 1\npack: many\nversion: 1.0.0\ntitle: Many rules\nsays: Made to be large.\n"
    attributes = "attributes:\n  score: {type: integer}\nkinds:\n  contact: {by: us, attributes: [score]}\n"
    facts = "".join(
        f"  f{n}: {{count: contact, where: {{score: {n}}}, within: {n % 60 + 1} days}}\n"
        for n in range(count)
    )
    rules = "".join(
        f"  - rule: r{n}\n    forbid: {{f{n}: {{at_least: 2}}, score: {{less_than: {n}}}}}\n"
        for n in range(count)
    )
    return f"{head}{attributes}facts:\n{facts}rules:\n{rules}"


def _sized(count: int) -> Row:
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "pack.yaml").write_text(many_rules(count), "utf-8")
        loading, pack = _timed(lambda: followup.load_pack(name))
    figure = f"loaded in {loading:.2f} s"
    if not hasattr(pack, "compile"):
        return Row(RULES, f"{count:,} rules", figure, note="not compiled: `Pack.compile` does not exist yet")
    compiling, _ = _timed(lambda: pack.compile().start())
    each = f"{compiling / count * 1e3:.2f} ms a rule to compile"
    return Row(RULES, f"{count:,} rules", f"{figure}, compiled in {compiling:.2f} s", compiling, note=each)


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    kept: list[Any] = []

    def batch() -> int:
        kept.append(call())
        return 1

    return once(batch)[0], kept[0]


def _many(count: int, plays: Compiled | str) -> Row:
    if isinstance(plays, str):
        return left_out(MILLION, "compiled", plays)
    seen = _closer(timeline(random.Random(6), count))
    state = plays.start()
    adding = sum(once(_adds(plays, [state], part))[0] for part in _parts(plays, seen))
    subject = plays.subject(seen.asked)
    judging = _each(lambda: plays.judge(state, subject), 0.01)
    assert plays.ids(plays.judge(state, subject)) == Plain().judge(seen.events, seen.asked)
    figure = f"{short(adding / count * 1e6)} µs an event, {short(judging * 1e6)} µs a decision"
    return Row(MILLION, "compiled", figure, adding, note=f"{count:,} events")


def _closer(seen: Timeline, times: int = 50) -> Timeline:
    """The same timeline in so many times less time: a million events would else lead past the year 9998."""

    def moved(given: dict[str, Any]) -> dict[str, Any]:
        return {**given, "at": START + (given["at"] - START) // times}

    return Timeline(tuple(Step(moved(step.event), None) for step in seen.steps), moved(seen.asked))


def _parts(plays: Contestant, seen: Timeline, size: int = 10_000) -> Iterator[list[Any]]:
    """Native events, a part at a time, so that they need not all be in memory."""
    for at in range(0, len(seen.steps), size):
        yield [plays.event(at + n, step.event) for n, step in enumerate(seen.steps[at : at + size])]
