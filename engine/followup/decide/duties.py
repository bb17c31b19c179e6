"""Duties: what must be done, since when, by when, and whether it may be done now (SEMANTICS 18).

States: `waiting` (not due yet), `due`, `overdue` (the deadline is missed, and stays so), `blocked` (due, but
every way of doing it is forbidden), `met`, `void` (nothing to do), `unknown`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from typing import Any

from followup.decide.decision import NEVER_CHANGES, DutyState, Moment, Never, State
from followup.decide.future import first
from followup.decide.verdict import Judged, judge
from followup.evaluate.quantities import NEVER, Truth, Unsure, conjunction
from followup.evaluate.reference import attribute, holds, select
from followup.evaluate.scene import Scene, World, persons, settings
from followup.evaluate.selected import Selected
from followup.language import tree
from followup.language.cycles import terms_of
from followup.timeline import calendar
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import Instant, moment
from followup.timeline.values import ABSENT


@dataclass(frozen=True, slots=True)
class Standing:
    """A duty's state, and until when it surely stays so."""

    state: DutyState
    stable: Instant


def standings(world: World, case: str | None, at: Instant) -> tuple[Standing, ...]:
    """Where every duty of a case stands at an instant.

    Of a duty for each of some events, the open ones are told, and the newest that is settled.
    """
    shown: list[Standing] = []
    for duty in world.pack.duties:
        options = [tuple(_standing(scene, duty)) for scene in case_scenes(world, case, at)]
        shown.extend(_agreed(options))
    return tuple(shown)


def case_scenes(world: World, case: str | None, at: Instant) -> list[Scene]:
    """The scenes of a case without a proposal: one for each zone that may hold."""
    return [Scene(world, at, case, None, zone, land) for zone, land in settings(world.journal, None, case)]


def _agreed(options: list[tuple[Standing, ...]]) -> tuple[Standing, ...]:
    """What all zones agree on; a duty on which they do not is unknown."""
    ours, *others = options
    agreed: list[Standing] = []
    for standing in ours:
        same = [o for other in others for o in other if o.state.signature[:2] == standing.state.signature[:2]]
        stable = min(each.stable for each in (standing, *same))
        if any(each.state.state != standing.state.state for each in same):
            standing = replace(standing, state=replace(standing.state, state="unknown"))
        agreed.append(replace(standing, stable=stable))
    return tuple(agreed)


def _standing(scene: Scene, duty: tree.Duty) -> Iterator[Standing]:
    if duty.for_each is None:
        yield _while_standing(scene, duty)
        return
    found = selected(scene, duty.for_each)
    settled: Standing | None = None
    for trigger in found.either():
        standing = _trigger_standing(scene, duty, trigger, trigger in found.sure)
        standing = replace(standing, stable=min(standing.stable, found.stable))
        if standing.state.state in ("met", "void"):
            settled = standing
        else:
            yield standing
    if settled is not None:
        yield settled
    elif not found.either():
        yield Standing(_state(duty, "void"), found.stable)


def selected(scene: Scene, events: tree.Selection) -> Selected:
    """The events of a selection that is not across anything, so that it needs no subject."""
    found = select(scene, events)
    assert isinstance(found, Selected)
    return found


def _state(duty: tree.Duty, state: State, trigger: Event | None = None, **more: Any) -> DutyState:
    return DutyState(duty.id, state, duty.says, trigger.id if trigger else None, **more)


# A duty while a condition holds.


def _while_standing(scene: Scene, duty: tree.Duty) -> Standing:
    truth, stable = holds(scene, duty.holds)
    stable = min(stable, _next_event(scene))
    if isinstance(truth, Unsure):
        return Standing(_state(duty, "unknown"), stable)
    sure, possible = _fulfilments(scene, duty, None)
    if truth is False:
        done = bool(sure) and _was_pending(scene, duty, sure[-1])
        return Standing(_state(duty, "met" if done else "void"), stable)
    answers = [
        _pending(scene, duty, _onset(scene, duty, last), None, stable) for last in _lasts(sure, possible)
    ]
    return _either(duty, None, answers)


def _lasts(sure: list[Event], possible: list[Event]) -> list[Event | None]:
    """The last fulfilment if only sure ones count, and if possible ones do."""
    last = sure[-1] if sure else None
    newer = [event for event in possible if last is None or event.order > last.order]
    return [last, newer[-1]] if newer else [last]


def _either(duty: tree.Duty, trigger: Event | None, answers: list[Standing]) -> Standing:
    states = {answer.state.state for answer in answers}
    stable = min(answer.stable for answer in answers)
    if len(states) > 1:
        return Standing(_state(duty, "unknown", trigger), stable)
    return replace(answers[0], stable=stable)


def _was_pending(scene: Scene, duty: tree.Duty, fulfilment: Event) -> bool:
    """Whether the condition held when the duty was fulfilled, and has not held again since."""
    before = scene.of_event(fulfilment)
    held = holds(before, duty.holds)[0]
    return held is True and _onset(scene, duty, fulfilment) is None


