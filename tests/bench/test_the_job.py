"""The small job that engines are measured on is decided as a plain Python function decides it."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from bench.job.accumulators import ByHand
from bench.job.contestants import ENTRIES, Missing, decided
from bench.job.equality import SHORT, Differs, Sample, assert_equal
from bench.job.plain import Plain, violations
from bench.job.reading import Reading
from bench.job.timelines import timelines

SHORT_ONES = timelines(seed=7, count=300, shortest=5, longest=14)


def test_the_timelines_mean_something() -> None:
    """Every rule fires and does not fire often enough, and about a quarter is permitted."""
    seen = Counter(rule for each in SHORT_ONES for rule in violations(each.events, each.asked) or ["permit"])
    assert all(seen[rule.id] >= 20 for rule in Reading().pack.tree.rules)
    assert 0.2 <= seen["permit"] / len(SHORT_ONES) <= 0.4


def test_timelines_have_ties_and_exact_bounds() -> None:
    times = [[event["at"] for event in each.events] + [each.asked["at"]] for each in SHORT_ONES]
    gaps = Counter(later - earlier for each in times for earlier, later in pairwise(each))
    assert all(gaps[bound] >= 20 for bound in (0, 86_400, 7 * 86_400))


def test_the_pack_decides_as_the_plain_function() -> None:
    reading = Reading()
    for each in SHORT_ONES:
        assert decided(reading, each) == violations(each.events, each.asked), each


@pytest.mark.parametrize("entry", ENTRIES[1:], ids=lambda entry: entry.name)
def test_contestants_decide_as_the_plain_function(entry: object) -> None:
    """Those that are installed; more of it runs before each measurement."""
    try:
        plays = entry.load()  # type: ignore[attr-defined]
    except Missing as error:
        pytest.skip(str(error))
    assert_equal("contestant", plays, Plain(), Sample.of(*SHORT))


def test_one_that_decides_otherwise_is_not_timed() -> None:
    class Lenient(ByHand):
        def ids(self, outcome: list[str]) -> list[str]:
            return [rule for rule in outcome if rule != "polite"]

    with pytest.raises(Differs, match=r"lenient decides [0-9]+ of 13 timelines otherwise"):
        assert_equal("lenient", Lenient(), Plain(), Sample.of(*SHORT))
