"""SEMANTICS 18: duties, their states, and when each begins and ends."""

from __future__ import annotations

import pytest

from followup.timeline.events import Proposal
from followup.timeline.instants import instant, show

BERLIN = {"c": {"zone": "Europe/Berlin", "country": "DE"}}


def states(pack, journal, at: str) -> list[str]:
    return [each.state for each in pack.duties(journal, "c", instant(at))]


def one(pack, journal, at: str):
    (duty,) = pack.duties(journal, "c", instant(at))
    return duty


WHILE = """
facts: {asked: {exists: reply, after: {last: call}}, recent: {count: call, within: 1 day}, asks: {latest: topic, of: reply}}
rules: [{rule: rest, forbid: {recent: {at_least: 1}}}]
duties: [{duty: d, while: {asked: true}, do: {kind: call}, due: when permitted, overdue: {after: 2 days}}]
"""  # noqa: E501


@pytest.mark.parametrize(
    ("lines", "at", "state"),
    [
        ((), "2026-03-02T09:00Z", "void"),
        (("reply 2026-03-02T09:00Z",), "2026-03-02T09:00Z", "due"),
        (("reply 2026-03-02T09:00Z",), "2026-03-04T09:00Z", "due"),
        (("reply 2026-03-02T09:00Z",), "2026-03-04T09:00:00.000001Z", "overdue"),
        (("call 2026-03-02T08:00Z", "reply 2026-03-02T09:00Z"), "2026-03-03T07:59Z", "blocked"),
        (("call 2026-03-02T08:00Z", "reply 2026-03-02T09:00Z"), "2026-03-03T08:00Z", "due"),
        (("reply 2026-03-02T09:00Z", "call 2026-03-02T10:00Z"), "2026-03-02T10:00Z", "met"),
        (("reply 2026-03-02T09:00Z", "call 2026-03-05T10:00Z"), "2026-03-06T10:00Z", "met"),
        (("call 2026-03-02T10:00Z",), "2026-03-02T10:00Z", "void"),
        (("reply 2026-03-02T09:00Z", "call 2026-03-03T10:00Z", "reply 2026-03-03T11:00Z"), "2026-03-03T12:00Z", "blocked"),  # noqa: E501
    ],
)  # fmt: skip
def test_a_duty_while_a_condition_holds(pack_of, journal_of, lines, at, state):
    """18: onset is the instant at which it became true since the last fulfilment."""
    assert states(pack_of(WHILE), journal_of(*lines), at) == [state]


def test_a_blocked_duty_says_from_when_it_is_possible(pack_of, journal_of):
    """18: forbid wins over duty."""
    duty = one(
        pack_of(WHILE), journal_of("call 2026-03-02T08:00Z", "reply 2026-03-02T09:00Z"), "2026-03-02T10:00Z"
    )
    assert (duty.state, duty.onset, duty.possible_from) == (
        "blocked", instant("2026-03-02T09:00Z"), instant("2026-03-03T08:00Z"),
    )  # fmt: skip


def test_an_overdue_duty_stays_overdue_while_it_is_forbidden(pack_of, journal_of):
    """18: a missed deadline; it still says from when it is possible."""
    pack = pack_of(WHILE.replace("recent: {at_least: 1}", "weekday: friday"))
    journal = journal_of("reply 2026-03-02T09:00Z", cases=BERLIN)
    duty = one(pack, journal, "2026-03-06T12:00Z")
    assert (duty.state, duty.possible_from) == ("overdue", instant("2026-03-07T00:00+01:00"))


