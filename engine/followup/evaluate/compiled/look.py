"""One look at the state: about a subject, at an instant, in one zone; all that a pack sees is read through it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

from followup.evaluate.compiled.clocks import clock_at, clock_turn
from followup.evaluate.compiled.found import (
    NOBODY,
    Cells,
    Finding,
    Found,
    Listed,
    Record,
    United,
    View,
    options,
    order,
    pick,
    since,
    vague,
)
from followup.evaluate.compiled.kleene import (
    Age,
    Part,
    Test,
    causes_of,
    compared,
    every,
    known_members,
    turns,
)
from followup.evaluate.compiled.rooms import BEFORE_ALL, CellInfo, untouched_inner
from followup.evaluate.quantities import NEVER, Cause, Unsure
from followup.language import tree
from followup.timeline import calendar
from followup.timeline.calendar import WorkingCalendar, has_holidays
from followup.timeline.events import Event
from followup.timeline.instants import Instant
from followup.timeline.values import ABSENT, Unknown

if TYPE_CHECKING:
    from followup.evaluate.compiled.policy import Policy
    from followup.evaluate.compiled.state import State
    from followup.evaluate.compiled.subject import Subject

NO_EVENTS = Listed((), lambda record, name: ABSENT)
NOWHERE = "the time zone of the person contacted is not known"
NO_COUNTRY = "the country whose holidays count is not known"


class Look:
    """What a pack sees at `at`, about `subject` (or nobody) of `case`; `zone` and `land` are None where not known.

    A `brief` look tells what is so now, and not until when it stays.
    """

    __slots__ = ("at", "brief", "case", "land", "policy", "seen", "state", "subject", "working", "zone")

    def __init__(self, policy: Policy, state: State, at: Instant, case: str | None, subject: Subject | None,
                 setting: tuple[str | None, str | None], brief: bool = False) -> None:  # fmt: skip
        self.brief = brief
        self.policy, self.state, self.at, self.case, self.subject = policy, state, at, case, subject
        self.zone, self.land = setting
        self.working: WorkingCalendar = policy.working(setting[1])
        self.seen: dict[Any, Any] = {}

    @property
    def setting(self) -> tuple[str | None, str | None]:
        return self.zone, self.land

    def fact(self, name: str) -> Finding:
        """A fact of the pack."""
        found = self.seen.get(name)
        if found is None:
            found = self.seen[name] = self.policy.facts[name](self)
        return found

    def gap(self, measure: str) -> str | None:
        """Why a calendar reading in that measure cannot be made, if it cannot."""
        if measure == "elapsed":
            return None
        if self.zone is None:
            return NOWHERE
        if measure == "working days" and self.policy.pack.days.holidays and not has_holidays(self.land):
            return NO_COUNTRY
        return None

    def age(self, anchor: Instant, measure: tree.Measure, ahead: bool = False) -> Age | Unknown:
        gap = self.gap(measure)
        if gap is not None:
            return Unknown(gap)
        return Age(measure, anchor, self.at, self.zone or "UTC", self.working, ahead)

    def clock(self, name: str) -> Any:
        return self.clock_at(name, self.at)

    def clock_at(self, name: str, at: Instant) -> Any:
        gap = self.gap("working days" if name == "working_day" else "dates")
        return (
            Unknown(gap) if gap else clock_at(name, at, self.zone or "UTC", self.working, self.policy.parts)
        )

    def its(self, name: str) -> Finding:
        """An attribute of the subject; as of then is now."""
        if self.subject is None:
            return Finding(NOBODY)
        taken = self.policy.taken.get(name)
        if taken is None or not self.subject.carries(name):
            return Finding(self.subject.value(name))
        return self.fact(taken) if taken in self.policy.facts else Finding(self.clock(taken))

    def own(self, record: Record, name: str) -> Any:
        """An attribute of an event in a room; its instant and its date too."""
        place = self.policy.places[record[3]].get(name)
        if place is not None:
            value = record[place]
            if value is None:
                return ABSENT
            return value[self.zone, self.land] if value.__class__ is dict else value
        if name == "at":
            return record[0]
        if name == "case":
            return self.case_of(record) or ABSENT
        if name == "date":
            gap = self.gap("dates")
            return Unknown(gap) if gap else calendar.date_of(record[0], self.zone or "UTC")
        return self._own_clock(record, name)

    def case_of(self, record: Record) -> str | None:
        """The case of an event; records say it only where facts look across cases."""
        return self.case if self.policy.local else record[4]

    def _own_clock(self, record: Record, name: str) -> Any:
        taken = self.policy.taken.get(name)
        if taken in tree.CLOCKS and name in self.policy.pack.kinds[record[3]].attributes:
            return self.clock_at(taken, record[0])  # type: ignore[arg-type]
        return ABSENT

    def next_known(self, across: Sequence[str]) -> Instant:
        """The next event that is known to come, of this case or of any."""
        return self.state.next_known(self.at, bool(across), self.case)

    # Comparisons.

    def test(
        self, test: Test, left: Finding, rights: Sequence[Finding], clocks: Sequence[str | None] = ()
    ) -> Part:
        """A comparison, and until when it stays."""
        ours, theirs = left.value, [right.value for right in rights]
        if self.brief:
            return compared(test, ours, theirs), NEVER
        stable = left.stable
        for right in rights:
            stable = min(stable, right.stable, turns(ours, right.value))
        if clocks and self.zone is not None:
            uncertain = any(isinstance(side, Unknown) for side in (ours, *theirs))  # no clock settles that
            if not uncertain:
                stable = min(stable, clock_turn(self, clocks, (ours, *theirs)))
        return compared(test, ours, theirs), stable

    # Rooms.

    def keys(self, across: Sequence[str]) -> tuple[list[Any], Instant] | Finding:
        """What the subject's group is known by; or why that is not known."""
        given = [self.its(name) for name in across]
        stable = min((each.stable for each in given), default=NEVER)
        for name, each in zip(across, given, strict=True):
            if each.value is ABSENT or vague(each.value):
                return Finding(
                    Unknown(f"the {name} is not known", getattr(each.value, "open", False)), stable
                )
        return [each.value for each in given], stable

    def group(self, index: int, across: Sequence[str]) -> Any:
        """The room of the subject's group; or a finding that says why there is none."""
        keys = self.keys(across)
        if isinstance(keys, Finding):
            return keys
        return self.state.group(index, tuple(_single(each) for each in keys[0]))

    def inner(self, room: Any, index: int, name: str) -> Any:
        """The room in a room for the subject's own value of `name`; the value itself where it is vague."""
        value = self.its(name).value
        if value is ABSENT:
            return untouched_inner(self.policy, room, index)
        return value if vague(value) else self.state.inner(room, index, _single(value))


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value


