"""A tree as JSON and back: the same tree, each of its parts written once however often it occurs.

The text is a list of plain values and a list of rows. A row names a class and the parts that one of its values is
made of, by number: the plain values come first, then the rows in order. The last one is the tree.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any, TypeAlias

from followup.language import tree
from followup.timeline.values import Absent, Unknown

Row: TypeAlias = tuple[str, tuple[int, ...]]
_PLAIN = (str, int, bool, type(None))


def dumps(whole: tree.Tree) -> str:
    """The text of a tree; raises ValueError for a number that JSON does not hold."""
    writer = _Writer()
    writer.number_of(whole)
    first = len(writer.plain)
    rows = [(kind, *(~each if each < 0 else first + each for each in parts)) for kind, parts in writer.rows]
    return json.dumps([[value for _, value in writer.plain], rows], separators=(",", ":"))


def loads(text: str | bytes) -> tree.Tree:
    """The tree of a text that `dumps` wrote."""
    made, rows = json.loads(text)
    for kind, *parts in rows:
        made.append(_MAKERS[kind]([made[part] for part in parts]))
    whole: tree.Tree = made[-1]
    return whole


class _Writer:
    """Numbers every part once: plain values from -1 downwards, rows from 0 upwards."""

    def __init__(self) -> None:
        self.plain: dict[tuple[type, Any], int] = {}
        self.rows: dict[Row, int] = {}

    def number_of(self, value: Any) -> int:
        if isinstance(value, _PLAIN):
            return ~self.plain.setdefault((type(value), value), len(self.plain))
        row = type(value).__name__, tuple(map(self.number_of, _parts(value)))
        return self.rows.setdefault(row, len(self.rows))


def _parts(value: Any) -> Iterator[Any]:
    """What a value is made of, as its maker takes it."""
    if isinstance(value, dict):
        return (each for item in value.items() for each in item)
    if isinstance(value, (tuple, frozenset)):
        return iter(sorted(value) if isinstance(value, frozenset) else value)
    if isinstance(value, (Decimal, date, time)):
        return iter((str(value),))
    return (getattr(value, name) for name in value.__match_args__)


def _maker(kind: type) -> Callable[[list[Any]], Any]:
    """Makes values of a class of the tree without asking for its methods, which may not be written yet."""
    names, new = kind.__match_args__, object.__new__  # type: ignore[attr-defined]

    def make(parts: list[Any]) -> Any:
        made: Any = new(kind)
        vars(made).update(zip(names, parts, strict=True))
        return made

    return make


def _mapping(parts: list[Any]) -> dict[str, Any]:
    return dict(zip(parts[::2], parts[1::2], strict=True))


_MAKERS: dict[str, Callable[[list[Any]], Any]] = {
    "tuple": tuple, "frozenset": frozenset, "dict": _mapping,
    "Decimal": lambda parts: Decimal(parts[0]), "date": lambda parts: date.fromisoformat(parts[0]),
    "time": lambda parts: time.fromisoformat(parts[0]), "Absent": lambda parts: Absent(),
    "Unknown": lambda parts: Unknown(*parts),
}  # fmt: skip
_MAKERS |= {name: _maker(kind) for name, kind in vars(tree).items()
            if isinstance(kind, type) and kind.__module__ == tree.__name__}  # fmt: skip
