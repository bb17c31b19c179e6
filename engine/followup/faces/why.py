"""`followup why`: the decision behind a move: rules, facts, the events behind them, what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.faces.command import command
from followup.faces.faults import FINE
from followup.faces.session import Session
from followup.faces.today import headline, moment_words, move_data

if TYPE_CHECKING:
    from followup.cases.moves import Move
    from followup.decide.decision import Decision, DutyState, Evidence, UsedFact
    from followup.faces.explained import Explained

VERDICTS = {"permit": "green", "forbid": "red", "ask": "yellow"}


@command("why")
@click.argument("case")
@click.option("--at", metavar="TIME", help="As of then, instead of now.")
def why(session: Session, case: str, at: str | None) -> int:
    """Explain the move of a case: rules, facts, the events behind them, and what would change it."""
    from followup.cases.moves import move_of
    from followup.faces.explained import explained, tell_explained

    when = session.at(at)
    move = move_of(session.office, session.case(case).id, when)
    proposal = move.proposal.moved(when) if move.proposal else None
    decision = session.office.decide(proposal) if proposal else None
    behind = explained(session.office.world, proposal) if proposal else None
    duties = session.office.duties(case, when)
    if session.out.json:
        _print(session, move, decision, behind, duties)
        return FINE
    session.out.line(f"{case}: {headline(session, move)}", "bold")
    if decision is not None:
        tell_decision(session, decision, facts=False)
    if behind is not None:
        tell_explained(session, behind, session.office.name_of)
    _tell_duties(session, duties)
    return FINE


def _print(session: Session, move: Move, decision: Decision | None, behind: Explained | None,
           duties: tuple[DutyState, ...]) -> None:  # fmt: skip
    from followup.decide.as_json import plain

    shown = decision.as_json() if decision else None
    explained = behind.as_json() if behind else {"why": None, "remedies": None, "without": []}
    session.out.data(
        {"move": move_data(session, move), "decision": shown, **explained, "duties": plain(duties)}
    )


def _tell_duties(session: Session, duties: tuple[DutyState, ...]) -> None:
    session.out.line()
    session.out.line("duties", "bold")
    for duty in duties:
        possible = duty.possible_from
        more = "" if possible is None else f", possible from {moment_words(session, possible)}"
        session.out.line(f"  {duty.duty}: {duty.state}{more}")
        session.out.line(f"    {duty.says}")


def tell_decision(session: Session, decision: Decision, facts: bool = True) -> None:
    """A decision for people; the facts are left out where a tree shows them."""
    out = session.out
    out.line(f"verdict: {decision.verdict}", VERDICTS[decision.verdict])
    for rule in (*decision.rules, *decision.advice):
        effect = "lifted" if rule.lifted is not None else "advice" if rule.effect == "advise" else rule.then
        out.line(f"  {rule.rule} ({effect}): {rule.because or rule.says}")
        if rule.because and rule.says:
            out.line(f"    {rule.says}")
        if rule.instead:
            out.line("    instead: " + ", ".join(f"{name} {value}" for name, value in rule.instead.items()))
    for must in decision.conditions:
        out.line(f"  must ({must.rule}): {must.must}")
    for gap in decision.unknown:
        out.line(f"  unknown: {gap.name.replace('_', ' ')} ({gap.reason})")
    if decision.verdict == "forbid":
        out.line(f"  not forbidden from: {moment_words(session, decision.permitted_from)}")
    out.line(f"  would change without anything new at: {moment_words(session, decision.until)}")
    if facts:
        _tell_facts(session, decision.facts)


def _tell_facts(session: Session, facts: tuple[UsedFact, ...]) -> None:
    if facts:
        session.out.line()
        session.out.line("facts", "bold")
    for fact in facts:
        session.out.line(f"  {fact.name.replace('_', ' ')}: {fact.value}")
        for each in fact.evidence:
            session.out.line(f"    {event_words(session, each)}")
        if fact.total > len(fact.evidence):
            session.out.line(f"    and {fact.total - len(fact.evidence)} more before")


def event_words(session: Session, each: Evidence) -> str:
    """An event behind a fact, in one line."""
    if each.at is None:
        return f"{each.kind} on {each.date}, in another case"
    return f"{each.kind} {session.show(each.at)} [{each.case}]"
