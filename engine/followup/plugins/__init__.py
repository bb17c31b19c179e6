"""The public plugin API: everything that a channel plugin needs, and nothing else.

from followup.plugins import Item, Left, Reading, reads, recognises
"""

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

__all__ = [
    "ABSENT",
    "Absent",
    "Act",
    "Attributes",
    "BadInstant",
    "Content",
    "Direction",
    "Fact",
    "Facts",
    "Instant",
    "Item",
    "ItemKind",
    "Left",
    "Maybe",
    "Order",
    "PairFacts",
    "Party",
    "Product",
    "Read",
    "Reading",
    "Recognise",
    "RefusedFile",
    "RefusedOrder",
    "Span",
    "Unknown",
    "Value",
    "acts",
    "clean",
    "gives_facts",
    "gives_pair_facts",
    "instant",
    "moment",
    "reads",
    "recognises",
    "show",
]
