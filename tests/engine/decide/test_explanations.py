"""Why a proposal is decided so, down to the events; what made the difference; and what would stop a permit."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from itertools import combinations, count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followup import Journal, Pack, Proposal
from followup.decide.explaining import Comparison, Connective, Node, Side, explain
from followup.decide.looking import inside, parts_of, spoken, truth_of
from followup.decide.nearest import nearest
from followup.decide.verdict import judge, matches
from followup.evaluate.quantities import conjunction, disjunction, negation
from followup.evaluate.scene import Scene, World
from followup.language import tree
from followup.testing.fresh import FRESH
from followup.testing.strategies import Scenario, scenarios, world_of
from followup.timeline.instants import DAY, show

HORIZON = 6 * DAY
EITHER = st.booleans().flatmap(lambda sharp: scenarios(sharp=sharp))
PERMITTED = EITHER.filter(lambda scenario: judge(*world_of(scenario)).verdict == "permit")


def examples(usual: int) -> settings:
    wanted = int(os.environ.get("FOLLOWUP_EXAMPLES", usual))
    return settings(
        max_examples=wanted, backend=FRESH, suppress_health_check=list(HealthCheck), print_blob=True
    )


# The tree.


def kleene(truths: list[str], strong: str) -> str:
    """What some truths come to, if one `strong` one settles it; `open` counts as unknown here."""
    weak = {"yes": "no", "no": "yes"}[strong]
    return strong if strong in truths else weak if set(truths) <= {weak} else "?"


def plainly(truth: str) -> str:
    return truth if truth in ("yes", "no") else "?"


def truth_in(node: Node) -> str:
    """The truth of a node from the truths of the comparisons below it."""
    if isinstance(node, Comparison):
        return plainly(node.truth)
    parts = [truth_in(part) for part in node.parts]
    if node.how == "not":
        return {"yes": "no", "no": "yes", "?": "?"}[parts[0]]
    return kleene(parts, "no" if node.how == "all" else "yes")


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts if isinstance(node, Connective) else ():
        yield from nodes(part)
    for side in (node.left, *node.right) if isinstance(node, Comparison) else ():
        if side.holds is not None:
            yield from nodes(side.holds)


@examples(40)
@given(EITHER)
def test_the_truth_of_every_node_follows_from_its_parts(scenario: Scenario):
    """And that of a rule from its conjuncts; the rules that speak are those of the decision."""
    world, proposal = world_of(scenario)
    found = explain(world, proposal)
    for rule in found.rules:
        for part in rule.parts:
            assert all(truth_in(each) == plainly(each.truth) for each in nodes(part.condition))
        wanted = [t if part.wanted else {"yes": "no", "no": "yes", "?": "?"}[t]
                  for part in rule.parts for t in [plainly(part.truth)]]  # fmt: skip
        assert plainly(rule.speaks) == kleene(wanted, "no")
    speaking = {rule.rule for rule in found.rules if rule.speaks == "yes"}
    assert speaking == {
        each.rule for each in matches(judge(world, proposal), ("forbid", "require", "advise"))
    }


@examples(40)
@given(EITHER)
def test_behind_every_fact_of_a_rule_stand_the_events_of_the_decision(scenario: Scenario):
    """The same total and the same newest ones, wherever it is asked for; of facts that hold, their condition."""
    world, proposal = world_of(scenario)
    found = explain(world, proposal)
    sides = [side for rule in found.rules for part in rule.parts for node in nodes(part.condition)
             if isinstance(node, Comparison) for side in (node.left, *node.right) if side.kind == "fact"]  # fmt: skip
    assert all(side.holds is not None or (side.total or 0) >= len(side.evidence) for side in sides)
    assert all(len(side.evidence) == min(side.total or 0, 8) for side in sides)
    found.as_json()


# The nearest rule.


@examples(30)
@given(PERMITTED)
def test_no_rule_is_nearer_than_the_nearest(scenario: Scenario):
    """By turning every set of comparisons of every rule that is smaller."""
    world, proposal = world_of(scenario)
    found = nearest(world, proposal, HORIZON)
    rules = [one for one in spoken(world, proposal) if one.rule.effect != "advise" and not one.lifted]
    fewest = len(found.flips) if found else 4
    for one in rules:
        for size in range(1, min(fewest, 4)):
            assert not any(
                speaks_with(one.scene, one.rule, set(turned)) for turned in combinations(range(9), size)
            )
    if found:
        own = [one for one in rules if one.rule.id == found.rule]
        turns = list(combinations(range(14), len(found.flips)))
        assert any(speaks_with(one.scene, one.rule, set(turned)) for one in own for turned in turns)


def speaks_with(scene: Scene, rule: tree.Rule, turned: set[int]) -> bool:
    """Whether a rule speaks if the comparisons of these numbers are turned for it."""
    numbers = count()
    parts = []
    for part in parts_of(rule):
        truth = with_turned(scene, part.condition, part.wanted, part.on_absent, turned, numbers)
        parts.append(truth if part.wanted else negation(truth))
    return conjunction(parts)[0] is True


def with_turned(scene: Scene, condition: Any, wanted: bool, on_absent: bool | None, turned: set[int],
                numbers: Iterator[int]) -> Any:  # fmt: skip
    match condition:
        case tree.All(parts):
            return conjunction([with_turned(scene, p, wanted, on_absent, turned, numbers) for p in parts])
        case tree.Any(parts):
            return disjunction([with_turned(scene, p, wanted, on_absent, turned, numbers) for p in parts])
        case tree.Not(part):
            other = None if on_absent is None else not on_absent
            return negation(with_turned(scene, part, not wanted, other, turned, numbers))
    inner = inside(scene, condition)
    if inner is not None:
        truth = with_turned(scene, inner[0], inner[1] == wanted, None, turned, numbers)
        return truth if inner[1] else negation(truth)
    if next(numbers) in turned:
        return wanted, 0
    return truth_of(scene, condition, on_absent), 0


@examples(30)
@given(scenario=PERMITTED, seed=st.integers(0, 99))
def test_time_brings_the_nearest_rule_when_it_is_said_to(scenario: Scenario, seed: int, stepper):
    """It stops the proposal then; no instant before that could matter does so by that rule."""
    world, proposal = world_of(scenario)
    found = nearest(world, proposal, HORIZON)
    if found is None:
        return
    instants = stepper(world, proposal, HORIZON).instants()
    some = random.Random(seed).sample(instants, min(30, len(instants)))
    if isinstance(found.when, int):
        assert found.rule in stopping(world, proposal, found.when)
        some = [at for at in some if at < found.when]
    assert [show(at) for at in some if found.rule in stopping(world, proposal, at)] == []


def stopping(world: World, proposal: Proposal, at: int) -> set[str]:
    judged = judge(World(world.pack, world.journal, world.plugins), proposal.moved(at))
    return {each.rule for each in matches(judged, ("forbid", "require")) if each.lifted is None}


def test_explanations_of_every_shape_occur():
    """The examples are worth something."""
    seen: set[str] = set()

    @settings(examples(150), max_examples=150)
    @given(EITHER)
    def look(scenario: Scenario) -> None:
        found = explain(*world_of(scenario))
        seen.update(rule.speaks for rule in found.rules)
        for node in (each for rule in found.rules for part in rule.parts for each in nodes(part.condition)):
            seen.add(node.how if isinstance(node, Connective) else node.truth)
            if isinstance(node, Comparison):
                seen.update(side.kind for side in (node.left, *node.right))
                seen.update("holds" for side in (node.left, *node.right) if side.holds)
        if found.why_not:
            seen.add("by time" if isinstance(found.why_not.when, int) else "never by time")

    look()
    assert seen - {"holds"} == {"yes", "no", "unknown", "open", "all", "any", "not", "constant", "fact", "attribute",
                                "clock", "by time", "never by time"}  # fmt: skip


# By example.

AT = "2026-03-09T09:00Z"
RULES = """
facts:
  recent: {count: call, within: 7 days}
  busy: {holds: {recent: {at_least: 2}}}
