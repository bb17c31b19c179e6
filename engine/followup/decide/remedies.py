"""Remedies: the smallest changes after which a proposal passes, each judged before it is shown (SEMANTICS 20).

A proposal *passes* when its verdict is less strict than it was: what is forbidden becomes a permit or at least a
question, a question becomes a permit; each remedy says which. One change is tried at a time, and two only when
no single one passes, so no part of a remedy passes alone.

The order is: permits before questions, then by effort (`changes.EFFORT`): what a rule proposes instead, another
channel, another declared value, another person, a bound to meet, a wait, and last what only they can do. Two
changes cost as much as both; equal ones stand as they were found, the shorter wait first. Another part of the day
is a wait that ends in it, and says so if a rule asks. What a rule drops is not waited for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any, Literal, TypeAlias

from followup.decide.bounds import Untried, looser
from followup.decide.changes import EFFORT, Bring, Change, Trial, Wait, Word
from followup.decide.decision import STRICTNESS, Moment, RuleMatch, Verdict
from followup.decide.duties import permitted_from
from followup.decide.looking import part_of_day, stopped_until
from followup.decide.verdict import Judged, judge, matches
from followup.decide.ways import Ways, unreached, ways
from followup.evaluate.future import HORIZON, first
from followup.evaluate.scene import World
from followup.timeline.events import Proposal
from followup.timeline.instants import Instant

#: How many pairs of changes are tried at most.
PAIRS = 600

Answer: TypeAlias = Literal["passes", "ours", "theirs", "nothing"]


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change, or two of which neither would do alone, and the verdict with it."""

    changes: tuple[Change, ...]
    verdict: Verdict = "permit"

    @property
    def theirs(self) -> bool:
        """Whether it takes something that is not in one's own hands."""
        return any(change.kind == "word" for change in self.changes)

    @property
    def effort(self) -> tuple[int, ...]:
        """What remedies are ordered by; see the docstring of this module."""
        waits = [change.until for change in self.changes if isinstance(change, Wait)]
        strict, most = STRICTNESS[self.verdict], sorted((EFFORT[c.kind] for c in self.changes), reverse=True)
        return (strict, len(self.changes), *most, *waits)

    def made_on(self, world: World, proposal: Proposal) -> tuple[World, Proposal]:
        """World and proposal with the changes made, to judge them again."""
        trial = Trial(world, proposal)
        for change in self.changes:
            trial = change.made_on(trial)
        return trial.world, trial.proposal

    def words(self) -> str:
        return ", and ".join(change.words() for change in self.changes)

    def as_json(self) -> dict[str, Any]:
        return {"verdict": self.verdict, "changes": [change.as_json() for change in self.changes]}


@dataclass(frozen=True, slots=True)
class Remedies:
    """What would make a proposal pass, least effort first, and what could not be tried, with the reason.

    `answer` says it in a word: it `passes` as it is; something of `ours` does it; nothing short of an event of
    `theirs` does; or `nothing` that was tried.
    """

    verdict: Verdict
    found: tuple[Remedy, ...] = ()
    untried: tuple[Untried, ...] = ()

    @property
    def answer(self) -> Answer:
        if self.verdict == "permit":
            return "passes"
        if not self.found:
            return "nothing"
        return "theirs" if all(remedy.theirs for remedy in self.found) else "ours"

    def as_json(self) -> dict[str, Any]:
        return {
            "answer": self.answer, "verdict": self.verdict, "found": [each.as_json() for each in self.found],
            "untried": [{"what": each.what, "why": each.why} for each in self.untried],
        }  # fmt: skip


def remedies(world: World, proposal: Proposal, horizon: Instant = HORIZON) -> Remedies:
    """What would make a proposal pass; nothing for one that is permitted."""
    judged = judge(world, proposal)
    if judged.verdict == "permit":
        return Remedies("permit")
    search = _Search(Trial(world, proposal), judged, horizon, ways(world, proposal))
    found = _smallest(search.singles()) or _smallest(search.pairs())
    ordered = sorted(found, key=lambda remedy: remedy.effort)
    return Remedies(judged.verdict, tuple(ordered), tuple(search.ways.untried))


