"""What else an answer of theirs can say, only where it is clear: until when it puts off, and who to write to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from followup.plugins import ABSENT, Maybe, Span, Unknown
from followup_tone._late import late
from followup_tone._negation import denied_before
from followup_tone._phrases import Hit, words_of
from followup_tone._text import Text

_SEVERAL_DAYS = "the reply names more than one day"
_SEVERAL_PEOPLE = "the reply names more than one person"
_ADDRESS = late(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_TITLE = late(r"[\s,]*(?:(?:Mr|Mrs|Ms|Dr)\.?\s+)?")
_NAME = late(r"[A-ZÀ-ÖØ-Þ][\w'\u2019-]{1,30}")
_US = frozenset(["me", "us", "myself"])
_REACH = 160  # characters: a long sentence, and bounded for an endless one
_MOST = 200

Found = tuple[Maybe, tuple[Span, ...]]


def automatic(hits: Iterable[Hit]) -> tuple[bool, tuple[Span, ...]]:
    """Whether its words are those of an automatic reply."""
    spans = tuple(_span(hit) for hit in hits if hit.group.name == "automatic")
    return bool(spans), spans


def later_until(text: Text, meant: object, hits: Iterable[Hit]) -> Found:
    """The day or month until which the answer puts off, as written; absent if it does not or names none."""
    if isinstance(meant, Unknown):
        return meant, ()
    if meant != "later":
        return ABSENT, ()
    from followup_tone._dates import dates  # here, because few texts put anything off

    puts_off = [hit for hit in hits if hit.group.name == "later"][:_MOST]
    found = [each for hit in puts_off for each in dates(text.own, hit.start, _end(text, hit))]
    days = {name for name, _, _ in found}
    if any("-" in name for name in days):
        days = {name for name in days if "-" in name}  # `Friday, 5 March` is one day
    if len(days) != 1:
        return (Unknown(_SEVERAL_DAYS) if days else ABSENT), ()
    return days.pop(), tuple(Span(a, b, "puts it off until then") for a, b in sorted({f[1:] for f in found}))


def write_to(text: Text, hits: Iterable[Hit]) -> Found:
    """The address, else the name, of somebody else to write to; absent if none is named."""
    pointing = [hit for hit in hits if hit.group.name == "elsewhere" and not denied_before(text, hit)]
    found = sorted({each for hit in pointing[:_MOST] for each in _somebody(text, hit)})
    addresses = [each for each in found if "@" in each[2]]
    people = {name for _, _, name in addresses or found}
    if len(people) != 1:
        return (Unknown(_SEVERAL_PEOPLE) if people else ABSENT), ()
    return people.pop(), tuple(
        Span(a, b, "names somebody else to write to") for a, b, _ in addresses or found
    )


def _somebody(text: Text, hit: Hit) -> list[tuple[int, int, str]]:
    """The addresses from the phrase to the end of its sentence; else the name that follows it at once."""
    words = text.sentences[hit.sentence].words[hit.first : hit.last + 2]
    if not _US.isdisjoint(words):
        return []
    addresses = _ADDRESS().finditer(text.own, hit.start, _end(text, hit))
    if found := [(match.start(), match.end(), match.group().lower()) for match in addresses]:
        return found
    run = list(_names(text.own, hit.end, hit.end + _REACH))
    return [(run[0].start(), run[-1].end(), " ".join(match.group() for match in run))] if run else []


def _names(own: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Up to three words with capitals, with nothing but blanks and `Mr.` before and between."""
    title = _TITLE().match(own, start)
    at = title.end() if title else start
    for _ in range(3):
        name = _NAME().match(own, at, end)
        if name is None or name.group().lower() in words_of("no name"):
            return
        yield name
        at = name.end() + (own[name.end() : name.end() + 1] == " ")
        if at == name.end():
            return


def _end(text: Text, hit: Hit) -> int:
    return min(text.sentences[hit.sentence].tokens[-1].end, hit.end + _REACH)


def _span(hit: Hit) -> Span:
    return Span(hit.start, hit.end, hit.group.says)
