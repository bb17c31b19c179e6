"""Rules and overrides in the reference reading (SEMANTICS 15, 17)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from followup.evaluate.overrides import OVERRIDE, ends, is_once
from followup.evaluate.quantities import NEVER, Truth, conjunction, negation
from followup.evaluate.reference import attribute, holds
from followup.evaluate.scene import Scene, World, persons, settings
from followup.language import tree
from followup.language.tree import ON_ABSENT
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import Instant


def scenes(world: World, subject: Proposal | Event) -> Iterator[Scene]:
    """One scene for each person contacted and each zone that may hold."""
    for one, person in _contacts(world, subject):
        before = one if isinstance(one, Event) else None
        for zone, country in settings(world.journal, person, subject.case):
            yield Scene(world, subject.at, subject.case, one, zone, country, before)


def _contacts(world: World, subject: Proposal | Event) -> Iterator[tuple[Proposal | Event, str | None]]:
    """The subject once for each person that it goes to."""
    name = world.pack.attribute_of_type("person")
    plain = Scene(world, subject.at, subject.case, subject)
    several = persons(attribute(plain, subject, name).value) if name else ()  # type: ignore[arg-type]
    if name is None or len(several) < 2:
        yield subject, several[0] if several else None
        return
    for person in several:
        yield replace(subject, attributes={**subject.attributes, name: (person,)}), person


def speaks(scene: Scene, rule: tree.Rule) -> tuple[Truth, Instant]:
    """Whether a rule has something to say: a forbid that holds, a require or advise that does not."""
    return conjunction((*applies(scene, rule), _breach(scene, rule)))


def applies(scene: Scene, rule: tree.Rule) -> Iterator[tuple[Truth, Instant]]:
    """`governs` and `unless` are conjuncts."""
    yield holds(scene, rule.governs)
    if rule.unless is not None:
        yield negation(holds(scene, rule.unless))


def _breach(scene: Scene, rule: tree.Rule) -> tuple[Truth, Instant]:
    if rule.effect == "forbid":
        return holds(scene, rule.condition)
    return negation(holds(scene, rule.condition, on_absent=ON_ABSENT[rule.or_absent]))


def lifting(scene: Scene, rule: tree.Rule) -> tuple[Event | None, Instant]:
    """The override that lifts a rule here, if any, and until when that surely stays so."""
    lifts, stable = None, NEVER
    if rule.lift == "never":
        return None, NEVER
    for event in scene.world.events(OVERRIDE, scene.case):
        if event.attributes.get("rule") != rule.id:
            continue
        if event.at > scene.at:
            stable = min(stable, event.at)
        elif scene.sees(event):
            until, used = ends(event), _use(scene, rule, event)
            if until > scene.at and (used is None or used > scene.at):
                lifts, stable = event, min(stable, until, NEVER if used is None else used)
    return lifts, stable


def _use(scene: Scene, rule: tree.Rule, override: Event) -> Instant | None:
    """When an override for once is used up: at the first act of ours after it that the rule may govern.

    An act of the same instant that is judged now is not its own forerunner; a booked one will use it up.
    """
    if not is_once(override):
        return None
    kinds = [kind.name for kind in scene.world.pack.kinds.values() if kind.by == "us"]
    acts = sorted((e for kind in kinds for e in scene.world.events(kind, scene.case)), key=lambda e: e.order)
    later = (event for event in acts if event.order > override.order)
    uses = (e for e in later if conjunction(applies(scene.of_event(e), rule))[0] is not False)
    return next((event.at if event.at > scene.at or scene.sees(event) else NEVER for event in uses), None)
