"""What plugins hand back, held against what they declared."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, get_args

from followup.plugins._errors import Unfit
from followup.plugins._manifest import DeclaredAction, DeclaredFact, FactType
from followup.plugins.items import (
    Content,
    Fact,
    Item,
    ItemKind,
    Left,
    Order,
    Product,
    RefusedOrder,
    Span,
)
from followup.timeline.instants import EARLIEST, LATEST
from followup.timeline.values import ABSENT, Absent, Attributes, Maybe, Unknown, clean

_FITS: Mapping[FactType, Callable[[Any], bool]] = {
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, Decimal),
    "text": lambda value: isinstance(value, str),
    "list": lambda value: isinstance(value, tuple),
    "date": lambda value: isinstance(value, date) and not isinstance(value, datetime),
    "time": lambda value: isinstance(value, time),
}


def judged_fact(fact: object, declared: DeclaredFact, content: Content) -> Fact:
    """The fact with an exact value of its declared type; raises `Unfit` or `BadValue`."""
    if not isinstance(fact, Fact):
        raise Unfit(f"a {type(fact).__name__} is no Fact")
    value = clean(fact.value)
    if not isinstance(value, (Absent, Unknown)):
        _check_value(value, declared)
    for span in fact.spans:
        _check_span(span, content)
    return replace(fact, value=value, spans=tuple(fact.spans))


def _check_value(value: Maybe, declared: DeclaredFact) -> None:
    if not _FITS[declared.type](value):
        raise Unfit(f"{value!r} is not of the declared type {declared.type}")
    named = value if isinstance(value, tuple) else (value,)
    if declared.one_of and not set(named) <= set(declared.one_of):
        raise Unfit(f"{value!r} is not one of {', '.join(declared.one_of)}")


def _check_span(span: Span, content: Content) -> None:
    text = content.text(span.field)
    if text is None or not 0 <= span.start <= span.end <= len(text):
        raise Unfit(f"a span from {span.start} to {span.end} is not within the {span.field}")


def lacking(declared: DeclaredFact, contents: Collection[Content]) -> Maybe | None:
    """Why a fact needs no asking: what it needs is absent or unknown in one of the contents; else None.

    What is absent from one of two contents makes a pair fact absent, however unknown the other is.
    """
    found = [_given(content, need, declared.pair) for content in contents for need in declared.needs]
    if any(isinstance(value, Absent) for value in found):
        return ABSENT
    return next((value for value in found if isinstance(value, Unknown)), None)


def _given(content: Content, need: str, pair: bool) -> Maybe:
    missing = ABSENT if pair else Unknown(f"it needs '{need}', which is not given")
    return content.attributes.get(need, missing)


def judged_item(each: object) -> Item | Left:
    """A reader's item with exact attribute values; raises `Unfit` or `BadValue`."""
    if isinstance(each, Left):
        return each
    if not isinstance(each, Item):
        raise Unfit(f"a {type(each).__name__} is neither Item nor Left")
    if each.kind not in get_args(ItemKind) or not each.id:
        raise Unfit(f"an item needs an id and a kind of {', '.join(get_args(ItemKind))}")
    if type(each.at) is not int or not EARLIEST <= each.at <= LATEST:
        raise Unfit("an item's instant lies outside the years 2 to 9998")
    return replace(each, attributes=_cleaned(each.attributes))


def _cleaned(attributes: Attributes) -> Attributes:
    return {str(name): clean(value) for name, value in attributes.items()}


def check_order(order: Order, action: DeclaredAction) -> None:
    """Raises `RefusedOrder` for attributes that the action does not have or that are too long for it, and
    for control characters anywhere but in the text: a line break in a name can become a header."""
    for name in sorted(order.attributes.keys() - set(action.parameters)):
        raise RefusedOrder(
            f"{action.name} takes no '{name}'; it takes {', '.join(action.parameters) or 'nothing'}"
        )
    for name, limit in action.limits.items():
        value = order.text if name == "text" else order.attributes.get(name)
        if isinstance(value, str) and len(value) > limit:
            raise RefusedOrder(f"{name} has {len(value)} characters; {action.name} allows {limit}")
    for name, value in _fields(order):
        if isinstance(value, str) and any(map(_is_control, value)):
            raise RefusedOrder(f"{name} has a line break or another control character")


def _fields(order: Order) -> Iterator[tuple[str, object]]:
    """Everything in an order that could become a header or a file's name."""
    for name, value in order.attributes.items():
        for each in value if isinstance(value, (list, tuple)) else (value,):
            yield f"the attribute {name}", each
    for party in (order.me, *order.to):
        yield from (
            ("a person's name", party.name),
            ("an address", party.address),
            ("a number", party.number),
            ("a profile", party.profile),
        )


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Zl", "Zp")


def judged_product(product: object, action: DeclaredAction) -> Product:
    """The product, if it is of the declared media type and its name is safe as a file's; raises `Unfit`."""
    if not isinstance(product, Product) or not isinstance(product.content, bytes):
        raise Unfit(f"a {type(product).__name__} is no Product with bytes")
    if product.media_type != action.produces:
        raise Unfit(f"a product of type {product.media_type}, not {action.produces}")
    if not _is_plain(product.name):
        raise Unfit(f"{product.name!r} is no plain file name")
    return product


def _is_plain(name: str) -> bool:
    return 0 < len(name) <= 255 and name[0] != "." and name.isprintable() and not set(name) & set("/\\:")
