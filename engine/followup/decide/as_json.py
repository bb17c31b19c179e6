"""Decisions as JSON: instants as ISO 8601 in UTC, what is not there left out."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from followup.decide.decision import Decision, Never, NoneBefore
from followup.timeline.instants import show

_INSTANTS = frozenset(
    {"at", "onset", "due", "deadline", "possible_from", "until", "permitted_from", "wait_until"}
)


def decision_json(decision: Decision) -> dict[str, Any]:
    """A decision as plain data; every key of the decision itself stands, also an empty one."""
    return {f.name: _json(f.name, getattr(decision, f.name)) for f in fields(decision)} | {
        "then": decision.then
    }


def plain(value: Any) -> Any:
    """Any of the values here as plain data."""
    return _json("", value)


def _json(name: str, value: Any) -> Any:
    if isinstance(value, (Never, NoneBefore)):
        return str(value)
    if name in _INSTANTS and isinstance(value, int):
        return show(value)
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((f.name, getattr(value, f.name)) for f in fields(value))
        return {key: _json(key, each) for key, each in pairs if each not in (None, "", (), {})}
    if isinstance(value, (tuple, list)):
        return [_json(name, each) for each in value]
    if isinstance(value, dict):
        return {key: _json(key, each) for key, each in value.items()}
    return _number(value) if isinstance(value, Decimal) else value


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
