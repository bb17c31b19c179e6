"""Subjects without what mail programs put before them."""

from __future__ import annotations

import re

from followup.plugins import ABSENT, Content, Fact

# Re, Aw, Sv, Fwd, Wg … of many languages, with a number (`Re[2]:`), a list's name in brackets between them.
_PREFIX = re.compile(
    r"\s{0,99}(?:re|aw|antw|antwort|sv|vs|rif|ref|res|odp|ynt|rv|tr|r|i"
    r"|fwd|fw|wg|vb|vl|doorst|enc|fyi|回复|答复|转发|ответ|ha)"
    r"\s{0,9}(?:\[\d{1,4}\]|\(\d{1,4}\)|\^\d{1,4})?\s{0,9}[:\uff1a]\s{0,99}",
    re.IGNORECASE,
)
_MOST_PREFIXES = 50


def without_prefixes(subject: str) -> str:
    """The subject without `Re:`, `AW:`, `Fwd:` and the like, and without blanks around it."""
    rest = subject.strip()
    for _ in range(_MOST_PREFIXES):
        found = _PREFIX.match(rest)
        if not found or not rest[found.end() :]:
            break
        rest = rest[found.end() :]
    return rest


def _compared(subject: str) -> str:
    return " ".join(without_prefixes(subject).casefold().split())


def repeated_subject(content: Content, earlier: Content) -> Fact:
    """True where both subjects are the same, prefixes, case and blanks aside; absent where one has none."""
    mine, theirs = content.text("subject"), earlier.text("subject")
    if mine is None or theirs is None or not _compared(mine):
        return Fact(ABSENT)
    return Fact(_compared(mine) == _compared(theirs))
