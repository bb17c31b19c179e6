"""The email channel: reads mailboxes and single mails, compares subjects, writes drafts as `.eml` files."""

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
    acts,
    gives_pair_facts,
    reads,
    recognises,
)
from followup_email import _draft, _read, _recognise, _subjects

__all__ = ["act", "pair_facts", "read", "recognise"]


@recognises
def recognise(path: Path, head: bytes) -> str | None:
    """`mbox`, `maildir`, `eml` or `mail-folder`, by content."""
    return _recognise.format_of(path, head)


@reads
def read(path: Path, format: str, reading: Reading) -> Iterator[Item | Left]:
    """The messages of a mailbox, one at a time."""
    return _read.items(path, format, reading)


@gives_pair_facts
def pair_facts(content: Content, earlier: Content) -> Mapping[str, Fact]:
    """`repeated_subject`."""
    return {"repeated_subject": _subjects.repeated_subject(content, earlier)}


@acts
def act(order: Order) -> Product:
    """A draft mail; never sent."""
    return _draft.draft(order)
