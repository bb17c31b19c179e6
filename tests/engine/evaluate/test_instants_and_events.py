"""SEMANTICS 1 to 4: instants, ties, anchors that are missing, revisions, and the set of events."""

from __future__ import annotations

import pytest

from followup.timeline.events import Event, Proposal
from followup.timeline.instants import EARLIEST, LATEST, instant
from followup.timeline.journal import Journal
from followup.timeline.values import ABSENT, BadValue, clean

AT = "2026-03-02T09:00Z"


def test_an_event_at_the_instant_itself_is_visible_and_a_later_one_is_not(pack_of, journal_of, value_of):
    """1: events with at <= t are visible."""
    journal = journal_of(f"call {AT}", "call 2026-03-02T09:00:00.000001Z")
    assert value_of(pack_of(""), journal, "calls", AT) == 1


def test_a_later_event_is_seen_only_by_next(pack_of, journal_of, value_of):
    """1: a booked event is visible to `next:` facts, strictly later ones only."""
    pack = pack_of("facts:\n  booked: {next: topic, of: call}\n  was: {latest: topic, of: call}")
    journal = journal_of(
        f"call {AT} topic=a", "call 2026-03-02T09:00:00.000001Z topic=b", "call 2026-03-03T09:00Z topic=c"
    )
    assert (value_of(pack, journal, "booked", AT), value_of(pack, journal, "was", AT)) == ("b", "a")


def test_a_booked_event_is_a_point_at_which_a_decision_changes(pack_of, journal_of):
    """1: though nothing else sees it before."""
    pack = pack_of("rules: [{rule: once, forbid: {calls: {at_least: 1}}}]")
    decision = pack.decide(journal_of("call 2026-03-05T09:00Z"), Proposal.of("call", AT, "c"))
    assert (decision.verdict, decision.until) == ("permit", instant("2026-03-05T09:00Z"))


@pytest.mark.parametrize(
    ("edge", "counted"),
    [
        ("after: {last: reply}", 1),
        ("from: {last: reply}", 3),
        ("before: {last: reply}", 1),
        ("to: {last: reply}", 3),
    ],
)
def test_edges_compare_instants_only(pack_of, journal_of, value_of, edge: str, counted: int):
    """3: after and before are strict, from and to inclusive, whatever the ids."""
    pack = pack_of(f"facts:\n  x: {{count: call, {edge}}}")
    journal = journal_of(
        "call 2026-03-01T08:00Z", "call 2026-03-01T09:00Z id=a", "reply 2026-03-01T09:00Z id=m",
        "call 2026-03-01T09:00Z id=z", "call 2026-03-01T10:00Z",
    )  # fmt: skip
    assert value_of(pack, journal, "x", AT) == counted


@pytest.mark.parametrize("edge", ["after", "from", "before", "to"])
def test_a_missing_anchor_excludes_nothing(pack_of, journal_of, value_of, edge: str):
    """3: from the beginning, or up to t."""
    pack = pack_of(f"facts:\n  x: {{count: call, {edge}: {{first: reply}}}}")
    assert value_of(pack, journal_of(f"call {AT}", "call 2020-01-01T00:00Z"), "x", AT) == 2


def test_of_one_instant_the_id_decides_which_is_latest_and_first(pack_of, journal_of, value_of):
    """3: (at, id)."""
    pack = pack_of("facts:\n  l: {latest: topic, of: call}\n  f: {first: topic, of: call}")
    journal = journal_of(f"call {AT} id=b topic=b", f"call {AT} id=a topic=a", f"call {AT} id=c topic=c")
    assert (value_of(pack, journal, "f", AT), value_of(pack, journal, "l", AT)) == ("a", "c")


def kept(*events: Event) -> tuple[list[object], int]:
    journal = Journal.of(events)
    return [event.attributes.get("n") for event in journal.events], len(journal.conflicts)


