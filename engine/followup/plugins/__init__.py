"""The public plugin API: everything that a channel plugin needs, and nothing else.

from followup.plugins import Item, Left, Reading, reads, recognises
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from followup.plugins.hooks import (
    Act,
    Facts,
    PairFacts,
    Read,
    Recognise,
    acts,
    gives_facts,
    gives_pair_facts,
    reads,
    recognises,
)
from followup.plugins.identities import identity
from followup.plugins.items import (
    Content,
    Direction,
    Fact,
    Item,
    ItemKind,
    Left,
    Order,
    Party,
    Product,
    Reading,
    RefusedFile,
    RefusedOrder,
    Span,
)
from followup.timeline.instants import BadInstant, Instant, instant, moment, show
from followup.timeline.values import ABSENT, Absent, Attributes, Maybe, Unknown, Value, clean

if TYPE_CHECKING:
    from followup.plugins.archives import DamagedFile, Limits, Member, archive, heads, is_zip
    from followup.plugins.tables import BadTable, Row, table

#: What only readers need comes when it is asked for: the daily commands read no archives.
_LATER = {
    **dict.fromkeys(("DamagedFile", "Limits", "Member", "archive", "heads", "is_zip"), "archives"),
    **dict.fromkeys(("BadTable", "Row", "table"), "tables"),
}

__all__ = [
    "ABSENT",
    "Absent",
    "Act",
    "Attributes",
    "BadInstant",
    "BadTable",
    "Content",
    "DamagedFile",
    "Direction",
    "Fact",
    "Facts",
    "Instant",
    "Item",
    "ItemKind",
    "Left",
    "Limits",
    "Maybe",
    "Member",
    "Order",
    "PairFacts",
    "Party",
    "Product",
    "Read",
    "Reading",
    "Recognise",
    "RefusedFile",
    "RefusedOrder",
    "Row",
    "Span",
    "Unknown",
    "Value",
    "acts",
    "archive",
    "clean",
    "gives_facts",
    "gives_pair_facts",
    "heads",
    "identity",
    "instant",
    "is_zip",
    "moment",
    "reads",
    "recognises",
    "show",
    "table",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'followup.plugins' has no attribute {name!r}")
    return getattr(import_module(f"followup.plugins.{_LATER[name]}"), name)
