"""`plan`, `why` and `decide --explain`, as a person reads them; what they print as JSON fits the schemas."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from followup.language.shape import Schema, check_shape
from followup.language.yaml_reader import read_yaml

NOW = "2026-11-23T10:00"


@pytest.fixture
def told(run: Callable[..., Any]) -> Callable[..., Any]:
    """A home with one case of two people, met on the second of November and contacted twice since."""
    run("init", "--me", "me@x.example", "--zone", "Europe/Berlin", "--country", "DE")
    ann, bob = "Ann <ann@acme.example> <+4930901820>", "Bob <bob@acme.example>"
    run("add", "acme", "--person", ann, "--person", bob, "--interview", "2026-11-02T14:00")
    run("log", "acme", "--contact", "follow-up", "--at", "2026-11-10T09:00", "--channel", "email")
    run("log", "acme", "--contact", "follow-up", "--at", "2026-11-20T09:00", "--channel", "phone")
    return run


def problems(data: Any, schema: Schema) -> list[str]:
    return [str(each) for each in check_shape(read_yaml(json.dumps(data), "data.json"), schema)]


def test_a_plan_is_a_table_of_acts_and_what_holds_them_up(told: Callable[..., Any]) -> None:
    """Best first; the same act to several people is one row."""
    assert (
        told("plan", "acme", "--at", NOW).out
        == """\
from                   act          to                                   duty                     must
Fri 27 Nov 2026        follow up    Ann by email or phone, Bob by email  keep-following-up (due)  polite, stand-out
Mon 23 Nov 2026 10:00  withdraw     Ann by email or phone, Bob by email                           polite
Fri 27 Nov 2026        thank you    Ann by email or phone, Bob by email                           polite
Fri 27 Nov 2026        ask to stop  Ann by email or phone, Bob by email                           polite, ask-well

must (polite): politeness is at least 0.5 and frustration is at most 0.3
must (stand-out): offers is given
must (ask-well): respects time is yes and asks interest is yes

held up: keep-following-up, possible from Fri 27 Nov 2026
         by not-daily, change-time
"""
    )


def test_a_plan_keeps_to_its_channel_and_its_horizon(told: Callable[..., Any]) -> None:
    """As data too, which fits the schema."""
    data = told("plan", "acme", "--at", NOW, "--channel", "phone", "--horizon", "2", "--json").data
    assert problems(data, "plan") == []
    assert [(each["do"]["purpose"], each["do"]["channel"]) for each in data["actions"]] == [
        ("withdraw", "phone")
    ]
    assert data["until"] == "2026-11-25T09:00:00Z"
    assert problems(told("plan", "acme", "--at", NOW, "--json").data, "plan") == []


def test_a_plan_for_an_unknown_case_or_channel_is_refused(told: Callable[..., Any]) -> None:
    assert told("plan", "acem").err == "error: no case 'acem'; did you mean 'acme'?\n"
    assert told("plan", "acme", "--channel", "pigeon").code == 2


def test_why_shows_the_tree_and_what_would_change_it(told: Callable[..., Any]) -> None:
    """Rules down to the events; the remedies; what was not tried; and which contact made the difference."""
    out = told("why", "acme", "--at", NOW).out
    assert (
        """\
  change-time (forbid) speaks
    governs: yes
      [yes] purpose is one of follow_up, ask_to_stop (purpose follow_up)
    forbids if: yes
      [yes] all of
        [yes] unanswered by person is at least 2 (unanswered by person 2)
          contact Tue 10 Nov 2026 09:00 [acme]
          contact Fri 20 Nov 2026 09:00 [acme]
        [yes] part of day is previous part of day (part of day morning; previous part of day morning)
          contact Fri 20 Nov 2026 09:00 [acme]

what would change it
  purpose withdraw
  waiting until Fri 27 Nov 2026, in the night
  not tried, as only time and what happens change it: """
        in out
    )
    assert (
        """\
what made the difference
  permitted, had the contact Fri 20 Nov 2026 09:00 [acme] not happened
"""
        in out
    )


def test_why_says_that_nothing_short_of_a_reply_helps(told: Callable[..., Any]) -> None:
    """Where only they can change it."""
    told("log", "acme", "--contact", "ask-to-stop", "--at", "2026-11-27T15:00", "--channel", "email")
    data = told("why", "acme", "--at", "2026-12-01T10:00", "--json").data
    assert data["remedies"]["answer"] in ("ours", "theirs")
    assert {"decision", "why", "remedies", "without", "duties", "move"} == data.keys()
    shown = {name: data[name] for name in ("decision", "why", "remedies", "without")}
    assert problems(shown, "explanation") == []


def test_the_bare_engine_explains_itself(run: Callable[..., Any], tmp_path: Path) -> None:
    """`decide --explain` tells what `why` tells, of any pack; the exit code is the decision's."""
    lines = [
        {"person": {"name": "ann", "zone": "Europe/Berlin"}},
        {"event": {"id": "1", "at": "2026-11-20T10:00+01:00", "kind": "call", "case": "debt",
                   "attributes": {"person": "ann", "channel": "phone", "outcome": "answered"}}},
    ]  # fmt: skip
    (tmp_path / "j.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    attributes = {"person": "ann", "channel": "phone", "outcome": "no_answer"}
    act = {"kind": "call", "at": "2026-11-23T10:00+01:00", "case": "debt", "attributes": attributes}
    (tmp_path / "p.json").write_text(json.dumps(act), "utf-8")
    ask = (
        "decide",
        "--pack",
        "call-cap",
        "--journal",
        tmp_path / "j.jsonl",
        "--proposal",
        tmp_path / "p.json",
    )
    done = run(*ask, "--explain")
    assert done.code == 1
    assert "[yes] since conversation is less than 7 dates (since conversation 3 dates)" in done.out
    assert done.out.endswith("""\
what would change it
  recipient lawyer
  waiting until Fri 27 Nov 2026 07:00
  consent by them now
  not tried, as only time and what happens change it: since conversation is 3 dates

what made the difference
  permitted, had the call Fri 20 Nov 2026 09:00 [debt] not happened
""")
    assert problems(run(*ask, "--explain", "--json").data, "explanation") == []
    act["at"] = "2026-11-27T10:00+01:00"
    (tmp_path / "p.json").write_text(json.dumps(act), "utf-8")
    permitted = run(*ask, "--explain").out
    assert permitted.endswith("""\
the nearest rule that would stop it
  quiet-hours: if time is at least 21:00
    time alone brings it there: Fri 27 Nov 2026 20:00
""")
