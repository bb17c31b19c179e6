"""`followup override`: lift a rule for a case, and say why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from followup.faces.command import command
from followup.faces.faults import Fault, no_such
from followup.faces.session import Session

if TYPE_CHECKING:
    from followup.cases.records import Entry
    from followup.language.tree import Rule


@command("override")
@click.argument("case")
@click.option("--rule", required=True, metavar="RULE", help="The rule to lift.")
@click.option("--because", required=True, metavar="TEXT", help="Why; it is shown wherever the rule is.")
@click.option("--once", is_flag=True, help="For the next act only that the rule governs.")
@click.option("--until", metavar="TIME", help="Until then only.")
@click.option("--at", metavar="TIME", help="From then on (else from now on).")
def override(session: Session, case: str, rule: str, because: str, once: bool, until: str | None,
             at: str | None) -> None:  # fmt: skip
    """Lift a rule for a case, and say why.

    The rule stays listed, as lifted, with the reason. Without --once or --until it is lifted for good.
    `followup log CASE --undo` takes it back.
    """
    from followup.evaluate.overrides import OVERRIDE

    found, lifted = session.case(case).id, _rule(session, rule)
    given: dict[str, Any] = {"rule": lifted.id, "because": _reason(because), "by": session.home.me[0]}
    when = session.at(at)
    given |= _ends(session, once, until, when)
    entry = session.store.log(found, OVERRIDE, when, given, session.now)
    _tell(session, entry, lifted)


def _rule(session: Session, id: str) -> Rule:
    rules = {each.id: each for each in session.pack.tree.rules}
    if id not in rules:
        raise no_such("rule", id, rules)
    if rules[id].lift == "never":
        raise Fault(f"the rule '{id}' cannot be lifted", rules[id].says)
    return rules[id]


def _reason(because: str) -> str:
    if not because.strip():
        raise Fault("an override needs a reason", '--because "..."')
    return because.strip()


def _ends(session: Session, once: bool, until: str | None, at: int) -> dict[str, Any]:
    if once and until:
        raise Fault("say --once or --until, not both")
    if until is None:
        return {"once": True} if once else {}
    ends = session.at(until)
    if ends <= at:
        raise Fault(f"--until {until} is not after {session.show(at)}")
    return {"until": session.iso(ends)}


def _tell(session: Session, entry: Entry, rule: Rule) -> None:
    if session.out.json:
        session.out.data(
            {"id": entry.id, "case": entry.case, "at": session.iso(entry.at), **entry.attributes}
        )
        return
    until = entry.attributes.get("until")
    how_long = "for the next time only" if entry.attributes.get("once") else "for good"
    if isinstance(until, str):
        how_long = f"until {session.show(session.at(until))}"
    session.out.line(f"{entry.case}: '{rule.id}' is lifted, {how_long}")
    session.out.line(f"  the rule:  {rule.says}")
    session.out.line(f"  because:   {entry.attributes['because']}")
    session.out.line(f"  take it back: followup log {entry.case} --undo")
