"""Three-valued truths with their future, and comparisons of what may be uncertain, as the compiled reading has them.

A *part* is a truth and the instant until which it surely stays: the pair that conditions are put together from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from followup._late import dataclass, replace
from followup.evaluate.quantities import MANY, NEVER, Bag, Cause, Range, Truth, Unsure
from followup.language.tree import Measure, Operator, Span
from followup.timeline import calendar
from followup.timeline.calendar import WorkingCalendar
from followup.timeline.instants import Instant
from followup.timeline.values import ABSENT, Absent, Unknown

Part: TypeAlias = tuple[Truth, Instant]
SURE: Part = (True, NEVER)


def every(parts: Iterable[Part]) -> Part:
    """Kleene's and: false as long as the longest-lived false part is, else as long as all parts stay."""
    longest, shortest = -NEVER, NEVER
    causes: frozenset[Cause] | None = None
    for truth, until in parts:
        if truth is False:
            longest = max(longest, until)
        elif truth is not True:
            causes = truth.causes if causes is None else causes | truth.causes
        shortest = min(shortest, until)
    if longest != -NEVER:
        return False, longest
    return (True if causes is None else Unsure(causes)), shortest


def some(parts: Iterable[Part]) -> Part:
    """Kleene's or."""
    longest, shortest = -NEVER, NEVER
    causes: frozenset[Cause] | None = None
    for truth, until in parts:
        if truth is True:
            longest = max(longest, until)
        elif truth is not False:
            causes = truth.causes if causes is None else causes | truth.causes
        shortest = min(shortest, until)
    if longest != -NEVER:
        return True, longest
    return (False if causes is None else Unsure(causes)), shortest


def no(part: Part) -> Part:
    truth, until = part
    return (not truth if isinstance(truth, bool) else truth), until


@dataclass(frozen=True)
class Age:
    """The time from an instant to now, or from now to an instant that lies ahead, in one measure and one zone."""

    measure: Measure
    anchor: Instant
    now: Instant
    zone: str
    working: WorkingCalendar
    ahead: bool = False

    @property
    def amount(self) -> int:
        """Microseconds, dates or working days."""
        first, last = sorted((self.anchor, self.now)) if self.measure == "elapsed" else self.span
        if self.measure == "elapsed":
            return last - first
        if self.measure == "dates":
            return last - first
        return self.working.between(date.fromordinal(first), date.fromordinal(last))

    @property
    def span(self) -> tuple[int, int]:
        """The ordinals of its first and last date."""
        then, now = calendar.day_of(self.anchor, self.zone), calendar.day_of(self.now, self.zone)
        return (now, then) if self.ahead else (then, now)

    def minus(self, span: Span) -> int:
        """How far it is above the span; only the sign counts."""
        if not span.months:
            return self.amount - span.count
        first, last = self.span
        return last - calendar.plus_months(date.fromordinal(first), span.count).toordinal()

    def turn(self, span: Span) -> Instant:
        """When, after now, the sign of `minus(span)` may change."""
        if self.measure == "elapsed":
            edge = self.anchor - span.count if self.ahead else self.anchor + span.count
            return _after(self.now, (edge, edge + 1))
        if self.ahead:
            return self.next_date()
        return _after(self.now, turns_of_age(self.anchor, self.zone, span, self.working))

    def next_date(self) -> Instant:
        day = date.fromordinal(calendar.day_of(self.now, self.zone))
        days = (day, calendar.plus_dates(day, 1))
        return _after(self.now, [turn for each in days for turn in calendar.turns_of(each, self.zone)])


def _after(now: Instant, instants: Iterable[Instant]) -> Instant:
    return min((at for at in instants if at > now), default=NEVER)


def turns_of_age(anchor: Instant, zone: str, span: Span, working: WorkingCalendar) -> tuple[Instant, ...]:
    """The instants at which an age that began at `anchor` may reach the span, or pass it."""
    return _day_turns(calendar.day_of(anchor, zone), zone, span, working)


