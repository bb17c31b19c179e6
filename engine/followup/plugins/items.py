"""What plugins and the engine hand each other: neutral items, contents, facts, orders and products.

Nothing here knows a policy: a reader says that there was a message, a call, an invitation or a meeting, with
who, when and what; the pack in use says what that is to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from followup._late import dataclass, field
from followup.timeline.instants import Instant
from followup.timeline.values import Attributes, Maybe

ItemKind: TypeAlias = Literal["message", "call", "invitation", "meeting"]
Direction: TypeAlias = Literal["out", "in"]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody as a file names them. `address` is a bare, lower-case mail address; `number` is E.164
    (`+4930123456`); `profile` is a canonical profile address without scheme (`linkedin.com/in/x`)."""

    name: str | None = None
    address: str | None = None
    number: str | None = None
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a file says happened (or, for a meeting, will happen).

    `id` is stable: reading the file again, or another file with the same thing in it, gives the same id. `at`
    is in microseconds. `direction` is `out` if we acted, `in` if they did, None if that cannot be said.
    `parties` are the others, never us. `attributes` are neutral; the README of plugins lists their names.
    `place` says where it was read (`inbox.mbox, message 12`), for people; it is not part of the identity.
    """

    kind: ItemKind
    id: str
    at: Instant
    channel: str
    direction: Direction | None = None
    parties: tuple[Party, ...] = ()
    attributes: Attributes = field(default_factory=dict, hash=False)
    revision: int = 0
    void: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """Something in a file that became no item, and why; `broken` tells damage from what is none of ours."""

    place: str
    why: str
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader may know: our own addresses, numbers (E.164) and profiles; the zone (IANA) of local times
    that a file writes without one; the country (ISO 3166) of numbers without a prefix; and the instant up to
    which endless recurrences are expanded."""

    me: frozenset[str] = frozenset()
    zone: str = "UTC"
    country: str | None = None
    until: Instant | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a fact may look at: a kind, and attributes such as `text`, `subject` or `channel`."""

    kind: str
    attributes: Attributes = field(default_factory=dict, hash=False)

    def text(self, name: str = "text") -> str | None:
        value = self.attributes.get(name)
        return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of `content.attributes[field]`, from `start` to `end` (characters, half-open), that speaks
    for a fact's value; `instead` is what could be written there."""

    start: int
    end: int
    says: str
    instead: str | None = None
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact's value and the words that it rests on."""

    value: Maybe
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """What an action is asked to make.

    `action` and `channel` name it; `text` is the body, `attributes` the rest that the action declares as
    parameters (`subject`, `to`, `in_reply_to`, `title`, `at`, …); `me` is who acts.
    """

    action: str
    channel: str
    to: tuple[Party, ...] = ()
    me: Party = Party()
    text: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Product:
    """What an action made: a file's bytes with a name and a media type. Nothing is ever sent."""

    name: str
    media_type: str
    content: bytes
    notes: tuple[str, ...] = ()


class RefusedOrder(ValueError):
    """An order that an action cannot carry out as asked (a line break in a subject)."""


class RefusedFile(ValueError):
    """A file that a reader will not read at all (an archive that explodes, a path that leaves its folder)."""
