"""What of value a text brings: things with short, stable names, so that other words make no new thing.

A name is the kind of thing, and where one can be told the thing itself: `link:github.com/ann/tool`,
`attachment:portfolio`, `idea:migration`, `availability:monday,tuesday`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from followup.plugins import ABSENT, Absent, Span
from followup_tone._language import small_words
from followup_tone._late import late
from followup_tone._negation import denied_around, denied_before
from followup_tone._nouns import document, stem, subject
from followup_tone._phrases import Hit
from followup_tone._text import Sentence, Text

_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_TIMES = frozenset(
    [*_DAYS, "tomorrow", "today", "tonight", "morning", "afternoon", "evening", "weekday", "weekdays"]
)
_REACH = 16
NOT_OURS = (
    "not ours"  # the group of phrases about what others attach, and of attachments to people and causes
)
_MODAL = frozenset(["could", "can", "may", "will"])
_SCHEME = late(r"^https?://", re.IGNORECASE)
_WWW = late(r"^www\.", re.IGNORECASE)


def offers(text: Text, hits: Iterable[Hit]) -> tuple[tuple[str, ...] | Absent, tuple[Span, ...]]:
    """The names of what is offered, sorted, and where; absent if there is nothing."""
    named = _named(text, hits)
    spans = tuple(Span(hit.start, hit.end, f"{hit.group.says} ({name})") for name, hit in named)
    return _told_apart({name for name, _ in named}) or ABSENT, spans


def _named(text: Text, hits: Iterable[Hit]) -> list[tuple[str, Hit]]:
    hits = list(hits)
    others = [hit for hit in hits if hit.group.name == NOT_OURS]
    ours = [hit for hit in hits if hit.group.name != NOT_OURS and not _denied(text, hit)]
    kept = ((_name(text, hit), hit) for hit in ours if not any(_overlap(hit, other) for other in others))
    return [(name, hit) for name, hit in kept if name]


def _overlap(one: Hit, other: Hit) -> bool:
    return one.sentence == other.sentence and one.first <= other.last and other.first <= one.last


Read = tuple[Text, Iterable[Hit]]


def new_offers(new: Read, old: Read) -> tuple[tuple[str, ...] | Absent, tuple[Span, ...]]:
    """The offers of `new` that `old` did not make under any words, and where; absent if there are none."""
    before = [(name, _telling(old[0], hit)) for name, hit in _named(*old)]
    fresh = [(name, hit) for name, hit in _named(*new) if not _made(name, _telling(new[0], hit), before)]
    spans = tuple(Span(hit.start, hit.end, f"{hit.group.says} ({name})") for name, hit in fresh)
    return _told_apart({name for name, _ in fresh}) or ABSENT, spans


def _made(name: str, words: frozenset[str], before: Iterable[tuple[str, frozenset[str]]]) -> bool:
    """Whether the offer was made before: by name, barely, or of the same kind in much the same words."""
    kind = name.partition(":")[0]
    return any(
        name == other or (kind == other.partition(":")[0] and (name == kind or _alike(kind, words, theirs)))
        for other, theirs in before
    )


def _alike(kind: str, words: frozenset[str], others: frozenset[str]) -> bool:
    return kind != "link" and 2 * len(words & others) > len(words | others)


def _telling(text: Text, hit: Hit) -> frozenset[str]:
    words = _around(text.sentences[hit.sentence], hit)
    return frozenset(stem(word) for word in words if word not in small_words("en"))


def _told_apart(names: set[str]) -> tuple[str, ...]:
    """`names` sorted, without the bare kind where the thing itself is named as well."""
    kinds = {name.partition(":")[0] for name in names if ":" in name}
    return tuple(sorted(names - kinds))


def _denied(text: Text, hit: Hit) -> bool:
    """`I have no references` brings nothing, and what they could give is no offer of ours."""
    taken_back = denied_around if hit.group.name == "attachment" else denied_before
    return hit.group.name != "link" and (_asked_for(text, hit) or taken_back(text, hit))


def _asked_for(text: Text, hit: Hit) -> bool:
    """`you` right before the verb, or after `could`: `you could give me`, `could you send me`."""
    words = text.sentences[hit.sentence].words
    before = hit.first + 1 if words[hit.first] in _MODAL else hit.first - 1
    return hit.group.name == "work" and ("you",) in (
        words[before : before + 1],
        words[hit.first - 1 : hit.first],
    )


def _name(text: Text, hit: Hit) -> str | None:
    sentence = text.sentences[hit.sentence]
    return _NAMES.get(hit.group.name, _plain)(sentence, hit, text)


def _plain(sentence: Sentence, hit: Hit, text: Text) -> str:
    return hit.group.name


def _link(sentence: Sentence, hit: Hit, text: Text) -> str | None:
    """Host and path, without what trackers add; a mail address is no link."""
    address = text.raw[hit.start : hit.end].rstrip(".,;:!?)]'")
    if "@" in address and not _SCHEME().match(address):
        return None
    bare = _WWW().sub("", _SCHEME().sub("", address))
    host, _, path = re.split(r"[?#]", bare, maxsplit=1)[0].partition("/")
    return "link:" + f"{host.lower()}/{path}".rstrip("/")


def _attachment(sentence: Sentence, hit: Hit, text: Text) -> str:
    named = document(_around(sentence, hit))
    return f"attachment:{named}" if named else "attachment"


def _about(sentence: Sentence, hit: Hit, text: Text) -> str:
    """The kind, and the most telling word of what it is about."""
    named = subject(_after(sentence, hit))
    return f"{hit.group.name}:{named}" if named else hit.group.name


def _work(sentence: Sentence, hit: Hit, text: Text) -> str:
    named = document(_after(sentence, hit)) or subject(_after(sentence, hit))
    return f"work:{named}" if named else "work"


def _availability(sentence: Sentence, hit: Hit, text: Text) -> str:
    named = sorted(_TIMES.intersection(_around(sentence, hit)), key=_order)
    return "availability:" + ",".join(named) if named else "availability"


def _after(sentence: Sentence, hit: Hit) -> tuple[str, ...]:
    return sentence.words[hit.first : hit.first + _REACH]


def _around(sentence: Sentence, hit: Hit) -> tuple[str, ...]:
    return sentence.words[max(0, hit.first - _REACH) : hit.last + _REACH]


def _order(time: str) -> tuple[int, str]:
    return (_DAYS.index(time) if time in _DAYS else len(_DAYS)), time


_NAMES: dict[str, Callable[[Sentence, Hit, Text], str | None]] = {
    "link": _link,
    "attachment": _attachment,
    "article": _about,
    "idea": _about,
    "work": _work,
    "availability": _availability,
}
