"""How polite and humble a text is: published strategies and words, weighted by what annotators of real requests said.

Shouting only ever takes politeness away, so that a shouted copy is never politer than the text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from followup.plugins import Span
from followup_tone._features import Features, features
from followup_tone._phrases import Hit, found
from followup_tone._shouting import shouting
from followup_tone._suggesting import spans
from followup_tone._text import Text
from followup_tone._weights import of_mark, score

_MODEL = "weights"
# What bench/train_politeness.py reports for texts that the model has not seen.
_SLOPE, _MIDDLE = 6.68, -0.003
_FARTHEST = 10.0  # no text of people scores as far out; a megabyte of one word does
_TELLING = 0.08
_MOST_SPANS = 12


def annotated(seen: Features) -> float:
    """The annotators' score as the model foretells it: 0 is neutral, about -1.5 rude, about 1.5 polite."""
    return max(-_FARTHEST, min(_FARTHEST, score(_MODEL, seen)))


def politeness(text: Text, raw: float, strategies: Iterable[Hit]) -> tuple[float, tuple[Span, ...]]:
    """From 0 to 1, the chance that people would call a text of that score polite, and the phrases behind it."""
    strategies = list(strategies)
    chance = 1.0 / (1.0 + math.exp(-_SLOPE * (raw - _MIDDLE)))
    return chance * (1.0 - 0.5 * shouting(text)), tuple(_spans(text, strategies))


def _spans(text: Text, strategies: list[Hit]) -> Iterable[Span]:
    telling = [hit for hit in strategies if abs(of_mark(_MODEL, hit.group.name)) >= _TELLING]
    return spans(text, telling[:_MOST_SPANS], _raw, _says)


def _raw(text: Text) -> float:
    return score(_MODEL, features(text, found(text)["politeness"]))


def _says(hit: Hit) -> str:
    side = "polite" if of_mark(_MODEL, hit.group.name) > 0 else "impolite"
    return f"{side}: {hit.group.says}"
