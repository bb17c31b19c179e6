"""What an answer of theirs means. The end of a case hangs on this: precision before recall."""

from __future__ import annotations

from collections.abc import Iterable

from followup.plugins import Span, Unknown
from followup_tone._negation import denied_around, denied_before
from followup_tone._phrases import Hit
from followup_tone._text import Text

NOT_CLEAR = "the reply does not say it clearly"
AUTOMATIC = "the reply looks like an automatic one"
_SUPPOSING = frozenset(["if", "unless", "whether", "once", "until", "hope"])
_REPORTED = frozenset(["could", "might", "said", "told", "ever", "heard", "thought", "wish"])
_REACH = 30  # words; enough for a long sentence, and bounded for an endless one
_ENDS = ("hired", "rejected")
_SAID = (*_ENDS, "later")
_MEANINGS = ("hired", "rejected", "stop", "go_on", "later")


def meaning(text: Text, hits: Iterable[Hit]) -> tuple[str | Unknown, tuple[Span, ...]]:
    """One of hired, rejected, stop, go_on, later, if the text says just that; unknown else."""
    hits = [hit for hit in hits if not _denied(text, hit) and not _supposed(text, hit)]
    seen = {hit.group.name for hit in hits}
    if "automatic" in seen:
        return Unknown(AUTOMATIC), ()
    clear = _clear(seen)
    if clear is None:
        return Unknown(NOT_CLEAR), ()
    return clear, tuple(Span(h.start, h.end, h.group.says) for h in hits if h.group.name == clear)


def _clear(seen: set[str]) -> str | None:
    """The one meaning in `seen`. A refusal may be kind (`do keep in touch`); an offer asks for things, too."""
    meant = [name for name in _MEANINGS if name in seen]
    if meant in (["rejected", "go_on"], ["rejected", "later"], ["rejected", "stop"]):
        return "rejected"
    if meant == ["hired", "go_on"]:
        return "hired"
    if meant == ["go_on", "later"]:
        return None
    return meant[0] if len(meant) == 1 else None


def _denied(text: Text, hit: Hit) -> bool:
    if hit.group.name == "hired":
        return denied_around(text, hit)
    return hit.group.negatable and denied_before(text, hit)


def _supposed(text: Text, hit: Hit) -> bool:
    """What is only asked about, hoped for, reported or tied to a condition has not been said."""
    sentence = text.sentences[hit.sentence]
    before = sentence.words[max(0, hit.first - _REACH) : hit.first]
    if hit.group.name in _ENDS and (sentence.asks or not _REPORTED.isdisjoint(before)):
        return True
    return hit.group.name in _SAID and not _SUPPOSING.isdisjoint(before)
