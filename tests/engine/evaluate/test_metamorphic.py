"""What must not change a decision, whatever the history: a shift in time, other ids, events of other cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from followup import Event, Proposal, load_pack
from followup.evaluate.compiled.outcome import Outcome
from followup.timeline.instants import DAY, HOUR, Instant

#: A pack without calendars: elapsed times only, and everything given.
POLICY = load_pack(Path(__file__).resolve().parents[3] / "bench" / "job").compile()
START = 1_770_000_000_000_000
PEOPLE, CHANNELS, PARTS = ("ann", "bob"), ("email", "phone"), ("morning", "evening")


@st.composite
def histories(draw: st.DrawFn) -> tuple[Event, ...]:
    """Up to fourteen events, no two at one instant."""
    gaps = st.sampled_from((1, HOUR, DAY - 1, DAY, 7 * DAY - 1, 7 * DAY, 9 * DAY))
    at, events = START, []
    for number in range(draw(st.integers(0, 14))):
        at += draw(gaps)
        kind = draw(st.sampled_from(("contact", "contact", "contact", "reply", "interview", "outcome")))
        given = draw(contacts()) if kind == "contact" else {}
        events.append(Event.of(f"e{number:02}", at, kind, "c", **given))
    return tuple(events)


def contacts() -> st.SearchStrategy[dict[str, str]]:
    choices = {
        "person": PEOPLE,
        "channel": CHANNELS,
        "daypart": PARTS,
        "purpose": ("follow_up", "ask_to_stop"),
    }
    return st.fixed_dictionaries({name: st.sampled_from(each) for name, each in choices.items()})


@st.composite
def asked(draw: st.DrawFn) -> tuple[tuple[Event, ...], Proposal]:
    events = draw(histories())
    at = (events[-1].at if events else START) + draw(
        st.sampled_from((0, DAY, 7 * DAY - 1, 7 * DAY, 30 * DAY))
    )
    words = {"politeness": 0.8, "frustration": 0.1, "offers": draw(st.integers(0, 1)), "similarity": 0.7}
    return events, Proposal.of("contact", at, "c", **words, **draw(contacts()))


def decided(events: Sequence[Event], proposal: Proposal) -> tuple[Outcome, object]:
    """Verdict and rules, and until when, as a distance from now."""
    state = POLICY.start()
    for event in events:
        state.add(event)
    subject = state.subject(proposal)
    until = state.until(subject)
    return state.judge(subject), until - proposal.at if isinstance(until, int) else "never"


@settings(max_examples=60, deadline=None)
@given(asked(), st.integers(-(10**15), 10**15))
def test_a_shift_in_time_changes_nothing(drawn: tuple[tuple[Event, ...], Proposal], by: Instant):
    """To the microsecond, as no calendar is read."""
    events, proposal = drawn
    later = [replace(event, at=event.at + by) for event in events]
    assert decided(later, proposal.moved(proposal.at + by)) == decided(events, proposal)


@settings(max_examples=60, deadline=None)
@given(asked(), st.randoms(use_true_random=False))
def test_other_ids_change_nothing(drawn: tuple[tuple[Event, ...], Proposal], chance):
    """Where no two events are at one instant."""
    events, proposal = drawn
    ids = chance.sample(range(100), len(events))
    renamed = [replace(event, id=f"{id}") for event, id in zip(events, ids, strict=True)]
    assert decided(renamed, proposal) == decided(events, proposal)


@settings(max_examples=60, deadline=None)
@given(asked(), histories())
def test_events_of_other_cases_and_kinds_change_nothing(drawn: tuple[tuple[Event, ...], Proposal], others):
    """As no fact of this pack looks across."""
    events, proposal = drawn
    elsewhere = [replace(event, case="d") for event in others]
    strange = [replace(event, kind="unheard of", id=f"x{event.id}") for event in others]
    assert decided([*elsewhere, *strange, *events], proposal) == decided(events, proposal)
