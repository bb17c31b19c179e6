"""Backups of "SMS Backup & Restore" (Android): `<calls>`, and `<smses>` with `<sms/>` and `<mms>`.

The time is `date`, in milliseconds UTC. `count` and `readable_date` are never looked at: they often lie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from followup.plugins import Direction, Instant, Item, Left, Party, Reading, instant
from followup_phone._calls import Outcome, call, called, message, whole
from followup_phone._numbers import is_me, party, tail
from followup_phone._xml import Broken, Element, elements

_PROLOG = rb"(?:(?>\s|<\?.*?\?>|<!--.*?-->))*+"
_HEAD = re.compile(rb"\A(?:\xef\xbb\xbf)?" + _PROLOG + rb"<(?:!DOCTYPE\s+)?(calls|smses)[\s>/\[]", re.DOTALL)

#: <call type>: who called, and what came of it; the outcome of an outgoing call hangs on its duration.
CALL_TYPES: dict[str, tuple[Direction, Outcome | None]] = {
    "1": ("in", "answered"),
    "2": ("out", None),
    "3": ("in", "missed"),
    "4": ("in", "voicemail"),
    "5": ("in", "rejected"),
    "6": ("in", "blocked"),
    "7": ("in", "answered"),  # on another of one's devices
}
#: <call presentation> of a number that was not shown: restricted, unknown, payphone.
_HIDDEN = frozenset({"2", "3", "4"})
_DIRECTIONS: dict[str, Direction] = {"1": "in", "2": "out"}
_UNSENT = {"3": "a draft", "4": "still in the outbox", "5": "could not be sent", "6": "waiting to be sent"}
_SENDER = "137"


def recognise(head: bytes) -> bool:
    """Whether a file that begins so is a backup; one with a document type is, to be refused by name."""
    return _HEAD.match(head) is not None


def read(path: Path, reading: Reading) -> Iterator[Item | Left]:
    with path.open("rb") as stream:
        found = _HEAD.match(stream.peek(4096))
        root = found[1].decode() if found else "calls"
        for element in elements(stream, root, frozenset({"call", "sms", "mms"})):
            yield _result(element, path.name, reading)


def _result(element: Element | Broken, name: str, reading: Reading) -> Item | Left:
    if isinstance(element, Broken):
        return Left(f"{name}, {element.place}", element.why, broken=True)
    place = f"{name}, line {element.line}"
    at = _at(element.get("date"))
    if at is None:
        return Left(place, f"'{element.get('date')[:40]}' is no time in milliseconds", broken=True)
    reader = {"call": _call, "sms": _sms, "mms": _mms}[element.tag]
    return reader(element, at, place, reading)


def _at(milliseconds: str) -> Instant | None:
    number = whole(milliseconds)
    try:
        return None if number is None else instant(number * 1000)
    except ValueError:
        return None


def _call(element: Element, at: Instant, place: str, reading: Reading) -> Item | Left:
    kind, number, duration = element.get("type"), element.get("number"), element.get("duration")
    if kind not in CALL_TYPES:
        return Left(place, f"'{kind[:40]}' is no type of call that is known")
    seconds = whole(duration)
    if seconds is None and duration:
        return Left(place, f"'{duration[:40]}' is no duration in seconds", broken=True)
    who = _party("" if element.get("presentation") in _HIDDEN else number, element, reading)
    if is_me(who, reading):
        return Left(place, "a call to one's own number")
    direction, outcome = CALL_TYPES[kind]
    return call((at, tail(number), kind), at, direction, who, outcome or called(seconds), seconds, place)


def _party(number: str, element: Element, reading: Reading) -> Party:
    return party(number, element.get("contact_name"), reading)


def _sms(element: Element, at: Instant, place: str, reading: Reading) -> Item | Left:
    kind, number, text = element.get("type"), element.get("address"), element.get("body")
    direction = _DIRECTIONS.get(kind)
    if direction is None:
        return _unsent(kind, place)
    who = _party(number, element, reading)
    return message((at, tail(number), direction, text), at, direction, (who,), text, place)


def _unsent(kind: str, place: str) -> Left:
    return Left(place, f"not sent: {_UNSENT[kind]}" if kind in _UNSENT else f"'{kind[:40]}' is no known type")


def _mms(element: Element, at: Instant, place: str, reading: Reading) -> Item | Left:
    box = element.get("msg_box")
    direction = _DIRECTIONS.get(box)
    if direction is None:
        return _unsent(box, place)
    who = _mms_parties(element, direction, reading)
    text = "\n".join(filter(None, (part.get("text") for part in element.inside if _is_text(part))))
    tails = ".".join(sorted(map(tail, element.get("address").split("~"))))
    return message((at, tails, direction, text), at, direction, who, text, place)


def _is_text(element: Element) -> bool:
    return element.tag == "part" and element.get("ct") == "text/plain"


def _mms_parties(element: Element, direction: Direction, reading: Reading) -> tuple[Party, ...]:
    """Everybody but us, the sender of a message to us first. Names are given only for all at once, so only
    the name of a single party can be told."""
    numbers = [number for number in element.get("address").split("~") if number]
    if direction == "in":
        senders = [each.get("address") for each in element.inside if each.get("type") == _SENDER]
        numbers = senders + [number for number in numbers if tail(number) not in map(tail, senders)]
    if len(numbers) == 1:
        return (_party(numbers[0], element, reading),)
    parties = [party(number, "", reading) for number in dict.fromkeys(numbers)]
    return tuple(each for each in parties if not is_me(each, reading))
