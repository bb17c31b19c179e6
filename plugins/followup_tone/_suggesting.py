"""Suggestions are tried before they are shown: one that would not help is not given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from followup.plugins import Span
from followup_tone._phrases import Hit
from followup_tone._text import Text, taken_apart

_AROUND = 12  # words before and behind: a sentence, and bounded for an endless one
_MOST = 40

Score = Callable[[Text], float]


def spans(text: Text, hits: Iterable[Hit], better: Score, says: Callable[[Hit], str]) -> Iterator[Span]:
    """A span for each hit; with what to write instead where that raises `better` for the words around."""
    for number, hit in enumerate(hits):
        helps = number < _MOST and hit.group.instead is not None and _helps(text, hit, better)
        yield Span(hit.start, hit.end, says(hit), hit.group.instead if helps else None)


def _helps(text: Text, hit: Hit, better: Score) -> bool:
    tokens = text.sentences[hit.sentence].tokens
    start = tokens[max(0, hit.first - _AROUND)].start
    last = min(len(tokens) - 1, hit.last + _AROUND)
    stop = text.sentences[hit.sentence].stop if last == len(tokens) - 1 else ""
    end = tokens[last].end
    before, after = text.own[start : hit.start], text.own[hit.end : end] + stop
    with_it, without = (
        before + text.own[hit.start : hit.end] + after,
        before + (hit.group.instead or "") + after,
    )
    return better(taken_apart(without)) > better(taken_apart(with_it))
