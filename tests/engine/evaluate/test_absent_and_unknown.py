"""SEMANTICS 8, 9 and 11: absent, unknown, possible events and ranges, and what is not decided yet."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from followup.evaluate.quantities import LONGEST_REASON, Bag, Unsure
from followup.timeline.events import Proposal
from followup.timeline.instants import instant
from followup.timeline.values import ABSENT, Unknown

AT = "2026-03-09T09:00Z"


def verdict(pack: Any, journal: Any, open: tuple[str, ...] = (), **given: Any) -> tuple[str, list[str]]:
    decision = pack.decide(journal, Proposal.of("call", AT, "c", open=open, **given))
    return decision.verdict, [gap.name for gap in decision.unknown]


@pytest.mark.parametrize(
    "test",
    ["a", "{is_not: a}", "{one_of: [a, b]}", "{none_of: [a, b]}", "{is_not: {its: channel}}"],
)  # fmt: skip
def test_every_comparison_with_absent_is_false(pack_of, journal_of, test: str):
    """8: is_not and none_of too; so that `not` over it is true."""
    pack = pack_of(
        f"rules: [{{rule: r, forbid: {{topic: {test}}}}}, {{rule: s, forbid: {{not: {{topic: {test}}}}}}}]"
    )
    decision = pack.decide(journal_of(), Proposal.of("call", AT, "c", topic=None, channel="a"))
    assert decision.rule_ids() == ("s",)


@pytest.mark.parametrize(
    "test", ["{less_than: 7}", "{at_most: 7}", "{more_than: 0}", "{at_least: 0}", "{is_not: {fact: none}}"]
)
def test_an_absent_fact_or_right_side_compares_as_false(pack_of, journal_of, test: str):
    """8: `not: {x: {less_than: 7}}` is true for an absent x."""
    pack = pack_of(f"""
