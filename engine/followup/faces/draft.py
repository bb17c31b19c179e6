"""`followup draft`: the next message or call script, from the pack's templates, within the pack's rules."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from followup.faces.command import command
from followup.faces.faults import BAD, FINE, FOUND, MISSING, Fault
from followup.faces.people import channel_named, key_of, person_named
from followup.faces.products import made, parties, written
from followup.faces.session import Session
from followup.faces.today import headline, moment_words

if TYPE_CHECKING:
    from followup.cases.drafting import Draft, NoDraft, Stop, Words
    from followup.plugins.items import Order, Party
    from followup.timeline.events import Proposal
    from followup.timeline.values import Value

_WIDTH = 80
#: How to say what a wording needs to know.
_WAYS = {
    "person": "followup add {case} --person 'NAME <ADDRESS>'",
    "title": "followup add {case} --title TITLE",
    "me": "followup init --me 'NAME <ADDRESS>'",
}


@command("draft")
@click.argument("case")
@click.option("--channel", metavar="CHANNEL", help="By this channel (else as today's move says).")
@click.option("--purpose", metavar="PURPOSE", help="For this (else as today's move says).")
@click.option("--person", metavar="NAME", help="To them; a name or an address.")
@click.option("--offer", metavar="TEXT", help="What you can offer them; it is kept for later drafts too.")
@click.option("--answer", metavar="TEXT", help="What you have to say to what they wrote.")
@click.option("--subject", metavar="TEXT", help="Another subject than the thread's or the wording's.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the draft to this file or folder."
)
@click.option("--at", metavar="TIME", help="As of then, instead of now.")
def draft(session: Session, case: str, channel: str | None, purpose: str | None, person: str | None,
          offer: str | None, answer: str | None, subject: str | None, out: Path | None,
          at: str | None) -> int:  # fmt: skip
    """Draft the next message or call script of a case; nothing is ever sent.

    Exit code 1 if it must wait or no wording passes the rules, 3 if there is a gap that only you can fill.
    """
    from followup.cases import drafting

    found, when = session.case(case), session.at(at)
    offer = offer and offer.strip()
    if offer:
        session.store.add_offer(found.id, offer, session.now)
    given = _given(session, found.id, channel, purpose, person)
    proposal = drafting.wanted(session.office, found.id, when, given)
    if isinstance(proposal, drafting.Stop):
        return _stopped(session, found.id, proposal)
    words = _words(session, found.id, proposal, offer, answer, subject)
    with _sound_pack():
        written_one = drafting.draft(session.office, proposal, words)
    if isinstance(written_one, drafting.NoDraft):
        return _failed(session, found.id, proposal, written_one)
    file = _file(session, written_one, words, out)
    _tell(session, written_one, file)
    return MISSING if written_one.gaps else FINE


@contextmanager
def _sound_pack() -> Iterator[None]:
    """Turns what is wrong with the pack's templates into a `Fault`."""
    from followup.language.problems import Problems

    try:
        yield
    except (Problems, OSError) as error:
        raise Fault(str(error)) from None


def _given(session: Session, case: str, channel: str | None, purpose: str | None, person: str | None
           ) -> dict[str, Value]:  # fmt: skip
    tree = session.pack.tree
    names = tree.attribute_of_type("channel"), tree.desk.purpose, tree.attribute_of_type("person")
    values = (
        channel and channel_named(session, channel),
        purpose and purpose_named(session, purpose),
        person and (key_of(session, person_named(session, case, person)),),
    )
    return {name: value for name, value in zip(names, values, strict=True) if name and value}


def purpose_named(session: Session, text: str) -> str:
    """A purpose of the pack, with dashes or without."""
    from followup.faces.faults import no_such

    tree = session.pack.tree
    known = [str(each) for each in tree.attributes[tree.desk.purpose].one_of] if tree.desk.purpose else []
    word = text.replace("-", "_")
    if word not in known:
        raise no_such("purpose", text, known)
    return word


def _words(session: Session, case: str, proposal: Proposal, offer: str | None, answer: str | None,
           subject: str | None) -> Words:  # fmt: skip
    from followup.cases.drafting import Words, names, thread_of

    known = names(session.office, session.case(case), session.home, proposal)
    offers = (offer,) if offer else tuple(session.store.offers(case))
    thread = (
        thread_of(session.office, case, proposal) if "in_reply_to" in _parameters(session, proposal) else {}
    )
    return Words(known, offers, answer, subject, thread, insists=bool(offer))


def _parameters(session: Session, proposal: Proposal) -> tuple[str, ...]:
    """What the channel's plugin takes for a draft; a `Fault` if it makes none."""
    from followup.cases.moves import channel_of

    channel = channel_of(session.pack.tree, proposal) or ""
    found = session.plugins.action("draft", channel)
    if found is None:
        raise Fault(f"no plugin makes drafts for the channel '{channel}'", "followup plugin list")
    return found[1].parameters


def _stopped(session: Session, case: str, stop: Stop) -> int:
    if session.out.json:
        at = session.iso(stop.at) if isinstance(stop.at, int) else None
        session.out.data({"case": case, "move": stop.what, "why": stop.why, "at": at})
    elif stop.move is not None and stop.what != "wait":
        session.out.line(f"{case}: nothing to draft: {headline(session, stop.move)}")
        for each in stop.move.questions:
            session.out.line(f"  answer: followup log {case} --{each.option} {'|'.join(each.choices)}")
    elif isinstance(stop.at, int):
        session.out.line(f"{case}: not before {moment_words(session, stop.at)}: {stop.why}", "cyan")
    else:
        session.out.line(f"{case}: not at all: {stop.why}")
    return MISSING if stop.what == "tell" else FOUND


