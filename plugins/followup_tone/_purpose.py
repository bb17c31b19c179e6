"""What a text of ours is for, when it says so clearly."""

from __future__ import annotations

from collections.abc import Iterable

from followup.plugins import Span, Unknown
from followup_tone._phrases import Hit

NOT_CLEAR = "the text does not say clearly what it is for"
_ABOUT_SILENCE = frozenset(["counting", "waiting", "repeating", "blame", "demand", "ultimatum"])
_OPENING = 3  # sentences; a thank-you note begins with its thanks, after the greeting


def says(hits: Iterable[Hit], group: str) -> tuple[bool, tuple[Span, ...]]:
    """Whether a phrase of `group` occurs, and where."""
    spans = tuple(Span(hit.start, hit.end, hit.group.says) for hit in hits if hit.group.name == group)
    return bool(spans), spans


def intent(
    hits: Iterable[Hit], complaints: Iterable[Hit], upset: bool, blame: tuple[Span, ...]
) -> tuple[str | Unknown, tuple[Span, ...]]:
    """One of follow_up, ask_to_stop, thank_you, answer, withdraw; unknown unless clear.

    Who is `upset` does not ask whether to stop, whatever the words; and who complains about silence, or else blames
    them (`blame` says where), follows up: nobody thanks, answers or withdraws so.
    """
    hits = list(hits)
    seen = {hit.group.name for hit in hits}
    opening = {hit.group.name for hit in hits if hit.sentence < _OPENING}
    about_silence = [hit for hit in complaints if hit.group.name in _ABOUT_SILENCE] if upset else []
    meant, group = _meant(seen, opening, upset)
    complained = tuple(Span(hit.start, hit.end, hit.group.says) for hit in about_silence) or blame
    return (meant, says(hits, group)[1]) if group or not complained else ("follow_up", complained)


def _meant(seen: set[str], opening: set[str], upset: bool) -> tuple[str | Unknown, str]:
    """The intent, and the group of phrases that shows it; the order settles what a text with two of them is."""
    asks, stops = "asks_status" in seen, _stops(seen)
    if "withdraw" in seen:
        return "withdraw", "withdraw"
    if stops:
        return (Unknown(NOT_CLEAR), "") if upset else ("ask_to_stop", stops)
    if "answers" in opening and not asks and "thanks_for_meeting" not in opening:
        return "answer", "answers"
    if "thanks_for_meeting" in opening and ("just_met" in seen or not asks):
        return "thank_you", "thanks_for_meeting"
    if asks or "follows_up" in seen:
        return "follow_up", "asks_status" if asks else "follows_up"
    return Unknown(NOT_CLEAR), ""


def _stops(seen: set[str]) -> str:
    """The group that asks whether to stop: by itself, or respect for their time with a question for interest."""
    if "stop_question" in seen:
        return "stop_question"
    return "respects_time" if {"respects_time", "asks_interest"} <= seen else ""
