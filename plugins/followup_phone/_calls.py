"""Calls and text messages as items, in the words that all three formats share."""

from __future__ import annotations

from typing import Literal, TypeAlias

from followup.plugins import ABSENT, Direction, Instant, Item, Maybe, Party, Unknown, identity

Outcome: TypeAlias = Literal[
    "answered", "no_answer", "voicemail", "busy", "failed", "missed", "rejected", "blocked"
]


def called(seconds: int | None) -> Outcome | Unknown:
    """The outcome of a call of ours that a log calls just "outgoing": nobody answered if it lasted 0 s."""
    if seconds is None:
        return Unknown("the log does not say how long it lasted")
    return "answered" if seconds else "no_answer"


def call(
    key: tuple[object, ...],
    at: Instant,
    direction: Direction | None,
    who: Party,
    outcome: Outcome | Unknown,
    seconds: int | None,
    place: str,
    text: str | None = None,
) -> Item:
    """A call; `key` is what the same call has in every file that holds it."""
    attributes: dict[str, Maybe] = {
        "outcome": outcome,
        "seconds": Unknown("the log does not say how long it lasted") if seconds is None else seconds,
        "spoke_to": _spoke_to(who, outcome),
    }
    if text is not None:
        attributes["text"] = text
    return Item("call", identity("call", *key), at, "phone", direction, (who,), attributes, place=place)


def _spoke_to(who: Party, outcome: Outcome | Unknown) -> Maybe:
    if isinstance(outcome, Unknown):
        return outcome
    if outcome != "answered":
        return ABSENT
    return who.name or who.number or who.address or Unknown("the log names nobody")


def message(
    key: tuple[object, ...],
    at: Instant,
    direction: Direction,
    who: tuple[Party, ...],
    text: str,
    place: str,
) -> Item:
    """A text message; of several parties the first wrote it, if it came in."""
    attributes: dict[str, Maybe] = {"text": text or ABSENT, "nature": "person"}
    return Item("message", identity("sms", *key), at, "sms", direction, who, attributes, place=place)


def whole(written: str) -> int | None:
    """A whole number that is not negative, or None; digits of other scripts and endless ones are none."""
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 15 else None
