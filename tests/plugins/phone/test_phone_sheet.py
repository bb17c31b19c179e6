"""Call sheets."""

from __future__ import annotations

from dataclasses import replace

import pytest

import followup_phone
from followup.plugins import Order, Party, RefusedOrder

ORDER = Order("draft", "phone", (Party("Ada", number="+4930123456"),), text="Hello Ada,\nthank you.")


def page(order):
    return followup_phone.act(order=order).content.decode()


def test_a_sheet_has_the_number_as_a_link_the_script_and_room_for_notes():
    sheet = page(replace(ORDER, attributes={"title": "Second follow-up"}))
    assert '<a href="tel:+4930123456">' in sheet
    assert "Hello Ada,\nthank you." in sheet
    assert "<h1>Second follow-up</h1>" in sheet
    assert 'class="notes"' in sheet


def test_a_sheet_marks_its_script_as_the_draft():
    """So that who changed it can have it checked."""
    assert '<div class="script" data-draft="phone">Hello Ada' in page(ORDER)
    named = page(replace(ORDER, attributes={"purpose": '"x'}))
    assert 'data-draft="phone" data-purpose="&quot;x">Hello Ada' in named


def test_without_a_title_the_sheet_is_named_after_the_person():
    assert "<title>Call Ada</title>" in page(ORDER)


def test_a_sheet_needs_nothing_from_elsewhere():
    sheet = page(ORDER)
    assert not any(
        mark in sheet for mark in ("<script", "<link", "<img", "http://", "https://", "@import", "url(")
    )


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x onerror=1>', "{title}", "&lt;"])
def test_no_words_become_markup(words):
    sheet = page(
        replace(ORDER, text=words, attributes={"title": words}, to=(replace(ORDER.to[0], name=words),))
    )
    assert sheet.count("<") == page(ORDER).count("<")


@pytest.mark.parametrize("number", [None, "", "030123456", "+4930\n1", '+49301"onclick=x', "javascript:1"])
def test_without_a_number_in_full_there_is_no_sheet(number):
    with pytest.raises(RefusedOrder, match="number"):
        page(replace(ORDER, to=(Party("Ada", number=number),)))


def test_another_action_is_refused():
    with pytest.raises(RefusedOrder, match="no action 'send'"):
        page(replace(ORDER, action="send"))
