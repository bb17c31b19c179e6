"""`followup list`: the cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from followup.faces.command import command
from followup.faces.session import Session

if TYPE_CHECKING:
    from followup.cases.records import Case, Person


@command("list")
def list_(session: Session) -> None:
    """List the cases."""
    store = session.store
    store.refresh()
    cases, tally = store.cases(), store.items.tally()
    people: dict[str, list[Person]] = {each.id: [] for each in cases}
    for each in store.people():
        people[each.case].append(each)
    if session.out.json:
        session.out.data([_data(session, each, people[each.id], tally.get(each.id)) for each in cases])
    elif cases:
        rows = [_row(session, each, people[each.id], tally.get(each.id)) for each in cases]
        session.out.table(("case", "title", "people", "zone", "items", "latest"), rows)
    else:
        session.out.line("there are no cases yet: followup add CASE --person 'NAME <ADDRESS>'")


def _row(
    session: Session, case: Case, people: list[Person], tally: tuple[int, int] | None
) -> tuple[object, ...]:
    names = ", ".join(each.name or (each.identifiers or ("somebody",))[0] for each in people)
    count, latest = tally or (0, None)
    zone = case.zone or session.home.zone
    return case.id, case.title or "", names, zone, count, "" if latest is None else session.show(latest)


def _data(
    session: Session, case: Case, people: list[Person], tally: tuple[int, int] | None
) -> dict[str, Any]:
    return {
        "case": case.id, "title": case.title, "zone": case.zone or session.home.zone,
        "country": case.country or session.home.country,
        "people": [{"name": each.name, "identifiers": each.identifiers, "zone": each.zone} for each in people],
        "items": tally[0] if tally else 0, "latest": session.iso(tally[1]) if tally else None,
    }  # fmt: skip
