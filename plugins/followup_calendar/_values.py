"""Single values of a calendar component, where anything may be missing, repeated or broken."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Event

from followup.plugins import Instant, Party, instant

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")


def every(event: Event, name: str) -> list[Any]:
    """All values of a property."""
    value = event.get(name)
    return value if isinstance(value, list) else [] if value is None else [value]


def first(event: Event, name: str) -> Any:
    return next(iter(every(event, name)), None)


def text(event: Event, name: str) -> str | None:
    """The first value as text; None for an empty one, which says nothing."""
    value = first(event, name)
    return None if value is None else str(value).strip() or None


def when(event: Event, name: str) -> date | datetime | None:
    """A date or time that can be read, else None."""
    value = _native(first(event, name))
    return value if isinstance(value, date) else None


def duration(event: Event) -> timedelta | None:
    value = _native(first(event, "DURATION"))
    return value if isinstance(value, timedelta) else None


def _native(value: Any) -> Any:
    try:
        return value.dt
    except (AttributeError, ValueError):  # a broken value raises its own kind of ValueError
        return None


def is_date(value: date | datetime) -> bool:
    return not isinstance(value, datetime)


def instant_of(value: date | datetime, floating: str, dates: str) -> Instant:
    """The instant of a time (one without zone is local in `floating`) or of a date's start in `dates`."""
    if isinstance(value, datetime):
        return instant(value, floating)
    return instant(datetime(value.year, value.month, value.day), dates)


def party(address: Any) -> Party | None:
    """Who an ORGANIZER or ATTENDEE is; None for a room or a resource, or if nothing names them."""
    params = getattr(address, "params", {})
    if str(params.get("CUTYPE", "")).upper() in ("ROOM", "RESOURCE"):
        return None
    name = " ".join(str(params.get("CN", "")).split()).strip('"') or None
    kind, _, rest = str(address).strip().partition(":")
    mail = rest.strip().lower() if kind.lower() == "mailto" and "@" in rest else None
    number = re.sub(r"[\s().-]", "", rest) if kind.lower() == "tel" else ""
    found = Party(name=name, address=mail, number=number if _NUMBER.fullmatch(number) else None)
    return None if found == Party() else found
