"""What explanations and remedies look at besides the verdict: comparisons, their values, the events behind.

This is the only place where they touch a reading of the tree; today it is the reference, and it is asked on demand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from followup.decide.words import value_words
from followup.evaluate.quantities import Quantity, Truth, Unsure
from followup.evaluate.reference import fact, holds, select, term
from followup.evaluate.reference_rules import lifting, scenes, speaks
from followup.evaluate.scene import PluginFacts, Scene, World
from followup.evaluate.selected import Seen, Selected, first, last
from followup.language import tree
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import Instant, show
from followup.timeline.journal import Journal
from followup.timeline.values import Attributes, Maybe

#: A truth for people: `open` hangs only on what is not decided yet.
Told: TypeAlias = Literal["yes", "no", "unknown", "open"]


def told(truth: Truth) -> Told:
    if isinstance(truth, Unsure):
        return "open" if truth.open else "unknown"
    return "yes" if truth else "no"


def supposing(world: World, journal: Journal | None = None, plugins: PluginFacts | None = None) -> World:
    """The same pack over another journal, or with plugins that say something else; it remembers nothing."""
    return world.over(journal or world.journal, plugins or world.plugins)


# Rules.


@dataclass(frozen=True, slots=True)
class Part:
    """A conjunct of what makes a rule speak: a condition, and whether it must hold or must not."""

    role: Literal["governs", "unless", "forbid", "require", "advise"]
    condition: tree.Condition
    wanted: bool
    on_absent: bool | None = None


def parts_of(rule: tree.Rule) -> tuple[Part, ...]:
    """What must be so for a rule to speak, in the order of reading; what governs always is left out."""
    parts = [Part("governs", rule.governs, True)] if rule.governs != tree.ALWAYS else []
    if rule.unless is not None:
        parts.append(Part("unless", rule.unless, False))
    if rule.effect == "forbid":
        return (*parts, Part("forbid", rule.condition, True))
    return (*parts, Part(rule.effect, rule.condition, False, tree.ON_ABSENT[rule.or_absent]))


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a rule says in one setting, and until when it surely says that."""

    rule: tree.Rule
    truth: Truth
    scene: Scene
    until: Instant
    lifted: Event | None = None

    @property
    def stops(self) -> bool:
        """Whether it forbids or asks here."""
        undecided = isinstance(self.truth, Unsure) and self.truth.open
        return self.truth is not False and not undecided and not self.lifted and self.rule.effect != "advise"


def spoken(world: World, subject: Proposal | Event) -> Iterator[Spoken]:
    """What every rule says of a subject, in every setting."""
    for scene in scenes(world, subject):
        for rule in world.pack.rules:
            truth, stable = speaks(scene, rule)
            lifted, until = lifting(scene, rule) if truth is not False else (None, stable)
            yield Spoken(rule, truth, scene, min(stable, until), lifted)


def stopped_until(world: World, proposal: Proposal) -> Instant:
    """Until when a proposal surely is not permitted, as each rule that stops it does so alone."""
    return max((one.until for one in spoken(world, proposal) if one.stops), default=proposal.at)


# Conditions and comparisons.


def truth_of(scene: Scene, condition: tree.Condition, on_absent: bool | None = None) -> Truth:
    return holds(scene, condition, on_absent=on_absent)[0]


def value_of(scene: Scene, what: tree.Term) -> Quantity:
    return term(scene, what).value


