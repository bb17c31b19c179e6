"""How upset a follow-up is: what people write when they hold silence against somebody."""

from __future__ import annotations

from collections.abc import Iterable

from followup.plugins import Span
from followup_tone._negation import denied
from followup_tone._phrases import Hit, found
from followup_tone._shouting import shouted, shouting
from followup_tone._suggesting import spans
from followup_tone._text import Text

_LOUD = 0.6  # a text that only shouts is this upset
_BLAMING = frozenset(["blame", "counting", "repeating", "guilt", "sarcasm", "insult", "insinuation"])


def frustration(text: Text, phrases: Iterable[Hit]) -> tuple[float, tuple[Span, ...]]:
    """From 0 to 1, and the `phrases` that say so, which must be `meant`; a group adds to what the others leave."""
    hits = list(phrases)
    calm = (1.0 - _LOUD * shouting(text)) * _left(hits)
    return 1.0 - calm, (*spans(text, hits, _calm, _says), *shouted(text))


def blame(phrases: Iterable[Hit]) -> tuple[float, tuple[Span, ...]]:
    """From 0 to 1: how much of it the other person is held guilty of, by those phrases alone."""
    hits = [hit for hit in phrases if hit.group.name in _BLAMING]
    return 1.0 - _left(hits), tuple(Span(hit.start, hit.end, _says(hit)) for hit in hits)


def meant(text: Text, phrases: Iterable[Hit]) -> list[Hit]:
    """The phrases that the author means: not denied, and not between quotation marks."""
    return [hit for hit in phrases if not _taken_back(text, hit) and not _in_quotes(text, hit)]


def _left(hits: Iterable[Hit]) -> float:
    left = 1.0
    for weight in {hit.group.name: hit.group.weight for hit in hits}.values():
        left *= 1.0 - weight
    return left


def _calm(text: Text) -> float:
    return _left(meant(text, found(text)["frustration"]))


def _says(hit: Hit) -> str:
    return hit.group.says


def _taken_back(text: Text, hit: Hit) -> bool:
    """`I am not upset` is no upset phrase; nothing else can be denied away."""
    return hit.group.negatable and denied(text, hit)


def _in_quotes(text: Text, hit: Hit) -> bool:
    """Words between quotation marks are somebody else's."""
    before = text.own[max(0, hit.start - 400) : hit.start]
    opened = max((before.rfind(mark) for mark in '"“«'), default=-1)
    if opened < 0:
        return False
    inside = before[opened + 1 :]
    straight = before.count('"') % 2 == 1
    return not any(mark in inside for mark in "”»\n") and (before[opened] != '"' or straight)
