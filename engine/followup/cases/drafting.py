"""Drafts from a pack's templates: the first wording that the pack itself permits, offers from the person only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from string import Template as Wording
from typing import Any

from followup.cases.moves import Move, channel_of, move_of, person_of, reason
from followup.cases.office import Office
from followup.cases.people import Directory
from followup.cases.records import Case, Home, Kept
from followup.cases.templates import DATE, GAPS, Template, templates_of
from followup.decide.decision import STRICTNESS, Decision, Moment, Must
from followup.decide.duties import candidates, permitted_from
from followup.decide.verdict import Judged, judge, musts
from followup.evaluate.scene import case_scenes
from followup.language import tree
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import Instant, moment
from followup.timeline.values import Value

#: A line of a template up to this long ends where its writer ended it; a longer one was only wrapped.
_WRAPPED = 72
_ID = re.compile(r"[!-;=?-~]{1,240}@[!-;=?-~]{1,240}")
_REPLY = re.compile(r"\s*re\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing is drafted: it must wait until `at`, or the move is another; `why` says it in one line."""

    what: str
    why: str
    at: Moment | None = None
    move: Move | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A wording, filled: the closed proposal that it makes, and what the pack decides about it. `gaps` are the
    places that only the person can fill."""

    template: Template
    subject: str | None
    text: str
    proposal: Proposal
    kept: tuple[Must, ...]
    gaps: tuple[str, ...] = ()
    offer: str | None = None


@dataclass(frozen=True, slots=True)
class NoDraft:
    """No wording passes. `missing` are the names that would let more wordings be tried; `decision` is about
    the one that came closest, if any could be filled."""

    missing: tuple[str, ...] = ()
    decision: Decision | None = None
    template: Template | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What a draft is filled with: names that are known, and what the person gave for those that are theirs.
    Who `insists` wants that offer and no gap."""

    names: Mapping[str, str]
    offers: tuple[str, ...] = ()
    answer: str | None = None
    subject: str | None = None
    thread: Mapping[str, Any] = field(default_factory=dict)
    insists: bool = False


# The act that is drafted.


def act_kind(pack: tree.Tree) -> str | None:
    """The kind of event that we make and that a draft is for: the first with texts."""
    ours = (kind for kind in pack.kinds.values() if kind.by == "us")
    return next((kind.name for kind in ours if (pack.desk.text or "") in kind.attributes), None)


def wanted(office: Office, case: str, at: Instant, given: Mapping[str, Value]) -> Proposal | Stop:
    """The act to draft: what the case's move asks for, with the attributes that are given in its place.

    With the purpose given, the move is not asked: whether it may be done now is what counts.
    """
    pack = office.pack.tree
    attributes, kind = dict(given), act_kind(pack)
    if pack.desk.purpose is None or pack.desk.purpose not in given:
        move = move_of(office, case, at)
        if move.what != "act" or move.proposal is None:
            return Stop(move.what, move.why, move.at, move)
        attributes, kind = {**_closed(move.proposal, given, pack), **given}, move.proposal.kind
    if kind is None:
        return Stop("nothing", "this pack has no act with a text")
    return _best(office, ways(office, kind, case, at, attributes))


def _closed(proposal: Proposal, given: Mapping[str, Value], pack: tree.Tree) -> Mapping[str, Value]:
    """The move's own attributes; another person may be reached by other channels."""
    person, channel = (pack.attribute_of_type(each) for each in ("person", "channel"))
    left = {channel} if person in given else set()
    return {name: value for name, value in proposal.attributes.items() if name not in left}  # type: ignore[misc]


def ways(
    office: Office, kind: str, case: str, at: Instant, attributes: Mapping[str, Value]
) -> list[Proposal]:
    """The ways to act: each person of the case by each channel that reaches them, unless they are given."""
    do = tuple((name, tree.Constant(value)) for name, value in attributes.items())
    scene = case_scenes(office.world, case, at)[0]
    return list(candidates(scene, tree.Duty("draft", kind, do), None))


