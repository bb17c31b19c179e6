"""SEMANTICS 12 to 14: where, classes, as of then, and across."""

from __future__ import annotations

import pytest

from followup.decide.decision import Evidence
from followup.language.problems import Problems
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import instant

AT = "2026-03-09T09:00Z"
BERLIN = {"c": {"zone": "Europe/Berlin"}}


def refused(pack_of, text: str) -> list[str]:
    with pytest.raises(Problems) as caught:
        pack_of(text)
    return sorted({problem.code for problem in caught.value.problems})


# Where and classes.


@pytest.mark.parametrize(
    ("where", "counted"),
    [
        ("{topic: a}", 2), ("{topic: {its: topic}}", 2), ("{topic: {is_not: {its: topic}}}", 1),
        ("{amount: {more_than: {parameter: much}}}", 1), ("{day: {fact: today}}", 1), ("{topic: {one_of: [b, c]}}", 1),  # noqa: E501
        ("{topic: {none_of: [b, c]}}", 2), ("{tags: {contains: p}}", 2), ("{tags: {shares: [q, r]}}", 1),
        ("{tags: {shares: {its: tags}}}", 1), ("{text: {mentions: [hello there]}}", 1), ("{kind: call}", 3),
        ("{case: {its: case}}", 3), ("{person: ann}", 1), ("{person: {is_not: ann}}", 2),
    ],
)  # fmt: skip
def test_where_compares_attributes_with(pack_of, journal_of, value_of, where, counted):
    """12: constants, parameters, attributes of the subject, facts of the instant, and membership."""
    pack = pack_of(
        f"parameters: {{much: {{type: number, default: 2}}}}\nfacts: {{x: {{count: call, where: {where}}}}}"
    )
    journal = journal_of(
        'call 2026-03-01T09:00Z topic=a amount=1 tags=[p] day="2026-03-09" person=[ann,bob]',
        'call 2026-03-02T09:00Z topic=a amount=3 tags=[p,q] day="2026-03-08" person=bob text=Hello%there'.replace(
            "%", "\u00a0"
        ),
        "call 2026-03-03T09:00Z topic=b amount=2 tags=null day=null person=eve",
        cases=BERLIN,
    )
    subject = Proposal.of("call", AT, "c", topic="a", tags=["q"])
    assert value_of(pack, journal, "x", AT, subject) == counted


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("facts: {x: {count: call, where: {calls: 1}}}", "unknown-name"),  # a fact, at the left
        ("facts: {x: {count: call, where: {amount: {fact: calls}}}}", "not-here"),  # a fact over events
        ("facts: {x: {count: note, where: {amount: 1}}}", "no-attribute"),
        ("facts: {x: {count: call, where: {amount: often}}}", "wrong-type"),
        ("facts: {x: {count: call, where: {topic: d}}}", "no-such-value"),
        ("facts: {x: {count: calll}}", "unknown-name"),
        ("classes: {k: [{kind: m}], m: [{kind: k}]}", "cycle"),
        ("facts: {x: {next: topic, of: call, within: 7 days}}", "not-here"),
        ("facts: {x: {values: amount, of: call}}", "wrong-type"),
        ("facts: {x: {sum: day, of: call}}", "wrong-type"),
        ("facts: {today: {count: call}}", "duplicate-name"),
        ("duties: [{duty: d, for_each: {event: reply, where: {topic: {its: topic}}}, do: {kind: call}, due: when permitted}]",  # noqa: E501
         "no-subject"),
        ("duties: [{duty: d, while: {topic: a}, do: {kind: call}, due: when permitted}]", "no-subject"),
        ("duties: [{duty: d, while: {calls: 0}, do: {kind: reply}, due: when permitted}]", "unknown-name"),
    ],
)  # fmt: skip
def test_anything_else_is_an_error_when_the_pack_is_loaded(pack_of, text, code):
    """12: and no reading ever meets it."""
    assert code in refused(pack_of, text)


def test_instants_are_compared_with_instants(pack_of, journal_of, value_of):
    """12: a constant with its offset."""
    pack = pack_of('facts: {x: {count: call, where: {moment: {at_least: "2026-03-02T10:00+01:00"}}}}')
    journal = journal_of(
        *(f'call {AT} moment="2026-03-02T{each}Z"' for each in ("08:59:59", "09:00:00", "12:00:00"))
    )
    assert value_of(pack, journal, "x", AT) == 2


