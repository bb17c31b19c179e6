"""Bounds against every value there is: small packs without a history, their attributes tried one value at a time."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from followup.decide.changes import Bring, Give
from followup.decide.decision import STRICTNESS
from followup.decide.remedies import Remedies, remedies
from followup.decide.verdict import judge
from followup.evaluate.scene import World
from followup.testing.strategies import built
from followup.timeline.events import Proposal
from followup.timeline.instants import instant
from followup.timeline.journal import Journal

SIZES = range(7)
#: The values of each attribute: all of them, one by one.
VALUES: dict[str, tuple[Any, ...]] = {"size": tuple(SIZES), "topic": ("a", "b", "c"), "held": (True, False)}


def comparisons() -> st.SearchStrategy[dict[str, Any]]:
    """One comparison of one attribute."""
    sizes = st.sampled_from((1, 2, 4))
    operators = st.sampled_from(("less_than", "at_most", "more_than", "at_least", "is_not"))
    return st.one_of(
        st.builds(lambda operator, n: {"size": {operator: n}}, operators, sizes),
        st.builds(lambda n: {"size": n}, sizes),
        st.builds(lambda ns: {"size": {"one_of": ns}}, st.lists(sizes, min_size=1, max_size=2)),
        st.builds(lambda value: {"topic": value}, st.sampled_from(VALUES["topic"])),
        st.builds(lambda value: {"held": value}, st.booleans()),
    )


CONDITIONS = st.recursive(
    comparisons(),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=5,
)
RULES = st.lists(st.tuples(st.sampled_from(("forbid", "require")), CONDITIONS), min_size=1, max_size=3)
GIVEN = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in VALUES.items()}
)  # fmt: skip


def world_of(rules: list[tuple[str, Any]]) -> World:
    """A pack of these rules and of three attributes; what is not given is unknown."""
    pack = {
        "language": 1, "pack": "tiny", "version": "1.0.0",
        "attributes": {"size": {"type": "integer", "at_least": 0, "at_most": 6}, "held": {"type": "boolean"},
                       "topic": {"type": "text", "one_of": ["a", "b", "c"]}},
        "kinds": {"act": {"by": "us", "attributes": ["size", "topic", "held"]}},
        "rules": [{"rule": f"r{n}", how: body, **({"or_absent": "fail"} if how == "require" else {})}
                  for n, (how, body) in enumerate(rules)],
    }  # fmt: skip
    return World(built(pack), Journal())


def passing(world: World, proposal: Proposal, *names: str) -> list[dict[str, Any]]:
    """Every choice of values for these attributes that makes the verdict milder."""
    now, choices = judge(world, proposal).verdict, [{}]
    for name in names:
        choices = [{**each, name: value} for each in choices for value in VALUES[name]]
    return [
        each for each in choices
        if STRICTNESS[judge(world, proposal.with_attributes(**each)).verdict] < STRICTNESS[now]
    ]  # fmt: skip


def examples(usual: int) -> settings:
    wanted = int(os.environ.get("FOLLOWUP_EXAMPLES", usual))
    return settings(max_examples=wanted, suppress_health_check=list(HealthCheck), print_blob=True)


def found_for(rules: Any, given_: Any) -> tuple[World, Proposal, Remedies]:
    world, proposal = world_of(rules), Proposal.of("act", instant("2026-03-09T09:00Z"), **given_)
    found = remedies(world, proposal)
    note(f"{found.verdict}: {[each.words() for each in found.found]}")
    return world, proposal, found


@examples(300)
@given(RULES, GIVEN)
def test_a_bound_is_told_exactly_where_some_value_would_do(rules: Any, given_: Any):
    """20: complete, and right: the bound itself passes, and the next value beyond it."""
    world, proposal, found = found_for(rules, given_)
    if found.verdict == "permit":
        return
    sizes = {each["size"] for each in passing(world, proposal, "size")}
    brings = [
        each.changes[0] for each in found.found if len(each.changes) == 1 and each.changes[0].kind == "bound"
    ]
    assert bool(brings) == bool(sizes)
    for bring in brings:
        assert isinstance(bring, Bring)
        assert {bring.value, bring.also} - {None} <= sizes


@examples(300)
@given(RULES, GIVEN)
def test_every_choice_that_would_do_is_told_and_no_other(rules: Any, given_: Any):
    """20: one attribute at a time."""
    world, proposal, found = found_for(rules, given_)
    if found.verdict == "permit":
        return
    right = {(n, each[n]) for n in ("topic", "held") for each in passing(world, proposal, n)}
    told = {
        (c.name, c.value)
        for e in found.found
        if len(e.changes) == 1
        for c in e.changes
        if isinstance(c, Give)
    }
    assert told == right


@examples(300)
@given(RULES, GIVEN)
def test_two_changes_are_found_wherever_two_values_would_do(rules: Any, given_: Any):
    """20: by every pair of values of two attributes, where no single one does."""
    world, proposal, found = found_for(rules, given_)
    if found.verdict == "permit" or any(passing(world, proposal, name) for name in VALUES):
        assert all(len(each.changes) == 1 for each in found.found)
        return
    told = {frozenset(change.name for change in each.changes) for each in found.found}  # type: ignore[union-attr]
    pairs = (("size", "topic"), ("size", "held"), ("topic", "held"))
    assert told == {frozenset(pair) for pair in pairs if passing(world, proposal, *pair)}


def test_all_of_it_occurs():
    """The examples are worth something: bounds upwards, downwards and of one value, choices, pairs, and nothing."""
    seen: set[str] = set()

    @settings(examples(300), max_examples=300)
    @given(RULES, GIVEN)
    def look(rules: Any, given_: Any) -> None:
        found = found_for(rules, given_)[2]
        seen.update((found.answer, found.verdict))
        seen.update(f"{len(each.changes)}" for each in found.found)
        seen.update(c.operator for each in found.found for c in each.changes if isinstance(c, Bring))

    look()
    wanted = {
        "at_least",
        "more_than",
        "at_most",
        "less_than",
        "is",
        "1",
        "2",
        "passes",
        "ours",
        "nothing",
        "ask",
        "forbid",
    }
    assert wanted - seen == set()
