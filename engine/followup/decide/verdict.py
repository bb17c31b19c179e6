"""The verdict on a proposal at one instant: every rule taken, overrides heard, settings united.

A *setting* is one way the unknown may be: one zone of several, one person of several. The decision is taken
once in each, and the strictest verdict stands with the rules of all (SEMANTICS 7, 14).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from followup.decide.decision import NEWEST, STRICTNESS, Evidence, Gap, Must, RuleMatch, UsedFact, Verdict
from followup.decide.words import condition_words, value_words
from followup.evaluate.clocks import clock
from followup.evaluate.quantities import NEVER, Cause, Truth, Unsure, conjunction, negation
from followup.evaluate.reference import attribute, fact, holds
from followup.evaluate.scene import OVERRIDE, Scene, World, persons, settings
from followup.language import tree
from followup.language.cycles import facts_in
from followup.language.placeholders import fill
from followup.timeline.calendar import date_of
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import BadInstant, Instant, instant, show
from followup.timeline.values import ABSENT, Absent


@dataclass(frozen=True, slots=True)
class Found:
    """What one rule says in one scene."""

    rule: tree.Rule
    truth: Truth
    scene: Scene
    lifted: Event | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What all rules say in all settings, and until when that surely stays so.

    `held`: until when a forbid surely stands, as each of its rules keeps it up alone.
    """

    verdict: Verdict
    found: tuple[Found, ...]
    stable: Instant
    held: Instant

    @property
    def signature(self) -> tuple[Any, ...]:
        """What must differ for the decision to count as different; values of facts alone do not."""
        matched = {(one.rule.id, one.lifted is not None) for one in self.found if one.truth is True}
        return self.verdict, frozenset(matched), frozenset(cause.name for cause in self.causes())

    def causes(self) -> frozenset[Cause]:
        """What is unknown, in the rules that ask because of it."""
        asking = (one.truth for one in self.found if _verdict(one) == "ask")
        causes = (truth.causes for truth in asking if isinstance(truth, Unsure))
        return frozenset(cause for each in causes for cause in each if not cause.open)


def judge(world: World, subject: Proposal | Event) -> Judged:
    """The verdict of every rule on a proposal, or on an event over what lay strictly before it."""
    key = "judged", subject if isinstance(subject, Event) else _content(subject)
    if key not in world.memo:
        world.memo[key] = _judge(world, subject)
    return world.memo[key]  # type: ignore[no-any-return]


def _content(proposal: Proposal) -> tuple[Any, ...]:
    given = tuple(sorted((name, repr(value)) for name, value in proposal.attributes.items()))
    return proposal.kind, proposal.at, proposal.case, given, proposal.open


def _judge(world: World, subject: Proposal | Event) -> Judged:
    found, stable, held = [], NEVER, -NEVER
    for scene in scenes(world, subject):
        for rule in world.pack.rules:
            one, until = _judge_rule(scene, rule)
            stable = min(stable, until)
            if one.truth is not False:
                found.append(one)
            if _verdict(one) == "forbid":
                held = max(held, until)
    verdict = max((_verdict(one) for one in found), key=STRICTNESS.__getitem__, default="permit")
    return Judged(verdict, tuple(found), stable, held)  # type: ignore[arg-type]


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


def _verdict(one: Found) -> Verdict:
    if one.lifted or one.rule.effect == "advise" or one.truth is False:
        return "permit"
    if one.truth is True:
        return "forbid"
    return "permit" if isinstance(one.truth, Unsure) and one.truth.open else "ask"


def _judge_rule(scene: Scene, rule: tree.Rule) -> tuple[Found, Instant]:
    truth, stable = speaks(scene, rule)
    lifted, until = lifting(scene, rule) if truth is not False else (None, NEVER)
    return Found(rule, truth, scene, lifted), min(stable, until)


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
    return negation(holds(scene, rule.condition, on_absent=_ON_ABSENT[rule.or_absent]))


_ON_ABSENT = {"pass": True, "fail": False, None: None}


# Overrides (SEMANTICS 17).


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
            ends, used = _ends(event), _use(scene, rule, event)
            if ends > scene.at and (used is None or used > scene.at):
                lifts, stable = event, min(stable, ends, NEVER if used is None else used)
    return lifts, stable


def _ends(override: Event) -> Instant:
    """When an override ends: at its `until`. One that is neither for once nor until an instant never began."""
    until = override.attributes.get("until", ABSENT)
    if isinstance(until, Absent):
        return NEVER if _once(override) else -NEVER
    try:
        return instant(until) if isinstance(until, str) else -NEVER
    except (BadInstant, OverflowError):
        return -NEVER


def _once(override: Event) -> bool:
    return override.attributes.get("once") is True


def _use(scene: Scene, rule: tree.Rule, override: Event) -> Instant | None:
    """When an override for once is used up: at the first act of ours after it that the rule may govern.

    An act of the same instant that is judged now is not its own forerunner; a booked one will use it up.
    """
    if not _once(override):
        return None
    kinds = [kind.name for kind in scene.world.pack.kinds.values() if kind.by == "us"]
    acts = sorted((e for kind in kinds for e in scene.world.events(kind, scene.case)), key=lambda e: e.order)
    later = (event for event in acts if event.order > override.order)
    uses = (e for e in later if conjunction(applies(scene.of_event(e), rule))[0] is not False)
    return next((event.at if event.at > scene.at or scene.sees(event) else NEVER for event in uses), None)