@lru_cache(maxsize=65_536)
def _day_turns(day: int, zone: str, span: Span, working: WorkingCalendar) -> tuple[Instant, ...]:
    start = date.fromordinal(day)
    if span.measure == "working days":
        edges = working.nth_after(start, span.count), working.nth_after(start, span.count + 1)
    else:
        edge = (calendar.plus_months if span.months else calendar.plus_dates)(start, span.count)
        edges = edge, calendar.plus_dates(edge, 1)
    return tuple(turn for edge in edges for turn in calendar.turns_of(edge, zone))


# Comparisons.


@dataclass(frozen=True)
class Test:
    """A comparison as written: the operator, the names of both sides for the causes, and what absence counts as."""

    operator: Operator
    names: tuple[str, ...]
    on_absent: bool = False


def compared(test: Test, left: Any, rights: Sequence[Any]) -> Truth:
    """Whether `left` stands in the relation to `rights`, as far as that is known."""
    truth = _settled(test.operator, left, rights, test.on_absent)
    if truth is not None:
        return truth
    causes = [causes_of(name, side) for name, side in zip(test.names, (left, *rights), strict=False)]
    return Unsure(
        frozenset().union(*causes) or frozenset({Cause(test.names[0], "it cannot be compared with this")})
    )


def causes_of(name: str, side: Any) -> frozenset[Cause]:
    """Why a side of that name is uncertain; nothing if it is not."""
    if isinstance(side, Unsure):
        return side.causes
    if isinstance(side, (Unknown, Range, Bag)):
        return frozenset({Cause(name, side.reason, side.open)})
    return frozenset()


def _settled(operator: Operator, left: Any, rights: Sequence[Any], on_absent: bool) -> bool | None:
    """The truth of a comparison; None if it is not settled."""
    if operator in _SAMENESS:  # most filters ask which word it is, and get a word, or nobody knows
        if left.__class__ is Unknown and rights[0] is not ABSENT:
            return None
        if left.__class__ is str and all(each.__class__ is str for each in rights):
            return (left in rights) is _SAMENESS[operator]
    if operator == "absent":
        gone = _gone(left)
        return None if gone is None else gone == rights[0]
    if left is ABSENT or (rights and all(right is ABSENT for right in rights)):
        return on_absent
    if any(isinstance(side, Range) and side.or_absent for side in (left, *rights)):
        there = _settled(operator, _there(left), [_there(right) for right in rights], on_absent)
        return there if there == on_absent else None
    if operator in ("one_of", "none_of"):
        inside = _inside(left, rights)
        return inside if operator == "one_of" or inside is None else not inside
    if operator == "mentions":
        return _mentions(left, tuple(rights)) if isinstance(left, str) else None
    if operator in ("contains", "shares") or any(
        isinstance(each, (tuple, Bag)) for each in (left, *rights[:1])
    ):
        return _shares(operator == "is_not", left, rights)
    return _related(operator, left, rights[0])


#: Operators that ask whether the left side is among the right ones, and what they say if it is.
_SAMENESS: Mapping[str, bool] = {"is": True, "is_not": False, "one_of": True, "none_of": False}


def _gone(side: Any) -> bool | None:
    if isinstance(side, Range):
        return None if side.or_absent else False
    if isinstance(side, Bag):
        return False if side.sure else None
    return None if isinstance(side, Unknown) else isinstance(side, Absent)


def _there(side: Any) -> Any:
    return replace(side, or_absent=False) if isinstance(side, Range) else side


def _inside(left: Any, rights: Sequence[Any]) -> bool | None:
    if isinstance(left, Range) and type(left.low) is type(left.high) is int and left.high - left.low < MANY:
        hit = {int(right) for right in rights if right == int(right) and left.low <= right <= left.high}
        return False if not hit else True if len(hit) > left.high - left.low else None
    answers = [_settled("is", left, (right,), False) for right in rights]
    return True if True in answers else None if None in answers else False


@lru_cache(maxsize=1024)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def _mentions(text: str, words: tuple[Any, ...]) -> bool:
    phrases = tuple(r"\s+".join(map(re.escape, str(word).split(" "))) for word in words)
    return _pattern(phrases).search(text) is not None


