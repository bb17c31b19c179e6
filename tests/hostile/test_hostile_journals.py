"""Journals that nobody keeps on purpose: the ends of time, ties, doubles, clocks that jump, no case, nothing.

Every bundled pack decides over each of them, through the public API; the installed command is asked for the same.
"""

from __future__ import annotations

import json
import random
from datetime import date, time
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import followup
from followup import Event, Journal, Proposal, Record
from followup.language.load import bundled_names
from followup.timeline.instants import DAY, EARLIEST, HOUR, LATEST, WEEK, instant, show

NOW = instant("2026-03-29T01:30+01:00")
#: The ends of time, the epoch, both sides of a change of clocks, and what packs' windows may just reach.
INSTANTS = [
    EARLIEST, EARLIEST + 1, EARLIEST + DAY, -1, 0, 1, NOW - WEEK, NOW - WEEK - 1, NOW - DAY, NOW - HOUR, NOW - 1, NOW,
    NOW + 1, NOW + HOUR, NOW + WEEK, LATEST - DAY, LATEST - 1, LATEST,
]  # fmt: skip
#: The zones furthest to either side, one that skips an hour at NOW, and one that once skipped a date.
ZONES = ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin", "Pacific/Apia"]
VALUES: dict[str, list[Any]] = {
    "boolean": [True, False], "integer": [0, -1, 10**30], "number": [0, 0.5, 1e30], "date": [date.min, date.max],
    "time": [time(0), time(23, 59, 59, 999_999)], "list": [["a"], ["b", "a"]], "person": ["ann", "bob"],
    "channel": ["email", "phone"],
}  # fmt: skip


@cache
def pack_of(name: str) -> followup.Pack:
    return followup.load_pack(name)


def attributes(draw: st.DrawFn, name: str, kind: str) -> dict[str, Any]:
    """Values for some of what the pack declares for a kind; some are null, and some are left out."""
    tree, given_ = pack_of(name).tree, {}
    for each in tree.kinds[kind].attributes:
        declared = tree.attributes[each]
        values = list(declared.one_of) or VALUES.get(declared.type, ["", "words"])
        if draw(st.integers(0, 3)):
            given_[each] = draw(st.sampled_from([*values, None]))
    return given_


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[Event], Proposal, dict[str, Record]]:
    """A pack, events at hostile instants, a proposal, and where its person is."""
    name = draw(st.sampled_from(bundled_names()))
    kinds = list(pack_of(name).tree.kinds)
    ours = [each for each in kinds if pack_of(name).tree.kinds[each].by == "us"]
    in_case = st.sampled_from(["c", "d", None])
    events = []
    for n in range(draw(st.integers(0, 6))):
        kind, at = draw(st.sampled_from(kinds)), draw(st.sampled_from(INSTANTS))
        events.append(Event.of(f"{n}", at, kind, draw(in_case), **attributes(draw, name, kind)))
    kind = draw(st.sampled_from(ours))
    proposal = Proposal.of(
        kind, draw(st.sampled_from(INSTANTS)), draw(in_case), **attributes(draw, name, kind)
    )
    zones = draw(st.lists(st.sampled_from(ZONES), max_size=2, unique=True))
    return name, events, proposal, {each: Record(tuple(zones)) for each in ("ann", "bob", "c")}


def decided(
    name: str, events: list[Event], proposal: Proposal, records: dict[str, Record], horizon: int = 40 * DAY
) -> dict[str, Any]:
    journal = Journal.of(events, records, records)
    data: dict[str, Any] = pack_of(name).decide(journal, proposal, horizon).as_json()
    return data


@settings(max_examples=150)
@given(cases(), st.randoms(use_true_random=False))
def test_every_pack_decides_at_every_instant_whatever_the_order(drawn, rng):
    """No instant is too early or too late; ties, doubles and the order of arrival change nothing."""
    name, events, proposal, records = drawn
    decision = decided(name, events, proposal, records)
    assert decision["verdict"] in ("permit", "forbid", "ask")
    assert json.loads(json.dumps(decision)) == decision
    again = [*events, *rng.sample(events, len(events))]
    rng.shuffle(again)
    assert decided(name, again, proposal, records) == decision


