"""Whom an option means: somebody of the case, by name or by any identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.faces.faults import Fault, no_such
from followup.faces.session import Session

if TYPE_CHECKING:
    from followup.cases.records import Person


def person_named(session: Session, case: str, text: str) -> Person:
    """The person of the case with that name, first name or identifier, however it is written."""
    wanted = text.strip().lower()
    people = session.store.people(case)
    for each in people:
        if wanted in _names(each):
            return each
    known = [each.name or each.identifiers[0] for each in people if each.name or each.identifiers]
    raise Fault(f"nobody in {case} is called '{text}'", f"there is: {', '.join(known) or 'nobody'}")


def _names(person: Person) -> set[str]:
    names = (person.name or "").lower()
    return {*person.identifiers, names, *names.split()} - {""}


def key_of(session: Session, person: Person) -> str:
    """The key by which the journal knows a person."""
    return session.store.directory().key(person)


def channel_named(session: Session, text: str) -> str:
    """A channel that the pack speaks of, or that a plugin serves."""
    known = session.pack.tree.channels or tuple(
        each.channel for each in session.plugins.found() if each.channel
    )
    if text not in known:
        raise no_such("channel", text, known)
    return text