def known_members(side: Any) -> tuple[frozenset[str], frozenset[str], bool]:
    """The sure and the possible members of what is compared as a list, and whether there may be others."""
    if isinstance(side, str):
        return frozenset((side,)), frozenset(), False
    if isinstance(side, tuple):
        return frozenset(side), frozenset(), False
    if isinstance(side, Bag):
        return side.sure, side.possible, side.more
    return frozenset(), frozenset(), side is not ABSENT


def _shares(negated: bool, left: Any, rights: Sequence[Any]) -> bool | None:
    sure, possible, more = known_members(left)
    theirs, maybe = set[str](), set[str]()
    for right in rights:
        has, may, others = known_members(right)
        theirs |= has
        maybe |= may
        more = more or others
    if sure & theirs:
        return not negated
    if more or (sure | possible) & (theirs | maybe):
        return None
    return negated


def _related(operator: Operator, left: Any, right: Any) -> bool | None:
    if isinstance(left, (Unknown, Unsure)) or isinstance(right, (Unknown, Unsure)):
        return None
    (low, high), (least, most) = ends(left), ends(right)
    try:
        if operator in ("is", "is_not"):
            return _equal(low, high, least, most, operator == "is")
        return _ordered(operator, low, high, least, most)
    except TypeError:  # only what a plugin's fact of no declared type gives
        return None


def ends(side: Any) -> tuple[Any, Any]:
    return (side.low, side.high) if isinstance(side, Range) else (side, side)


def _equal(low: Any, high: Any, least: Any, most: Any, wanted: bool) -> bool | None:
    if low is high and least is most:
        return (sign(low, least) == 0) == wanted
    if sign(low, high) == 0 and sign(least, most) == 0:
        return (sign(low, least) == 0) == wanted
    if sign(high, least) < 0 or sign(low, most) > 0:
        return not wanted
    return None


def _ordered(operator: Operator, low: Any, high: Any, least: Any, most: Any) -> bool | None:
    """Each order is `less_than`, turned round or negated."""
    if operator == "more_than":
        return _less(least, most, low, high)
    if operator == "at_most":
        return _not(_less(least, most, low, high))
    less = _less(low, high, least, most)
    return less if operator == "less_than" else _not(less)


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _less(low: Any, high: Any, least: Any, most: Any) -> bool | None:
    """Whether something in [low, high] is below something in [least, most]."""
    if low is high and least is most:
        return sign(low, least) < 0
    corners = {sign(a, b) < 0 for a in (low, high) for b in (least, most)}
    return corners.pop() if len(corners) == 1 else None


def sign(left: Any, right: Any) -> int:
    """Below, equal or above zero as left is below, equal to or above right."""
    if isinstance(left, Age):
        if isinstance(right, Span):
            return left.minus(right)
        left = left.amount
    if isinstance(right, Age):
        if isinstance(left, Span):
            return -right.minus(left)
        right = right.amount
    left, right = (side.count if isinstance(side, Span) else side for side in (left, right))
    return int(left > right) - int(left < right)


# When a comparison may change, if nothing new happens.


def turns(left: Any, right: Any) -> Instant:
    """The first instant at which the order of two sides may change as ages grow and shrink."""
    if left.__class__ is not Range and right.__class__ is not Range:
        return _turn(left, right)
    return min(_turn(a, b) for a in set(ends(left)) for b in set(ends(right)))


def _turn(left: Any, right: Any) -> Instant:
    if isinstance(left, Age):
        if isinstance(right, Span):
            return left.turn(right)
        return _meet(left, right) if isinstance(right, Age) else NEVER
    return right.turn(left) if isinstance(right, Age) and isinstance(left, Span) else NEVER


def _meet(one: Age, other: Age) -> Instant:
    """Two ages that grow keep their distance; one that grows and one that shrinks meet halfway."""
    if one.ahead == other.ahead:
        return NEVER
    if one.measure != "elapsed":
        return one.next_date()
    middle = (one.anchor + other.anchor) // 2
    return _after(one.now, (middle, middle + 1))
