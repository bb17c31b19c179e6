"""One occurrence of an event as an item."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from icalendar import Event

from followup.plugins import Attributes, Item, Party, Reading, instant, show
from followup_calendar._values import duration, every, first, instant_of, is_date, party, text, when

CHANNEL = "calendar"
_STATUS = ("confirmed", "tentative", "cancelled")
_NAMES = {"title": "SUMMARY", "text": "DESCRIPTION", "location": "LOCATION", "uid": "UID"}


def item(event: Event, id: str, place: str, zone: str, reading: Reading, *, void: bool = False) -> Item:
    """The item of an event at its DTSTART; `zone` is that of local times without one. Raises ValueError for a
    time that no calendar can show."""
    start = when(event, "DTSTART")
    if start is None:
        raise ValueError("it has no start that can be read")
    void = void or is_cancelled(event)
    return Item(
        kind="meeting",
        id=id,
        at=instant_of(start, zone, reading.zone),
        channel=CHANNEL,
        parties=_parties(event, reading),
        attributes=_attributes(event, start, zone),
        revision=revision(event, void),
        void=void,
        place=place,
    )


def is_cancelled(event: Event) -> bool:
    return (text(event, "STATUS") or "").upper() == "CANCELLED"


def revision(event: Event, void: bool) -> int:
    """Orders the versions of an event: SEQUENCE decides, then LAST-MODIFIED, and of equals the cancelled one.

    Many programs cancel an instance without counting SEQUENCE up.
    """
    sequence = first(event, "SEQUENCE")
    count = min(max(int(sequence), 0), 2**27) if isinstance(sequence, int) else 0
    return ((count << 34) + _modified(event)) * 2 + void


def _modified(event: Event) -> int:
    """LAST-MODIFIED in seconds since 1970, within 34 bits."""
    modified = when(event, "LAST-MODIFIED")
    if modified is None:
        return 0
    try:
        seconds = instant_of(modified, "UTC", "UTC") // 1_000_000
    except (ValueError, OverflowError):
        return 0
    return min(max(seconds, 0), 2**34 - 1)


def _parties(event: Event, reading: Reading) -> tuple[Party, ...]:
    """Organizer and attendees, each once, without us."""
    named = [party(each) for name in ("ORGANIZER", "ATTENDEE") for each in every(event, name)]
    others = [each for each in named if each is not None and not {each.address, each.number} & reading.me]
    unique = {each.address or each.number or each.name: each for each in reversed(others)}
    return tuple(reversed(unique.values()))


def _attributes(event: Event, start: date | datetime, zone: str) -> Attributes:
    texts = {name: text(event, key) for name, key in _NAMES.items()}
    attributes: dict[str, str | bool] = {name: value for name, value in texts.items() if value is not None}
    status, end = (text(event, "STATUS") or "").lower(), _end(event, start)
    if status in _STATUS:
        attributes["status"] = status
    if end is not None:
        attributes["ends"] = end.isoformat() if is_date(end) else show(instant(end, zone))  # type: ignore[arg-type]
    attributes["all_day"] = is_date(start)
    return attributes


def _end(event: Event, start: date | datetime) -> date | datetime | None:
    """DTEND, or the start and DURATION; None if the file gives neither, or an end before the start."""
    end, lasting = when(event, "DTEND"), duration(event)
    if end is None and lasting is not None:
        end = start + lasting
    if end is None or is_date(end) != is_date(start):
        return None
    return None if _is_before(end, start) else end


def _is_before(one: Any, other: Any) -> bool:
    try:
        return bool(one < other)
    except TypeError:  # one of them has a zone, the other has none
        return False