@settings(max_examples=60)
@given(cases())
def test_every_pack_audits_and_keeps_duties_at_every_instant(drawn):
    """Each act of ours is judged once, and every duty has a state at the ends of time too."""
    name, events, proposal, records = drawn
    pack, journal = pack_of(name), Journal.of(events, records, records)
    ours = [event for event in journal.events if pack.tree.kinds[event.kind].by == "us"]
    assert [event for event, _ in pack.audit(journal)] == ours
    duties = pack.duties(journal, proposal.case, proposal.at)
    assert {each.duty for each in duties} == {each.id for each in pack.tree.duties}


@settings(max_examples=60)
@given(cases())
def test_what_lies_ahead_does_not_change_a_verdict_that_looks_back(drawn):
    """A pack without `next` and `until` sees nothing of later events, however far or near."""
    name, events, proposal, records = drawn
    if name.startswith("five-rules"):
        return
    before = [event for event in events if event.at <= proposal.at]
    for key in ("verdict", "rules", "facts", "unknown"):
        one, other = (decided(name, each, proposal, records)[key] for each in (events, before))
        assert one == other


@pytest.mark.parametrize("name", bundled_names())
def test_over_nothing_every_pack_decides_for_anybody_and_nobody(name):
    """No event, no record, no case, no attribute."""
    kinds = [kind.name for kind in pack_of(name).tree.kinds.values() if kind.by == "us"]
    for kind in kinds:
        for case in ("c", None):
            proposal = Proposal.of(kind, NOW, case)
            assert pack_of(name).decide(Journal(), proposal).verdict in ("permit", "forbid", "ask")
    assert pack_of(name).audit(Journal()) == ()


def test_events_of_no_case_are_a_case_of_their_own():
    """They count among themselves, and in no case that has a name."""
    made = {"person": "ann", "channel": "phone", "outcome": "no_answer"}
    events = [Event.of(f"{n}", NOW - n, "call", None, **made) for n in range(7)]
    people = {"ann": Record(("Europe/Berlin",))}
    for case, counted in ((None, 7), ("c", 0)):
        call = Proposal.of("call", NOW, case, **made)
        found = pack_of("call-cap").fact(Journal.of(events, people), "calls_made", case, NOW, call)
        assert (found.value, len(found.events)) == (counted, counted)


def test_two_contents_under_one_id_are_told_and_the_same_one_stands_always():
    """Whichever comes first: a correction needs a revision."""
    one = Event.of("1", NOW - DAY, "call", "c", person="ann", outcome="answered")
    other = Event.of("1", NOW - HOUR, "call", "c", person="ann", outcome="busy")
    first, second = Journal.of([one, other]), Journal.of([other, one])
    assert first.events == second.events
    assert first.conflicts == second.conflicts != ()


def test_a_clock_that_jumps_back_between_events_changes_nothing():
    """A journal is written in the order of recording; what counts is when things happened."""
    rng = random.Random(3)
    instants = [NOW + rng.choice((-1, 1)) * rng.randrange(WEEK) for _ in range(40)]
    events = [
        Event.of(f"{n}", at, "call", "c", person="ann", outcome="no_answer") for n, at in enumerate(instants)
    ]
    proposal = Proposal.of("call", NOW + WEEK, "c", person="ann", channel="phone")
    people = {"ann": Record(("Europe/Berlin",))}
    wanted = decided("call-cap", sorted(events, key=lambda each: each.at), proposal, people)
    assert decided("call-cap", events, proposal, people) == wanted
    assert wanted["rules"]


