"""Shouting: words in capitals, and exclamation or question marks in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from followup.plugins import Span
from followup_tone._language import vocabulary
from followup_tone._text import Text

_MARKS = re.compile(r"[!?]{2,}")
_CAPITALS = re.compile(r"\b[A-ZÀ-ÖØ-Þ]{3,}\b")
_ALL = 6  # so many shouted words, or marks in a row, are as loud as it gets
_CHEERFUL = 4  # so many single exclamations are only cheerful


@lru_cache(maxsize=8)
def shouting(text: Text) -> float:
    """From 0 to 1: how loud the text is."""
    return max(_capitals(text), _marks(text))


def shouted(text: Text) -> Iterator[Span]:
    """Where it is loud."""
    for match in _MARKS.finditer(text.own):
        yield Span(match.start(), match.end(), "shouts with punctuation", match.group()[-1])
    if _capitals(text):
        for match in _loud_words(text.own):
            yield Span(match.start(), match.end(), "shouts in capitals", match.group().lower())


def _marks(text: Text) -> float:
    """Marks in a row, and a question mark among them counts twice; or an exclamation in every sentence."""
    rows = (match.group() for match in _MARKS.finditer(text.own))
    longest = max((len(row) + ("?" in row) for row in rows), default=0)
    return min(1.0, max(longest / _ALL, (text.own.count("!") - _CHEERFUL) / (2 * _ALL)))


def _capitals(text: Text) -> float:
    loud = sum(1 for _ in _loud_words(text.own))
    return min(1.0, loud / _ALL) if loud >= 2 else 0.0


def _loud_words(own: str) -> Iterator[re.Match[str]]:
    """Everyday words in capitals: a name or an abbreviation is no shout."""
    everyday = vocabulary()
    return (match for match in _CAPITALS.finditer(own) if match.group().lower() in everyday)