def _failed(session: Session, case: str, proposal: Proposal, failed: NoDraft) -> int:
    from followup.cases.moves import channel_of

    decision, template = failed.decision, failed.template
    if decision is None or template is None:
        if not failed.missing:
            tree = session.pack.tree
            what = proposal.attributes.get(tree.desk.purpose or "", proposal.kind)
            raise Fault(f"the pack has no wording for '{what}' by {channel_of(tree, proposal)}", code=BAD)
        ways = [
            _WAYS.get(each, "log it first: followup log {case}").format(case=case) for each in failed.missing
        ]
        raise Fault(
            f"every wording needs to know more: {', '.join(failed.missing)}", "; ".join(ways), MISSING
        )
    if session.out.json:
        session.out.data({"case": case, "wording": template.id, "decision": decision.as_json()})
        return FOUND
    session.out.line(f"{case}: no wording passes; the closest is '{template.id}'", "red")
    for rule in decision.rules:
        session.out.line(f"  {rule.rule}: {rule.because or rule.says}")
    for gap in decision.unknown:
        session.out.line(f"  unknown: {gap.name.replace('_', ' ')} ({gap.reason})")
    return FOUND if decision.verdict == "forbid" else MISSING


def _file(session: Session, draft: Draft, words: Words, out: Path | None) -> Path | None:
    """Where the channel's plugin wrote the draft. Without a file it is made as well, so that what cannot be
    drafted is refused either way."""
    product = made(session, _order(session, draft, words))
    return None if out is None else written(product, out)


def _order(session: Session, draft: Draft, words: Words) -> Order:
    from followup.cases.moves import channel_of, person_of
    from followup.plugins.items import Order, Party

    tree, proposal = session.pack.tree, draft.proposal
    case, person = proposal.case or "", person_of(tree, proposal)
    attributes: dict[str, Any] = {
        **words.thread,
        "subject": draft.subject,
        "case": case,
        "purpose": proposal.attributes.get(tree.desk.purpose or ""),
    }
    takes = _parameters(session, proposal)
    given = {
        name: value for name, value in attributes.items() if name in takes and isinstance(value, (str, list))
    }
    own = next((each for each in session.home.me if "@" in each), None)
    to = parties(session, case, [person] if person else [])
    me = Party(words.names.get("me"), own)
    return Order("draft", channel_of(tree, proposal) or "", to, me, draft.text, given)


def _tell(session: Session, draft: Draft, file: Path | None) -> None:
    if session.out.json:
        session.out.data(_data(session, draft, file))
        return
    out = session.out
    for name, text in _head(session, draft):
        out.note(f"{name + ':':<13}{text}")
    out.note("")
    if file is None:
        out.block(_fitted(draft.text) if out.terminal else draft.text)
        out.note("")
    for name, text in _foot(session, draft):
        out.note(f"{name + ':':<13}{text}")
    if file is not None:
        out.line(f"wrote {file}; nothing is sent until you send it")


def _fitted(text: str) -> str:
    return "\n".join(textwrap.fill(line, _WIDTH) for line in text.splitlines())


def _head(session: Session, draft: Draft) -> list[tuple[str, str]]:
    from followup.cases.moves import channel_of, person_of

    tree, proposal = session.pack.tree, draft.proposal
    purpose = str(proposal.attributes.get(tree.desk.purpose or "", proposal.kind)).replace("_", " ")
    to = _name(parties(session, proposal.case or "", [person_of(tree, proposal) or ""]))
    head = [(purpose, f"to {to}, by {channel_of(tree, proposal)}" if to else str(channel_of(tree, proposal)))]
    return [*head, ("subject", draft.subject)] if draft.subject else head


def _name(to: tuple[Party, ...]) -> str:
    return ", ".join(each.name or each.address or each.number or each.profile or "somebody" for each in to)


def _foot(session: Session, draft: Draft) -> list[tuple[str, str]]:
    case = draft.proposal.case
    lines = [("wording", draft.template.id)]
    lines += [("keeps", f"{must.must} ({must.rule})") for must in draft.kept]
    for gap in draft.gaps:
        option = "offer" if draft.gaps and "offer" in gap else "answer"
        lines.append(("gap", f"{gap}  fill it with: followup draft {case} --{option} '...'"))
    if session.home.name is None and "me" in draft.template.names:
        lines.append(("signed", "as your address reads; followup init --me 'NAME <ADDRESS>' says it better"))
    return lines


def _data(session: Session, draft: Draft, file: Path | None) -> dict[str, Any]:
    from followup.cases.moves import channel_of, person_of
    from followup.decide.as_json import plain

    tree, proposal = session.pack.tree, draft.proposal
    return {
        "case": proposal.case, "at": session.iso(proposal.at),
        "purpose": proposal.attributes.get(tree.desk.purpose or ""), "channel": channel_of(tree, proposal),
        "person": person_of(tree, proposal), "wording": draft.template.id, "subject": draft.subject,
        "text": draft.text, "gaps": list(draft.gaps), "keeps": plain(draft.kept),
        "file": None if file is None else str(file),
    }  # fmt: skip
