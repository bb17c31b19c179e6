"""A plan: the next best acts of a case, each with the first instant at which it is permitted.

The acts are those that its duties ask for, and those of every declared purpose; by each channel, to each person.
Time is gone through from one instant at which something changes to the next, never by stepping.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from followup.decide.as_json import plain
from followup.decide.changes import as_given
from followup.decide.decision import DutyState, Moment, Must, RuleMatch
from followup.decide.duties import Standing, candidates, standings
from followup.decide.verdict import Judged, judge, matches, musts
from followup.evaluate.quantities import NEVER
from followup.evaluate.scene import World, case_scenes
from followup.language import tree
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import DAY, LATEST, Instant
from followup.timeline.values import Unknown

#: How far a plan looks ahead if nobody says.
AHEAD = 30 * DAY
_PRESSING: Mapping[str, int] = {"overdue": 0, "due": 1, "blocked": 2}
_NO_DUTY = 9


@dataclass(frozen=True, slots=True)
class Action:
    """An act, the first instant at which it is permitted, and for which duty it is, if for one."""

    at: Instant
    proposal: Proposal
    duty: DutyState | None = None
    conditions: tuple[Must, ...] = ()
    advice: tuple[RuleMatch, ...] = ()

    @property
    def rank(self) -> tuple[Any, ...]:
        """Duties first, overdue before due, those for an event before those that go on; then the fewest advices
        that it does not follow; then time."""
        duty = (_PRESSING[self.duty.state], self.duty.trigger is None) if self.duty else (_NO_DUTY, True)
        return (*duty, len(self.advice), self.at, len(self.conditions))

    def as_json(self) -> dict[str, Any]:
        given = {name: as_given(value) for name, value in self.proposal.attributes.items()}
        act = {"kind": self.proposal.kind, **given}
        shown = {"at": self.at, "do": act, "open": sorted(self.proposal.open), "duty": self.duty}
        return {**plain(shown), "conditions": plain(self.conditions), "advice": plain(self.advice)}


@dataclass(frozen=True, slots=True)
class Held:
    """A duty that prohibitions hold up: when it becomes possible, and whether that is after its deadline."""

    duty: DutyState
    possible_from: Moment
    rules: tuple[str, ...]

    @property
    def late(self) -> bool:
        deadline, possible = self.duty.deadline, self.possible_from
        return deadline is not None and not (isinstance(possible, int) and possible <= deadline)

    def as_json(self) -> dict[str, Any]:
        shown = {"duty": self.duty, "possible_from": self.possible_from, "rules": self.rules}
        return {**plain(shown), "late": self.late}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do in a case between `at` and `until`, best first; the duties held up; what must be told first.

    `unknown` names what keeps an act from being permitted, where it is not forbidden either.
    """

    case: str | None
    at: Instant
    until: Instant
    actions: tuple[Action, ...] = ()
    held: tuple[Held, ...] = ()
    unknown: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        shown = {"case": self.case, "at": self.at, "until": self.until, "unknown": list(self.unknown)}
        lists = {"actions": [e.as_json() for e in self.actions], "held": [e.as_json() for e in self.held]}
        return {**plain(shown), **lists}


def plan(
    world: World,
    case: str | None,
    now: Instant,
    channels: Iterable[str] | None = None,
    horizon: Instant = AHEAD,
) -> Plan:
    """The plan of a case; `channels` leaves out all others, `horizon` (microseconds) is how far it looks."""
    until = min(now + horizon, LATEST)
    walk = _Walk(world, case, None if channels is None else frozenset(channels))
    when = now
    while when <= until:
        when = walk.step(when)
    return Plan(case, now, until, tuple(walk.best()), tuple(walk.held.values()), tuple(sorted(walk.unknown)))


#: What tells duties apart: a duty, and the event that it is for.
Key = tuple[str, str | None]


