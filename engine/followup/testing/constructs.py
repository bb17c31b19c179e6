"""Which constructs of the language there are, and which a tree has: each class with each choice of a field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from followup.language import tree

#: A class of the tree, a field of it, and one of the choices that it leaves.
Construct: TypeAlias = tuple[str, str, object]

#: What a pack of the language cannot have, or has apart from one run: whole packs stand alone here.
IMPOSSIBLE: set[Construct] = {
    ("Tree", "extends", "given"), *(("Tree", part, "empty") for part in ("source", "channels", "plugin_facts",
    "parameters", "attributes", "kinds", "classes", "facts", "rules")),
    *(("Attribute", "type", each) for each in ("elapsed", "dates", "working days")),
    *(("Parameter", "type", each) for each in ("date", "instant", "person", "channel")),
    ("Anchor", "kinds", "empty"), ("Selection", "kinds", "empty"), ("Compare", "right", "empty"),
    ("Any", "parts", "empty"), ("Kind", "attributes", "empty"), ("Days", "parts", "empty"),
    ("Compare", "left", "Constant"), ("Pair", "needs", "empty"), ("Rule", "instead", "empty"),
}  # fmt: skip


def wanted() -> set[Construct]:
    """Each class of the tree with each choice that a field of it leaves, where a pack can have it."""
    return set(_possible()) - IMPOSSIBLE


def _possible() -> Iterator[Construct]:
    for name, each in vars(tree).items():
        if isinstance(each, type) and is_dataclass(each) and each.__module__ == tree.__name__:
            hints = get_type_hints(each)
            yield from ((name, field, choice) for field, hint in hints.items() for choice in _choices(hint))


def _choices(hint: Any) -> list[object]:
    """The choices of an annotation: words of a literal, true and false, none or given, empty or not."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return list(inner)
    if hint is bool:
        return [True, False]
    if origin in (tuple, dict) or getattr(origin, "__name__", "") == "Mapping":
        return ["empty", "full"] if origin is not tuple or inner[-1:] == (Ellipsis,) else ["full"]
    if origin in (Union, UnionType):
        literals = [each for part in inner if get_origin(part) is Literal for each in get_args(part)]
        classes = [
            part.__name__ for part in inner if isinstance(part, type) and part.__module__ == tree.__name__
        ]
        return [*literals, *(classes or ["given"]), *([None] if NoneType in inner else [])]
    return ["given"]


def seen_in(value: Any) -> Iterator[Construct]:
    """The same triples of a tree that was drawn."""
    if is_dataclass(value):
        for field in fields(value):
            inner = getattr(value, field.name)
            for shape in _shapes(inner):
                yield type(value).__name__, field.name, shape
            yield from seen_in(inner)
    elif isinstance(value, (tuple, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from seen_in(each)


def _shapes(value: Any) -> list[object]:
    if isinstance(value, (bool, NoneType)):
        return [value, "given"]
    if isinstance(value, (tuple, dict)):
        return ["full" if value else "empty", "given"]
    return [value if isinstance(value, str) else type(value).__name__, "given"]
