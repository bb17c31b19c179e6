"""A draft is read as its reader will see it; whatever bytes it has, it ends in words or a named refusal."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.cases.records import Home
from followup.cases.written import BadDraft, Written, read_draft
from followup.plugins.registry import Plugins
from followup.timeline.instants import instant

HOME = Home(("me@home.example",), "Europe/Berlin", "DE")
AT = instant("2026-11-02T10:00:00Z")
PLUGINS = Plugins.installed()
SHEET = (
    b'<!doctype html><title>Call</title><p><a href="tel:+4930123456">Boss</a></p>'
    b'<div class="script" data-draft="phone" data-purpose="answer">Hello &amp; thanks.<div>Bye<br>now</div></div>'
    b"<h2>What came of it</h2><div>my notes"
)
MAIL = b"X-Unsent: 1\r\nTo: Boss <boss@acme.example>\r\nSubject: Hi\r\nX-Followup-Purpose: answer\r\n\r\nHello\r\n"


@pytest.mark.parametrize(
    ("data", "written"),
    [
        (b"Hello\n", Written("Hello")),
        ("\ufeffGrüße".encode(), Written("Grüße")),
        ("Grüße".encode("cp1252"), Written("Grüße")),
        (b"Note: this is no mail\n\nHello", Written("Note: this is no mail\n\nHello")),
        (b"", Written("")),
    ],
)
def test_a_text_is_taken_as_it_is(data, written):
    assert read_draft(data, PLUGINS, HOME, AT) == written


def test_a_mail_is_read_without_what_it_quotes():
    quoting = MAIL + b"\r\nOn Fri, 6 Nov 2026 at 09:00, Boss wrote:\r\n> What nonsense!\r\n"
    found = read_draft(quoting, PLUGINS, HOME, AT)
    assert (found.text, found.subject, found.channel, found.purpose) == ("Hello", "Hi", "email", "answer")
    assert [each.address for each in found.to] == ["boss@acme.example"]


def test_a_call_sheet_is_read_without_its_page():
    """Words in the marked element, to the numbers that it links; what an editor put there is a new line."""
    found = read_draft(SHEET, PLUGINS, HOME, AT)
    assert (found.text, found.channel, found.purpose) == ("Hello & thanks.\nBye\nnow", "phone", "answer")
    assert [each.number for each in found.to] == ["+4930123456"]


def test_a_page_without_a_marked_draft_is_a_text():
    """So is one for a channel that nobody drafts for."""
    for page in (SHEET.replace(b"data-draft", b"data-other"), SHEET.replace(b'"phone"', b'"pigeon"')):
        assert read_draft(page, PLUGINS, HOME, AT) == Written(page.decode())


@settings(max_examples=60)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.binary(max_size=200).map(lambda each: SHEET[:160] + each),
        st.binary(max_size=200).map(lambda each: MAIL + each),
        st.binary(max_size=200).map(lambda each: b"From: a@b.example\nSubject: " + each),
    )
)
def test_any_bytes_end_in_words_or_a_refusal(data):
    with suppress(BadDraft):
        assert isinstance(read_draft(data, PLUGINS, HOME, AT).text, str)