def test_a_duty_is_possible_as_soon_as_one_person_by_one_channel_is(pack_of, journal_of):
    """18: the first instant at which some candidate is not forbidden."""
    pack = pack_of("""
facts: {recent: {count: call, across: person, within: 2 days}}
rules:
  - {rule: rest, forbid: {recent: {at_least: 1}}}
  - {rule: no-phone, forbid: {channel: phone}}
duties: [{duty: d, while: {calls: {at_least: 0}}, do: {kind: call}, due: when permitted}]
""")
    lines = ("call 2026-03-02T09:00Z person=ann", "call 2026-03-02T21:00Z person=bob")
    reach = {"ann": {"channels": ["phone"]}, "bob": {"channels": ["phone", "mail"]}}
    journal = journal_of(*lines, people=reach, cases={"c": {"people": ["ann", "bob"]}})
    duty = one(pack, journal, "2026-03-02T22:00Z")
    assert (duty.state, duty.possible_from) == (
        "blocked",
        instant("2026-03-04T21:00Z"),
    )  # ann has a phone only
    nobody = journal_of(*lines, people={"ann": {"channels": ["phone"]}}, cases={"c": {"people": ["ann"]}})
    assert str(one(pack, nobody, "2026-03-02T22:00Z").possible_from) == "never"


def test_a_condition_that_came_true_again_was_not_met_by_what_was_done_before(pack_of, journal_of):
    """18: they wrote again, and then said that it is settled: nothing to do, and nothing done about it."""
    pack = pack_of("""
facts: {asked: {exists: reply, after: {last: call}}, closed: {exists: note}}
duties: [{duty: d, while: {asked: true, closed: false}, do: {kind: call}, due: when permitted}]
""")
    lines = ("reply 2026-03-02T09:00Z", "call 2026-03-03T09:00Z")
    assert states(pack, journal_of(*lines), "2026-03-04T09:00Z") == ["met"]
    again = (*lines, "reply 2026-03-05T09:00Z", "note 2026-03-06T09:00Z")
    assert states(pack, journal_of(*again), "2026-03-07T09:00Z") == ["void"]


def test_the_onset_is_found_in_a_long_history(pack_of, journal_of):
    """18: centuries back, and quickly, though the condition hangs on the clock."""
    pack = pack_of(
        "duties: [{duty: d, while: {weekday: {none_of: [sunday]}}, do: {kind: call}, due: {after: 1 day}}]"
    )
    journal = journal_of("reply 0002-01-03T09:00Z", cases=BERLIN)
    assert one(pack, journal, "2026-03-04T09:00Z").onset == instant("2026-03-02T00:00+01:00")
    always = pack_of("duties: [{duty: d, while: {calls: 0}, do: {kind: call}, due: {after: 1 day}}]")
    assert one(always, journal, "2026-03-04T09:00Z").onset == instant("0002-01-03T09:00Z")


EACH = """
duties:
  - {duty: d, for_each: {event: reply, where: {topic: a}}, do: {kind: call, person: {its: person}},
     due: {after: 1 day}, overdue: {after: 2 days}}
"""


@pytest.mark.parametrize(
    ("lines", "at", "state"),
    [
        ((), "2026-03-02T09:00Z", ["void"]),
        (("reply 2026-03-02T09:00Z topic=b",), "2026-03-02T10:00Z", ["void"]),
        (("reply 2026-03-02T09:00Z topic=a person=ann",), "2026-03-03T08:59:59.999999Z", ["waiting"]),
        (("reply 2026-03-02T09:00Z topic=a person=ann",), "2026-03-03T09:00Z", ["due"]),
        (("reply 2026-03-02T09:00Z topic=a person=ann",), "2026-03-04T09:00Z", ["due"]),
        (("reply 2026-03-02T09:00Z topic=a person=ann",), "2026-03-04T09:00:00.000001Z", ["overdue"]),
        (("reply 2026-03-02T09:00Z topic=a person=ann", "call 2026-03-02T09:00Z person=ann"), "2026-03-02T10:00Z", ["waiting"]),  # noqa: E501
        (("reply 2026-03-02T09:00Z topic=a person=ann", "call 2026-03-02T09:01Z person=ann"), "2026-03-02T10:00Z", ["met"]),  # noqa: E501
        (("reply 2026-03-02T09:00Z topic=a person=ann", "call 2026-03-02T09:01Z person=bob"), "2026-03-02T10:00Z", ["waiting"]),  # noqa: E501
        (("reply 2026-03-02T09:00Z topic=a person=ann", "call 2026-03-02T09:01Z"), "2026-03-02T10:00Z", ["unknown"]),
        (("reply 2026-03-02T09:00Z person=ann",), "2026-03-02T10:00Z", ["unknown"]),
        (("reply 2026-03-01T09:00Z topic=a person=ann", "reply 2026-03-02T09:00Z topic=a person=bob",
          "call 2026-03-02T10:00Z person=ann"), "2026-03-02T11:00Z", ["waiting", "met"]),
    ],
)  # fmt: skip
def test_a_duty_for_each_event(pack_of, journal_of, lines, at, state):
    """18: met by a matching act by us after it; the open ones are told, and the newest that is settled."""
    assert states(pack_of(EACH), journal_of(*lines), at) == state


