"""`draft` and `check`: drafts pass what they are judged by, and nothing is invented or sent."""

from __future__ import annotations

import email
import json
import subprocess
from email.policy import default
from mailbox import mbox

import pytest

AT = ("--at", "2026-11-18T10:00")
SEEN = "two ideas for your data migration, attached as a PDF"
OFFER = "a sketch of your data migration"
RUDE = "Hello,\n\nI am very disappointed that nobody bothered to answer me. Any news on my application?\n"


@pytest.fixture
def met(ready):
    """`run`, in a home where the interview of `acme` with Boss was on 10 November."""
    ready("init", "--me", "Jo Lee <me@home.example>")
    ready("add", "acme", "--interview", "2026-11-10T14:00", "--phone", "030 123456",
          "--profile", "linkedin.com/in/boss")  # fmt: skip
    return ready


def mail(**headers):
    made = email.message.EmailMessage(policy=default)
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content("Hello Jo,\n\nit was nice to meet you.\n\nBest,\nBoss\n")
    return made


@pytest.fixture
def thread(met, tmp_path):
    """A thread in the mailbox: their invitation, our answer to it."""

    def of(subject="The data role"):
        box = mbox(tmp_path / "box")
        box.add(mail(From="Boss <boss@acme.example>", To="me@home.example", Subject=subject,
                     Message_ID="<1@acme.example>", Date="Thu, 05 Nov 2026 09:00:00 +0100"))  # fmt: skip
        box.add(mail(From="me@home.example", To="boss@acme.example", Subject=f"Re: {subject}",
                     Message_ID="<2@home.example>", Date="Fri, 06 Nov 2026 09:00:00 +0100",
                     In_Reply_To="<1@acme.example>", References="<1@acme.example> oddity"))  # fmt: skip
        box.close()
        assert met("import", tmp_path / "box").code == 0
        assert met("log", "acme", "--reply", "go-on", *AT).code == 0
        return met

    return of


def test_a_draft_comes_from_the_packs_wordings(met):
    done = met("draft", "acme", "--offer", OFFER, *AT)
    assert done.code == 0
    assert done.out.startswith("Dear Boss,\n\n")
    assert OFFER in done.out
    assert done.out.endswith("Kind regards,\nJo Lee\n")
    assert done.err.splitlines() == [
        "follow up:   to Boss, by email",
        "subject:     Data engineer: something for you",
        "",
        "",
        "wording:     follow-up-mail-put-together",
        "keeps:       politeness is at least 0.5 and frustration is at most 0.3 (polite)",
        "keeps:       offers is given (stand-out)",
    ]


@pytest.mark.parametrize("purpose", ["follow-up", "ask-to-stop", "thank-you", "withdraw"])
@pytest.mark.parametrize("channel", ["email", "phone", "linkedin"])
def test_what_is_drafted_passes_check(met, tmp_path, purpose, channel):
    made = met("draft", "acme", "--purpose", purpose, "--channel", channel, "--offer", SEEN, *AT, "--json")
    assert made.code == 0, made.out
    (tmp_path / "d.txt").write_text(made.data["text"], "utf-8")
    judged = met(
        "check", tmp_path / "d.txt", "--case", "acme", "--channel", channel, "--purpose", purpose, *AT
    )
    assert (judged.code, judged.out.splitlines()[1]) == (
        0,
        "  no rule is against it; sending it is up to you",
    )


def test_a_mail_answers_the_last_of_its_thread(thread, tmp_path):
    done = thread()("draft", "acme", "--offer", OFFER, "--out", tmp_path / "d.eml", *AT)
    assert done.out == f"wrote {tmp_path / 'd.eml'}; nothing is sent until you send it\n"
    made = email.message_from_bytes((tmp_path / "d.eml").read_bytes(), policy=default)
    assert {name: made[name] for name in ("From", "To", "Subject", "In-Reply-To", "References", "X-Unsent")} == {
        "From": "Jo Lee <me@home.example>", "To": "Boss <boss@acme.example>", "Subject": "Re: The data role",
        "In-Reply-To": "<2@home.example>", "References": "<1@acme.example> <2@home.example>", "X-Unsent": "1",
    }  # fmt: skip
    assert made["X-Followup-Purpose"] == "follow_up"


def test_a_written_mail_is_checked_as_its_reader_will_see_it(thread, tmp_path):
    run = thread()
    run("draft", "acme", "--offer", OFFER, "--out", tmp_path / "d.eml", *AT)
    judged = run("check", tmp_path / "d.eml", "--case", "acme", *AT)
    assert (judged.code, judged.out.splitlines()[0]) == (
        0,
        "PERMIT  acme: follow up, to Boss, by email, Wed 18 Nov 2026 10:00",
    )
    quoted = (
        tmp_path / "d.eml"
    ).read_bytes() + b"\nOn Friday Boss wrote:\n> Never write to me again, you idiot!\n"
    (tmp_path / "q.eml").write_bytes(quoted)
    assert run("check", tmp_path / "q.eml", "--case", "acme", *AT).code == 0