# Selections: the events of a cell, sure and possible.


def causes_in(maybe: Iterable[tuple[Record, frozenset[Cause]]]) -> frozenset[Cause]:
    return frozenset().union(*(causes for _, causes in maybe))


def doubtful(room: Any, i: int) -> Sequence[tuple[Record, frozenset[Cause]]]:
    return room.doubt.maybe.get(i, ()) if room.doubt is not None else ()


def in_total(look: Look, room: Any, i: int, stable: Instant) -> Found:
    """All events of a cell."""
    view, maybe = Cells(room, look.policy.cells[i]), doubtful(room, i)
    return Found(view, view, [record for record, _ in maybe], causes_in(maybe), stable, look.own)


def of_any(look: Look, room: Any, index: int, i: int, names: tuple[str, str], value: Any,
           found: Callable[[Any], Found], bound: int | None = None) -> Found:  # fmt: skip
    """The events of a cell of every inner room, all only possible, since nobody knows which the subject's is.

    `bound` is an edge of the inner rooms that may lie behind them, or not.
    """
    inner = list(getattr(room, f"inner{index}").values()) or [look.state.inner(room, index, value)]
    each = [found(one) for one in inner]
    maybe = {order(record): record for one in each for record in one.maybe}
    cell = look.policy.cells[i]
    views = [one.wide for one in each]
    several = shared(room, index, cell) if isinstance(views[0], Cells) and views[0].counted else []
    wide: View = Listed(_all_listed(views), look.own)
    if isinstance(views[0], Cells):
        wide = United(views, several, look.own)
    causes = frozenset[Cause]().union(*(one.causes for one in each))
    if wide.n or maybe:
        causes |= causes_of(names[1], value)
        if bound is not None:
            causes |= _bounding(inner, bound, [one for one in (wide.first, *maybe.values()) if one])
    stable = min(one.stable for one in each)
    return Found(NO_EVENTS, wide, [maybe[key] for key in sorted(maybe)], causes, stable, look.own)


