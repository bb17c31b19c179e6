"""Rooms as classes, one field for each thing that a cell keeps; and how a sure event joins a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from followup.evaluate.compiled.found import NEWEST
from followup.evaluate.compiled.plan import EVERYWHERE, Cell, Keep, Plan, Room
from followup.evaluate.compiled.rooms import BEFORE_ALL
from followup.evaluate.compiled.write import lines
from followup.timeline.instants import DAY


def fields_of(cell: Cell, i: int, keeps: frozenset[Keep]) -> Iterator[tuple[str, str]]:
    """The fields of a cell, with what they are at first."""
    for what, attribute in sorted(keeps):
        if what == "count":
            yield f"n{i}", "0"
        elif what in ("first", "last"):
            yield f"{what}{i}", "None"
        elif what == "sum":
            yield from ((f"sum_{attribute}_{i}", "ZERO"), (f"below_{attribute}_{i}", "ZERO"))
        elif what in ("min", "max"):
            yield from ((f"min_{attribute}_{i}", "None"), (f"max_{attribute}_{i}", "None"))
        else:
            yield f"values_{attribute}_{i}", "{}"
    if cell.shape == "kept":
        yield f"kept{i}", "None"


def room_classes(plan: Plan) -> Iterator[str]:
    for n, room in enumerate(plan.rooms):
        yield lines(_room_class(plan, n, room))


def _room_class(plan: Plan, n: int, room: Room) -> Iterator[str]:
    given = dict(_room_fields(plan, room))
    yield f"class Room{n}:"
    where = " and ".join(room.across) or "case" if room.across != EVERYWHERE else "journal"
    yield f'    """One for each {where}{f", in it for each {room.key[0]}" if room.key else ""}."""'
    yield f"    __slots__ = {tuple(given)!r}"
    yield ""
    yield "    def __init__(self):"
    yield from (f"        self.{name} = {start}" for name, start in given.items())
    yield ""
    yield "    def copy(self):"
    yield f"        other = Room{n}()"
    for name in given:
        yield f"        other.{name} = {_copied(name)}"
    yield "        return other"


def _copied(name: str) -> str:
    if name.startswith("values_"):
        return f"self.{name}.copy()"
    if name.startswith(("log", "kept", "wild_", "several", "overrides", "used")):
        return f"None if self.{name} is None else self.{name}.copy()"  # what is empty is not shared either
    if name.startswith("inner"):
        return f"{{key: room.copy() for key, room in self.{name}.items()}}"
    return "self.doubt and self.doubt.copy()" if name == "doubt" else f"self.{name}"


def _room_fields(plan: Plan, room: Room) -> Iterator[tuple[str, str]]:
    yield from (("doubt", "None"), ("quick", repr(BEFORE_ALL)))
    if room.key is None:
        yield "newest", "NO_RECORD"
        yield from (("wild", "0"),) if room.across else (("overrides", "None"), ("used", "None"))
        for m, inner in enumerate(plan.rooms):
            if inner.key is not None and inner.whole == room:
                yield from ((f"inner{m}", "{}"), (f"wild_{m}", "None"), (f"several{m}", "None"))
    for j, edge in enumerate(plan.edges):
        if edge.room == room:
            yield f"edge{j}", repr(BEFORE_ALL)
    for f, filter in enumerate(plan.filters):
        if (room, filter) in plan.logs:
            yield f"log{f}", "None"
    for cell, keeps in plan.cells.items():
        if cell.room == room:
            yield from fields_of(cell, plan.numbers[cell], keeps)


def begin_anew(r: str, i: int, cell: Cell, keeps: frozenset[Keep]) -> Iterator[str]:
    """A cell that an edge bounds."""
    yield from at_first(r, i, cell, keeps)
    yield from (f"if {r}.doubt is not None:", f"    {r}.doubt.forget({i})")


def at_first(r: str, i: int, cell: Cell, keeps: frozenset[Keep]) -> Iterator[str]:
    yield from (f"{r}.{name} = {start}" for name, start in fields_of(cell, i, keeps))


def elapsed(cell: Cell) -> int | None:
    """The microseconds after which an event of a cell can matter no more, if there is such a time."""
    if cell.within is None:
        return None
    return cell.within.count if cell.within.measure == "elapsed" else None


def lasting(plan: Plan, cell: Cell) -> int | None:
    """The microseconds after which an event has surely left a window, whatever the zone and the holidays."""
    span, week = cell.within, len(plan.pack.days.week)
    if span is None or span.measure == "elapsed":
        return elapsed(cell)
    if span.measure == "working days":
        if not week:
            return None
        holidays = 60 * (2 + span.count // 200)  # more than any country has in so long a time
        return (7 * ((span.count + holidays) // week + 2)) * DAY
    return (span.count * 31 + 4 if span.months else span.count + 4) * DAY


def put(r: str, i: int, keeps: frozenset[Keep], values: dict[str, str]) -> Iterator[str]:
    """A sure event joins a cell."""
    for what, attribute in sorted(keeps):
        if what == "count":
            yield f"{r}.n{i} += 1"
        elif what == "last":
            yield f"{r}.last{i} = record"
        elif what == "first":
            yield from (f"if {r}.first{i} is None:", f"    {r}.first{i} = record")
        elif what == "values":
            yield from _put_values(r, i, attribute, values[attribute])
        elif what == "sum":
            yield f"summed({r}, {i}, {attribute!r}, record, {values[attribute]})"
        else:
            yield f"bounded({r}, {i}, {attribute!r}, record, {values[attribute]})"


def _put_values(r: str, i: int, attribute: str, value: str) -> Iterator[str]:
    yield from (f"if {value}.__class__ is str:", f"    {r}.values_{attribute}_{i}[{value}] = None")
    yield from ("else:", f"    more_values({r}, {i}, {attribute!r}, record, {value})")


def _widest(plan: Plan, cells: Iterable[Cell]) -> int | None:
    """The microseconds after which an event has left every window of these; 0 if there is none, None if it stays."""
    spans = [lasting(plan, cell) for cell in cells if cell.shape == "window"]
    return None if None in spans else max((span for span in spans if span is not None), default=0)


def end_logs(plan: Plan, r: str, j: int, room: Room) -> Iterator[str]:
    """The lists of newest events in a room that begin anew with an edge."""
    for log in plan.ends_log(plan.edges[j]):
        widest, name = _widest(plan, plan.logs[log]), f"{r}.log{plan.filter_numbers[log[1]]}"
        if log[0] == room and widest is not None:
            if widest:
                yield f"if {name} is not None and {name}[-1][0] <= at - {widest}:"
            yield f"{'    ' if widest else ''}{name} = None"


def log(plan: Plan, r: str, f: int, cells: Iterable[Cell]) -> Iterator[str]:
    """A sure event joins the list of its filter's newest. That is cut back at every so many events, when half of it
    can go, so that an event costs little more than to append it."""
    yield f"log = {r}.log{f}"
    yield from ("if log is None:", f"    {r}.log{f} = [record]", "else:", "    log.append(record)")
    widest = _widest(plan, cells)
    if widest == 0:
        yield from (f"    if len(log) >= {2 * NEWEST}:", f"        del log[:-{NEWEST}]")
    elif widest is not None:
        yield from (f"    if not len(log) & {2 * NEWEST - 1}:", f"        prune(log, at - {widest})")
