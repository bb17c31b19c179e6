"""What decisions ask of the world, in whichever reading. For the checker of types alone: nothing here is made, and
classes of this kind take longer than most to set up, so that no program imports them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeAlias

from followup.evaluate.quantities import Quantity, Truth
from followup.evaluate.scene import Scene, World
from followup.evaluate.seen import Acts, Met, Seen, Triggers
from followup.language import tree
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import Instant

Part: TypeAlias = tuple[Truth, Instant]


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


class DutyView(Protocol):
    """Duties by their number in the pack. What is stable is so as long as no known event of the case comes."""

    @property
    def scene(self) -> Scene: ...

    def holds(self, duty: int) -> Part:
        """Whether the condition of a duty holds now."""

    def onset(self, duty: int, fulfilled: Event | None) -> Instant:
        """When the condition, which holds now, became true for the last time since then, or in the case."""

    def was_met(self, duty: int, fulfilment: Event) -> bool:
        """Whether the condition held when the duty was fulfilled, and has not held again since."""

    def latest(self, duty: int) -> Acts:
        """The last fulfilment of a duty that is not for each of some events."""

    def triggers(self, duty: int, every: bool) -> Triggers:
        """All events that a duty is for; or only those without a sure answer, and the newest with one."""

    def met(self, duty: int, trigger: Event) -> Met:
        """Whether an act after the event did what the duty asks for it."""


class Reading(Protocol):
    """How decisions see a world: what a reading other than the reference one brings along."""

    def over(self, world: World) -> Reading: ...
    def views(self, world: World, subject: Event | Proposal) -> Iterable[View]: ...
    def case_views(self, world: World, case: str | None, at: Instant) -> Iterable[View]: ...
    def duty_views(self, world: World, case: str | None, at: Instant) -> Sequence[DutyView]: ...
    def attribute(self, scene: Scene, event: Event, name: str) -> Any: ...
