"""When a mail was written: which of its dates to trust."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from followup.plugins import BadInstant, Instant, instant
from followup_email._parse import Headers

_EARLIEST_YEAR, _LATEST_YEAR = 1980, 2100
#: A sender's clock may run ahead a day (zones written wrongly), and a mail may queue for a week.
_AHEAD, _QUEUED = timedelta(days=1), timedelta(days=7)


def written_at(headers: Headers) -> Instant | None:
    """The instant of a mail, or None where no date can be used.

    `Date:` is what its writer's machine said. It holds if no server contradicts it: if there is no readable
    `Received:`, or if one of them lies between a day before it and a week after it. Otherwise (Date
    missing, malformed, in another year) the topmost `Received:` holds: it is the one that the last
    server, ours, wrote. `Delivery-Date:` stands in for a missing `Received:`. Years outside 1980 to 2099 are
    no dates of mails.
    """
    claimed = _first_date(headers.all("date"))
    stamps = [stamp for value in headers.all("received")[:50] if (stamp := _date(value.rpartition(";")[2]))]
    witnesses = stamps or [stamp for value in headers.all("delivery-date")[:1] if (stamp := _date(value))]
    if claimed and (not witnesses or any(_bears_out(stamp, claimed) for stamp in witnesses)):
        return _instant(claimed)
    return _instant(witnesses[0]) if witnesses else None


def _bears_out(stamp: datetime, claimed: datetime) -> bool:
    return -_AHEAD <= stamp - claimed <= _QUEUED


def _first_date(values: list[str]) -> datetime | None:
    return next((date for value in values[:3] if (date := _date(value))), None)


def _date(value: str) -> datetime | None:
    """An aware time within the plausible years; a date without an offset (`-0000`) is in UTC, as RFC 5322 has it."""
    try:
        parsed = parsedate_to_datetime(value[:200])
        aware = parsed if parsed.utcoffset() is not None else parsed.replace(tzinfo=UTC)
        return aware if _EARLIEST_YEAR <= aware.year < _LATEST_YEAR else None
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def _instant(when: datetime) -> Instant | None:
    try:
        return instant(when)
    except (BadInstant, OverflowError):
        return None