def _best(office: Office, proposals: list[Proposal]) -> Proposal | Stop:
    judged = [(each, judge(office.world, each)) for each in proposals]
    best, verdict = min(judged, key=lambda each: STRICTNESS[each[1].verdict])
    if verdict.verdict != "forbid":
        return best
    when = [(permitted_from(office.world, *each), each[1]) for each in judged]
    at, held = min(when, key=lambda each: each[0] if isinstance(each[0], int) else 2**62)
    return Stop("wait" if isinstance(at, int) else "closed", reason(held), at)


# What it is filled with.


def names(office: Office, case: Case, home: Home, proposal: Proposal) -> dict[str, str]:
    """The names that are known for this act; those that are not are left out."""
    person = person_of(office.pack.tree, proposal)
    called = office.name_of(person)
    known = {"person": called if called != person else None, "title": case.title, "me": own_name(home)}
    known |= {
        f"{kind}{DATE}": _date(office, kind, proposal.at, case, home) for kind in office.pack.tree.kinds
    }
    return {name: " ".join(text.split()) for name, text in known.items() if text}


def own_name(home: Home) -> str | None:
    """The name that was given, else what one's own mail address makes of it."""
    address = next((each for each in home.me if "@" in each), None)
    if home.name or address is None:
        return home.name
    return " ".join(part.capitalize() for part in re.split(r"[._-]+", address.partition("@")[0]) if part)


def _date(office: Office, kind: str, at: Instant, case: Case, home: Home) -> str | None:
    events = [each for each in office.journal.timeline(case.id) if each.kind == kind and each.at <= at]
    if not events:
        return None
    when = moment(events[-1].at, case.zone or home.zone)
    return f"{when:%A}, {when.day} {when:%B}"


def thread_of(office: Office, case: str, proposal: Proposal) -> dict[str, Any]:
    """What ties a message to the last one exchanged with that person by that channel: its id, the ids before
    it, and its subject; nothing if there was none."""
    pack, directory = office.pack.tree, office.store.directory()
    person, channel = person_of(pack, proposal), channel_of(pack, proposal)
    items = [
        each.item
        for each in office.store.items.of_case(case)
        if each.item.kind == "message"
        and each.item.channel == channel
        and each.item.at <= proposal.at
        and _is_with(each, person, directory)
        and _ID.fullmatch(each.item.id)
    ]
    if not items:
        return {}
    last = max(items, key=lambda item: (item.at, item.id))
    earlier, subject = last.attributes.get("references"), last.attributes.get("subject")
    chain = [each for each in earlier if _ID.fullmatch(each)] if isinstance(earlier, tuple) else []
    found: dict[str, Any] = {"in_reply_to": last.id, "references": chain}
    return found | ({"subject": _reply(subject)} if isinstance(subject, str) and subject else {})


def _is_with(kept: Kept, person: str | None, directory: Directory) -> bool:
    by_a_person = kept.item.attributes.get("nature", "person") == "person"
    return by_a_person and not kept.item.void and person in directory.of_parties(kept.item.parties)


def _reply(subject: str) -> str:
    return subject if _REPLY.match(subject) else f"Re: {subject}"


# The wordings.


def draft(office: Office, proposal: Proposal, words: Words) -> Draft | NoDraft:
    """The first wording that passes, with each offer of the person in turn; without one that does, with a gap
    in its place."""
    serving = _serving(office, proposal)
    fillable = [each for each in serving if set(each.names) <= {*words.names, *GAPS}]
    missing = {name for each in serving for name in each.names} - {*words.names, *GAPS}
    tried: list[tuple[Judged, Draft]] = []
    kept = musts(judge(office.world, proposal))
    for offer in words.offers if words.insists else (*words.offers, None):
        for made in _by_difference(
            office, [_filled(office, proposal, t, words, offer, kept) for t in fillable]
        ):
            judged = judge(office.world, made.proposal)
            if judged.verdict == "permit":
                still_open = {must.rule for must in musts(judged)}
                return replace(made, kept=tuple(each for each in kept if each.rule not in still_open))
            tried.append((judged, made))
    if not tried:
        return NoDraft(tuple(sorted(missing)))
    _, closest = min(tried, key=lambda each: (STRICTNESS[each[0].verdict], len(each[0].found)))
    return NoDraft((), office.decide(closest.proposal), closest.template)


