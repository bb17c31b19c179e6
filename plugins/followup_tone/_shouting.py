"""Shouting: words in capitals, and exclamation or question marks in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from followup.plugins import Span

from followup_tone._text import Text

_MARKS = re.compile(r"[!?]{2,}")
_CAPITALS = re.compile(r"\b[^\W\d_]{4,}\b")
_KNOWN = frozenset(["HTML", "HTTP", "HTTPS", "JSON", "YAML", "REST", "NASA", "SQLITE", "MBOX", "IBAN"])
_ALL = 6  # so many shouted words, or marks in a row, are as loud as it gets


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
    """Three marks in a row weigh more than two; `?!` counts like `??`."""
    longest = max((len(match.group()) for match in _MARKS.finditer(text.own)), default=0)
    single = text.own.count("!")
    return min(1.0, max(0.0, longest / _ALL, (single - 3) / (2 * _ALL)))


def _capitals(text: Text) -> float:
    loud = sum(1 for _ in _loud_words(text.own))
    return min(1.0, loud / _ALL) if loud >= 2 else 0.0


def _loud_words(own: str) -> Iterator[re.Match[str]]:
    """Words of four and more letters in capitals that are no common abbreviation."""
    if own.islower():
        return
    for match in _CAPITALS.finditer(own):
        if match.group().isupper() and match.group() not in _KNOWN:
            yield match
