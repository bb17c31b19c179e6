"""Times as exports write them: `2021-04-02 09:15:00 UTC`, and `3/12/21, 4:05 PM` without a zone.

A time that says UTC is in UTC. One that says nothing is local time in the zone of the reading: invitations
never say, and messages did not before 2019. Days of connections (`12 Mar 2021`) are dates and nothing more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from followup.plugins import BadInstant, Instant, instant

_STAMP = re.compile(r"(\d{4})[-/](\d\d)[-/](\d\d) (\d\d):(\d\d):(\d\d)( UTC)?", re.ASCII)
_SHORT = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d\d(?:\d\d)?), (\d{1,2}):(\d\d) ([AP])M", re.ASCII | re.IGNORECASE
)
_DAY = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})", re.ASCII)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class When:
    """An instant, the day as it is written, and a key that hangs on no zone that is set."""

    at: Instant
    day: date
    key: str


def when(written: str, zone: str) -> When | None:
    """The time that a cell names, or None."""
    text = " ".join(written.split())  # a narrow no-break space stands before PM in some
    try:
        local, is_utc = _local(text)
        return When(instant(local, "UTC" if is_utc else zone), local.date(), f"{local.isoformat()} {is_utc}")
    except (BadInstant, ValueError):
        return None


def _local(text: str) -> tuple[datetime, bool]:
    if found := _STAMP.fullmatch(text):
        return datetime(*map(int, found.groups()[:6])), found[7] is not None  # type: ignore[arg-type]
    if found := _SHORT.fullmatch(text):
        return _short(found), False
    raise BadInstant(f"'{text}' is no time")


def _short(found: re.Match[str]) -> datetime:
    month, day, year, hour, minute = map(int, found.groups()[:5])
    if not 1 <= hour <= 12:
        raise BadInstant(f"there is no hour {hour}")
    return datetime(
        year if year > 99 else 2000 + year, month, day, hour % 12 + 12 * (found[6] in "Pp"), minute
    )


def day(written: str) -> date | None:
    """The day on which somebody became a connection; exports of 2018 write a time."""
    found = _DAY.fullmatch(written)
    try:
        if found and found[2] in _MONTHS:
            return date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
        return _local(" ".join(written.split()))[0].date()
    except ValueError:
        return None
