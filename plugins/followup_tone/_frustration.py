"""How upset a follow-up is: what people write when they hold silence against somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from followup.plugins import Span

from followup_tone._negation import denied
from followup_tone._phrases import Hit
from followup_tone._shouting import shouted, shouting
from followup_tone._text import Text

_LOUD = 0.6  # a text that only shouts is this upset


def frustration(text: Text, phrases: Iterable[Hit]) -> tuple[float, tuple[Span, ...]]:
    """From 0 to 1, and the phrases that say so. Each group of phrases adds to what the others leave."""
    hits = [hit for hit in phrases if not _taken_back(text, hit) and not _in_quotes(text, hit)]
    calm = 1.0 - _LOUD * shouting(text)
    for weight in {hit.group.name: hit.group.weight for hit in hits}.values():
        calm *= 1.0 - weight
    return 1.0 - calm, (*_spans(hits), *shouted(text))


def _spans(hits: Iterable[Hit]) -> Iterator[Span]:
    for hit in hits:
        yield Span(hit.start, hit.end, hit.group.says, hit.group.instead)


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
