"""How polite and humble a text is: published strategies and words, weighted by what annotators of real requests said.

Shouting only ever takes politeness away, so that a shouted copy is never politer than the text.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from followup.plugins import Span
from followup_tone._features import Features, features, pieces
from followup_tone._phrases import DATA, Hit, found
from followup_tone._shouting import shouting
from followup_tone._suggesting import spans
from followup_tone._text import Text

# What bench/train_politeness.py reports for texts that the model has not seen.
_SLOPE, _MIDDLE = 6.68, -0.003
_UNIT = 1e-4
_FARTHEST = 10.0  # no text of people scores as far out; a megabyte of one word does
_TELLING = 0.08
_MOST_SPANS = 12


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature adds to the score; `pieces` are stretches of characters within a word."""

    bias: float
    marks: dict[str, float]
    words: dict[str, float]
    pairs: dict[str, float]
    pieces: dict[str, float]


@cache
def weights() -> Weights:
    read: dict[str, Any] = json.loads((DATA / "weights.json").read_text("utf-8"))
    return Weights(read.pop("bias") * _UNIT, **{kind: _by_name(**known) for kind, known in read.items()})


def _by_name(names: str, values: list[int]) -> dict[str, float]:
    """Two lists read much faster than thousands of pairs do."""
    return dict(zip(names.split("\n"), [value * _UNIT for value in values], strict=True))


@lru_cache(maxsize=8192)
def _of_word(word: str) -> float:
    known = weights()
    return known.words.get(word, 0.0) + math.fsum(known.pieces.get(piece, 0.0) for piece in pieces(word))


def score(seen: Features) -> float:
    """The annotators' score as the model foretells it: 0 is neutral, about -1.5 rude, about 1.5 polite."""
    known = weights()
    words = math.fsum(count * _of_word(word) for word, count in seen.words.items())
    pairs = math.fsum(count * known.pairs.get(pair, 0.0) for pair, count in seen.pairs.items())
    marks = math.fsum(known.marks.get(mark, 0.0) for mark in seen.marks)
    return known.bias + marks + (words + pairs) / math.sqrt(seen.length)


def politeness(text: Text, strategies: Iterable[Hit]) -> tuple[float, tuple[Span, ...]]:
    """The score as a chance from 0 to 1 that people would call the text polite, and the phrases behind it."""
    strategies = list(strategies)
    raw = max(-_FARTHEST, min(_FARTHEST, score(features(text, strategies))))
    chance = 1.0 / (1.0 + math.exp(-_SLOPE * (raw - _MIDDLE)))
    return chance * (1.0 - 0.5 * shouting(text)), tuple(_spans(text, strategies))


def _spans(text: Text, strategies: list[Hit]) -> Iterable[Span]:
    marks = weights().marks
    telling = [hit for hit in strategies if abs(marks.get(hit.group.name, 0.0)) >= _TELLING]
    return spans(text, telling[:_MOST_SPANS], _raw, _says)


def _raw(text: Text) -> float:
    return score(features(text, found(text)["politeness"]))


def _says(hit: Hit) -> str:
    side = "polite" if weights().marks[hit.group.name] > 0 else "impolite"
    return f"{side}: {hit.group.says}"
