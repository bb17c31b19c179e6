"""What the models of politeness and upset look at: published strategies, words, pairs of words, and pieces of words.

The training scripts and the scoring use this one description, so that they cannot drift apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from followup_tone._phrases import Hit
from followup_tone._text import Text

_MOST_QUESTIONS = 4
_SHORTEST, _LONGEST = 2, 5
_RUDER = (0.4, 0.1, -0.2, -0.5, -0.9)  # steps of the politeness score, where 0 is neutral


class Features(NamedTuple):
    """Counts of `words` and of `pairs` of neighbours, the `marks` that hold, and the text's length in words."""

    words: Counter[str]
    pairs: Counter[str]
    marks: frozenset[str]
    length: int


def features(text: Text, strategies: Iterable[Hit]) -> Features:
    """The features of `text`, in which `strategies` were found."""
    words: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for sentence in text.sentences:
        line = ("^", *sentence.words, "?" if sentence.asks else ".")
        words.update(line[1:-1])
        pairs.update(f"{a} {b}" for a, b in pairwise(line))
    return Features(words, pairs, _marks(text, strategies), max(1, words.total()))


def _marks(text: Text, strategies: Iterable[Hit]) -> frozenset[str]:
    asked = min(_MOST_QUESTIONS, sum(sentence.asks for sentence in text.sentences))
    marks = {hit.group.name for hit in strategies}
    marks.update(f"{hit.group.name} first" for hit in strategies if hit.sentence == 0)
    marks.update(f"asks {number}" for number in range(1, asked + 1))
    return frozenset(marks)


def with_tone(seen: Features, politeness: float, said: Iterable[Hit]) -> Features:
    """What the model of upset looks at: `seen`, how rude the text is, and which groups of phrases were `said`."""
    steps = (f"rude {number}" for number, step in enumerate(_RUDER) if politeness < step)
    groups = (f"{hit.group.family} {hit.group.name}" for hit in said)
    return seen._replace(marks=seen.marks.union(steps, groups))


def pieces(word: str) -> list[str]:
    """The stretches of two to five characters in `word`, with marks at its ends."""
    marked = f"<{word}>"
    return [
        marked[at : at + size]
        for size in range(_SHORTEST, _LONGEST + 1)
        for at in range(len(marked) - size + 1)
    ]
