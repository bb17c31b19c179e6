"""All versions and changes of one event, as the items that they come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import recurring_ical_events
from icalendar import Calendar, Event

from followup.plugins import Instant, Item, Left, Reading, RefusedFile, moment
from followup_calendar._entries import Entry, item_id, key, with_aligned_dates, with_aligned_instance
from followup_calendar._items import item, revision
from followup_calendar._rules import INSTANCES, BadRule, safe
from followup_calendar._values import every, when

BAD_RULES = 20
SERIES = 2_000


@dataclass
class Effort:
    """What the rules of one file have cost; a file that only makes work is refused."""

    bad_rules: int = 0
    series: int = 0

    def spend(self, *, bad: bool) -> None:
        self.series += 1
        self.bad_rules += bad
        if self.bad_rules > BAD_RULES:
            raise RefusedFile(f"more than {BAD_RULES} of its events repeat in ways that cannot be expanded")
        if self.series > SERIES:
            raise RefusedFile(f"more than {SERIES:,} of its events repeat")


@dataclass(frozen=True, slots=True)
class Expansion:
    """What is needed to expand: the reader's knowledge, the instant at which endless rules stop, the effort."""

    reading: Reading
    horizon: Instant
    effort: Effort = field(default_factory=Effort)


def expanded(entries: Sequence[Entry], how: Expansion) -> Iterator[Item | Left]:
    """The items of all entries with one UID: instances keep their identity when they are moved or cancelled."""
    whole, left = _newest([entry for entry in entries if entry.instance is None])
    changes: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.instance is not None:
            change = with_aligned_instance(entry, whole) if whole else entry
            changes.setdefault(key(change.instance), []).append(change)
    newest = {name: _newest(versions) for name, versions in changes.items()}
    yield from [*left, *(each for _, older in newest.values() for each in older)]
    changed = {name: change for name, (change, _) in newest.items() if change is not None}
    if whole is not None and ("RRULE" in whole.event or "RDATE" in whole.event):
        yield from _series(whole, changed, how)
    else:
        yield from (_single(entry, how) for entry in [*([whole] if whole else []), *changed.values()])


def _newest(entries: Sequence[Entry]) -> tuple[Entry | None, list[Left]]:
    """The newest version, the first of equals; the others are left."""
    if not entries:
        return None, []
    newest = max(entries, key=lambda entry: revision(entry.event, void=False))
    others = [entry for entry in entries if entry is not newest]
    return newest, [
        Left(other.place, f"another version of {newest.place}, which was taken") for other in others
    ]


def _single(entry: Entry, how: Expansion) -> Item | Left:
    return _item(entry.event, item_id(entry.id, entry.instance), entry, how)


def _item(event: Event, id: str, entry: Entry, how: Expansion, void: bool = False) -> Item | Left:
    try:
        return item(event, id, entry.place, entry.zone, how.reading, void=void)
    except (ValueError, OverflowError) as error:
        return Left(entry.place, str(error), broken=True)


def _series(whole: Entry, changed: Mapping[str, Entry], how: Expansion) -> Iterator[Item | Left]:
    try:
        until, cut = _until(whole, how)
        found = [*cut, *_instances(with_aligned_dates(whole.event, whole), until, whole, changed, how)]
        how.effort.spend(bad=False)
    except RefusedFile:
        raise
    except Exception as error:  # the library, too, fails in many ways of its own on what is broken
        how.effort.spend(bad=True)
        why = str(error) if isinstance(error, BadRule) else f"its repetition cannot be read ({error})"
        found = [Left(whole.place, f"{why}, so only its first meeting was taken", broken=True)]
        found += [_item(whole.event, item_id(whole.id, whole.start), whole, how)]
        found += [_single(change, how) for change in changed.values()]
    yield from found


def _until(whole: Entry, how: Expansion) -> tuple[datetime, list[Left]]:
    """Up to when to expand the rules, and whether that leaves something; raises `BadRule`."""
    horizon = moment(how.horizon).replace(tzinfo=None)
    ends = [safe(rule, whole.start, horizon) for rule in every(whole.event, "RRULE")]
    why = f"it repeats more than {INSTANCES:,} times, so the later ones were not taken"
    cut = [Left(whole.place, why)] if any(end.cut for end in ends) else []
    return max((end.until for end in ends), default=horizon), cut


def _without(event: Event, name: str) -> Event:
    copy = event.copy()
    copy.pop(name, None)
    return copy


def _instances(
    event: Event, until: datetime, whole: Entry, changed: Mapping[str, Entry], how: Expansion
) -> Iterator[Item | Left]:
    """The instances up to `until`, all changed ones, and as void those that the series leaves out."""
    stop = max([until, *(_naive(change.start) for change in changed.values())])
    taken = set(changed)
    for found in _occurrences([event, *(change.event for change in changed.values())], stop):
        instance = _instance(found, changed)
        if key(instance) in changed or _naive(instance) <= until:
            taken.add(key(instance))
            yield _item(found, item_id(whole.id, instance), changed.get(key(instance), whole), how)
    for found in _occurrences([_without(event, "EXDATE")], until) if "EXDATE" in event else []:
        instance = _instance(found, {})
        if key(instance) not in taken and _naive(instance) <= until:
            yield _item(found, item_id(whole.id, instance), whole, how, void=True)


def _occurrences(events: Sequence[Event], stop: datetime) -> list[Event]:
    """The instances that the library finds; days are added on either side, for zones."""
    calendar = Calendar()
    for event in events:
        calendar.add_component(event)
    start = min(_naive(when(event, "DTSTART")) for event in events)
    query = recurring_ical_events.of(calendar, components=["VEVENT"])
    found: list[Event] = query.between(_utc(start, -2), _utc(stop, 2))
    return found


def _naive(value: date | datetime | None) -> datetime:
    """A date or time as a local time without zone: close enough to bound a search."""
    assert value is not None
    return value.replace(tzinfo=None) if isinstance(value, datetime) else datetime.combine(value, time())


def _utc(local: datetime, days: int) -> datetime:
    bounded = min(max(local, datetime(1601, 1, 1)), datetime(9990, 1, 1))
    return (bounded + timedelta(days=days)).replace(tzinfo=UTC)


def _instance(found: Event, changed: Mapping[str, Entry]) -> date | datetime:
    """Which instance of the series this is. An instance that is moved together with all later ones bears the
    first one's RECURRENCE-ID; its own is where it would have been."""
    instance, start = when(found, "RECURRENCE-ID"), when(found, "DTSTART")
    assert instance is not None
    assert start is not None
    change = changed.get(key(instance))
    if change is None or not change.moves_later_ones:
        return instance
    return start - (_naive(change.start) - _naive(change.instance))