def test_a_class_is_a_union_of_kinds_with_filters_and_of_classes(pack_of, journal_of, value_of):
    """12: each alternative by its own filter."""
    pack = pack_of("""
classes:
  talk: [{kind: reply}, {kind: call, where: {held: true}}]
  good: [{kind: talk, where: {topic: a}}, {kind: note}]
facts: {talks: {count: talk}, goods: {count: good}, mine: {count: talk, where: {kind: call}}}
""")
    journal = journal_of(
        f"reply {AT} topic=a", f"reply {AT} topic=b", f"call {AT} held=true topic=a", f"call {AT} topic=a",
        f"call {AT} held=false topic=a", f"note {AT} topic=b",
    )  # fmt: skip
    found = [value_of(pack, journal, name, AT) for name in ("talks", "goods", "mine")]
    assert found == [3, 3, 1]


# As of then.

THEN = "facts: {calls: {count: call}, third: {count: call, where: {calls_then: {at_least: 2}}}}"


def test_an_attribute_as_of_then_is_over_the_events_strictly_before(pack_of, journal_of, value_of):
    """13: in (at, id); events of the same instant with a later id are not before."""
    pack = pack_of(
        "facts: {calls: {count: call}, x: {latest: calls_then, of: call}, z: {first: calls_then, of: call}}"
    )
    journal = journal_of(f"call {AT} id=b", f"call {AT} id=a", f"call {AT} id=c")
    assert (value_of(pack, journal, "x", AT), value_of(pack, journal, "z", AT)) == (2, 0)


def test_a_late_event_recomputes_the_later_ones(pack_of, journal_of, value_of):
    """13: whenever it arrives."""
    pack = pack_of(THEN)
    journal = journal_of("call 2026-03-02T09:00Z", "call 2026-03-03T09:00Z")
    assert value_of(pack, journal, "third", AT) == 0
    late = journal.with_events(Event.of("late", "2026-03-01T09:00Z", "call", "c"))
    assert value_of(pack, late, "third", AT) == 1


def test_an_attribute_as_of_then_may_hang_on_earlier_ones_of_its_own(pack_of, journal_of, value_of):
    """13: a cycle through strictly earlier events; and a history of any length."""
    pack = pack_of("facts: {calls: {count: call, where: {calls_then: {at_most: 3}}}}")
    journal = journal_of(*(f"call 2026-01-01T{n // 60:02}:{n % 60:02}Z" for n in range(200)))
    assert value_of(pack, journal, "calls", AT) == 4


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("facts: {calls: {count: call, where: {size: {its: calls_then}}}}", "cycle"),
        ("facts: {calls: {count: call}, x: {holds: {other: true}}, other: {holds: {x: true}}}", "cycle"),
        ("facts: {calls: {count: call, across: calls_then}}", "cycle"),
        ("facts: {calls: {next: size, of: call}}", "looks-ahead"),
        ("facts: {soon: {until: {next: call}, in: elapsed}, calls: {count: call, where: {held: {its: ahead}}}}\n"
         "attributes: {ahead: {type: boolean, as_of_then: calls}}", None),
    ],
)  # fmt: skip
def test_a_cycle_at_one_instant_and_a_look_ahead_are_refused_at_load(pack_of, text, code):
    """13: an as-of-then fact sees nothing later."""
    found = refused(pack_of, text)
    assert code in found if code else found


def test_facts_may_stand_on_each_other_only_so_deep(pack_of, journal_of, value_of):
    """13: deep enough for anybody, and refused by name before a reading gets lost."""
    chain = ", ".join(f"f{n}: {{holds: {{f{n - 1}: true}}}}" for n in range(1, 15))
    assert (
        value_of(pack_of(f"facts: {{f0: {{exists: call}}, {chain}}}"), journal_of(f"call {AT}"), "f14", AT)
        is True
    )
    chain = ", ".join(f"f{n}: {{holds: {{f{n - 1}: true}}}}" for n in range(1, 3000))
    assert refused(pack_of, f"facts: {{f0: {{exists: call}}, {chain}}}") == ["too-deep"]


