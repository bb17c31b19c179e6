"""The compiled reading equals the reference reading: facts, events behind them, rules, overrides, verdicts, futures.

The long run: `FOLLOWUP_EXAMPLES=100000 pytest tests/engine/evaluate/test_readings_agree.py`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from followup.decide.decision import PackId
from followup.decide.pack import audits, decide
from followup.decide.verdict import Judged, judge
from followup.evaluate import quantities
from followup.evaluate.compiled import kleene
from followup.evaluate.compiled.plan import plan
from followup.evaluate.compiled.policy import Policy, policy_of
from followup.evaluate.compiled.reading import CompiledReading
from followup.evaluate.compiled.saved import restored, save
from followup.evaluate.compiled.state import State
from followup.evaluate.future import first
from followup.evaluate.quantities import Range
from followup.evaluate.reference_views import reference_views
from followup.evaluate.scene import World
from followup.language.tree import Tree
from followup.testing.strategies import Scenario, built, packs, scenarios, world_of
from followup.timeline.events import Proposal
from followup.timeline.instants import DAY

ID = PackId("drawn", "1.0.0", "")
HORIZON = 6 * DAY
EITHER = st.booleans().flatmap(lambda sharp: scenarios(sharp=sharp))


def examples(usual: int) -> settings:
    """So many examples, or as many as the environment asks for."""
    wanted = int(os.environ.get("FOLLOWUP_EXAMPLES", usual))
    return settings(
        max_examples=wanted, suppress_health_check=list(HealthCheck), print_blob=True, deadline=None
    )


def compiled(world: World) -> World:
    """The same world in the compiled reading."""
    return World(
        world.pack, world.journal, world.plugins, reading=CompiledReading(policy_of(world.pack), world)
    )


def state_at(policy: Policy, world: World, proposal: Proposal) -> State:
    """The state of a journal at a proposal's instant, with what is known to come."""
    state = policy.start(world.journal.people, world.journal.cases, world.plugins)
    events = world.journal.events
    for event in events:
        if event.at <= proposal.at:
            state.add(event)
    state.expect(*(event for event in events if event.at > proposal.at))
    return state


def plain(value: Any) -> Any:
    """A quantity as something that compares across readings: an age by its amount, a number by its value."""
    if isinstance(value, (quantities.Age, kleene.Age)):
        return "age", value.measure, value.amount
    if isinstance(value, Range):
        return "range", plain(value.low), plain(value.high), value.reason, value.or_absent, value.open
    number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return ("number", value) if number else (type(value).__name__, value)


@examples(130)
@given(EITHER)
def test_facts_and_rules_are_the_same(scenario: Scenario):
    """Each fact has the same value, as many events behind it and the same newest ones; each rule the same truth."""
    world, proposal = world_of(scenario)
    pairs = zip(reference_views(world, proposal), compiled(world).views(proposal), strict=False)
    for ours, theirs in pairs:
        for name in world.pack.facts:
            assert plain(ours.value(name)) == plain(theirs.value(name)), name
            assert list(map(list, [ours.evidence(name, 8)])) == list(map(list, [theirs.evidence(name, 8)])), (
                name
            )
        for number, rule in enumerate(world.pack.rules):
            assert ours.speaks(number)[0] == theirs.speaks(number)[0], rule.id
            assert ours.lifting(number)[0] == theirs.lifting(number)[0], rule.id


def outcome(judged: Judged) -> tuple[Any, ...]:
    """A judgement as the quick judge tells it."""
    lifted = {one.rule.id for one in judged.found if one.truth is True and not one.lifted}
    effects = {rule.id: rule.effect for rule in (one.rule for one in judged.found)}
    forbids = {each for each in lifted if effects[each] != "advise"}
    unknown = tuple(sorted({cause.name for cause in judged.causes()}))
    return judged.verdict, forbids, lifted - forbids, unknown


@examples(130)
@given(EITHER)
def test_the_quick_judge_decides_as_the_reference_does(scenario: Scenario):
    """Verdict, rules and unknowns of `State.judge`; and `until`, as far as it hangs on the rules."""
    world, proposal = world_of(scenario)
    state = state_at(Policy(world.pack), world, proposal)
    subject = state.subject(proposal)
    found, now = state.judge(subject), judge(world, proposal)
    assert (found.verdict, set(found.rules), set(found.advice), found.unknown) == outcome(now)
    expected = first(lambda at: judge(world, proposal.moved(at)), lambda one: one.stable,
                     lambda one: one.signature != now.signature, now, proposal.at, HORIZON)  # fmt: skip
    assert moment(state.until(subject, HORIZON)) == moment(expected)


def moment(found: Any) -> Any:
    """An instant; or that there is none, which one reading may know for good and the other up to the horizon only."""
    return found if isinstance(found, int) else "none"


@examples(110)
@given(EITHER)
def test_whole_decisions_are_the_same(scenario: Scenario):
    """Words, conditions, advice, duties, evidence and futures too."""
    world, proposal = world_of(scenario)
    ours = decide(world, proposal, ID, HORIZON).as_json()
    theirs = decide(compiled(world), proposal, ID, HORIZON).as_json()
    for decision in (ours, theirs):
        for key in ("until", "permitted_from"):
            decision[key] = decision[key] if decision[key][:1].isdigit() else "none"
    assert ours == theirs


@examples(70)
@given(EITHER)
def test_audits_are_the_same(scenario: Scenario):
    """Each act of ours over what lay strictly before it."""
    world, _ = world_of(scenario)
    ours = [(event.key, decision.as_json()) for event, decision in audits(world, ID)]
    assert ours == [(event.key, decision.as_json()) for event, decision in audits(compiled(world), ID)]


@pytest.fixture(scope="module")
def shapes() -> Counter[tuple[Any, ...]]:
    """How often packs that are drawn need each shape of state."""
    seen: Counter[tuple[Any, ...]] = Counter()

    @settings(
        max_examples=400, suppress_health_check=list(HealthCheck), derandomize=True, phases=[Phase.generate]
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


@examples(60)
@given(scenario=EITHER, data=st.data())
def test_saving_and_restoring_changes_nothing(scenario: Scenario, data: st.DataObject):
    """At whatever point: the state goes on as it would have, for every kind of room and doubt."""
    world, proposal = world_of(scenario)
    policy = policy_of(world.pack)
    events = [event for event in world.journal.events if event.at <= proposal.at]
    point = data.draw(st.integers(0, len(events)))
    state = policy.start(world.journal.people, world.journal.cases, world.plugins)
    for number, event in enumerate(events):
        if number == point:
            state = restored(policy, save(state), world.journal.people, world.journal.cases, world.plugins)
        state.add(policy.event(event, world.plugins))  # in native form, as the fastest way in
    state.expect(*(event for event in world.journal.events if event.at > proposal.at))
    again = restored(policy, save(state), world.journal.people, world.journal.cases, world.plugins)
    whole, subject = state_at(policy, world, proposal), state.subject(proposal)
    assert again.judge(subject) == state.judge(subject) == whole.judge(subject)
    assert again.until(subject, HORIZON) == whole.until(subject, HORIZON)
    assert save(again) == save(state) == save(whole)