facts: {{none: {{max: amount, of: reply}}}}
rules: [{{rule: r, forbid: {{amount: {test}}}}}, {{rule: s, forbid: {{not: {{none: {{less_than: 7}}}}}}}}]
""")
    decision = pack.decide(journal_of(), Proposal.of("call", AT, "c", amount=None))
    assert decision.rule_ids() == ("s",)


@pytest.mark.parametrize(
    ("given", "absent", "here"),
    [({"size": None}, True, False), ({"size": 3}, False, True), ({}, True, False)],
)  # fmt: skip
def test_absence_itself_can_be_asked_for(pack_of, journal_of, given, absent, here):
    """8: `absent: true`; what is missing is what its declaration says."""
    pack = pack_of(
        "rules: [{rule: gone, forbid: {size: {absent: true}}}, {rule: here, forbid: {size: {absent: false}}}]"
    )
    decision = pack.decide(journal_of(), Proposal.of("call", AT, "c", **given))
    assert ("gone" in decision.rule_ids(), "here" in decision.rule_ids()) == (absent, here)


@pytest.mark.parametrize(
    ("given", "found"),
    [({}, ("ask", ["topic"])), ({"topic": "z"}, ("ask", ["topic"])), ({"topic": 7}, ("ask", ["topic"])),
     ({"topic": "a"}, ("forbid", [])), ({"topic": None}, ("permit", []))],
)  # fmt: skip
def test_what_is_not_given_or_does_not_fit_is_unknown_and_asks(pack_of, journal_of, given, found):
    """8, 15: unknown if not said; never allowed."""
    assert verdict(pack_of("rules: [{rule: r, forbid: {topic: a}}]"), journal_of(), **given) == found


def test_a_constant_stands_for_what_is_missing_but_not_for_null(pack_of, journal_of):
    """8: a declared constant; an explicit null is absent."""
    pack = pack_of("rules: [{rule: r, forbid: {held: false}}]")
    assert verdict(pack, journal_of())[0] == "forbid"
    assert verdict(pack, journal_of(), held=None)[0] == "permit"


def test_an_attribute_that_the_kind_does_not_have_is_absent(pack_of, journal_of, value_of):
    """8: a note has no amount, whatever it says."""
    pack = pack_of(
        "facts: {anything_with: {count: any_sign, where: {amount: {absent: false}}}}\nclasses: {any_sign: [{kind: note}, {kind: reply}]}"  # noqa: E501
    )
    assert value_of(pack, journal_of(f"note {AT} amount=3", f"reply {AT} amount=3"), "anything_with", AT) == 1


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("{all: [{amount: 1}, {topic: a}]}", "permit"), ("{any: [{amount: 2}, {topic: a}]}", "forbid"),
        ("{all: [{amount: 2}, {topic: a}]}", "ask"), ("{any: [{amount: 1}, {topic: a}]}", "ask"),
        ("{not: {topic: a}}", "ask"), ("{not: {all: [{amount: 1}, {topic: a}]}}", "forbid"),
    ],
)  # fmt: skip
def test_connectives_are_kleenes(pack_of, journal_of, condition, found):
    """9: what is settled either way does not ask."""
    assert verdict(pack_of(f"rules: [{{rule: r, forbid: {condition}}}]"), journal_of(), amount=2)[0] == found


POSSIBLE = (
    "call 2026-03-01T09:00Z topic=a amount=2",
    "call 2026-03-02T09:00Z amount=5",
    "reply 2026-03-03T09:00Z",
)


@pytest.mark.parametrize(
    ("fact", "lines", "value"),
    [
        ("{count: call, where: {topic: a}}", POSSIBLE, (1, 2)),
        ("{distinct: amount, of: call, where: {topic: a}}", POSSIBLE, (1, 2)),
        ("{sum: amount, of: call, where: {topic: a}}", POSSIBLE, (2, 7)),
        ("{sum: amount, of: call, where: {topic: a}}", ("call 2026-03-02T09:00Z amount=-5",), (-5, 0)),
        ("{min: amount, of: call, where: {topic: a}}", POSSIBLE, 2),
        ("{max: amount, of: call, where: {topic: a}}", POSSIBLE, (2, 5)),
        ("{max: amount, of: call, where: {topic: b}}", POSSIBLE, (5, 5, None)),
        ("{since: {last: call}, in: elapsed, where: {topic: a}}", POSSIBLE, (604_800_000_000, 691_200_000_000)),
        ("{since: {first: call}, in: elapsed, where: {topic: a}}", POSSIBLE, 691_200_000_000),
        ("{since: {last: call}, in: elapsed, where: {topic: b}}", POSSIBLE, (604_800_000_000, 604_800_000_000, None)),
        ("{first: amount, of: call, where: {topic: a}}", POSSIBLE, Decimal(2)),
        ("{count: call, after: {last: call, where: {topic: a}}}", POSSIBLE, (0, 1)),
        ("{distinct: topic, of: call}", ("call 2026-03-02T09:00Z",), (0, 1)),  # what is unknown may be absent
        ("{distinct: topic, of: call}", POSSIBLE, (1, 2)),
        ("{distinct: tags, of: call}", ("call 2026-03-02T09:00Z tags=[p,q]", "call 2026-03-02T10:00Z"), (2, 2**63)),
        ("{values: tags, of: call}", ("call 2026-03-02T09:00Z tags=[q,p]", "call 2026-03-02T10:00Z tags=[p]"), ("p", "q")),  # noqa: E501
        ("{min: amount, of: reply}", (), ABSENT),
        ("{sum: amount, of: reply}", (), 0),
    ],
)  # fmt: skip
def test_possible_events_make_ranges(pack_of, journal_of, value_of, fact, lines, value):
    """9: [sure, sure + possible]; exact where nothing is open."""
    assert value_of(pack_of(f"facts: {{x: {fact}}}"), journal_of(*lines), "x", AT) == value


@pytest.mark.parametrize(
    ("fact", "type"),
    [
        ("{latest: amount, of: call, where: {topic: a}}", Unknown), ("{latest: topic, of: call}", Unknown),
        ("{exists: call, where: {topic: b}}", Unsure), ("{values: topic, of: call}", Bag),
        ("{sum: amount, of: reply}", Unknown),
    ],
)  # fmt: skip
def test_a_possible_newer_event_makes_the_latest_unknown(pack_of, journal_of, value_of, fact, type):
    """9: and an unknown value makes unknown what is computed from it."""
    assert isinstance(value_of(pack_of(f"facts: {{x: {fact}}}"), journal_of(*POSSIBLE), "x", AT), type)


@pytest.mark.parametrize(
    ("test", "found"),
    [("{at_least: 1}", "forbid"), ("{at_least: 2}", "ask"), ("{at_least: 3}", "permit"), ("{is_not: 3}", "forbid"),
     ("2", "ask"), ("{one_of: [1, 2]}", "forbid"), ("{one_of: [0, 1]}", "ask"), ("{none_of: [1, 2]}", "permit"),
     ("{none_of: [3]}", "forbid"), ("{less_than: 3}", "forbid")],
)  # fmt: skip
def test_a_comparison_is_unknown_exactly_if_the_range_does_not_settle_it(pack_of, journal_of, test, found):
    """9: the count is 1 or 2."""
    pack = pack_of(
        f"facts: {{x: {{count: call, where: {{topic: a}}}}}}\nrules: [{{rule: r, forbid: {{x: {test}}}}}]"
    )
    assert verdict(pack, journal_of(*POSSIBLE)) == (found, ["x"] if found == "ask" else [])


@pytest.mark.parametrize(
    ("test", "found"), [("{contains: a}", "forbid"), ("{contains: b}", "ask"), ("{shares: [a, b]}", "forbid")]
)
def test_a_list_that_may_hold_more_contains_what_it_surely_holds(pack_of, journal_of, test, found):
    """9: topics seen: a, and one that nobody knows."""
    pack = pack_of(f"facts: {{x: {{values: topic, of: call}}}}\nrules: [{{rule: r, forbid: {{x: {test}}}}}]")
    assert verdict(pack, journal_of(*POSSIBLE))[0] == found


# Open attributes.


@pytest.mark.parametrize(
    ("condition", "given", "opened", "found", "conditions"),
    [
        ("{text: {mentions: [now]}}", {}, ("text",), "permit", ["r"]),
        ("{text: {mentions: [now]}}", {"text": "right now"}, ("text",), "forbid", []),
        ("{polite: {less_than: 1}}", {}, ("text",), "permit", ["r"]),  # computed from what is open
        ("{polite: {less_than: 1}}", {}, (), "ask", []),
        ("{all: [{text: {mentions: [now]}}, {topic: a}]}", {}, ("text",), "ask", []),  # open and unknown
        ("{all: [{text: {mentions: [now]}}, {topic: a}]}", {"topic": "a"}, ("text",), "permit", ["r"]),
        ("{all: [{text: {mentions: [now]}}, {topic: a}]}", {"topic": "b"}, ("text",), "permit", []),
        ("{any: [{text: {mentions: [now]}}, {topic: a}]}", {"topic": "a"}, ("text",), "forbid", []),
    ],
)  # fmt: skip
def test_what_hangs_only_on_what_is_open_becomes_a_condition(
    pack_of, journal_of, condition, given, opened, found, conditions
):
    """11: open decides nothing; with something unknown beside it, it asks."""
    pack = pack_of(f"rules: [{{rule: r, forbid: {condition}}}]")
    decision = pack.decide(journal_of(), Proposal.of("call", AT, "c", open=opened, **given))
    assert (decision.verdict, [must.rule for must in decision.conditions]) == (found, conditions)


def test_counts_over_what_is_open_are_open(pack_of, journal_of):
    """9, 11: events that are possible only because the text is not written yet."""
    pack = pack_of(
        "facts: {same: {count: reply, where: {text: {its: text}}}}\nrules: [{rule: r, forbid: {same: {at_least: 1}}}]"
    )
    decision = pack.decide(journal_of(f"reply {AT} text=hi"), Proposal.of("call", AT, "c", open=["text"]))
    assert (decision.verdict, [must.rule for must in decision.conditions]) == ("permit", ["r"])


def test_a_condition_says_what_the_draft_must_satisfy_also_where_the_governing_part_is_open(
    pack_of, journal_of
):
    """11: either way out."""
    pack = pack_of("rules: [{rule: r, governs: {topic: a}, forbid: {polite: {less_than: 1}}}]")
    decision = pack.decide(journal_of(), Proposal.of("call", AT, "c", open=["topic", "text"]))
    assert [must.must for must in decision.conditions] == ["topic is not a or polite is at least 1"]
    decision = pack.decide(journal_of(), Proposal.of("call", AT, "c", open=["topic"], polite=0))
    assert [must.must for must in decision.conditions] == ["topic is not a"]


def test_a_fact_of_no_declared_type_that_cannot_be_compared_asks(pack_of, journal_of):
    """10: a pair fact is what its plugin gives; the engine neither raises nor permits."""

    class Texts:
        def fact(self, *_: Any) -> Any:
            return ABSENT

        def pair(self, *_: Any) -> Any:
            return "very"

    pack = pack_of(
        "facts: {x: {pair: alike, with: {last: call}}}\nrules: [{rule: r, forbid: {x: {more_than: 0.5}}}]"
    )
    journal = journal_of("call 2026-03-02T09:00Z text=hi")
    assert verdict(pack.using(Texts()), journal, text="hi") == ("ask", ["x"])
    assert verdict(pack.using(Texts()), journal_of(), text="hi") == ("permit", [])  # no event to compare with


def test_reasons_that_stand_on_reasons_are_cut(pack_of, journal_of):
    """Each call hangs on all calls before it: in full, the reason of the last would take all memory there is."""
    pack = pack_of(
        "facts: {calls: {count: call, where: {calls_then: {fact: hour}}}}\n"
        "rules: [{rule: r, forbid: {calls: {at_least: 1}}}]"
    )
    journal = journal_of(*(f"call 2026-03-01T09:00:{second}Z" for second in range(10, 59)))
    found = pack.fact(journal, "calls", "c", instant(AT), None).value
    assert (found.low, found.high, len(found.reason)) == (0, 49, LONGEST_REASON)
    assert found.reason.startswith("calls_then: ")
    assert found.reason.endswith("…")
    decision = pack.decide(journal, Proposal.of("call", AT, "c", person="ann"))
    assert {(gap.name, gap.reason) for gap in decision.unknown} == {("calls", found.reason)}
