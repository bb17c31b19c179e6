"""A journal that grows: arrival order changes nothing, and late events say which decisions they correct."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followup import Event, Journal, Proposal, load_pack
from followup.decide.live import Live
from followup.decide.pack import Pack
from followup.evaluate.compiled.saved import NotRestored, restored, save
from followup.evaluate.compiled.state import Late
from followup.testing.fresh import FRESH
from followup.testing.strategies import ContentFacts, Scenario, scenarios, world_of
from followup.timeline.instants import DAY

PACK = load_pack("call-cap")


def live_of(scenario: Scenario) -> tuple[Live, tuple[Event, ...], Proposal]:
    """A journal without events yet, all versions of its events, and the proposal."""
    world, proposal = world_of(scenario)
    empty = Journal.of((), world.journal.people, world.journal.cases)
    return Live(Pack(world.pack, plugins=ContentFacts()), empty, proposal.at), world.journal.given, proposal


@settings(max_examples=40, backend=FRESH, suppress_health_check=list(HealthCheck), deadline=None)
@given(scenario=st.booleans().flatmap(lambda sharp: scenarios(sharp=sharp)), seed=st.integers(0, 999))
def test_every_decision_is_right_or_corrected(scenario: Scenario, seed: int):
    """4: in whatever order versions arrive, the last word on each decision is what is decided in the end."""
    live, versions, proposal = live_of(scenario)
    arriving = random.Random(seed).sample(versions, len(versions))
    words = {}
    for event in arriving:
        taken = live.judge(proposal)
        words[id(taken)] = taken.outcome
        for correction in live.add(event):
            words[id(correction.taken)] = correction.would_be
    whole = Live(live.pack, Journal.of(versions, live.journal.people, live.journal.cases), proposal.at)
    final = whole.judge(proposal).outcome
    assert live.judge(proposal).outcome == final
    assert all(word == final for word in words.values())
    assert live.until(proposal) == whole.until(proposal)


@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(scenario=st.booleans().flatmap(lambda sharp: scenarios(sharp=sharp)), seed=st.integers(0, 999))
def test_a_full_decision_is_the_one_over_the_whole_journal(scenario: Scenario, seed: int):
    """After each event, in whatever order they arrive, at the instant itself, before it and after it."""
    live, versions, proposal = live_of(scenario)
    for event in random.Random(seed).sample(versions, len(versions)):
        live.add(event)
        for at in (proposal.at, event.at, proposal.at + DAY):
            asked = proposal.moved(at)
            assert live.decide(asked) == live.pack.decide(live.as_journal(), asked)


def test_a_full_decision_looks_at_its_own_case_only(live: Live):
    """Where facts look no further; an event that moves to another case by a correction is gone from the first."""
    live.add(*(call(str(n), 14) for n in range(7)))
    assert live.decide(proposed(18)).verdict == "forbid"
    world = live._world("debt")
    live.add(replace(call("8", 14), case="other"))
    assert live._world("debt") is world
    live.add(replace(call("1", 14), case="other", revision=1))
    assert live.decide(proposed(18)) == PACK.decide(live.as_journal(), proposed(18))
    assert live.decide(proposed(18)).verdict == "permit"


def call(id: str, day: int, **more: str) -> Event:
    return Event.of(
        id,
        f"2026-03-{day:02}T10:00Z",
        "call",
        "debt",
        person="ann",
        channel="phone",
        outcome="no_answer",
        **more,
    )


def proposed(day: int) -> Proposal:
    return Proposal.of("call", f"2026-03-{day:02}T12:00Z", "debt", person="ann", channel="phone")


@pytest.fixture
def live() -> Live:
    journal = read_journal_of("debt", "Europe/Berlin")
    return PACK.live(journal, proposed(20).at)


def read_journal_of(case: str, zone: str) -> Journal:
    from followup import Record

    return Journal.of((), {"ann": Record((zone,), "DE")}, {case: Record((zone,), "DE")})


def test_a_late_event_reports_the_decision_that_it_would_have_changed(live: Live):
    """The decision itself stays as it was taken."""
    before = live.judge(proposed(20))
    days = [call(f"late {n}", 14 + n) for n in range(6)] + [call("late 7", 20), call("late 8", 20)]
    corrections = live.add(*reversed(days))
    assert before.outcome.verdict == "permit"
    assert {each.taken for each in corrections} == {before}
    assert corrections[-1].would_be.verdict == "forbid"
    assert live.decisions == [before]


BOOKED = """\
language: 1
pack: booked
version: 1.0.0
kinds: {call: {by: us}, visit: {by: them}}
facts: {ahead: {until: {next: visit}, in: elapsed}, visits: {count: visit}}
rules:
  - {rule: soon, forbid: {ahead: {at_most: 2 days}}}
  - {rule: seen, forbid: {visits: {at_least: 1}}}
