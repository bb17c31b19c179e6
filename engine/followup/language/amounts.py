"""Constants as packs write them: amounts of time, clock times, dates."""

from __future__ import annotations

import re
from datetime import date, time

from followup.language.tree import Span
from followup.timeline.instants import DAY, HOUR, MINUTE, SECOND, WEEK, BadInstant, Instant, instant

_ELAPSED = {"second": SECOND, "minute": MINUTE, "hour": HOUR, "day": DAY, "week": WEEK}
_UNITS = {
    **{unit: ("elapsed", size, False) for unit, size in _ELAPSED.items()},
    "date": ("dates", 1, False),
    "working day": ("working days", 1, False),
    "month of dates": ("dates", 1, True),
    "year of dates": ("dates", 12, True),
}
_AMOUNT = re.compile(r"(\d{1,9}) ([a-z]+(?: [a-z]+)*)")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?")

UNITS = (
    "seconds", "minutes", "hours", "days", "weeks", "dates", "working days", "months of dates", "years of dates",
)  # fmt: skip


def _singular(unit: str) -> str:
    first, *rest = unit.split(" ")
    if rest[:1] == ["of"]:
        return " ".join([first.removesuffix("s"), *rest])
    return unit.removesuffix("s")


def parse_span(text: object) -> Span | None:
    """`7 days`, `1 working day`, `2 months of dates`; None if the text is no amount of time."""
    match = _AMOUNT.fullmatch(text) if isinstance(text, str) else None
    unit = _UNITS.get(_singular(match[2])) if match else None
    if match is None or unit is None:
        return None
    measure, size, months = unit
    return Span(measure, int(match[1]) * size, months)  # type: ignore[arg-type]


def parse_clock(text: object) -> time | None:
    """`15:00` or `15:00:30`, on the 24-hour clock."""
    return time.fromisoformat(text) if isinstance(text, str) and _CLOCK.fullmatch(text) else None


def parse_instant(text: object) -> Instant | None:
    """`2026-11-02T14:00+01:00`."""
    try:
        return instant(text) if isinstance(text, str) else None
    except (BadInstant, OverflowError):
        return None


def parse_date(text: object) -> date | None:
    """`2026-11-02`."""
    if not (isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", text)):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