def _onset(scene: Scene, duty: tree.Duty, fulfilled: Event | None) -> Instant | None:
    """The instant at which the condition became true for the last time since the fulfilment; None if never."""
    events = scene.world.journal.timeline(scene.case).events
    start = fulfilled.at if fulfilled else (events[0].at if events else scene.at)
    onset: Instant | None = None
    when = min(start, scene.at)
    while when <= scene.at:
        truth, stable = holds(replace(scene, at=when, seen={}), duty.holds)
        onset = (when if onset is None else onset) if truth is True else None
        when = stable
    return onset


def _fulfilments(scene: Scene, duty: tree.Duty, trigger: Event | None) -> tuple[list[Event], list[Event]]:
    """The acts of ours that surely and possibly do what the duty asks; only `its:` makes that depend on the
    event that it is for."""
    key = "fulfilments", duty.id, trigger.key if trigger and _asks_trigger(duty) else None
    if key not in scene.seen:
        scene.seen[key] = _fulfilling(scene, duty, trigger)
    return scene.seen[key]  # type: ignore[no-any-return]


@cache
def _asks_trigger(duty: tree.Duty) -> bool:
    if duty.met_by is None:
        return any(isinstance(value, tree.SubjectTerm) for _, value in duty.do)
    return any(isinstance(term, tree.SubjectTerm) for term in terms_of(duty.met_by.where))


def _fulfilling(scene: Scene, duty: tree.Duty, trigger: Event | None) -> tuple[list[Event], list[Event]]:
    if duty.met_by is not None:
        asker = replace(scene, subject=trigger, seen={}) if trigger else scene
        found = selected(asker, duty.met_by)
        return _by_us(scene, found.sure), _by_us(scene, found.possible)
    sure: list[Event] = []
    possible: list[Event] = []
    for event in scene.world.events(duty.kind, scene.case):
        truth = conjunction(_does(scene, duty, event, trigger))[0] if event.at <= scene.at else False
        if truth is not False:
            (sure if truth is True else possible).append(event)
    return sure, possible


def _by_us(scene: Scene, events: tuple[Event, ...]) -> list[Event]:
    return [event for event in events if scene.world.pack.kinds[event.kind].by == "us"]


def _does(
    scene: Scene, duty: tree.Duty, event: Event, trigger: Event | None
) -> Iterator[tuple[Truth, Instant]]:
    asker = replace(scene, subject=trigger, seen={})
    for name, value in duty.do:
        yield holds(asker, tree.Compare(tree.OwnTerm(name), "is", (value,)), event)


def _next_event(scene: Scene) -> Instant:
    """The next known event of the case may fulfil a duty, or make a candidate possible."""
    events = scene.world.journal.timeline(scene.case).events
    after = bisect_right(events, scene.at, key=lambda event: event.at)
    return events[after].at if after < len(events) else NEVER


# A duty for each event.


def _trigger_standing(scene: Scene, duty: tree.Duty, trigger: Event, sure: bool) -> Standing:
    stable = _next_event(scene)
    done, maybe = _fulfilments(scene, duty, trigger)
    if any(event.at > trigger.at for event in done):
        return Standing(_state(duty, "met", trigger), NEVER)
    truth, until = holds(scene, duty.holds)
    stable = min(stable, until)
    if truth is False:
        return Standing(_state(duty, "void", trigger), stable)
    doubtful = isinstance(truth, Unsure) or not sure or any(event.at > trigger.at for event in maybe)
    if doubtful:
        return Standing(_state(duty, "unknown", trigger), stable)
    return _pending(scene, duty, trigger.at, trigger, stable)


# When it is due, and whether it is possible.


def _pending(
    scene: Scene, duty: tree.Duty, onset: Instant | None, trigger: Event | None, stable: Instant
) -> Standing:
    onset = scene.at if onset is None else onset
    due = onset if duty.due is None else delayed(scene, onset, duty.due)
    deadline = _deadline(scene, duty, onset, due)
    if due is None or (deadline is None and duty.overdue):
        return Standing(_state(duty, "unknown", trigger, onset=onset), stable)
    more: dict[str, Any] = {"onset": onset, "due": due, "deadline": deadline, "do": _do(scene, duty, trigger)}
    if scene.at < due:
        return Standing(_state(duty, "waiting", trigger, **more), min(stable, due))
    possible_from, until = possible(scene, duty, trigger)
    if possible_from != scene.at:
        more["possible_from"] = possible_from
    if deadline is not None and scene.at > deadline:
        return Standing(_state(duty, "overdue", trigger, **more), stable)
    stable = min(stable, until, NEVER if deadline is None else deadline + 1)
    state: State = "due" if possible_from == scene.at else "blocked"
    return Standing(_state(duty, state, trigger, **more), stable)


