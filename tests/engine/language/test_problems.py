"""Problems are values that sort by place, and show nothing that could harm a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.language.places import Place
from followup.language.problems import (
    Problem,
    Problems,
    as_json,
    as_sarif,
    did_you_mean,
    quoted,
    render,
    suggest,
)

HERE = Place("rules/ours/pack.yaml", 12, 5)
WHAT, HELP = "unknown fact 'since_intervew' in rule 'not-daily'", "did you mean 'since_interview'?"
PROBLEM = Problem(HERE, "unknown-fact", WHAT, HELP)


def test_a_problem_reads_where_which_what_help():
    assert str(PROBLEM) == (
        "rules/ours/pack.yaml:12:5: unknown fact 'since_intervew' in rule 'not-daily'; "
        "did you mean 'since_interview'?"
    )
    assert str(Problem(None, "x", "nothing is there")) == "nothing is there"


def test_problems_are_equal_by_value_sorted_and_told_once():
    later = Problem(HERE._replace(line=13), "a", "a")
    nowhere = Problem(None, "z", "z")
    raised = Problems([later, PROBLEM, nowhere, Problem(HERE, "unknown-fact", WHAT, HELP)])
    assert raised.problems == (nowhere, PROBLEM, later)
    assert str(raised).splitlines() == list(map(str, raised.problems))


@pytest.mark.parametrize(
    ("line", "column", "shown", "caret"),
    [
        ("a: b", 4, "a: b", "   ^"),
        ("\ta: b", 2, " a: b", " ^"),
        ("名前: b", 5, "名前: b", "      ^"),
        ("a\x1b[31m", 1, "a\\x1b[31m", "^"),
        ("x" * 200, 150, "x" * 100, " " * 50 + "^"),
        ("ab", 3, "ab", "  ^"),
    ],
)
def test_the_caret_stands_under_the_character(line, column, shown, caret):
    text = render(Problem(Place("f", 7, column), "x", "x"), line).splitlines()
    assert text[1:] == [f"  7 | {shown}", f"    | {caret}"]


def test_without_a_line_there_is_no_caret():
    assert render(PROBLEM, None) == str(PROBLEM)


def test_colour_adds_colour_only():
    plain, coloured = render(PROBLEM, "  x"), render(PROBLEM, "  x", colour=True)
    assert coloured != plain
    for style in ("\x1b[1m", "\x1b[1;31m", "\x1b[0m"):
        coloured = coloured.replace(style, "")
    assert coloured == plain


@given(st.text(), st.text(), st.integers(1, 300))
def test_nothing_shown_can_move_a_cursor(what, line, column):
    shown = render(Problem(Place("f", 1, column), "x", f"bad {quoted(what)}"), line)
    assert all(part.isprintable() for part in shown.split("\n"))


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("fobid", "forbid"), ("Forbid", "forbid"), ("les_than", "less_than"), ("replied", "replied_at"),
        ("zzz", None), ("replied_at_the_end_of_it_all", None), ("", None), ("x" * 10_000, None),
    ],
)  # fmt: skip
def test_only_what_is_close_is_suggested(word, near):
    assert suggest(word, ["forbid", "less_than", "replied_at"]) == near
    assert did_you_mean(word, ["forbid", "less_than", "replied_at"]) == (
        f"did you mean '{near}'?" if near else ""
    )


def test_json_has_every_part():
    assert as_json([PROBLEM]) == [
        {
            "file": "rules/ours/pack.yaml", "line": 12, "column": 5, "code": "unknown-fact", "what": WHAT,
            "help": HELP,
        }
    ]  # fmt: skip
    assert as_json([Problem(None, "x", "y")])[0]["file"] is None


def test_sarif_has_a_result_with_its_region():
    log = as_sarif([PROBLEM, Problem(None, "x", "y")])
    run = log["runs"][0]
    assert (log["version"], run["tool"]["driver"]["rules"]) == (
        "2.1.0",
        [{"id": "unknown-fact"}, {"id": "x"}],
    )
    assert run["results"] == [
        {
            "ruleId": "unknown-fact",
            "level": "error",
            "message": {"text": f"{WHAT}; {HELP}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "rules/ours/pack.yaml"},
                        "region": {"startLine": 12, "startColumn": 5},
                    }
                }
            ],
        },
        {"ruleId": "x", "level": "error", "message": {"text": "y"}},
    ]
