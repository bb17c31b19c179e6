"""The written code: set out in lines of a readable length, and dropping what can matter no more."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from followup.decide.pack import Pack
from followup.evaluate.compiled.layout import WIDTH, laid_out
from followup.evaluate.quantities import NEVER
from followup.language import tree
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import DAY

CODES = (
    "found = every(({}))".format(
        ", ".join(f"x.test(TEST_{n}, x.its('a, (b'), (CONST_{n},))" for n in range(9))
    ),
    "if (" + " and ".join(f"value_{n} is not None" for n in range(20)) + "):\n    pass",
    "name = {" + ", ".join(f"'key {n}': [{n}, {{1: 'it\\'s'}}]" for n in range(12)) + "}",
    "f = lambda at: (" + " or ".join(f"some_long_name_{n}(at, {n})" for n in range(9)) + ")",
)


@pytest.mark.parametrize("code", CODES)
def test_long_lines_are_broken_and_mean_the_same(code: str) -> None:
    """The same syntax tree, in lines that fit."""
    shown = laid_out(code)
    assert ast.dump(ast.parse(shown)) == ast.dump(ast.parse(code))
    assert max(map(len, shown.splitlines())) <= WIDTH < max(map(len, code.splitlines()))


def test_short_lines_comments_and_docstrings_stay() -> None:
    for line in ("a = (1, 2)", f"# ({'x, ' * 90})", f'"""({"x, " * 90})"""'):
        assert laid_out(line) == line


@pytest.mark.parametrize(("span", "most"), [
    (tree.Span("dates", 7), 38),
    (tree.Span("dates", 1, months=True), 90),
    (tree.Span("elapsed", 7 * DAY), 30),
])  # fmt: skip
def test_a_window_lets_go_of_what_can_be_in_it_no_more(span: tree.Span, most: int) -> None:
    """One event a day, for years: no more are kept than the window may still count, as many again and a few."""
    calls = tree.Selection("call", (tree.Alternative("call"),), within=span)
    pack = tree.Tree("p", "1", kinds={"call": tree.Kind("call", "us")},
                     facts={"calls": tree.Fact("calls", tree.Count(calls), "integer")})  # fmt: skip
    state: Any = Pack(pack).compile().start()
    for day in range(1_000):
        state.add(Event(str(day), day * DAY, "call", "c"))
    (window,) = (
        getattr(state.room("c"), name) for name in state.room("c").__slots__ if name.startswith("log")
    )
    assert span.count / DAY <= len(window) <= most


@pytest.mark.parametrize("windows", [False, True])
def test_the_newest_eight_are_kept_for_evidence(windows: bool) -> None:
    """After each event the newest eight stand behind a count of all; what has left a window beside it, too."""
    calls = tree.Selection("call", (tree.Alternative("call"),))
    recent = tree.Selection("call", (tree.Alternative("call"),), within=tree.Span("elapsed", DAY // 24))
    many = tree.Compare(tree.FactTerm("calls"), "at_least", (tree.Constant(1),))
    pack = tree.Tree("p", "1", kinds={"call": tree.Kind("call", "us")},
                     facts={"calls": tree.Fact("calls", tree.Count(calls), "integer")} | (
                         {"recent": tree.Fact("recent", tree.Count(recent), "integer")} if windows else {}),
                     rules=(tree.Rule("r", "forbid", many),))  # fmt: skip
    state: Any = Pack(pack).compile().start()
    for day in range(40):
        state.add(Event(str(day), day * DAY, "call", "c"))
        [(_, value, total, newest)] = state.explain(state.subject(Proposal("call", day * DAY, "c"))).facts
        assert value == total == day + 1
        assert [record[1] for record in newest] == [str(each) for each in range(max(0, day - 7), day + 1)]


AGES = """
facts:
  called: {since: {last: call}, in: elapsed}
  replied: {since: {last: reply}, in: elapsed}
rules:
"""


@pytest.mark.parametrize(("rule", "days"), [
    ("{forbid: {all: [{called: {at_least: 2 days}}, {replied: {at_least: 5 days}}]}}", 5),
    ("{forbid: {any: [{called: {at_least: 2 days}}, {replied: {at_least: 5 days}}]}}", 2),
    ("{require: {all: [{called: {less_than: 2 days}}, {replied: {less_than: 5 days}}]}, or_absent: pass}", 2),
    ("{require: {any: [{called: {less_than: 2 days}}, {replied: {less_than: 5 days}}]}, or_absent: pass}", 5),
])  # fmt: skip
def test_one_look_tells_how_long_several_ages_leave_a_rule_as_it_is(pack_of, journal_of, rule, days):
    """What several parts refuse, as long as the last of them does; and not more looks, which come to the same."""
    policy: Any = pack_of(f"{AGES}  - {{rule: r, {rule[1:]}").compile()
    state: Any = policy.start()
    for event in journal_of("reply 2026-03-01T09:00Z", "call 2026-03-01T09:00Z").events:
        state.add(event)
    subject = state.subject(Proposal.of("call", "2026-03-02T09:00Z", "c", person="ann"))
    assert policy.future(state, subject, subject.at) == (0, subject.at + (days - 1) * DAY)


@pytest.mark.parametrize("rule", [
    "{governs: {calls: {at_least: 1}}, require: {topic: a}, or_absent: pass}",
    "{unless: {calls: {at_least: 2}}, require: {topic: a}, or_absent: fail}",
    "{governs: {calls: {at_least: 1}}, forbid: {topic: b}}",
])  # fmt: skip
def test_what_time_does_not_turn_stays_for_good(pack_of, journal_of, rule):
    """Neither what a rule governs nor what it asks: said in the quick form, beside what absence counts as."""
    policy: Any = pack_of(f"rules:\n  - {{rule: r, {rule[1:]}").compile()
    state: Any = policy.start()
    for event in journal_of("call 2026-03-01T09:00Z").events:
        state.add(event)
    subject = state.subject(Proposal.of("call", "2026-03-02T09:00Z", "c", person="ann", topic="b"))
    assert policy.future(state, subject, subject.at) == (1, NEVER)
    assert not [each for each in policy.written.slow if each[0] == "until"]


def test_a_state_asks_for_what_is_unknown_and_not_for_what_is_not_decided_yet(pack_of, journal_of):
    """A rule hangs on both: the text that is not written yet is none of the questions."""
    pack = pack_of("rules:\n  - {rule: r, forbid: {all: [{topic: a}, {text: {mentions: [now]}}]}}")
    proposal = Proposal.of("call", "2026-03-02T09:00Z", "c", open=["text"])
    state: Any = pack.compile().start()
    outcome = state.judge(state.subject(proposal))
    assert (outcome.verdict, outcome.unknown) == ("ask", ("topic",))
    assert [each.name for each in pack.decide(journal_of(), proposal).unknown] == ["topic"]
