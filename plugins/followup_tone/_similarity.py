"""How alike the wording of two texts is, once greeting, closing, signature, thanks and formulas are gone.

Two measures, and the higher counts: words in common whatever their order (swapped words or sentences are not
new), and the common run of words (small words too). Small words and thanks count nothing in the first.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from followup_tone._language import small_words
from followup_tone._late import late
from followup_tone._nouns import stem
from followup_tone._phrases import frame
from followup_tone._text import Text, read, taken_apart

_GREETING = late(
    r"\s*(?:hi|hello|hey|dear|respected|greetings|good (?:morning|afternoon|evening|day)|to whom)"
    r"\b(?:(?:mr|mrs|ms|dr|prof)\.|[^\n.?!]){0,60}[,!:.\-\u2013]?\s*$",
    re.IGNORECASE,
)
_CLOSING = late(
    r"\s*(?:(?:(?:with )?(?:best|kind|warm|warmest|kindest|many) )?(?:regards|wishes|thanks)"
    r"|best|thanks|thank you|cheers|sincerely|yours (?:sincerely|truly|faithfully)|respectfully"
    r"|all the best|many thanks(?: and (?:best|kind) regards)?|--|—)"
    r"(?: in advance| again| so much)?[,.!\-\u2013]?\s*$",
    re.IGNORECASE,
)
_THANKS = late(
    r"(?:many |again |once more )?(?:thank you|thanks)(?: so much| very much| a lot| again| in advance)?"
    r"(?: (?:for|and) [^.!?\n]{0,60})?",
    re.IGNORECASE,
)
_MOST_WORDS = 3000
_MOST_LINES_AFTER = 12


def similarity(new: str, old: str) -> float:
    """From 0 (nothing in common) to 1 (the same wording)."""
    a, b = _words(new), _words(old)
    return max(_shared(a, b), _run(a, b))


def _shared(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """Twice the telling words in common, over all of them."""
    first, second = _telling(a), _telling(b)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else float(a == b)


def _run(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    from rapidfuzz.distance import LCSseq  # here, because facts about one text do without it

    return LCSseq.normalized_similarity(a, b)


@lru_cache(maxsize=16)
def _telling(words: tuple[str, ...]) -> Counter[str]:
    return Counter(stem(word) for word in words if word not in _small())


@cache
def _small() -> frozenset[str]:
    return small_words("en")


@lru_cache(maxsize=16)
def _words(raw: str) -> tuple[str, ...]:
    """The words of the message proper; all of its words if that leaves none."""
    own = read(raw).own
    kept = taken_apart(_THANKS().sub(" ", "\n".join(_body(own.split("\n")))))
    return _without_frame(kept) or _plain(kept) or _plain(taken_apart(own))


def _plain(text: Text) -> tuple[str, ...]:
    return tuple(word for sentence in text.sentences for word in sentence.words)[:_MOST_WORDS]


def _without_frame(text: Text) -> tuple[str, ...]:
    """The words outside the formulas that every letter has."""
    hits = frame().find(text)
    inside = {(hit.sentence, at) for hit in hits for at in range(hit.first, hit.last + 1)}
    words = (
        word
        for number, sentence in enumerate(text.sentences)
        for at, word in enumerate(sentence.words)
        if (number, at) not in inside
    )
    return tuple(words)[:_MOST_WORDS]


def _body(lines: list[str]) -> list[str]:
    """`lines` without greeting lines in front, and without a closing line and what stands below it."""
    start = 0
    while start < len(lines) and (not lines[start].strip() or _GREETING().fullmatch(lines[start])):
        start += 1
    for at in range(max(start, len(lines) - _MOST_LINES_AFTER), len(lines)):
        if _CLOSING().fullmatch(lines[at]):
            return lines[start:at]
    return lines[start:]
