"""Nothing is timed that does not decide as the plain reference decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.job.contestants import Contestant, decided, replayed
from bench.job.timelines import Timeline, timelines


class Differs(AssertionError):
    """A contestant that decides otherwise; the message shows the smallest such timeline that was met."""


@dataclass(frozen=True)
class Sample:
    """Timelines decided at their end, and timelines whose every contact is decided."""

    ends: Sequence[Timeline]
    replays: Sequence[Timeline]

    @classmethod
    def of(cls, ends: int, replays: int, longest: int = 60) -> Sample:
        return cls(timelines(11, ends, longest=longest), timelines(12, replays, longest=longest))


#: How many timelines, how many replayed, and how long at most.
FULL, SHORT = (300, 20, 60), (12, 1, 12)


def assert_equal(name: str, plays: Contestant, plain: Contestant, sample: Sample) -> None:
    """Raises `Differs` where the decisions of a contestant are not those of the plain reference."""
    wrong = list(_wrong(plays, plain, sample))
    if wrong:
        timeline, expected, said = min(wrong, key=lambda each: len(each[0].steps))
        raise Differs(
            f"{name} decides {len(wrong)} of {len(sample.ends) + len(sample.replays)} timelines otherwise: "
            f"{said} instead of {expected} for {timeline.asked} over {timeline.events}"
        )


def _wrong(plays: Contestant, plain: Contestant, sample: Sample) -> Iterator[tuple[Timeline, object, object]]:
    for timeline in sample.ends:
        expected, said = decided(plain, timeline), decided(plays, timeline)
        if expected != said:
            yield timeline, expected, said
    for timeline in sample.replays:
        for expected, said in zip(replayed(plain, timeline), replayed(plays, timeline), strict=True):
            if expected != said:
                yield timeline, expected, said
                break
