"""Times as ratios: each contestant is timed beside the unit, in the same rounds, and the median ratio counts.

All times are processor time of this process (`time.process_time`), so that other work on the machine does not
count as anybody's; garbage is collected before each timing and not during it, for everybody alike.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

#: A batch of calls as one function that makes them and says how much was done.
Batch = Callable[[], int]
#: Makes a batch of that many calls.
Batches = Callable[[int], Batch]


@dataclass(frozen=True)
class Effort:
    """How long to measure: rounds, and seconds that one timing of one contestant should take."""

    rounds: int = 15
    seconds: float = 0.05


QUICK = Effort(rounds=1, seconds=0.0)


@dataclass(frozen=True)
class Paired:
    """How many times as fast as the unit: the median of the rounds, the least and the most; and units a second."""

    ratio: float
    least: float
    most: float
    per_second: float

    @property
    def seconds(self) -> float:
        return 1 / self.per_second


def paired(unit: Batches, other: Batches, effort: Effort) -> Paired:
    """The unit and the other are timed one after the other in each round."""
    with only_new_garbage():
        units, others = sized(unit, effort.seconds), sized(other, effort.seconds)
        pairs = [(each_takes(units), each_takes(others)) for _ in range(effort.rounds)]
    ratios = [one / two for one, two in pairs]
    return Paired(
        statistics.median(ratios), min(ratios), max(ratios), 1 / statistics.median(two for _, two in pairs)
    )


@contextmanager
def only_new_garbage() -> Iterator[None]:
    """What is there already is not looked through again at each collection, which would take most of a run."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def sized(batches: Batches, seconds: float) -> Batch:
    """A batch that takes about that long; at least one call."""
    count, taken = 1, once(batches(1))[0]
    while taken < seconds / 4 and count < 1_000_000:
        count = min(count * 8, 1_000_000)
        taken = once(batches(count))[0]
    return batches(max(1, min(int(count * seconds / max(taken, 1e-9)), 1_000_000)))


def each_takes(batch: Batch) -> float:
    """Seconds for one unit of work."""
    seconds, done = once(batch)
    return max(seconds, 1e-9) / done


def once(batch: Batch) -> tuple[float, int]:
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        done = batch()
        return time.process_time() - start, done
    finally:
        gc.enable()


def calls(function: Callable[..., Any], arguments: Sequence[tuple[Any, Any]]) -> Batches:
    """Batches of calls with two arguments each, over and over the same arguments."""

    def batches(count: int) -> Batch:
        chosen = (list(arguments) * (count // len(arguments) + 1))[:count]

        def batch() -> int:
            for one, two in chosen:
                function(one, two)
            return count

        return batch

    return batches
