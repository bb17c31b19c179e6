"""Single changes to a proposal: another value, a bound to meet, a wait, a word from them; each can be made and told.

A change is made on a *trial*: the world and the proposal as they would be. Nothing here says whether it helps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from followup.decide.looking import Supposed, supposing
from followup.decide.words import name_words, value_words
from followup.evaluate.scene import World
from followup.language import tree
from followup.timeline.encoding import plain
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import Instant, show
from followup.timeline.values import Maybe

#: Whose idea a value is, or what it is of: what people would have to do differs.
Role: TypeAlias = Literal["instead", "channel", "value", "person"]

#: How much each change asks of people, least first: take up what a rule proposes, use another channel, decide
#: otherwise, go to somebody else, write it anew, wait; and last what is not in one's own hands.
EFFORT: Mapping[str, int] = {
    "instead": 0, "channel": 1, "value": 2, "person": 3, "bound": 4, "wait": 5, "word": 6,
}  # fmt: skip

#: The source of events that are only supposed.
SUPPOSED = "~supposed"


@dataclass(frozen=True, slots=True)
class Trial:
    """A world and a proposal to judge in it."""

    world: World
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Give:
    """An attribute of the proposal has another value."""

    name: str
    value: Maybe
    role: Role = "value"

    @property
    def kind(self) -> str:
        return self.role

    def made_on(self, trial: Trial) -> Trial:
        return Trial(trial.world, trial.proposal.with_attributes(**{self.name: self.value}))

    def words(self) -> str:
        return f"{name_words(self.name)} {value_words(self.value)}"

    def as_json(self) -> dict[str, Any]:
        return {"change": self.role, "name": self.name, "value": as_given(self.value)}


@dataclass(frozen=True, slots=True)
class Bring:
    """A fact or attribute of what is said must meet a bound, which `must` says in words.

    `value` meets it and is tried; so is `also`, a little further, as the bound must do and not the value alone.
    """

    name: str
    must: str
    value: Maybe
    operator: str = ""
    bound: Any = None
    also: Maybe | None = None
    pair: str | None = None

    @property
    def kind(self) -> str:
        return "bound"

    def variants(self) -> tuple[Bring, ...]:
        return (self,) if self.also is None else (self, replace(self, value=self.also, also=None))

    def made_on(self, trial: Trial) -> Trial:
        if self.pair is None:
            return Trial(trial.world, trial.proposal.with_attributes(**{self.name: self.value}))
        plugins = Supposed(trial.world.plugins, self.pair, self.value)
        return Trial(supposing(trial.world, plugins=plugins), trial.proposal)

    def words(self) -> str:
        return self.must

    def as_json(self) -> dict[str, Any]:
        return {"change": "bound", "name": self.name, "must": self.must, "tried": as_given(self.value)}


@dataclass(frozen=True, slots=True)
class Wait:
    """The same proposal at a later instant; `part_of_day` if that is another than now."""

    until: Instant
    part_of_day: str | None = None

    @property
    def kind(self) -> str:
        return "wait"

    def made_on(self, trial: Trial) -> Trial:
        return Trial(trial.world, trial.proposal.moved(self.until))

    def words(self) -> str:
        part = f", in the {name_words(self.part_of_day)}" if self.part_of_day else ""
        return f"waiting until {show(self.until)}{part}"

    def as_json(self) -> dict[str, Any]:
        part = {"part_of_day": self.part_of_day} if self.part_of_day else {}
        return {"change": "wait", "until": show(self.until), **part}


@dataclass(frozen=True, slots=True)
class Word:
    """One event by them at the proposal's instant; what it does not give is absent."""

    event: str
    given: tuple[tuple[str, Maybe], ...] = ()
    silent: tuple[tuple[str, Maybe], ...] = ()

    @property
    def kind(self) -> str:
        return "word"

    def made_on(self, trial: Trial) -> Trial:
        proposal = trial.proposal
        attributes = dict((*self.silent, *self.given))
        event = Event("~theirs", proposal.at, self.event, proposal.case, SUPPOSED, attributes)
        return Trial(supposing(trial.world, trial.world.journal.with_events(event)), proposal)

    def words(self) -> str:
        given = ", ".join(f"{name_words(name)} {value_words(value)}" for name, value in self.given)
        return f"{name_words(self.event)} by them now{f' ({given})' if given else ''}"

    def as_json(self) -> dict[str, Any]:
        return {
            "change": "word", "event": self.event,
            "attributes": {name: as_given(value) for name, value in self.given},
        }  # fmt: skip


Change: TypeAlias = Give | Bring | Wait | Word


def as_given(value: Maybe) -> Any:
    """A value as a proposal file gives it."""
    data = plain(value)
    if not isinstance(data, dict):
        return data
    [(tag, text)] = data.items()
    return float(text) if tag == "decimal" else text


def declared_values(attribute: tree.Attribute) -> tuple[Maybe, ...]:
    """The values that an attribute may be given freely: those declared, or yes and no if no plugin tells."""
    if attribute.as_of_then is not None:
        return ()
    if attribute.type == "boolean" and attribute.fact is None:
        return True, False
    return attribute.one_of
