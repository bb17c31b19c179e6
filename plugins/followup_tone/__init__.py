"""Facts about words, for every channel that has them: tone, offers, purpose, wording.

Each fact comes with the words that speak for it. The text is the author's; quotations of others count nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from followup.plugins import ABSENT, Content, Fact, Unknown, gives_facts, gives_pair_facts

from followup_tone._frustration import frustration
from followup_tone._language import UNKNOWN, is_english
from followup_tone._meaning import meaning
from followup_tone._offers import offers
from followup_tone._phrases import found
from followup_tone._politeness import politeness
from followup_tone._purpose import intent, says
from followup_tone._similarity import similarity
from followup_tone._text import Text, read

_NEEDING_ENGLISH = (
    "politeness",
    "frustration",
    "offers",
    "respects_time",
    "asks_interest",
    "intent",
    "meaning",
)
_EXACT = Decimal("0.001")

__all__ = ["facts", "pair_facts"]


@gives_facts
def facts(content: Content) -> Mapping[str, Fact]:
    """All facts about one text; without a text, or in a language that is not known, unknown."""
    raw = content.text()
    if raw is None:
        return _unknown("no text", "words")
    text = read(raw)
    words = {"words": Fact(text.count)}
    if text.count == 0 and not text.links:
        return words | _unknown("the text has no words")
    return words | (_of_english(text) if is_english(text) else _unknown(UNKNOWN))


@gives_pair_facts
def pair_facts(content: Content, earlier: Content) -> Mapping[str, Fact]:
    """How alike two texts are; absent where one of the two has none."""
    new, old = content.text(), earlier.text()
    if not new or not old or not new.strip() or not old.strip():
        return {"similarity": Fact(ABSENT)}
    return {"similarity": Fact(_score(similarity(new, old)))}


def _of_english(text: Text) -> dict[str, Fact]:
    hits = found(text)
    purpose = hits["purpose"]
    polite, polite_spans = politeness(text, hits["politeness"])
    upset, upset_spans = frustration(text, hits["frustration"])
    return {
        "politeness": Fact(_score(polite), polite_spans),
        "frustration": Fact(_score(upset), upset_spans),
        "offers": Fact(*offers(text, hits["offers"])),
        "respects_time": Fact(*says(purpose, "respects_time")),
        "asks_interest": Fact(*says(purpose, "asks_interest")),
        "intent": Fact(*intent(text, purpose)),
        "meaning": Fact(*meaning(text, hits["meaning"])),
    }


def _unknown(reason: str, *more: str) -> dict[str, Fact]:
    return {name: Fact(Unknown(reason)) for name in (*_NEEDING_ENGLISH, *more)}


def _score(value: float) -> Decimal:
    """`value` as an exact number between 0 and 1, to three places."""
    return Decimal(repr(min(1.0, max(0.0, value)))).quantize(_EXACT)
