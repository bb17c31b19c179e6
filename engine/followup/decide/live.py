"""A journal that grows while decisions are taken from it: what comes late corrects, and says what it corrects.

Events that come in order join the state, at the same cost however long the history is. One that comes late, or
corrects or retracts another, makes the state of its case be built anew (of the whole journal, where facts look across
cases or as of then), and the decisions taken since are judged again: those that would have differed are reported,
never changed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from followup.decide.decision import Decision
from followup.evaluate.compiled.outcome import Outcome, until
from followup.evaluate.compiled.saved import restored, save
from followup.evaluate.compiled.state import Late, State
from followup.evaluate.future import HORIZON, Moment
from followup.language.tree import Fact, Pick, Until
from followup.timeline.events import Conflict, Event, Proposal, settle
from followup.timeline.instants import EARLIEST, Instant
from followup.timeline.journal import Journal

if TYPE_CHECKING:
    from followup.decide.pack import Pack
    from followup.evaluate.scene import World

#: Of so many cases what full decisions found is kept between two of them.
MOST_WORLDS = 64


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision that was taken, and whether history had to be replayed for it, as it is about an earlier instant."""

    proposal: Proposal
    outcome: Outcome
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """A decision that would have been another, had an event been known: as it was taken, and as it would be now.

    Each is told against the last word on its decision: one that turns out right after all is corrected back.
    """

    taken: Taken
    would_be: Outcome
    because: Event


def _at(taken: Taken) -> Instant:
    return taken.proposal.at


def looks_ahead(fact: Fact) -> bool:
    """Whether a fact looks at what is known to come."""
    return isinstance(fact.query, Until) or (isinstance(fact.query, Pick) and fact.query.end == "next")


