"""A reminder as a calendar file: one event with an alarm, the same UID for the same case and step."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from followup.plugins import Order, Product, RefusedOrder, instant, moment

LASTS = timedelta(minutes=15)
MEDIA_TYPE = "text/calendar"


def reminder(order: Order) -> Product:
    """The reminder that an order asks for; raises `RefusedOrder` for what is missing or cannot be written."""
    fields = {name: _line(order, name) for name in ("title", "zone", "case", "step")}
    start = _start(order, fields["zone"])
    calendar = Calendar()
    calendar.add("prodid", "-//followup//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(fields, start, _body(order.text)))
    calendar.add_missing_timezones(date(start.year, 1, 1), date(start.year + 1, 12, 31))
    name = "-".join(part for part in ("reminder", _slug(fields["case"]), _slug(fields["step"])) if part)
    return Product(f"{name}.ics", MEDIA_TYPE, calendar.to_ical())


def _line(order: Order, name: str) -> str:
    value = order.attributes.get(name)
    if not isinstance(value, str) or not value.strip():
        raise RefusedOrder(f"a reminder needs a {name}")
    if any(_is_control(char) for char in value):
        raise RefusedOrder(f"the {name} has a line break or another control character")
    return value.strip()


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")


def _body(text: str) -> str:
    lines = re.split(r"\r\n|\r|\n", text)
    if any(_is_control(char) and char != "\t" for line in lines for char in line):
        raise RefusedOrder("the text has a control character")
    return "\n".join(lines)


def _start(order: Order, zone: str) -> datetime:
    """The moment in that zone; the instant is given as microseconds or as ISO 8601."""
    at = order.attributes.get("at")
    if not isinstance(at, (int, str)) or isinstance(at, bool):
        raise RefusedOrder("a reminder needs an instant")
    try:
        return moment(instant(at, zone), zone).replace(microsecond=0)
    except ValueError as error:
        raise RefusedOrder(str(error)) from None


def _event(fields: dict[str, str], start: datetime, text: str) -> Event:
    event = Event()
    event.add("uid", _uid(fields["case"], fields["step"]))
    event.add("dtstamp", start)  # the same order makes the same file: there is no clock here
    event.add("dtstart", start)
    event.add("duration", LASTS)
    event.add("summary", fields["title"])
    event.add("transp", "TRANSPARENT")
    if text.strip():
        event.add("description", text)
    event.add_component(_alarm(fields["title"]))
    return event


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(0))
    return alarm


def _uid(case: str, step: str) -> str:
    return hashlib.sha256(f"{case}\0{step}".encode()).hexdigest()[:32] + "@followup"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]