def test_a_draft_never_overwrites_what_is_there(met, tmp_path):
    (tmp_path / "mine.eml").write_text("my own words")
    done = met("draft", "acme", "--offer", OFFER, "--out", tmp_path / "mine.eml", *AT)
    assert (done.code, (tmp_path / "mine.eml").read_text()) == (2, "my own words")
    assert done.err.endswith("is there already; give another name: it may hold your own changes\n")


def test_the_other_channels_make_a_call_sheet_and_a_text(met, tmp_path):
    for channel in ("phone", "linkedin"):
        met("draft", "acme", "--purpose", "thank-you", "--channel", channel, "--out", tmp_path, *AT)
    assert 'href="tel:+4930123456"' in (tmp_path / "call-sheet.html").read_text()
    assert "Jo Lee" in (tmp_path / "linkedin-message.txt").read_text()


def test_an_offer_comes_from_the_person_or_is_a_gap(met):
    done = met("draft", "acme", *AT)
    assert done.code == 3
    assert "[what can you offer them?]" in done.out
    assert (
        "gap:         [what can you offer them?]  fill it with: followup draft acme --offer '...'" in done.err
    )
    assert "stand-out" not in done.err
    met("draft", "acme", "--offer", OFFER, *AT)
    assert met("draft", "acme", *AT).code == 0, "an offer is kept"


def test_an_offer_that_was_made_before_is_not_made_again(met):
    first = met("draft", "acme", "--offer", SEEN, *AT, "--json").data["text"]
    met("log", "acme", "--contact", "follow-up", "--channel", "email", "--text", first, *AT)
    later = ("--at", "2026-11-26T15:00")
    again = met("draft", "acme", *later, "--json")
    assert (again.code, again.data["gaps"]) == (3, ["[what can you offer them?]"])
    assert again.data["text"] != first
    insisting = met("draft", "acme", "--offer", SEEN, *later)
    assert (insisting.code, "new-offer: offered before" in insisting.out) == (1, True), insisting


def test_each_wording_differs_from_the_one_before(met):
    texts, wordings = [], []
    for day, offer in ((18, OFFER), (25, "an article about your pipelines: https://jo.example/pipelines")):
        at = ("--at", f"2026-11-{day}T10:00")
        made = met("draft", "acme", "--channel", "email", "--offer", offer, *at, "--json").data
        met("log", "acme", "--contact", "follow-up", "--channel", "email", "--text", made["text"], *at)
        texts.append(made["text"])
        wordings.append(made["wording"])
    asked = met("draft", "acme", "--purpose", "ask-to-stop", "--at", "2026-12-02T15:00", "--json")
    assert asked.code == 0
    assert len({*texts, asked.data["text"]}) == 3
    assert len(set(wordings)) == 2


def test_before_its_time_nothing_is_drafted(met, tmp_path):
    early = ("--at", "2026-11-12T10:00")
    done = met("draft", "acme", "--offer", OFFER, "--out", tmp_path / "d.eml", *early)
    assert (done.code, list(tmp_path.glob("*.eml"))) == (1, [])
    assert done.out == (
        "acme: not before Tue 17 Nov 2026: the last interview of this case was 2 dates ago, "
        "the last with this person 2 dates ago\n"
    )
    assert met("draft", "acme", *early, "--json").data["at"] == "2026-11-16T23:00:00Z"


def test_a_closed_case_and_an_open_question_draft_nothing(met):
    met("log", "acme", "--reply", "--text", "Hm, the 12th.", "--at", "2026-11-16T09:00")
    assert met("draft", "acme", "--purpose", "follow-up", *AT).code in (0, 3)
    met("log", "acme", "--reply", "rejected", *AT)
    done = met("draft", "acme", "--purpose", "follow-up", "--offer", OFFER, *AT)
    assert (done.code, done.out) == (1, "acme: not at all: they have told you how it ended\n")


def test_what_must_be_told_first_is_asked_for(thread):
    run = thread()
    run("log", "acme", "--undo")
    done = run("draft", "acme", *AT)
    assert (done.code, done.out.splitlines()) == (3, [
        "acme: nothing to draft: what does their message say? (reply of Thu 05 Nov 2026 09:00)",
        "  answer: followup log acme --reply hired|rejected|stop|go-on|later",
    ])  # fmt: skip


