"""A view: one look at the world in whichever reading, as decisions ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from followup.timeline.instants import Instant

if TYPE_CHECKING:
    from typing import TypeAlias

    from followup.evaluate.quantities import Quantity, Truth
    from followup.evaluate.scene import World
    from followup.language import tree
    from followup.timeline.events import Event

    Part: TypeAlias = tuple[Truth, Instant]


class Seen(NamedTuple):
    """An event behind a fact."""

    kind: str
    at: Instant
    id: str
    case: str | None


class View(Protocol):
    """What a reading sees of a subject at an instant, for one person contacted and one zone that may hold."""

    @property
    def world(self) -> World: ...
    @property
    def at(self) -> Instant: ...
    @property
    def case(self) -> str | None: ...
    @property
    def zone(self) -> str | None: ...

    def speaks(self, rule: int) -> Part:
        """Whether the rule of that number has something to say, and until when that surely stays so."""

    def lifting(self, rule: int) -> tuple[Event | None, Instant]:
        """The override that lifts the rule, if any, and until when that surely stays so."""

    def holds(self, condition: tree.Condition, on_absent: bool | None = None) -> Part:
        """Whether a condition holds of the subject."""

    def value(self, name: str) -> Quantity:
        """A fact, a clock fact, or an attribute of the subject."""

    def evidence(self, name: str, newest: int) -> tuple[int, Sequence[Seen]]:
        """How many events stand behind a fact, and the newest of them."""
