"""The stretches of a text that made a linear model say what it said."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

from followup.plugins import Span
from followup_tone._text import Sentence, Text
from followup_tone._weights import of_pair, of_word

_TELLING = 0.04
_MOST = 3
_SAMPLE = 60  # sentences

Stretch = tuple[float, int, int]


def pointed(text: Text, model: str, high: str, low: str) -> tuple[Span, ...]:
    """The few stretches that raised the score of `model` most, and those that lowered it most, in their order."""
    stretches = sorted(s for sentence in text.sentences[:_SAMPLE] for s in _stretches(sentence, model))
    up = [(start, end, high) for weight, start, end in stretches[-_MOST:] if weight > 0]
    down = [(start, end, low) for weight, start, end in stretches[:_MOST] if weight < 0]
    return tuple(Span(start, end, says) for start, end, says in sorted(up + down))


def _stretches(sentence: Sentence, model: str) -> Iterator[Stretch]:
    """Neighbouring words that pull the same way, each counted with half of the pairs that it is in."""
    weights = _weights(sentence, model)
    telling = [(w, token) for w, token in zip(weights, sentence.tokens, strict=True) if abs(w) >= _TELLING]
    for _, run in groupby(telling, key=lambda each: each[0] > 0):
        found = list(run)
        yield sum(w for w, _ in found), found[0][1].start, found[-1][1].end


def _weights(sentence: Sentence, model: str) -> list[float]:
    line = ("^", *sentence.words, "?" if sentence.asks else ".")
    pairs = [of_pair(model, f"{a} {b}") / 2 for a, b in pairwise(line)]
    return [of_word(model, word) + pairs[at] + pairs[at + 1] for at, word in enumerate(sentence.words)]