def _bounding(inner: Sequence[Any], j: int, records: Sequence[Record]) -> frozenset[Cause]:
    """Why edges of inner rooms are only possible, where one of them may lie behind one of these events."""
    unsure = [room.doubt.edges[j] for room in inner if room.doubt is not None and j in room.doubt.edges]
    last = max((*(getattr(room, f"edge{j}") for room in inner), *(edge.at for edge in unsure)))
    if all(record[0] > last for record in records):
        return frozenset()
    return frozenset().union(*(edge.causes for edge in unsure))


def _all_listed(views: Sequence[View]) -> list[Record]:
    """The events of listed views, each once; a window of elapsed time lists all of its own."""
    found = {order(record): record for view in views if isinstance(view, Listed) for record in view.records}
    return [found[key] for key in sorted(found)]


def shared(room: Any, index: int, cell: CellInfo) -> list[tuple[Record, int]]:
    """The events that are in a cell of several inner rooms, and in how many more than one."""
    edge = getattr(room, f"edge{cell.edge}") if cell.edge is not None and cell.edge_outside else BEFORE_ALL
    several = getattr(room, f"several{index}") or ()
    return [
        (record, count - 1)
        for record, count, filters in several
        if cell.filter in filters and record[0] > edge
    ]


def in_since(look: Look, room: Any, i: int, edge_room: Any, j: int, stable: Instant) -> Found:
    """The events of a cell after the last event of an edge, which may only be possible."""
    view, maybe = Cells(room, look.policy.cells[i]), doubtful(room, i)
    causes = causes_in(maybe)
    records = [record for record, _ in maybe]
    unsure = edge_room.doubt.edges.get(j) if edge_room.doubt is not None else None
    if unsure is None or unsure.at <= getattr(edge_room, f"edge{j}"):
        return Found(view, view, records, causes, stable, look.own)
    sure = Cells(room.doubt.after[i], look.policy.cells[i], room)
    if view.n > sure.n or any(record[0] <= unsure.at for record in records):
        causes |= unsure.causes
    return Found(sure, view, records, causes, stable, look.own)


def _at(record: Record) -> Instant:
    return record[0]  # type: ignore[no-any-return]


def in_window(look: Look, room: Any, i: int, span: tree.Span, stable: Instant) -> Found:
    """The events of a cell in a window that moves with the clock."""
    held, maybe = getattr(room, look.policy.cells[i].log or "") or (), doubtful(room, i)
    gap = look.gap(span.measure)
    if gap is not None:
        every = Cells(room, look.policy.cells[i])
        causes = causes_in(maybe) | (frozenset({Cause("zone", gap)}) if every.n or maybe else frozenset())
        return Found(NO_EVENTS, every, [record for record, _ in maybe], causes, stable, look.own)
    inside, leaves = window_of(look, held, span)
    may, may_leave = window_of(look, [record for record, _ in maybe], span)
    kept = {order(record) for record in may}
    causes = causes_in(each for each in maybe if order(each[0]) in kept)
    view = Listed(inside, look.own)
    return Found(view, view, may, causes, min(stable, leaves, may_leave), look.own)


