"""Scenarios that once showed something wrong, as small as they could be made, replayed (`tests/corpus/`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup.decide.decision import PackId
from followup.decide.pack import decide
from followup.evaluate.compiled.policy import Policy
from followup.evaluate.compiled.reading import CompiledReading
from followup.evaluate.scene import World
from followup.language.yaml_reader import read_yaml
from followup.testing.agreement import CHECKS, compared
from followup.testing.strategies import Asking, Scenario, world_of
from followup.timeline.instants import DAY, show

CORPUS = sorted((Path(__file__).parents[2] / "corpus").glob("*.yaml"))


def compiled(world: World) -> World:
    return World(world.pack, world.journal, world.plugins, reading=CompiledReading(Policy(world.pack), world))


@pytest.mark.parametrize("reading", [lambda world: world, compiled], ids=["reference", "compiled"])
@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_a_counterexample_stays_settled(file: Path, reading, stepper):
    """19: what was decided by stepping through every instant that could matter, by both readings."""
    body = read_yaml(file.read_bytes(), file.name).plain()
    world, proposal = world_of(Scenario(body["pack"], body["journal"], body["proposal"]))
    found = decide(reading(world), proposal, PackId("", "", ""), 6 * DAY)
    until = show(found.until) if isinstance(found.until, int) else str(found.until)
    duties = [each.state for each in found.duties]
    assert {"verdict": found.verdict, "until": until, "duties": duties} == body["expect"]
    steps = stepper(world, proposal, 6 * DAY)
    changed = next(
        (at for at in steps.instants() if steps.signature(at) != steps.signature(proposal.at)), None
    )
    assert changed == (found.until if isinstance(found.until, int) else None)


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_both_readings_say_the_same_of_a_counterexample(file: Path):
    """Facts and the events behind them too, saved at any point and in any order of arrival."""
    body = read_yaml(file.read_bytes(), file.name).plain()
    scenario = Scenario(body["pack"], body["journal"], body["proposal"])
    for each in compared([Asking(scenario, order, order / 4) for order in range(5)]):
        for check in CHECKS.values():
            check(each)


def test_there_are_counterexamples():
    """A corpus that is not found proves nothing."""
    assert len(CORPUS) >= 5
