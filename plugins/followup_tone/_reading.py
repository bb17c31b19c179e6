"""How easily a text reads: Flesch's formula (1948), about 100 for the easiest, below 30 for the hardest."""

from __future__ import annotations

import re
from functools import lru_cache

from followup_tone._text import Text

_VOWELS = re.compile(r"[aeiouyà-öø-ÿ]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^tdaeiouy]ed|[^sxzcgaeiouyh]es)$")
_LONGEST = 40


def reading_ease(text: Text) -> float | None:
    """None where there are no words of letters."""
    lines = [[word for word in sentence.words if word.isalpha()] for sentence in text.sentences]
    lines = [words for words in lines if words]
    count = sum(map(len, lines))
    if not count:
        return None
    sounds = sum(syllables(word) for words in lines for word in words)
    return 206.835 - 1.015 * count / len(lines) - 84.6 * sounds / count


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """About how many syllables `word` has: its groups of vowels, without a silent ending."""
    word = word[:_LONGEST]
    groups = len(_VOWELS.findall(word))
    return max(1, groups - (groups > 1 and _SILENT.search(word) is not None))