def test_an_audit_judges_each_event_over_the_same_prefix(pack_of, journal_of):
    """13: what lay strictly before it."""
    pack = pack_of("rules: [{rule: once, forbid: {calls: {at_least: 1}}}]")
    audit = pack.audit(journal_of(f"call {AT} id=a", f"call {AT} id=b", "call 2026-03-10T09:00Z id=c"))
    assert [(event.id, decision.verdict) for event, decision in audit] == [
        ("a", "permit"),
        ("b", "forbid"),
        ("c", "forbid"),
    ]


# Across.

ACROSS = "facts: {known: {count: call, across: person}}\nrules: [{rule: r, forbid: {known: {at_least: 1}}}]"


@pytest.mark.parametrize(
    ("theirs", "ours", "found"),
    [
        ("ann", "ann", "forbid"), ("ann", "bob", "permit"), ("[ann,bob]", "bob", "forbid"),  # a list joins every group  # noqa: E501
        ("ann", ["bob", "ann"], "forbid"), ("eve", ["bob", "ann"], "permit"),  # and must pass for each
        ("null", "ann", "permit"), (None, "ann", "ask"), ("ann", None, "ask"),  # no key, unknown, no key of its own
    ],
)  # fmt: skip
def test_across_groups_the_journal_by_an_attribute_of_the_subject(pack_of, journal_of, theirs, ours, found):
    """14: whatever the case."""
    line = "call 2026-03-01T09:00Z case=d" + (f" person={theirs}" if theirs else "")
    proposal = Proposal.of("call", AT, "c", **({"person": ours} if ours else {}))
    assert pack_of(ACROSS).decide(journal_of(line), proposal).verdict == found


def test_anchors_inherit_across_and_never_where(pack_of, journal_of, value_of):
    """14: their reply in another case ends the count in all cases."""
    pack = pack_of("facts: {x: {count: call, across: person, where: {topic: a}, after: {last: reply}}}")
    journal = journal_of(
        "call 2026-03-01T09:00Z case=d person=ann topic=a", "reply 2026-03-02T09:00Z case=e person=ann topic=b",
        "call 2026-03-03T09:00Z case=d person=ann topic=a", "reply 2026-03-04T09:00Z case=c person=bob topic=a",
    )  # fmt: skip
    assert value_of(pack, journal, "x", AT, Proposal.of("call", AT, "c", person="ann")) == 1


def test_several_attributes_make_one_group(pack_of, journal_of, value_of):
    """14: the same person and the same topic."""
    pack = pack_of("facts: {x: {count: call, across: [person, topic]}}")
    journal = journal_of(*(f"call {AT} case=d person={p} topic={t}" for p, t in ("aa", "ab", "ba")))
    assert value_of(pack, journal, "x", AT, Proposal.of("call", AT, "c", person="a", topic="a")) == 1


def test_evidence_of_another_case_shows_kind_and_date_only(pack_of, journal_of):
    """14: unless the journal allows more."""
    lines = ("call 2026-03-01T23:30Z case=d person=ann id=x",)
    proposal = Proposal.of("call", AT, "c", person="ann")
    for open, shown in (
        (False, Evidence("call", date="2026-03-02")),
        (True, Evidence("call", instant("2026-03-01T23:30Z"), "x", "d")),
    ):
        journal = journal_of(*lines, cases=BERLIN, open_evidence=open)
        (used,) = pack_of(ACROSS).decide(journal, proposal).facts
        assert (used.total, used.evidence) == (1, (shown,))


def test_behind_a_fact_stand_the_total_and_the_newest_eight(pack_of, journal_of, value_of):
    """24: the full list is asked for apart."""
    pack = pack_of("rules: [{rule: r, forbid: {calls: {at_least: 1}}}]")
    journal = journal_of(*(f"call 2026-03-01T09:{n:02}Z id=e{n:02}" for n in range(11)))
    (used,) = pack.decide(journal, Proposal.of("call", AT, "c")).facts
    assert (used.total, [each.id for each in used.evidence]) == (11, [f"e{n:02}" for n in range(3, 11)])
    assert len(pack.fact(journal, "calls", "c", instant(AT)).events) == 11
