"""The words that tell one offer from another: which document, about what."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache

from followup_tone._phrases import DATA

_DOCUMENTS = {
    "cv": "cv resume résumé vitae",
    "portfolio": "portfolio",
    "sample": "sample samples example examples",
    "case study": "study",
    "proposal": "proposal plan outline sketch draft roadmap",
    "article": "article paper essay whitepaper publications publication chapter thesis",
    "report": "report analysis summary evaluation",
    "slides": "slides presentation deck slide",
    "reference": "reference references recommendation recommendations letter referees",
    "certificate": "certificate certificates diploma certification transcript degree",
    "photos": "photos pictures photo",
    "code": "code script repository notebook prototype demo",
    "diagram": "diagram chart design mockup wireframe",
    "checklist": "checklist list",
}
_NAMES = {word: name for name, words in _DOCUMENTS.items() for word in words.split()}
_STEM = ("ization", "isation", "ations", "ation", "ings", "ing", "ies", "es", "ed", "ly", "s")


@cache
def _empty() -> frozenset[str]:
    read: dict[str, str] = json.loads((DATA / "empty.json").read_text("utf-8"))
    return frozenset(read["words"].split())


def document(words: Iterable[str]) -> str | None:
    """The first document that `words` name, by one name for each kind."""
    return next((_NAMES[word] for word in words if word in _NAMES), None)


def subject(words: Iterable[str]) -> str | None:
    """The longest of `words` that is not empty: the likeliest to survive another wording."""
    telling = [stem(word) for word in words if word not in _empty() and word.isalpha()]
    return max(sorted(telling), key=len, default=None)


def stem(word: str) -> str:
    """`word` without its ending; crude, but the same for `migrations` and `migrating`."""
    for ending in _STEM:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
