"""What a reading tells of the duties of a case at an instant, in one zone; and the reference reading's way to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from followup.evaluate.quantities import NEVER, Truth, Unsure, conjunction
from followup.evaluate.reference import attribute, holds, select
from followup.evaluate.scene import Scene, World, settings
from followup.evaluate.selected import Selected, last
from followup.language import tree
from followup.language.cycles import terms_of
from followup.timeline.events import Event
from followup.timeline.instants import DAY, EARLIEST, Instant

if TYPE_CHECKING:
    from followup.evaluate.views import Part


class Triggers(NamedTuple):
    """Events that a duty is for, in order, each with whether it surely is one; and until when these stay."""

    events: list[tuple[Event, bool]]
    stable: Instant


class Acts(NamedTuple):
    """The act that fulfilled a duty last, the sure one (or None) before those that only may have; and until when
    that stays if no event comes."""

    options: list[Event | None]
    stable: Instant


class Met(NamedTuple):
    """Whether a duty for an event is met: surely, perhaps (None), or not; and until when that stays."""

    truth: bool | None
    stable: Instant


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


def selected(scene: Scene, events: tree.Selection) -> Selected:
    """The events of a selection that is not across anything, so that it needs no subject."""
    found = select(scene, events)
    assert isinstance(found, Selected)
    return found


@cache
def asked_of_trigger(duty: tree.Duty) -> tuple[str, ...]:
    """What a fulfilment is asked to share with the event that the duty is for."""
    terms = [value for _, value in duty.do] if duty.met_by is None else terms_of(duty.met_by.where)
    return tuple(sorted({term.name for term in terms if isinstance(term, tree.SubjectTerm)}))


@dataclass(frozen=True, slots=True)
class ReferenceDuties:
    """The reference reading: it looks through the whole history of the case each time."""

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


def case_scenes(world: World, case: str | None, at: Instant) -> list[Scene]:
    """The scenes of a case without a proposal: one for each zone that may hold."""
    return [Scene(world, at, case, None, zone, land) for zone, land in settings(world.journal, None, case)]


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