def test_who_acts_decides_what_meets_a_duty(pack_of, journal_of):
    """18: by us; what is asked may refer to the event that the duty is for."""
    pack = pack_of("""
classes: {word: [{kind: reply}, {kind: call}]}
duties:
  - {duty: d, for_each: {event: note}, do: {kind: call}, met_by: {event: word, where: {topic: {its: topic}}}, due: when permitted}
""")  # noqa: E501
    note = "note 2026-03-02T09:00Z topic=a"
    for line, state in (("reply 2026-03-03T09:00Z topic=a", "due"), ("call 2026-03-03T09:00Z topic=b", "due"),
                        ("call 2026-03-03T09:00Z topic=a", "met")):  # fmt: skip
        assert states(pack, journal_of(note, line), "2026-03-04T09:00Z") == [state]


def test_an_attribute_of_the_event_as_of_then_is_taken_at_its_instant(pack_of, journal_of):
    """13, 18: not at the instant of asking."""
    pack = pack_of("""
duties:
  - {duty: d, for_each: {event: call}, do: {kind: call}, met_by: {event: call, where: {size: {its: calls_then}}}, due: when permitted}
""")  # noqa: E501
    journal = journal_of("call 2026-03-02T09:00Z size=7", "call 2026-03-03T09:00Z size=0")
    assert states(pack, journal, "2026-03-04T09:00Z") == ["due", "met"]


@pytest.mark.parametrize(
    ("due", "event", "instants"),
    [
        ("{after: 36 hours}", "2026-03-27T17:00+01:00", "2026-03-29T06:00+02:00"),
        ("{after: 2 dates}", "2026-03-27T17:00+01:00", "2026-03-29T23:59:59.999999+02:00"),  # to its end
        ("{after: 2 dates, keep: clock}", "2026-03-27T17:00+01:00", "2026-03-29T17:00+02:00"),
        ("{after: 2 dates, keep: clock}", "2026-03-27T02:30+01:00", "2026-03-29T03:30+02:00"),  # in a gap
        ("{after: 2 dates, keep: clock, roll: working day}", "2026-03-27T17:00+01:00", "2026-03-30T17:00+02:00"),
        ("{after: 2 working days, keep: clock}", "2026-04-02T17:00+02:00", "2026-04-08T17:00+02:00"),  # Easter
        ("{after: 1 month of dates, keep: clock}", "2026-01-31T17:00+01:00", "2026-02-28T17:00+01:00"),
        ("{after: 48 hours, roll: working day}", "2026-03-27T17:00+01:00", "2026-03-30T18:00+02:00"),
    ],
)  # fmt: skip
def test_a_delay_keeps_the_clock_and_rolls_forward(pack_of, journal_of, due, event, instants):
    """18: waiting up to it, and late right after it where nothing else is said."""
    pack = pack_of(f"duties: [{{duty: d, for_each: {{event: reply}}, do: {{kind: call}}, due: {due}}}]")
    journal, at = journal_of(f"reply {event}", cases=BERLIN), instant(instants)
    assert one(pack, journal, event).due == at
    assert states(pack, journal, show(at - 1)) + states(pack, journal, show(at)) == ["waiting", "due"]
    assert states(pack, journal, show(at + 1)) == ["overdue"]