def window_of(look: Look, held: Sequence[Record], span: tree.Span) -> tuple[Sequence[Record], Instant]:
    """Which of the events lie in the window, and when the first of them leaves (or one that left comes back)."""
    if span.measure == "elapsed":
        begin = bisect_right(held, look.at - span.count, key=_at)
        inside = held[begin:]
        return inside, inside[0][0] + span.count if inside else NEVER
    zone = look.zone or "UTC"
    first = first_day(calendar.day_of(look.at, zone), span, look.working)
    near = bisect_left(held, calendar.start_of(_date(first - 2), zone), key=_at)
    inside = [record for record in held[near:] if calendar.day_of(record[0], zone) >= first]
    return inside, _leaving(look, held[near:], span, first + 2)


def _date(ordinal: int) -> date:
    return date.fromordinal(max(ordinal, 1))


def _leaving(look: Look, held: Iterable[Record], span: tree.Span, last: int) -> Instant:
    """When one of the oldest leaves; dates go back where clocks do, so a few dates are looked at."""
    soonest = NEVER
    for record in held:
        age = look.age(record[0], span.measure)
        assert isinstance(age, Age)
        soonest = min(soonest, age.turn(span))
        if soonest < NEVER and age.span[0] > last:
            break
    return soonest


@lru_cache(maxsize=4096)
def first_day(today: int, span: tree.Span, working: WorkingCalendar) -> int:
    """The ordinal of the first date whose events are less than a span old on the date `today`."""
    now = date.fromordinal(today)
    if span.months:
        day = calendar.plus_months(now, -span.count).toordinal() - 4
        while calendar.plus_months(_date(day), span.count) <= now:
            day += 1
        return day
    if span.measure == "dates":
        return today - span.count + 1
    low, high = max(today - 366 * (span.count + 2), 1), today + 1
    while low < high:
        middle = (low + high) // 2
        older = working.between(date.fromordinal(middle), now) >= span.count
        low, high = (middle + 1, high) if older else (low, middle)
    return low


# Selections that are gone through event by event.

#: A record and what its filter says of it: true, or why that is not known.
Candidate = tuple[Record, Any]
Residual = Callable[[Look, Record], Part]


def in_kept(look: Look, kept: Kept, ahead: bool = False) -> Found | Finding:
    """The events of a cell that keeps each of them, tested one by one."""
    keys = look.keys(kept.across)
    if isinstance(keys, Finding):
        return keys
    values, stable = keys
    stable = min(stable, look.next_known(kept.across))
    sure, possible, causes = [], [], frozenset[Cause]()
    for record, truth in kept.candidates(look, values, ahead):
        held, until = every(kept.parts(look, record, truth, values))
        stable = min(stable, until)
        if held is True:
            sure.append(record)
        elif held is not False:
            possible.append(record)
            causes |= held.causes
    view = Listed(sure, look.own)
    return Found(view, view, possible, causes, stable, look.own)


