"""The events of a selection as its cell tells of them, and what each query makes of them.

A *view* shows sure events: of a cell that only kept count, or of a list. What is possible lies beside it, event by
event: there are as many as there are open questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Context, Decimal
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from followup._late import dataclass, replace
from followup.evaluate.compiled.kleene import Age, sign
from followup.evaluate.quantities import MANY, NEVER, Bag, Cause, Range, Unsure, reason_of
from followup.timeline.instants import Instant
from followup.timeline.values import ABSENT, Unknown

if TYPE_CHECKING:
    from followup.evaluate.compiled.rooms import CellInfo

#: An event in a room: at, id, source, kind, case, then the attributes that facts still ask of it.
Record: TypeAlias = tuple[Any, ...]
#: An event, and what it has that nobody can tell.
Unclear: TypeAlias = tuple[Record, Any]
#: How many events stand behind a fact at the most.
NEWEST = 8
NOBODY = Unknown("there is no proposal")
_EXACT = Context(prec=400)


class Finding:
    """A fact: its value, until when it surely stays, how many events stand behind it, and the newest of them."""

    __slots__ = ("newest", "stable", "total", "value")

    def __init__(
        self, value: Any, stable: Instant = NEVER, total: int = 0, newest: Sequence[Record] = ()
    ) -> None:
        self.value, self.stable, self.total, self.newest = value, stable, total, newest


def vague(value: Any) -> bool:
    """Whether nobody can say which value it is."""
    return isinstance(value, (Unknown, Range, Bag, Unsure))


def order(record: Record) -> tuple[Any, ...]:
    return record[:3]


def suffix(ring: Sequence[Record] | None, count: int) -> Sequence[Record]:
    """The newest of the `count` last events, out of the newest of all."""
    if ring is None or not count:
        return ()
    return ring[-min(count, NEWEST) :]


class View(Protocol):
    """Sure events, as queries ask for them."""

    @property
    def n(self) -> int: ...
    @property
    def ring(self) -> Sequence[Record]: ...
    @property
    def first(self) -> Record | None: ...
    @property
    def last(self) -> Record | None: ...

    def values(self, attribute: str) -> tuple[Iterable[Any], Sequence[Unclear]]:
        """The different values of an attribute; and the events of which it is vague, with what they have."""

    def fold(self, how: str, attribute: str) -> tuple[Any, Any, bool]:
        """Sum, least or greatest; the sum of what is below zero (the other bound); whether any is vague."""


class Cells:
    """A cell of a room; the newest events of its filter are those of `newest_in`, which is the room itself."""

    __slots__ = ("_doubt", "_i", "_info", "_newest_in", "_room")

    def __init__(self, room: Any, info: CellInfo, newest_in: Any = None) -> None:
        self._room, self._info, self._i, self._doubt = room, info, info.i, room.doubt
        self._newest_in = room if newest_in is None else newest_in

    def _get(self, what: str) -> Any:
        return getattr(self._room, f"{what}{self._i}")

    @property
    def counted(self) -> bool:
        return self._info.counted

    @property
    def n(self) -> int:
        """How many; of a cell that keeps one event only, whether there is any."""
        if self.counted:
            return self._get("n")  # type: ignore[no-any-return]
        return int(self._get("last" if self._info.last else "first") is not None)

    @property
    def ring(self) -> Sequence[Record]:
        return suffix(getattr(self._newest_in, self._info.log or ""), self.n)

    @property
    def first(self) -> Record | None:
        return self._get("first")  # type: ignore[no-any-return]

    @property
    def last(self) -> Record | None:
        if self._info.last:
            return self._get("last")  # type: ignore[no-any-return]
        ring = self.ring
        return ring[-1] if ring else None

    def values(self, attribute: str) -> tuple[Iterable[Any], Sequence[Unclear]]:
        unclear = self._doubt.vague.get((self._i, attribute), ()) if self._doubt else ()
        return self._get(f"values_{attribute}_") or (), unclear

    def fold(self, how: str, attribute: str) -> tuple[Any, Any, bool]:
        unclear = bool(self._doubt and self._doubt.vague.get((self._i, f"{attribute}#")))
        if how == "sum":
            return self._get(f"sum_{attribute}_"), self._get(f"below_{attribute}_"), unclear
        other = "max" if how == "min" else "min"
        return self._get(f"{how}_{attribute}_"), self._get(f"{other}_{attribute}_"), unclear


class Listed:
    """A list of records, in order; `of` reads an attribute of one."""

    __slots__ = ("_of", "records")

    def __init__(self, records: Sequence[Record], of: Callable[[Record, str], Any]) -> None:
        self.records, self._of = records, of

    @property
    def n(self) -> int:
        return len(self.records)

    @property
    def ring(self) -> Sequence[Record]:
        return self.records[-NEWEST:]

    @property
    def first(self) -> Record | None:
        return self.records[0] if self.records else None

    @property
    def last(self) -> Record | None:
        return self.records[-1] if self.records else None

    def values(self, attribute: str) -> tuple[Iterable[Any], Sequence[Unclear]]:
        clear, unclear = dict[Any, None](), []
        for record in self.records:
            value = self._of(record, attribute)
            if vague(value):
                unclear.append((record, value))
            elif value is not ABSENT:
                clear.update(dict.fromkeys(value if isinstance(value, tuple) else (value,)))
        return clear, unclear

    def fold(self, how: str, attribute: str) -> tuple[Any, Any, bool]:
        given = [v for v in (self._of(record, attribute) for record in self.records) if v is not ABSENT]
        if any(map(vague, given)):
            return None, None, True
        if how == "sum":
            return added(given), added(v for v in given if v < 0), False
        return extreme(how, given), extreme("max" if how == "min" else "min", given), False


class United:
    """The same cell of several rooms; `shared` are the events in more than one of them, and in how many more."""

    __slots__ = ("_of", "_shared", "_views")

    def __init__(self, views: Sequence[View], shared: Sequence[tuple[Record, int]],
                 of: Callable[[Record, str], Any]) -> None:  # fmt: skip
        self._views, self._shared, self._of = views, shared, of

    @property
    def n(self) -> int:
        return sum(view.n for view in self._views) - sum(more for _, more in self._shared)

    @property
    def ring(self) -> Sequence[Record]:
        found = {order(record): record for view in self._views for record in view.ring}
        return [found[key] for key in sorted(found)][-NEWEST:]

    @property
    def first(self) -> Record | None:
        return min((view.first for view in self._views if view.first), key=order, default=None)

    @property
    def last(self) -> Record | None:
        return max((view.last for view in self._views if view.last), key=order, default=None)

    def values(self, attribute: str) -> tuple[Iterable[Any], Sequence[Unclear]]:
        each = [view.values(attribute) for view in self._views]
        unclear = {order(record): (record, value) for _, some in each for record, value in some}
        return [value for clear, _ in each for value in clear], list(unclear.values())

    def fold(self, how: str, attribute: str) -> tuple[Any, Any, bool]:
        each = [view.fold(how, attribute) for view in self._views]
        unclear = any(one[2] for one in each)
        if unclear:
            return None, None, True
        if how == "sum":
            return self._added(0, each, attribute, False), self._added(1, each, attribute, True), False
        other = "max" if how == "min" else "min"
        low, high = ([one[n] for one in each if one[n] is not None] for n in (0, 1))
        return extreme(how, low), extreme(other, high), False

    def _added(self, n: int, each: Sequence[tuple[Any, Any, bool]], attribute: str, below: bool) -> Any:
        """A sum over all rooms, less what is in several of them."""
        twice = [(self._of(record, attribute), more) for record, more in self._shared]
        less = [-min(v, 0) * more if below else -v * more for v, more in twice if v is not ABSENT]
        return added((*(one[n] for one in each), *less))


@dataclass(frozen=True)
class Found:
    """A selection: the sure events; the wider ones that an unsure edge leaves possible, the sure ones among them; the
    possible events, in order; why they are only possible; until when that stays; how to read an attribute."""

    sure: View
    wide: View
    maybe: Sequence[Record]
    causes: frozenset[Cause]
    stable: Instant
    of: Callable[[Record, str], Any]

    @property
    def reason(self) -> str:
        return reason_of(self.causes)

    @property
    def open(self) -> bool:
        return bool(self.causes) and all(cause.open for cause in self.causes)

    @property
    def between(self) -> int:
        """How many sure events only an unsure edge leaves possible."""
        return self.wide.n - self.sure.n if self.wide is not self.sure else 0

    def unsure(self) -> Unknown:
        return Unknown(self.reason, self.open)

    def all(self, value: Any) -> Finding:
        """A finding behind which all events stand, the possible ones too."""
        newest = merged(self.wide.ring, self.maybe)
        return Finding(value, self.stable, self.wide.n + len(self.maybe), newest)


def merged(ring: Sequence[Record], maybe: Sequence[Record]) -> Sequence[Record]:
    """The newest eight of both."""
    return sorted((*ring, *maybe[-NEWEST:]), key=order)[-NEWEST:] if maybe else ring


def exists(found: Found) -> Finding:
    if found.sure.n:
        return found.all(True)
    return found.all(Unsure(found.causes) if found.maybe or found.between else False)


def count(found: Found) -> Finding:
    low = found.sure.n
    return found.all(_between(found, low, low + found.between + len(found.maybe)))


def _between(found: Found, low: Any, high: Any, or_absent: bool = False) -> Any:
    if low == high and not or_absent:
        return low
    return Range(low, high, found.reason, or_absent, found.open)


# The values of an attribute.


def _values(found: Found, attribute: str) -> tuple[set[Any], set[Any], int]:
    """The sure and the possible different values, and how many others there may be."""
    clear, unclear = found.sure.values(attribute)
    sure, possible = set(clear), set[Any]()
    others = _split(unclear, sure, possible)
    if found.wide is not found.sure:
        clear, unclear = found.wide.values(attribute)
        possible |= set(clear)
        others = _split(unclear, possible, possible)  # the sure ones are among them
    clear, unclear = Listed(found.maybe, found.of).values(attribute)
    possible |= set(clear)
    return sure, possible - sure, others + _split(unclear, possible, possible)


def _split(unclear: Iterable[Unclear], sure: set[Any], possible: set[Any]) -> int:
    others = 0
    for _, value in unclear:
        if isinstance(value, Bag):
            sure |= value.sure
            possible |= value.possible
        others += value.more if isinstance(value, Bag) else 1
    return others


def _also(found: Found, attribute: str, others: int) -> Found:
    return (
        replace(found, causes=found.causes | {Cause(attribute, "not known of an event")}) if others else found
    )


def distinct(found: Found, attribute: str, lists: bool) -> Finding:
    sure, possible, others = _values(found, attribute)
    most = MANY if others and lists else len(sure) + len(possible) + others
    return found.all(_between(_also(found, attribute, others), len(sure), most))


def values(found: Found, attribute: str) -> Finding:
    sure, possible, others = _values(found, attribute)
    if not possible and not others:
        return found.all(tuple(sorted(sure)) or ABSENT)
    why = _also(found, attribute, others)
    return found.all(Bag(frozenset(sure), frozenset(possible), bool(others), why.reason, why.open))


def added(numbers: Iterable[Any]) -> Any:
    """An exact sum."""
    total = Decimal(0)
    for number in numbers:
        total = _EXACT.add(total, Decimal(number))
    return total


def extreme(how: str, numbers: Sequence[Any]) -> Any:
    pick = min if how == "min" else max
    return pick(numbers, key=cmp_to_key(sign)) if numbers else None


def fold(found: Found, how: str, attribute: str) -> Finding:
    maybe = Listed(found.maybe, found.of)
    ours, ours_other, unclear = found.sure.fold(how, attribute)
    extra, extra_other, more_unclear = maybe.fold(how, attribute)
    wide, wide_other, wide_unclear = ours, ours_other, unclear
    if found.wide is not found.sure:
        wide, wide_other, wide_unclear = found.wide.fold(how, attribute)
    if wide_unclear or unclear or more_unclear:
        return found.all(Unknown(f"{attribute} of an event is unknown"))
    if how == "sum":
        low = added((ours, _minus(wide_other, ours_other), extra_other))
        high = added((wide, _minus(ours_other, wide_other), _minus(extra, extra_other)))
        return found.all(_between(found, low, high))
    return found.all(_bounds(found, how, ours, [wide, extra], [wide_other, extra_other]))


def _minus(a: Any, b: Any) -> Any:
    return _EXACT.subtract(Decimal(a), Decimal(b))


def _bounds(found: Found, how: str, ours: Any, beyond: list[Any], opposite: list[Any]) -> Any:
    """The least (`min`) or greatest of the sure values, or of any of the possible ones as well."""
    far = extreme(how, [each for each in (ours, *beyond) if each is not None])
    if far is None:
        return ABSENT
    near = ours
    if near is None:
        near = extreme("max" if how == "min" else "min", [each for each in opposite if each is not None])
    low, high = (far, near) if how == "min" else (near, far)
    return _between(found, low, high, or_absent=ours is None)


# The first or the last event.


@dataclass(frozen=True)
class Options:
    """Which event it may be: the sure one (or None), and the possible ones beyond it, nearest to the end last."""

    sure: Record | None
    beyond: Sequence[Record]

    @property
    def nearest(self) -> Sequence[Record]:
        """The event that it is, or the one nearest to the end that it may be."""
        return self.beyond[-1:] or ((self.sure,) if self.sure else ())


def options(found: Found, end: str) -> Options:
    """Where an unsure edge leaves no event sure, those at the ends stand for all that it may be."""
    forwards = end == "last"
    view, wide = found.sure, found.wide
    sure = view.last if forwards else view.first
    beyond = [each for each in found.maybe if sure is None or (order(each) > order(sure)) == forwards]
    if sure is None and found.between:
        near = wide.last if forwards else wide.first
        beyond += [near] if near is not None else []
    return Options(sure, sorted(beyond, key=order, reverse=not forwards))


def pick(found: Found, end: str, attribute: str) -> Finding:
    """The attribute of the first or latest event, whatever it is there."""
    which = options(found, "last" if end == "latest" else "first")
    near = which.nearest
    if which.beyond:
        return Finding(found.unsure(), found.stable, len(near), near)
    value = ABSENT if which.sure is None else found.of(which.sure, attribute)
    return Finding(value, found.stable, len(near), near)


def since(found: Found, end: str, age: Callable[[Instant], Age | Unknown], ahead: bool = False) -> Finding:
    """The age of the first or last event; a range if a possible one lies beyond it."""
    which = options(found, end)
    near = which.nearest
    if not near:
        return Finding(ABSENT, found.stable)
    value: Any = age(near[0][0])
    if which.beyond and isinstance(value, Age):
        young, old = _ages(found, which, end, age)
        value = Range(
            *((old, young) if ahead else (young, old)), found.reason, which.sure is None, found.open
        )
    return Finding(value, found.stable, len(near), near)


def _ages(found: Found, which: Options, end: str, age: Callable[[Instant], Any]) -> tuple[Any, Any]:
    """The least and the greatest age that it may be."""
    all_of_it = [*which.beyond, *((which.sure,) if which.sure else ())]
    if which.sure is None and found.between:
        far = found.wide.first if end == "last" else found.wide.last
        all_of_it += [far] if far is not None else []
    instants = [record[0] for record in all_of_it]
    return age(max(instants)), age(min(instants))
