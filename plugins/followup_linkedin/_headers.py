"""The tables of an export, told by their headers: names of columns as LinkedIn has written them since 2018.

Source: headers of published exports and of public parsers' tests, 2018 to 2026. Columns come and go; those
named here have stayed, and what a table is follows from them, whatever else stands beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["messages", "connections", "invitations", "profile", "other"]

#: What each kind of table must have, in lower case.
NEEDED: Mapping[Kind, frozenset[str]] = {
    "messages": frozenset({"from", "to", "date", "subject", "content", "folder"}),
    "connections": frozenset({"first name", "last name", "company", "position", "connected on"}),
    "invitations": frozenset({"from", "to", "sent at", "message", "direction"}),
    "profile": frozenset({"first name", "last name", "maiden name", "headline", "industry"}),
}
#: Tables of an export that hold no contacts; they are known, so that an export is recognised by them too.
OTHERS = (
    frozenset({"application date", "company name", "job title", "job url"}),
    frozenset({"saved date", "job url", "job title", "company name"}),
    frozenset({"connection first name", "connection last name", "connection profile url", "note"}),
    frozenset({"endorsement date", "skill name", "endorser first name", "endorser last name"}),
)
#: Where a column had other names: the one that is used here, then the others.
SYNONYMS: Mapping[str, str] = {
    "inviterprofileurl": "inviter",
    "inviteeprofileurl": "invitee",
    "sender profile url": "sender",
    "recipient profile urls": "recipients",
    "conversation id": "thread",
    "url": "profile",
}
#: Conversations with LinkedIn's own assistants have the header of `messages.csv`; only their names differ.
ASSISTANTS = ("coach", "guide", "role_play", "roleplay")


def kind_of(cells: tuple[str, ...]) -> Kind | None:
    """What table a header begins, or None if these cells are no header."""
    names = set(names_of(cells))
    for kind, needed in NEEDED.items():
        if needed <= names:
            return kind
    return "other" if any(needed <= names for needed in OTHERS) else None


def names_of(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(cell.strip().lower() for cell in cells)


def columns(cells: tuple[str, ...]) -> dict[str, int]:
    """Where each column stands, by the name that is used here."""
    return {SYNONYMS.get(name, name): place for place, name in enumerate(names_of(cells))}
