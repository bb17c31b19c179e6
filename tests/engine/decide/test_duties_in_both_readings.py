"""Duties stand alike in the compiled reading and in the reference one, in whatever order they are asked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followup.decide.duties import standings
from followup.decide.pack import Pack, decide
from followup.evaluate.compiled.policy import policy_of
from followup.evaluate.compiled.reading import CompiledReading
from followup.evaluate.future import first
from followup.evaluate.scene import World
from followup.testing.fresh import FRESH
from followup.testing.strategies import Scenario, built, scenarios, world_of
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import DAY, HOUR, Instant
from followup.timeline.journal import Journal, Record

EITHER = st.booleans().flatmap(lambda sharp: scenarios(sharp=sharp))
HORIZON = 20 * DAY
#: Just before an event, with it, right after it, and when some time has passed.
BESIDE = (-1, 0, 1, HOUR, DAY, 3 * DAY)


def examples(usual: int) -> settings:
    """So many examples, or as many as the environment asks for."""
    wanted = int(os.environ.get("FOLLOWUP_EXAMPLES", usual))
    return settings(
        max_examples=wanted,
        backend=FRESH,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
        deadline=None,
    )


def both(world: World) -> tuple[World, World]:
    """A world in the reference reading and in the compiled one."""
    return world, replace(world, memo={}, reading=CompiledReading(policy_of(world.pack), world))


def told(world: World, case: str, at: Instant) -> list[Any]:
    """The states of a case's duties, as far as they do not hang on how far somebody looked ahead."""
    states = [each.state for each in standings(world, case, at)]
    return [
        replace(each, possible_from=each.possible_from if isinstance(each.possible_from, int) else None)
        for each in states
    ]


def changes(world: World, case: str, at: Instant) -> Any:
    """When the states of duties change next, by what they say of how long they stay."""
    now = [each.state.signature for each in standings(world, case, at)]

    def stable(at: Instant) -> Instant:
        return min((each.stable for each in standings(world, case, at)), default=at + HORIZON + 1)

    def differs(when: Instant) -> bool:
        return [each.state.signature for each in standings(world, case, when)] != now

    found = first(lambda when: when, stable, differs, at, at, HORIZON)
    return found if isinstance(found, int) else None


def instants(world: World) -> Iterable[Instant]:
    return sorted({event.at + beside for event in world.journal.events for beside in BESIDE})


def world_in_two_zones() -> World:
    """Something to do while no word came for a day, which a rule forbids whatever the hour."""
    pack = {
        "language": 1, "pack": "zones", "version": "1.0.0",
        "kinds": {"act": {"by": "us", "attributes": []}, "word": {"by": "them", "attributes": []}},
        "facts": {"age": {"since": {"first": "word"}, "in": "elapsed"},
                  "recent": {"count": "word", "within": "1 day"}},
        "rules": [{"rule": "r", "forbid": {"age": {"is_not": "1 day"}}}],
        "duties": [{"duty": "d", "while": {"recent": 0}, "do": {"kind": "act"}, "due": "when permitted"}],
    }  # fmt: skip
    events = [
        Event.of("e1", "2026-03-27T23:00Z", "word", "c"),
        Event.of("e2", "2026-03-29T01:00Z", "word", "c"),
    ]
    cases = {"c": Record(("Europe/Berlin", "America/Sao_Paulo"))}
    return World(built(pack), Journal.of(events, cases=cases))


@examples(60)
@given(EITHER, st.data())
def test_duties_stand_alike_in_any_order_of_asking(scenario: Scenario, data: st.DataObject):
    """States, onsets, dues, deadlines and when they become possible, at several instants beside each event."""
    world, proposal = world_of(scenario)
    ours, theirs = both(world)
    times = [*instants(world), proposal.at]
    if data.draw(st.booleans()):
        times = data.draw(st.lists(st.sampled_from(times), min_size=1, max_size=12))
    for case in ("c", "d"):
        for at in times:
            assert told(theirs, case, at) == told(ours, case, at)


@examples(60)
@given(EITHER)
def test_duties_change_alike(scenario: Scenario):
    """What duties say of how long they stay leads both readings to the same instant of their next change."""
    world, proposal = world_of(scenario)
    ours, theirs = both(world)
    assert changes(theirs, "c", proposal.at) == changes(ours, "c", proposal.at)


def test_a_look_ahead_in_one_zone_leaves_the_other_as_it_is():
    """To tell when a duty becomes possible, later instants are looked at; duties are told as of now all the same."""
    world = world_in_two_zones()
    ours, theirs = both(world)
    for at in instants(world):
        assert told(theirs, "c", at) == told(ours, "c", at)


def test_a_reason_is_told_as_of_the_decision_though_it_looked_ahead():
    """A second decision goes on from the first, and looks for its `until`; its words are of its own instant."""
    given = {
        "language": 1, "pack": "looks", "version": "1.0.0",
        "kinds": {"act": {"by": "us", "attributes": []}, "word": {"by": "them", "attributes": []}},
        "facts": {"words": {"count": "word"}, "lately": {"count": "word", "within": "1 day"}},
        "rules": [{"rule": "r", "forbid": {"lately": {"at_least": 1}}, "because": "{words} words"}],
    }  # fmt: skip
    events = [Event.of(f"e{day}", f"2026-03-0{day}T00:00Z", "word", "c") for day in range(1, 7)]
    pack = Pack(built(given))
    world = pack.world(Journal.of(events))
    told = [
        decide(world, Proposal.of("act", f"2026-03-0{day}T01:00Z", "c"), pack.id).rules[0].because
        for day in (1, 3, 2)
    ]
    assert told == ["1 words", "3 words", "2 words"]


def test_an_event_in_native_form_joins_the_groups_of_its_values():
    """An event that was checked in advance counts like any other in what looks across cases."""
    given = {
        "language": 1, "pack": "across", "version": "1.0.0",
        "attributes": {"topic": {"type": "text", "missing": "absent"}},
        "kinds": {"act": {"by": "us", "attributes": ["topic"]}, "word": {"by": "them", "attributes": ["topic"]}},
        "facts": {"words": {"count": "word", "across": "topic"}},
        "rules": [{"rule": "r", "forbid": {"words": {"at_least": 1}}}],
    }  # fmt: skip
    policy = Pack(built(given)).compile()
    state = policy.start()
    state.add(policy.event(Event.of("e", "2026-03-01T00:00Z", "word", "d", topic="a")))
    for topic, verdict in (("a", "forbid"), ("b", "permit")):
        proposal = Proposal.of("act", "2026-03-02T00:00Z", "c", topic=topic)
        assert state.judge(state.subject(proposal)).verdict == verdict
