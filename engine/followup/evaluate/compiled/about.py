"""What the state and the written code ask of a plan, as plain data: enough to run without plan and writers."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

#: Of so few rules every outcome is made in advance, and found by its number.
FEW = 8
#: What `CellInfo` and `EdgeInfo` are made of.
Parts: TypeAlias = tuple[Any, ...]


class About(NamedTuple):
    """Plain values all through, so that it can be kept beside the code (`marshal`)."""

    rooms: tuple[tuple[str, ...], ...]  # for each, the attributes across which it looks
    everywhere: tuple[bool, ...]  # for each, whether it holds the whole journal
    cells: tuple[Parts, ...]
    kinds: tuple[tuple[str, ...], ...]  # for each cell, the kinds of its events
    edges: tuple[Parts, ...]
    places: dict[str, dict[str, int]]  # for each kind, where a record has which attribute
    zoned: bool
    zoned_then: tuple[str, ...]  # the attributes as of then that hang on a zone
    then_facts: bool
    layout: str  # a digest of the source: a saved state fits the code that it grew in