def test_without_a_zone_a_calendar_delay_is_unknown(pack_of, journal_of):
    """7, 18."""
    pack = pack_of("duties: [{duty: d, for_each: {event: reply}, do: {kind: call}, due: {after: 2 dates}}]")
    assert states(pack, journal_of("reply 2026-03-02T09:00Z"), "2026-03-03T09:00Z") == ["unknown"]


def test_a_duty_on_which_the_possible_zones_differ_is_unknown(pack_of, journal_of):
    """7, 18: still waiting in Los Angeles, late in Tokyo; and it is told until when."""
    pack = pack_of("duties: [{duty: d, for_each: {event: reply}, do: {kind: call}, due: {after: 1 date}}]")
    cases = {"c": {"zone": ["Asia/Tokyo", "America/Los_Angeles"]}}
    journal = journal_of("reply 2026-03-02T12:00Z", cases=cases)
    assert states(pack, journal, "2026-03-03T20:00Z") == ["unknown"]
    decision = pack.decide(journal, Proposal.of("note", "2026-03-03T20:00Z", "c"))
    assert decision.until == instant("2026-03-03T23:59:59.999999-08:00") + 1


def test_zones_may_differ_on_which_events_a_duty_is_for(pack_of, journal_of):
    """7, 18: an event that is one of them in one zone only makes the duty unknown."""
    pack = pack_of(
        "duties: [{duty: d, for_each: {event: call, where: {part_then: night}}, do: {kind: call}, due: when permitted}]"  # noqa: E501
    )
    cases = {"c": {"zone": ["Asia/Tokyo", "Europe/London"]}}
    assert states(
        pack, journal_of("call 2026-03-02T12:00Z", "call 2026-03-02T16:00Z", cases=cases), "2026-03-03T09:00Z"
    ) == ["unknown"]


def test_a_settled_one_that_may_open_again_is_a_point_at_which_the_decision_changes(pack_of, journal_of):
    """19: though it is not told, as a newer one is."""
    pack = pack_of("""
facts: {busy: {exists: note, within: 3 days}}
duties:
  - {duty: d, while: {busy: false}, for_each: {event: reply}, do: {kind: call, person: {its: person}}, due: when permitted}
""")  # noqa: E501
    lines = ("reply 2026-03-01T09:00Z person=ann", "reply 2026-03-01T10:00Z person=bob")
    journal = journal_of(*lines, "call 2026-03-01T11:00Z person=bob", "note 2026-03-01T12:00Z")
    decision = pack.decide(journal, Proposal.of("note", "2026-03-02T09:00Z", "c"))
    assert [(each.state, each.trigger) for each in decision.duties] == [("met", "e1")]
    assert decision.until == instant("2026-03-04T12:00Z")


def test_what_a_duty_would_do_may_be_unknown_of_its_event(pack_of, journal_of):
    """9, 18: a range or a doubtful truth is no value for a proposal, and raises nothing."""
    pack = pack_of("""
facts: {calls: {count: call, where: {topic: a}}}
duties: [{duty: d, for_each: {event: call}, do: {kind: call, size: {its: calls_then}}, due: when permitted}]
""")
    journal = journal_of("call 2026-03-01T09:00Z", "call 2026-03-02T09:00Z")
    found = pack.duties(journal, "c", instant("2026-03-03T09:00Z"))
    assert [(each.state, each.do) for each in found] == [
        ("due", {"kind": "call", "size": 0}),
        ("due", {"kind": "call"}),
    ]
