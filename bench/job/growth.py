"""Whether times grow: per event and per decision with the length of a history, compile time with the rules."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import followup
from bench.job.accumulators import ByHand
from bench.job.compiled import Compiled
from bench.job.contestants import Contestant, Missing
from bench.job.plain import Plain
from bench.job.rows import Row, left_out
from bench.job.timelines import Timeline, timeline
from bench.job.timing import Batch, Effort, each_takes, once

LENGTHS = (10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
SHOWN = (10, 1_000, 100_000)
EVENT, DECISION = "an event", "a decision"
GROWTH, RULES, MILLION = "Growth with the history", "Growth with the rules", "A million events in one case"
#: Events that one timing adds; short, so that the history is about as long as it says.
ADDED = 256


@dataclass(frozen=True)
class Point:
    """Seconds that something takes at a length."""

    who: str
    what: str
    length: int
    seconds: float


def points(who: str, plays: Contestant, longest: int, effort: Effort) -> Iterator[Point]:
    """Per added event, and per decision, at each length up to the longest."""
    for length in (each for each in LENGTHS if each <= longest):
        seen = timeline(random.Random(5), length + ADDED * effort.rounds)
        natives = [plays.event(number, step.event) for number, step in enumerate(seen.steps)]
        state = plays.start()
        for event in natives[:length]:
            plays.add(state, event)
        subject = plays.subject(seen.asked)
        plays.judge(state, subject)
        yield Point(who, DECISION, length, min(_judging(plays, state, subject, effort)))
        yield Point(who, EVENT, length, min(_adding(plays, state, natives[length:])))


def _judging(plays: Contestant, state: Any, subject: Any, effort: Effort) -> Iterator[float]:
    for _ in range(effort.rounds):
        yield _each(lambda: plays.judge(state, subject), effort.seconds)


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


def _adding(plays: Contestant, state: Any, natives: Sequence[Any]) -> Iterator[float]:
    for at in range(0, len(natives), ADDED):
        yield each_takes(_adds(plays, state, natives[at : at + ADDED]))


def _adds(plays: Contestant, state: Any, events: Sequence[Any]) -> Batch:
    def batch() -> int:
        for event in events:
            plays.add(state, event)
        return len(events)

    return batch


def measured(longest: int, effort: Effort, tell: Callable[[str], None]) -> tuple[list[Point], str]:
    """All points, and why some are missing."""
    players: dict[str, Contestant] = {"plain": Plain(), "accumulators": ByHand()}
    missing = ""
    try:
        players["compiled"] = Compiled()
    except Missing as error:
        missing = str(error)
    found: list[Point] = []
    for who, plays in players.items():
        tell(f"{GROWTH}: {who}")
        found += points(who, plays, longest, effort)
    return found, missing


def rows(
    longest: int, sizes: Sequence[int], million: int, effort: Effort, tell: Callable[[str], None]
) -> Iterator[Row]:
    found, missing = measured(longest, effort, tell)
    for who in dict.fromkeys(point.who for point in found):
        for what in (EVENT, DECISION):
            yield _grown(who, what, [p for p in found if (p.who, p.what) == (who, what)])
    if missing:
        yield left_out(GROWTH, "compiled", missing)
    for size in sizes:
        tell(f"{RULES}: {size}")
        yield _sized(size)
    tell(MILLION)
    yield _many(million, missing)


def _grown(who: str, what: str, line: Sequence[Point]) -> Row:
    """The times at some lengths; all of them are in the plot and in the JSON."""
    shown = [point for point in line if point.length in SHOWN] or [line[0], line[-1]]
    figure = ", ".join(f"{point.seconds * 1e6:.3g}" for point in shown)
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


def _many(count: int, missing: str) -> Row:
    if missing:
        return left_out(MILLION, "compiled", missing)
    plays, seen = Compiled(), timeline(random.Random(6), count)
    state = plays.start()
    adding = sum(once(_adds(plays, state, part))[0] for part in _parts(plays, seen))
    subject = plays.subject(seen.asked)
    judging = _each(lambda: plays.judge(state, subject), 0.01)
    assert plays.ids(plays.judge(state, subject)) == Plain().judge(seen.events, seen.asked)
    return Row(
        MILLION, "compiled", f"{adding / count * 1e6:.2f} µs an event, {judging * 1e6:.2f} µs a decision", adding,
        note=f"{count:,} events",
    )  # fmt: skip


def _parts(plays: Contestant, seen: Timeline, size: int = 10_000) -> Iterator[list[Any]]:
    """Native events, a part at a time, so that they need not all be in memory."""
    for at in range(0, len(seen.steps), size):
        yield [plays.event(at + n, step.event) for n, step in enumerate(seen.steps[at : at + size])]
