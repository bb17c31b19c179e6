"""What an author wrote, without quotation and signature."""

from __future__ import annotations

import pytest

from followup_email._body import body_text
from followup_email._html import text_of_html
from followup_email._parse import parse
from followup_email._reply import own_words


def squeezed(lines):
    return [bare for line in lines if (bare := " ".join(line.split()))]


def test_published_bodies_keep_exactly_what_was_written(corpus, expectations):
    folder = corpus("mail/crisp/test/fixtures")
    for name, expected in expectations("own_words.json")["lines"].items():
        lines = (folder / name).read_text("utf-8").split("\n")
        own, either = (
            squeezed(
                lines[number - 1]
                for first, last in expected.get(key, [])
                for number in range(first, last + 1)
            )
            for key in ("own", "either")
        )
        got = squeezed(own_words("\n".join(lines)).split("\n"))
        assert got[: len(own)] == own, name
        assert set(got[len(own) :]) <= set(either), name


def test_replies_of_a_dozen_mail_programs_are_found(corpus):
    folder = corpus("mail/talon/tests/fixtures/standard_replies")
    replies = {path.name: own_words(body_text(parse(path.read_bytes()))) for path in folder.glob("*.eml")}
    assert set(replies.values()) == {"Hello"}
    assert len(replies) == 12


def test_html_replies_of_mail_programs_are_found(corpus):
    folder = corpus("mail/talon/tests/fixtures/html_replies")
    replies = {squash(own_words(text_of_html(path.read_text("utf-8")))) for path in folder.glob("*.html")}
    assert replies == {"Hi. I am fine. Thanks, Alex"}


def squash(text):
    return " ".join(text.split())


CASES = {
    "": "",
    "Hi\n\n> old": "Hi",
    "> all\n> old": "",
    "Hi\n-- \nAnn\nAcme": "Hi",
    "--\nAnn": "--\nAnn",
    "Hi\n\nBest regards,\nAnn": "Hi",
    "Yes.\n\nOn 1 May 2026 at 10:00, Ann <a@b.example> wrote:\n\nold words": "Yes.",
    "Yes.\n\nFrom: Ann\nSent: Monday\nTo: me\nSubject: x\n\nold": "Yes.",
    "On 1 May we wrote: the plan is good.\nThanks": "On 1 May we wrote: the plan is good.\nThanks",
    "We start at 10:\n- first": "We start at 10:\n- first",
    "Hi\n\nSent from my iPhone": "Hi",
}


@pytest.mark.parametrize(("text", "own"), CASES.items(), ids=range(len(CASES)))
def test_quotation_and_signature_are_cut_off(text, own):
    assert own_words(text) == own.strip()


def test_marks_of_our_own_cannot_be_brought_in(mail, read_mail):
    assert read_mail(mail("Yes.\n\ue000\nNo.")).attributes["text"] == "Yes.\n\nNo."
    assert own_words(text_of_html("Yes.<br>&#xE000;<br>No.")).split() == ["Yes.", "No."]
