"""What the facts are held against: a word list with valences (VADER), a bag of words, and a constant."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

Score = Callable[[str], float]
_WORD = re.compile(r"[a-z']+|[?!]")


def vader() -> Score | None:
    """VADER's compound valence, above 0 if positive; None where vaderSentiment is not installed."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        return None
    analyser = SentimentIntensityAnalyzer()
    return lambda text: float(analyser.polarity_scores(text)["compound"])


def constant(text: str) -> float:
    """Everything is fine."""
    return 1.0


def bag(known: Sequence[tuple[str, bool]]) -> Score:
    """Naive Bayes on the presence of words, above 0 for what looks more like the True texts of `known`."""
    seen = {side: Counter[str]() for side in (True, False)}
    for text, side in known:
        seen[side].update(_words(text))
    total = Counter(side for _, side in known)
    words = seen[True].keys() | seen[False].keys()
    weight = {
        word: math.log((seen[True][word] + 1) / (total[True] + 2))
        - math.log((seen[False][word] + 1) / (total[False] + 2))
        for word in words
        if seen[True][word] + seen[False][word] > 1
    }
    prior = math.log(total[True] / total[False])
    return lambda text: prior + math.fsum(weight.get(word, 0.0) for word in sorted(_words(text)))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))
