"""Calendars: meetings from iCalendar files, and reminders to import into one.

Reading and writing are imported when they are first used: to recognise a file, its head is enough.
"""

from collections.abc import Iterator
from pathlib import Path

from followup.plugins import Item, Left, Order, Product, Reading, acts, reads, recognises
from followup_calendar._recognise import FORMAT, is_calendar

__all__ = ["act", "read", "recognise"]


@recognises
def recognise(path: Path, head: bytes) -> str | None:
    return FORMAT if is_calendar(head) else None


@reads
def read(path: Path, format: str, reading: Reading) -> Iterator[Item | Left]:
    from followup_calendar._read import meetings

    return meetings(path, reading)


@acts
def act(order: Order) -> Product:
    from followup_calendar._remind import reminder

    return reminder(order)
