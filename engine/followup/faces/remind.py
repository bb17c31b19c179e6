"""`followup remind`: the instant of a case's move as a reminder in a calendar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.faces.command import command
from followup.faces.faults import FINE, FOUND, MISSING
from followup.faces.products import made, written
from followup.faces.session import Session
from followup.faces.today import act_words, headline

if TYPE_CHECKING:
    from followup.cases.moves import Move
    from followup.plugins.items import Order


@command("remind")
@click.argument("case")
@click.option("--ics", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Write the reminder to this file or folder.")  # fmt: skip
@click.option("--at", metavar="TIME", help="As of then, instead of now.")
def remind(session: Session, case: str, ics: Path, at: str | None) -> int:
    """Write a reminder of a case's move for your calendar.

    The same step of a case is the same entry of the calendar: import it again, and it moves. Exit code 1 if
    there is no instant to be reminded of, 3 if something must be told first.
    """
    from followup.cases.moves import move_of

    when = session.at(at)
    move = move_of(session.office, session.case(case).id, when)
    if not isinstance(move.at, int):
        return _without(session, move)
    product = made(session, _order(session, move, move.at))
    file = written(product, ics, over=True)
    if session.out.json:
        session.out.data(
            {"case": case, "at": session.iso(move.at), "step": _step(session, move), "file": str(file)}
        )
    else:
        session.out.line(f"{case}: {act_words(session, move)}, {session.show(move.at)}")
        session.out.line(f"  wrote {file}; open it with your calendar")
    return FINE


def _without(session: Session, move: Move) -> int:
    if session.out.json:
        session.out.data({"case": move.case, "at": None, "move": move.what, "why": move.why})
    else:
        session.out.line(f"{move.case}: nothing to be reminded of: {headline(session, move)}")
    return MISSING if move.what == "tell" else FOUND


def _order(session: Session, move: Move, at: int) -> Order:
    from followup.plugins.items import Order

    words = act_words(session, move)
    name = session.case(move.case).title or move.case
    attributes = {"title": f"{name}: {words}", "at": at, "zone": session.zone, "case": move.case,
                  "step": _step(session, move)}  # fmt: skip
    text = [move.why, *(f"must: {must.must}" for must in move.must), f"followup draft {move.case}"]
    return Order("remind", "", text="\n".join(filter(None, text)), attributes=attributes)


def _step(session: Session, move: Move) -> str:
    """The step of the case that the move is: its duty, and which of our acts it will be. It stays the same
    while the instant moves, and is another once we have acted."""
    duty = move.duty
    assert duty is not None
    ours = {kind.name for kind in session.pack.tree.kinds.values() if kind.by == "us"}
    acts = sum(event.kind in ours for event in session.office.journal.timeline(move.case))
    return f"{duty.duty} {acts + 1}"
