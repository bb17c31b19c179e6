"""Instants: whole microseconds since 1970-01-01T00:00Z, as plain integers (SEMANTICS 2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from followup.timeline.zones import zone

Instant: TypeAlias = int

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: The instants that a calendar can show: years 2 to 9998, so that no zone leads outside `datetime`.
EARLIEST: Instant = (datetime(2, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
LATEST: Instant = (datetime(9999, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1) - 1


class BadInstant(ValueError):
    """A text that names no instant; the message says what is missing."""


def instant(when: str | datetime | int, zone_name: str | None = None) -> Instant:
    """The instant that `when` names: microseconds, an aware datetime, or ISO 8601 text.

    A text or datetime without an offset is local time in `zone_name`; without that it is refused with
    `BadInstant`, as is anything outside the years 2 to 9998.
    """
    if isinstance(when, int):
        micros = when
    else:
        micros = (_aware(when, zone_name) - EPOCH) // timedelta(microseconds=1)
    if not EARLIEST <= micros <= LATEST:
        raise BadInstant(f"{when} is outside the years 2 to 9998")
    return micros


def _aware(when: str | datetime, zone_name: str | None) -> datetime:
    moment = when if isinstance(when, datetime) else _parse(when)
    if moment.tzinfo is not None:
        return moment
    if zone_name is None:
        raise BadInstant(f"'{when}' has no offset: write it like 2026-11-02T14:00+01:00 or 2026-11-02T13:00Z")
    return moment.replace(tzinfo=zone(zone_name))


def _parse(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip())
    except (ValueError, AttributeError):
        raise BadInstant(f"'{text}' is not a time: write it like 2026-11-02T14:00+01:00") from None


def moment(at: Instant, zone_name: str = "UTC") -> datetime:
    """The aware datetime of an instant in a zone."""
    return (EPOCH + timedelta(microseconds=at)).astimezone(zone(zone_name))


def show(at: Instant, zone_name: str = "UTC") -> str:
    """ISO 8601 with offset (`Z` for UTC): the form in which instants are stored and printed as JSON."""
    text = moment(at, zone_name).isoformat()
    return text.replace("+00:00", "Z") if zone_name == "UTC" else text