def test_a_thousand_events_of_one_instant_are_in_the_order_of_their_ids(tmp_path):
    """The latest of them is the one with the greatest id, and none lies before the others in time."""
    text = """
language: 1
pack: ties
version: 1.0.0
attributes: {number: {type: integer}}
kinds: {tick: {by: them, attributes: [number]}}
facts:
  latest: {latest: number, of: tick}
  first: {first: number, of: tick}
  ticks: {count: tick, from: {last: tick}}
  after: {count: tick, after: {first: tick}}
"""
    (tmp_path / "pack.yaml").write_text(text, "utf-8")
    events = [Event.of(f"{n:04}", NOW, "tick", "c", number=n) for n in range(1_000)]
    random.Random(4).shuffle(events)
    pack, journal = followup.load_pack(tmp_path), Journal.of(events)
    found = {name: pack.fact(journal, name, "c", NOW).value for name in pack.tree.facts}
    assert found == {"latest": 999, "first": 0, "ticks": 1_000, "after": 0}


def test_a_pack_without_rules_permits_everything_for_good(tmp_path):
    """Also one without facts, kinds, or anything but its name."""
    (tmp_path / "pack.yaml").write_text("language: 1\npack: empty\nversion: 1.0.0\n", "utf-8")
    pack = followup.load_pack(tmp_path)
    for at in (EARLIEST, NOW, LATEST):
        decision = pack.decide(Journal.of([Event.of("1", at, "whatever")]), Proposal.of("call", at))
        assert (decision.verdict, str(decision.until), decision.rules) == ("permit", "never", ())
    assert pack.audit(Journal()) == pack.duties(Journal(), None, NOW) == ()


# The installed command.


@pytest.fixture
def decide(run, tmp_path):
    """`followup decide` over lines of a journal file."""

    def ask(pack: object, journal: str, proposal: dict[str, Any], suffix: str = ".jsonl") -> Any:
        (tmp_path / f"journal{suffix}").write_text(journal, "utf-8")
        (tmp_path / "proposal.json").write_text(json.dumps(proposal), "utf-8")
        options = "--journal", tmp_path / f"journal{suffix}", "--proposal", tmp_path / "proposal.json"
        return run("decide", "--pack", pack, *options, "--json")

    return ask


def line(n: int, at: int, **more: Any) -> str:
    return json.dumps({"event": {"id": f"{n}", "at": show(at), "kind": "call", **more}}) + "\n"


@pytest.mark.parametrize(("journal", "suffix"), [
    ("", ".jsonl"), ("\n\n", ".jsonl"), ("{}", ".json"), ('{"events": []}', ".json"), ("events: []\n", ".yaml"),
    ("{}\n", ".yaml"), ("events:\n", ".yaml"),
])  # fmt: skip
def test_the_command_decides_over_an_empty_journal(decide, journal, suffix):
    """However emptiness is written."""
    done = decide("monitoring", journal, {"kind": "visit", "at": show(NOW)}, suffix)
    assert (done.code, done.data["verdict"]) == (0, "permit")


@pytest.mark.parametrize("at", [EARLIEST, -1, 0, LATEST])
def test_the_command_decides_at_the_ends_of_time_and_without_a_case(decide, at):
    """Events there, and the proposal there."""
    journal = line(1, EARLIEST) + line(2, LATEST) + line(2, LATEST) + line(3, at)
    done = decide(
        "call-cap", journal, {"kind": "call", "at": show(at), "attributes": {"recipient": "lawyer"}}
    )
    assert (done.code, done.data["verdict"]) == (3, "ask")


@pytest.mark.parametrize(
    "when", ["0001-12-31T23:59Z", "9999-01-01T00:00Z", "9999-12-31T23:59-23:59", "0001-01-01T00:00+23:59"]
)
def test_the_command_refuses_instants_outside_of_time_by_name(decide, when):
    """In a journal and in a proposal, with the place and the years that there are."""
    event = json.dumps({"event": {"id": "1", "at": when, "kind": "call"}})
    for done in (
        decide("call-cap", event, {"kind": "call", "at": show(NOW)}),
        decide("call-cap", "", {"kind": "call", "at": when}),
    ):
        assert (done.code, f"{when} is outside the years 2 to 9998" in done.data["error"]) == (2, True)
