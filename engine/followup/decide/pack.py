"""A pack in use: the one object through which decisions, facts and duties are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from followup._late import dataclass, field, replace
from followup.decide.decision import Decision, DutyState, Moment, PackId, UsedFact
from followup.decide.duties import Standing, permitted_from, standings
from followup.decide.verdict import Judged, gaps, judge, matches, musts, used_fact, used_facts
from followup.evaluate.compiled.policy import Policy, policy_of
from followup.evaluate.compiled.reading import CompiledReading
from followup.evaluate.future import HORIZON, first
from followup.evaluate.quantities import NEVER
from followup.evaluate.scene import AskedOnce, NoPluginFacts, PluginFacts, World, case_scenes
from followup.language.tree import Tree
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import Instant
from followup.timeline.journal import Journal

if TYPE_CHECKING:
    from pathlib import Path

    from followup.decide.counterfactuals import Counterfactual
    from followup.decide.explaining import Explanation
    from followup.decide.live import Live
    from followup.decide.planning import Plan
    from followup.decide.remedies import Remedies
    from followup.evaluate.selected import Seen


@dataclass(frozen=True)
class Pack:
    """A policy: its typed tree, and the folder that it came from."""

    tree: Tree
    place: str | None = None
    plugins: PluginFacts = field(default_factory=NoPluginFacts, compare=False)
    loaded: Tree | None = field(
        default=None, compare=False, repr=False
    )  # as it was loaded, its code can be kept

    @property
    def folder(self) -> Path | None:
        """Where the pack is; None for one that is from no file."""
        from pathlib import Path

        return None if self.place is None else Path(self.place)

    @property
    def id(self) -> PackId:
        return PackId(self.tree.name, self.tree.version, self.tree.digest)

    def using(self, plugins: PluginFacts) -> Pack:
        """The same pack with plugins that answer for facts about content."""
        return replace(self, plugins=plugins)

    def world(self, journal: Journal) -> World:
        """Journal and pack together, in the compiled reading; asking it many things costs less than asking the
        pack anew each time."""
        world = World(self.tree, journal, AskedOnce(self.plugins))
        return replace(world, reading=CompiledReading(self.compile(), world))

    def compile(self) -> Policy:
        """The pack as code over state that grows with each event: what every decision is taken by."""
        return policy_of(self.tree, self.tree is self.loaded)

    def decide(self, journal: Journal, proposal: Proposal, horizon: Instant = HORIZON) -> Decision:
        """What the pack says about a proposal, given all events up to its instant.

        `horizon` (microseconds) bounds how far `until` and `permitted_from` look ahead.
        """
        return decide(self.world(journal), proposal, self.id, horizon)

    def live(self, journal: Journal, now: Instant) -> Live:
        """A journal that grows from here: events join as they come, and late ones say what they correct."""
        from followup.decide.live import Live

        return Live(self, journal, now)

    def facts(self, journal: Journal, case: str | None, at: Instant,
              subject: Proposal | None = None) -> Mapping[str, UsedFact]:  # fmt: skip
        """Every fact of the pack about a case at an instant, with the newest events behind each; where several zones
        may hold, in the first by name, as facts have no strictest value."""
        world = self.world(journal)
        view = next(iter(world.views(subject) if subject else world.case_views(case, at)))
        return {name: used_fact(view, name) for name in self.tree.facts}

    def fact(self, journal: Journal, name: str, case: str | None, at: Instant,
             subject: Proposal | None = None) -> Seen:  # fmt: skip
        """One fact, with all events behind it: read from the whole journal, by the reference reading."""
        from followup.evaluate.reference import fact
        from followup.evaluate.reference_rules import scenes

        world = World(self.tree, journal, self.plugins)
        scene = next(scenes(world, subject)) if subject else case_scenes(world, case, at)[0]
        return fact(scene, name)

    def duties(self, journal: Journal, case: str | None, at: Instant) -> tuple[DutyState, ...]:
        """Where every duty of a case stands at an instant."""
        return tuple(each.state for each in standings(self.world(journal), case, at))

    def remedies(self, journal: Journal, proposal: Proposal, horizon: Instant = HORIZON) -> Remedies:
        """The smallest changes that would make a proposal pass, least effort first."""
        from followup.decide.remedies import remedies

        return remedies(self.world(journal), proposal, horizon)

    def counterfactuals(self, journal: Journal, proposal: Proposal) -> tuple[Counterfactual, ...]:
        """Without which acts of ours a proposal would pass."""
        from followup.decide.counterfactuals import counterfactuals

        return counterfactuals(self.world(journal), proposal)

    def explain(self, journal: Journal, proposal: Proposal) -> Explanation:
        """Why it is decided so, as a tree; of a permit, the nearest rule that would stop it."""
        from followup.decide.explaining import explain

        return explain(self.world(journal), proposal)

    def plan(self, journal: Journal, case: str | None, now: Instant, channels: Iterable[str] | None = None,
             horizon: Instant | None = None) -> Plan:  # fmt: skip
        """The next best acts of a case, by these channels (else all that reach its people), best first."""
        from followup.decide.planning import AHEAD, plan

        return plan(self.world(journal), case, now, channels, AHEAD if horizon is None else horizon)

    def audit(self, journal: Journal, case: str | None = None) -> tuple[tuple[Event, Decision], ...]:
        """Each act of ours, judged over what lay strictly before it; of one case, or of all."""
        return tuple(audits(self.world(journal), self.id, case))


@dataclass(frozen=True)
class Look:
    """A decision before it is shown: the judgement and the duties beside it."""

    judged: Judged
    duties: tuple[Standing, ...]

    @property
    def signature(self) -> tuple[Any, ...]:
        return self.judged.signature, tuple(each.state.signature for each in self.duties)

    @property
    def stable(self) -> Instant:
        return min((self.judged.stable, *(each.stable for each in self.duties)), default=NEVER)


def decide(world: World, proposal: Proposal, pack: PackId, horizon: Instant = HORIZON) -> Decision:
    """The full decision; see `Pack.decide`."""
    now = _look(world, proposal, proposal.at)
    until = first(partial(_look, world, proposal), lambda look: look.stable,
                  lambda look: look.signature != now.signature, now, proposal.at, horizon)  # fmt: skip
    return shown(now.judged, proposal.at, pack, tuple(each.state for each in now.duties), until,
                 permitted_from(world, proposal, now.judged, horizon))  # fmt: skip


def _look(world: World, proposal: Proposal, at: Instant) -> Look:
    return Look(judge(world, proposal.moved(at)), standings(world, proposal.case, at))


def audits(world: World, pack: PackId, case: str | None = None) -> Iterator[tuple[Event, Decision]]:
    """Each act of ours with its audit, in the order of events; of one case, or of all."""
    ours = {kind.name for kind in world.pack.kinds.values() if kind.by == "us"}
    for event in world.journal.events:
        if event.kind in ours and case in (None, event.case):
            yield event, audited(world, event, pack)


def audited(world: World, event: Event, pack: PackId) -> Decision:
    """What the decision about an event would have been just before it."""
    return shown(judge(world, event), event.at, pack)


def shown(judged: Judged, at: Instant, pack: PackId, duties: tuple[DutyState, ...] = (),
          until: Moment | None = None, possible: Moment | None = None) -> Decision:  # fmt: skip
    futures = {"until": until, "permitted_from": possible}
    known = {name: value for name, value in futures.items() if value is not None}
    return Decision(
        judged.verdict, at, pack, matches(judged, ("forbid", "require")), musts(judged),
        matches(judged, ("advise",)), duties, gaps(judged), used_facts(judged), **known,
    )  # fmt: skip
