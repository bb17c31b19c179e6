"""`followup audit`: each past act of ours, judged as of its own time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.faces.command import command
from followup.faces.faults import FINE, FOUND
from followup.faces.output import counted
from followup.faces.session import Session

if TYPE_CHECKING:
    from followup.decide.decision import Decision
    from followup.timeline.events import Event

#: A day, in microseconds: what was written down later than this after it happened is marked.
_LATE = 86_400_000_000


@command("audit")
@click.argument("case", required=False)
def audit(session: Session, case: str | None) -> int:
    """Judge each past contact over what lay before it. Exit code 1 if any was forbidden."""
    from followup.decide.pack import audits

    office = session.office
    wanted = session.case(case).id if case else None
    judged = [each for each in audits(office.world, office.pack.id, wanted) if each[0].at <= session.now]
    forbidden = sum(decision.verdict == "forbid" for _, decision in judged)
    if session.out.json:
        session.out.data([_data(session, event, decision) for event, decision in judged])
    elif not judged:
        session.out.line("there is nothing to judge yet")
    else:
        rows = [_row(session, event, decision) for event, decision in judged]
        session.out.table(("when", "case", "what", "verdict", "rules"), rows)
        session.out.line(f"{counted(len(judged), 'act')}, {forbidden} forbidden")
    return FOUND if forbidden else FINE


def _row(session: Session, event: Event, decision: Decision) -> tuple[object, ...]:
    purpose = event.attributes.get(session.pack.tree.desk.purpose or "", "")
    what = f"{event.kind} {purpose if isinstance(purpose, str) else ''}".strip().replace("_", " ")
    late = " (recorded later)" if _recorded_late(event) else ""
    rules = ", ".join(decision.rule_ids()) or ", ".join(f"{gap.name}?" for gap in decision.unknown)
    return session.show(event.at) + late, event.case or "", what, decision.verdict, rules


def _recorded_late(event: Event) -> bool:
    return event.recorded is not None and event.recorded - event.at > _LATE


def _data(session: Session, event: Event, decision: Decision) -> dict[str, object]:
    return {
        "event": event.id, "source": event.source, "at": session.iso(event.at), "case": event.case,
        "kind": event.kind, "recorded_late": _recorded_late(event), "decision": decision.as_json(),
    }  # fmt: skip