"""


@pytest.fixture
def booked(tmp_path: Path) -> Live:
    (tmp_path / "pack.yaml").write_text(BOOKED, "utf-8")
    return load_pack(tmp_path).live(Journal.of(()), visit(9).at)


def visit(day: int, **more: object) -> Event:
    return Event("v", call("c", day).at, "visit", more.pop("case", "debt"), **more)  # type: ignore[arg-type]


def test_a_booked_event_corrects_decisions_from_before_it(booked: Live):
    """Where facts look at what is known to come."""
    taken = booked.judge(proposed(9))
    (correction,) = booked.add(visit(11))
    assert (taken.outcome.verdict, correction.taken, correction.would_be.rules) == (
        "permit",
        taken,
        ("soon",),
    )


def test_a_correction_that_proves_wrong_is_corrected_back(booked: Live):
    """The last word on a decision is what holds."""
    taken = booked.judge(proposed(9))
    assert [each.would_be.verdict for each in booked.add(visit(8))] == ["forbid"]
    (back,) = booked.add(visit(8, revision=1, void=True))
    assert back.would_be == taken.outcome


def test_an_event_that_goes_to_another_case_corrects_both(booked: Live):
    """Decisions about the case that it left as well."""
    booked.add(visit(8))
    left = booked.judge(proposed(9))
    other = booked.judge(replace(proposed(9), case="rent"))
    words = {
        each.taken.proposal.case: each.would_be.verdict
        for each in booked.add(visit(8, case="rent", revision=1))
    }
    assert (left.outcome.verdict, other.outcome.verdict) == ("forbid", "permit")
    assert words == {"debt": "permit", "rent": "forbid"}


def test_an_event_that_is_taken_back_never_was(live: Live):
    """A retraction corrects as well."""
    days = [call(f"c{n}", 14 + n) for n in range(6)] + [call("c7", 20), call("c8", 20)]
    live.add(*days)
    forbidden = live.judge(proposed(20))
    assert forbidden.outcome.verdict == "forbid"
    void = [Event(e.id, e.at, e.kind, e.case, e.source, e.attributes, revision=1, void=True) for e in days]
    assert live.add(*void)[-1].would_be.verdict == "permit"


def test_an_earlier_instant_is_replayed_and_says_so(live: Live):
    """What had not happened then is not seen."""
    live.add(*(call(f"c{n}", 19) for n in range(8)))
    assert live.judge(proposed(20)).replayed is False
    assert live.judge(proposed(18)).replayed is True
    assert live.judge(proposed(18)).outcome.verdict == "permit"


def test_what_is_known_to_come_is_seen_when_it_has_come(live: Live):
    """A decision about then is taken in a copy: now nothing has come yet."""
    live.add(*(call(f"c{n}", 21) for n in range(8)))
    assert live.judge(proposed(20)).outcome.verdict == "permit"
    assert live.judge(proposed(22)).outcome.verdict == "forbid"
    assert live.judge(proposed(20)).outcome.verdict == "permit"
    live.advance(proposed(22).at)
    assert live.judge(proposed(22)).outcome.verdict == "forbid"


def test_different_content_needs_a_higher_revision(live: Live):
    """It is refused by name, and nothing changes."""
    live.add(call("c", 19))
    live.add(Event.of("c", call("c", 19).at + 1, "call", "debt", person="bob", channel="phone"))
    assert [str(each) for each in live.conflicts] == [
        "event 'c' of source '' came twice with different content; a correction needs a revision above 0"
    ]


def test_a_state_refuses_what_lies_before_its_last_event():
    """Without the history it cannot know."""
    state = PACK.compile().start()
    state.add(call("b", 19))
    with pytest.raises(Late, match="event 'a' of source '' lies before events that have joined"):
        state.add(call("a", 18))


@pytest.mark.parametrize(("text", "why"), [
    ("nothing", "this is no saved state"),
    ("[]", "this is no saved state of format 1"),
    ('{"format": 2}', "this is no saved state of format 1"),
    ('{"format": 1, "digest": "?"}', "this state grew in another pack than call-cap: build it anew from the events"),
])  # fmt: skip
def test_a_state_that_does_not_fit_is_refused_by_name(text: str, why: str):
    """Format, pack, layout."""
    with pytest.raises(NotRestored) as refused:
        restored(PACK.compile(), text)
    assert str(refused.value) == why


def test_a_damaged_state_is_refused(live: Live):
    """Whatever is missing in it."""
    live.add(call("c", 19))
    text = live.saved()
    live.restore(text)
    assert live.saved() == text
    with pytest.raises(NotRestored, match="this saved state is damaged"):
        live.restore(text.replace('"Room0"', '"Room99"'))


WINDOWS = """\
language: 1
pack: windows
version: 1.0.0
calendar: {holidays: country}
attributes: {person: {type: person}, channel: {type: channel}}
kinds:
  call: {by: us, attributes: [person, channel]}
  answer: {by: them}
facts:
  hours: {count: call, within: 36 hours}
  dates: {count: call, within: 3 dates}
  months: {count: call, within: 1 month of dates}
  working: {count: call, within: 2 working days}
  silent: {count: call, after: {last: answer}, where: {person: {its: person}}}
  ways: {distinct: channel, of: call}
rules:
  - {rule: never, forbid: {hours: 9, dates: 9, months: 99, working: 9, silent: 99, ways: 9}}
"""


def test_a_state_is_as_large_as_its_windows(tmp_path: Path):
    """Not as long as the history was."""
    (tmp_path / "pack.yaml").write_text(WINDOWS, "utf-8")
    policy = load_pack(tmp_path).compile()
    sizes = []
    for days in (400, 4000):
        state = policy.start()
        for day in range(days):
            at = call("c", 1).at + day * DAY
            state.add(Event.of(f"{day:05}", at, "call", "debt", person="ann", channel="phone"))
        sizes.append(len(save(state)))
    assert sizes[1] < 1.5 * sizes[0]
