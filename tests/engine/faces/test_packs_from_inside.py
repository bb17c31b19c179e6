"""`followup pack show --code`, `--plan` and `--cost`: how a pack is compiled, as a person sees it."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from followup.language.load import bundled_names, load_tree

PACK = """
language: 1
pack: small
version: 1.0.0
kinds: {call: {by: us}, reply: {by: them}}
facts:
  unanswered: {count: call, after: {last: reply}, says: calls that nobody answered}
  known: {exists: reply}
  next_call: {next: at, of: call}
rules:
  - rule: patience
    says: Enough is "enough".
    forbid: {all: [{unanswered: {at_least: 2}}, {known: false}]}
  - rule: not-in-the-night
    forbid: {hour: {at_least: 22}}
duties:
  - {duty: call-them, while: {known: false}, do: {kind: call}, due: when permitted}
"""
PLAN = """\
small 1.0.0: the plan of its state

rooms
  room 0: one for each case

cells
  cell 0 in room 0: call: those after the last reply
      keeps how many, the newest 8
      read by unanswered
  cell 1 in room 0: reply: all of them
      keeps how many, the newest 8
      read by known
  cell 2 in room 0: call: those that are known to lie ahead
      read by next_call

facts
  unanswered: how many (cell 0)
  known: whether there is any (cell 1)
  next_call: at of the next (cell 2)
      goes through events: it looks at the known events that lie ahead
"""
COST = """\
small 1.0.0: what it costs

facts
  unanswered
      an event:   flat
      a decision: flat
      memory:     the 8 newest events and 1 number for each case
  known
      an event:   flat
      a decision: flat
      memory:     the 8 newest events and 1 number for each case
  next_call
      an event:   flat
      a decision: walks through every call that is known to lie ahead (it looks at the known events that lie ahead)
      memory:     nothing: the events that lie ahead are in the journal

rules
  patience: quick
  not-in-the-night
      judge, explain: carefully, as it asks the clock: hour
      until: carefully, as there is no quick form of when hour turns

duties
  call-them: {duties}

what nobody knows
  possible events one by one, as many as there are open questions; every room inside a room, \
where nobody knows which one is meant
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "pack.yaml").write_text(PACK, "utf-8")
    return tmp_path / "small"


def test_the_plan_says_what_is_kept_for_which_fact(installed: Callable[..., Any], small: Path) -> None:
    """Rooms, cells and facts, in the words of the pack."""
    assert installed("pack", "show", small, "--plan").out == PLAN


def test_the_costs_say_what_each_thing_grows_with(installed: Callable[..., Any], small: Path) -> None:
    """Every fact, every rule, every duty."""
    from followup.decide.costs import DUTIES

    assert installed("pack", "show", small, "--cost").out == COST.replace("{duties}", DUTIES)


def test_plan_and_costs_are_data_too(run: Callable[..., Any], small: Path) -> None:
    """Programs read the same from JSON."""
    plan = run("pack", "show", small, "--plan", "--json").data
    assert plan["cells"][0] == {
        "cell": 0, "room": 0, "events": "call", "shape": "since", "after": "reply", "within": None,
        "keeps": ["how many", "the newest 8"], "facts": ["unanswered"],
        "says": "call: those after the last reply",
    }  # fmt: skip
    costs = run("pack", "show", small, "--cost", "--json").data
    assert costs["rules"][0] == {"rule": "patience", "judge": "quick", "explain": "quick", "until": "quick"}


@pytest.mark.parametrize("name", bundled_names())
def test_the_code_of_a_pack_is_python_with_each_fact_and_rule(run: Callable[..., Any], name: str) -> None:
    """It compiles, each fact is a function and each rule is named where it is judged; no line runs out of sight."""
    code = run("pack", "show", name, "--code").out
    tree, _ = load_tree(name)
    functions = {each.name: each for each in ast.parse(code).body if isinstance(each, ast.FunctionDef)}
    assert {f"fact_{fact}" for fact in tree.facts} <= functions.keys()
    for k, rule in enumerate(tree.rules):
        assert (ast.get_docstring(functions[f"rule_{k}"]) or "").startswith(rule.id)
        assert f"# {rule.id}\n" in code
    plain = [line for line in code.splitlines() if '"""' not in line]
    assert max(map(len, plain)) <= 118


def test_the_code_is_the_same_in_every_process(installed: Callable[..., Any]) -> None:
    """Nothing in it hangs on the order of a set."""
    one, two = (installed("pack", "show", "call-cap", "--code", PYTHONHASHSEED=seed).out for seed in "12")
    assert one == two


def test_the_code_as_data(run: Callable[..., Any], small: Path) -> None:
    """With the pack's name and digest, so that one can tell of what it is the code."""
    shown = run("pack", "show", small, "--code", "--json").data
    assert shown["pack"] == "small"
    assert shown["code"] == run("pack", "show", small, "--code").out


def test_code_is_coloured_on_a_terminal_only(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is piped on is plain."""
    from io import StringIO

    from followup.faces.output import Out

    stream = StringIO()
    out = Out(stream=stream)
    out.colour = True
    out.code("def f():\n    return 1\n")
    assert "\x1b[" in stream.getvalue()
    Out(stream=(plain := StringIO())).code("def f():\n    return 1\n")
    assert plain.getvalue() == "def f():\n    return 1\n"


@pytest.mark.parametrize("name", bundled_names())
def test_every_fact_rule_and_duty_has_its_cost(run: Callable[..., Any], name: str) -> None:
    """No construct is slow in silence: what is gone through says why."""
    costs = run("pack", "show", name, "--cost", "--json").data
    tree, _ = load_tree(name)
    assert [each["fact"] for each in costs["facts"]] == [*tree.facts]
    assert [each["rule"] for each in costs["rules"]] == [rule.id for rule in tree.rules]
    assert [each["duty"] for each in costs["duties"]] == [duty.id for duty in tree.duties]
    for fact in costs["facts"]:
        assert all(fact[each] for each in ("event", "decision", "memory"))
        assert bool(fact["why"]) == fact["decision"].startswith("walks through every")


def test_a_rule_that_is_read_carefully_is_named_with_its_reason(run: Callable[..., Any]) -> None:
    """The judge's own code reads exactly these through the careful reading."""
    costs = run("pack", "show", "five-rules", "--cost", "--json").data
    careful = [n for n, each in enumerate(costs["rules"]) if each["judge"] != "quick"]
    code = run("pack", "show", "five-rules", "--code").out
    judge = code[code.index("def judge(") : code.index("def explain(")]
    assert careful == [n for n in range(len(costs["rules"])) if f"rule_{n}(x)" in judge]
    assert json.dumps(costs["careful"]) == json.dumps(
        [{"fact": "similarity", "why": "a plugin compares it with an event"}]
    )
