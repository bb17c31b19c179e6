"""Two applications, one recruiter: a contact in one case is the only cause that forbids one in the other."""

from __future__ import annotations

import json

import pytest

import followup
from followup import Event, Journal, Proposal, Record
from followup.faces.command import main
from followup.plugins import instant

AGENT = "agent@agency.example"
PACK = followup.load_pack("five-rules")
NOW, FREE = "2026-11-23T10:00+01:00", "2026-11-27T00:00+01:00"
INTERVIEWS = [
    Event.of(f"i-{case}", "2026-11-02T14:00+01:00", "interview", case, person=(AGENT,))
    for case in ("one", "two")
]
CONTACT = Event.of(
    "c", "2026-11-20T09:00+01:00", "contact", "one", person=(AGENT,), channel="email", purpose="follow_up"
)
CASE = Record(("Europe/Berlin",), "DE", (AGENT,))
FOLLOW_UP = {"person": AGENT, "channel": "email", "purpose": "follow_up"}
OPEN = {
    "text",
    "subject",
    "politeness",
    "frustration",
    "offers",
    "similarity",
    "respects_time",
    "asks_interest",
}


def journal(*events: Event) -> Journal:
    return Journal.of(events, {AGENT: Record(channels=("email",))}, {"one": CASE, "two": CASE})


def proposal(case: str = "two", at: str = NOW) -> Proposal:
    return Proposal.of("contact", at, case, open=OPEN, **FOLLOW_UP)


def assert_forbidden(decision: followup.Decision) -> None:
    assert (decision.verdict, decision.rule_ids()) == ("forbid", ("not-daily",))
    assert decision.permitted_from == instant(FREE)
    [evidence] = [
        each for fact in decision.facts if fact.name == "since_contact_with_person" for each in fact.evidence
    ]
    assert (evidence.kind, str(evidence.date), evidence.at) == ("contact", "2026-11-20", None)


def test_the_library_forbids_it():
    assert_forbidden(PACK.decide(journal(*INTERVIEWS, CONTACT), proposal()))


def test_the_library_does_not_forbid_it_without_that_contact_after_the_week_or_to_another_person():
    assert PACK.decide(journal(*INTERVIEWS), proposal()).verdict == "permit"
    assert PACK.decide(journal(*INTERVIEWS, CONTACT), proposal(at=FREE)).verdict != "forbid"
    other = proposal().with_attributes(person="boss@two.example")
    assert PACK.decide(journal(*INTERVIEWS, CONTACT), other).verdict != "forbid"


@pytest.fixture
def told(run):
    """`run`, in a home with both cases."""
    run("init", "--me", "me@home.example", "--zone", "Europe/Berlin", "--country", "DE")
    for case in ("one", "two"):
        run("add", case, "--person", f"Agent <{AGENT}>", "--interview", "2026-11-02T14:00")
    return run


def contact(told) -> None:
    told("log", "one", "--contact", "follow-up", "--channel", "email", "--at", "2026-11-20T09:00")


def test_the_command_line_forbids_it(told):
    before = told("today", "two", "--at", NOW)["moves"][0]
    assert before["move"] == "act"
    contact(told)
    move = told("today", "two", "--at", NOW)["moves"][0]
    assert (move["move"], move["at"]) == ("wait", "2026-11-26T23:00:00Z")
    why = told("why", "two", "--at", NOW)
    assert why["decision"]["verdict"] == "forbid"
    assert [each["rule"] for each in why["decision"]["rules"]] == ["not-daily"]
    assert [duty["state"] for duty in why["duties"] if duty["duty"] == "keep-following-up"] == ["blocked"]
    told("log", "one", "--undo")
    assert told("today", "two", "--at", NOW)["moves"][0]["move"] == "act"


def test_the_bare_engine_forbids_it(told, capfd, tmp_path, exported):
    contact(told)
    exported()
    proposed = {"kind": "contact", "case": "two", "at": NOW, "attributes": FOLLOW_UP, "open": sorted(OPEN)}
    (tmp_path / "p.json").write_text(json.dumps(proposed))
    files = "--journal", str(tmp_path / "journal.jsonl"), "--proposal", str(tmp_path / "p.json")
    assert main(["decide", "--pack", "five-rules", *files, "--json"]) == 1
    decision = json.loads(capfd.readouterr().out)
    assert (decision["verdict"], [each["rule"] for each in decision["rules"]]) == ("forbid", ["not-daily"])


def test_the_store_forbids_it_when_it_is_opened_again(told, reopened, exported):
    contact(told)
    with reopened(PACK) as office:
        assert_forbidden(office.decide(proposal()))
        assert office.decide(proposal(at=FREE)).verdict != "forbid"
    assert_forbidden(PACK.decide(exported(), proposal()))


def test_a_mail_that_was_imported_forbids_it_as_well(told, tmp_path):
    lines = ["From: me@home.example", f"To: {AGENT}", "Subject: Role one", "Date: Fri, 20 Nov 2026 09:00:00 +0100",
             "Message-ID: <1@home.example>", "", "Dear Agent, may I ask how things stand?"]  # fmt: skip
    (tmp_path / "a.eml").write_text("\n".join(lines))
    told("import", tmp_path / "a.eml")
    ref = told("unmatched")["items"][0]["ref"]
    told("assign", ref, "one")
    move = told("today", "two", "--at", NOW)["moves"][0]
    assert (move["move"], move["at"]) == ("wait", "2026-11-26T23:00:00Z")
