"""What a room keeps beside its cells when something is not known; the classes of rooms themselves are generated.

A cell in a room counts sure events. Events that only may belong are kept one by one. An edge that only may have
come splits a cell in two: all events since the last sure edge, and (`after`) those since the last possible one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from followup._late import dataclass, field
from followup.evaluate.compiled.found import Record, vague
from followup.evaluate.quantities import NEVER, Cause
from followup.timeline.instants import Instant
from followup.timeline.values import ABSENT

if TYPE_CHECKING:
    from followup.evaluate.compiled.policy import Policy

Causes: TypeAlias = frozenset[Cause]
#: Earlier than every instant: where an edge lies that never came.
BEFORE_ALL: Instant = -(2**63)


class UnsureEdge:
    """The last possible event of an edge since the sure one, and why every possible one was only possible."""

    __slots__ = ("at", "causes")

    def __init__(self) -> None:
        self.at: Instant = BEFORE_ALL
        self.causes: Causes = frozenset()


class Doubt:
    """What is not sure in a room."""

    __slots__ = ("after", "edges", "maybe", "vague")

    def __init__(self) -> None:
        self.maybe: dict[int, list[tuple[Record, Causes]]] = {}
        self.after: dict[int, Any] = {}
        self.edges: dict[int, UnsureEdge] = {}
        self.vague: dict[tuple[int, str], list[tuple[Record, Any]]] = {}

    def forget(self, i: int) -> None:
        """A sure edge came: what lay before it is in the cell no more."""
        self.maybe.pop(i, None)
        self.after.pop(i, None)
        for key in [each for each in self.vague if each[0] == i]:
            del self.vague[key]

    def copy(self) -> Doubt:
        other = Doubt()
        other.maybe = {i: list(each) for i, each in self.maybe.items()}
        other.after = {i: room.copy() for i, room in self.after.items()}
        for j, edge in self.edges.items():
            other.edges[j] = made = UnsureEdge()
            made.at, made.causes = edge.at, edge.causes
        other.vague = {key: list(each) for key, each in self.vague.items()}
        return other


def doubt(room: Any) -> Doubt:
    """What is not sure in a room, from now on asked and added to carefully."""
    if room.doubt is None:
        room.doubt, room.quick = Doubt(), NEVER
    return room.doubt  # type: ignore[no-any-return]


def unclear(room: Any, i: int, attribute: str, record: Record, value: Any) -> None:
    """An event of a cell has a value that nobody can tell."""
    doubt(room).vague.setdefault((i, attribute), []).append((record, value))


def keys_of(value: Any) -> Sequence[Any] | None:
    """Which inner rooms or groups an event with this value is in; None if that is not known."""
    if vague(value):
        return None
    if value is ABSENT:
        return ()
    return value if isinstance(value, tuple) else (value,)


# What may be: events and edges that are only possible.


@dataclass(frozen=True)
class CellInfo:
    """What the library must know of a cell: its edge, and whether that lies in the whole room around its own."""

    i: int
    room: int
    edge: int | None = None
    edge_outside: bool = False
    span: int | None = None  # microseconds, of a window of elapsed time
    log: str | None = None  # the field with the newest events of its filter, if it looks at them
    counted: bool = False  # whether it knows how many there were
    last: bool = False  # whether the last event is kept apart
    filter: int = -1


@dataclass(frozen=True)
class EdgeInfo:
    """An edge: the cells that it bounds in its own room, and in the rooms inside."""

    j: int
    room: int
    here: tuple[int, ...]
    inside: tuple[tuple[int, int], ...]  # (room, cell)


def may_belong(room: Any, outer: Any, cell: CellInfo, record: Record, causes: Causes) -> None:
    """A possible event joins a cell."""
    if cell.edge is not None:
        at = getattr(outer if cell.edge_outside else room, f"edge{cell.edge}")
        if record[0] <= at:
            return
    held = doubt(room).maybe.setdefault(cell.i, [])
    held.append((record, causes))
    if cell.span is not None:
        while held[0][0][0] <= record[0] - cell.span:
            del held[0]


def may_bound(policy: Policy, room: Any, edge: EdgeInfo, at: Instant, causes: Causes) -> None:
    """A possible edge came: what follows it is surely in, what lies between it and the last sure one perhaps."""
    unsure = doubt(room).edges.setdefault(edge.j, UnsureEdge())
    unsure.at, unsure.causes = at, unsure.causes | causes
    for i in edge.here:
        doubt(room).after[i] = policy.new_room(edge.room)
    for inner, i in edge.inside:
        for each in getattr(room, f"inner{inner}").values():
            doubt(each).after[i] = policy.new_room(inner)


def new_inner(policy: Policy, room: Any, index: int) -> Any:
    """A room inside a room, with all that may belong to it already. What is not sure inside is not sure outside."""
    made = untouched_inner(policy, room, index)
    for touch in getattr(room, f"wild_{index}") or ():
        touch.apply(policy, made, room)
    return made


def untouched_inner(policy: Policy, room: Any, index: int) -> Any:
    """A room inside a room that no event may belong to: that of a subject without the value."""
    made = policy.new_room(index)
    if room.doubt is not None:
        for i in policy.bounded_inside(index, room.doubt.edges):
            doubt(made).after[i] = policy.new_room(index)
    return made


@dataclass(frozen=True)
class Touch:
    """A possible event, and the cells and edges of one kind of room that it touches, with its causes for each."""

    record: Record
    edges: tuple[tuple[int, Causes], ...] = ()
    cells: tuple[tuple[int, Causes], ...] = ()

    def apply(self, policy: Policy, room: Any, outer: Any) -> None:
        for j, causes in self.edges:
            may_bound(policy, room, policy.edges[j], self.record[0], causes)
        for i, causes in self.cells:
            may_belong(room, outer, policy.cells[i], self.record, causes)


@dataclass(frozen=True)
class Wild:
    """An event of which nobody knows in which groups it is: possible in every one that it does not contradict."""

    keys: tuple[Any, ...]
    whole: Touch
    inner: tuple[tuple[int, Any, Touch], ...] = field(default=())

    def apply(self, policy: Policy, room: Any, key: tuple[Any, ...]) -> None:
        if all(vague(own) or _fits(own, mine) for own, mine in zip(self.keys, key, strict=True)):
            self.whole.apply(policy, room, room)
            for index, value, touch in self.inner:
                touch_inner(policy, room, index, value, touch)


def _fits(own: Any, mine: Any) -> bool:
    return mine in own if isinstance(own, tuple) else own == mine


def touch_inner(policy: Policy, room: Any, index: int, value: Any, touch: Touch) -> None:
    """A possible event for the inner rooms of its value, or for all of them where that is vague."""
    inner = getattr(room, f"inner{index}")
    keys = keys_of(value)
    if keys is None:
        doubt(room)
        held = getattr(room, f"wild_{index}") or []
        setattr(room, f"wild_{index}", [*held, touch])
        for each in inner.values():
            touch.apply(policy, each, room)
        return
    for key in keys:
        if key not in inner:
            inner[key] = new_inner(policy, room, index)
        touch.apply(policy, inner[key], room)


Where: TypeAlias = Callable[[dict[str, Any]], Any]
