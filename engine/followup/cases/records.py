"""The nouns of the desk: cases, their people, items as the store keeps them, and how they belong together."""

from __future__ import annotations

from typing import Literal, TypeAlias

from followup._late import dataclass, field
from followup.plugins.items import Item
from followup.timeline.instants import Instant
from followup.timeline.values import Attributes

#: The source of events that the person logged by hand.
HAND = "hand"

How: TypeAlias = Literal["assigned", "address", "number", "profile", "thread", "domain"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a case, with all that identifies them; a name identifies nobody."""

    case: str
    name: str | None = None
    addresses: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    zone: str | None = None

    @property
    def identifiers(self) -> tuple[str, ...]:
        return (*self.addresses, *self.numbers, *self.profiles)


@dataclass(frozen=True, slots=True)
class Case:
    """What a timeline is about, as its owner told it."""

    id: str
    title: str | None = None
    zone: str | None = None
    country: str | None = None
    created: Instant = 0


@dataclass(frozen=True, slots=True)
class Match:
    """The case that an item belongs to and by what; or none, with the cases that it could belong to."""

    case: str | None = None
    how: How | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """An item with the plugin that read it, the short `ref` by which people name it, and when it came in."""

    source: str
    item: Item
    ref: str
    recorded: Instant
    match: Match = Match()


@dataclass(frozen=True, slots=True)
class Entry:
    """An event that the person logged by hand, in the words of the pack in use."""

    id: str
    case: str
    kind: str
    at: Instant
    recorded: Instant
    attributes: Attributes = field(default_factory=dict, hash=False)
    void: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person said an attribute is, of the event with that (source, id)."""

    about: tuple[str, str]
    attribute: str
    recorded: Instant


@dataclass(frozen=True, slots=True)
class Home:
    """The settings of a home: who we are, where local times are meant, which pack is in use, and by which
    name we sign."""

    me: tuple[str, ...] = ()
    zone: str = "UTC"
    country: str | None = None
    pack: str = ""
    name: str | None = None
