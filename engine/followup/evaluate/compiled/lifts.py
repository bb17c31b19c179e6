"""Overrides: who lifted a rule, and until when (SEMANTICS 17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from followup.evaluate.compiled.look import Look
from followup.evaluate.compiled.rooms import BEFORE_ALL, doubt
from followup.evaluate.compiled.subject import Subject
from followup.evaluate.overrides import OVERRIDE, ends, is_once
from followup.evaluate.quantities import NEVER
from followup.timeline.events import Event
from followup.timeline.instants import Instant

if TYPE_CHECKING:
    from followup.evaluate.compiled.state import State

__all__ = ["OVERRIDE"]


def add_override(state: State, event: Event) -> None:
    """An override joins its case."""
    from followup.evaluate.compiled.state import in_order

    try:
        room = state.cases[event.case]
    except KeyError:
        room = state.cases[event.case] = state.policy.new_room(0)
    in_order(room, event)
    room.newest = (event.at, event.id, event.source)
    room.overrides = [*(room.overrides or ()), event]
    doubt(room)  # who judges must look whether a rule is lifted
    state.last = max(state.last, event.at)


def use(state: State, room: Any, act: Event) -> None:
    """An act of ours is about to join: it uses up each override for once whose rule may govern it."""
    if state.facts_only:
        return
    for event in room.overrides:
        rule = state.policy.rule_number(event.attributes.get("rule"))
        if rule is None or not is_once(event):
            continue
        for setting in state.policy.all_settings(state):
            key = event.key, setting
            if key not in (room.used or {}) and _may_govern(state, act, rule, setting):
                room.used = {**(room.used or {}), key: act.at}


def _may_govern(state: State, act: Event, rule: int, setting: tuple[str | None, str | None]) -> bool:
    look = Look(state.policy, state, act.at, act.case, Subject(state.policy, act, state.plugins), setting)
    return state.policy.applies[rule](look)[0] is not False


def lifting(look: Look, rule: int) -> tuple[Event | None, Instant]:
    """The override that lifts a rule here, if any, and until when that surely stays so."""
    lifts, stable = None, NEVER
    if look.policy.pack.rules[rule].lift == "never":
        return None, NEVER
    room = look.state.room(look.case)
    setting = look.setting if look.policy.zoned else (None, None)
    for event in room.overrides or ():
        if look.policy.rule_number(event.attributes.get("rule")) == rule:
            used = (room.used or {}).get((event.key, setting), BEFORE_ALL)
            if ends(event) > look.at and used == BEFORE_ALL:
                lifts, stable = event, min(stable, ends(event))
    return lifts, min(stable, look.next_known(()))