@dataclass(slots=True)
class _Search:
    """One search for what makes a trial pass."""

    now: Trial
    judged: Judged
    horizon: Instant
    ways: Ways
    made: dict[Change, Trial] = field(default_factory=dict)

    def passes(self, judged: Judged) -> bool:
        return STRICTNESS[judged.verdict] < STRICTNESS[self.judged.verdict]

    def trial(self, *changes: Change) -> Trial:
        """What comes of one change, or of one after another; the first keeps its world."""
        head, *more = sorted(changes, key=lambda change: -EFFORT[change.kind])
        if head not in self.made:
            self.made[head] = head.made_on(self.now)
        trial = self.made[head]
        for change in more:
            trial = change.made_on(trial)
        return trial

    def singles(self) -> Iterator[Remedy]:
        for change in self.ways.changes:
            yield from self.tried(change)
        yield from self.waits(self.now, self.judged)

    def tried(self, *changes: Change) -> Iterator[Remedy]:
        """The remedy that these changes are, if they are one: whatever variant of them is tried."""
        verdicts: list[Verdict] = []
        for variant in product(*(_variants(change) for change in changes)):
            trial = self.trial(*variant)
            if self.unreached(trial, changes):
                return
            judged = judge(trial.world, trial.proposal)
            if not self.passes(judged):
                return
            verdicts.append(judged.verdict)
        yield Remedy(changes, max(verdicts, key=STRICTNESS.__getitem__))

    def unreached(self, trial: Trial, changes: tuple[Change, ...]) -> bool:
        """Whether a trial goes to somebody by a channel that does not reach them, and the proposal did not."""
        gap = unreached(trial.world, trial.proposal)
        if gap is None or unreached(self.now.world, self.now.proposal) is not None:
            return False
        if len(changes) == 1:
            self.ways.untried[Untried(changes[0].words(), gap)] = None
        return True

    def pairs(self) -> Iterator[Remedy]:
        """Two changes at once, where no single one passes; and what a rule proposes at once."""
        yield from self.together()
        changes = list(self.ways.changes)
        every = [pair for pair in combinations(changes, 2) if _differ(*pair)]
        if len(every) > PAIRS:
            why = f"there are {len(every)}, and {PAIRS} were tried"
            self.ways.untried[Untried("every two changes at once", why)] = None
        for pair in every[:PAIRS]:
            yield from self.tried(*pair)
        for change in changes:
            trial = self.trial(change)
            if not self.unreached(trial, (change, change)):
                waits = self.waits(trial, judge(trial.world, trial.proposal), change)
                yield from (remedy for remedy in waits if self.holds(remedy))

    def holds(self, remedy: Remedy) -> bool:
        """Whether a change and a wait pass whatever variant of the change is tried."""
        change, wait = remedy.changes
        trials = (wait.made_on(variant.made_on(self.now)) for variant in _variants(change))
        return all(self.passes(judge(trial.world, trial.proposal)) for trial in trials)

    def together(self) -> Iterator[Remedy]:
        """What a rule proposes of several attributes, if no part of it does as well."""
        for gives in self.ways.together:
            parts = [part for n in range(1, len(gives)) for part in combinations(gives, n)]
            if gives and not any(True for part in parts for _ in self.tried(*part)):
                yield from self.tried(*gives)

    # Waiting.

    def waits(self, trial: Trial, judged: Judged, *before: Change) -> Iterator[Remedy]:
        """The first later instant at which a trial passes; if it only asks then, the first that permits, too."""
        dropped = [rule.rule for rule in matches(judged, ("forbid", "require")) if _drops(rule)]
        if dropped:
            self._not_waited(before, f"{dropped[0]} says that it is not to be made later either")
            return
        when = self._first(trial, judged, self.judged.verdict)
        if when is None:
            return
        later = judge(trial.world, trial.proposal.moved(when))
        yield self._waited(trial, when, later, before)
        if later.verdict == "ask":
            sure = self._first(Trial(trial.world, trial.proposal.moved(when)), later, "ask")
            if sure is not None:
                yield self._waited(trial, sure, judge(trial.world, trial.proposal.moved(sure)), before)

    def _first(self, trial: Trial, judged: Judged, verdict: Verdict) -> Instant | None:
        """The first instant from the trial's own on at which its verdict is less strict than that."""
        limit = self.now.proposal.at + self.horizon - trial.proposal.at
        if verdict == "forbid":
            when = permitted_from(trial.world, trial.proposal, judged, limit)
        else:
            when = permitted_for_sure(trial.world, trial.proposal, limit)
        return when if isinstance(when, int) else None

    def _waited(self, trial: Trial, when: Instant, judged: Judged, before: tuple[Change, ...]) -> Remedy:
        now, then = (
            part_of_day(trial.world, trial.proposal.moved(at)) for at in (self.now.proposal.at, when)
        )
        return Remedy((*before, Wait(when, then if then != now else None)), judged.verdict)

    def _not_waited(self, before: tuple[Change, ...], why: str) -> None:
        if not before:
            self.ways.untried[Untried("waiting", why)] = None


def permitted_for_sure(world: World, proposal: Proposal, horizon: Instant = HORIZON) -> Moment:
    """The first instant after a proposal's own at which its verdict is permit."""

    def look(at: Instant) -> Instant | None:
        moved = proposal.moved(at)
        return None if judge(world, moved).verdict == "permit" else stopped_until(world, moved)

    now: Instant | None = stopped_until(world, proposal)
    return first(look, lambda until: until or 0, lambda until: until is None, now, proposal.at, horizon)


def _drops(rule: RuleMatch) -> bool:
    return rule.then == "drop" and rule.lifted is None


def _differ(one: Change, other: Change) -> bool:
    """Whether two changes can be made at once: not the same attribute twice, and not two events."""
    if one.kind == other.kind == "word":
        return False
    return getattr(one, "name", one) != getattr(other, "name", other)


def _variants(change: Change) -> tuple[Change, ...]:
    return change.variants() if isinstance(change, Bring) else (change,)


def _smallest(found: Iterable[Remedy]) -> tuple[Remedy, ...]:
    """Without those that ask for more of the same than another that passes too."""
    kept = tuple(dict.fromkeys(found))
    return tuple(one for one in kept if not any(_within(other, one) for other in kept if other is not one))


def _within(less: Remedy, more: Remedy) -> bool:
    """Whether the one remedy is the other but for something that asks for less."""
    if len(less.changes) != len(more.changes) or STRICTNESS[less.verdict] > STRICTNESS[more.verdict]:
        return False
    pairs = list(zip(less.changes, more.changes, strict=True))
    return less.changes != more.changes and all(a == b or _less(a, b) for a, b in pairs)


def _less(one: Change, other: Change) -> bool:
    """Whether a change asks for less of the same: a looser bound, a shorter wait, an event that says nothing."""
    if isinstance(one, Word) and isinstance(other, Word):
        return one.event == other.event and not one.given
    if isinstance(one, Wait) and isinstance(other, Wait):
        return one.until < other.until
    return isinstance(one, Bring) and isinstance(other, Bring) and looser(one, other)
