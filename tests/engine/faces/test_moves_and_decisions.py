"""`today`, `why`, `audit`, `decide` and `pack`, as a person uses them; what they print as JSON fits the schemas."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from followup.language.places import Node
from followup.language.shape import check_shape
from followup.language.yaml_reader import read_yaml

ANN = "Ann <ann@acme.example> <+4930901820> <Europe/Berlin>"
NOW = "2026-11-23T10:00"


@pytest.fixture
def two_cases(run: Callable[..., Any]) -> Callable[..., Any]:
    """A home with two cases of one person, met on the second of November."""
    run("init", "--me", "me@x.example", "--zone", "Europe/Berlin", "--country", "DE")
    for case in ("acme", "acme-2"):
        run("add", case, "--person", ANN, "--interview", "2026-11-02T14:00")
    return run


def decision_problems(data: Any) -> list[str]:
    node: Node = read_yaml(json.dumps(data), "decision.json")
    return [str(each) for each in check_shape(node, "decision")]


def test_today_tells_to_act_when_the_week_has_passed(two_cases: Callable[..., Any]) -> None:
    """Nothing was sent for three weeks: the follow-up is due now."""
    done = two_cases("today", "acme", "--at", NOW)
    assert done.code == 0
    assert "ACT NOW  acme: follow up, to Ann, by email" in done.out
    assert "must:    politeness is at least 0.5 and frustration is at most 0.3" in done.out


def test_a_contact_in_another_case_of_the_person_holds_this_one_back(two_cases: Callable[..., Any]) -> None:
    """Two applications, one person: their week is one week."""
    two_cases("log", "acme-2", "--contact", "follow-up", "--at", "2026-11-20T09:00", "--channel", "email")
    moves = {each["case"]: each for each in two_cases("today", "--at", NOW, "--json").data["moves"]}
    assert moves["acme"]["move"] == "wait"
    assert moves["acme"]["at"] == "2026-11-26T23:00:00Z"
    shown = two_cases("why", "acme", "--at", NOW, "--json").data["decision"]
    assert [rule["rule"] for rule in shown["rules"]] == ["not-daily"]
    across = next(fact for fact in shown["facts"] if fact["name"] == "since_contact_with_person")
    assert across["evidence"] == [{"kind": "contact", "date": "2026-11-20"}]
    assert decision_problems(shown) == []


def test_why_says_until_when_and_what_else_would_do(two_cases: Callable[..., Any]) -> None:
    """The day to wait for, and the events behind."""
    two_cases("log", "acme", "--contact", "follow-up", "--at", "2026-11-20T09:00", "--channel", "email")
    done = two_cases("why", "acme", "--at", NOW)
    assert "not forbidden from: Fri 27 Nov 2026" in done.out
    assert "contact Fri 20 Nov 2026 09:00 [acme]" in done.out


def test_a_contact_logged_without_its_words_leaves_nothing_unknown(two_cases: Callable[..., Any]) -> None:
    """Who tells that they called is not asked for ever what they offered."""
    two_cases("log", "acme", "--contact", "follow-up", "--at", "2026-11-10T09:00", "--channel", "phone")
    (move,) = two_cases("today", "acme", "--at", NOW, "--json").data["moves"]
    assert (move["move"], move["unknown"]) == ("act", [])


def test_an_audit_judges_each_contact_as_of_its_own_time(two_cases: Callable[..., Any]) -> None:
    """The second of two daily contacts was forbidden; the exit code says that there was one."""
    for day in ("10", "11"):
        two_cases(
            "log", "acme", "--contact", "follow-up", "--at", f"2026-11-{day}T09:00", "--channel", "email"
        )
    done = two_cases("audit", "acme", "--json")
    assert done.code == 1
    assert [each["decision"]["verdict"] for each in done.data][1] == "forbid"
    assert "not-daily" in [rule["rule"] for rule in done.data[1]["decision"]["rules"]]
    assert [problem for each in done.data for problem in decision_problems(each["decision"])] == []


def test_older_unclear_replies_can_be_answered_alike(two_cases: Callable[..., Any]) -> None:
    """Nobody is asked thirty times: `--all` settles the older ones too, and each can be taken back."""
    for day in ("05", "06", "07"):
        two_cases("log", "acme", "--reply", "--text", "We will see.", "--at", f"2026-11-{day}T09:00")
    moves = two_cases("today", "acme", "--at", NOW, "--json").data["moves"]
    assert len(moves[0]["questions"]) == 3
    assert "--all answers them alike" in two_cases("today", "acme", "--at", NOW).out
    two_cases("log", "acme", "--reply", "go-on", "--all", "--at", NOW)
    assert two_cases("today", "acme", "--at", NOW, "--json").data["moves"][0]["questions"] == []


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A journal and a proposal for the bare engine."""
    lines = [
        {"person": {"name": "ann", "zone": "Europe/Berlin", "country": "DE"}},
        {"case": {"name": "acme", "zone": "Europe/Berlin"}},
        {"event": {"id": "1", "at": "2026-11-02T14:00+01:00", "kind": "interview", "case": "acme"}},
    ]
    (tmp_path / "journal.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    attributes = {"person": "ann", "channel": "email", "purpose": "follow_up", "politeness": 0.9, "frustration": 0,
                  "offers": ["an article"]}  # fmt: skip
    proposal = {"kind": "contact", "at": "2026-11-05T10:00+01:00", "case": "acme", "attributes": attributes}
    (tmp_path / "proposal.json").write_text(json.dumps(proposal), "utf-8")
    return tmp_path


