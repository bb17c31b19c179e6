"""Whether a text is English: by its letters, and by the small words that every sentence needs."""

from __future__ import annotations

import json
from functools import cache

from followup_tone._phrases import DATA, phrases
from followup_tone._text import Text

UNKNOWN = "not in a language that is known here"
_MOST_FOREIGN = 0.3
_FEWEST_KNOWN = 0.3
_FEWEST_OF_A_TIE = 0.4
_SAMPLE = 4000


@cache
def _languages() -> dict[str, frozenset[str]]:
    read: dict[str, str] = json.loads((DATA / "languages.json").read_text("utf-8"))["words"]
    return {name: frozenset(words.split()) for name, words in read.items()}


@cache
def _speakers() -> dict[str, tuple[str, ...]]:
    """The languages that each small word belongs to."""
    words = {word for small in _languages().values() for word in small}
    return {word: tuple(name for name, small in _languages().items() if word in small) for word in words}


def small_words(language: str) -> frozenset[str]:
    return _languages()[language]


def is_english(text: Text) -> bool:
    """True for English. A text too short for small words counts as English if its words are known ones."""
    words = [token.word for sentence in text.sentences for token in sentence.tokens][:_SAMPLE]
    if not words or _foreign_letters(text.own[:_SAMPLE]) > _MOST_FOREIGN:
        return False
    speakers = _speakers()
    votes = {"en": 0}
    for word in words:
        for name in speakers.get(word, ()):
            votes[name] = votes.get(name, 0) + 1
    most = max(votes.values())
    if votes["en"] < most:
        return False
    alone = sum(count == most for count in votes.values()) == 1
    return _known(words) >= (_FEWEST_KNOWN if alone else _FEWEST_OF_A_TIE) * len(words)


def _known(words: list[str]) -> int:
    known = vocabulary()
    return sum(word in known for word in words)


@cache
def vocabulary() -> frozenset[str]:
    """Everyday words of English: those of the phrases, and the small ones."""
    return phrases().vocabulary | small_words("en")


def _foreign_letters(own: str) -> float:
    """The share of letters that no Latin alphabet has."""
    if own.isascii():
        return 0.0
    letters = [char for char in own if char.isalpha()]
    return sum(char > "ɏ" for char in letters) / len(letters) if letters else 0.0
