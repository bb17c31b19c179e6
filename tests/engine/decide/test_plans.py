"""Plans: what is offered is permitted when it is offered, and nothing that is permitted before is left out."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followup import Journal, Pack, Record
from followup.decide.duties import candidates, standings
from followup.decide.planning import Plan, plan, purposes
from followup.decide.verdict import judge
from followup.evaluate.scene import World, case_scenes
from followup.testing.fresh import FRESH
from followup.testing.strategies import Scenario, scenarios, world_of
from followup.timeline.events import Proposal
from followup.timeline.instants import DAY, instant, show

HORIZON = 4 * DAY
NOW = instant("2026-03-09T09:00Z")


def examples(usual: int) -> settings:
    wanted = int(os.environ.get("FOLLOWUP_EXAMPLES", usual))
    return settings(
        max_examples=wanted, backend=FRESH, suppress_health_check=list(HealthCheck), print_blob=True
    )


def planned(scenario: Scenario) -> tuple[World, Proposal, Plan]:
    world, proposal = world_of(scenario)
    return world, proposal, plan(world, "c", proposal.at, horizon=HORIZON)


def fresh(world: World) -> World:
    return World(world.pack, world.journal, world.plugins)


@examples(30)
@given(scenarios())
def test_every_act_is_permitted_at_its_instant_and_nothing_forbidden_is_offered(scenario: Scenario):
    """Judged anew; a duty that it is for is pressing then."""
    world, _, found = planned(scenario)
    for action in found.actions:
        assert found.at <= action.at == action.proposal.at <= found.until
        assert judge(fresh(world), action.proposal).verdict == "permit"
        if action.duty:
            states = {
                (e.state.duty, e.state.trigger): e.state.state
                for e in standings(fresh(world), "c", action.at)
            }
            assert states[action.duty.duty, action.duty.trigger] in ("due", "overdue")


@examples(20)
@given(scenario=scenarios(), seed=st.integers(0, 99))
def test_whatever_is_permitted_at_some_instant_was_offered_by_then(scenario: Scenario, seed: int, stepper):
    """By judging every candidate at instants that could matter, and asking the duties then."""
    world, proposal, found = planned(scenario)
    instants = [proposal.at, *stepper(world, proposal, HORIZON).instants()]
    for at in random.Random(seed).sample(instants, min(12, len(instants))):
        offered = {key(action.proposal) for action in found.actions if action.at <= at}
        for declared in purposes(world.pack):
            for each in candidates(case_scenes(world, "c", at)[0], declared, None):
                if judge(fresh(world), each).verdict == "permit":
                    assert key(each) in offered, show(at)


def key(proposal: Proposal) -> tuple[Any, ...]:
    return proposal.kind, tuple(sorted(proposal.attributes.items(), key=repr))


@examples(30)
@given(scenarios())
def test_actions_are_ranked_by_duty_then_advice_then_time(scenario: Scenario):
    """And each act is told once for a duty; an act of a duty is not told again without it unless it is sooner."""
    _, _, found = planned(scenario)
    ranks = [action.rank for action in found.actions]
    assert ranks == sorted(ranks)
    told = [(key(a.proposal), a.duty and (a.duty.duty, a.duty.trigger)) for a in found.actions]
    assert len(told) == len(set(told))


@examples(30)
@given(scenarios())
def test_what_is_held_up_says_from_when_it_is_possible(scenario: Scenario):
    """At that instant some way to do it is not forbidden; if its deadline has passed by then, it is late."""
    world, _, found = planned(scenario)
    for held in found.held:
        assert held.duty.possible_from == held.possible_from
        if isinstance(held.possible_from, int):
            declared = next(each for each in world.pack.duties if each.id == held.duty.duty)
            trigger = next((e for e in world.journal.timeline("c") if e.id == held.duty.trigger), None)
            ways = candidates(case_scenes(world, "c", held.possible_from)[0], declared, trigger)
            assert any(judge(fresh(world), each).verdict != "forbid" for each in ways)
            assert held.late == (held.duty.deadline is not None and held.possible_from > held.duty.deadline)
    found.as_json()


def test_plans_of_every_shape_occur():
    """The examples are worth something."""
    seen: set[str] = set()
    wanted = {"for a duty", "for none", "later", "advised against", "held", "unknown"}

    @settings(examples(150), max_examples=150)
    @given(scenarios())
    def look(scenario: Scenario) -> None:
        if wanted <= seen:
            return  # a plan is dear, and one more shows nothing
        found = planned(scenario)[2]
        seen.update("for a duty" if action.duty else "for none" for action in found.actions)
        seen.update("later" for action in found.actions if action.at > found.at)
        seen.update("advised against" for action in found.actions if action.advice)
        seen.update(word for held in found.held for word in ("held", held.late and "too late") if word)
        seen.update("unknown" for _ in found.unknown)

    look()
    assert wanted - seen == set()


# By example.

RULES = """
facts:
  since_call: {since: {last: call}, in: elapsed}
  written: {exists: reply, after: {last: call}}
rules:
  - rule: rest
    says: Calls are three days apart.
    forbid: {since_call: {less_than: 3 days}}
  - rule: mornings
    says: The night is for sleeping.
    or_absent: fail
    advise: {part_of_day: day}
duties:
  - duty: answer
    says: They are answered within a day.
    for_each: {event: reply}
    do: {kind: call, topic: a}
    due: when permitted
    overdue: {after: 1 day}
desk: {purposes: topic}
"""


def a_plan(pack_of: Callable[[str], Pack], journal_of: Callable[..., Journal], **more: Any) -> Plan:
    pack = pack_of(RULES)
    ann = Record(("UTC",), channels=("phone", "letter"))
    journal = journal_of("call 2026-03-08T12:00Z topic=a", "reply 2026-03-09T08:00Z id=r")
    journal = Journal.of(journal.given, {"ann": ann}, {"c": Record(("UTC",), people=("ann",))})
    return pack.plan(journal, "c", NOW, **more)


def rows(found: Plan) -> list[tuple[Any, ...]]:
    return [
        (
            show(a.at),
            a.proposal.attributes["topic"],
            a.proposal.attributes["channel"],
            a.duty and a.duty.state,
        )
        for a in found.actions
    ]


def test_a_duty_that_rules_hold_up_is_offered_first_and_told_to_be_late(pack_of, journal_of):
    """The answer is due at once and within a day; the rule lets it be made in two."""
    found = a_plan(pack_of, journal_of)
    assert rows(found) == [
        ("2026-03-11T12:00:00Z", "a", "phone", "overdue"),
        ("2026-03-11T12:00:00Z", "a", "letter", "overdue"),
        ("2026-03-11T12:00:00Z", "b", "phone", None),
        ("2026-03-11T12:00:00Z", "b", "letter", None),
        ("2026-03-11T12:00:00Z", "c", "phone", None),
        ("2026-03-11T12:00:00Z", "c", "letter", None),
    ]
    (held,) = found.held
    assert (held.duty.duty, show(held.possible_from), held.late) == ("answer", "2026-03-11T12:00:00Z", True)
    assert held.rules == ("rest",)


def test_a_plan_keeps_to_the_channels_and_the_horizon_that_are_given(pack_of, journal_of):
    """A horizon before the first permit leaves nothing to do, and still tells what is held up."""
    by_letter = a_plan(pack_of, journal_of, channels=["letter"])
    assert {row[2] for row in rows(by_letter)} == {"letter"}
    soon = a_plan(pack_of, journal_of, horizon=DAY)
    assert (soon.actions, len(soon.held)) == ((), 1)
