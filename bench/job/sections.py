"""The parts of a run, each a list of rows: they can be asked for alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bench.job import calendars, cold, growth, memory
from bench.job.contestants import gathered
from bench.job.equality import FULL, SHORT, Sample, assert_equal
from bench.job.rows import Row, left_out
from bench.job.timelines import timelines
from bench.job.timing import Effort
from bench.job.workloads import Tell, compiled_rows, w1, w2


@dataclass(frozen=True)
class Wish:
    """What is asked of a run."""

    seed: int
    effort: Effort
    quick: bool
    who: tuple[str, ...]
    tell: Tell


def lengths(wish: Wish) -> Mapping[int, int]:
    """How many timelines of which lengths. Only two are long: more do not fit into the processor's caches, which
    would slow down those alone who read the whole history, and the unit is one of them."""
    return {20: 1, 50: 1} if wish.quick else {20: 20, 2000: 2}


def job(wish: Wish) -> Iterator[Row]:
    """W1 and W2 for everybody, after everybody was shown to decide alike."""
    present, absent = gathered(wish.who)
    sample = Sample.of(*(SHORT if wish.quick else FULL))
    for each in present[1:]:
        wish.tell(f"decisions equal to the plain reference's? {each.name}")
        assert_equal(each.name, each.plays, present[0].plays, sample)
    for length, count in lengths(wish).items():
        yield from w1(present, length, wish.seed, count, wish.effort, wish.tell)
        for each in present:
            if each.name == "compiled":
                plain = present[0].plays
                yield from compiled_rows(each.plays, plain, wish.seed, length, count, wish.effort, wish.tell)
    replayed = timelines(wish.seed, 1, longest=8) if wish.quick else timelines(wish.seed, 20)
    yield from w2(present, replayed, wish.effort, wish.tell)
    for missing in absent:
        yield left_out("Skipped, and why", missing.entry.name, missing.why)


def held(wish: Wish) -> Iterator[Row]:
    """Many live cases in memory."""
    yield from memory.rows(500 if wish.quick else 100_000, 32, wish.tell)


def dated(wish: Wish) -> Iterator[Row]:
    """The pack five-rules, and what calendars cost."""
    yield from calendars.rows(wish.seed, lengths(wish), wish.effort, wish.tell)


def started(wish: Wish) -> Iterator[Row]:
    """A cold process to its first decision."""
    yield from cold.rows(1 if wish.quick else 15, wish.tell)


def grown(wish: Wish) -> Iterator[Row]:
    """Histories of up to 100,000 events, packs of up to 2,000 rules, a million events in one case."""
    if wish.quick:
        yield from growth.rows(30, (5,), 200, wish.effort, wish.tell)
    else:
        yield from growth.rows(100_000, (100, 500, 2000), 1_000_000, wish.effort, wish.tell)


SECTIONS: dict[str, Callable[[Wish], Iterator[Row]]] = {
    "job": job, "five-rules": dated, "cold": started, "memory": held, "growth": grown,
}  # fmt: skip