def test_broken_templates_are_told_by_place(ready, tmp_path):
    (tmp_path / "pack.yaml").write_text("language: 1\npack: ours\nversion: 1.0.0\nextends: five-rules\n")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "t.yaml").write_text("templates: [{template: a, for: {}, text: '$ 5'}]\n")
    ready("init", "--pack", tmp_path)
    ready("add", "acme", "--interview", "2026-11-10T14:00")
    done = ready("draft", "acme", "--offer", OFFER, *AT)
    assert (done.code, done.err) == (
        2,
        f"error: {tmp_path}/templates/t.yaml:1:42: a '$' without a name in template 'a'; "
        "write $$ for the sign itself\n",
    )


def test_an_answer_is_the_persons_own(met):
    met("log", "acme", "--reply", "go-on", "--text", "Could you start in May?", "--person", "Boss",
        "--at", "2026-11-17T09:00")  # fmt: skip
    gap = met("draft", "acme", *AT)
    assert (gap.code, "[what is your answer?]" in gap.out) == (3, True)
    own = met("draft", "acme", "--answer", "Yes, I could start on 4 May", *AT)
    assert (own.code, "Yes, I could start on 4 May." in own.out) == (0, True)


def test_what_a_wording_needs_to_know_is_asked_for(ready):
    ready("add", "beta", "--person", "<x@beta.example>", "--interview", "2026-11-10T14:00")
    done = ready("draft", "beta", "--offer", OFFER, *AT)
    assert done.code == 3
    assert done.err == (
        "error: every wording needs to know more: person, title; followup add beta --person 'NAME <ADDRESS>'; "
        "followup add beta --title TITLE\n"
    )


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--channel", "emial"], "no channel 'emial'; did you mean 'email'?"),
        (["--purpose", "folow-up"], "no purpose 'folow-up'; did you mean 'follow_up'?"),
        (["--person", "Ann"], "nobody in acme is called 'Ann'; there is: Boss"),
        (["--subject", "a\nBcc: x@evil.example"],
         "no draft was made: the attribute subject has a line break or another control character"),
    ],
)  # fmt: skip
def test_what_cannot_be_drafted_is_refused_by_name(met, arguments, error):
    done = met("draft", "acme", "--offer", OFFER, *arguments, *AT)
    assert (done.code, done.out, done.err) == (2, "", f"error: {error}\n")


def test_a_strangers_subject_adds_no_header(thread, tmp_path):
    hostile = "=?utf-8?q?Hello=0D=0ABcc=3A_x=40evil=2Eexample?="
    done = thread(hostile)("draft", "acme", "--offer", OFFER, "--out", tmp_path / "d.eml", *AT)
    if done.code == 0:
        made = email.message_from_bytes((tmp_path / "d.eml").read_bytes(), policy=default)
        assert made["Bcc"] is None
    else:
        assert "control character" in done.err
        assert not (tmp_path / "d.eml").exists()


def test_the_words_behind_a_rule_are_underlined(met, tmp_path):
    (tmp_path / "rude.txt").write_text(RUDE)
    done = met("check", tmp_path / "rude.txt", "--case", "acme", "--channel", "email", *AT)
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[0] == "FORBID  acme: follow up, to Boss, by email, Wed 18 Nov 2026 10:00"
    at = next(n for n, line in enumerate(lines) if line.startswith("      3 | "))
    begin = lines[at + 1].index("^")
    marked = lines[at][begin : lines[at + 1].rindex("^") + 1]
    assert marked in RUDE
    assert "write instead: " in lines[at + 1]


def test_a_call_sheet_that_was_changed_is_underlined_like_a_mail(met, tmp_path):
    """Its script alone is judged, by its channel, to whom it calls; lines are those of the script."""
    sheet = tmp_path / "call-sheet.html"
    met("draft", "acme", "--offer", OFFER, "--channel", "phone", "--out", sheet, *AT)
    assert met("check", sheet, "--case", "acme", *AT).code == 0
    page = sheet.read_text().replace(
        ", this is Jo Lee.", ",<br>nobody called me back &amp; I am very disappointed."
    )
    sheet.write_text(page)
    done = met("check", sheet, "--case", "acme", *AT)
    lines = done.out.splitlines()
    assert (done.code, lines[0]) == (1, "FORBID  acme: follow up, to Boss, by phone, Wed 18 Nov 2026 10:00")
    at = next(n for n, line in enumerate(lines) if line.startswith("      2 | "))
    marked = lines[at][lines[at + 1].index("^") : lines[at + 1].rindex("^") + 1]
    assert marked in "nobody called me back & I am very disappointed"
    assert "write instead: " in lines[at + 1]


