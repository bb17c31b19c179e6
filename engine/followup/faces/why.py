"""`followup why`: the decision behind a move: rules, facts, the events behind them, what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.faces.command import command
from followup.faces.faults import FINE
from followup.faces.session import Session
from followup.faces.today import headline, moment_words, move_data

if TYPE_CHECKING:
    from followup.decide.decision import Decision, Evidence, UsedFact
    from followup.decide.remedies import Remedy

VERDICTS = {"permit": "green", "forbid": "red", "ask": "yellow"}


@command("why")
@click.argument("case")
@click.option("--at", metavar="TIME", help="As of then, instead of now.")
def why(session: Session, case: str, at: str | None) -> int:
    """Explain the move of a case: rules, facts, the events behind them, and what would change it."""
    from followup.cases.moves import move_of
    from followup.decide.remedies import remedies

    when = session.at(at)
    move = move_of(session.office, session.case(case).id, when)
    decision = session.office.decide(move.proposal.moved(when)) if move.proposal else None
    duties = session.office.duties(case, when)
    instead = remedies(session.office.world, move.proposal.moved(when)) if move.proposal else ()
    if session.out.json:
        from followup.decide.as_json import plain

        shown = decision.as_json() if decision else None
        session.out.data({"move": move_data(session, move), "decision": shown, "remedies": plain(instead),
                          "duties": plain(duties)})  # fmt: skip
        return FINE
    session.out.line(f"{case}: {headline(session, move)}", "bold")
    if decision is not None:
        tell_decision(session, decision)
    _tell_remedies(session, instead)
    session.out.line()
    session.out.line("duties", "bold")
    for duty in duties:
        possible = (
            ""
            if duty.possible_from is None
            else f", possible from {moment_words(session, duty.possible_from)}"
        )
        session.out.line(f"  {duty.duty}: {duty.state}{possible}")
        session.out.line(f"    {duty.says}")
    return FINE


def _tell_remedies(session: Session, instead: tuple[Remedy, ...]) -> None:
    if instead:
        session.out.line()
        session.out.line("what would change it", "bold")
    for remedy in instead:
        changes = (
            f"{name.replace('_', ' ')} {_shown(session, value)}" for name, value in remedy.change.items()
        )
        session.out.line(
            f"  {', '.join(changes) or f'waiting until {moment_words(session, remedy.wait_until)}'}"
        )


def _shown(session: Session, value: object) -> str:
    return session.office.name_of(str(value)) or str(value)


def tell_decision(session: Session, decision: Decision) -> None:
    """A decision for people."""
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
    _tell_facts(session, decision.facts)


def _tell_facts(session: Session, facts: tuple[UsedFact, ...]) -> None:
    if facts:
        session.out.line()
        session.out.line("facts", "bold")
    for fact in facts:
        session.out.line(f"  {fact.name.replace('_', ' ')}: {fact.value}")
        for each in fact.evidence:
            session.out.line(f"    {_event_words(session, each)}")
        if fact.total > len(fact.evidence):
            session.out.line(f"    and {fact.total - len(fact.evidence)} more before")


def _event_words(session: Session, each: Evidence) -> str:
    if each.at is None:
        return f"{each.kind} on {each.date}, in another case"
    return f"{each.kind} {session.show(each.at)} [{each.case}]"
