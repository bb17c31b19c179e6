"""Duties: what must be done, since when, by when, and whether it may be done now (SEMANTICS 18).

States: `waiting` (not due yet), `due`, `overdue` (the deadline is missed, and stays so), `blocked` (due, but
every way of doing it is forbidden), `met`, `void` (nothing to do), `unknown`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from typing import Any, TypeAlias

from followup.decide.decision import NEVER_CHANGES, DutyState, Moment, NoneBefore, State
from followup.decide.verdict import Judged, judge
from followup.evaluate.future import HORIZON, first
from followup.evaluate.quantities import NEVER, Truth, Unsure, conjunction
from followup.evaluate.reference import attribute, holds, select
from followup.evaluate.scene import Scene, World, persons, settings
from followup.evaluate.selected import Selected, last, vague
from followup.language import tree
from followup.language.cycles import terms_of
from followup.timeline import calendar
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import DAY, EARLIEST, LATEST, Instant, moment
from followup.timeline.values import ABSENT, Unknown


@dataclass(frozen=True, slots=True)
class Standing:
    """A duty's state, and until when it surely stays so."""

    state: DutyState
    stable: Instant


def standings(world: World, case: str | None, at: Instant) -> tuple[Standing, ...]:
    """Where every duty of a case stands at an instant.

    Of a duty for each of some events, the open ones are told, and the newest that is settled.
    """
    scenes = case_scenes(world, case, at)
    shown: list[Standing] = []
    for duty in world.pack.duties:
        shown.extend(_told(duty, _agreed([_standings(scene, duty) for scene in scenes])))
    return tuple(shown)


def case_scenes(world: World, case: str | None, at: Instant) -> list[Scene]:
    """The scenes of a case without a proposal: one for each zone that may hold."""
    return [Scene(world, at, case, None, zone, land) for zone, land in settings(world.journal, None, case)]


#: The order of the event that a duty is for; None for a duty that is not for each of some.
Key: TypeAlias = tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class Each:
    """Where a duty stands for each event that it is for (or once, under None), and until when all of it stays."""

    standings: Mapping[Key, Standing]
    stable: Instant


def _agreed(options: list[Each]) -> Each:
    """What all zones agree on; a duty on which they do not is unknown."""
    ours, stable = options[0], min(each.stable for each in options)
    if len(options) == 1:
        return ours
    keys = sorted({key for each in options for key in each.standings}, key=lambda key: key or ())
    return Each({key: _united([each.standings.get(key) for each in options]) for key in keys}, stable)


def _united(options: list[Standing | None]) -> Standing:
    """One standing out of those of all zones; where a zone has none, the duty is void there."""
    found = [each for each in options if each is not None]
    states = {each.state.state if each else "void" for each in options}
    return found[0] if len(states) == 1 else _with_state(found[0], "unknown")


def _with_state(standing: Standing, state: State) -> Standing:
    return replace(standing, state=replace(standing.state, state=state))


def _told(duty: tree.Duty, each: Each) -> Iterator[Standing]:
    """The open ones, then the newest that is settled; each holds only as long as all of them do."""
    told = [replace(one, stable=each.stable) for one in each.standings.values()]
    settled = [one for one in told if one.state.state in ("met", "void")]
    yield from (one for one in told if one not in settled)
    yield from settled[-1:]
    if not told:
        yield Standing(_state(duty, "void"), each.stable)


def _standings(scene: Scene, duty: tree.Duty) -> Each:
    if duty.for_each is None:
        standing = _while_standing(scene, duty)
        return Each({None: standing}, standing.stable)
    found = selected(scene, duty.for_each)
    sure = {event.key for event in found.sure}
    made: dict[Key, Standing] = {
        each.order: _trigger_standing(scene, duty, each, each.key in sure) for each in found.either()
    }
    return Each(made, min((found.stable, *(each.stable for each in made.values()))))


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
    done = _fulfilments(scene, duty, None)
    stable = min(stable, done.stable)
    if truth is False:
        met = bool(done.sure) and _was_met(scene, duty, done.sure[-1])
        return Standing(_state(duty, "met" if met else "void"), stable)
    answers = [_pending(scene, duty, _onset(scene, duty, act), None, stable) for act in last(done)]
    return _either(duty, None, answers)