# What is shown of it.


def matches(judged: Judged, effects: Iterable[str]) -> tuple[RuleMatch, ...]:
    """The rules that matched with one of these effects, each once, in the pack's order.

    A rule that is lifted in one setting and not in another is not lifted.
    """
    shown: dict[str, Found] = {}
    for one in judged.found:
        if one.truth is True and one.rule.effect in effects:
            kept = shown.setdefault(one.rule.id, one)
            if kept.lifted and not one.lifted:
                shown[one.rule.id] = one
    return tuple(map(_match, shown.values()))


def _match(one: Found) -> RuleMatch:
    rule = one.rule
    lifted = f"{one.lifted.attributes.get('because', '')}" if one.lifted else None
    return RuleMatch(
        rule.id, rule.effect, rule.says, because(one.scene, rule.because), rule.then, rule.instead, lifted,
        tuple(_facts_of(one.scene.world.pack, rule)),
    )  # fmt: skip


def _facts_of(pack: tree.Tree, rule: tree.Rule) -> dict[str, None]:
    """The facts that a rule uses, those inside named conditions too, each once and in order."""
    names: dict[str, None] = {}
    waiting = [
        name for part in (rule.governs, rule.unless, rule.condition) if part for name in facts_in(part)
    ]
    while waiting:
        name = waiting.pop(0)
        if name not in names:
            names[name] = None
            query = pack.facts[name].query
            waiting += facts_in(query.condition) if isinstance(query, tree.Holds) else ()
    return names


def because(scene: Scene, text: str) -> str:
    """A rule's reason with the values of the facts and attributes that it names in braces."""
    return fill(text, lambda name: _words(scene, name, _value(scene, name)))


def _value(scene: Scene, name: str) -> Any:
    if name in scene.world.pack.facts:
        return fact(scene, name).value
    if name in tree.CLOCKS:
        return clock(scene, name)  # type: ignore[arg-type]
    return attribute(scene, scene.subject, name).value


def musts(judged: Judged) -> tuple[Must, ...]:
    """What the draft must still satisfy: the rules that hang only on what is open."""
    shown: dict[str, Must] = {}
    for one in judged.found:
        if (
            isinstance(one.truth, Unsure)
            and one.truth.open
            and one.rule.effect != "advise"
            and not one.lifted
        ):
            shown.setdefault(one.rule.id, Must(one.rule.id, _must(one), one.rule.says))
    return tuple(shown.values())


def _must(one: Found) -> str:
    """The ways out, joined by or: what still hangs on what is open must end in the draft's favour."""
    rule, scene = one.rule, one.scene
    forbids = rule.effect == "forbid"
    parts = [
        (rule.governs, False, None),
        (rule.condition, not forbids, None if forbids else _ON_ABSENT[rule.or_absent]),
    ]
    if rule.unless is not None:
        parts.insert(1, (rule.unless, True, None))
    unsettled = [p for p in parts if isinstance(holds(scene, p[0], on_absent=p[2])[0], Unsure)]
    return " or ".join(
        condition_words(residue(scene, part, absent), wanted) for part, wanted, absent in unsettled
    )


def residue(scene: Scene, condition: tree.Condition, on_absent: bool | None = None) -> tree.Condition:
    """The parts of a condition that are not settled yet; what is settled either way is left out."""
    match condition:
        case tree.All(parts):
            return tree.All(tuple(_residues(scene, parts, on_absent)))
        case tree.Any(parts):
            return tree.Any(tuple(_residues(scene, parts, on_absent)))
        case tree.Not(part):
            return tree.Not(residue(scene, part, None if on_absent is None else not on_absent))
    return condition


def _residues(
    scene: Scene, parts: tuple[tree.Condition, ...], on_absent: bool | None
) -> Iterator[tree.Condition]:
    for part in parts:
        if isinstance(holds(scene, part, on_absent=on_absent)[0], Unsure):
            yield residue(scene, part, on_absent)


def gaps(judged: Judged) -> tuple[Gap, ...]:
    return tuple(Gap(cause.name, cause.reason) for cause in sorted(judged.causes()))


def used_facts(judged: Judged) -> tuple[UsedFact, ...]:
    """The facts of the rules that matched or asked, with the events behind each."""
    shown: dict[str, UsedFact] = {}
    for one in judged.found:
        for name in _facts_of(one.scene.world.pack, one.rule):
            if name not in shown:
                shown[name] = used_fact(one.scene, name)
    return tuple(shown.values())


def used_fact(scene: Scene, name: str) -> UsedFact:
    seen = fact(scene, name)
    newest = seen.events[-NEWEST:]
    evidence = tuple(evidence_of(scene, event) for event in newest)
    return UsedFact(name, _words(scene, name, seen.value), len(seen.events), evidence)


def _words(scene: Scene, name: str, value: Any) -> str:
    """A value as it stands in a sentence; an instant in the zone of the contact."""
    pack = scene.world.pack
    declared = pack.facts.get(name) or pack.attributes.get(name)
    if declared is not None and declared.type == "instant" and isinstance(value, int):
        return show(value, scene.zone or "UTC")
    return value_words(value)


def evidence_of(scene: Scene, event: Event) -> Evidence:
    if event.case == scene.case or scene.world.journal.open_evidence:
        return Evidence(event.kind, event.at, event.id, event.case)
    return Evidence(event.kind, date=date_of(event.at, scene.zone or "UTC").isoformat())
