"""`log`, `override` and `remind`: what a person tells, lifts and wants to be reminded of."""

from __future__ import annotations

from unittest.mock import ANY

import pytest

AT = "2026-11-12T10:00"


@pytest.fixture
def told(ready):
    """`run`, in a home where the interview of `acme` was on 10 November, and they wrote on the 11th."""
    ready("add", "acme", "--interview", "2026-11-10T14:00")
    ready(
        "log", "acme", "--reply", "--at", "2026-11-11T09:00", "--channel", "email", "--text", "Hm, the 12th."
    )
    return ready


def move(run, at=AT):
    return run("today", "acme", "--at", at, "--json").data["moves"][0]


def test_what_happened_is_kept_in_the_packs_words(ready):
    ready("add", "acme", "--interview", "2026-11-10T14:00")
    done = ready("log", "acme", "--contact", "follow-up", "--channel", "email", "--at", "2026-11-20T09:00")
    assert done.out.splitlines() == [
        "acme: logged a contact of Fri 20 Nov 2026 09:00: follow up",
        "  take it back: followup log acme --undo",
    ]
    assert (move(ready, "2026-11-21T09:00")["move"], move(ready, "2026-11-21T09:00")["at"]) == (
        "wait",
        "2026-11-26T23:00:00Z",
    )


def test_an_answer_is_about_the_newest_message_whose_meaning_is_unknown(told):
    told("log", "acme", "--reply", "--at", "2026-11-11T12:00", "--text", "Hm, the 13th.")
    done = told("log", "acme", "--reply", "rejected", "--at", AT, "--json").data
    assert (done["answered"], done["value"], done["event"]["at"]) == (
        True,
        "rejected",
        "2026-11-11T11:00:00Z",
    )
    assert move(told)["move"] == "tell"  # the earlier one is still open
    told("log", "acme", "--reply", "rejected", "--at", AT)
    assert move(told)["move"] == "closed"


def test_what_a_mail_of_ours_was_for_is_asked_once(ready, tmp_path):
    """A mail that does not say it clearly is asked about; the answer stays when the mailbox is read again, also
    with a newer mail in it, which is asked about in its turn."""

    def box(name, *days):
        mails = (
            f"From me@home.example\nFrom: me@home.example\nTo: boss@acme.example\nMessage-ID: <{day}@home.example>\n"
            f"Date: {day} Nov 2026 09:00:00 +0100\n\nDear Boss,\n\nI hope that you are well.\n\nJo\n\n"
            for day in days
        )
        (tmp_path / name).write_text("".join(mails))
        return tmp_path / name

    ready("add", "acme", "--interview", "2026-11-10T14:00")
    ready("import", box("sent", 18))
    asked = move(ready, "2026-11-19T09:00")
    assert (asked["move"], asked["questions"][0]["option"]) == ("tell", "purpose")
    assert ready("log", "acme", "--purpose", "follow-up", "--at", "2026-11-19T09:00", "--json").data[
        "answered"
    ]
    assert ready("import", box("sent", 18)).code == ready("import").code == 0
    again = move(ready, "2026-11-19T09:00")
    assert (again["move"], again["at"]) == ("wait", "2026-11-24T23:00:00Z")
    ready("import", box("copy", 18, 26))
    newer = move(ready, "2026-11-27T09:00")
    assert (newer["move"], len(newer["questions"])) == ("tell", 1)


def test_with_nothing_to_answer_it_is_something_that_happened(ready):
    done = ready("log", "acme", "--reply", "go-on", "--at", AT, "--json").data
    assert (done["answered"], done["value"], done["event"]["source"]) == (False, "go_on", "hand")


def test_words_are_heard_by_the_plugins(ready):
    text = "Unfortunately we have decided not to move forward with your application."
    ready("add", "acme", "--interview", "2026-11-10T14:00")
    ready("log", "acme", "--reply", "--text", text, "--person", "boss", "--at", "2026-11-11T09:00")
    assert move(ready)["move"] == "closed"


