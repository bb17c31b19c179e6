"""LinkedIn: the export "Get a copy of your data"; texts to paste. No API. See docs/linkedin.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from followup.plugins import (
    Content,
    Fact,
    Item,
    Left,
    Order,
    Product,
    Reading,
    RefusedOrder,
    acts,
    archive,
    gives_facts,
    reads,
    recognises,
)
from followup_linkedin import _draft, _tables
from followup_linkedin._invitations import connections, invitations
from followup_linkedin._messages import messages
from followup_linkedin._people import People

__all__ = ["act", "facts", "read", "recognise"]


@recognises
def recognise(path: Path, head: bytes) -> str | None:
    return "linkedin-export" if _tables.recognise(path, head) else None


@reads
def read(path: Path, format: str, reading: Reading) -> Iterator[Item | Left]:
    with archive(path) as members:
        tables, others = _tables.found(members)
        people = People.of(tables, reading)
        known, left = connections(tables.get("connections"))
        if "messages" in tables:
            yield from messages(tables["messages"], people, reading)
        if "invitations" in tables:
            yield from invitations(tables["invitations"], known, people, reading)
        if "profile" in tables:
            yield Left(tables["profile"].member.name, "read for whose export this is")
        yield from left
        yield from others


@gives_facts
def facts(content: Content) -> Mapping[str, Fact]:
    return _draft.facts(content)


@acts
def act(order: Order) -> Product:
    if order.action != "draft":
        raise RefusedOrder(f"the LinkedIn plugin has no action '{order.action}'")
    return _draft.draft(order)
