"""Drafts: right headers, the same when read back, and no way to smuggle one in."""

from __future__ import annotations

import json
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import followup_email
from followup.plugins import ABSENT, Content, Fact, Order, Party, RefusedOrder

ME, ANN = Party("Jörg Me", "me@home.example"), Party("Boss, Ann", "ann@acme.example")
ATTRIBUTES = {
    "subject": "Grüße: my application",
    "in_reply_to": "three@x",
    "references": ("one@x", "two@x"),
    "purpose": "follow_up",
    "case": "acme",
}


def order(text="Hello Ann,\n\nany news?", to=(ANN,), me=ME, **changes):
    return Order("draft", "email", to, me, text, ATTRIBUTES | changes)


def test_a_draft_is_read_back_as_it_was_ordered():
    product = followup_email.act(order("Grüß Gott,\n\nFrom here on.\n" + "long " * 300))
    message = message_from_bytes(product.content, policy=policy.default)
    assert (product.name, product.media_type) == ("acme-follow-up-boss-ann.eml", "message/rfc822")
    assert (message["X-Unsent"], message["Subject"], message["Date"]) == ("1", "Grüße: my application", None)
    assert message["From"].addresses[0].display_name == "Jörg Me"
    assert [(each.display_name, each.addr_spec) for each in message["To"].addresses] == [
        ("Boss, Ann", "ann@acme.example")
    ]
    assert (message["In-Reply-To"], message["References"]) == ("<three@x>", "<one@x> <two@x> <three@x>")
    assert (message["X-Followup-Purpose"], message["X-Followup-Case"]) == ("follow_up", "acme")
    assert (
        message.get_content().replace("\r\n", "\n") == "Grüß Gott,\n\nFrom here on.\n" + "long " * 300 + "\n"
    )
    assert not message.defects


def test_a_draft_is_plain_ascii_with_crlf_and_short_lines():
    content = followup_email.act(order("ü" * 5000, references=[f"{n}@{'x' * 60}" for n in range(40)])).content
    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 998


def test_a_sent_draft_comes_back_as_our_own_contact(read_mail):
    raw = followup_email.act(order("Any news?")).content
    assert read_mail(raw).why == "is marked as draft"
    sent = raw.replace(b"X-Unsent: 1", b"Date: Mon, 02 Mar 2026 09:00:00 +0000\r\nMessage-ID: <four@x>")
    item = read_mail(sent)
    assert (item.direction, item.parties, item.attributes["text"]) == ("out", (ANN,), "Any news?")
    assert (item.attributes["thread"], item.attributes["in_reply_to"]) == ("one@x", "three@x")
    assert (item.attributes["purpose"], item.attributes["followup_case"]) == ("follow_up", "acme")


REFUSED = {
    "subject": {"subject": "x\r\nBcc: all@acme.example"},
    "purpose": {"purpose": "a\nX-Evil: 1"},
    "case": {"case": "a\u2028b"},
    "to name": {"to": (Party("Ann\nBcc: x@y.example", "ann@acme.example"),)},
    "to:": {"to": (Party("Ann", "ann@acme.example>,<x@y.example"),)},
    "to: a mail needs": {"to": ()},
    "to: None": {"to": (Party("Ann"),)},
    "me": {"me": Party("Me", "me@home.example\r\nX: y")},
    "me name": {"me": Party("Me\x00", "me@home.example")},
    "in_reply_to": {"in_reply_to": "a@b>\r\nX: y"},
    "references": {"references": ("a@b", "c d@e")},
    "references: must": {"references": "a@b"},
    "text": {"text": "a\ud800"},
    "subject: must": {"subject": 7},
    "subject: is longer": {"subject": "x" * 1000},
}


@pytest.mark.parametrize(("field", "changes"), REFUSED.items(), ids=REFUSED)
def test_what_cannot_stand_in_a_header_is_refused_and_named(field, changes):
    with pytest.raises(RefusedOrder, match=f"^{field}"):
        followup_email.act(order(**changes))


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=200))
def test_any_words_make_one_mail_with_the_headers_that_were_ordered_or_are_refused(subject, name, text):
    try:
        content = followup_email.act(
            order(text, to=(Party(name, "ann@acme.example"),), subject=subject)
        ).content
    except RefusedOrder:
        return
    message = message_from_bytes(content, policy=policy.default)
    assert message.keys() == ["X-Unsent", "From", "To", "Subject", "In-Reply-To", "References", "X-Followup-Purpose",
        "X-Followup-Case", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]  # fmt: skip
    assert [each.addr_spec for each in message["To"].addresses] == ["ann@acme.example"]


SUBJECTS = [
    ("Your application", "Re: AW:  your  Application", True),
    ("Fwd: Re[2]: Hello", "hello", True),
    ("Hello", "Hello again", False),
    ("Re:", "Re:", True),
    ("", "", ABSENT),
    ("Hello", None, ABSENT),
]


@pytest.mark.parametrize(("mine", "theirs", "value"), SUBJECTS)
def test_a_repeated_subject_is_the_same_but_for_prefixes(mine, theirs, value):
    contents = [Content("message", {} if text is None else {"subject": text}) for text in (mine, theirs)]
    assert followup_email.pair_facts(*contents) == {"repeated_subject": Fact(value)}


def test_the_manifest_declares_what_there_is():
    manifest = json.loads(Path(followup_email.__file__).with_name("plugin.json").read_text())
    given = set(followup_email.pair_facts(Content("message"), Content("message")))
    assert {fact["name"] for fact in manifest["facts"] if fact["pair"]} == given
    assert manifest["reads"] == ["mbox", "maildir", "eml", "mail-folder"]
