"""A state as text and back: saved at any point and taken up again, it goes on as if nothing had been.

The text is JSON with a tag for each type that JSON does not have; nothing in it is run. It belongs to one pack and
to one layout of rooms, and names both.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from followup.evaluate.compiled.rooms import Doubt, Touch, UnsureEdge, Wild
from followup.evaluate.compiled.state import State
from followup.evaluate.quantities import Bag, Cause, Range, Unsure
from followup.evaluate.scene import PluginFacts
from followup.timeline.events import Event
from followup.timeline.journal import Record
from followup.timeline.values import ABSENT, Absent, Unknown

if TYPE_CHECKING:
    from followup.evaluate.compiled.policy import Policy

FORMAT = 1


class NotRestored(ValueError):
    """A text that is no saved state, or one of another format, pack or layout; the message says which."""


def layout(policy: Policy) -> str:
    """A digest of the code that the rooms were written as: a state fits the code that it grew in."""
    return policy.about.layout


def save(state: State) -> str:
    """A state as text."""
    waiting = [_plain(each) for each in state.coming.events[state.come :]]
    return json.dumps({
        "format": FORMAT, "pack": state.policy.pack.name, "digest": state.policy.pack.digest,
        "layout": layout(state.policy), "cases": _plain(dict(state.cases)), "groups": _plain(list(state.groups)),
        "wild": _plain(state.wild), "wild_kept": _plain(state.wild_kept), "coming": waiting,
        "newest": _plain(state.newest), "last": state.last,
    }, ensure_ascii=False, separators=(",", ":"))  # fmt: skip


def restored(policy: Policy, text: str, people: Mapping[str, Record] | None = None,
           cases: Mapping[str, Record] | None = None, plugins: PluginFacts | None = None) -> State:  # fmt: skip
    """The state that was saved as `text`. Raises `NotRestored`."""
    data = _read(policy, text)
    state = policy.start(people, cases, plugins)
    valued = _Valued(policy)
    try:
        state.cases, state.groups = valued(data["cases"]), valued(data["groups"])
        state.wild, state.wild_kept = valued(data["wild"]), valued(data["wild_kept"])
        state.newest, state.last = valued(data["newest"]), data["last"]
        state.expect(*map(valued, data["coming"]))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise NotRestored(f"this saved state is damaged: {error}") from None
    return state


def _read(policy: Policy, text: str) -> Any:
    try:
        data = json.loads(text)
    except ValueError:
        raise NotRestored("this is no saved state") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise NotRestored(f"this is no saved state of format {FORMAT}")
    if data.get("digest") != policy.pack.digest:
        raise NotRestored(
            f"this state grew in another pack than {policy.pack.name}: build it anew from the events"
        )
    if data.get("layout") != layout(policy):
        raise NotRestored("this state grew in another version of followup: build it anew from the events")
    return data


def _fields(value: Any) -> list[Any]:
    # Dataclasses have match args; a room, and what it keeps beside its cells, have slots.
    names = getattr(value, "__match_args__", None) or value.__slots__
    return [_plain(getattr(value, name)) for name in names]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {"dict": [[_plain(key), _plain(each)] for key, each in value.items()]}
    tag = type(value).__name__
    if isinstance(value, tuple):
        return {tag: [_plain(each) for each in value]}
    if isinstance(value, frozenset):
        return {tag: sorted((_plain(each) for each in value), key=json.dumps)}
    if isinstance(value, Decimal):
        return {tag: str(value)}
    if isinstance(value, (date, time)):
        return {tag: value.isoformat()}
    return {tag: [] if isinstance(value, Absent) else _fields(value)}


_SIMPLE: Mapping[str, Callable[[Any], Any]] = {
    "Decimal": Decimal, "date": date.fromisoformat, "time": time.fromisoformat, "Absent": lambda _: ABSENT,
}  # fmt: skip
_VALUES: Mapping[str, Callable[..., Any]] = {
    each.__name__: each for each in (Unknown, Cause, Unsure, Range, Bag, Event, Touch, Wild)
}
_GROWN: Mapping[str, Callable[[], Any]] = {each.__name__: each for each in (Doubt, UnsureEdge)}


class _Valued:
    """Plain data as values; rooms are those of one policy."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def __call__(self, data: Any) -> Any:
        if isinstance(data, list):
            return [self(each) for each in data]
        if not isinstance(data, dict):
            return data
        [(tag, inner)] = data.items()
        if tag in _SIMPLE:
            return _SIMPLE[tag](inner)
        if tag == "dict":
            return {self(key): self(each) for key, each in inner}
        values = [self(each) for each in inner]
        if tag in ("tuple", "frozenset"):
            return tuple(values) if tag == "tuple" else frozenset(values)
        return _VALUES[tag](*values) if tag in _VALUES else self._grown(tag, values)

    def _grown(self, tag: str, values: list[Any]) -> Any:
        """A room, or what one keeps beside its cells."""
        made = _GROWN[tag]() if tag in _GROWN else self._policy.new_room(int(tag.removeprefix("Room")))
        for name, value in zip(made.__slots__, values, strict=True):
            setattr(made, name, value)
        return made
