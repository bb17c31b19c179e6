"""The reference reading, as decisions ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from followup.evaluate import reference_rules
from followup.evaluate.clocks import clock
from followup.evaluate.quantities import Quantity
from followup.evaluate.reference import attribute, fact, holds
from followup.evaluate.scene import Scene, World, settings
from followup.evaluate.seen import Seen
from followup.language import tree
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import Instant

if TYPE_CHECKING:
    from followup.evaluate.views import Part, View


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A scene of the reference reading, as a view."""

    scene: Scene

    @property
    def world(self) -> World:
        return self.scene.world

    @property
    def at(self) -> Instant:
        return self.scene.at

    @property
    def case(self) -> str | None:
        return self.scene.case

    @property
    def zone(self) -> str | None:
        return self.scene.zone

    def speaks(self, rule: int) -> Part:
        return reference_rules.speaks(self.scene, self.world.pack.rules[rule])

    def lifting(self, rule: int) -> tuple[Event | None, Instant]:
        return reference_rules.lifting(self.scene, self.world.pack.rules[rule])

    def holds(self, condition: tree.Condition, on_absent: bool | None = None) -> Part:
        return holds(self.scene, condition, on_absent=on_absent)

    def value(self, name: str) -> Quantity:
        if name in self.world.pack.facts:
            return fact(self.scene, name).value
        if name in tree.CLOCKS:
            return clock(self.scene, name)  # type: ignore[arg-type, no-any-return]
        return attribute(self.scene, self.scene.subject, name).value

    def evidence(self, name: str, newest: int) -> tuple[int, Sequence[Seen]]:
        events = fact(self.scene, name).events
        return len(events), [Seen(each.kind, each.at, each.id, each.case) for each in events[-newest:]]


def reference_views(world: World, subject: Proposal | Event) -> Iterable[ReferenceView]:
    """The views of the reference reading: one for each person contacted and each zone that may hold."""
    return map(ReferenceView, reference_rules.scenes(world, subject))


def reference_case_views(world: World, case: str | None, at: Instant) -> Iterable[View]:
    """The views of the reference reading without a proposal: one for each zone that may hold."""
    for zone, country in settings(world.journal, None, case):
        yield ReferenceView(Scene(world, at, case, None, zone, country))
