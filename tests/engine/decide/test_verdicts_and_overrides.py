"""SEMANTICS 15 to 17: effects, what follows from a forbid, and overrides."""

from __future__ import annotations

import pytest

from followup.language.problems import Problems
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import instant

AT = "2026-03-09T09:00Z"


def decide(pack, journal, at: str = AT, **given: object):
    return pack.decide(journal, Proposal.of("call", at, "c", **given))


def test_the_default_is_permit(pack_of, journal_of):
    """15."""
    assert decide(pack_of(""), journal_of()).verdict == "permit"


@pytest.mark.parametrize(
    ("effect", "given", "found", "rules", "advice"),
    [
        ("forbid: {amount: 1}", {"amount": 1}, "forbid", ["r"], []),
        ("forbid: {amount: 1}", {"amount": 2}, "permit", [], []),
        ("forbid: {amount: 1}", {}, "ask", [], []),
        ("require: {amount: 1}, or_absent: fail", {"amount": 2}, "forbid", ["r"], []),
        ("require: {amount: 1}, or_absent: fail", {}, "ask", [], []),
        ("require: {amount: 1}, or_absent: fail", {"amount": None}, "forbid", ["r"], []),
        ("require: {amount: 1}, or_absent: pass", {"amount": None}, "permit", [], []),
        ("require: {not: {amount: 1}}, or_absent: pass", {"amount": None}, "permit", [], []),
        ("require: {not: {amount: 1}}, or_absent: fail", {"amount": None}, "forbid", ["r"], []),
        ("require: {amount: {absent: true}}", {"amount": None}, "permit", [], []),
        ("advise: {amount: 1}", {"amount": 2}, "permit", [], ["r"]),
        ("advise: {amount: 1}", {"amount": None}, "permit", [], ["r"]),
        ("advise: {amount: 1}", {}, "permit", [], []),
        ("forbid: {amount: 1}, governs: {topic: a}", {"amount": 1, "topic": "b"}, "permit", [], []),
        ("forbid: {amount: 1}, governs: {topic: a}", {"amount": 1}, "ask", [], []),
        ("forbid: {amount: 1}, governs: {topic: a}", {"amount": 1, "topic": None}, "permit", [], []),
        ("forbid: {amount: 1}, unless: {topic: a}", {"amount": 1, "topic": "a"}, "permit", [], []),
        ("forbid: {amount: 1}, unless: {topic: a}", {"amount": 1, "topic": None}, "forbid", ["r"], []),
        ("forbid: {amount: 1}, unless: {topic: a}", {"amount": 1}, "ask", [], []),
    ],
)  # fmt: skip
def test_what_an_effect_says(pack_of, journal_of, effect, given, found, rules, advice):
    """15: require C is forbid not C, asks when C is unknown; governs and unless are conjuncts."""
    decision = decide(pack_of(f"rules: [{{rule: r, {effect}}}]"), journal_of(), **given)
    assert (decision.verdict, list(decision.rule_ids()), [each.rule for each in decision.advice]) == (
        found,
        rules,
        advice,
    )


@pytest.mark.parametrize(
    ("fact", "needed"),
    [("{exists: call}", False), ("{sum: amount, of: call}", False), ("{holds: {calls: 1}}", False),
     ("{latest: size, of: call}", True), ("{latest: held, of: call}", True), ("{max: amount, of: call}", True)],
)  # fmt: skip
def test_a_require_on_what_can_be_absent_says_what_that_means(pack_of, fact, needed):
    """15: a comparison with absent is false, so nobody should have to guess."""
    value = "true" if "exists" in fact or "holds" in fact or "held" in fact else "1"
    text = f"facts: {{x: {fact}}}\nrules: [{{rule: r, require: {{x: {value}}}}}, {{rule: s, require: {{calls: {{fact: x}}}}}}]"  # noqa: E501
    if value == "true":
        text = f"facts: {{x: {fact}}}\nrules: [{{rule: r, require: {{x: {value}}}}}]"
    if not needed:
        pack_of(text)
        return
    with pytest.raises(Problems) as caught:
        pack_of(text)
    assert {problem.code for problem in caught.value.problems} == {"or-absent"}


def test_what_may_be_absent_passes_if_absence_passes(pack_of, journal_of):
    """9, 15: a range that may be absent, and satisfies the rule wherever it is present."""
    pack = pack_of("""
facts: {s: {since: {last: call}, in: elapsed, where: {topic: a}}}
rules: [{rule: r, require: {s: {at_least: 1 day}}, or_absent: pass}]
""")
    assert decide(pack, journal_of("call 2026-03-01T09:00Z")).verdict == "permit"
    assert decide(pack, journal_of("call 2026-03-09T08:00Z")).verdict == "ask"


RULES = "rules: [{rule: r, forbid: {amount: 1}}, {rule: s, forbid: {topic: a}}]"


@pytest.mark.parametrize(
    ("given", "found", "unknown"),
    [({"amount": 1}, "forbid", ["topic"]), ({"amount": 2}, "ask", ["topic"]), ({"amount": 2, "topic": "b"}, "permit", [])],  # noqa: E501
)  # fmt: skip
def test_any_forbid_then_any_unknown_then_permit(pack_of, journal_of, given, found, unknown):
    """15: forbid overrides what is unknown."""
    decision = decide(pack_of(RULES), journal_of(), **given)
    assert (decision.verdict, [gap.name for gap in decision.unknown]) == (found, unknown)


