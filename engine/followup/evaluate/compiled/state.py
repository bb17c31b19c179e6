"""The state of a journal: rooms that grow with each event, the events known to come, and the way back.

Events join in order. What is asked about an instant before the last event needs the history again; what is asked
about an instant after a known event is asked of a copy in which that event has joined.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from followup.evaluate.compiled.found import Record, order
from followup.evaluate.compiled.look import Candidate, Kept, Look
from followup.evaluate.compiled.rooms import BEFORE_ALL, Wild, new_inner
from followup.evaluate.compiled.subject import Subject
from followup.evaluate.future import HORIZON, Moment
from followup.evaluate.quantities import NEVER
from followup.evaluate.scene import PluginFacts
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import Instant
from followup.timeline.journal import UNRECORDED
from followup.timeline.journal import Record as About

if TYPE_CHECKING:
    from followup.evaluate.compiled.outcome import Explained, Outcome
    from followup.evaluate.compiled.policy import Policy

Setting = tuple[str | None, str | None]


class Late(ValueError):
    """An event that lies before one which has joined already: the state must be built anew from the history."""

    def __init__(self, event: Event) -> None:
        self.event = event
        super().__init__(
            f"event '{event.id}' of source '{event.source}' lies before events that have joined; "
            "build the state anew from the whole history"
        )


class Past(ValueError):
    """A question about an instant before the last event that has joined."""

    def __init__(self, at: Instant, last: Instant) -> None:
        self.at, self.last = at, last
        super().__init__(
            f"the state has gone on to {last}, and is asked about {at}: replay the history up to then"
        )


class Coming:
    """Events in order, and those of each case: what is known to come, and what has come of it."""

    __slots__ = ("cases", "events")

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self.cases: dict[str | None, list[Event]] = {}
        for event in events:
            self.cases.setdefault(event.case, []).append(event)


NOTHING = Coming(())


def _order(event: Event) -> Any:
    return event.order


def _at(event: Event) -> Instant:
    return event.at


class _Shared(dict[Any, Any]):
    """The rooms of another state, each copied when it is first asked for."""

    def __init__(self, of: Mapping[Any, Any]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, key: Any) -> Any:
        self[key] = room = self._of[key].copy()
        return room


class State:
    """What the plan keeps of all events so far, by case and by group."""

    __slots__ = (
        "cases",
        "come",
        "coming",
        "facts_only",
        "groups",
        "known",
        "last",
        "newest",
        "people",
        "plugins",
        "policy",
        "records",
        "turn",
        "wild",
        "wild_kept",
    )  # fmt: skip

    def __init__(self, policy: Policy, plugins: PluginFacts, people: Mapping[str, About],
                 records: Mapping[str, About]) -> None:  # fmt: skip
        self.policy, self.plugins, self.people, self.records = policy, plugins, people, records
        self.cases: dict[str | None, Any] = {}
        self.groups: list[dict[Any, Any]] = []
        self.wild: list[list[Wild]] = []
        if not policy.local:
            self.groups, self.wild = [{} for _ in policy.about.rooms], [[] for _ in policy.about.rooms]
        self.wild_kept: dict[int, list[Candidate]] = {}
        self.coming, self.come, self.turn = NOTHING, 0, NEVER
        self.facts_only = False  # whether nobody asks it about rules, so that overrides need not be followed
        self.known: dict[Any, Any] = {}
        self.newest: tuple[Any, ...] = ()
        self.last: Instant = BEFORE_ALL

    # What happens.

    def add(self, event: Event) -> None:
        """An event joins. Raises `Late` if it lies before one of its rooms' events.

        What lies ahead of it is what was told by then (`expect`): whether an act uses up an override whose rule
        governs by the next event hangs on that, and is not looked at again.
        """
        adder = self.policy.adders.get(event.kind)
        if adder is not None:
            adder(self, event)

    def expect(self, *events: Event) -> None:
        """These events are known to come."""
        self.coming, self.come = Coming(sorted((*self.coming.events[self.come :], *events), key=_order)), 0
        self._look_ahead()

    def await_only(self, events: Sequence[Event]) -> None:
        """These events, in order, are all that is known to come."""
        self.coming, self.come = Coming(events), 0
        self._look_ahead()

    def advance(self, count: int) -> None:
        """So many of the events that were to come have come."""
        self.come_as(self.coming.events[self.come : self.come + count])
        self._look_ahead()

    def come_as(self, events: Iterable[Any]) -> None:
        """The next events that were to come have come, in whatever form they join. While one does, it is still the
        next to come: whether it uses up an override may hang on what lies ahead of it."""
        for event in events:
            self.add(event)
            self.come += 1

    def _look_ahead(self) -> None:
        """When the next event comes: until then this state is the right one."""
        self.turn = self.coming.events[self.come].at if self.come < len(self.coming.events) else NEVER

    def copy(self) -> State:
        """The same state, which goes its own way from here; the rooms are shared until one is asked for."""
        other = State(self.policy, self.plugins, self.people, self.records)
        other.cases, other.groups = _Shared(self.cases), [_Shared(each) for each in self.groups]
        other.wild = [list(each) for each in self.wild]
        other.wild_kept = {i: list(each) for i, each in self.wild_kept.items()}
        other.coming, other.come, other.turn = self.coming, self.come, self.turn
        other.newest, other.last, other.known = self.newest, self.last, self.known
        other.facts_only = self.facts_only
        return other

    def at(self, at: Instant) -> State:
        """The state at an instant: itself, or a copy in which what is known to come up to then has come."""
        count = bisect_right(self.coming.events, at, lo=self.come, key=_at) - self.come
        if not count:
            return self
        other = self.copy()
        other.advance(count)
        return other

    def begun(self, case: str | None) -> Instant:
        """The first instant that can be asked about: that of the last event which has joined and may matter."""
        return self.room(case).newest[0] if self.policy.local else self.last

    # Rooms.

    def room(self, case: str | None) -> Any:
        try:
            return self.cases[case]
        except KeyError:
            return self.policy.empty[0]

    def group(self, index: int, key: tuple[Any, ...]) -> Any:
        """The room of a group, with all that may belong to it."""
        wild = self.wild[index]
        try:
            room = self.groups[index][key]
        except KeyError:
            if not wild:
                return self.policy.empty[index]
            room = self.policy.new_room(index)
        if room.wild != len(wild):
            for each in wild[room.wild :]:
                each.apply(self.policy, room, key)
            room.wild = len(wild)
        return room

    def joined(self, index: int, key: tuple[Any, ...], event: Event) -> Any:
        """The room of a group that an event joins."""
        rooms = self.groups[index]
        try:
            rooms[key]
        except KeyError:
            rooms[key] = self.policy.new_room(index)
        room = self.group(index, key)
        if event.order <= room.newest[:3]:
            raise Late(event)
        return room

    def inner(self, room: Any, index: int, value: Any) -> Any:
        """A room inside a room; an empty one where no such event came."""
        found = getattr(room, f"inner{index}").get(value)
        return found if found is not None else new_inner(self.policy, room, index)

    def kept_across(self, index: int, i: int, keys: Iterable[tuple[Any, ...]]) -> Sequence[Candidate]:
        """The events that a cell keeps in any of these groups, or may keep, in order."""
        rooms = self.groups[index]
        found: dict[Any, Candidate] = {}
        for key in [()] if self.policy.everywhere(index) else keys:
            try:
                room = rooms[key]
            except KeyError:
                continue
            for each in getattr(room, f"kept{i}") or ():
                found[order(each[0])] = each
        for each in self.wild_kept.get(i, ()):
            found[order(each[0])] = each
        return [found[key] for key in sorted(found)]

    # What lies ahead.

    def next_known(self, at: Instant, across: bool, case: str | None) -> Instant:
        """The next event that is known to come, in a case or in any."""
        events = self.coming.events if across else self.coming.cases.get(case, ())
        after = bisect_right(events, at, key=_at)
        return events[after].at if after < len(events) else NEVER

    def ahead(self, look: Look, kept: Kept) -> Iterable[Candidate]:
        """The events to come that a filter takes or may take, in order."""
        names = self.policy.kinds_of_filter(kept.i)
        events = self.coming.events if kept.across else self.coming.cases.get(look.case, ())
        wanted = [e for e in events[bisect_right(events, look.at, key=_at) :] if e.kind in names]
        then = self.copy() if wanted and self.policy.then_facts else None
        if then is not None:
            then.facts_only = True
        for event in wanted:
            if then is not None:
                then.advance(
                    bisect_left(then.coming.events, event.order, lo=then.come, key=_order) - then.come
                )
            record, truth = self.policy.recorded(then or self, event, kept.i)
            if truth is not False:
                yield record, truth

    # Judging: each pack's states have its own code in place of these.

    def judge(self, subject: Any) -> Outcome:
        """The verdict and the rules, of a subject from `subject`."""
        raise NotImplementedError

    def explain(self, subject: Any) -> Explained:
        """The same with the facts of the rules that matched."""
        raise NotImplementedError

    def until(self, subject: Any, horizon: int = HORIZON) -> Moment:
        """When verdict or rules first differ if nothing new happens; duties left out."""
        raise NotImplementedError

    # Who is asked about.

    def settings(self, person: str | None, case: str | None) -> Sequence[Setting]:
        """The zones that may hold for a contact, each with the country whose holidays count."""
        who, what = self.people.get(person or "", UNRECORDED), self.records.get(case or "", UNRECORDED)
        return self.policy.settings(who, what)

    def setting(self, subject: Any) -> tuple[str, str | None, Any] | None:
        """The one zone of a contact, with country and working days; None if it is not known, or not only one."""
        key = subject.person, subject.case
        if key not in self.known:
            found = self.settings(*key)
            zone, land = found[0]
            sure = len(found) == 1 and zone is not None and self.policy.knows_holidays(land)
            self.known[key] = (zone, land, self.policy.working(land)) if sure else None
        return self.known[key]  # type: ignore[no-any-return]

    def subject(self, proposal: Proposal) -> Any:
        """A proposal checked once, in the form that `judge` takes."""
        return self.policy.subject(proposal, self.plugins)

    def looks(self, subject: Subject) -> Iterable[Look]:
        """One look for each person contacted and each zone that may hold."""
        for one, person in subject.each_person():
            for setting in self.settings(person, subject.case):
                yield Look(self.policy, self, subject.at, subject.case, one, setting)

    def then(self, event: Event, name: str) -> Any:
        """An attribute as of then of an event that is about to join; by zone, if it hangs on one."""
        subject = Subject(self.policy, event, self.plugins)
        if name not in self.policy.zoned_then:
            return self._then(subject, name, (None, None))
        return {each: self._then(subject, name, each) for each in self.policy.all_settings(self)}

    def _then(self, subject: Subject, name: str, setting: Setting) -> Any:
        taken = self.policy.taken[name]
        assert taken is not None
        return Look(self.policy, self, subject.at, subject.case, subject, setting).fact(taken).value


def in_order(room: Any, event: Event) -> None:
    if event.order <= room.newest[:3]:
        raise Late(event)


__all__ = ["Late", "Past", "Record", "State"]