def test_the_last_thing_told_is_taken_back_first(told):
    told("log", "acme", "--reply", "rejected", "--at", AT)
    told("override", "acme", "--rule", "one-week", "--because", "they asked me to")
    assert [told("log", "acme", "--undo", "--json").data["undone"] for _ in range(4)] == [
        {"kind": "override", "at": ANY, "attribute": None},
        {"kind": "reply", "at": "2026-11-11T08:00:00Z", "attribute": "meaning"},
        {"kind": "reply", "at": "2026-11-11T08:00:00Z", "attribute": None},
        {"kind": "interview", "at": "2026-11-10T13:00:00Z", "attribute": None},
    ]
    nothing = told("log", "acme", "--undo")
    assert (nothing.code, nothing.out) == (1, "acme: nothing was told, so there is nothing to take back\n")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--reply", "rejectd"],
         "--reply: 'rejectd' is none of hired, rejected, stop, go-on, later; did you mean 'rejected'?"),
        (["--reply"], "--reply needs a value; one of hired, rejected, stop, go-on, later"),
        ([], "say one thing that happened; --interview, --contact, --purpose, --reply, --talk"),
        (["--interview", "--contact"],
         "say one thing at a time; --interview, --contact, --purpose, --reply, --talk"),
        (["--interview", "--undo"], "--undo stands alone; followup log CASE --undo"),
        (["--interview", "--channel", "email"], "--channel: 'interview' has none in this pack"),
        (["--contact", "--channel", "emial"], "no channel 'emial'; did you mean 'email'?"),
        (["--contact", "--person", "Bos"], "nobody in acme is called 'Bos'; there is: Boss"),
        (["--contact", "--at", "soon"],
         "'soon' is not a time: write it like 2026-11-02T14:00+01:00"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_in_one_line(ready, arguments, error):
    done = ready("log", "acme", *arguments)
    assert (done.code, done.out, done.err) == (2, "", f"error: {error}\n")
    assert ready("log", "acme", "--undo").code == 1


def test_an_override_lifts_a_rule_and_says_why(told):
    told("log", "acme", "--undo")
    assert move(told)["move"] == "wait"
    done = told(
        "override", "acme", "--rule", "one-week", "--because", "they asked me to", "--once", "--at", AT
    )
    assert done.out.splitlines() == [
        "acme: 'one-week' is lifted, for the next time only",
        "  the rule:  Let one week pass after the interview before following up.",
        "  because:   they asked me to",
        "  take it back: followup log acme --undo",
    ]
    assert move(told)["move"] == "act"
    told("log", "acme", "--contact", "follow-up", "--channel", "email", "--at", "2026-11-12T11:00")
    assert move(told, "2026-11-12T12:00")["move"] == "wait"


def test_an_override_ends_when_it_was_said_to(told):
    told("log", "acme", "--undo")
    until = ("--until", "2026-11-13T12:00", "--at", AT)
    told("override", "acme", "--rule", "one-week", "--because", "they asked me to", *until)
    assert [move(told, at)["move"] for at in ("2026-11-13T11:59", "2026-11-13T12:00")] == ["act", "wait"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--rule", "one-wek"], "no rule 'one-wek'; did you mean 'one-week'?"),
        (["--rule", "told-to-stop"],
         "the rule 'told-to-stop' cannot be lifted; If they ask you to stop, nothing but an answer to a newer "
         "message of theirs is possible."),
        (["--rule", "one-week", "--because", " "], "an override needs a reason; --because \"...\""),
        (["--rule", "one-week", "--once", "--until", AT], "say --once or --until, not both"),
        (["--rule", "one-week", "--until", AT, "--at", AT],
         f"--until {AT} is not after Thu 12 Nov 2026 10:00"),
    ],
)  # fmt: skip
def test_an_override_that_cannot_be_is_refused(ready, arguments, error):
    because = () if "--because" in arguments else ("--because", "x")
    done = ready("override", "acme", *arguments, *because)
    assert (done.code, done.out, done.err) == (2, "", f"error: {error}\n")


def test_a_reminder_is_the_same_entry_while_the_step_is_the_same(ready, tmp_path):
    ready("add", "acme", "--interview", "2026-11-10T14:00")
    uids = []
    for at in ("2026-11-11T10:00", AT):
        done = ready("remind", "acme", "--ics", tmp_path / "x.ics", "--at", at)
        assert done.out.splitlines()[0] == "acme: follow up, to Boss, by email, Tue 17 Nov 2026 00:00"
        lines = (tmp_path / "x.ics").read_text().split("\r\n".replace("\r", ""))
        uids.append(next(line for line in lines if line.startswith("UID")))
        assert any(line.startswith("DTSTART;TZID=Europe/Berlin:20261117T000000") for line in lines)
    assert uids[0] == uids[1]
    ready("log", "acme", "--contact", "follow-up", "--channel", "email", "--at", "2026-11-17T09:00")
    ready("remind", "acme", "--ics", tmp_path / "y.ics", "--at", "2026-11-18T10:00")
    assert uids[0] not in (tmp_path / "y.ics").read_text()


def test_without_an_instant_there_is_no_reminder(told, tmp_path):
    told("log", "acme", "--reply", "rejected", "--at", AT)
    done = told("remind", "acme", "--ics", tmp_path / "x.ics", "--at", AT)
    assert (done.code, list(tmp_path.glob("*.ics"))) == (1, [])
    assert done.out == "acme: nothing to be reminded of: they have told you how it ended\n"


def test_the_installed_program_tells_lifts_and_reminds(installed, ready, tmp_path):
    assert installed("add", "acme", "--interview", "2026-11-10T14:00").code == 0
    assert installed("log", "acme", "--contact", "--channel", "email", "--at", AT).code == 0
    assert installed("override", "acme", "--rule", "not-daily", "--because", "x").code == 0
    assert installed("log", "acme", "--purpose", "thank-you").code == 0
    assert installed("remind", "acme", "--ics", tmp_path, "--at", AT).code == 0
    assert [each.name for each in tmp_path.glob("*.ics")] == ["reminder-acme-keep-following-up-2.ics"]
