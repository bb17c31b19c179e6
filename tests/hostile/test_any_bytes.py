"""Whatever bytes a file holds, each plugin ends in items and reasons; none of them fails."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.plugins import Content, Item, Left, Reading
from followup.plugins.registry import Plugins
from followup.timeline.values import Unknown

READING = Reading(frozenset({"me@home.example"}), "Europe/Berlin", "DE")
HEADS = [
    b"",
    b"From: a@b.example\nDate: Mon, 02 Nov 2026 10:00:00 +0100\nContent-Type: multipart/mixed; boundary=x\n\n--x\n",
    b"From - Mon Mar  2 09:00:00 2026\nFrom: a@b.example\nSubject: ",
    b"Return-Path: <>\nFrom: MAILER-DAEMON\nContent-Type: multipart/report; report-type=delivery-status; boundary=",
    b'<?xml version="1.0"?><calls count="1"><call number="+49301234567" date="1793000000000" ',
    b'<smses><sms address="1" date="1" body="',
    b'<div class="hChatLog hfeed"><div class="message">',
    b"Call type,Date,Duration,Number,Contact\n",
    b"CONVERSATION ID,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n",
    b"From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n",
    b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n",
    b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20261102T140000Z\n",
    b"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X\n",
    b"PK\x03\x04",
    b"PK\x05\x06",
]
PIECES = [
    b"\n", b"\r\n", b'"', b",", b"<", b">", b"&#", b";", b"=", b"\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"--x",
    b"END:VEVENT\nEND:VCALENDAR\n", b"RRULE:FREQ=", b"RECURRENCE-ID:", b"RDATE:", b"TZID=", b"9999999999999999999",
    b"/>", b"</calls>", b"</div>", b"From ", b"=?utf-8?b?", b"?=", b"Content-Type: ", b"2026-11-02 10:00:00 UTC,",
]  # fmt: skip
GARBAGE = st.lists(st.sampled_from(PIECES) | st.binary(max_size=12), max_size=20).map(b"".join)
FILES = st.builds(lambda head, rest: head + rest, st.sampled_from(HEADS), GARBAGE)
NAMES = ["messages.csv", "Invitations.csv", "Profile.csv", "Takeout/Voice/Calls/a.html", "a/b.eml"]


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return Plugins.installed()


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("any") / "file"


def check(plugins: Plugins, path) -> None:
    """Every reader, asked for every format of its own, whether or not it would claim the file."""
    plugins.recognise(path)
    for manifest in plugins.found():
        for format in manifest.reads:
            found = list(plugins.read(manifest.name, path, format, READING))
            failed = [each for each in found if isinstance(each, Left) and each.why.startswith("plugin ")]
            assert failed == []
            assert all(isinstance(each, Item | Left) for each in found)
    assert plugins.failures == ()


@settings(max_examples=300)
@given(content=FILES)
def test_any_bytes_end_in_items_and_reasons(plugins, path, content):
    path.write_bytes(content)
    check(plugins, path)


@settings(max_examples=60)
@given(members=st.dictionaries(st.sampled_from(NAMES), FILES, max_size=3), cut=st.integers(0, 400))
def test_any_archive_ends_in_items_and_reasons(plugins, path, members, cut):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    whole = packed.getvalue()
    path.write_bytes(whole[: max(len(whole) - cut, 0)] if cut > 200 else whole)
    check(plugins, path)


@settings(max_examples=60)
@given(
    text=st.text(st.characters(exclude_categories=[])), earlier=st.text(st.characters(exclude_categories=[]))
)
def test_any_text_has_facts_or_unknown_ones(plugins, text, earlier):
    declared = [fact.name for manifest in plugins.found() for fact in manifest.facts]
    one, other = (
        Content("message", {"text": each, "subject": each, "channel": "email"}) for each in (text, earlier)
    )
    given = {**plugins.facts(one, declared), **plugins.pair_facts(one, other, declared)}
    assert given
    reasons = [each.fact.value.reason for each in given.values() if isinstance(each.fact.value, Unknown)]
    assert not [reason for reason in reasons if reason.startswith("plugin ")]
    assert plugins.failures == ()
