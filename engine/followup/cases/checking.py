"""A draft of the person's own, judged closed: what the pack says, and the words that each rule is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from followup.cases.drafting import act_kind
from followup.cases.moves import move_of
from followup.cases.office import Office
from followup.decide.decision import Decision
from followup.language import tree
from followup.language.cycles import terms_of
from followup.plugins.items import Content, Fact, Span
from followup.timeline.events import Proposal
from followup.timeline.instants import Instant
from followup.timeline.values import Attributes, Unknown


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of the draft that a rule is about."""

    rule: str
    fact: str
    span: Span
    quoted: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The decision about a draft, the words behind its rules, and what was made of the purpose."""

    proposal: Proposal
    decision: Decision
    words: tuple[Words, ...]
    purpose: str | None = None
    doubt: str | None = None


def check(office: Office, case: str, at: Instant, given: Attributes, claimed: str | None) -> Checked:
    """Judges a draft with these attributes; `claimed` is the purpose that its writer gives it."""
    pack = office.pack.tree
    kind = act_kind(pack)
    assert kind is not None
    explained = office.answers.explained(Content(kind, given))
    attributes, doubt = dict(given), None
    if pack.desk.purpose and claimed:
        doubt = doubtful(office, case, at, claimed, explained)
        attributes[pack.desk.purpose] = Unknown(doubt) if doubt else claimed
    proposal = Proposal(kind, at, case, attributes)
    decision = office.decide(proposal)
    words = tuple(_words(pack, decision, given, explained))
    return Checked(proposal, decision, words, None if doubt else claimed or _read(pack, explained), doubt)


def _read(pack: tree.Tree, explained: dict[str, Fact]) -> str | None:
    """The purpose that the text itself tells, if it tells one."""
    found = explained.get(pack.attributes[pack.desk.purpose].fact or "") if pack.desk.purpose else None
    return found.value if found is not None and isinstance(found.value, str) else None


def doubtful(office: Office, case: str, at: Instant, claimed: str, explained: dict[str, Fact]) -> str | None:
    """Why a claimed purpose does not count; None if it does.

    The text must bear it out. Where the text does not say clearly what it is for, the claim counts only if it
    is what the case's own move asks for: calling an act by another name must open no way that is closed to it.
    """
    pack = office.pack.tree
    name = pack.desk.purpose or ""
    found = explained.get(pack.attributes[name].fact or "")
    if found is None or found.value == claimed:
        return None
    said = found.value
    if isinstance(said, str):
        return f"the text reads like '{_plain(said)}', not like '{_plain(claimed)}'"
    move = move_of(office, case, at)
    asked = move.proposal.attributes.get(name) if move.proposal else None
    if asked == claimed:
        return None
    return f"the text does not say that it is for '{_plain(claimed)}'"


def _plain(purpose: str) -> str:
    return purpose.replace("_", " ")


def _words(pack: tree.Tree, decision: Decision, given: Attributes, explained: dict[str, Fact]) -> list[Words]:
    """What the plugins point at for each rule that speaks, in the order of the text."""
    rules = {rule.id: rule for rule in pack.rules}
    found: list[Words] = []
    for match in (*decision.rules, *decision.advice):
        spans = [
            (fact, span)
            for fact in _facts_of(pack, rules[match.rule])
            for span in (explained[fact].spans if fact in explained else ())
        ]
        found += [Words(match.rule, fact, span, _quoted(given, span)) for fact, span in _telling(spans)]
    return found


def _telling(spans: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """Only what comes with something to write instead, if anything does; of what overlaps, the longest."""
    kept: list[tuple[str, Span]] = []
    chosen = [each for each in spans if each[1].instead] or spans
    for fact, span in sorted(chosen, key=lambda each: each[1].start - each[1].end):
        if not any(_overlap(span, other) for _, other in kept):
            kept.append((fact, span))
    return sorted(kept, key=lambda each: (each[1].field, each[1].start))


def _overlap(one: Span, other: Span) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def _facts_of(pack: tree.Tree, rule: tree.Rule) -> list[str]:
    """The plugin facts about the subject that a rule's condition names, in order."""
    names = (each.name for each in terms_of(rule.condition) if isinstance(each, tree.SubjectTerm))
    facts = (pack.attributes[name].fact for name in names if name in pack.attributes)
    return list(dict.fromkeys(each for each in facts if each))


def _quoted(given: Attributes, span: Span) -> str:
    text: Any = given.get(span.field)
    return text[span.start : span.end] if isinstance(text, str) else ""