@dataclass(slots=True)
class _Walk:
    """A way through time, with what was found on it."""

    world: World
    case: str | None
    channels: frozenset[str] | None
    actions: dict[Any, Action] = field(default_factory=dict)
    held: dict[Key, Held] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    #: Until when a candidate surely stays forbidden or in question, so that it need not be judged again.
    closed: dict[Any, Instant] = field(default_factory=dict)

    def step(self, at: Instant) -> Instant:
        """Looks at one instant; the next at which something may differ."""
        found = standings(self.world, self.case, at)
        next_ones = [each.stable for each in found]
        for each in found:
            next_ones += self._duty(each, at)
        for purpose in purposes(self.world.pack):
            next_ones += [self._candidate(each, None, at) for each in self._acts(purpose, None, at)]
        return min(next_ones, default=NEVER)

    def _duty(self, standing: Standing, at: Instant) -> list[Instant]:
        state = standing.state
        if state.state not in _PRESSING:
            return []
        declared = next(each for each in self.world.pack.duties if each.id == state.duty)
        acts = list(self._acts(declared, state.trigger, at))
        if state.possible_from is not None:
            rules = {rule: None for each in acts for rule in _forbidding(judge(self.world, each))}
            held = Held(state, state.possible_from, tuple(rules))
            self.held.setdefault((state.duty, state.trigger), held)
        return [self._candidate(each, state, at) for each in acts]

    def _candidate(self, act: Proposal, duty: DutyState | None, at: Instant) -> Instant:
        """Judges an act that has not been permitted yet; until when that need not be done again."""
        key = (duty and (duty.duty, duty.trigger), act.kind, tuple(sorted(act.attributes.items(), key=repr)))
        if key in self.actions:
            return NEVER
        if self.closed.get(key, at) > at:
            return self.closed[key]
        judged = judge(self.world, act)
        if judged.verdict == "permit":
            advice = matches(judged, ("advise",))
            self.actions[key] = Action(at, act, duty, musts(judged), advice)
            return NEVER
        if judged.verdict == "ask":
            self.unknown |= {cause.name for cause in judged.causes()}
        self.closed[key] = judged.held if judged.verdict == "forbid" else judged.stable
        return self.closed[key]

    def _acts(self, duty: tree.Duty, trigger: str | None, at: Instant) -> Iterator[Proposal]:
        """The ways to do something at an instant: those without channels that are not to be used, or unknowns."""
        event = self._event(trigger)
        name = self.world.pack.attribute_of_type("channel")
        for each in candidates(case_scenes(self.world, self.case, at)[0], duty, event):
            by = each.attributes.get(name or "")
            barred = self.channels is not None and isinstance(by, str) and by not in self.channels
            if not barred and not any(isinstance(value, Unknown) for value in each.attributes.values()):
                yield each

    def _event(self, trigger: str | None) -> Event | None:
        events = self.world.journal.timeline(self.case).events
        return next((each for each in events if each.id == trigger), None) if trigger else None

    def best(self) -> list[Action]:
        """The actions, best first; what a duty asks for is not told again without it."""
        dutiful = {key[1:]: action.at for key, action in self.actions.items() if key[0]}
        told = [a for key, a in self.actions.items() if key[0] or not dutiful.get(key[1:], a.at + 1) <= a.at]
        return sorted(told, key=lambda action: action.rank)


def purposes(pack: tree.Tree) -> Iterator[tree.Duty]:
    """Every kind of act of ours, for each declared purpose if it has one."""
    for kind in pack.kinds.values():
        if kind.by != "us":
            continue
        name = pack.desk.purpose
        values = pack.attributes[name].one_of if name in kind.attributes else ()
        yield from (tree.Duty("", kind.name, ((name or "", tree.Constant(each)),)) for each in values)
        if not values:
            yield tree.Duty("", kind.name)


def _forbidding(judged: Judged) -> list[str]:
    return [rule.rule for rule in matches(judged, ("forbid", "require")) if rule.lifted is None]
