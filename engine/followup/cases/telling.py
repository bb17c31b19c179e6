"""What the person tells by hand, in the words of the pack in use: events, answers to what is unknown, and
taking the last of either back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from followup.cases.moves import questions
from followup.cases.office import Office
from followup.cases.records import HAND
from followup.cases.store import Store
from followup.evaluate.scene import typed
from followup.language import tree
from followup.timeline.events import Event
from followup.timeline.instants import Instant
from followup.timeline.values import Attributes, Unknown, Value


class NoSuchValue(ValueError):
    """A text that an attribute cannot have; the message says what it can."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was kept: an event of its own, or the answer to what `event` left open."""

    event: Event
    attribute: str | None
    value: Value | None
    answered: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: an event logged by hand, or an answer."""

    kind: str
    at: Instant
    attribute: str | None = None


def value_of(entry: tree.Entry, text: str, declared: tree.Attribute) -> Value:
    """What a word on the command line stands for: one of the entry's choices, else the attribute's own type
    written out; raises `NoSuchValue`."""
    if entry.choices:
        return _chosen(entry, text)
    try:
        value = typed(declared, _PLAIN.get(declared.type, str)(text))
    except (ValueError, InvalidOperation):
        value = Unknown(f"'{text}' is no {declared.type}")
    if isinstance(value, Unknown):
        raise NoSuchValue(value.reason)
    return value  # type: ignore[return-value]


def _chosen(entry: tree.Entry, text: str) -> Value:
    """A choice by its word, or by the value that it stands for."""
    for word, value in entry.choices.items():
        if text in (word, value):
            return value
    raise NoSuchValue(f"'{text}' is none of {', '.join(entry.choices)}")


def _boolean(text: str) -> bool:
    if text.lower() not in ("yes", "no", "true", "false"):
        raise ValueError(text)
    return text.lower() in ("yes", "true")


_PLAIN: dict[str, Any] = {
    "integer": int,
    "number": Decimal,
    "boolean": _boolean,
    "list": lambda text: tuple(each.strip() for each in text.split(",")),
}


def answer(office: Office, case: str, option: str, value: Value, at: Instant, now: Instant,
           alike: bool = False) -> Told | None:  # fmt: skip
    """Keeps what the newest event with an open question of that option means; None if there is none. With
    `alike` the older ones mean the same."""
    sets = office.pack.tree.desk.log[option].sets
    asked = [each.event for each in questions(office, case, at) if each.option == option]
    if not asked or sets is None:
        return None
    with office.store.writing():
        for event in reversed(asked if alike else asked[:1]):
            office.store.answer(event.source, event.id, sets, value, now)
    return Told(asked[0], sets, value, answered=True)


def log(
    office: Office, case: str, option: str, value: Value | None, more: Attributes, at: Instant, now: Instant
) -> Told:
    """Keeps an event that the person tells of."""
    entry = office.pack.tree.desk.log[option]
    told = {} if value is None or entry.sets is None else {entry.sets: value}
    kept = office.store.log(case, entry.kind, at, {**entry.given, **told, **more}, now)
    return Told(Event(kept.id, at, entry.kind, case, HAND), entry.sets, value, answered=False)


def undo(store: Store, office: Office, case: str) -> Undone | None:
    """Takes back what was told of the case last, be it an event or an answer; None if nothing was."""
    entry = next(reversed(store.entries(case)), None)
    found = {each.key: each for each in office.journal.timeline(case)}
    told = store.last_answer(found)
    if told is not None and (entry is None or told.recorded >= entry.recorded):
        store.answer(*told.about, told.attribute, None, told.recorded)
        event = found[told.about]
        return Undone(event.kind, event.at, told.attribute)
    taken = store.undo(case)
    return None if taken is None else Undone(taken.kind, taken.at)
