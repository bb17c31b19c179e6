"""`followup plan`: the next best acts of a case, and the duties that are held up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from followup.faces.command import command
from followup.faces.faults import FINE
from followup.faces.session import Session
from followup.faces.today import moment_words

if TYPE_CHECKING:
    from followup.decide.planning import Action, Held, Plan


@command("plan")
@click.argument("case")
@click.option("--horizon", type=click.IntRange(1, 400), default=30, show_default=True, metavar="DAYS",
              help="How many days to look ahead.")  # fmt: skip
@click.option(
    "--channel", "channels", multiple=True, metavar="CHANNEL", help="Only by this channel; again for more."
)
@click.option("--at", metavar="TIME", help="As of then, instead of now.")
def plan(session: Session, case: str, horizon: int, channels: tuple[str, ...], at: str | None) -> int:
    """Plan the next acts of a case: which, when, and what holds them up.

    Best first: what a duty asks for, overdue before due; then what follows most advice; then what comes soonest.
    """
    from followup.decide.planning import plan as planned
    from followup.faces.people import channel_named
    from followup.timeline.instants import DAY

    by = [channel_named(session, each) for each in channels] or None
    found = planned(session.office.world, session.case(case).id, session.at(at), by, horizon * DAY)
    if session.out.json:
        session.out.data(found.as_json())
        return FINE
    _tell(session, found)
    return FINE


def _tell(session: Session, found: Plan) -> None:
    out = session.out
    if found.actions:
        out.table(("from", "act", "to", "duty", "must"), _rows(session, found.actions))
        _tell_musts(session, found.actions)
    else:
        out.line(f"nothing is permitted until {session.show(found.until)}")
    if found.unknown:
        out.line()
        out.line("to be told first: " + ", ".join(each.replace("_", " ") for each in found.unknown))
    for each in found.held:
        out.line()
        out.lines(_held(session, each))


def _rows(session: Session, actions: tuple[Action, ...]) -> Iterator[tuple[str, ...]]:
    """The same act at the same time to several persons, or by several channels, is one row."""
    rows: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for action in actions:
        when, act, duty, must, person, channel = _row(session, action)
        rows.setdefault((when, act, duty, must), {}).setdefault(person, []).append(channel)
    for (when, act, duty, must), people in rows.items():
        yield when, act, ", ".join(_to(person, by) for person, by in people.items()), duty, must


def _row(session: Session, action: Action) -> tuple[str, ...]:
    from followup.cases.moves import channel_of, person_of

    pack, proposal = session.pack.tree, action.proposal
    act = str(proposal.attributes.get(pack.desk.purpose or "", proposal.kind)).replace("_", " ")
    person, channel = session.office.name_of(person_of(pack, proposal)), channel_of(pack, proposal)
    duty = f"{action.duty.duty} ({action.duty.state})" if action.duty else ""
    must = ", ".join([each.rule for each in action.conditions] + [each.rule for each in action.advice])
    return moment_words(session, action.at), act, duty, must, person or "", channel or ""


def _to(person: str, channels: list[str]) -> str:
    by = " or ".join(each for each in channels if each)
    return " by ".join(each for each in (person, by) if each)


def _tell_musts(session: Session, actions: tuple[Action, ...]) -> None:
    """What the rules of the last column ask, each once."""
    musts = {each.rule: f"must ({each.rule}): {each.must}" for one in actions for each in one.conditions}
    advice = {each.rule: f"advice ({each.rule}): {each.says}" for one in actions for each in one.advice}
    if musts or advice:
        session.out.line()
        session.out.lines({**musts, **advice}.values())


def _held(session: Session, held: Held) -> Iterator[str]:
    late = ", which is too late" if held.late else ""
    possible = moment_words(session, held.possible_from)
    yield f"held up: {held.duty.duty}, possible from {possible}{late}"
    if held.duty.deadline is not None:
        yield f"         to be done by {session.show(held.duty.deadline)}"
    yield f"         by {', '.join(held.rules)}"
