"""Texts to paste, and what is too long for LinkedIn."""

from __future__ import annotations

import re

import pytest

import followup_linkedin
from followup.plugins import ABSENT, Content, Order, RefusedOrder, Unknown
from followup_linkedin._limits import LIMITS


def draft(text, **attributes):
    return followup_linkedin.act(order=Order("draft", "linkedin", text=text, attributes=attributes))


def fact(name, text, kind="message", **attributes):
    content = Content(kind, {"channel": "linkedin", "text": text, **attributes})
    return followup_linkedin.facts(content=content)[name].value


def test_a_text_comes_out_as_it_went_in():
    product = draft("Hello Bo,\n\tthanks \U0001f600")
    assert (product.media_type, product.name) == ("text/plain", "linkedin-message.txt")
    assert product.content.decode() == "Hello Bo,\n\tthanks \U0001f600"


def test_a_subject_makes_an_inmail_and_stands_first():
    product = draft("Hello", subject="News")
    assert (product.name, product.content) == ("linkedin-inmail.txt", b"News\n\nHello")


@pytest.mark.parametrize(("kind", "most"), [("message", 8000), ("inmail", 2000), ("invitation", 300)])
def test_a_text_of_the_most_characters_passes_and_one_more_is_refused_with_the_count(kind, most):
    assert len(draft("x" * most, kind=kind).content) == most
    with pytest.raises(
        RefusedOrder, match=f"the text has {most + 1:,} characters; a LinkedIn {kind} takes {most:,}"
    ):
        draft("x" * (most + 1), kind=kind)


@pytest.mark.parametrize(("kind", "everybody"), [("inmail", 1900), ("invitation", 200)])
def test_what_only_some_accounts_may_write_is_noted(kind, everybody):
    assert draft("x" * everybody, kind=kind).notes == ()
    assert f"may write {everybody:,}" in draft("x" * (everybody + 1), kind=kind).notes[0]


def test_a_subject_has_a_limit_of_its_own():
    assert draft("Hello", subject="x" * 200)
    with pytest.raises(RefusedOrder, match="the subject has 201 characters"):
        draft("Hello", subject="x" * 201)


@pytest.mark.parametrize(
    ("text", "attributes", "why"),
    [
        ("Hi", {"kind": "letter"}, "kind must be"),
        ("Hi", {"kind": "invitation", "subject": "x"}, "has no subject"),
        ("Hi", {"subject": "a\nb"}, "control character"),
        ("Hi\x1b[31m", {}, "control character"),
    ],
)
def test_an_order_that_linkedin_would_not_take_is_refused(text, attributes, why):
    with pytest.raises(RefusedOrder, match=why):
        draft(text, **attributes)


def test_another_action_is_refused():
    with pytest.raises(RefusedOrder, match="no action 'send'"):
        followup_linkedin.act(order=Order("send", "linkedin", text="Hi"))


@pytest.mark.parametrize(
    ("length", "kind", "subject", "over"),
    [
        (8000, "message", None, False),
        (8001, "message", None, True),
        (200, "invitation", None, False),
        (201, "invitation", None, Unknown),
        (300, "invitation", None, Unknown),
        (301, "invitation", None, True),
        (1900, "message", "News", False),
        (1901, "message", "News", Unknown),
        (2001, "message", "News", True),
        (1, "message", "x" * 201, True),
    ],
)
def test_too_long_is_true_false_or_unknown_where_it_hangs_on_the_account(length, kind, subject, over):
    value = fact("length_over_limit", "x" * length, kind, **({"subject": subject} if subject else {}))
    assert isinstance(value, Unknown) if over is Unknown else value is over


def test_characters_are_counted_as_browsers_count():
    assert [fact("characters", text) for text in ("", "ab", "ä", "\U0001f600")] == [0, 2, 1, 2]


def test_on_other_channels_there_is_nothing_to_measure():
    given = followup_linkedin.facts(content=Content("message", {"channel": "email", "text": "x" * 9000}))
    assert {name: fact.value for name, fact in given.items()} == {
        "characters": ABSENT,
        "length_over_limit": ABSENT,
    }


def test_every_limit_says_when_and_where_it_was_seen():
    for limit in LIMITS.values():
        assert 0 < limit.everybody <= limit.somebody
        assert re.fullmatch(r"20\d\d-\d\d", limit.seen)
        assert limit.source