def test_what_only_an_advice_or_a_lifted_rule_would_ask_is_not_asked(pack_of, journal_of):
    """15, 17: unknown names what the verdict hangs on."""
    pack = pack_of("rules: [{rule: r, advise: {amount: 1}}, {rule: s, forbid: {topic: a}}]")
    decision = decide(pack, journal_of(override("s", once=True)))
    assert (decision.verdict, decision.unknown) == ("permit", ())


@pytest.mark.parametrize(
    ("given", "then"), [({"amount": 1, "topic": "b"}, "wait"), ({"amount": 1, "topic": "a"}, "drop")]
)
def test_drop_wins_over_wait(pack_of, journal_of, given, then):
    """16."""
    pack = pack_of("rules: [{rule: r, forbid: {amount: 1}}, {rule: s, forbid: {topic: a}, then: drop}]")
    assert decide(pack, journal_of(), **given).then == then


# Overrides.


def override(rule: str, at: str = "2026-03-02T09:00Z", id: str = "o", **more: object) -> Event:
    return Event.of(id, at, "override", "c", rule=rule, because="they asked", by="me", **more)


ONCE = "rules: [{rule: r, governs: {topic: a}, forbid: {calls: {at_least: 1}}}, {rule: firm, forbid: {amount: 1}, lift: never}]"  # noqa: E501
CALL = "call 2026-03-01T09:00Z topic=a"


def test_a_lifted_rule_stays_listed_as_lifted(pack_of, journal_of):
    """17: with its reason; it forbids no more."""
    decision = decide(pack_of(ONCE), journal_of(CALL, override("r", once=True)), topic="a", amount=2)
    assert (decision.verdict, [(r.rule, r.lifted) for r in decision.rules]) == (
        "permit",
        [("r", "they asked")],
    )
    assert decision.rule_ids() == ()


def test_a_rule_that_is_never_lifted_refuses_it(pack_of, journal_of):
    """17."""
    decision = decide(pack_of(ONCE), journal_of(override("firm", once=True)), topic="b", amount=1)
    assert (decision.verdict, decision.rule_ids()) == ("forbid", ("firm",))


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((), "permit"),
        (("call 2026-03-03T09:00Z topic=b",), "permit"),  # the rule does not govern it
        (("call 2026-03-03T09:00Z topic=a",), "forbid"),
        (("call 2026-03-03T09:00Z",), "forbid"),  # it may have been used
        (("reply 2026-03-03T09:00Z topic=a",), "permit"),  # not by us
        (("call 2026-03-02T09:00Z topic=a id=z",), "forbid"),  # at the same instant, but later
        (("call 2026-03-02T09:00Z topic=a id=a",), "permit"),
        (("call 2026-03-03T09:00Z topic=a case=d",), "permit"),
    ],
)  # fmt: skip
def test_once_is_used_up_by_the_first_act_that_the_rule_governs(pack_of, journal_of, lines, found):
    """17."""
    journal = journal_of(CALL, override("r", once=True), *lines)
    assert decide(pack_of(ONCE), journal, topic="a", amount=2).verdict == found


def test_a_booked_act_will_use_it_up(pack_of, journal_of):
    """17, 19: and that is when the decision changes."""
    journal = journal_of(CALL, override("r", once=True), "call 2026-03-12T09:00Z topic=a")
    decision = decide(pack_of(ONCE), journal, topic="a", amount=2)
    assert (decision.verdict, decision.until) == ("permit", instant("2026-03-12T09:00Z"))


@pytest.mark.parametrize(
    ("at", "found"),
    [("2026-03-01T09:00:00.000001Z", "forbid"), ("2026-03-02T09:00Z", "permit"), ("2026-03-10T08:59:59.999999Z", "permit"),  # noqa: E501
     ("2026-03-10T09:00Z", "forbid")],
)  # fmt: skip
def test_until_ends_at_its_instant(pack_of, journal_of, at, found):
    """17: it holds from the override on, and no more at `until`."""
    journal = journal_of(CALL, override("r", until="2026-03-10T09:00Z"))
    assert decide(pack_of(ONCE), journal, at, topic="a", amount=2).verdict == found


@pytest.mark.parametrize(
    "more", [{}, {"until": "someday"}, {"until": "2026-03-10T09:00"}, {"until": 7}, {"once": False}]
)
def test_an_override_that_is_neither_for_once_nor_until_an_instant_lifts_nothing(pack_of, journal_of, more):
    """17: once or until when."""
    assert (
        decide(pack_of(ONCE), journal_of(CALL, override("r", **more)), topic="a", amount=2).verdict
        == "forbid"
    )


def test_an_override_lifts_its_own_rule_in_its_own_case(pack_of, journal_of):
    """17: that rule, and no other."""
    other = Event.of("o", "2026-03-02T09:00Z", "override", "d", rule="r", once=True)
    assert decide(pack_of(ONCE), journal_of(CALL, other), topic="a", amount=2).verdict == "forbid"
    assert (
        decide(pack_of(ONCE), journal_of(CALL, override("firm", once=True)), topic="a", amount=2).verdict
        == "forbid"
    )
