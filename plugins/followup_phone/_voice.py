"""Google Voice in a Google Takeout: one page of HTML for each call, voicemail or conversation.

The pages are written by one program in one way, so they are cut at fixed marks: a parser of HTML would need
quadratic time for a hostile page. What people wrote cannot forge a mark: its angle brackets are escaped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path, PurePosixPath

from followup.plugins import (
    BadInstant,
    DamagedFile,
    Direction,
    Instant,
    Item,
    Left,
    Member,
    Party,
    Reading,
    archive,
    heads,
    instant,
)
from followup_phone._calls import Outcome, call, called, message
from followup_phone._numbers import party, tail

FOLDERS = ("", "Calls", "Voice/Calls", "Takeout/Voice/Calls")
LARGEST = 16 * 2**20
_CALL, _TEXT = b'<div class="haudio"><span class="album">Call Log for', b'<div class="hChatLog hfeed">'

#: The label that says what a page is: who called, and what came of it. A call that was placed hangs on its
#: duration; a recording does not say who called.
LABELS: dict[str, tuple[Direction | None, Outcome | None]] = {
    "placed": ("out", None),
    "received": ("in", "answered"),
    "missed": ("in", "missed"),
    "voicemail": ("in", "voicemail"),
    "recorded": (None, "answered"),
}
_LABEL = re.compile(r'<a rel="tag" href="http://www\.google\.com/voice#(\w{1,40})"')
_WHEN = re.compile(r'<abbr class="(?:published|dt)" title="([^"<>]{1,60})"')
_LENGTH = re.compile(r'<abbr class="duration" title="PT(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,6})S)?"')
_WHO = re.compile(
    r'<a class="tel" href="tel:([^"<>]{0,200})">\s*<(span|abbr) class="fn"[^<>]{0,200}>([^<]{0,500})<'
)
_ATTACHED = re.compile(r'<(?:img|video|audio|a class="vcard")[ >]')
_PLACEHOLDERS = frozenset({"MMS Sent", "MMS Received"})
_NUMBER_IN_NAME = re.compile(r"\+?\d{6,15}(?= - )")


def recognise(path: Path, head: bytes) -> bool:
    if head:
        return _is_page(head) or (head.startswith(b"PK") and _holds_pages(path))
    return path.is_dir() and _holds_pages(path)


def _is_page(head: bytes) -> bool:
    return b"<html" in head and (_CALL in head or _TEXT in head)


def _holds_pages(path: Path) -> bool:
    return any(_is_page(head) for _, head in heads(path, FOLDERS, ".html"))


def read(path: Path, reading: Reading) -> Iterator[Item | Left]:
    others: Counter[str] = Counter()
    with archive(path) as members:
        for member in members:
            try:
                page = _page(member)
            except DamagedFile as error:
                yield Left(member.name, str(error), broken=True)
                continue
            if page is None:
                others[_group(member)] += 1
            else:
                yield from _results(page, member, reading)
    for group, number in sorted(others.items()):
        yield Left(group, f"no pages of calls or texts: {number:,} files")


def _group(member: Member) -> str:
    return str(PurePosixPath(member.folder, f"*{PurePosixPath(member.name).suffix}"))


def _page(member: Member) -> str | None:
    if not member.base.lower().endswith(".html"):
        return None
    with member.open() as stream:
        if not _is_page(stream.peek(4096)[:4096]):
            return None
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise DamagedFile(f"larger than {LARGEST:,} bytes, as no page of Google Voice is")
    return content.decode("utf-8", "replace")


def _results(page: str, member: Member, reading: Reading) -> Iterator[Item | Left]:
    labels = _LABEL.findall(page)
    if "spam" in labels:
        yield Left(member.name, "in the spam folder")
    elif _TEXT.decode() in page:
        yield from _conversation(page, member, reading)
    else:
        yield _call(page, labels, member, reading)


def _call(page: str, labels: list[str], member: Member, reading: Reading) -> Item | Left:
    label = next((label for label in LABELS if label in labels), None)
    if label is None:
        return Left(member.name, "its labels do not say what kind of call this is")
    at = _when(page)
    if at is None:
        return Left(member.name, "it says no time", broken=True)
    number, _, name = found.groups() if (found := _WHO.search(page)) else ("", "", "")
    direction, outcome = LABELS[label]
    seconds, who = _seconds(page), party(unescape(number), unescape(name), reading)
    key = (at, tail(number), f"voice-{label}")
    text = unescape(_between(page, '<span class="full-text">', "</span>")).strip() or None
    return call(key, at, direction, who, outcome or called(seconds), seconds, member.name, text)


def _when(page: str) -> Instant | None:
    found = _WHEN.search(page)
    try:
        return instant(found[1]) if found else None
    except BadInstant:
        return None


def _seconds(page: str) -> int | None:
    """The length of the call; a missed one has none, and that is 0."""
    found = _LENGTH.search(page)
    if found is None:
        return 0 if "voice#missed" in page else None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def _between(text: str, start: str, end: str) -> str:
    return text.partition(start)[2].partition(end)[0]


def _conversation(page: str, member: Member, reading: Reading) -> Iterator[Item | Left]:
    opening, *parts = page.split('<div class="message">')
    others = _others(opening, parts, member, reading)
    for number, part in enumerate(parts, 1):
        yield _message(part, others, f"{member.name}, message {number}", reading)


def _others(opening: str, parts: list[str], member: Member, reading: Reading) -> tuple[Party, ...]:
    """Everybody in the conversation but us. Where only we wrote, the page's title and its file's name say to
    whom: the one has the contact's name, the other the number of somebody who is no contact."""
    found = [each for part in (opening, *parts) for each in _WHO.findall(part) if each[1] == "span"]
    if not found:
        title = unescape(_between(opening, "<title>", "</title>")).removeprefix("Me to").strip()
        number = _NUMBER_IN_NAME.match(member.base)
        found = [(number[0] if number else "", "span", title)]
    written = {number: unescape(name) for number, _, name in found}
    return tuple(party(unescape(number), name, reading) for number, name in written.items())


def _message(part: str, others: tuple[Party, ...], place: str, reading: Reading) -> Item | Left:
    at, who = _when(part), _WHO.search(part)
    if at is None or who is None:
        return Left(place, "it says no time or no sender", broken=True)
    sender = party(unescape(who[1]), unescape(who[3]), reading)
    direction: Direction = "in" if who[2] == "span" else "out"  # <abbr> is how these pages write "Me"
    parties = (sender, *(other for other in others if other != sender)) if direction == "in" else others
    text = _text(part)
    tails = ".".join(sorted(tail(other.number or "") for other in others))
    return message((at, tails, direction, text), at, direction, parties, text, place)


def _text(part: str) -> str:
    """What was written; the words that Google puts in the place of a lone picture are nobody's."""
    text = unescape(_between(part, "<q>", "</q>").replace("<br>", "\n").replace("<br/>", "\n")).strip()
    return "" if text in _PLACEHOLDERS and _ATTACHED.search(part) else text
