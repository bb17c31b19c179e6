"""Duties: what must be done, since when, by when, and whether it may be done now (SEMANTICS 18).

States: `waiting` (not due yet), `due`, `overdue` (the deadline is missed, and stays so), `blocked` (due, but
every way of doing it is forbidden), `met`, `void` (nothing to do), `unknown`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from followup._late import dataclass, replace
from followup.decide.decision import NEVER_CHANGES, DutyState, Moment, NoneBefore, State
from followup.decide.verdict import Judged, judge
from followup.evaluate.future import HORIZON, first
from followup.evaluate.quantities import NEVER, Unsure, vague
from followup.evaluate.scene import Scene, World, persons
from followup.language import tree
from followup.timeline import calendar
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import LATEST, Instant, moment
from followup.timeline.values import ABSENT, Unknown

if TYPE_CHECKING:
    from followup.evaluate.views import DutyView


@dataclass(frozen=True, slots=True)
class Standing:
    """A duty's state, and until when it surely stays so."""

    state: DutyState
    stable: Instant


def standings(world: World, case: str | None, at: Instant) -> tuple[Standing, ...]:
    """Where every duty of a case stands at an instant.

    Of a duty for each of some events, the open ones are told, and the newest that is settled.
    """
    views = world.duty_views(case, at)
    shown: list[Standing] = []
    for number, duty in enumerate(world.pack.duties):
        each = [_standings(view, number, duty, every=len(views) > 1) for view in views]
        shown.extend(_told(duty, _agreed(each)))
    return tuple(shown)


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


def _standings(view: DutyView, number: int, duty: tree.Duty, every: bool) -> Each:
    """Where zones must agree on each event, each is told; else those that may be shown do."""
    if duty.for_each is None:
        standing = _while_standing(view, number, duty)
        return Each({None: standing}, standing.stable)
    found = view.triggers(number, every)
    made: dict[Key, Standing] = {
        event.order: _trigger_standing(view, number, duty, event, sure) for event, sure in found.events
    }
    stable = min(found.stable, _next_event(view.scene))
    return Each(made, min((stable, *(each.stable for each in made.values()))))


def _state(duty: tree.Duty, state: State, trigger: Event | None = None, **more: Any) -> DutyState:
    return DutyState(duty.id, state, duty.says, trigger.id if trigger else None, **more)


# A duty while a condition holds.


def _while_standing(view: DutyView, number: int, duty: tree.Duty) -> Standing:
    truth, stable = view.holds(number)
    stable = min(stable, _next_event(view.scene))
    if isinstance(truth, Unsure):
        return Standing(_state(duty, "unknown"), stable)
    done = view.latest(number)
    stable = min(stable, done.stable)
    if truth is False:
        fulfilment = done.options[0]
        met = fulfilment is not None and view.was_met(number, fulfilment)
        return Standing(_state(duty, "met" if met else "void"), stable)
    answers = [_pending(view.scene, duty, view.onset(number, act), None, stable) for act in done.options]
    return _either(duty, None, answers)


def _either(duty: tree.Duty, trigger: Event | None, answers: list[Standing]) -> Standing:
    states = {answer.state.state for answer in answers}
    stable = min(answer.stable for answer in answers)
    if len(states) > 1:
        return Standing(_state(duty, "unknown", trigger), stable)
    return replace(answers[0], stable=stable)


def _next_event(scene: Scene) -> Instant:
    """The next known event of the case may fulfil a duty, or make a candidate possible."""
    events = scene.world.journal.timeline(scene.case).events
    after = bisect_right(events, scene.at, key=lambda event: event.at)
    return events[after].at if after < len(events) else NEVER


# A duty for each event.


def _trigger_standing(view: DutyView, number: int, duty: tree.Duty, trigger: Event, sure: bool) -> Standing:
    met = view.met(number, trigger)
    stable = min(met.stable, _next_event(view.scene))
    if met.truth:
        return Standing(_state(duty, "met", trigger), stable)
    truth, until = view.holds(number)
    stable = min(stable, until)
    if truth is False:
        return Standing(_state(duty, "void", trigger), stable)
    if isinstance(truth, Unsure) or not sure or met.truth is None:
        return Standing(_state(duty, "unknown", trigger), stable)
    return _pending(view.scene, duty, trigger.at, trigger, stable)


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
    found = scene.world.attribute(scene, trigger, value.name) if trigger else ABSENT
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
    judged: list[tuple[Proposal, Judged]] = []
    for each in candidates(scene, duty, trigger):
        judged.append((each, judge(scene.world, each)))
        if judged[-1][1].verdict != "forbid":
            return scene.at, judged[-1][1].stable
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
