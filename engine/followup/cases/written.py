"""A draft as its writer has it: a text, a page such as a call sheet, or a mail, read as the channel's own reader
will read it once it is sent."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path

from followup.cases.pages import read_page
from followup.cases.records import Home
from followup.plugins.items import Item, Left, Party, Reading
from followup.plugins.registry import Plugins
from followup.timeline.instants import Instant, moment

#: No message that somebody writes by hand is longer.
LONGEST = 2_000_000
#: What a mail has not yet while it is a draft, or has only then.
_UNSENT = re.compile(
    rb"(?im)^(?:x-unsent|date|from|x-status|x-mozilla-status|x-gmail-labels):.*\n(?:[ \t].*\n)*"
)


class BadDraft(ValueError):
    """A file that is no draft; the message says why."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a draft says: its words, and what else a mail or a page tells of itself."""

    text: str
    subject: str | None = None
    channel: str | None = None
    purpose: str | None = None
    to: tuple[Party, ...] = ()


def read_draft(data: bytes, plugins: Plugins, home: Home, at: Instant) -> Written:
    """The draft in those bytes; raises `BadDraft`."""
    if len(data) > LONGEST:
        raise BadDraft(f"it is longer than {LONGEST:,} bytes")
    page = read_page(data)
    if page is not None and plugins.action("draft", page.channel) is not None:
        return Written(page.text, None, page.channel, page.purpose, tuple(page.to))
    item = next(_as_sent(data, plugins, home, at), None)
    if item is None:
        return Written(_text(data))
    words = {
        name: value
        for name in ("text", "subject", "purpose")
        if isinstance(value := item.attributes.get(name), str)
    }
    return Written(
        words.get("text", ""), words.get("subject"), item.channel, words.get("purpose"), item.parties
    )


def _text(data: bytes) -> str:
    if b"\0" in data:
        raise BadDraft("it is no text")
    try:
        return data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace").strip()


def _as_sent(data: bytes, plugins: Plugins, home: Home, at: Instant) -> Iterator[Item]:
    """The draft as an item, if some plugin reads it as a message of ours that was sent at that instant."""
    if not re.match(rb"[!-9;-~]+:[ \t]", data.lstrip(b"\xef\xbb\xbf")):
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "draft")
        file.write_bytes(_sent(data, home, at))
        reading = Reading(frozenset(home.me), home.zone, home.country)
        for plugin, format in plugins.recognise(file):
            yield from (
                each for each in plugins.read(plugin, file, format, reading) if not isinstance(each, Left)
            )


def _sent(data: bytes, home: Home, at: Instant) -> bytes:
    """The mail as it would leave: from us, with a date, and no longer marked as a draft."""
    head, blank, body = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    me = next((each for each in home.me if "@" in each), "")
    ours = f"From: <{me}>\nDate: {format_datetime(moment(at))}\n"
    return ours.encode() + _UNSENT.sub(b"", head + b"\n") + blank[1:] + body
