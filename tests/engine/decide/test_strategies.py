"""The strategies draw every construct of the tree, and runs over them are not degenerate."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from followup.decide.decision import STRICTNESS
from followup.decide.verdict import judge
from followup.evaluate.scene import World
from followup.language import tree
from followup.language.shape import check_shape
from followup.language.yaml_reader import read_yaml
from followup.testing.constructs import seen_in, wanted
from followup.testing.fresh import FRESH
from followup.testing.strategies import TYPES, Scenario, packs, scenarios, world_of
from followup.timeline.events import Proposal

#: Each anew, as one that is another's copy with a change shows little more than that.
DRAWN = settings(
    max_examples=400,
    backend=FRESH,
    phases=[Phase.generate],
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def drawn() -> list[tuple[World, Proposal]]:
    """Some hundreds of scenarios."""
    found: list[tuple[World, Proposal]] = []

    @DRAWN
    @given(scenarios())
    def draw(scenario: Scenario) -> None:
        found.append(world_of(scenario))

    draw()
    return found


def test_every_construct_of_the_tree_is_drawn(drawn):
    """A class, or a choice that a field leaves, which the generator leaves out is named here."""
    seen = {each for world, _ in drawn for each in seen_in(world.pack)}
    assert sorted(map(str, wanted() - seen)) == []


def test_each_verdict_is_drawn_often(drawn):
    """Permit, forbid and ask are each at least a tenth of all verdicts."""
    verdicts = Counter(judge(world, proposal).verdict for world, proposal in drawn)
    assert {verdict for verdict, count in verdicts.items() if count / len(drawn) >= 0.1} == set(STRICTNESS)


def test_a_third_of_the_attributes_is_not_given(drawn):
    """So that unknown and absent are met everywhere."""
    given_ones = sum(len(proposal.attributes) for _, proposal in drawn)
    assert 0.25 <= 1 - given_ones / (len(TYPES) * len(drawn)) <= 0.45


def test_every_pack_that_is_drawn_has_the_shape_of_a_pack():
    """The schema takes what the builder takes."""

    @settings(DRAWN, max_examples=25)
    @given(packs())
    def draw(pack: dict[str, Any]) -> None:
        assert check_shape(read_yaml(json.dumps(pack), "drawn.yaml"), "pack") == []

    draw()


def test_the_engine_never_imports_what_is_for_tests():
    """Hypothesis is not there where followup is only used."""
    engine = Path(tree.__file__).parents[1]
    sources = {file: file.read_text("utf-8") for file in engine.rglob("*.py") if "testing" not in file.parts}
    assert [
        file.name
        for file, text in sources.items()
        if "followup.testing" in text or "import hypothesis" in text
    ] == []
