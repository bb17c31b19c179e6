"""What the written code calls when an event joins, for all that is not plain."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import product
from typing import Any

from followup.evaluate.compiled.found import NEWEST, Record, added, vague
from followup.evaluate.compiled.kleene import Part, causes_of, sign
from followup.evaluate.compiled.rooms import BEFORE_ALL, Causes, Touch, unclear
from followup.evaluate.quantities import Bag, Unsure
from followup.timeline.instants import Instant
from followup.timeline.values import ABSENT

NO_CAUSES: Causes = frozenset()
#: What stands for the newest event of a room that has none.
NO_RECORD: Record = (BEFORE_ALL, "", "")


def settled(part: Part) -> Any:
    """Whether a filter takes an event: true, false, or why nobody knows."""
    truth = part[0]
    return truth.causes if isinstance(truth, Unsure) else truth


def at_of(record: Record) -> Instant:
    return record[0]  # type: ignore[no-any-return]


def prune(log: list[Record], floor: Instant) -> None:
    """Drops what has left the widest window and is none of the newest events; only when that is half of the list, so
    that each event costs the same."""
    if log[-NEWEST][0] <= floor:
        del log[:-NEWEST]
    elif log[len(log) >> 1][0] <= floor:
        del log[: bisect_right(log, floor, key=at_of)]


def held(kept: list[Any] | None, record: Record, truth: Any, span: int | None) -> list[Any]:
    """All events of a cell that keeps each, with one more; what can matter no more is dropped."""
    if kept is None:
        return [(record, truth)]
    kept.append((record, truth))
    if span is not None and kept[0][0][0] < record[0] - span:
        del kept[: bisect_right(kept, record[0] - span - 1, key=lambda each: each[0][0])]
    return kept


def more_values(room: Any, i: int, attribute: str, record: Record, value: Any) -> None:
    """The values of a list, or one that is no text; what is vague is kept apart."""
    name = f"values_{attribute}_{i}"
    if vague(value):
        unclear(room, i, attribute, record, value)
    if value is ABSENT or (vague(value) and not isinstance(value, Bag)):
        return
    clear = () if isinstance(value, Bag) else value if isinstance(value, tuple) else (value,)
    getattr(room, name).update(
        dict.fromkeys(clear)
    )  # in place: an event costs the same however many are known


def summed(room: Any, i: int, attribute: str, record: Record, value: Any) -> None:
    if vague(value):
        unclear(room, i, f"{attribute}#", record, value)
    elif value is not ABSENT:
        for name, number in (("sum", value), ("below", min(value, 0))):
            field = f"{name}_{attribute}_{i}"
            setattr(room, field, added((getattr(room, field), number)))


def bounded(room: Any, i: int, attribute: str, record: Record, value: Any) -> None:
    if vague(value):
        unclear(room, i, f"{attribute}#", record, value)
    elif value is not ABSENT:
        for name, sense in (("min", -1), ("max", 1)):
            field = f"{name}_{attribute}_{i}"
            known = getattr(room, field)
            if known is None or sign(value, known) == sense:
                setattr(room, field, value)


def combined(keys: Sequence[Sequence[Any] | None]) -> list[tuple[Any, ...]] | None:
    """The groups of an event, by the values of several attributes; None if one of these is not known."""
    if any(each is not None and not each for each in keys):
        return []
    if any(each is None for each in keys):
        return None
    return list(product(*(each for each in keys if each is not None)))


def all_causes(names: Sequence[str], values: Sequence[Any]) -> Causes:
    return NO_CAUSES.union(*(causes_of(name, value) for name, value in zip(names, values, strict=True)))


def in_several(room: Any, index: int, record: Record, count: int, taken: Sequence[tuple[int, Any]]) -> None:
    """An event is in so many inner rooms at once; noted with the filters that take it, to be counted once."""
    filters = frozenset(f for f, takes in taken if takes is True)
    name = f"several{index}"
    setattr(room, name, [*(getattr(room, name) or ()), (record, count, filters)])


def touch(
    record: Record, edges: Sequence[tuple[int, Any]], cells: Sequence[tuple[int, Any]], causes: Causes
) -> Touch:
    """A possible event, with its causes for each edge and cell whose filter does not refuse it."""
    bounds, members = (
        tuple((n, causes if taken is True else causes | taken) for n, taken in each if taken is not False)
        for each in (edges, cells)
    )
    return Touch(record, bounds, members)
