"""How upset a follow-up is: what people write when they hold silence against somebody.

Two sources: phrases that say so, and a linear model over words, which phrases and how rude the whole is, trained by
bench/train_frustration.py. Either is enough; both together say more; phrases count less where the model is sure that
the whole is calm. What others said, between quotation marks,
counts nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from followup.plugins import Span
from followup_tone._features import Features, features, with_tone
from followup_tone._negation import denied
from followup_tone._phrases import Hit, found
from followup_tone._pointing import pointed
from followup_tone._politeness import annotated
from followup_tone._shouting import shouted, shouting
from followup_tone._suggesting import spans
from followup_tone._text import Text
from followup_tone._weights import score

MODEL = "upset"
TURN = 0.05  # the model's score from which on a text counts as upset by it alone: chosen on dev, for few false alarms
_AT_TURN = 0.3
UPSET = Decimal("0.3")  # above it, other facts take the text for upset
_SUREST = 0.9
_AGAINST = "reads as calm"
_CALM_TOO = frozenset(["counting", "waiting", "guilt", "mildly waiting", "mildly upset"])
_DOUBT, _STEP, _LEAST = (
    -0.3,
    0.4,
    0.4,
)  # below this score phrases count less, by how much less, and at least so much
_ENOUGH, _BRIEF = 16, 0.8  # words; a briefer text must score higher, by up to so much: it rests on little
_LOUD = 0.6  # a text that only shouts is this upset
_BLAMING = frozenset(
    [
        "blame",
        "counting",
        "repeating",
        "guilt",
        "sarcasm",
        "insult",
        "insinuation",
        "mock praise",
        "exaggeration",
    ]
)
_THEM = frozenset(
    ["you", "your", "yours", "yourself", "ye", "nobody", "company", "people", "someone", "somebody"]
)

Hits = Mapping[str, Sequence[Hit]]


def frustration(text: Text, seen: Features, phrases: Iterable[Hit]) -> tuple[float, tuple[Span, ...]]:
    """From 0 to 1, and what says so. `phrases` must be `meant`, and `seen` what the model looks at."""
    hits, raw = list(phrases), judged(seen)
    value = together(text, hits, raw)
    said = spans(text, hits, _calm, _says)
    return value, (*said, *shouted(text), *_read(text, raw, "reads as upset"))


def blame(text: Text, seen: Features, phrases: Iterable[Hit]) -> tuple[float, tuple[Span, ...]]:
    """From 0 to 1: how far they are held guilty, by phrases, and by the model if they are spoken of."""
    raw, hits = judged(seen), [hit for hit in phrases if hit.group.name in _BLAMING]
    learnt = _learnt(raw) if not _THEM.isdisjoint(seen.words) else 0.0
    said = tuple(Span(hit.start, hit.end, _says(hit)) for hit in hits)
    read = _read(text, raw, "reads as blaming") if learnt else ()
    return 1.0 - _left(hits, _trusted(raw)) * (1.0 - learnt), (*said, *read)


def _read(text: Text, raw: float, says: str) -> tuple[Span, ...]:
    """What made the model say it, and what speaks against; nothing of a text of which it is sure that it is calm."""
    if raw < _DOUBT:
        return ()
    found = pointed(text, MODEL, says, _AGAINST)
    return found if _learnt(raw) else tuple(span for span in found if span.says == _AGAINST)


def meant(text: Text, phrases: Iterable[Hit]) -> list[Hit]:
    """The phrases that are not taken back: `I am not upset` is no upset phrase; nothing else can be denied away."""
    return [hit for hit in phrases if not (hit.group.negatable and denied(text, hit))]


def seen_in(text: Text, hits: Hits) -> Features:
    """What the model looks at, in a text in which `hits` were found."""
    seen = features(text, hits["politeness"])
    return with_tone(seen, annotated(seen), (*meant(text, hits["frustration"]), *hits["purpose"]))


def judged(seen: Features) -> float:
    """What the model says of a text with these features."""
    return score(MODEL, seen) - briefness(seen)


def briefness(seen: Features) -> float:
    """How much a text's score is held back because it has few words."""
    return _BRIEF * max(0.0, 1.0 - seen.length / _ENOUGH)


def together(text: Text, hits: Iterable[Hit], raw: float) -> float:
    """Phrases, shouting and the model's score each add to what the others leave."""
    left = _left(hits, _trusted(raw))
    return 1.0 - (1.0 - _LOUD * shouting(text)) * left * (1.0 - _learnt(raw))


def _learnt(raw: float) -> float:
    """What the model alone would say; for most texts, which are calm, nothing."""
    return min(_SUREST, max(0.0, _AT_TURN + raw - TURN))


def _trusted(raw: float) -> float:
    """How far phrases that calm people use, too, are believed: who asks whether to stop may count."""
    return min(1.0, max(_LEAST, 1.0 + (raw - _DOUBT) / _STEP))


def _left(hits: Iterable[Hit], trusted: float = 1.0) -> float:
    """What the groups of `hits` leave of 1; each takes its share of what the others left."""
    weights = {hit.group.name: hit.group.weight for hit in hits}
    left = 1.0
    for name in sorted(weights):
        left *= 1.0 - weights[name] * (trusted if name in _CALM_TOO else 1.0)
    return left


def _calm(text: Text) -> float:
    hits = found(text)
    return -together(text, meant(text, hits["frustration"]), judged(seen_in(text, hits)))


def _says(hit: Hit) -> str:
    return hit.group.says