@dataclass
class Live:
    """A pack over a journal that grows. `now` is the last instant whose events have joined; later ones are known
    to come."""

    pack: Pack
    journal: Journal = field(default_factory=Journal)
    now: Instant = EARLIEST
    decisions: list[Taken] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    _versions: dict[tuple[str, str], list[Event]] = field(default_factory=dict)
    _last_word: dict[int, Outcome] = field(
        default_factory=dict
    )  # of decisions that were corrected, by their id
    _keys: dict[str | None, dict[tuple[str, str], None]] = field(default_factory=dict)
    _worlds: dict[str | None, World] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._policy = self.pack.compile()
        self._looks_ahead = any(map(looks_ahead, self.pack.tree.facts.values()))
        for event in self.journal.given:
            self._know(event)
        self._state = self._grown(self._standing(), self.now)

    # What happens.

    def add(self, *events: Event) -> tuple[Correction, ...]:
        """Events that became known, in any order. Returns the decisions that they show to have been mistaken."""
        return tuple(correction for event in events for correction in self._add(event))

    def _add(self, event: Event) -> Iterator[Correction]:
        known = self._versions.get(event.key, [])
        if event in known:
            return  # the same content twice is one event
        versions = self._know(event)
        if not known and not event.void and self._joins(event):
            yield from self._corrected(event, [event])
            return
        before = list(settle(known)[0])
        after, conflicts = settle(versions)
        self.conflicts += conflicts
        if list(after) != before:
            touched = [*before, *after]
            self._rebuild({one.case for one in touched})
            yield from self._corrected(event, touched)

    def _know(self, event: Event) -> list[Event]:
        """All versions of an event, with one more; what was found over the cases that they are of is old now."""
        versions = self._versions[event.key] = [*self._versions.get(event.key, ()), event]
        self._keys.setdefault(event.case, {})[event.key] = None
        for case in {self._seen_by(each.case) for each in versions}:
            self._worlds.pop(case, None)
        return versions

    def _joins(self, event: Event) -> bool:
        """Whether an event could simply join, or be known to come."""
        if self._may_undo_a_use(event):
            return False
        if event.at > self.now:
            self._state.expect(event)
            return True
        try:
            self._state.add(event)
        except Late:
            return False
        return True

    def _may_undo_a_use(self, event: Event) -> bool:
        """Whether acts that joined may have used up an override, or not, because nobody knew of this event: where
        its rule governs by what lies ahead."""
        if not self._looks_ahead:
            return False
        rooms = [self._state.room(event.case)] if self._policy.local else list(self._state.cases.values())
        return any(room.overrides for room in rooms)

    def advance(self, now: Instant) -> None:
        """Time goes on: the events that were known to come up to then have come."""
        self.now = max(self.now, now)
        self._state.advance(
            sum(event.at <= self.now for event in self._state.coming.events[self._state.come :])
        )

    def _standing(self) -> list[Event]:
        """The events that stand, in order."""
        return list(settle(event for versions in self._versions.values() for event in versions)[0])

    def _grown(self, events: Sequence[Event], now: Instant) -> State:
        """A state of these events, in order, at an instant; all are known before the first of them comes."""
        state = self._policy.start(self.journal.people, self.journal.cases, self.pack.plugins)
        state.await_only(events)
        state.advance(bisect_right(events, now, key=lambda event: event.at))
        return state

    def _rebuild(self, cases: set[str | None]) -> None:
        """The state of some cases anew; of all, where one hangs on another."""
        events = self._standing()
        if not self._policy.local or self._policy.then_facts:
            self._state = self._grown(events, self.now)
            return
        anew = self._grown([event for event in events if event.case in cases], self.now)
        for case in cases:
            self._state.cases.pop(case, None)
        self._state.cases.update(anew.cases)
        self._state.await_only([event for event in events if event.at > self.now])

    def _corrected(self, event: Event, touched: Sequence[Event]) -> Iterator[Correction]:
        """The decisions that versions of an event touch, and that would have been others: those about later instants;
        about earlier ones too, where facts look at what is known to come."""
        since = EARLIEST if self._looks_ahead else min(one.at for one in touched)
        cases = {one.case for one in touched}
        for taken in self.decisions[bisect_left(self.decisions, since, key=_at) :]:
            if taken.proposal.case in cases or not self._policy.local:
                would_be, _ = self._judged(taken.proposal)
                if would_be != self._last_word.get(id(taken), taken.outcome):
                    self._last_word[id(taken)] = would_be
                    yield Correction(taken, would_be, event)

    # What is asked.

    def judge(self, proposal: Proposal) -> Taken:
        """Verdict and rules; kept, so that what comes late can correct them."""
        taken = Taken(proposal, *self._judged(proposal))
        insort(self.decisions, taken, key=_at)
        return taken

    def _judged(self, proposal: Proposal) -> tuple[Outcome, bool]:
        state, replayed = self._at(proposal)
        return state.judge(state.subject(proposal)), replayed

    def _at(self, proposal: Proposal) -> tuple[State, bool]:
        """The state that a proposal is judged by, and whether history was replayed for it."""
        if proposal.at >= self._state.begun(proposal.case):
            return self._state, False
        return self._grown(self._standing(), proposal.at), True

    def until(self, proposal: Proposal, horizon: int = HORIZON) -> Moment:
        """When verdict or rules first differ if nothing new happens; duties left out."""
        state, _ = self._at(proposal)
        return until(state, state.subject(proposal), horizon)

    def decide(self, proposal: Proposal) -> Decision:
        """The whole decision, with duties and words, over the journal as it stands.

        Over that of its case alone, where facts look no further; what was found of that is kept while none of its
        events comes.
        """
        from followup.decide.pack import decide

        # With a memory of its own, as judgements are never asked for again, and would pile up.
        return decide(replace(self._world(proposal.case), memo={}), proposal, self.pack.id)

    def _world(self, case: str | None) -> World:
        whose = self._seen_by(case)
        if whose not in self._worlds:
            while len(self._worlds) >= MOST_WORLDS:
                del self._worlds[next(iter(self._worlds))]
            journal = self._of_case(case) if self._policy.local else self.as_journal()
            self._worlds[whose] = self.pack.world(journal)
        return self._worlds[whose]

    def _seen_by(self, case: str | None) -> str | None:
        """Whose world a case is decided over: its own, or (under None) the one of all."""
        return case if self._policy.local else None

    def _of_case(self, case: str | None) -> Journal:
        """The journal as it stands, of one case only."""
        given = (event for key in self._keys.get(case, ()) for event in self._versions[key])
        events = (event for event in settle(given)[0] if event.case == case)
        return Journal.of(events, self.journal.people, self.journal.cases, self.journal.open_evidence)

    def as_journal(self) -> Journal:
        """The journal as it stands."""
        given = (event for versions in self._versions.values() for event in versions)
        return Journal.of(given, self.journal.people, self.journal.cases, self.journal.open_evidence)

    # Saving.

    def saved(self) -> str:
        """The state as text; the events themselves are the journal's to keep."""
        return save(self._state)

    def restore(self, text: str) -> None:
        """Takes up a saved state in place of the one that was built. Raises `NotRestored`."""
        self._state = restored(self._policy, text, self.journal.people, self.journal.cases, self.pack.plugins)
