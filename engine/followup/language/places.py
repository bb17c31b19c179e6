"""Where things stand in a file, and what stands there: every later layer speaks of places, not of lines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, NamedTuple, TypeAlias

from followup._late import dataclass

NodeKind: TypeAlias = Literal["mapping", "list", "text", "number", "boolean", "null"]
Plain: TypeAlias = str | int | Decimal | bool | None


class Place(NamedTuple):
    """A character of a file; lines and columns count from 1. Places sort as one reads."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Node:
    """A value of a YAML file with its place. Only the fields of its kind are filled.

    Keys of mappings are text nodes, each once. Numbers are `int` or exact `Decimal`.
    """

    place: Place
    kind: NodeKind
    scalar: Plain = None
    items: tuple[Node, ...] = ()
    entries: tuple[tuple[Node, Node], ...] = ()

    def keys(self) -> tuple[str, ...]:
        return tuple(str(key.scalar) for key, _ in self.entries)

    def get(self, name: str) -> Node | None:
        """The value under the key `name`; None where there is no such key (or no mapping)."""
        return next((value for key, value in self.entries if key.scalar == name), None)

    def key_place(self, name: str) -> Place:
        """Where the key `name` stands; the place of the mapping if it has no such key."""
        return next((key.place for key, _ in self.entries if key.scalar == name), self.place)

    def plain(self) -> Any:
        """The same as plain data: dict, list, str, int, Decimal, bool, None."""
        if self.kind == "mapping":
            return {key.scalar: value.plain() for key, value in self.entries}
        if self.kind == "list":
            return [item.plain() for item in self.items]
        return self.scalar
