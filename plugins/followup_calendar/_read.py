"""A calendar file as items: cut into components, read one by one, brought together by UID, expanded."""

from __future__ import annotations

import hashlib
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from icalendar import Event, Timezone, use_zoneinfo, vText

from followup.plugins import Instant, Item, Left, Reading, RefusedFile
from followup.timeline.instants import DAY, LATEST
from followup_calendar._entries import Entry
from followup_calendar._series import Expansion, expanded
from followup_calendar._split import Block, blocks
from followup_calendar._values import first, instant_of, text, when

MAX_BYTES = 50_000_000
MEETINGS = 50_000
AHEAD = 400 * DAY

_NAMES = {
    "VEVENT": "event",
    "VTIMEZONE": "time zone",
    "VTODO": "to-do",
    "VJOURNAL": "journal entry",
    "VFREEBUSY": "free/busy time",
    "VAVAILABILITY": "availability",
}
_YEARLY = re.compile(r"RRULE:.*FREQ=YEARLY", re.IGNORECASE)
_SOME_TIME = datetime(2000, 1, 1)


def meetings(path: Path, reading: Reading) -> Iterator[Item | Left]:
    """The meetings of a calendar file, at most `MEETINGS`; raises `RefusedFile` if it is none, or too much."""
    content = _text(path)
    parts = list(_placed(blocks(content), path.name))
    if not parts and not re.search("^BEGIN:VCALENDAR", content, re.IGNORECASE | re.MULTILINE):
        raise RefusedFile("there is no calendar in it")
    entries, left = _read(parts, reading)
    if all(block.name == "VTIMEZONE" for block, _ in parts):
        left.append(Left(path.name, "a calendar without anything in it"))
    yield from left
    yield from _limited(_expanded(entries, reading), path.name)


def _text(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise RefusedFile(f"more than {MAX_BYTES:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _placed(found: Iterable[Block], name: str) -> Iterator[tuple[Block, str]]:
    """Each component with its place: `work.ics, event 3`."""
    numbers: Counter[str] = Counter()
    for block in found:
        numbers[block.name] += 1
        kind = _NAMES.get(block.name, block.name)
        yield block, f"{name}, {kind} {numbers[block.name]}"


def _read(parts: list[tuple[Block, str]], reading: Reading) -> tuple[list[Entry], list[Left]]:
    """All events that can be read, and what was left. Time zones first: they may stand after their use."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of zone names that it has to guess
        return _read_all(parts, reading)


def _read_all(parts: list[tuple[Block, str]], reading: Reading) -> tuple[list[Entry], list[Left]]:
    use_zoneinfo()  # type: ignore[no-untyped-call]  # forgets the zones that another file defined
    entries: list[Entry] = []
    left: list[Left] = []
    for block, place in sorted(parts, key=lambda part: part[0].name != "VTIMEZONE"):
        found = _component(block, place, reading)
        if isinstance(found, Entry):
            entries.append(found)
        elif found is not None:
            left.append(found)
    return entries, left + _unknown_zones(entries)


def _component(block: Block, place: str, reading: Reading) -> Entry | Left | None:
    if block.name not in ("VEVENT", "VTIMEZONE"):
        return Left(place, "this is no meeting")
    if not block.whole:
        return Left(place, "it breaks off in its middle", broken=True)
    try:
        if block.name == "VEVENT":
            return _entry(block, place, reading)
        _learn_zone(block)
    except Exception as error:  # the library fails in many ways of its own on what is broken
        return Left(place, f"it cannot be read: {error or type(error).__name__}", broken=True)
    return None


def _learn_zone(block: Block) -> None:
    """Lets the library know a zone that the file defines; raises ValueError for one that could run for ever."""
    for line in block.lines:
        if line.upper().startswith("RRULE") and not _YEARLY.match(line):
            raise ValueError("its clock does not change yearly")
    Timezone.from_ical(block.text)


def _entry(block: Block, place: str, reading: Reading) -> Entry | Left:
    event = Event.from_ical(block.text)
    assert isinstance(event, Event)
    if when(event, "DTSTART") is None:
        return Left(place, "it has no start that can be read", broken=True)
    if "RECURRENCE-ID" in event and when(event, "RECURRENCE-ID") is None:
        return Left(place, "it changes an instance that cannot be told", broken=True)
    if block.method == "CANCEL":
        event["STATUS"] = vText("CANCELLED")
    return Entry(event, _uid(event), place, _floating(block, reading))


def _uid(event: Event) -> str:
    """The event's own UID; without one, a digest of when it is and what it is called."""
    given = text(event, "UID")
    described = f"{when(event, 'DTSTART')}\0{text(event, 'SUMMARY')}\0{text(event, 'ORGANIZER')}"
    return given or "no-uid-" + hashlib.sha256(described.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _floating(block: Block, reading: Reading) -> str:
    """The zone of local times without one: the calendar's own if it names one, else ours."""
    try:
        instant_of(_SOME_TIME, block.zone, block.zone)
    except ValueError:
        return reading.zone
    return block.zone


def _unknown_zones(entries: Iterable[Entry]) -> list[Left]:
    """A remark for each zone that nobody knows: its times were read as local ones."""
    remarks: dict[str, Left] = {}
    for entry in entries:
        start, name = entry.start, first(entry.event, "DTSTART").params.get("TZID")
        if name is not None and getattr(start, "tzinfo", None) is None and str(name) not in remarks:
            why = f"nobody knows its time zone '{name}'; times in it were read as in {entry.zone}"
            remarks[str(name)] = Left(entry.place, why)
    return list(remarks.values())


def _expanded(entries: list[Entry], reading: Reading) -> Iterator[Item | Left]:
    how = Expansion(reading, _horizon(entries, reading))
    by_uid: dict[str, list[Entry]] = {}
    for entry in entries:
        by_uid.setdefault(entry.id, []).append(entry)
    for versions in by_uid.values():
        yield from expanded(versions, how)


def _horizon(entries: list[Entry], reading: Reading) -> Instant:
    """Where endless recurrences stop: where the reader says, else some time after the last start in the file."""
    if reading.until is not None:
        return reading.until
    return min(max((_at(entry, reading) for entry in entries), default=0) + AHEAD, LATEST)


def _at(entry: Entry, reading: Reading) -> Instant:
    try:
        return instant_of(entry.start, entry.zone, reading.zone)
    except (ValueError, OverflowError):
        return 0


def _limited(found: Iterator[Item | Left], name: str) -> Iterator[Item | Left]:
    meetings = 0
    for each in found:
        meetings += isinstance(each, Item)
        if meetings > MEETINGS:
            yield Left(name, f"more than {MEETINGS:,} meetings; the rest was not read")
            return
        yield each