def _deadline(scene: Scene, duty: tree.Duty, onset: Instant, due: Instant | None) -> Instant | None:
    """Without a deadline of its own, what is due at an instant is late right after it."""
    if duty.overdue is not None:
        return delayed(scene, onset, duty.overdue)
    return None if duty.due is None else due


def delayed(scene: Scene, onset: Instant, delay: tree.Delay) -> Instant | None:
    """The instant a span after the onset; None if that needs a zone or country that is not known."""
    span = delay.after
    if span.measure == "elapsed" and not delay.roll:
        return onset + span.count
    if scene.calendar_gap("working days" if delay.roll else span.measure):
        return None
    zone = scene.zone or "UTC"
    shifted = onset + span.count if span.measure == "elapsed" else onset
    day = _shifted_date(scene, calendar.date_of(shifted, zone), span)
    day = scene.working.roll(day) if delay.roll else day
    if not delay.keep_clock and span.measure != "elapsed":
        return calendar.start_of(calendar.plus_dates(day, 1), zone) - 1
    return calendar.at_local(day, moment(shifted, zone).time(), zone)


def _shifted_date(scene: Scene, day: date, span: tree.Span) -> date:
    if span.measure == "working days":
        return scene.working.nth_after(day, span.count)
    if span.measure == "elapsed":
        return day
    return (calendar.plus_months if span.months else calendar.plus_dates)(day, span.count)


def _do(scene: Scene, duty: tree.Duty, trigger: Event | None) -> dict[str, Any]:
    values = {name: _do_value(scene, value, trigger) for name, value in duty.do}
    return {"kind": duty.kind} | {name: value for name, value in values.items() if value != ABSENT}


def _do_value(scene: Scene, value: tree.Term, trigger: Event | None) -> Any:
    if isinstance(value, tree.Constant):
        return value.value
    assert isinstance(value, tree.SubjectTerm)
    return attribute(scene, trigger, value.name).value if trigger else ABSENT


def candidates(scene: Scene, duty: tree.Duty, trigger: Event | None) -> Iterator[Proposal]:
    """The ways to do it: each person of the case by each channel that reaches them, the rest open."""
    pack, journal = scene.world.pack, scene.world.journal
    given = {name: value for name, value in _do(scene, duty, trigger).items() if name != "kind"}
    person_name, channel_name = (pack.attribute_of_type(each) for each in ("person", "channel"))
    named = persons(given.get(person_name or "", ABSENT))
    for person in named or journal.case(scene.case).people or (None,):
        record = journal.person(person)
        channels = record.channels or journal.case(scene.case).channels or pack.channels or (None,)
        for channel in (given.get(channel_name),) if channel_name in given else channels:
            own = {person_name: person, channel_name: channel}
            attributes = given | {name: value for name, value in own.items() if name and value is not None}
            yield open_proposal(pack, duty.kind, scene.at, scene.case, attributes)


def open_proposal(
    pack: tree.Tree, kind: str, at: Instant, case: str | None, attributes: dict[str, Any]
) -> Proposal:
    """A proposal of which everything that is not given is still to be decided."""
    opened = [
        name
        for name in pack.kinds[kind].attributes
        if name not in attributes and pack.attributes[name].as_of_then is None
    ]
    return Proposal.of(kind, at, case, open=opened, **attributes)


def possible(scene: Scene, duty: tree.Duty, trigger: Event | None) -> tuple[Moment, Instant]:
    """The first instant, from now on, at which some candidate is not forbidden; and until when that is sure.

    If nothing new happens the answer stays the same until that instant, so it is kept for so long.
    """
    key = "possible", duty.id, trigger and trigger.key, scene.case, scene.zone, scene.country
    for since, answer, until in scene.world.memo.setdefault(key, []):
        if since <= scene.at < until:
            return (scene.at if answer == since else answer), until
    answer, until = _possible(scene, duty, trigger)
    scene.world.memo[key].append((scene.at, answer, until))
    return answer, until


def _possible(scene: Scene, duty: tree.Duty, trigger: Event | None) -> tuple[Moment, Instant]:
    judged = [(each, judge(scene.world, each)) for each in candidates(scene, duty, trigger)]
    free = [one.stable for _, one in judged if one.verdict != "forbid"]
    if free:
        return scene.at, max(free)
    instants = [permitted_from(scene.world, each, one) for each, one in judged]
    earliest = min((at for at in instants if isinstance(at, int)), default=None)
    if earliest is not None:
        return earliest, earliest
    unsure = next((at for at in instants if not isinstance(at, Never)), NEVER_CHANGES)
    return unsure, _next_event(scene)


def permitted_from(world: World, proposal: Proposal, judged: Judged) -> Moment:
    """The first instant, from the proposal's own on, at which its verdict is not forbid."""
    if judged.verdict != "forbid":
        return proposal.at
    return first(partial(_judge_at, world, proposal), lambda one: one.held,
                 lambda one: one.verdict != "forbid", judged, proposal.at)  # fmt: skip


def _judge_at(world: World, proposal: Proposal, at: Instant) -> Judged:
    return judge(world, proposal.moved(at))
