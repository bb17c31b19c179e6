"""A row of the table, and the facts of a text as the rows use them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from _figures import Figure

import followup_tone
from followup.plugins import Content, Unknown

POLITE, UPSET = Decimal("0.5"), Decimal("0.3")  # the thresholds of the pack five-rules


@dataclass(frozen=True)
class Row:
    """One fact on one corpus, and what the baselines reach on the same texts by the same measure."""

    fact: str
    corpus: str
    measure: str
    ours: Figure
    vader: Figure | None = None
    bag: Figure | None = None
    constant: Figure | None = None


@cache
def facts(text: str) -> Any:
    return {
        name: fact.value for name, fact in followup_tone.facts(Content("message", {"text": text})).items()
    }


def fact(text: str, name: str) -> Any:
    return facts(text)[name]


def number(text: str, name: str) -> float:
    """A score; what is unknown counts as half."""
    value = fact(text, name)
    return 0.5 if isinstance(value, Unknown) else float(value)


def passes(text: str) -> bool:
    """Whether rule 1 of the pack five-rules would let it pass; what is unknown does not."""
    polite, upset = fact(text, "politeness"), fact(text, "frustration")
    return not isinstance(polite, Unknown) and polite >= POLITE and upset <= UPSET
