"""Duties in the reference reading (SEMANTICS 18): it looks through the whole history of the case each time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from followup.evaluate.quantities import NEVER, Truth, Unsure, conjunction
from followup.evaluate.reference import attribute, holds, select
from followup.evaluate.scene import Scene, World, case_scenes
from followup.evaluate.seen import Acts, Met, Triggers, asked_of_trigger
from followup.evaluate.selected import Selected, last
from followup.language import tree
from followup.timeline.events import Event
from followup.timeline.instants import DAY, EARLIEST, Instant

if TYPE_CHECKING:
    from followup.evaluate.views import Part


@dataclass(frozen=True, slots=True)
class ReferenceDuties:
    """A scene of the reference reading, as a view of duties."""

    scene: Scene

    def _duty(self, duty: int) -> tree.Duty:
        return self.scene.world.pack.duties[duty]

    def holds(self, duty: int) -> Part:
        return holds(self.scene, self._duty(duty).holds)

    def onset(self, duty: int, fulfilled: Event | None) -> Instant:
        return _onset(self.scene, self._duty(duty), fulfilled)

    def was_met(self, duty: int, fulfilment: Event) -> bool:
        condition, scene = self._duty(duty).holds, self.scene
        held = holds(scene.of_event(fulfilment), condition)[0] is True
        return held and not any(truth is True for _, truth in _course(scene, self._duty(duty), fulfilment.at))

    def latest(self, duty: int) -> Acts:
        done = _fulfilments(self.scene, self._duty(duty), None)
        return Acts(last(done), done.stable)

    def triggers(self, duty: int, every: bool) -> Triggers:
        events = self._duty(duty).for_each
        assert events is not None
        found = selected(self.scene, events)
        sure = {event.key for event in found.sure}
        return Triggers([(each, each.key in sure) for each in found.either()], found.stable)

    def met(self, duty: int, trigger: Event) -> Met:
        done = _fulfilments(self.scene, self._duty(duty), trigger)
        if any(event.at > trigger.at for event in done.sure):
            return Met(True, done.stable)
        return Met(None if any(event.at > trigger.at for event in done.possible) else False, done.stable)


def reference_duty_views(world: World, case: str | None, at: Instant) -> list[ReferenceDuties]:
    """One view for each zone that may hold."""
    return [ReferenceDuties(scene) for scene in case_scenes(world, case, at)]


def selected(scene: Scene, events: tree.Selection) -> Selected:
    """The events of a selection that is not across anything, so that it needs no subject."""
    found = select(scene, events)
    assert isinstance(found, Selected)
    return found


def _onset(scene: Scene, duty: tree.Duty, fulfilled: Event | None) -> Instant:
    """A case begins with its first event. Looking back further and further finds the onset without going through
    all of a long history."""
    events = scene.world.journal.timeline(scene.case).events
    start = min(fulfilled.at if fulfilled else events[0].at if events else scene.at, scene.at)
    back = 8 * DAY
    while scene.at - back > start:
        course = list(_course(scene, duty, scene.at - back))
        if any(truth is not True for _, truth in course):
            return _run(course)
        back *= 4
    return _run(_course(scene, duty, start))


def _course(scene: Scene, duty: tree.Duty, start: Instant) -> Iterator[tuple[Instant, Truth]]:
    """What the condition was at `start` and at each instant since then at which it may have changed."""
    when = start
    while when <= scene.at:
        truth, stable = holds(replace(scene, at=when, seen={}), duty.holds)
        yield when, truth
        when = stable


def _run(course: Iterable[tuple[Instant, Truth]]) -> Instant:
    """The instant at which the last run of trues in a course begins."""
    onset, held = EARLIEST, False
    for when, truth in course:
        onset, held = (onset if held else when), truth is True
    return onset


def _fulfilments(scene: Scene, duty: tree.Duty, trigger: Event | None) -> Selected:
    """The acts of ours that surely and possibly do what the duty asks; only what `its:` asks of the event that it is
    for makes them depend on that."""
    asked = tuple(attribute(scene, trigger, each) for each in asked_of_trigger(duty)) if trigger else ()
    key = "fulfilments", duty.id, asked
    if key not in scene.seen:
        scene.seen[key] = _fulfilling(scene, duty, trigger)
    return scene.seen[key]  # type: ignore[no-any-return]


def _fulfilling(scene: Scene, duty: tree.Duty, trigger: Event | None) -> Selected:
    asker = replace(scene, subject=trigger, seen={}) if trigger else scene
    found = selected(asker, duty.met_by) if duty.met_by else _doing(asker, duty)
    return replace(found, sure=_by_us(scene, found.sure), possible=_by_us(scene, found.possible))


def _doing(asker: Scene, duty: tree.Duty) -> Selected:
    """The acts so far that do just what the duty says."""
    truths = [
        (event, conjunction(_does(asker, duty, event))[0])
        for event in asker.world.events(duty.kind, asker.case)
        if event.at <= asker.at
    ]
    sure = tuple(event for event, truth in truths if truth is True)
    possible = tuple(event for event, truth in truths if isinstance(truth, Unsure))
    return Selected(sure, possible, NEVER, frozenset())


def _by_us(scene: Scene, events: tuple[Event, ...]) -> tuple[Event, ...]:
    return tuple(event for event in events if scene.world.pack.kinds[event.kind].by == "us")


def _does(asker: Scene, duty: tree.Duty, event: Event) -> Iterator[tuple[Truth, Instant]]:
    for name, value in duty.do:
        yield holds(asker, tree.Compare(tree.OwnTerm(name), "is", (value,)), event)
