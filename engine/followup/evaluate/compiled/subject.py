"""The subject of a decision, checked once and kept in native form: a proposal, or an event that is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from followup._late import replace
from followup.evaluate.scene import is_open, persons, typed
from followup.timeline.events import Event, Proposal
from followup.timeline.values import ABSENT, Unknown

if TYPE_CHECKING:
    from followup._late import replace
    from followup.evaluate.compiled.policy import Policy
from followup.evaluate.scene import PluginFacts


class Subject:
    """Its attributes by name, each checked when it is first asked for. It has no instant of its own but `at`."""

    __slots__ = ("at", "case", "kind", "plugins", "policy", "source", "values")

    def __init__(self, policy: Policy, source: Proposal | Event, plugins: PluginFacts) -> None:
        self.policy, self.source, self.plugins = policy, source, plugins
        self.kind, self.case, self.at = source.kind, source.case, source.at
        self.values: dict[str, Any] = {}

    def carries(self, name: str) -> bool:
        kind = self.policy.pack.kinds.get(self.kind)
        return kind is not None and name in kind.attributes

    def value(self, name: str) -> Any:
        """An attribute: given, open, a plugin's, or missing."""
        if name not in self.values:
            self.values[name] = self._value(name)
        return self.values[name]

    def _value(self, name: str) -> Any:
        if name in ("kind", "case"):
            return getattr(self, name) or ABSENT
        if not self.carries(name):
            return ABSENT
        return given(self.policy, self.source, name, self.plugins)

    def is_open(self, name: str) -> bool:
        return isinstance(self.source, Proposal) and is_open(self.policy.pack, self.source, name)

    def moved(self, at: int) -> Subject:
        """The same at another instant; what is known of its attributes goes along."""
        other = Subject.__new__(type(self))
        other.policy, other.plugins = self.policy, self.plugins
        other.kind, other.case, other.at = self.kind, self.case, at
        other.source, other.values = replace(self.source, at=at), self.values
        return other

    def each_person(self) -> list[tuple[Subject, str | None]]:
        """The subject once for each person that it goes to."""
        name = self.policy.person
        several = persons(self.value(name)) if name else ()
        if name is None or len(several) < 2:
            return [(self, several[0] if several else None)]
        one = [replace(self.source, attributes={**self.source.attributes, name: (who,)}) for who in several]
        return [
            (Subject(self.policy, each, self.plugins), who) for each, who in zip(one, several, strict=True)
        ]


def given(policy: Policy, source: Proposal | Event, name: str, plugins: PluginFacts) -> Any:
    """An attribute of an event or a proposal as its type has it: given, open, a plugin's, or missing."""
    declared = policy.pack.attributes[name]
    if name in source.attributes:
        return typed(declared, source.attributes[name])
    if isinstance(source, Proposal) and is_open(policy.pack, source, name):
        return Unknown("not decided yet", open=True)
    if declared.fact is None:
        return typed(declared, declared.missing)
    return typed(declared, plugins.fact(declared.fact, source.kind, source.attributes))
