"""What the author wrote: quotations of others and markup are blanked, so that every place stays the same."""

from __future__ import annotations

import re

from followup_tone._late import late

_QUOTED = late(r"^[ \t]*(?:>|\|[ \t]).*$", re.MULTILINE)
_TAG = late(r"<(?!https?:)/?[a-zA-Z!][^<>]*>")
_WROTE = late(
    r"\b(?:wrote|writes|a écrit|schrieb|escribió|ha scritto)[ \t]?:[ \t!]*$", re.MULTILINE | re.IGNORECASE
)
_ON = late(r"[ \t]*(?:on|le|am|el|il)\b", re.IGNORECASE)
_FORWARDED = late(
    r"^[ \t]*(?:-{2,} ?(?:original message|forwarded message|ursprüngliche nachricht) ?-{2,}"
    r"|_{10,}[ \t]*\n[ \t]*from: |from: [^\n]{1,200}\n[ \t]*(?:sent|date|to): )",
    re.MULTILINE | re.IGNORECASE,
)
_LONGEST_ATTRIBUTION = 300
_NOT_BREAK = late(r"[^\n]")


def own_words(raw: str) -> str:
    """`raw` in the same length, with blanks where somebody else's words or a tag stood."""
    text = _cut_forwarded(raw.replace("\r\n", " \n").replace("\r", "\n"))
    text = _blank_attribution(text)
    if ">" in text or "|" in text:
        text = _QUOTED().sub(_blank, text)
    return _TAG().sub(_blank, text) if "<" in text else text


def _blank(match: re.Match[str]) -> str:
    return _blanks(match.group())


def _blanks(text: str) -> str:
    return _NOT_BREAK().sub(" ", text)


def _cut_forwarded(text: str) -> str:
    if "--" not in text and ":" not in text:
        return text  # as most texts are
    match = _FORWARDED().search(text)
    return text if match is None else text[: match.start()] + _blanks(text[match.start() :])


def _blank_attribution(text: str) -> str:
    """Without `On Monday, Ann wrote:`; what follows it goes too, unless marked lines tell the quotation apart."""
    for match in _WROTE().finditer(text) if ":" in text else ():
        start = _line_that_says_on(text, match.start())
        if start is not None:
            rest = text[match.end() :]
            marked = rest.lstrip().startswith((">", "|"))
            return text[:start] + _blanks(text[start : match.end()]) + (rest if marked else _blanks(rest))
    return text


def _line_that_says_on(text: str, at: int) -> int | None:
    """Where the attribution that ends at `at` begins: on its own line or, wrapped, on the one before."""
    this = text.rfind("\n", 0, at) + 1
    for start in (this, text.rfind("\n", 0, max(0, this - 1)) + 1):
        if at - start < _LONGEST_ATTRIBUTION and _ON().match(text, start):
            return start
    return None
