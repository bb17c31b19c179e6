"""`followup add`: a case, its people, and what the pack in use wants to know of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from followup.faces.command import command
from followup.faces.desk import PREFIX, DeskCommand, flags
from followup.faces.faults import Fault
from followup.faces.output import counted
from followup.faces.session import Session, told

if TYPE_CHECKING:
    from followup.cases.records import Case, Entry, Person
    from followup.language.tree import Desk
    from followup.language.tree import Entry as Told


class Add(DeskCommand):
    """Takes a time, or several, for each thing that the pack wants to know of a case."""

    def entries_in(self, desk: Desk) -> Mapping[str, Told]:
        return desk.add

    def option(self, name: str, entry: Told) -> click.Option:
        return click.Option(flags(name), metavar="TIME", multiple=True, help=entry.says or None)


@command("add", cls=Add)
@click.argument("case")
@click.option("--title", metavar="TEXT", help="What the case is about.")
@click.option(
    "--person",
    multiple=True,
    metavar="'NAME <ADDRESS>'",
    help="Somebody of the case. In more < > a number, a profile, a time zone of theirs; repeat it for others.",
)
@click.option("--phone", multiple=True, metavar="NUMBER", help="The phone number of the one person.")
@click.option(
    "--profile",
    multiple=True,
    metavar="PROFILE",
    help="The profile of the one person, as linkedin.com/in/name.",
)
@click.option("--zone", metavar="ZONE", help="The time zone of the case (else yours).")
@click.option("--country", metavar="CC", help="The country of the case (else yours).")
def add(
    session: Session, case: str, title: str | None, zone: str | None, country: str | None,
    person: tuple[str, ...], phone: tuple[str, ...], profile: tuple[str, ...], **desk: tuple[str, ...],
) -> None:  # fmt: skip
    """Add a case and its people, or more people to it.

    Run again for the same case, it changes what is given and adds the people.
    """
    held = session.store.case(case)
    made = _case(session, case, held, title, zone, country)
    with told():
        people = _people(session, made, person, phone, profile)
    times = [(name, session.at(text)) for name, texts in desk.items() for text in texts]
    with session.store.writing():
        session.store.put_case(made)
        session.store.put_people(case, people)
        logged = [_log(session, case, name.removeprefix(PREFIX), at) for name, at in times]
    session.store.refresh()
    _tell(session, made, held is None, people, [each for each in logged if each is not None])


def _case(
    session: Session, id: str, held: Case | None, title: str | None, zone: str | None, country: str | None
) -> Case:
    from followup.cases.records import Case
    from followup.faces.init import _country, _zone

    if not re.fullmatch(r"\w[\w.-]{0,63}", id):
        raise Fault(f"'{id}' is no name for a case", "use letters, digits, dots and dashes, like acme-2")
    old = held or Case(id, created=session.now)
    return replace(
        old,
        title=title or old.title,
        zone=_zone(zone) if zone else old.zone,
        country=_country(country) if country else old.country,
    )


def _people(
    session: Session, case: Case, texts: tuple[str, ...], phones: tuple[str, ...], profiles: tuple[str, ...]
) -> list[Person]:
    """The people that the case has, and those given; raises `BadIdentifier`."""
    from followup.cases.people import number, person, profile, with_identifiers
    from followup.cases.records import Person

    country = case.country or session.home.country
    given = [person(case.id, text, country) for text in texts]
    extra = [*(number(each, country) for each in phones), *(profile(each) for each in profiles)]
    held = session.store.people(case.id)
    if extra:
        if len(given or held) > 1:
            raise Fault(
                "whose number or profile is this?", "write it with the person: --person 'Jo <jo@…> <+49…>'"
            )
        someone = (given or held or [Person(case.id)])[0]
        given = [with_identifiers(someone, extra)]
    return _merged([*held, *given])


def _merged(people: list[Person]) -> list[Person]:
    """Each person once: who shares an identifier (or, without any, the name) is the one from before."""
    from followup.cases.people import with_identifiers

    kept: list[Person] = []
    for each in people:
        same = next((n for n, old in enumerate(kept) if _are_one(old, each)), None)
        if same is None:
            kept.append(each)
        else:
            old = kept[same]
            known = replace(old, name=each.name or old.name, zone=each.zone or old.zone)
            kept[same] = with_identifiers(known, each.identifiers)
    return kept


def _are_one(one: Person, other: Person) -> bool:
    if one.identifiers and other.identifiers:
        return not set(one.identifiers).isdisjoint(other.identifiers)
    return one.name is not None and one.name == other.name


def _log(session: Session, case: str, name: str, at: int) -> Entry | None:
    """Logs what an option of the pack tells of; None if it was told before."""
    entry = session.pack.tree.desk.add[name]
    told_before = ((each.kind, each.at) for each in session.store.entries(case))
    if (entry.kind, at) in told_before:
        return None
    return session.store.log(case, entry.kind, at, dict(entry.given), session.now)


def _tell(session: Session, case: Case, new: bool, people: list[Person], logged: list[Entry]) -> None:
    items = session.store.items.tally().get(case.id, (0, 0))[0]
    if session.out.json:
        session.out.data(
            {"case": case.id, "new": new, "title": case.title, "people": [_data(each) for each in people],
             "logged": [{"id": e.id, "kind": e.kind, "at": session.iso(e.at)} for e in logged], "items": items}
        )  # fmt: skip
        return
    session.out.line(f"{'added' if new else 'changed'} {case.id}{': ' + case.title if case.title else ''}")
    for each in people:
        session.out.line(f"  {each.name or 'somebody'} {' '.join(f'<{one}>' for one in each.identifiers)}")
    for entry in logged:
        session.out.line(f"  {entry.kind} {session.show(entry.at)}")
    if items:
        session.out.line(f"  of what was read before: {counted(items, 'item')}")


def _data(person: Person) -> dict[str, Any]:
    return {"name": person.name, "identifiers": person.identifiers, "zone": person.zone}
