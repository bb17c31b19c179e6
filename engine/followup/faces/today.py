"""`followup today`: the move for each case, most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from followup.faces.command import command
from followup.faces.faults import FINE
from followup.faces.output import counted
from followup.faces.session import Session

if TYPE_CHECKING:
    from followup.cases.moves import Move, Question
    from followup.decide.decision import Moment

_HEADS = {"act": "ACT NOW", "tell": "TELL ME", "wait": "WAIT", "closed": "CLOSED", "nothing": "NOTHING"}
_STYLES = {"act": "green", "tell": "yellow", "wait": "cyan"}


@command("today")
@click.argument("case", required=False)
@click.option("--at", metavar="TIME", help="As of then, instead of now.")
def today(session: Session, case: str | None, at: str | None) -> int:
    """Tell the move for each case: act now, wait until, tell me first, or closed; and why."""
    from followup.cases.moves import moves

    when = session.at(at)
    cases = [session.case(case).id] if case else [each.id for each in session.store.cases()]
    found = moves(session.office, cases, when)
    if session.out.json:
        session.out.data({"at": session.iso(when), "moves": [move_data(session, each) for each in found]})
        return FINE
    session.out.line(session.show(when), "bold")
    for move in found:
        session.out.line()
        _tell(session, move)
    if not found:
        session.out.line("there are no cases yet: followup add CASE --person 'NAME <ADDRESS>'")
    unmatched = session.store.items.count_unmatched()[1]
    if unmatched and not case:
        session.out.line()
        session.out.line(f"{counted(unmatched, 'item')} belong to no case: followup unmatched")
    return FINE


def _tell(session: Session, move: Move) -> None:
    title = session.case(move.case).title
    head = f"{_HEADS[move.what]:<8} {move.case}{f' ({title})' if title else ''}: {headline(session, move)}"
    session.out.line(head, _STYLES.get(move.what))
    for line in _details(move):
        session.out.line(f"         {line}")


def headline(session: Session, move: Move) -> str:
    """What to do, in one line."""
    if move.what == "act":
        late = " (overdue)" if move.duty and move.duty.state == "overdue" else ""
        return f"{act_words(session, move)}{late}"
    if move.what == "wait":
        return f"until {moment_words(session, move.at)}, then {act_words(session, move)}"
    if move.what == "tell" and move.questions:
        return f"{move.why} ({question_words(session, move.questions[0])})"
    return move.why


def act_words(session: Session, move: Move) -> str:
    """The act that is due, in the pack's own words: `follow up, with Jo, by email`."""
    from followup.cases.moves import channel_of, person_of

    pack = session.pack.tree
    if move.proposal is None:
        return move.duty.duty if move.duty else "nothing"
    purpose = move.proposal.attributes.get(pack.desk.purpose or "", move.proposal.kind)
    person = session.office.name_of(person_of(pack, move.proposal))
    channel = channel_of(pack, move.proposal)
    words = [str(purpose).replace("_", " "), person and f"to {person}", channel and f"by {channel}"]
    return ", ".join(word for word in words if word)


def moment_words(session: Session, moment: Moment | None) -> str:
    """An instant, or that there is none; the beginning of a day is the day."""
    return session.show(moment).removesuffix(" 00:00") if isinstance(moment, int) else str(moment)


def question_words(session: Session, question: Question) -> str:
    return f"{question.event.kind} of {session.show(question.event.at)}"


def _details(move: Move) -> Iterator[str]:
    if move.why and move.what in ("act", "wait"):
        yield f"because: {move.why}"
    for must in move.must:
        yield f"must:    {must.must}"
    if move.unknown:
        yield f"unknown: {', '.join(each.replace('_', ' ') for each in move.unknown)}"
    if move.questions:
        question, *older = move.questions
        if move.what != "tell":
            yield f"tell me: {question.asks}"
        more = f"  (and {len(older)} before it; --all answers them alike)" if older else ""
        yield f"answer:  followup log {move.case} --{question.option} {'|'.join(question.choices)}{more}"
    if move.what == "act":
        yield f"next:    followup draft {move.case}"


def move_data(session: Session, move: Move) -> dict[str, Any]:
    """A move for programs."""
    from followup.cases.moves import channel_of, person_of
    from followup.decide.as_json import plain

    proposal, pack = move.proposal, session.pack.tree
    return {
        "case": move.case, "move": move.what, "why": move.why,
        "at": session.iso(move.at) if isinstance(move.at, int) else None if move.at is None else str(move.at),
        "duty": plain(move.duty) if move.duty else None,
        "act": proposal and {"kind": proposal.kind, "person": person_of(pack, proposal),
                             "channel": channel_of(pack, proposal), "open": sorted(proposal.open),
                             "attributes": {k: plain(v) for k, v in proposal.attributes.items()}},
        "must": plain(move.must), "unknown": list(move.unknown),
        "questions": [{"event": q.event.id, "kind": q.event.kind, "at": session.iso(q.event.at),
                       "option": q.option, "asks": q.asks, "choices": list(q.choices)} for q in move.questions],
    }  # fmt: skip
