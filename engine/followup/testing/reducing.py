"""Makes plain data that shows something wrong as small as it can be and still shows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

Path = tuple[Any, ...]


def reduced(data: Any, shows: Callable[[Any], bool], seconds: float = 60) -> Any:
    """`data` with all left out that can be; parts of it stand for the whole where that still shows it."""
    ends, before = time.monotonic() + seconds, None
    while data != before:
        before = data
        for path in _paths(data):
            for change in (_without, *(_hoisted(n) for n in range(3))):
                if time.monotonic() > ends:
                    return data
                smaller = change(data, path)
                if smaller is not None and shows(smaller):
                    data = smaller
                    break
    return data


def _paths(data: Any, above: Path = ()) -> Iterator[Path]:
    """Where something stands in the data: what stands last and highest comes first."""
    inner = list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for key in reversed(inner):
        yield (*above, key)
        yield from _paths(data[key], (*above, key))


def _without(data: Any, path: Path) -> Any:
    return _changed(data, path, lambda _: ())


def _hoisted(number: int) -> Callable[[Any, Path], Any]:
    """A part of what stands there in its place: of `not: x` the x, of a list its first."""

    def change(data: Any, path: Path) -> Any:
        def inner(value: Any) -> tuple[Any, ...]:
            parts = (
                list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
            )
            return (parts[number],) if number < len(parts) else (value,)

        return _changed(data, path, inner)

    return change


def _changed(data: Any, path: Path, change: Callable[[Any], tuple[Any, ...]]) -> Any:
    """A copy with something else, or nothing, at a place; None where the place is gone or nothing would change."""
    key, *rest = path
    if not (key in data if isinstance(data, dict) else isinstance(data, list) and key in range(len(data))):
        return None
    if rest:
        inner = _changed(data[key], tuple(rest), change)
        new: tuple[Any, ...] = (inner,)
        if inner is None:
            return None
    else:
        new = change(data[key])
        if new == (data[key],):
            return None
    if isinstance(data, dict):
        return {name: each for name, each in data.items() if name != key} | ({key: new[0]} if new else {})
    return [*data[:key], *new, *data[key + 1 :]]
