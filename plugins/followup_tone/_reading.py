"""How easily a text reads: Flesch's formula (1948), about 100 for the easiest, below 30 for the hardest."""

from __future__ import annotations

import re
from functools import lru_cache
from heapq import nlargest

from followup.plugins import Span
from followup_tone._text import Text

_VOWELS = re.compile(r"[aeiouyà-öø-ÿ]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^tdaeiouy]ed|[^sxzcgaeiouyh]es)$")
_LONGEST = 40
_EASY = 60.0  # from here on a text is plain, by Flesch's table
_LONG_SENTENCE, _LONG_WORD = 25, 4
_SHOWN = 3


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


def hard_places(text: Text, ease: float | None) -> tuple[Span, ...]:
    """What makes a text that is not plain hard: its longest sentences, and its words of most syllables."""
    if ease is None or ease >= _EASY:
        return ()
    long = [each.tokens for each in text.sentences if len(each.tokens) > _LONG_SENTENCE]
    words = {t.word: t for each in text.sentences for t in each.tokens if syllables(t.word) >= _LONG_WORD}
    hard = nlargest(_SHOWN, words.values(), key=lambda token: syllables(token.word))
    shown = [Span(token.start, token.end, "a long word") for token in hard]
    shown += [Span(t[0].start, t[-1].end, "a long sentence") for t in nlargest(_SHOWN, long, key=len)]
    return tuple(sorted(shown, key=lambda span: span.start))


def asked(text: Text) -> tuple[Span, ...]:
    """The first questions."""
    asking = [each.tokens for each in text.sentences if each.asks][: 2 * _SHOWN]
    return tuple(Span(tokens[0].start, tokens[-1].end, "a question") for tokens in asking)
