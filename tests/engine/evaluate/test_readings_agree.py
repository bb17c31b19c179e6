"""The compiled reading equals the reference reading: facts, events behind them, rules, overrides, verdicts, futures.

Five hundred examples, each with every check of `followup.testing.agreement`; the long run is in
`test_readings_at_length.py`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from followup.evaluate.compiled.plan import plan
from followup.language.tree import Tree
from followup.testing.agreement import CHECKS, compared
from followup.testing.fresh import FRESH
from followup.testing.strategies import Asking, askings, built, packs

#: Packs; each is asked twice.
PACKS = int(os.environ.get("FOLLOWUP_EXAMPLES", 500)) // 2


@settings(
    max_examples=PACKS, backend=FRESH, suppress_health_check=list(HealthCheck), print_blob=True, deadline=None
)
@given(st.booleans().flatmap(lambda sharp: askings(2, sharp)))
def test_both_readings_say_the_same(several: tuple[Asking, ...]):
    """Facts, events behind them, rules, what lifts them; verdicts, words, duties, audits, `until`; as it is, when
    saved and restored at any point, and in whatever order events become known."""
    for each in compared(several):
        for check in CHECKS.values():
            check(each)


@pytest.fixture(scope="module")
def shapes() -> Counter[tuple[Any, ...]]:
    """How often packs that are drawn need each shape of state."""
    seen: Counter[tuple[Any, ...]] = Counter()

    @settings(
        max_examples=150, backend=FRESH, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
    )
    @given(packs())
    def count(pack: dict[str, Any]) -> None:
        seen.update(shapes_of(built(pack)))

    count()
    return seen


def shapes_of(pack: Tree) -> Iterator[tuple[Any, ...]]:
    for planned in plan(pack).facts.values():
        if planned.cell is not None:
            yield planned.cell.shape, bool(planned.cell.room.across), planned.cell.room.key is not None


def test_every_shape_of_state_is_drawn(shapes: Counter[tuple[Any, ...]]):
    """Total, since and window in cases and groups, with and without a key; kept ones and what lies ahead."""
    wanted = {
        (shape, across, key) for shape in ("total", "since", "window") for across in (0, 1) for key in (0, 1)
    }
    wanted |= {("kept", 0, 0), ("kept", 1, 0), ("ahead", 0, 0), ("ahead", 1, 0)}
    assert {each for each in wanted if not shapes[each]} == set()
