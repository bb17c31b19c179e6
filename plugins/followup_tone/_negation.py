"""Whether words are taken back by a `not` that stands before them."""

from __future__ import annotations

from followup_tone._phrases import Hit
from followup_tone._text import Text

_NEGATIONS = frozenset(
    ["not", "never", "no", "nor", "without", "hardly", "neither", "nothing", "unable", "regret"]
)
_NEAR, _FAR = 2, 4


def denied(text: Text, hit: Hit) -> bool:
    """`not` within the phrase or just before it: `I am not upset`, `please do not think I am upset`."""
    return _has_not(text, hit, max(0, hit.first - _NEAR), hit.last)


def denied_before(text: Text, hit: Hit) -> bool:
    """`not` shortly before the phrase, whatever it says itself: `we are not able to offer you the job`."""
    return _has_not(text, hit, max(0, hit.first - _FAR), hit.first)


def denied_around(text: Text, hit: Hit) -> bool:
    """`not` shortly before the phrase or in it: `you were not selected` selects nobody."""
    return _has_not(text, hit, max(0, hit.first - _FAR), hit.last)


def _has_not(text: Text, hit: Hit, first: int, end: int) -> bool:
    return not _NEGATIONS.isdisjoint(text.sentences[hit.sentence].words[first:end])
