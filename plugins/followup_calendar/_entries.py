"""An event as it stands in a file, and the times by which it names instances."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Event, vDDDLists, vDDDTypes

from followup_calendar._rules import INSTANCES, BadRule
from followup_calendar._values import every, first, is_date, when


@dataclass(frozen=True, slots=True)
class Entry:
    """A VEVENT as it stands in a file; `zone` is that of its local times without one."""

    event: Event
    id: str
    place: str
    zone: str

    @property
    def start(self) -> date | datetime:
        """Its DTSTART; events without one never become entries."""
        start = when(self.event, "DTSTART")
        assert start is not None
        return start

    @property
    def instance(self) -> date | datetime | None:
        """Which instance of a series it changes; None for the series, or event, itself."""
        return when(self.event, "RECURRENCE-ID")

    @property
    def moves_later_ones(self) -> bool:
        value = first(self.event, "RECURRENCE-ID")
        return value is not None and str(value.params.get("RANGE", "")).upper() == "THISANDFUTURE"


def key(instance: date | datetime | None) -> str:
    """An instance as RFC 5545 writes it, in UTC where it has a zone: the same however it is written."""
    if instance is None:
        return ""
    if not isinstance(instance, datetime):
        return f"{instance.year:04}{instance:%m%d}"
    if instance.tzinfo is None:
        return f"{instance.year:04}{instance:%m%dT%H%M%S}"
    return key(instance.astimezone(UTC).replace(tzinfo=None)) + "Z"


def item_id(uid: str, instance: date | datetime | None) -> str:
    return uid if instance is None else f"{uid}#{key(instance)}"


def with_aligned_dates(event: Event, whole: Entry) -> Event:
    """The event with EXDATE and RDATE as its DTSTART is: with a zone, without one, or dates.

    Files mix them, and the library would then read all instances as one of them makes it. Raises `BadRule` for
    more dates than a series may have instances.
    """
    copy = event.copy()
    for name in ("EXDATE", "RDATE"):
        values = [value.dt for each in every(event, name) for value in each.dts]
        if len(values) > INSTANCES:
            raise BadRule(f"it lists more than {INSTANCES:,} single dates")
        if values:
            copy[name] = vDDDLists([_aligned(value, whole) for value in values])
    return copy


def with_aligned_instance(change: Entry, whole: Entry) -> Entry:
    """The change with its RECURRENCE-ID as the DTSTART of the series is."""
    event, given = change.event.copy(), first(change.event, "RECURRENCE-ID")
    event["RECURRENCE-ID"] = value = vDDDTypes(_aligned(given.dt, whole))
    if change.moves_later_ones:
        value.params["RANGE"] = "THISANDFUTURE"
    return replace(change, event=event)


def _aligned(value: Any, whole: Entry) -> Any:
    if isinstance(value, tuple):
        lasting = value[1] if isinstance(value[1], timedelta) else value[1] - value[0]
        return _aligned(value[0], whole), lasting
    start = whole.start
    if not isinstance(start, datetime):
        return value.date() if isinstance(value, datetime) else value
    if is_date(value):
        return datetime.combine(value, start.timetz())
    if start.tzinfo is None and value.tzinfo is not None:
        return value.astimezone(ZoneInfo(whole.zone)).replace(tzinfo=None)
    return value.replace(tzinfo=value.tzinfo or start.tzinfo)
