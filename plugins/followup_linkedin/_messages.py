"""`messages.csv`: what was written to whom. Drafts, spam, sponsored mail and hidden members are left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from followup.plugins import ABSENT, Direction, Item, Left, Maybe, Party, Reading, identity
from followup_linkedin._people import People, is_hidden
from followup_linkedin._tables import Record, Table
from followup_linkedin._times import When, when

_DIRECTIONS: dict[str, Direction] = {"outgoing": "out", "incoming": "in"}
_MARKUP = re.compile(r"<(?:/?(?:p|br|div|ul|ol|li|strong|em|b|i|a|span)\b[^<>]{0,2000})>", re.IGNORECASE)
_BREAKS = re.compile(r"<(?:br\s*/?|/p|/div|/li)>", re.IGNORECASE)
#: What the tool that writes advertisements leaves in them.
_SPONSORED = re.compile(r"spinmail|%(?:FIRST|LAST)NAME%")


def messages(table: Table, people: People, reading: Reading) -> Iterator[Item | Left]:
    for record in table.records():
        yield record if isinstance(record, Left) else _message(record, people, reading)


def _message(record: Record, people: People, reading: Reading) -> Item | Left:
    why = _none_of_ours(record)
    if why:
        return Left(record.place, why)
    then = when(record["date"], reading.zone)
    if then is None:
        return Left(record.place, f"'{record['date'][:40]}' is no time", broken=True)
    sender, recipients = _sender(record, people), people.listed(record["to"], record["recipients"])
    if is_hidden(sender):
        return Left(record.place, "its sender is a hidden member")
    direction = _DIRECTIONS.get(record["direction"].lower()) or people.direction(sender, recipients)
    if direction is None:
        return Left(record.place, "whether you wrote it or got it cannot be told: is Profile.csv missing?")
    others = tuple(each for each in recipients if not people.is_me(each))
    parties = others if direction == "out" else (sender, *others)
    if all(map(is_hidden, parties)):
        return Left(record.place, "it went to hidden members only")
    return _item(record, then, direction, parties)


def _none_of_ours(record: Record) -> str | None:
    """Why a row is neither a contact nor a reply, or None."""
    if "yes" in (record["is message draft"].lower(), record["is conversation draft"].lower()):
        return "a draft: it was never sent"
    if record["folder"].lower() == "spam":
        return "in the spam folder"
    if _SPONSORED.search(record["content"]):
        return "sponsored: an advertisement, not a person's message"
    return None


def _sender(record: Record, people: People) -> Party:
    """The sender; where a profile should stand and none does, the name alone must not lend one."""
    if record.has("sender") and not record["sender"]:
        return Party(record["from"] or None)
    return people.party(record["from"], record["sender"])


def _item(record: Record, then: When, direction: Direction, parties: tuple[Party, ...]) -> Item:
    text = plain(record["content"])
    attributes: dict[str, Maybe] = {
        "text": text or ABSENT,
        "subject": record["subject"] or ABSENT,
        "thread": record["thread"] or ABSENT,
        "nature": "person",
    }
    # exports of other years break lines otherwise, and people change their names: neither makes a new message
    id = identity("linkedin message", record["thread"], then.key, "".join(text.split()))
    return Item("message", id, then.at, "linkedin", direction, parties, attributes, place=record.place)


def plain(content: str) -> str:
    """The text of a message, which some exports give as HTML."""
    if _MARKUP.search(content):
        content = unescape(_MARKUP.sub("", _BREAKS.sub("\n", content)))
    lines = content.replace("\r\n", "\n").split("\n")
    return "\n".join(line.strip() for line in lines).strip()
