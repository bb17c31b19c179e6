"""Where everything of a home comes together: its store, the pack in use, and what plugins say of texts."""

from __future__ import annotations

from functools import cached_property

from followup.cases.mapping import Mapped, mapped
from followup.cases.remembered import Remembered
from followup.cases.store import Store
from followup.decide.decision import Decision, DutyState
from followup.decide.duties import standings
from followup.decide.pack import Pack, decide
from followup.evaluate.scene import World
from followup.plugins.answers import Answers
from followup.plugins.registry import Plugins
from followup.timeline.events import Proposal
from followup.timeline.instants import Instant
from followup.timeline.journal import Journal


class Office:
    """One look at a home: whoever changes the store makes a new one."""

    def __init__(self, store: Store, pack: Pack, plugins: Plugins) -> None:
        self.store, self.plugins = store, plugins
        wanted = pack.tree.plugin_facts
        self._memory = Remembered(store, plugins, wanted)
        self.answers = Answers(plugins, wanted, self._memory)
        self.pack = pack.using(self.answers)

    @cached_property
    def mapped(self) -> Mapped:
        return mapped(self.store, self.pack.tree)

    @property
    def journal(self) -> Journal:
        return self.mapped.journal

    @cached_property
    def world(self) -> World:
        return self.pack.world(self.journal)

    def decide(self, proposal: Proposal) -> Decision:
        return decide(self.world, proposal, self.pack.id)

    def duties(self, case: str, at: Instant) -> tuple[DutyState, ...]:
        return tuple(each.state for each in standings(self.world, case, at))

    def name_of(self, person: str | None) -> str | None:
        """What people call somebody whom the journal knows by an identifier."""
        return self._names.get(person or "", person)

    @cached_property
    def _names(self) -> dict[str, str]:
        directory = self.store.directory()
        return {directory.key(each): each.name for each in self.store.people() if each.name}

    def close(self) -> None:
        """Keeps what was learned on the way."""
        self._memory.write()
