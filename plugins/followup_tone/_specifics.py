"""Whether a text names something of this case, so that it could not have been sent to anybody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from followup.plugins import ABSENT, Absent, Span
from followup_tone._language import small_words
from followup_tone._late import late
from followup_tone._nouns import stem
from followup_tone._phrases import Hit, words_of
from followup_tone._text import Text

_WORD = late(r"[^\W\d_]{3,64}")
_LONGEST = 300


def specifics(text: Text, hits: Iterable[Hit]) -> tuple[tuple[str, ...] | Absent, tuple[Span, ...]]:
    """Which of role, conversation, day and person the text names, and where; absent if it names none."""
    named = [(hit.group.name, hit) for hit in hits if _says_which(text, hit)]
    spans = tuple(Span(hit.start, hit.end, f"names the {name}") for name, hit in named)
    return tuple(sorted({name for name, _ in named})) or ABSENT, spans


def _says_which(text: Text, hit: Hit) -> bool:
    """`the role` says nothing; `the data role` does. A greeting needs a name, with a capital."""
    tokens = text.sentences[hit.sentence].tokens[hit.first : hit.last + 1]
    if hit.group.name == "person":
        return any(_is_name(text.own[token.start : token.end], token.word) for token in tokens[1:])
    if hit.group.name == "role":
        return any(token.word not in small_words("en") | words_of("vague") for token in tokens[1:-1])
    return True


def _is_name(written: str, word: str) -> bool:
    return written[:1].isupper() and word not in words_of("anybody")


def names(text: Text, given: str | None, says: str) -> tuple[bool | Absent, tuple[Span, ...]]:
    """Whether a telling word of `given` (a title, a person) is in the text; absent if nothing is given."""
    wanted = {stem(word) for word in _telling(given)} if given else set()
    if not wanted:
        return ABSENT, ()
    spans = tuple(_places(text, wanted, says))
    return bool(spans), spans


def _places(text: Text, wanted: set[str], says: str) -> Iterator[Span]:
    for sentence in text.sentences:
        for token in sentence.tokens:
            if stem(token.word) in wanted:
                yield Span(token.start, token.end, says)


def _telling(given: str) -> Iterator[str]:
    """The words of a title or a person's name or address (what stands before the @)."""
    for word in _WORD().findall(given[:_LONGEST].partition("@")[0].lower()):
        if word not in small_words("en") and word not in words_of("anybody"):
            yield word
