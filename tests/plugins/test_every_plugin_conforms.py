"""The bundled plugins pass the kit that a stranger's plugin has to pass."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from followup.plugins import ABSENT, Content, Order, Party, instant
from followup.plugins.testing import PluginKit, Sample

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["followup.channels"]

MAIL = b"""From: Ann <ann@acme.example>
To: me@home.example
Subject: Your application
Date: Mon, 02 Nov 2026 10:00:00 +0100
Message-ID: <%d@acme.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Thank you for coming. We will write to you by the 20th.
"""
ENVELOPE = b"From ann@acme.example Mon Nov  2 10:00:00 2026\n"
MEETINGS = b"""BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:a
DTSTART;TZID=Europe/Berlin:20261102T140000
RRULE:FREQ=WEEKLY;COUNT=3
EXDATE;TZID=Europe/Berlin:20261109T140000
ATTENDEE;CN=Ann:mailto:ann@acme.example
END:VEVENT
BEGIN:VTODO
UID:b
END:VTODO
END:VCALENDAR
"""
ANN = Party(name="Ann", address="ann@acme.example")
ME = Party(name="Me", address="me@home.example")
LETTERS = (
    Content(
        "message", {"text": "Dear Ann,\n\nI enclose the article we spoke of.\n\nMe", "subject": "Article"}
    ),
    Content("message", {"text": "STILL no answer?! This is unacceptable.", "subject": "Re: Article"}),
    Content(
        "message", {"text": "Should I stop writing? I do not want to waste your time.", "subject": ABSENT}
    ),
)


class TestCalendar(PluginKit):
    plugin = "followup_calendar"
    samples = (Sample("ics", {"work.ics": MEETINGS}, items=3),)
    foreign = (Sample("a mail", {"a.eml": MAIL % 1}),)
    orders = (
        Order(
            "remind",
            "calendar",
            text="Write to Ann.",
            attributes={
                "title": "Follow up",
                "at": instant("2026-11-09T08:00Z"),
                "zone": "Europe/Berlin",
                "case": "acme",
                "step": "1",
            },
        ),
    )


class TestEmail(PluginKit):
    plugin = "followup_email"
    samples = (
        Sample("eml", {"a.eml": MAIL % 1}, items=1),
        Sample("mbox", {"inbox": ENVELOPE + MAIL % 1 + b"\n" + ENVELOPE + MAIL % 2}, items=2),
        Sample(
            "maildir", {"cur/1.a.host:2,S": MAIL % 1, "new/2.b.host": MAIL % 2, "tmp/.keep": b""}, items=2
        ),
        Sample("mail-folder", {"a.eml": MAIL % 1, "b.eml": MAIL % 2}, items=2),
    )
    foreign = (Sample("a calendar", {"a.ics": MEETINGS}),)
    contents = LETTERS
    orders = (
        Order(
            "draft",
            "email",
            to=(ANN,),
            me=ME,
            text="Hello Ann",
            attributes={
                "subject": "Article",
                "in_reply_to": "1@acme.example",
                "references": ("1@acme.example",),
                "purpose": "follow_up",
                "case": "acme",
            },
        ),
    )


class TestTone(PluginKit):
    plugin = "followup_tone"
    contents = LETTERS


@pytest.mark.parametrize("package", PLUGINS.values())
def test_every_bundled_plugin_is_put_to_the_kit(package: str) -> None:
    sources = [path.read_text() for path in Path(__file__).parent.rglob("test_*.py")]
    assert any(re.search(rf"\(PluginKit\):[^@]*?plugin = \"{package}\"", source) for source in sources)
