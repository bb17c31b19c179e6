"""How humble a text is: what leaves the other person free, against what orders them about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from followup.plugins import Span
from followup_tone._phrases import Hit
from followup_tone._shouting import shouting
from followup_tone._text import Text

_PLAIN = 0.25  # a text that is neither humble nor proud
_HUMBLE = {
    "gratitude": 0.3, "apology": 0.35, "hedge": 0.25, "could_you": 0.3, "indirect_start": 0.2, "humble": 0.45,
    "for_you": 0.2, "please": 0.2, "deference": 0.2, "respects_time": 0.35,
}  # fmt: skip
_PROUD = {
    "order": 0.3, "direct_start": 0.1, "insult": 0.6, "sarcasm": 0.5, "demand": 0.6, "ultimatum": 0.6,
    "blame": 0.5, "counting": 0.3, "repeating": 0.3, "guilt": 0.2, "upset": 0.3,
}  # fmt: skip


def humility(
    text: Text, polite: Iterable[Hit], purpose: Iterable[Hit], upset: Iterable[Hit]
) -> tuple[float, tuple[Span, ...]]:
    """From 0 to 1, and the phrases for and against. `upset` are the hits that count as frustration."""
    gentle = [hit for hit in (*polite, *purpose) if hit.group.name in _HUMBLE]
    proud = [hit for hit in (*polite, *upset) if hit.group.name in _PROUD]
    value = (1.0 - (1.0 - _PLAIN) * _left(gentle, _HUMBLE)) * _left(proud, _PROUD)
    return value * (1.0 - 0.5 * shouting(text)), (*_spans(gentle, "humble"), *_spans(proud, "not humble"))


def _left(hits: Iterable[Hit], weights: Mapping[str, float]) -> float:
    """What the groups of `hits` leave of 1; each takes its share of what the others left."""
    left = 1.0
    for name in sorted({hit.group.name for hit in hits}):
        left *= 1.0 - weights[name]
    return left


def _spans(hits: Iterable[Hit], side: str) -> Iterator[Span]:
    for hit in hits:
        yield Span(hit.start, hit.end, f"{side}: {hit.group.says}")