def test_advice_is_shown_and_changes_nothing(met, tmp_path):
    """`check` permits a mail that is short of what was answered most, and says what would be."""
    met("init", "--pack", "five-rules-extended")
    text = f"Dear Boss,\n\nI would like to follow up on the data role. I attach {OFFER}. Thank you.\n\nJo"
    (tmp_path / "d.txt").write_text(text)
    done = met("check", tmp_path / "d.txt", "--case", "acme", "--channel", "email", *AT)
    assert (done.code, done.out.splitlines()[-1]) == (0, "  no rule is against it; sending it is up to you")
    assert "  length: it has 23 words" in done.out.splitlines()
    assert "  questions: it asks 0 questions" in done.out.splitlines()


def test_check_tells_programs_everything(met, tmp_path):
    (tmp_path / "rude.txt").write_text(RUDE)
    done = met("check", tmp_path / "rude.txt", "--case", "acme", "--channel", "email", *AT, "--json")
    assert (done.code, done.data["verdict"], done.data["purpose"]) == (1, "forbid", "follow_up")
    for each in done.data["words"]:
        assert RUDE.strip()[each["start"] : each["end"]] == each["words"]


@pytest.mark.parametrize(
    ("text", "purpose", "doubt"),
    [
        ("Dear Boss, thank you for meeting me yesterday. I enjoyed our conversation.", "answer",
         "the text reads like 'thank you', not like 'answer'"),
        ("Dear Boss, the weather is nice and I hope that you are well. Kind regards", "thank-you",
         "the text does not say that it is for 'thank you'"),
        ("Dear Boss, the weather is nice and I hope that you are well. Kind regards", "withdraw",
         "the text does not say that it is for 'withdraw'"),
    ],
)  # fmt: skip
def test_a_purpose_that_the_text_does_not_bear_out_is_unknown(met, tmp_path, text, purpose, doubt):
    (tmp_path / "d.txt").write_text(text)
    done = met(
        "check",
        tmp_path / "d.txt",
        "--case",
        "acme",
        "--channel",
        "email",
        "--purpose",
        purpose,
        *AT,
        "--json",
    )
    assert (done.code, done.data["verdict"], done.data["doubt"]) == (3, "ask", doubt)


def test_the_purpose_that_the_case_asks_for_needs_no_bearing_out(met, tmp_path):
    text = f"Dear Boss, I hope that you are well. I have put together {OFFER} for you. Kind regards"
    (tmp_path / "d.txt").write_text(text)
    arguments = ("check", tmp_path / "d.txt", "--case", "acme", "--channel", "email", *AT)
    assert met(*arguments, "--purpose", "follow-up").code == 0
    early = ("--at", "2026-11-12T10:00")
    done = met(*arguments[:-2], *early, "--purpose", "follow-up")
    assert (done.code, done.out.splitlines()[-1]) == (1, "  wait until: Tue 17 Nov 2026 00:00")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"\0\1\2", "is no draft: it is no text"),
        (b"x" * 2_000_001, "is no draft: it is longer than 2,000,000 bytes"),
    ],
)
def test_what_is_no_draft_is_refused(met, tmp_path, data, error):
    (tmp_path / "d").write_bytes(data)
    done = met("check", tmp_path / "d", "--case", "acme")
    assert (done.code, done.err) == (2, f"error: {tmp_path / 'd'} {error}\n")
    assert met("check", tmp_path / "none", "--case", "acme").code == 2


def test_nothing_in_a_draft_moves_the_terminal(met, tmp_path):
    hostile = "\x1b[2J\x1b]0;owned\x07 I am very disappointed that nobody\x9b2J answered. \u202eAny news?"
    (tmp_path / "d.txt").write_text(hostile)
    shown = met("check", tmp_path / "d.txt", "--case", "acme", "--channel", "email", *AT)
    drafted = met("draft", "acme", "--offer", f"{OFFER} \x1b[2J", *AT)
    for done in (shown, drafted):
        assert {char for char in done.out + done.err if not char.isprintable() and char != "\n"} == set()


def test_the_installed_program_drafts_and_checks(installed, met, program, tmp_path):
    done = installed("draft", "acme", "--offer", OFFER, "--out", tmp_path / "d.eml", *AT)
    assert done.code == 0
    judged = installed("check", tmp_path / "d.eml", "--case", "acme", *AT, "--json")
    assert (judged.code, judged.data["verdict"]) == (0, "permit")
    piped = subprocess.run([program, "check", "-", "--case", "acme", "--channel", "email", *AT, "--json"],
                           input=RUDE.encode(), capture_output=True, timeout=60)  # fmt: skip
    assert (piped.returncode, json.loads(piped.stdout)["verdict"]) == (1, "forbid")
