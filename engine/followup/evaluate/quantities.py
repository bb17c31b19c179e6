"""What the reference reading computes with: values that may be uncertain, and three-valued comparison.

A *quantity* is a plain value, absent, unknown, a range (SEMANTICS 9), a bag (a list that may hold more), an
age (an amount of time that grows), or an unsure truth. Comparing two gives a truth: True, False, or
`Unsure` with its causes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Context, Decimal
from functools import cmp_to_key, reduce
from typing import Any, TypeAlias

from followup._late import dataclass, field, replace
from followup.language.tree import Measure, Operator, Span
from followup.timeline import calendar
from followup.timeline.calendar import WorkingCalendar
from followup.timeline.instants import Instant
from followup.timeline.values import Absent, Unknown, Value

#: Later than every instant: what never changes is stable until then.
NEVER: Instant = 2**63
#: More than any count: how many members an unknown list may have.
MANY = 2**63


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is not known; `open` if only because it is not decided yet."""

    name: str
    reason: str
    open: bool = False

    def __lt__(self, other: Cause) -> bool:
        return (self.name, self.reason, self.open) < (other.name, other.reason, other.open)


#: The most letters of a reason. What is known of an event may hang on all events before it, and each of their reasons
#: then names those before: said in full, each would be as long as all before it.
LONGEST_REASON = 300


def reason_of(causes: Iterable[Cause]) -> str:
    """Why something is not known, by what it hangs on, in words; cut where it is too long to be read."""
    said = "; ".join(sorted(f"{cause.name}: {cause.reason}" for cause in causes)) or "an attribute is unknown"
    return said if len(said) <= LONGEST_REASON else said[: LONGEST_REASON - 1] + "…"


@dataclass(frozen=True)
class Unsure:
    """The third truth value, with its causes."""

    causes: frozenset[Cause]

    @property
    def open(self) -> bool:
        return bool(self.causes) and all(cause.open for cause in self.causes)


Truth: TypeAlias = bool | Unsure


@dataclass(frozen=True)
class Age:
    """The time between an anchor and now, in one measure; `ahead` if the anchor is still to come."""

    measure: Measure
    anchor: Instant
    now: Instant
    zone: str = "UTC"
    working: WorkingCalendar = field(default_factory=WorkingCalendar)
    ahead: bool = False

    @property
    def amount(self) -> int:
        """Microseconds, dates or working days."""
        if self.measure == "elapsed":
            return abs(self.now - self.anchor)
        start, end = self._dates()
        return (end - start).days if self.measure == "dates" else self.working.between(start, end)

    def _dates(self) -> tuple[date, date]:
        anchor, now = (calendar.date_of(at, self.zone) for at in (self.anchor, self.now))
        return (now, anchor) if self.ahead else (anchor, now)

    def against(self, span: Span) -> int:
        """Negative, zero or positive as this age is below, equal to or above the span."""
        if not span.months:
            return _sign(self.amount - span.count)
        start, end = self._dates()
        return _sign((end - calendar.plus_months(start, span.count)).days)

    def flip(self, span: Span) -> Instant:
        """The first instant after now at which `against(span)` may differ."""
        return min((at for at in self._flips(span) if at > self.now), default=NEVER)

    def _flips(self, span: Span) -> Iterable[Instant]:
        if self.measure == "elapsed":
            edge = self.anchor - span.count if self.ahead else self.anchor + span.count
            return edge, edge + 1
        if self.ahead:
            return self._next_dates()
        return self._turns(*self._edge_dates(calendar.date_of(self.anchor, self.zone), span))

    def _edge_dates(self, start: date, span: Span) -> tuple[date, ...]:
        if self.measure == "working days":
            return self.working.nth_after(start, span.count), self.working.nth_after(start, span.count + 1)
        edge = (calendar.plus_months if span.months else calendar.plus_dates)(start, span.count)
        return edge, calendar.plus_dates(edge, 1)

    def _next_dates(self) -> Iterable[Instant]:
        """Counting down, every date may be the one: dates ahead are few, so each is looked at."""
        today = calendar.date_of(self.now, self.zone)
        return self._turns(today, calendar.plus_dates(today, 1))

    def _turns(self, *days: date) -> Iterable[Instant]:
        return [turn for day in days for turn in calendar.turns_of(day, self.zone)]

    def meets(self, other: Age) -> Instant:
        """The first instant after now at which this age may stand differently to another of its measure.

        Two that grow keep their distance; one that grows and one that shrinks meet.
        """
        if self.ahead == other.ahead:
            return NEVER
        middle = (self.anchor + other.anchor) // 2
        meeting = (middle, middle + 1) if self.measure == "elapsed" else self._next_dates()
        return min((at for at in meeting if at > self.now), default=NEVER)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


@dataclass(frozen=True)
class Range:
    """A number, an age or a time that lies between two bounds, both possible; or is absent, if `or_absent`."""

    low: Any
    high: Any
    reason: str
    or_absent: bool = False
    open: bool = False


@dataclass(frozen=True)
class Bag:
    """A list of which some members are sure and others possible; `more` if nobody knows which else."""

    sure: frozenset[str]
    possible: frozenset[str]
    more: bool
    reason: str
    open: bool = False


