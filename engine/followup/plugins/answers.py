"""Plugin facts as the engine asks for them: one name, one content; the plugins behind are nobody's business."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from followup.plugins.items import Content, Fact
from followup.plugins.registry import Plugins
from followup.timeline.events import Event, Proposal
from followup.timeline.values import Attributes, Maybe, Unknown


class Memory(Protocol):
    """Where the facts of a content are kept between runs; they depend on the content only."""

    def recall(self, content: Content) -> dict[str, Maybe] | None: ...

    def keep(self, content: Content, facts: dict[str, Maybe]) -> None: ...


class Answers:
    """The facts that `wanted` names, from the plugins that declare them; asked once for each content."""

    def __init__(self, plugins: Plugins, wanted: Collection[str], memory: Memory | None = None) -> None:
        self._plugins = plugins
        self._wanted = frozenset(wanted)
        self._memory = memory
        declared = (plugins.declared(name) for name in self._wanted)
        self._last: tuple[str, Attributes, dict[str, Maybe]] | None = None
        self._needs = sorted({need for each in declared if each for need in each.needs})

    def content(self, kind: str, attributes: Attributes) -> Content:
        """What the plugins declare that they look at, and nothing else: so it can stand for their answers."""
        return Content(kind, {name: attributes[name] for name in self._needs if name in attributes})

    def fact(self, name: str, kind: str, attributes: Attributes) -> Maybe:
        """A fact about a content: unknown where no plugin declares it or the plugin fails."""
        last = self._last  # all facts of one content tend to be asked for one after the other
        if last is None or last[0] != kind or last[1] is not attributes:
            last = self._last = kind, attributes, self._known(self.content(kind, attributes))
        return last[2][name] if name in last[2] else Unknown(f"no plugin gives '{name}'")

    def pair(self, name: str, subject: Event | Proposal, earlier: Event) -> Maybe:
        """A fact about two contents: absent where either has nothing to compare."""
        own, other = (Content(each.kind, each.attributes) for each in (subject, earlier))
        given = self._plugins.pair_facts(own, other, {name})
        return given[name].fact.value if name in given else Unknown(f"no plugin gives '{name}'")

    def explained(self, content: Content) -> dict[str, Fact]:
        """All wanted facts with the words that they rest on; these are never kept."""
        return {name: given.fact for name, given in self._plugins.facts(content, self._wanted).items()}

    def _known(self, content: Content) -> dict[str, Maybe]:
        known = self._memory.recall(content) if self._memory else None
        if known is None:
            known = self._asked(content)
            if self._memory:
                self._memory.keep(content, known)
        return known

    def _asked(self, content: Content) -> dict[str, Maybe]:
        return {name: each.fact.value for name, each in self._plugins.facts(content, self._wanted).items()}