class Kept:
    """How a selection is gone through: where its events are, and what is asked of each."""

    __slots__ = ("across", "anchors", "clocks", "i", "index", "residual", "windows")

    def __init__(self, i: int, index: int, across: tuple[str, ...], residual: Residual,
                 windows: Sequence[tuple[Test, tree.Span]], anchors: Sequence[tuple[str, str, Kept]],
                 clocks: Sequence[str | None]) -> None:  # fmt: skip
        self.i, self.index, self.across, self.residual = i, index, across, residual
        self.windows, self.anchors, self.clocks = windows, anchors, clocks

    def candidates(self, look: Look, values: Sequence[Any], ahead: bool) -> Iterable[Candidate]:
        """The events so far that may belong; or those that are known to lie ahead."""
        if ahead:
            return look.state.ahead(look, self)
        if not self.across:
            room = look.state.room(look.case)
            return getattr(room, f"kept{self.i}") or ()
        keys = product(*(value if isinstance(value, tuple) else (value,) for value in values))
        return look.state.kept_across(self.index, self.i, [tuple(key) for key in keys])

    def parts(self, look: Look, record: Record, truth: Any, values: Sequence[Any]) -> Iterator[Part]:
        if truth is not True:
            yield Unsure(truth), NEVER
        for name, clock, value in zip(self.across, self.clocks, values, strict=True):
            yield _belongs(look, record, name, clock, value)
        yield self.residual(look, record)
        for test, span in self.windows:
            age = look.age(record[0], span.measure)
            yield compared(test, age, (span,)), turns(age, span)
        for edge, end, anchor in self.anchors:
            yield _beside(look, record, edge, end, anchor)


def _belongs(look: Look, record: Record, name: str, clock: str | None, value: Any) -> Part:
    """Whether an event is in the subject's group."""
    own = look.own(record, name)
    listed = known_members(own)[0] | known_members(value)[0]
    truth = compared(Test("shares" if listed else "is", (name, name)), own, (value,))
    stable = clock_turn(look, (clock, None), (value, own)) if clock and look.zone is not None else NEVER
    return truth, stable


_BESIDE: dict[str, Callable[[Instant, Instant], bool]] = {
    "after": lambda at, edge: at > edge,
    "since": lambda at, edge: at >= edge,
    "before": lambda at, edge: at < edge,
    "to": lambda at, edge: at <= edge,
}


def _beside(look: Look, record: Record, edge: str, end: str, anchor: Kept) -> Part:
    """Whether an event lies on the right side of an edge, wherever that may be."""
    instants, causes, stable = _edge_of(look, end, anchor)
    truths = {at is None or _BESIDE[edge](record[0], at) for at in instants}
    return (truths.pop() if len(truths) == 1 else Unsure(causes)), stable


def _edge_of(look: Look, end: str, anchor: Kept) -> tuple[set[Instant | None], frozenset[Cause], Instant]:
    """The instants at which an edge may lie; None where there may be none."""
    key = end, anchor
    if key not in look.seen:
        found = in_kept(look, anchor)
        assert isinstance(found, Found)
        view = found.sure
        sure = view.last if end == "last" else view.first
        beyond = [r for r in found.maybe if sure is None or (order(r) > order(sure)) == (end == "last")]
        instants = {None if record is None else record[0] for record in (sure, *beyond)}
        look.seen[key] = instants, found.causes, found.stable
    return look.seen[key]  # type: ignore[no-any-return]


# What lies ahead, and comparisons by plugins.


def next_one(look: Look, kept: Kept, attribute: str) -> Finding:
    found = in_kept(look, kept, ahead=True)
    return found if isinstance(found, Finding) else pick(found, "first", attribute)


def time_until(look: Look, kept: Kept, measure: tree.Measure) -> Finding:
    found = in_kept(look, kept, ahead=True)
    if isinstance(found, Finding):
        return found
    return since(found, "first", lambda at: look.age(at, measure, ahead=True), ahead=True)


def pair(look: Look, fact: str, end: str, needs: Sequence[str], found: Found) -> Finding:
    """A plugin's comparison of the subject with the event that is picked."""
    if look.subject is None:
        return Finding(NOBODY, found.stable)
    which = options(found, end)
    if which.beyond:
        return Finding(found.unsure(), found.stable, 1, which.nearest)
    if which.sure is None:
        return Finding(ABSENT, found.stable)
    if any(look.subject.is_open(name) for name in needs):
        return Finding(Unknown("not decided yet", open=True), found.stable, 1, which.nearest)
    earlier: Event = which.sure[look.policy.places[which.sure[3]]["event"]]
    return Finding(
        look.state.plugins.pair(fact, look.subject.source, earlier), found.stable, 1, which.nearest
    )
