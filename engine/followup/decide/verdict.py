"""The verdict on a proposal at one instant: every rule taken, overrides heard, settings united.

A *setting* is one way the unknown may be: one zone of several, one person of several. The decision is taken
once in each, and the strictest verdict stands with the rules of all (SEMANTICS 7, 14).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from followup._late import dataclass
from followup.decide.decision import NEWEST, STRICTNESS, Evidence, Gap, Must, RuleMatch, UsedFact, Verdict
from followup.decide.words import condition_words, value_words
from followup.evaluate.quantities import NEVER, Cause, Truth, Unsure
from followup.evaluate.scene import Scene, World
from followup.evaluate.seen import Seen
from followup.language import tree
from followup.language.cycles import facts_of
from followup.language.placeholders import fill
from followup.timeline.calendar import date_of
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import Instant, show

if TYPE_CHECKING:
    from followup.evaluate.views import View


@dataclass(frozen=True)
class Found:
    """What one rule says in one scene."""

    rule: tree.Rule
    truth: Truth
    view: View
    lifted: Event | None = None


@dataclass(frozen=True)
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
    given = tuple(sorted((name, _shown(value)) for name, value in proposal.attributes.items()))
    return proposal.kind, proposal.at, proposal.case, given, proposal.open


def _shown(value: Any) -> tuple[str, str]:
    """A value as a key: a text by itself, as it may be long and is asked for at many instants."""
    return ("", value) if value.__class__ is str else (value.__class__.__name__, repr(value))


def _judge(world: World, subject: Proposal | Event) -> Judged:
    found, stable, held = [], NEVER, -NEVER
    for view in world.views(subject):
        for number, rule in enumerate(world.pack.rules):
            one, until = _judge_rule(view, number, rule)
            stable = min(stable, until)
            if one.truth is not False:
                found.append(one)
            if _verdict(one) == "forbid":
                held = max(held, until)
    verdict = max((_verdict(one) for one in found), key=STRICTNESS.__getitem__, default="permit")
    return Judged(verdict, tuple(found), stable, held)  # type: ignore[arg-type]


def _verdict(one: Found) -> Verdict:
    if one.lifted or one.rule.effect == "advise" or one.truth is False:
        return "permit"
    if one.truth is True:
        return "forbid"
    return "permit" if isinstance(one.truth, Unsure) and one.truth.open else "ask"


def _judge_rule(view: View, number: int, rule: tree.Rule) -> tuple[Found, Instant]:
    truth, stable = view.speaks(number)
    lifted, until = view.lifting(number) if truth is not False else (None, NEVER)
    return Found(rule, truth, view, lifted), min(stable, until)


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
        rule.id, rule.effect, rule.says, because(one.view, rule.because), rule.then, rule.instead, lifted,
        tuple(facts_of(one.view.world.pack, rule)),
    )  # fmt: skip


def because(view: View, text: str) -> str:
    """A rule's reason with the values of the facts and attributes that it names in braces."""
    return fill(text, lambda name: _words(view, name))


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
    rule, view = one.rule, one.view
    forbids = rule.effect == "forbid"
    parts = [
        (rule.governs, False, None),
        (rule.condition, not forbids, None if forbids else tree.ON_ABSENT[rule.or_absent]),
    ]
    if rule.unless is not None:
        parts.insert(1, (rule.unless, True, None))
    unsettled = [p for p in parts if isinstance(view.holds(p[0], p[2])[0], Unsure)]
    return " or ".join(
        condition_words(residue(view, part, absent), wanted) for part, wanted, absent in unsettled
    )


def residue(view: View, condition: tree.Condition, on_absent: bool | None = None) -> tree.Condition:
    """The parts of a condition that are not settled yet; what is settled either way is left out."""
    match condition:
        case tree.All(parts):
            return tree.All(tuple(_residues(view, parts, on_absent)))
        case tree.Any(parts):
            return tree.Any(tuple(_residues(view, parts, on_absent)))
        case tree.Not(part):
            return tree.Not(residue(view, part, None if on_absent is None else not on_absent))
    return condition


def _residues(
    view: View, parts: tuple[tree.Condition, ...], on_absent: bool | None
) -> Iterator[tree.Condition]:
    for part in parts:
        if isinstance(view.holds(part, on_absent)[0], Unsure):
            yield residue(view, part, on_absent)


def gaps(judged: Judged) -> tuple[Gap, ...]:
    return tuple(Gap(cause.name, cause.reason) for cause in sorted(judged.causes()))


def used_facts(judged: Judged) -> tuple[UsedFact, ...]:
    """The facts of the rules that matched or asked, with the events behind each."""
    shown: dict[str, UsedFact] = {}
    for one in judged.found:
        for name in facts_of(one.view.world.pack, one.rule):
            if name not in shown:
                shown[name] = used_fact(one.view, name)
    return tuple(shown.values())


def used_fact(view: View, name: str) -> UsedFact:
    total, newest = view.evidence(name, NEWEST)
    return UsedFact(name, _words(view, name), total, tuple(evidence_of(view, each) for each in newest))


def _words(view: View, name: str) -> str:
    """A value as it stands in a sentence; an instant in the zone of the contact."""
    pack, value = view.world.pack, view.value(name)
    declared = pack.facts.get(name) or pack.attributes.get(name)
    if declared is not None and declared.type == "instant" and isinstance(value, int):
        return show(value, view.zone or "UTC")
    return value_words(value)


def evidence_of(view: View | Scene, seen: Seen | Event) -> Evidence:
    """An event behind a fact; of another case kind and date only, unless the journal allows more."""
    if seen.case == view.case or view.world.journal.open_evidence:
        return Evidence(seen.kind, seen.at, seen.id, seen.case)
    return Evidence(seen.kind, date=date_of(seen.at, view.zone or "UTC").isoformat())