def _either(duty: tree.Duty, trigger: Event | None, answers: list[Standing]) -> Standing:
    states = {answer.state.state for answer in answers}
    stable = min(answer.stable for answer in answers)
    if len(states) > 1:
        return Standing(_state(duty, "unknown", trigger), stable)
    return replace(answers[0], stable=stable)


def _was_met(scene: Scene, duty: tree.Duty, fulfilment: Event) -> bool:
    """Whether the condition held when the duty was fulfilled, and has not held again since."""
    held = holds(scene.of_event(fulfilment), duty.holds)[0] is True
    return held and not any(truth is True for _, truth in _course(scene, duty, fulfilment.at))


def _onset(scene: Scene, duty: tree.Duty, fulfilled: Event | None) -> Instant:
    """The instant at which the condition, which holds now, became true for the last time since the fulfilment.

    A case begins with its first event. Looking back further and further finds it without going through all of
    a long history.
    """
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
    asked = tuple(attribute(scene, trigger, each) for each in _asked_of_trigger(duty)) if trigger else ()
    key = "fulfilments", duty.id, asked
    if key not in scene.seen:
        scene.seen[key] = _fulfilling(scene, duty, trigger)
    return scene.seen[key]  # type: ignore[no-any-return]


@cache
def _asked_of_trigger(duty: tree.Duty) -> tuple[str, ...]:
    terms = [value for _, value in duty.do] if duty.met_by is None else terms_of(duty.met_by.where)
    return tuple(sorted({term.name for term in terms if isinstance(term, tree.SubjectTerm)}))


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


def _next_event(scene: Scene) -> Instant:
    """The next known event of the case may fulfil a duty, or make a candidate possible."""
    events = scene.world.journal.timeline(scene.case).events
    after = bisect_right(events, scene.at, key=lambda event: event.at)
    return events[after].at if after < len(events) else NEVER


# A duty for each event.


def _trigger_standing(scene: Scene, duty: tree.Duty, trigger: Event, sure: bool) -> Standing:
    stable = _next_event(scene)
    done = _fulfilments(scene, duty, trigger)
    stable = min(stable, done.stable)
    if any(event.at > trigger.at for event in done.sure):
        return Standing(_state(duty, "met", trigger), stable)
    truth, until = holds(scene, duty.holds)
    stable = min(stable, until)
    if truth is False:
        return Standing(_state(duty, "void", trigger), stable)
    doubtful = isinstance(truth, Unsure) or not sure or any(e.at > trigger.at for e in done.possible)
    if doubtful:
        return Standing(_state(duty, "unknown", trigger), stable)
    return _pending(scene, duty, trigger.at, trigger, stable)


# When it is due, and whether it is possible.


def _pending(
    scene: Scene, duty: tree.Duty, onset: Instant, trigger: Event | None, stable: Instant
) -> Standing:
    due = onset if duty.due is None else delayed(scene, onset, duty.due)
    deadline = _deadline(scene, duty, onset, due)
    if due is None or (deadline is None and duty.overdue):
        return Standing(_state(duty, "unknown", trigger, onset=onset), stable)
    act = {name: value for name, value in _do(scene, duty, trigger).items() if not vague(value)}
    more: dict[str, Any] = {"onset": onset, "due": due, "deadline": deadline, "do": act}
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
    shifted = min(onset + span.count, LATEST) if span.measure == "elapsed" else onset
    if span.measure == "elapsed" and not delay.roll:
        return shifted
    if scene.calendar_gap("working days" if delay.roll else span.measure):
        return None
    zone = scene.zone or "UTC"
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
    found = attribute(scene, trigger, value.name).value if trigger else ABSENT
    return Unknown("not known of the event that it is for") if vague(found) else found


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
    horizons = [at for at in instants if isinstance(at, NoneBefore)]
    return (horizons[0], horizons[0].horizon + 1) if horizons else (NEVER_CHANGES, NEVER)


def permitted_from(world: World, proposal: Proposal, judged: Judged, horizon: Instant = HORIZON) -> Moment:
    """The first instant, from the proposal's own on, at which its verdict is not forbid."""
    if judged.verdict != "forbid":
        return proposal.at
    return first(partial(_judge_at, world, proposal), lambda one: one.held,
                 lambda one: one.verdict != "forbid", judged, proposal.at, horizon)  # fmt: skip


def _judge_at(world: World, proposal: Proposal, at: Instant) -> Judged:
    return judge(world, proposal.moved(at))
