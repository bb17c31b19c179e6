"""Suggestions are tried before they are shown: one that would not help is not given."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

from followup.plugins import Span
from followup_tone._phrases import Hit
from followup_tone._text import Sentence, Text, taken_apart

_LONGEST = 60  # words in a sentence: nobody mends an endless one
_MOST = 3  # as many as somebody reads, and each costs another look at the whole text

Score = Callable[[Text], float]


def spans(text: Text, hits: Iterable[Hit], better: Score, says: Callable[[Hit], str]) -> Iterator[Span]:
    """A span for each hit; with what to write instead where that raises `better` for the whole text."""
    tries, before = 0, math.nan
    for hit in hits:
        mended = _mended(text, hit) if tries < _MOST else None
        before = better(text) if mended is not None and not tries else before
        tries += mended is not None
        helps = mended is not None and better(mended) > before
        yield Span(hit.start, hit.end, says(hit), hit.group.instead if helps else None)


def _mended(text: Text, hit: Hit) -> Text | None:
    """`text` with what to write instead of `hit` in its place; only that sentence is read again."""
    sentence = text.sentences[hit.sentence]
    if hit.group.instead is None or len(sentence.words) > _LONGEST or _may_greet(text, sentence):
        return None
    before = text.own[sentence.tokens[0].start : hit.start]
    after = text.own[hit.end : sentence.tokens[-1].end]
    again = taken_apart(before + hit.group.instead + after + sentence.stop).sentences
    others = text.sentences[: hit.sentence], text.sentences[hit.sentence + 1 :]
    return text.with_sentences((*others[0], *again, *others[1]))


def _may_greet(text: Text, sentence: Sentence) -> bool:
    """Whether a comma ends it, as it ends a greeting: with other words in it, the line might be none."""
    end = sentence.tokens[-1].end
    return not sentence.stop.strip() and text.own[end : end + 3].lstrip()[:1] in (",", "-", "\u2013")
