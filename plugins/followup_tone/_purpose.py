"""What a text of ours is for, when it says so clearly."""

from __future__ import annotations

from collections.abc import Iterable

from followup.plugins import Span, Unknown
from followup_tone._phrases import Hit
from followup_tone._text import Text

NOT_CLEAR = "the text does not say clearly what it is for"
_OPENING = 3  # sentences; a thank-you note begins with its thanks, after the greeting


def says(hits: Iterable[Hit], group: str) -> tuple[bool, tuple[Span, ...]]:
    """Whether a phrase of `group` occurs, and where."""
    spans = tuple(Span(hit.start, hit.end, hit.group.says) for hit in hits if hit.group.name == group)
    return bool(spans), spans


def intent(text: Text, hits: Iterable[Hit]) -> tuple[str | Unknown, tuple[Span, ...]]:
    """One of follow_up, ask_to_stop, thank_you, answer, withdraw; unknown unless clear."""
    hits = list(hits)
    meant, group = _meant(hits)
    return meant, says(hits, group)[1]


def _meant(hits: list[Hit]) -> tuple[str | Unknown, str]:
    """The intent, and the group of phrases that shows it; the order settles what a text with two of them is."""
    seen = {hit.group.name for hit in hits}
    opening = {hit.group.name for hit in hits if hit.sentence < _OPENING}
    asks = "asks_status" in seen
    if "withdraw" in seen:
        return "withdraw", "withdraw"
    if "stop_question" in seen or {"respects_time", "asks_interest"} <= seen:
        return "ask_to_stop", "stop_question" if "stop_question" in seen else "respects_time"
    if "answers" in opening and not asks and "thanks_for_meeting" not in opening:
        return "answer", "answers"
    if "thanks_for_meeting" in opening and ("just_met" in seen or not asks):
        return "thank_you", "thanks_for_meeting"
    if asks or "follows_up" in seen:
        return "follow_up", "asks_status" if asks else "follows_up"
    return Unknown(NOT_CLEAR), ""