rules:
  - rule: not-often
    says: Two calls in seven days are enough.
    governs: {topic: a}
    forbid: {busy: true}
    because: "{recent} calls were made"
  - {rule: polite, forbid: {amount: {less_than: 0.5}, size: 3}}
  - {rule: quiet, forbid: {all: [{part_of_day: night}, {topic: a}]}}
"""


def proposal(**given: Any) -> Proposal:
    return Proposal.of("call", AT, "c", **{"topic": "a", "amount": 1, "size": 1, **given})


def two_calls(journal_of: Callable[..., Journal]) -> Journal:
    calls = ("call 2026-03-04T09:00Z topic=a id=one", "call 2026-03-05T09:00Z topic=a id=two")
    return journal_of(*calls, cases={"c": {"zone": ["UTC"]}})


def test_a_rule_is_told_down_to_the_events_behind_its_facts(pack_of: Callable[[str], Pack], journal_of):
    """Rule, conjuncts, condition, comparison, both sides with their values, events; through a fact that holds."""
    (rule,) = pack_of(RULES).explain(two_calls(journal_of), proposal()).rules
    assert (rule.rule, rule.speaks, rule.because) == ("not-often", "yes", "2 calls were made")
    assert [(part.role, part.wanted, part.truth) for part in rule.parts] == [
        ("governs", True, "yes"), ("forbid", True, "yes"),
    ]  # fmt: skip
    busy = rule.parts[1].condition
    assert isinstance(busy, Comparison)
    assert (busy.words, busy.left.kind, busy.left.value) == ("busy is yes", "fact", "yes")
    recent = busy.left.holds
    assert isinstance(recent, Comparison)
    assert (recent.words, recent.left.value, recent.left.total) == ("recent is at least 2", "2", 2)
    assert [each.id for each in recent.left.evidence] == ["one", "two"]
    assert recent.right == (Side("constant", "", "2"),)


def test_either_of_two_calls_made_the_difference(pack_of, journal_of):
    """Permitted, had it not happened."""
    found = pack_of(RULES).counterfactuals(two_calls(journal_of), proposal())
    assert [each.as_json() for each in found] == [
        {"verdict": "permit", "without": [{"kind": "call", "at": at, "id": id, "case": "c"}]}
        for at, id in (("2026-03-05T09:00:00Z", "two"), ("2026-03-04T09:00:00Z", "one"))
    ]


def test_two_calls_are_left_out_only_where_leaving_out_one_does_not_help(pack_of, journal_of):
    """With three of them every pair makes the difference."""
    more = two_calls(journal_of).with_events(journal_of("call 2026-03-06T09:00Z topic=a id=three").given[0])
    found = pack_of(RULES).counterfactuals(more, proposal())
    assert [[event.id for event in each.events] for each in found] == [
        ["two", "three"], ["one", "three"], ["one", "two"],
    ]  # fmt: skip


def test_a_call_of_another_case_is_shown_by_its_kind_and_date(pack_of, journal_of):
    """14: unless the journal allows more."""
    pack = pack_of("""
facts: {recent: {count: call, within: 7 days, across: person}}
rules: [{rule: r, forbid: {recent: {at_least: 1}}}]
""")
    journal = journal_of("call 2026-03-08T09:00Z person=ann case=d", people={"ann": {"zone": ["UTC"]}})
    (found,) = pack.counterfactuals(journal, proposal(person="ann"))
    assert found.as_json()["without"] == [{"kind": "call", "date": "2026-03-08"}]


def test_the_nearest_rule_says_what_it_needs_and_when_time_brings_it(pack_of, journal_of):
    """One comparison is flipped by time alone, so that rule is nearer than one that needs two."""
    journal = journal_of(cases={"c": {"zone": ["UTC"]}})
    found = pack_of(RULES).explain(journal, proposal())
    assert (found.verdict, found.rules) == ("permit", ())
    assert found.as_json()["why_not"] == {
        "rule": "quiet", "says": "", "needs": ["part of day is night"], "when": "2026-03-10T00:00:00Z",
    }  # fmt: skip


def test_what_is_forbidden_has_no_nearest_rule(pack_of, journal_of):
    assert pack_of(RULES).explain(two_calls(journal_of), proposal()).why_not is None
