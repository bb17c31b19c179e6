"""SEMANTICS 19, 21 and 23: until, permitted_from, packs on packs, the digest, and closure."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup.decide.api import load_pack
from followup.language.load import load_tree
from followup.language.problems import Problems
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import DAY, instant, show

AT = "2026-03-09T09:00Z"
BERLIN = {"c": {"zone": "Europe/Berlin", "country": "DE"}}


@pytest.mark.parametrize(
    ("text", "lines", "until", "permitted"),
    [
        ("", (), "never", AT),
        ("rules: [{rule: r, forbid: {calls: {at_least: 1}}}]", ("call 2026-03-01T09:00Z",), "never", "never"),
        ("rules: [{rule: r, forbid: {weekday: monday}}]", (), "2026-03-09T23:00Z", "2026-03-09T23:00Z"),
        ("rules: [{rule: r, forbid: {hour: {at_least: 0}}}]", (), "none before 2027-04-13T09:00Z", "none before 2027-04-13T09:00Z"),  # noqa: E501
        ('rules: [{rule: r, forbid: {today: {less_than: "2026-03-12"}}}]', (), "2026-03-11T23:00Z", "2026-03-11T23:00Z"),  # noqa: E501
        ('rules: [{rule: r, forbid: {today: {at_least: "2026-03-02"}}}]', (), "never", "never"),
        ("facts: {s: {since: {last: call}, in: dates}}\nrules: [{rule: r, forbid: {s: {at_least: 3 dates}}}]",
         ("call 2026-03-01T09:00Z",), "never", "never"),  # changes of the clocks change nothing any more
        ("facts: {s: {since: {last: call}, in: elapsed}}\nrules: [{rule: r, forbid: {s: {at_most: 10 days}}}]",
         ("call 2026-03-01T09:00Z",), "2026-03-11T09:00:00.000001Z", "2026-03-11T09:00:00.000001Z"),
        ("facts: {s: {since: {last: call}, in: elapsed}, u: {until: {next: call}, in: elapsed}}\n"
         "rules: [{rule: r, forbid: {s: {less_than: {fact: u}}}}]",
         ("call 2026-03-07T09:00Z", "call 2026-03-13T09:00Z"), "2026-03-10T09:00Z", "2026-03-10T09:00Z"),
        ("facts: {known: {latest: topic, of: call}}\nrules: [{rule: r, forbid: {known: b}}]",
         ("call 2026-03-01T09:00Z topic=b", "call 2026-03-20T09:00Z topic=a"), "2026-03-20T09:00Z", "2026-03-20T09:00Z"),  # noqa: E501
        ("facts: {recent: {count: call, across: part_then, within: 3 days}}\nrules: [{rule: r, forbid: {recent: 1}}]",
         ("call 2026-03-09T08:00Z",), "2026-03-09T23:00Z", "2026-03-09T23:00Z"),  # the group itself changes at night
    ],
)  # fmt: skip
def test_the_first_instant_at_which_something_differs(pack_of, journal_of, text, lines, until, permitted):
    """19: exact, never, or none before a horizon of 400 days."""
    decision = pack_of(text).decide(journal_of(*lines, cases=BERLIN), Proposal.of("call", AT, "c"))

    def shown(moment: object) -> str:
        return show(moment) if isinstance(moment, int) else str(moment)

    def wanted(word: str) -> str:
        return (
            word
            if word.startswith("never")
            else "none before " + show(instant(word[12:]))
            if word[0] == "n"
            else show(instant(word))
        )

    assert (shown(decision.until), shown(decision.permitted_from)) == (wanted(until), wanted(permitted))


def test_values_of_facts_alone_do_not_count(pack_of, journal_of):
    """19: the age grows every microsecond; the decision changes once."""
    pack = pack_of(
        "facts: {s: {since: {last: call}, in: elapsed}}\nrules: [{rule: r, forbid: {s: {less_than: 10 days}}}]"
    )
    decision = pack.decide(journal_of("call 2026-03-01T09:00Z"), Proposal.of("call", AT, "c"))
    assert decision.until == instant("2026-03-11T09:00Z")


def test_a_horizon_bounds_both(pack_of, journal_of):
    """19: beyond it nothing is looked for."""
    pack = pack_of("rules: [{rule: r, forbid: {weekday: monday}}]")
    decision = pack.decide(journal_of(cases=BERLIN), Proposal.of("call", AT, "c"), DAY // 4)
    assert str(decision.until) == str(decision.permitted_from) == "none before 2026-03-09T15:00:00Z"


def test_a_clock_time_taken_as_of_then_is_stepped_through_by_its_edges(pack_of, journal_of):
    """13, 19: not by the microsecond."""
    pack = pack_of("""
