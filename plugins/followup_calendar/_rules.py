"""Recurrence rules that are safe to expand: a search through the calendar that ends soon.

The library looks for the next match until the year 9999, however rare it is. So every rule is first tried near
that year, at a distance of whole 400 years, after which the calendar repeats itself exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from icalendar import vRecur

INSTANCES = 5_000
YEARS = 150
GAP = timedelta(days=40 * 366)
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


class BadRule(ValueError):
    """A rule that is not expanded; the message says why."""


@dataclass(frozen=True, slots=True)
class Safe:
    """Up to which local time a rule may be expanded, and whether that cuts it off before it was asked to end."""

    until: datetime
    cut: bool = False


def frequency(rule: Any) -> str:
    values = rule.get("FREQ", []) if isinstance(rule, vRecur) else []
    return str(values[0]).upper() if values else ""


def _count(rule: vRecur) -> int | None:
    values = rule.get("COUNT", [])
    return values[0] if values and isinstance(values[0], int) and values[0] > 0 else None


def safe(rule: Any, start: date | datetime, horizon: datetime) -> Safe:
    """How far the rule may be expanded: to its own end, or to `horizon`, a local time, if it has none.

    Raises `BadRule` for a rule that cannot be read, repeats within a day or on the spot, or matches nothing
    for `GAP`.
    """
    if frequency(rule) not in _FREQUENCIES:
        raise BadRule(f"it repeats {frequency(rule).lower() or 'in a way that cannot be read'}")
    if any(not isinstance(value, int) or value < 1 for value in rule.get("INTERVAL", [])):
        raise BadRule("it repeats without an interval")
    local = datetime(start.year, start.month, start.day)
    if isinstance(start, datetime):
        local = start.replace(tzinfo=None)
    if not 1900 <= local.year <= 9000:
        raise BadRule(f"it repeats since the year {local.year}")
    endless = "UNTIL" not in rule and _count(rule) is None
    longest = local.replace(year=local.year + YEARS, day=min(local.day, 28))
    end = min(horizon, longest) if endless else longest
    return _tried(rule, local, _until(rule, end))


def _until(rule: vRecur, end: datetime) -> datetime:
    """The earlier of `end` and the rule's own UNTIL, whose zone may be up to a day off."""
    values = [value for value in rule.get("UNTIL", []) if isinstance(value, date)]
    own = [datetime(value.year, value.month, value.day) for value in values]
    return min([end, *(value + timedelta(days=2) for value in own if value < end)])


def _tried(rule: vRecur, start: datetime, end: datetime) -> Safe:
    years = 400 * ((9599 - start.year) // 400)
    previous = far = start.replace(year=start.year + years)
    shift = far - start
    count = 0
    for found in islice(_matches(rule, far), INSTANCES + 1):
        if found - previous > GAP:
            raise BadRule("it does not match anything for decades")
        if found - shift > end:
            return Safe(end)
        previous, count = found, count + 1
    if count > INSTANCES:
        return Safe(previous - shift - timedelta(seconds=1), cut=True)
    if count != _count(rule):
        raise BadRule("it does not match anything for decades")
    return Safe(end)


def _matches(rule: vRecur, start: datetime) -> Iterator[datetime]:
    plain = vRecur({key: value for key, value in rule.items() if key != "UNTIL"})
    if _count(rule) is None:
        plain.pop("COUNT", None)
    try:
        text = plain.to_ical().decode()  # type: ignore[no-untyped-call]
        yield from rrulestr(text, dtstart=start)
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise BadRule(f"it cannot be read: {error}") from None