def _serving(office: Office, proposal: Proposal) -> list[Template]:
    pack = office.pack
    assert pack.folder is not None
    found = templates_of(pack.tree, pack.folder)
    channel = channel_of(pack.tree, proposal)
    serving = [each for each in found if each.serves(proposal.attributes, channel)]
    turn = sum(each.kind == proposal.kind for each in office.journal.timeline(proposal.case))
    first = turn % len(serving) if serving else 0
    return serving[first:] + serving[:first]


def _filled(
    office: Office,
    proposal: Proposal,
    template: Template,
    words: Words,
    offer: str | None,
    kept: tuple[Must, ...],
) -> Draft:
    """The template with its names filled, and gaps where only the person can fill them."""
    given = {"offer": offer and offer.strip().rstrip("."), "answer": words.answer and _ended(words.answer)}
    own = {name: " ".join((value or GAPS[name]).split()) for name, value in given.items()}
    gaps = tuple(GAPS[name] for name in template.names if name in GAPS and not given[name])
    names = {**words.names, **own}
    text = Wording(_unwrapped(template.text)).substitute(names)
    subject = words.subject or words.thread.get("subject")
    if subject is None and template.subject is not None:
        subject = Wording(template.subject).substitute(names)
    made = _proposed(office, proposal, text, subject, "offer" in template.names and not offer)
    return Draft(template, subject, text, made, kept, gaps, offer)


def _ended(sentence: str) -> str:
    return sentence if sentence.rstrip().endswith((".", "!", "?")) else f"{sentence.rstrip()}."


def _unwrapped(text: str) -> str:
    """A template's text with every paragraph on one line; lines that end early stay lines, as in a closing."""
    lines: list[str] = []
    long_before = False
    for line in text.strip().splitlines():
        if long_before and line.strip():
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line.rstrip())
        long_before = len(line) > _WRAPPED
    return "\n".join(lines)


def _proposed(office: Office, proposal: Proposal, text: str, subject: str | None, no_offer: bool) -> Proposal:
    """The proposal with its words, judged closed; what is offered stays open while it is a gap."""
    pack = office.pack.tree
    given: dict[str, Any] = {pack.desk.text or "text": text}
    if subject is not None and "subject" in pack.kinds[proposal.kind].attributes:
        given["subject"] = subject
    left = {pack.desk.offers} if no_offer and pack.desk.offers else set()
    closed = Proposal(proposal.kind, proposal.at, proposal.case, proposal.attributes, frozenset(left))
    return closed.with_attributes(**given)


def _by_difference(office: Office, drafts: list[Draft]) -> Iterator[Draft]:
    """The drafts whose words differ most from what was written in the case before first; else in turn."""
    if not drafts:
        return
    text, one = office.pack.tree.desk.text or "text", drafts[0].proposal
    ours = (each for each in office.journal.timeline(one.case) if each.kind == one.kind)
    before = [words for each in ours if (words := _words(each, text))]
    yield from sorted(drafts, key=lambda each: max((_shared(each.text, old) for old in before), default=0))


def _words(event: Event, attribute: str) -> frozenset[str]:
    text = event.attributes.get(attribute)
    return frozenset(re.findall(r"\w+", text.lower())) if isinstance(text, str) else frozenset()


def _shared(text: str, earlier: frozenset[str]) -> int:
    """How much of a text's words were in an earlier one, in tenths; a text that was never written has few."""
    own = frozenset(re.findall(r"\w+", text.lower()))
    return 10 * len(own & earlier) // max(1, len(own | earlier))