attributes: {clock_then: {type: time, as_of_then: time}}
kinds: {call: {by: us, attributes: [clock_then]}}
rules: [{rule: r, forbid: {clock_then: {at_least: "18:00"}}}]
""")
    decision = pack.decide(journal_of(cases=BERLIN), Proposal.of("call", AT, "c"))
    assert decision.until == instant("2026-03-09T18:00+01:00")


# Packs on packs.

BASE = """
language: 1
pack: base
version: 1.0.0
parameters: {most: {type: integer, default: 2, at_least: 1, at_most: 9}}
kinds: {call: {by: us}}
facts: {calls: {count: call}}
rules: [{rule: cap, forbid: {calls: {at_least: {parameter: most}}}}]
duties: [{duty: d, while: {calls: 0}, do: {kind: call}, due: when permitted}]
"""


def extended(tmp_path: Path, text: str):
    for name, body in (
        ("base", BASE),
        ("own", f"language: 1\npack: own\nversion: 1.0.0\nextends: ../base\n{text}"),
    ):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "pack.yaml").write_text(body)
    return load_pack(tmp_path / "own")


@pytest.mark.parametrize(
    ("text", "rules", "duties"),
    [
        ("", ["cap"], ["d"]), ("switch_off: [cap]", [], ["d"]), ("switch_off: [d]", ["cap"], []),
        ("rules: [{rule: late, forbid: {hour: 23}}]", ["cap", "late"], ["d"]),
        ("replace: {rules: [{rule: cap, forbid: {calls: 7}}]}", ["cap"], ["d"]),
        ("replace: {facts: {calls: {count: call, within: 1 day}}}", ["cap"], ["d"]),
    ],
)  # fmt: skip
def test_packs_merge_by_id_and_then_resolve_names(tmp_path, text, rules, duties):
    """21."""
    tree = extended(tmp_path, text).tree
    assert ([each.id for each in tree.rules], [each.id for each in tree.duties]) == (rules, duties)


@pytest.mark.parametrize(
    "text",
    [
        "rules: [{rule: cap, forbid: {hour: 23}}]", "replace: {rules: [{rule: cup, forbid: {hour: 23}}]}",
        "facts: {calls: {exists: call}}", "replace: {facts: {kalls: {exists: call}}}", "switch_off: [cup]",
        "kinds: {call: {by: them}}", "parameters: {most: {default: 10}}", "parameters: {least: {default: 1, type: text}}",  # noqa: E501
        "duties: [{duty: d, while: {calls: 1}, do: {kind: call}, due: when permitted}]",
    ],
)  # fmt: skip
def test_replacing_what_is_not_there_or_adding_what_is_there_is_an_error(tmp_path, text):
    """21: and so is a value outside of a parameter's range."""
    with pytest.raises(Problems):
        extended(tmp_path, text)


def test_the_digest_covers_the_resolved_tree_with_its_parameter_values(tmp_path):
    """21: neither places nor the order of keys."""
    plain = extended(tmp_path, "").tree
    assert plain.digest == extended(tmp_path, "# a remark\n").tree.digest
    assert plain.digest != extended(tmp_path, "parameters: {most: {default: 3}}").tree.digest
    assert load_tree(tmp_path / "base", {"most": 3})[0].digest != load_tree(tmp_path / "base")[0].digest
    assert load_tree(tmp_path / "base", {"most": 2})[0].digest == load_tree(tmp_path / "base")[0].digest


# Closure.


@pytest.mark.parametrize(
    "given",
    [{}, {"person": "ann", "amount": 1}, {"person": ["ann", "bob"]}, {"person": None, "topic": "a", "text": "hi"}],
)  # fmt: skip
def test_a_proposal_carried_out_unchanged_is_audited_as_it_was_decided(pack_of, journal_of, given):
    """23: the same verdict, rules, reasons, facts and gaps."""
    pack = pack_of("""
facts: {known: {count: call, across: person}, same: {count: call, where: {part_then: {its: part_then}}}}
rules:
  - {rule: r, forbid: {known: {at_least: 1}}, because: "{known} calls"}
  - {rule: s, forbid: {same: {at_least: 2}}}
  - {rule: t, advise: {topic: a}}
  - {rule: u, forbid: {calls_then: {at_least: 3}, polite: {less_than: 1}}}
""")
    lines = (
        "call 2026-03-01T09:00Z person=ann case=d",
        "call 2026-03-02T09:00Z person=bob",
        f"call {AT} id=a",
        f"reply {AT}",
    )
    people = {"ann": {"zone": "Asia/Tokyo"}, "bob": {"zone": ["Europe/Berlin", "Europe/London"]}}
    journal = journal_of(*lines, people=people)
    proposal = Proposal.of("call", AT, "c", **given)
    decision = pack.decide(journal, proposal, DAY)
    audits = {event.id: audit for event, audit in pack.audit(journal.with_events(proposal.carried_out("z")))}
    for part in ("verdict", "rules", "advice", "conditions", "unknown", "facts"):
        assert getattr(audits["z"], part) == getattr(decision, part)


def test_deciding_twice_gives_the_same_decision(pack_of, journal_of):
    """1: a pure function of what it is given."""
    pack = pack_of("rules: [{rule: r, forbid: {calls: {at_least: 1}}}]")
    journal, proposal = journal_of("call 2026-03-01T09:00Z"), Proposal.of("call", AT, "c")
    world_before = pack.decide(journal, proposal).as_json()
    pack.decide(journal_of(Event.of("x", AT, "call", "c")), proposal)
    assert pack.decide(journal, proposal).as_json() == world_before