def decide(run: Callable[..., Any], files: Path, *more: object) -> Any:
    return run("decide", "--pack", "five-rules", "--journal", files / "journal.jsonl",
               "--proposal", files / "proposal.json", *more)  # fmt: skip


def test_the_bare_engine_needs_no_home(installed: Callable[..., Any], files: Path, home: Path) -> None:
    """One decision from two files, by the installed command; nothing is made."""
    done = decide(installed, files, "--json")
    assert done.code == 1
    assert done.data["permitted_from"] == "2026-11-08T23:00:00Z"
    assert decision_problems(done.data) == []
    assert not home.exists()


def test_a_kept_decision_is_the_same_when_taken_again(run: Callable[..., Any], files: Path) -> None:
    """And one line names what differs where something does."""
    decide(run, files, "--keep", files / "kept.json")
    again = ("replay", files / "kept.json", "--pack", "five-rules", "--journal", files / "journal.jsonl")
    assert run(*again, "--json").data["differs"] == []
    (files / "journal.jsonl").write_text(
        (files / "journal.jsonl").read_text().replace("Europe/Berlin", "Asia/Tokyo")
    )
    done = run(*again)
    assert done.code == 1
    assert "differs: the record of 'ann' has changed since" in done.out
    (files / "kept.json").write_text("{}")
    assert run(*again).code == 2


def test_a_bad_line_of_a_journal_is_told_with_its_place(run: Callable[..., Any], files: Path) -> None:
    """Bad input is named; a decision over half a journal is not made."""
    with (files / "journal.jsonl").open("a") as out:
        out.write('\n{"event": {"id": "2", "at": "yesterday", "kind": "contact"}}')
    done = decide(run, files)
    assert done.code == 2
    assert done.err.startswith(f"error: {files / 'journal.jsonl'}:4:1: event '2': 'yesterday' is not a time")


def test_not_a_number_is_refused(run: Callable[..., Any], files: Path) -> None:
    """NaN is refused where data comes in."""
    text = (files / "proposal.json").read_text().replace("0.9", "NaN")
    (files / "proposal.json").write_text(text)
    assert decide(run, files).code == 2


@pytest.mark.parametrize("pack", ["five-rules", "five-rules-extended"])
def test_the_packs_that_come_along_are_clean(installed: Callable[..., Any], pack: str) -> None:
    """`pack lint` and `pack test` say so, with exit code 0."""
    assert installed("pack", "lint", pack).out == f"{pack}: no problems\n"
    assert installed("pack", "test", pack).out.endswith(" tests, 0 failed\n")


def test_lint_shows_place_caret_and_a_way_out(run: Callable[..., Any], tmp_path: Path) -> None:
    """What an editor of a pack sees for a slip."""
    (tmp_path / "ours").mkdir()
    text = "language: 1\npack: ours\nversion: 1.0.0\nextends: five-rules\nswitch_off: [change-tme]\n"
    (tmp_path / "ours" / "pack.yaml").write_text(text)
    done = run("pack", "lint", tmp_path / "ours")
    assert done.code == 1
    assert "5:14: there is no rule 'change-tme'" in done.out
    assert "did you mean 'change-time'?" in done.out
    assert "  5 | switch_off: [change-tme]\n    |              ^" in done.out
    assert run("pack", "lint", tmp_path / "ours", "--json").data[0]["line"] == 5
    assert run("pack", "lint", tmp_path / "ours", "--sarif").data["version"] == "2.1.0"


def test_a_failing_test_of_a_pack_is_named(run: Callable[..., Any], tmp_path: Path) -> None:
    """Exit code 1, and what was expected."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "pack.yaml").write_text("language: 1\npack: ours\nversion: 1.0.0\nextends: five-rules\n")
    (tmp_path / "tests" / "t.yaml").write_text(
        "tests:\n  - test: wrong\n    proposal: {kind: contact, at: '2026-11-05T10:00Z'}\n"
        "    expect: {verdict: permit}\n"
    )
    done = run("pack", "test", tmp_path)
    assert done.code == 1
    assert "verdict is ask, expected permit" in done.out


def test_show_says_a_pack_in_sentences(run: Callable[..., Any]) -> None:
    """For reviewing: each rule with its source and its meaning."""
    done = run("pack", "show", "five-rules")
    assert "polite: Be polite and humble" in done.out
    assert "forbidden if politeness is less than 0.5 or frustration is more than 0.3" in done.out
