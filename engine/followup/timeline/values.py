"""What a fact or an attribute can be: a value, absent, or unknown (SEMANTICS 8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from followup._late import dataclass


@dataclass(frozen=True)
class Absent:
    """There is no value, and that is known. Every comparison with it is false."""

    def __repr__(self) -> str:
        return "absent"


@dataclass(frozen=True)
class Unknown:
    """There may be a value, but nobody can say which; `reason` says why, for people.

    `open` marks what is not unknown but not *decided yet* (the text of a draft that is still to be
    written): it makes conditions instead of questions (SEMANTICS 11).
    """

    reason: str
    open: bool = False


ABSENT = Absent()

#: A plain value. Numbers are exact: `int` or `Decimal`, never `float`. A list is a tuple of texts.
Scalar: TypeAlias = bool | int | Decimal | str | date | time
Value: TypeAlias = Scalar | tuple[str, ...]
Maybe: TypeAlias = Value | Absent | Unknown
Attributes: TypeAlias = Mapping[str, Maybe]


#: Bounds what an exact sum can cost; far beyond any amount that a policy compares.
MAX_DIGITS = 100


class BadValue(ValueError):
    """A value that no fact may have: not a number, infinite, or of no known type."""


def clean(value: object) -> Maybe:
    """`value` as the engine keeps it: numbers exact, lists as tuples of text, None and [] as absent.

    Raises `BadValue` for NaN, infinities and types that no attribute has.
    """
    if value is None:
        return ABSENT
    if isinstance(value, (bool, int, str, date, time, Absent, Unknown)) and not isinstance(value, datetime):
        return value
    if isinstance(value, (float, Decimal)):
        return _number(value)
    if isinstance(value, (list, tuple)):
        return tuple(_text(item) for item in value) or ABSENT
    raise BadValue(f"{type(value).__name__} is not a value")


def _number(value: float | Decimal) -> Decimal:
    number = Decimal(repr(value)) if isinstance(value, float) else value
    if not number.is_finite():
        raise BadValue(f"{value} is not a finite number")
    if number.adjusted() > MAX_DIGITS or -number.as_tuple().exponent > MAX_DIGITS:  # type: ignore[operator]
        raise BadValue(f"{value} has more than {MAX_DIGITS} digits before or after the point")
    return number


def _text(item: object) -> str:
    if not isinstance(item, str):
        raise BadValue(f"a list holds texts, not {item!r}")
    return item
