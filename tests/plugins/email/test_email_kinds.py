"""Persons and machines: told apart by general evidence, and measured."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date

import pytest

from followup.plugins import Item
from followup_email._absence import returns_on

KINDS = {"feedback-report": "feedback_report", "auto-reply": "auto_reply"}


def nature_of(found):
    return found.attributes["nature"] if isinstance(found, Item) else "left"


@pytest.fixture
def said(corpus, read_file):
    """What the labelled mails are and what the reader says, counted."""
    with (corpus("mail") / "LABELS.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return Counter(
        (KINDS.get(row["label"], row["label"]), nature_of(read_file(corpus(row["path"]))[0])) for row in rows
    )


@pytest.mark.parametrize("kind", ["bounce", "auto_reply"])
def test_machines_are_told_with_a_precision_and_a_recall_of_98_percent(said, kind):
    right = said[(kind, kind)]
    assert right / sum(count for (truth, _), count in said.items() if truth == kind) >= 0.98
    assert right / sum(count for (_, answer), count in said.items() if answer == kind) >= 0.98


def test_feedback_reports_are_all_found(said):
    assert {answer for truth, answer in said if truth == "feedback_report"} == {"feedback_report"}


def test_no_person_is_taken_for_a_machine(corpus, read_file, expectations):
    places = [place.partition("#") for place in expectations("persons.json")["mails"]]
    found = {path: read_file(corpus("mail") / path) for path, _, _ in places}
    natures = {(path, number): nature_of(found[path][int(number or 1) - 1]) for path, _, number in places}
    assert len(natures) >= 100
    assert {place: nature for place, nature in natures.items() if nature != "person"} == {}


@pytest.fixture
def cues(corpus):
    import json

    return json.loads((corpus("mail/cues") / "auto_reply_and_stop_cues.json").read_text())


def test_published_cues_of_automatic_replies_are_known(cues, mail, read_mail):
    for name, value in cues["auto_reply_headers"]:
        assert nature_of(read_mail(mail(**{name: value}))) == "auto_reply", (name, value)
    for subject in cues["auto_reply_subjects"]:
        assert nature_of(read_mail(mail(subject=subject))) == "auto_reply", subject
    for subject, body in cues["auto_reply_bodies"]:
        assert nature_of(read_mail(mail(body, subject=subject))) == "auto_reply", body


def test_published_counter_examples_stay_persons(cues, mail, read_mail):
    for subject in cues["reply_subjects"]:
        assert nature_of(read_mail(mail(subject=subject))) == "person", subject
    for subject, body in cues["reply_not_stop"]:
        assert nature_of(read_mail(mail(body, subject=subject))) == "person", body
    assert nature_of(read_mail(mail(cues["human_mentions_bounce"]["body"]))) == "person"
    assert nature_of(read_mail(mail(auto_submitted="no"))) == "person"


AWAY = "I am out of the office.\n> In urgent cases call."
PERSONS = {
    "forwards a bounce": {
        "subject": "Fwd: Undelivered Mail Returned to Sender",
        "body": "See: user unknown.",
    },
    "answers an absence notice": {"subject": "Re: May", "body": f"Fine.\n\n> {AWAY}"},
    "is away but writes": {
        "subject": "Re: May",
        "body": "I am on vacation this week, can we talk on Monday?",
    },
    "unsubscribe in an answer": {"list_unsubscribe": "<mailto:x@y>", "in_reply_to": "<a@b>"},
    "sends from no-reply": {
        "from": "no-reply@jobs.example",
        "body": "We regret that your application has been rejected, and delayed. The position does not exist.",
    },
}


@pytest.mark.parametrize("case", PERSONS.values(), ids=PERSONS)
def test_a_person_who_speaks_of_machines_is_a_person(mail, read_mail, case):
    assert nature_of(read_mail(mail(**case))) == "person"


MACHINES = {
    "list": [{"list_id": "<x.y>"}, {"precedence": "list"}, {"precedence": "bulk", "sender": "owner-x@y.example"}],
    "bounce": [
        {"from": "MAILER-DAEMON <>"},
        {"x_failed_recipients": "a@b.example", "auto_submitted": "auto-replied"},
        {"from": "postmaster@x.example", "subject": "Undeliverable: hello"},
        {"return_path": "<>", "body": "550 user unknown"},
    ],
    "auto_reply": [
        {"return_path": "<>", "auto_submitted": "auto-replied", "body": "I am away. 550 days to go."},
        {"x_apple_action": "VACATION"},
        {"auto_submitted": "auto-generated", "body": "We have received your application."},
    ],
    "feedback_report": [{"content_type": "multipart/report; report-type=disposition-notification; boundary=x"}],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "case"), [(kind, case) for kind in MACHINES for case in MACHINES[kind]])
def test_a_machine_is_told_by_one_sufficient_sign(mail, read_mail, kind, case):
    assert nature_of(read_mail(mail(**case))) == kind


WRITTEN = date(2026, 3, 2)
STATED = {
    "I will return on May 5th.": date(2026, 5, 5),
    "I am back in the office on Monday, 9 March 2026.": date(2026, 3, 9),
    "Ich bin ab dem 16.03.2026 wieder erreichbar.": date(2026, 3, 16),
    "Ich bin bis 15. März im Urlaub und am 16. März wieder da.": date(2026, 3, 16),
    "Bis einschließlich 20.3. bin ich nicht im Büro.": date(2026, 3, 21),
    "Away until January 7.": date(2027, 1, 7),
    "I am away from 3 March until 2026-03-12 (inclusive).": date(2026, 3, 13),
    "Je serai de retour le 12 mars.": date(2026, 3, 12),
    "I'm out through 13 March and back on 16 March.": date(2026, 3, 16),
    "until 3/20": date(2026, 3, 20),
}
UNSTATED = (
    "I will return on Monday.",
    "until 5/6/2026",
    "back on 5 May or back on 6 May",
    "I was away until 1 February 2026.",
    "back on 31 February",
    "Our office moved on 5 May.",
    "I will be back on 1 January 2030.",
    "back on 99.99.9999",
)


@pytest.mark.parametrize(("text", "day"), STATED.items(), ids=STATED)
def test_a_stated_return_is_read(text, day):
    assert returns_on("", text, WRITTEN) == day


@pytest.mark.parametrize("text", UNSTATED)
def test_a_return_in_doubt_is_left_out(text):
    assert returns_on("", text, WRITTEN) is None


def test_only_an_absence_notice_has_a_return(mail, read_mail):
    words = "I will return on May 5th."
    assert read_mail(mail(words, auto_submitted="auto-replied")).attributes["returns_on"] == date(2026, 5, 5)
    assert "returns_on" not in read_mail(mail(words)).attributes
