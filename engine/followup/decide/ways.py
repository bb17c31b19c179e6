"""Which single changes to a proposal can be tried, and what cannot be, and why (SEMANTICS 20).

What can be chosen (persons, channels, declared values) is tried whole. What must be written (bounds) is read off the
comparisons of the rules that stop the proposal. What happened cannot be changed; see `counterfactuals`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from followup.decide.bounds import Untried, asked, bounds
from followup.decide.changes import Change, Give, Word, declared_values
from followup.decide.looking import Leaf, Spoken, spoken
from followup.evaluate.scene import World, persons
from followup.language import tree
from followup.timeline.events import Proposal
from followup.timeline.values import ABSENT, Maybe, Unknown


@dataclass(slots=True)
class Ways:
    """The changes to try, in the order of finding, and what cannot be tried."""

    changes: dict[Change, None] = field(default_factory=dict)
    untried: dict[Untried, None] = field(default_factory=dict)
    #: What a rule proposes instead, of several attributes at once.
    together: dict[tuple[Give, ...], None] = field(default_factory=dict)
    #: Whether a rule that stops it asks about the part of the day.
    part_matters: bool = False


def ways(world: World, proposal: Proposal) -> Ways:
    """Everything that can be tried on a proposal but waiting."""
    found, stopping = Ways(), [one for one in spoken(world, proposal) if one.stops]
    for change in (*_instead(found, proposal, stopping), *_chosen(world, proposal)):
        if not _is_so(proposal, change) and not _given_already(found, change):
            found.changes[change] = None
    for bound in bounds(world, proposal, stopping):
        if isinstance(bound, Untried):
            found.untried[bound] = None
        else:
            found.changes.setdefault(bound)
    found.part_matters = any(_is_part(leaf, term) for leaf in asked(stopping) for term in leaf.terms)
    found.changes.update(dict.fromkeys(_words(world, proposal)))
    return found


def _is_part(leaf: Leaf, what: tree.Term) -> bool:
    """Whether a term is the part of the day at the instant of the decision."""
    if isinstance(what, tree.SubjectTerm) and what.name in leaf.scene.world.pack.attributes:
        return leaf.scene.world.pack.attributes[what.name].as_of_then == "part_of_day"
    return what == tree.ClockTerm("part_of_day")


def _is_so(proposal: Proposal, give: Give) -> bool:
    given = proposal.attributes.get(give.name)
    return given == give.value or (isinstance(given, tuple) and given == persons(give.value))


def _given_already(found: Ways, give: Give) -> bool:
    return any(isinstance(e, Give) and (e.name, e.value) == (give.name, give.value) for e in found.changes)


# What can be chosen.


def _instead(found: Ways, proposal: Proposal, stopping: list[Spoken]) -> Iterator[Give]:
    """What the rules that stop it propose instead; several attributes of one rule belong together."""
    for one in stopping:
        gives = tuple(Give(name, value, "instead") for name, value in one.rule.instead.items())
        if len(gives) == 1:
            yield gives[0]
        elif gives:
            found.together[tuple(give for give in gives if not _is_so(proposal, give))] = None


def _chosen(world: World, proposal: Proposal) -> Iterator[Give]:
    """Other channels, other declared values, other persons."""
    pack, case = world.pack, world.journal.case(proposal.case)
    person, channel = (pack.attribute_of_type(each) for each in ("person", "channel"))
    own = pack.kinds[proposal.kind].attributes if proposal.kind in pack.kinds else ()
    if channel in own:
        yield from (Give(channel, each, "channel") for each in channels_of(world, proposal))
    for name in own:
        if name not in (person, channel):
            yield from (Give(name, value) for value in declared_values(pack.attributes[name]))
    if person in own:
        named = persons(proposal.attributes.get(person, ABSENT))
        yield from (Give(person, each, "person") for each in dict.fromkeys((*case.people, *named)))


def channels_of(world: World, proposal: Proposal) -> tuple[str, ...]:
    """The channels that reach whoever the proposal goes to: theirs, else the case's, else the pack's."""
    name, case = world.pack.attribute_of_type("person"), world.journal.case(proposal.case)
    records = [world.journal.person(each) for each in persons(proposal.attributes.get(name or "", ABSENT))]
    own = dict.fromkeys(each for record in records for each in record.channels)
    return tuple(own) or case.channels or world.pack.channels


def unreached(world: World, proposal: Proposal) -> str | None:
    """Who of those that a proposal goes to is not reached by its channel, as far as that is recorded."""
    person, channel = (world.pack.attribute_of_type(each) for each in ("person", "channel"))
    by = proposal.attributes.get(channel or "")
    for each in persons(proposal.attributes.get(person or "", ABSENT)):
        reached = world.journal.person(each).channels
        if isinstance(by, str) and reached and by not in reached:
            return f"{each} is not reached by {by}"
    return None


# What they could say.


def _words(world: World, proposal: Proposal) -> Iterator[Word]:
    """One event by them of each kind: from whoever the proposal goes to, and with one thing said at most."""
    for kind in world.pack.kinds.values():
        if kind.by == "them":
            silent, plain = _silent(world, proposal, kind)
            yield Word(kind.name, (), silent)
            for name in plain:
                for value in declared_values(world.pack.attributes[name]):
                    yield Word(kind.name, ((name, value),), silent)


def _silent(
    world: World, proposal: Proposal, kind: tree.Kind
) -> tuple[tuple[tuple[str, Maybe], ...], list[str]]:
    """What an event of theirs has without saying anything, and what it could say."""
    pack = world.pack
    same = {pack.attribute_of_type("person"), pack.attribute_of_type("channel")}
    silent: list[tuple[str, Maybe]] = []
    plain = []
    for name in kind.attributes:
        if name in same:
            silent.append((name, proposal.attributes.get(name, ABSENT)))
        elif pack.attributes[name].as_of_then is None:
            plain.append(name)
            if isinstance(pack.attributes[name].missing, Unknown):
                silent.append((name, ABSENT))
    return tuple(silent), plain
