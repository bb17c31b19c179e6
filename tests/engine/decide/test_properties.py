"""What holds for every pack, journal and proposal: 500 examples, shared among the properties.

The long run: `FOLLOWUP_EXAMPLES=100000 pytest tests/engine/decide/test_properties.py` takes so many for each.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from itertools import takewhile

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from followup.decide.decision import STRICTNESS, Decision, PackId
from followup.decide.pack import Pack, audited, decide, shown
from followup.decide.verdict import judge
from followup.evaluate.scene import World
from followup.language.tree import Tree
from followup.testing.strategies import QUIET, ContentFacts, Scenario, scenarios, shifted, world_of
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import DAY, WEEK
from followup.timeline.journal import Journal

ID = PackId("drawn", "1.0.0", "")
HORIZON = 6 * DAY
#: How many of the instants that could matter are looked at, in one example.
LOOKS = 60


def examples(usual: int) -> settings:
    """So many examples, or as many as the environment asks for."""
    wanted = int(os.environ.get("FOLLOWUP_EXAMPLES", usual))
    return settings(max_examples=wanted, suppress_health_check=list(HealthCheck), print_blob=True)


def decision(tree: Tree, journal: Journal, proposal: Proposal) -> Decision:
    return decide(World(tree, journal, ContentFacts()), proposal, ID, HORIZON)


def same(one: Decision, other: Decision) -> None:
    assert one.as_json() == other.as_json()


@examples(100)
@given(scenario=scenarios(), seed=st.integers(0, 99))
def test_a_decision_is_a_function_of_the_set_of_events(scenario: Scenario, seed: int):
    """1, 4: arrival order, duplicates and events of kinds that the pack does not know change nothing."""
    world, proposal = world_of(scenario)
    events = [*world.journal.given, *world.journal.given[:2]]
    events += [
        Event.of("strange", proposal.at, "unheard_of", "c"),
        Event.of("far", proposal.at - 1, "act", "z"),
    ]
    random.Random(seed).shuffle(events)
    known = [event for event in events if event.id != "far" or not across(world.pack)]
    shuffled = replace(world.journal, given=tuple(known))
    same(decision(world.pack, world.journal, proposal), decision(world.pack, shuffled, proposal))


#: Packs of every kind, and as many with one rule about time.
EITHER = st.booleans().flatmap(lambda sharp: scenarios(sharp=sharp))


def across(tree: Tree) -> bool:
    return any(getattr(getattr(fact.query, "events", None), "across", ()) for fact in tree.facts.values())


@examples(70)
@given(scenarios())
def test_each_rule_speaks_for_itself_and_the_strictest_decides(scenario: Scenario):
    """15: any forbid means forbid; order and rules that do not apply change nothing."""
    world, proposal = world_of(scenario)
    tree, journal = world.pack, world.journal
    whole = decision(tree, journal, proposal)
    backwards = decision(replace(tree, rules=tree.rules[::-1], duties=tree.duties[::-1]), journal, proposal)
    alone = [
        shown(judge(World(replace(tree, rules=(rule,)), journal, ContentFacts()), proposal), proposal.at, ID)
        for rule in tree.rules
    ]
    assert whole.verdict == max((each.verdict for each in alone), key=STRICTNESS.__getitem__)
    assert set(whole.rule_ids()) == {rule for each in alone for rule in each.rule_ids()}
    assert (whole.verdict, whole.until, set(whole.rule_ids())) == (
        backwards.verdict, backwards.until, set(backwards.rule_ids()),
    )  # fmt: skip


@examples(100)
@given(scenarios())
def test_what_is_carried_out_unchanged_is_audited_as_it_was_decided(scenario: Scenario):
    """23: the event that a proposal becomes has the decision about the proposal."""
    world, proposal = world_of(scenario)
    proposal = replace(proposal, open=frozenset())
    decided = decision(world.pack, world.journal, proposal)
    event = proposal.carried_out("~last of its instant")
    after = World(world.pack, world.journal.with_events(event), ContentFacts())
    audit = audited(after, event, ID)
    for part in ("verdict", "rules", "advice", "conditions", "unknown", "facts"):
        assert getattr(audit, part) == getattr(decided, part)


@examples(50)
@given(scenarios(places=QUIET, plain=True), st.integers(-200, 200))
def test_a_decision_moves_with_its_weeks(scenario: Scenario, weeks: int):
    """5: where no clock is changed and no holiday falls, everything by whole weeks later is decided alike."""
    world, proposal = world_of(scenario)
    moved, later = world_of(shifted(scenario, weeks * WEEK))
    one = decision(world.pack, world.journal, proposal)
    other = decision(moved.pack, moved.journal, later)
    assert (one.verdict, one.rule_ids(), one.unknown) == (other.verdict, other.rule_ids(), other.unknown)
    assert [each.state for each in one.duties] == [each.state for each in other.duties]
    assert (one.until + weeks * WEEK if isinstance(one.until, int) else 0) == (
        other.until if isinstance(other.until, int) else 0
    )


@examples(80)
@given(scenario=EITHER, seed=st.integers(0, 99))
def test_until_and_permitted_from_are_exact(scenario: Scenario, seed: int, stepper):
    """19: nothing differs before `until`, at any instant that could matter, and something does then."""
    world, proposal = world_of(scenario)
    found = decide(world, proposal, ID, HORIZON)
    steps = stepper(world, proposal, HORIZON)
    instants = steps.instants()
    some = sorted(random.Random(seed).sample(instants, min(LOOKS, len(instants))))
    note(f"{found.verdict} until {found.until}, permitted from {found.permitted_from}")
    now = steps.signature(proposal.at)
    if isinstance(found.until, int):
        assert steps.signature(found.until) != now
        some = [*takewhile(lambda at: at < found.until, some), found.until - 1]
    assert [at for at in some if at > proposal.at and steps.signature(at) != now] == []


@examples(50)
@given(scenario=EITHER, seed=st.integers(0, 99))
def test_permitted_from_is_the_first_instant_that_is_not_forbidden(scenario: Scenario, seed: int, stepper):
    """19: it is forbidden at every instant before, and not then."""
    world, proposal = world_of(scenario)
    found = decide(world, proposal, ID, HORIZON)
    steps = stepper(world, proposal, HORIZON)
    if found.verdict != "forbid":
        assert found.permitted_from == proposal.at
        return
    instants = steps.instants()
    some = sorted(random.Random(seed).sample(instants, min(LOOKS, len(instants))))
    if isinstance(found.permitted_from, int):
        assert not steps.forbids(found.permitted_from)
        some = [*takewhile(lambda at: at < found.permitted_from, some), found.permitted_from - 1]
    assert [at for at in some if not steps.forbids(at)] == []


@examples(50)
@given(EITHER)
def test_nothing_that_passes_validation_makes_the_engine_raise(scenario: Scenario):
    """Whatever is asked of it."""
    world, proposal = world_of(scenario)
    pack = Pack(world.pack, plugins=ContentFacts())
    pack.decide(world.journal, proposal, HORIZON).as_json()
    pack.audit(world.journal)
    pack.facts(world.journal, "c", proposal.at, proposal)
    pack.duties(world.journal, "d", proposal.at)
