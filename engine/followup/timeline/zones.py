"""Time zones by IANA name, and what a local time means in one (SEMANTICS 6)."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo


class UnknownZone(ValueError):
    """A name that the time-zone data does not have."""


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name (`Europe/Berlin`); raises `UnknownZone`."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UnknownZone(f"'{name}' is not a time zone: write an IANA name like Europe/Berlin") from None