def inside(scene: Scene, condition: tree.Compare) -> tuple[tree.Condition, bool] | None:
    """The condition that a comparison asks about, and whether it must hold: `name: true`, for a fact that `holds`."""
    left, right = condition.left, condition.right
    if not isinstance(left, tree.FactTerm) or condition.operator not in ("is", "is_not") or len(right) != 1:
        return None
    query, wanted = scene.world.pack.facts[left.name].query, right[0]
    if not isinstance(query, tree.Holds) or not isinstance(wanted, tree.Constant):
        return None
    return query.condition, (wanted.value is True) == (condition.operator == "is")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A comparison, and what it must become."""

    scene: Scene
    compare: tree.Compare
    wanted: bool
    on_absent: bool | None = None

    @property
    def truth(self) -> Truth:
        return truth_of(self.scene, self.compare, self.on_absent)

    @property
    def terms(self) -> tuple[tree.Term, ...]:
        return self.compare.left, *self.compare.right


def leaves(scene: Scene, part: Part) -> Iterator[Leaf]:
    """Every comparison of a part, those of facts that `hold` too, with what would speak for the part."""
    yield from _leaves(scene, part.condition, part.wanted, part.on_absent)


def _leaves(scene: Scene, condition: tree.Condition, wanted: bool, on_absent: bool | None) -> Iterator[Leaf]:
    match condition:
        case tree.All(parts) | tree.Any(parts):
            for part in parts:
                yield from _leaves(scene, part, wanted, on_absent)
        case tree.Not(part):
            yield from _leaves(scene, part, not wanted, _negated(on_absent))
        case tree.Compare():
            inner = inside(scene, condition)
            if inner is None:
                yield Leaf(scene, condition, wanted, on_absent)
            else:
                yield from _leaves(scene, inner[0], inner[1] == wanted, None)


def _negated(on_absent: bool | None) -> bool | None:
    return None if on_absent is None else not on_absent


def to_flip(scene: Scene, part: Part, later: Scene | None = None) -> tuple[Leaf, ...] | None:
    """The fewest comparisons that have to change for a part to be as wanted; None if nothing makes it so.

    Of several ways that are as short, the one that has come about most in the `later` scene, else the first.
    """

    def way(condition: tree.Condition, wanted: bool, on_absent: bool | None) -> Way:
        match condition:
            case tree.All(parts) | tree.Any(parts):
                options = [way(part, wanted, on_absent) for part in parts]
                return (
                    _all_of(options) if isinstance(condition, tree.All) == wanted else _one_of(options, later)
                )
            case tree.Not(part):
                return way(part, not wanted, _negated(on_absent))
        inner = inside(scene, condition)
        if inner is not None:
            return way(inner[0], inner[1] == wanted, None)
        leaf = Leaf(scene, condition, wanted, on_absent)
        return () if leaf.truth is wanted else (leaf,)

    return way(part.condition, part.wanted, part.on_absent)


#: Comparisons that have to change together; None if that is of no use.
Way: TypeAlias = tuple[Leaf, ...] | None


def _all_of(options: list[Way]) -> Way:
    if any(option is None for option in options):
        return None
    return tuple(leaf for option in options if option for leaf in option)


def _one_of(options: list[Way], later: Scene | None) -> Way:
    known = [option for option in options if option is not None]
    return min(
        known,
        key=lambda option: (len(option), sum(not _has_come(leaf, later) for leaf in option)),
        default=None,
    )


def _has_come(leaf: Leaf, later: Scene | None) -> bool:
    """Whether a comparison is as wanted in a later scene."""
    return later is None or truth_of(later, leaf.compare, leaf.on_absent) is leaf.wanted


# Values, for people.


def shown(scene: Scene, what: tree.Term, value: Quantity) -> str:
    """A value as it stands in a sentence; an instant in the zone of the contact."""
    pack = scene.world.pack
    name = getattr(what, "name", None)
    declared = pack.facts.get(name) or pack.attributes.get(name) if name else None
    if declared is not None and declared.type == "instant" and isinstance(value, int):
        return show(value, scene.zone or "UTC")
    return value_words(value)


def clock_part(scene: Scene) -> str | None:
    """The part of the day at the scene's instant, if the pack has parts and the zone is known."""
    if not scene.world.pack.days.parts or scene.zone is None:
        return None
    value = value_of(scene, tree.ClockTerm("part_of_day"))
    return value if isinstance(value, str) else None


def part_of_day(world: World, proposal: Proposal) -> str | None:
    """The part of the day in which a proposal is made; None where the zones that may hold do not agree."""
    parts = {clock_part(scene) for scene in scenes(world, proposal)}
    return parts.pop() if len(parts) == 1 else None


# The events behind.


def behind(scene: Scene, name: str) -> Seen:
    """A fact's value and all events behind it."""
    return fact(scene, name)


def events_behind(scene: Scene, rule: tree.Rule) -> Iterator[Event]:
    """The events behind the facts that a rule asks about, those that edge their windows too."""
    for part in parts_of(rule):
        for leaf in leaves(scene, part):
            for name in (t.name for t in leaf.terms if isinstance(t, tree.FactTerm)):
                yield from fact(scene, name).events
                yield from _edging(scene, scene.world.pack.facts[name].query)


def _edging(scene: Scene, query: tree.Query) -> Iterator[Event]:
    """The first or last events from or up to which a fact looks."""
    if isinstance(query, tree.Holds):
        return
    events = query.events
    for anchor in (events.after, events.since, events.before, events.to):
        found = select(scene, anchor, across=events.across) if anchor else None
        if anchor and isinstance(found, Selected):
            pick = last if anchor.end == "last" else first
            yield from (event for event in pick(found) if event)


# What plugins are supposed to say.


@dataclass(frozen=True)
class Supposed:
    """Plugins that give `value` when they are asked to compare a proposal in `name`; else what they gave before."""

    plugins: PluginFacts
    name: str
    value: Maybe

    def fact(self, name: str, kind: str, attributes: Attributes) -> Maybe:
        return self.plugins.fact(name, kind, attributes)

    def pair(self, name: str, subject: Event | Proposal, earlier: Event) -> Maybe:
        if name == self.name and isinstance(subject, Proposal):
            return self.value
        return self.plugins.pair(name, subject, earlier)