Quantity: TypeAlias = Value | Span | Absent | Unknown | Range | Bag | Age | Unsure


def vague(value: Quantity | None) -> bool:
    """Whether nobody can say which value it is."""
    return isinstance(value, (Unknown, Range, Bag, Unsure))


def unsure(name: str, quantity: Quantity) -> Unsure:
    """The truth of a comparison that an uncertain quantity of that name leaves open."""
    if isinstance(quantity, Unsure):
        return quantity
    if isinstance(quantity, (Unknown, Range, Bag)):
        return Unsure(frozenset({Cause(name, quantity.reason, quantity.open)}))
    return Unsure(frozenset())


_EQUALITIES: dict[str, Callable[[str, Sequence[Quantity]], bool]] = {
    "is": lambda left, rights: left == rights[0],
    "is_not": lambda left, rights: left != rights[0],
    "one_of": lambda left, rights: left in rights,
    "none_of": lambda left, rights: left not in rights,
}


def compare(
    operator: Operator,
    left: Quantity,
    rights: tuple[Quantity, ...],
    names: tuple[str, ...],
    on_absent: bool = False,
) -> Truth:
    """Whether `left` stands in the relation to `rights`; `names` are theirs, left first, for the causes.

    Any comparison with absent is false, `is_not` and `none_of` too; or true, if `on_absent` says so.
    """
    if operator in _EQUALITIES and isinstance(left, str) and all(isinstance(right, str) for right in rights):
        return _EQUALITIES[operator](left, rights)  # the most frequent comparison by far, and a sure one
    possible = _outcomes(operator, left, rights, on_absent)
    if len(possible) == 1:
        return possible.pop()
    pairs = zip(names, (left, *rights), strict=False)
    causes = frozenset[Cause]().union(*(unsure(name, each).causes for name, each in pairs))
    return Unsure(causes or frozenset({Cause(names[0], "it cannot be compared with this")}))


def _outcomes(operator: Operator, left: Quantity, rights: tuple[Quantity, ...], on_absent: bool) -> set[bool]:
    """The set of truths that are possible."""
    if operator == "absent":
        return {each == rights[0] for each in _absences(left)}
    if isinstance(left, Absent) or (rights and all(isinstance(right, Absent) for right in rights)):
        return {on_absent}
    if any(isinstance(side, Range) and side.or_absent for side in (left, *rights)):
        return {on_absent} | _outcomes(operator, _present(left), tuple(map(_present, rights)), on_absent)
    if operator in ("one_of", "none_of"):
        inside = _membership(left, rights)
        return inside if operator == "one_of" else {not one for one in inside}
    if operator == "mentions":
        return {_mentions(left, rights)} if isinstance(left, str) else {True, False}
    if operator in ("contains", "shares") or isinstance(left, Bag) or _is_list(left, *rights):
        return _sharing(operator, left, rights)
    return _relation(operator, left, rights[0])


def _present(quantity: Quantity) -> Quantity:
    return replace(quantity, or_absent=False) if isinstance(quantity, Range) else quantity


def _absences(left: Quantity) -> set[bool]:
    if isinstance(left, Range):
        return {True, False} if left.or_absent else {False}
    if isinstance(left, Bag):
        return {False} if left.sure else {True, False}
    return {True, False} if isinstance(left, Unknown) else {isinstance(left, Absent)}


def _membership(left: Quantity, rights: tuple[Quantity, ...]) -> set[bool]:
    if isinstance(left, Range) and type(left.low) is type(left.high) is int and left.high - left.low < MANY:
        few = range(left.low, left.high + 1)[: len(rights) + 1]  # one more than there are rights is outside
        return {any(order(each, right) == 0 for right in rights) for each in few} | _reach(left, rights)
    each = [_outcomes("is", left, (right,), False) for right in rights]
    return {any(True in one for one in each), any(one == {True} for one in each)}


def _reach(left: Range, rights: tuple[Quantity, ...]) -> set[bool]:
    """{True} if some right side lies in the range."""
    return {True} & {order(left.low, right) <= 0 <= order(left.high, right) for right in rights}


def _is_list(*quantities: Quantity) -> bool:
    return any(isinstance(each, tuple) for each in quantities)


def members(quantity: Quantity) -> tuple[frozenset[str], frozenset[str], bool]:
    """Sure members, possible members, and whether there may be others."""
    if isinstance(quantity, Bag):
        return quantity.sure, quantity.possible, quantity.more
    if isinstance(quantity, tuple):
        return frozenset(quantity), frozenset(), False
    if isinstance(quantity, str):
        return frozenset({quantity}), frozenset(), False
    return frozenset(), frozenset(), not isinstance(quantity, Absent)


def _sharing(operator: Operator, left: Quantity, rights: tuple[Quantity, ...]) -> set[bool]:
    sure, possible, more = members(left)
    others = [members(right) for right in rights]
    theirs = frozenset().union(*(each[0] for each in others))
    maybe = frozenset().union(*(each[1] for each in others))
    unsettled = more or any(each[2] for each in others) or bool((sure | possible) & (theirs | maybe))
    shared = {True} if sure & theirs else {True, False} if unsettled else {False}
    return {not one for one in shared} if operator == "is_not" else shared


