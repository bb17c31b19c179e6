"""The parts of a run, each a list of rows: they can be asked for alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.job.contestants import gathered
from bench.job.equality import FULL, SHORT, Sample, assert_equal
from bench.job.rows import Row, left_out
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


def job(wish: Wish) -> Iterator[Row]:
    """W1 and W2 for everybody, after everybody was shown to decide alike."""
    present, absent = gathered(wish.who)
    sample = Sample.of(*(SHORT if wish.quick else FULL))
    for each in present[1:]:
        wish.tell(f"decisions equal to the plain reference's? {each.name}")
        assert_equal(each.name, each.plays, present[0].plays, sample)
    count = 2 if wish.quick else 20
    for length in (20, 100) if wish.quick else (20, 2000):
        yield from w1(present, length, wish.seed, count, wish.effort, wish.tell)
        yield from compiled_rows(present, wish.seed, length, count, wish.effort, wish.tell)
    yield from w2(present, wish.seed, count, wish.effort, wish.tell)
    for missing in absent:
        yield left_out("Not here", missing.entry.name, missing.why)


SECTIONS: dict[str, Callable[[Wish], Iterator[Row]]] = {"job": job}
