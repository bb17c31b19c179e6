"""The decision: data, not a boolean. What it is, why, until when, and what was unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from followup._late import dataclass, field
from followup.evaluate.future import NEVER_CHANGES, Moment, Never, NoneBefore
from followup.timeline.instants import Instant

Verdict: TypeAlias = Literal["permit", "forbid", "ask"]
State: TypeAlias = Literal["waiting", "due", "overdue", "blocked", "met", "void", "unknown"]
STRICTNESS: Mapping[str, int] = {"permit": 0, "ask": 1, "forbid": 2}

__all__ = ["NEVER_CHANGES", "Moment", "Never", "NoneBefore"]

#: How many events stand behind a fact in a decision; the full list is asked for apart (SEMANTICS 24).
NEWEST = 8


@dataclass(frozen=True)
class Evidence:
    """An event behind a fact; of another case only kind and date are shown, unless the journal allows more."""

    kind: str
    at: Instant | None = None
    id: str | None = None
    case: str | None = None
    date: str | None = None


@dataclass(frozen=True)
class UsedFact:
    """A fact that a rule used: its value, how many events stand behind it, and the newest of them."""

    name: str
    value: str
    total: int
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class RuleMatch:
    """A rule that matched; `lifted` says who lifted it and why, if somebody did."""

    rule: str
    effect: Literal["forbid", "require", "advise"]
    says: str = ""
    because: str = ""
    then: Literal["wait", "drop"] = "wait"
    instead: Mapping[str, Any] = field(default_factory=dict, hash=False)
    lifted: str | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Must:
    """What a draft must still satisfy, by this rule."""

    rule: str
    must: str
    says: str = ""


@dataclass(frozen=True)
class Gap:
    """Something unknown that the verdict hangs on."""

    name: str
    reason: str


@dataclass(frozen=True)
class DutyState:
    """Where a duty stands. `trigger` is the event that it is for, if it is for each of some."""

    duty: str
    state: State
    says: str = ""
    trigger: str | None = None
    onset: Instant | None = None
    due: Instant | None = None
    deadline: Instant | None = None
    possible_from: Moment | None = None
    do: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def signature(self) -> tuple[str, str | None, str]:
        return self.duty, self.trigger, self.state


@dataclass(frozen=True)
class PackId:
    """Which pack decided: by name, version, and the digest of its tree."""

    name: str
    version: str
    digest: str


@dataclass(frozen=True)
class Decision:
    """What a pack says about a proposal at its instant.

    `until` is the first later instant at which verdict, matched rules, duty states or the names of unknowns
    differ if nothing new happens; `permitted_from` the first at which the verdict is not forbid.
    """

    verdict: Verdict
    at: Instant
    pack: PackId
    rules: tuple[RuleMatch, ...] = ()
    conditions: tuple[Must, ...] = ()
    advice: tuple[RuleMatch, ...] = ()
    duties: tuple[DutyState, ...] = ()
    unknown: tuple[Gap, ...] = ()
    facts: tuple[UsedFact, ...] = ()
    until: Moment = NEVER_CHANGES
    permitted_from: Moment = NEVER_CHANGES

    @property
    def then(self) -> Literal["wait", "drop"]:
        """What a forbid asks for: drop wins over wait."""
        return "drop" if any(rule.then == "drop" and not rule.lifted for rule in self.rules) else "wait"

    def rule_ids(self) -> tuple[str, ...]:
        """The rules that forbid, those that were lifted left out."""
        return tuple(rule.rule for rule in self.rules if not rule.lifted)

    def as_json(self) -> dict[str, Any]:
        """The decision as `schemas/decision.schema.json` has it."""
        from followup.decide.as_json import decision_json

        return decision_json(self)