def _relation(operator: Operator, left: Quantity, right: Quantity) -> set[bool]:
    if isinstance(left, (Unknown, Unsure)) or isinstance(right, (Unknown, Unsure)):
        return {True, False}
    try:
        if operator in ("is", "is_not"):
            equal = _equality(bounds(left), bounds(right))
            return equal if operator == "is" else {not one for one in equal}
        return {_ORDER[operator](order(a, b)) for a in bounds(left) for b in bounds(right)}
    except TypeError:  # only what a plugin's fact of no declared type gives
        return {True, False}


_ORDER = {
    "less_than": lambda sign: sign < 0,
    "at_most": lambda sign: sign <= 0,
    "more_than": lambda sign: sign > 0,
    "at_least": lambda sign: sign >= 0,
}


def bounds(quantity: Quantity) -> tuple[Any, Any]:
    """The least and the greatest that a quantity may be; what is no range is both."""
    return (quantity.low, quantity.high) if isinstance(quantity, Range) else (quantity, quantity)


def _equality(left: tuple[Any, Any], right: tuple[Any, Any]) -> set[bool]:
    if order(left[0], left[1]) == 0 and order(right[0], right[1]) == 0:
        return {order(left[0], right[0]) == 0}
    apart = order(left[1], right[0]) < 0 or order(left[0], right[1]) > 0
    return {False} if apart else {True, False}


def order(left: Any, right: Any) -> int:
    """Negative, zero or positive as left is below, equal to or above right; texts and booleans by equality."""
    if isinstance(left, Age) and isinstance(right, Span):
        return left.against(right)
    if isinstance(right, Age) and isinstance(left, Span):
        return -right.against(left)
    a, b = _plain(left), _plain(right)
    return int(a > b) - int(a < b)


def _plain(value: Any) -> Any:
    if isinstance(value, Age):
        return value.amount
    return value.count if isinstance(value, Span) else value


def _mentions(text: str, words: tuple[Quantity, ...]) -> bool:
    """Whether one of the words or phrases occurs, whole and whatever its case."""
    alternatives = "|".join(re.escape(str(word)).replace(r"\ ", r"\s+") for word in words)
    return re.search(rf"(?<!\w)(?:{alternatives})(?!\w)", text, re.IGNORECASE) is not None


def flip(left: Quantity, right: Quantity) -> Instant:
    """The first later instant at which the order of two quantities may change as ages grow."""
    return min(_flip(a, b) for a in bounds(left) for b in bounds(right))


def _flip(left: Any, right: Any) -> Instant:
    if isinstance(left, Age):
        return (
            left.meets(right)
            if isinstance(right, Age)
            else left.flip(right)
            if isinstance(right, Span)
            else NEVER
        )
    return right.flip(left) if isinstance(right, Age) and isinstance(left, Span) else NEVER


def conjunction(parts: Iterable[tuple[Truth, Instant]]) -> tuple[Truth, Instant]:
    """Kleene's and, with the instant until which it surely stays so.

    It stays false as long as any one of its false parts does; else until the first part may change.
    """
    refused, stable, causes = -NEVER, NEVER, []
    for truth, until in parts:
        if truth is False:
            refused = max(refused, until)
            if refused == NEVER:
                return False, NEVER  # nothing that the other parts say can matter
        elif isinstance(truth, Unsure):
            causes.append(truth.causes)
        stable = min(stable, until)
    if refused > -NEVER:
        return False, refused
    return (Unsure(frozenset().union(*causes)) if causes else True), stable


def negation(part: tuple[Truth, Instant]) -> tuple[Truth, Instant]:
    truth, stable = part
    return (truth if isinstance(truth, Unsure) else not truth), stable


def disjunction(parts: Iterable[tuple[Truth, Instant]]) -> tuple[Truth, Instant]:
    """Kleene's or: not all of them are not."""
    return negation(conjunction(negation(part) for part in parts))


#: Wide enough for the exact sum of more numbers than memory holds: `clean` bounds their digits.
_EXACT = Context(prec=400)


def total(numbers: Iterable[Any]) -> Any:
    """An exact sum."""
    return reduce(lambda a, b: _EXACT.add(Decimal(a), Decimal(b)), numbers, Decimal(0))


def sums(values: list[Any], extra: list[Any]) -> tuple[Any, Any]:
    """The least and the greatest sum of sure values with any of the possible ones."""
    low, high = (e for e in extra if e < 0), (e for e in extra if e > 0)
    return total((*values, *low)), total((*values, *high))


def extremes(how: str, values: list[Any], extra: list[Any]) -> tuple[Any, Any] | None:
    """The bounds of the least (`min`) or greatest (`max`) of sure values and any of the possible ones."""
    if not values and not extra:
        return None
    key = cmp_to_key(order)
    if how == "max":
        top = max((*values, *extra), key=key)
        return (max(values, key=key) if values else min(extra, key=key)), top
    bottom = min((*values, *extra), key=key)
    return bottom, (min(values, key=key) if values else max(extra, key=key))