def test_the_same_content_twice_is_one_event_however_its_numbers_are_written():
    """4: 1 and 1.0 are one number; true is none."""
    assert kept(Event.of("a", AT, "call", n=1), Event.of("a", AT, "call", n=1.0))[1] == 0
    assert kept(Event.of("a", AT, "call", n=1), Event.of("a", AT, "call", n=True))[1] == 1


def test_a_higher_revision_replaces_and_void_retracts():
    """4: also when they arrive first; a lower revision never comes back."""
    first, second = (
        Event.of("a", AT, "call", n=1),
        Event("a", instant(AT), "call", attributes={"n": 2}, revision=1),
    )
    gone = Event("a", instant(AT), "call", revision=2, void=True)
    assert kept(first, second) == kept(second, first) == ([2], 0)
    assert kept(first, gone, second) == kept(gone, second, first) == ([], 0)


def test_different_content_under_one_revision_is_a_conflict_that_arrival_does_not_decide():
    """4: the first in canonical order stands, and the other is named."""
    one, two = Event.of("a", AT, "call", n=1), Event.of("a", AT, "call", n=2)
    assert kept(one, two) == kept(two, one)
    assert kept(one, two)[1] == 1


def test_sources_have_ids_of_their_own():
    """4: an event is identified by (source, id)."""
    one, two = Event("a", 1, "call", source="x"), Event("a", 1, "call", source="y")
    assert len(Journal.of([one, two]).events) == 2


def test_when_it_was_recorded_is_kept_and_seen_by_nothing():
    """4: two that differ only in that are one event."""
    one, two = (Event("a", 1, "call", recorded=each) for each in (2, 3))
    assert len(Journal.of([one, two]).events) == 1
    assert one == two


def test_sums_are_exact_and_instants_whole_microseconds(pack_of, journal_of, value_of):
    """2: a tenth and two tenths are three tenths."""
    pack = pack_of("facts:\n  total: {sum: amount, of: call}")
    journal = journal_of(f"call {AT} amount=0.1", f"call {AT} amount=0.2")
    assert str(value_of(pack, journal, "total", AT)) == "0.3"
    assert instant("2026-03-02T09:00:00.0000019Z") - instant(AT) == 1


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused(number: float):
    """2: where data comes in."""
    with pytest.raises(BadValue):
        clean(number)


@pytest.mark.parametrize("at", [EARLIEST, instant("0002-06-01T00:00Z"), instant("9998-12-01T00:00Z"), LATEST])
@pytest.mark.parametrize("measure", ["elapsed", "dates", "working days"])
def test_events_at_the_edges_of_time_are_decided_about_like_others(
    pack_of, journal_of, at: int, measure: str
):
    """2, 19: quickly, and without raising."""
    span = {"elapsed": "7 days", "dates": "2 months of dates", "working days": "300 working days"}[measure]
    late = f"{{after: {span}, keep: clock, roll: working day}}"
    pack = pack_of(f"""
facts:
  since: {{since: {{last: call}}, in: {measure}}}
  ahead: {{until: {{next: call}}, in: {measure}}}
  recent: {{count: call, within: 999999999 {"days" if measure == "elapsed" else measure}}}
rules:
  - rule: far
    forbid: {{any: [{{since: {{less_than: {span}}}}}, {{ahead: {{less_than: {span}}}}}, {{recent: 3}}]}}
    because: "{{since}}, {{ahead}}"
duties:
  - {{duty: call, while: {{weekday: {{is_not: sunday}}}}, do: {{kind: call}}, due: {{after: 999999999 weeks}}}}
  - {{duty: each, for_each: {{event: call}}, do: {{kind: call}}, due: {late}}}
""")
    journal = journal_of(Event("x", at, "call", "c"), cases={"c": {"zone": "Europe/Berlin", "country": "DE"}})
    for when in (at, instant(AT), LATEST):
        pack.decide(journal, Proposal("call", when, "c")).as_json()
        pack.facts(journal, "c", when)
    pack.audit(journal)


def test_null_is_absent_and_so_is_an_empty_list():
    """8: an explicit null."""
    assert clean(None) is ABSENT
    assert clean([]) is ABSENT
