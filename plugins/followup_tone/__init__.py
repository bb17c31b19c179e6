"""Facts about words, for every channel that has them: tone, offers, purpose, wording.

Each fact comes with the words that speak for it. The text is the author's; quotations of others count nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from followup.plugins import ABSENT, Content, Fact, Span, Unknown, gives_facts, gives_pair_facts
from followup_tone._answers import automatic, later_until, write_to
from followup_tone._features import features, with_tone
from followup_tone._frustration import UPSET, blame, frustration, meant, seen_in
from followup_tone._humility import humility
from followup_tone._language import UNKNOWN, is_english
from followup_tone._meaning import meaning
from followup_tone._offers import new_offers, offers
from followup_tone._phrases import found
from followup_tone._politeness import annotated, politeness
from followup_tone._purpose import intent, says
from followup_tone._reading import asked, hard_places, reading_ease
from followup_tone._specifics import names, specifics
from followup_tone._text import Text, read, without_quoted

_NEEDING_ENGLISH = (
    "politeness",
    "humility",
    "frustration",
    "blame",
    "offers",
    "specifics",
    "respects_time",
    "asks_interest",
    "intent",
    "meaning",
    "later_until",
    "write_to",
    "automatic",
    "reading_ease",
)
_OF_ANY_LANGUAGE = ("words", "questions", "names_role", "names_person")
_EXACT, _ROUGH = Decimal("0.001"), Decimal("0.1")

__all__ = ["facts", "pair_facts"]


@gives_facts
def facts(content: Content) -> Mapping[str, Fact]:
    """All facts about one text; without a text, or in a language that is not known, unknown."""
    raw = content.text()
    if raw is None:
        return _unknown("no text", *_OF_ANY_LANGUAGE)
    text = read(raw)
    counts = _of_any_language(text, content)
    if text.count == 0 and not text.links:
        return counts | _unknown("the text has no words")
    return counts | (_of_english(text) if is_english(text) else _unknown(UNKNOWN))


@gives_pair_facts
def pair_facts(content: Content, earlier: Content) -> Mapping[str, Fact]:
    """How alike two texts are, and what the first offers that the second does not; absent where one has none."""
    from followup_tone._similarity import similarity  # here, because facts about one text do without it

    new, old = content.text(), earlier.text()
    if not new or not old or not new.strip() or not old.strip():
        return {"similarity": Fact(ABSENT), "new_offers": Fact(ABSENT)}
    return {"similarity": Fact(_score(similarity(new, old))), "new_offers": _new_offers(read(new), read(old))}


def _of_any_language(text: Text, content: Content) -> dict[str, Fact]:
    title, person = content.text("title"), content.text("person")
    return {
        "words": Fact(text.count),
        "questions": Fact(sum(sentence.asks for sentence in text.sentences), asked(text)),
        "names_role": Fact(*names(text, title, "names the role")),
        "names_person": Fact(*names(text, person, "names the person")),
    }


def _of_english(text: Text) -> dict[str, Fact]:
    hits, spoken = found(text), without_quoted(text)
    said = hits if spoken is text else found(spoken)
    purpose, answer, upset = hits["purpose"], said["meaning"], meant(spoken, said["frustration"])
    seen = features(text, hits["politeness"])
    raw = annotated(seen)
    heard = with_tone(seen, raw, (*upset, *purpose)) if spoken is text else seen_in(spoken, said)
    vexed, why = frustration(spoken, heard, upset)
    guilty, whose = blame(spoken, heard, upset)
    angry = _score(vexed) > UPSET
    understood, shown = meaning(spoken, answer)
    ease = reading_ease(text)
    return {
        "politeness": _scored(*politeness(text, raw, hits["politeness"])),
        "humility": _scored(*humility(text, hits["politeness"], purpose, upset)),
        "frustration": _scored(vexed, why),
        "blame": _scored(guilty, whose),
        "offers": Fact(*offers(text, hits["offers"])),
        "specifics": Fact(*specifics(text, hits["specifics"])),
        "respects_time": Fact(*says(purpose, "respects_time")),
        "asks_interest": Fact(*says(purpose, "asks_interest")),
        "intent": Fact(*intent(purpose, upset, angry, whose if angry and _score(guilty) > UPSET else ())),
        "meaning": Fact(understood, shown),
        "later_until": Fact(*later_until(spoken, understood, answer)),
        "write_to": Fact(*write_to(spoken, answer)),
        "automatic": Fact(*automatic(answer)),
        "reading_ease": Fact(
            Unknown("no words") if ease is None else Decimal(repr(ease)).quantize(_ROUGH),
            hard_places(text, ease),
        ),
    }


def _new_offers(new: Text, old: Text) -> Fact:
    if not (is_english(new) and is_english(old)):
        return Fact(Unknown(UNKNOWN))
    return Fact(*new_offers((new, found(new)["offers"]), (old, found(old)["offers"])))


def _unknown(reason: str, *more: str) -> dict[str, Fact]:
    return {name: Fact(Unknown(reason)) for name in (*_NEEDING_ENGLISH, *more)}


def _scored(value: float, spans: tuple[Span, ...]) -> Fact:
    return Fact(_score(value), spans)


def _score(value: float) -> Decimal:
    """`value` as an exact number between 0 and 1, to three places."""
    return Decimal(repr(min(1.0, max(0.0, value)))).quantize(_EXACT)
