"""The rows about the smallest facts, by what the texts themselves show: a greeting names a person, `?` asks.

Where nobody has labelled a fact, a plain rule stands for the truth (said in the measure), or texts in which the fact
cannot hold, so that each time it is claimed is a false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import Any

from _corpora import cues, persons_mails, phone_offers, replies, requests
from _figures import Figure, share
from _messages import Message, labels, messages
from _row import Row, fact

from followup.plugins import Absent, Content, Unknown
from followup_tone import facts, pair_facts

_GREETED = re.compile(r"(?:Hi|Hello|Dear|Hey) (?:(?:Mrs?|Ms|Miss|Dr|Mister)\.? )?([A-Z][a-z]{2,})\b")
_TITLE = re.compile(r"\bthe ((?:[a-z]+ ){1,2})(?:position|role|job|post)\b")
_VOWELS = re.compile(r"[aeiouy]+")

Holds = Callable[[str], bool]


def small_rows() -> Iterator[Row]:
    texts = {"Wikipedia requests": [t for t, _ in requests()], "phone offers": [t for t, _ in phone_offers()],
             "our messages": [m.text for m in messages()], "mails by persons": persons_mails()}  # fmt: skip
    for corpus, every in texts.items():
        yield from _counts(corpus, every)
    for corpus, every in list(texts.items())[:2]:
        yield from _alarms(corpus, every)
    yield from _names()
    yield from _courtesies()
    yield from _offered()
    yield from _pointers()


def _counts(corpus: str, texts: Sequence[str]) -> Iterator[Row]:
    """Words, questions and reading ease beside the plainest ways to count them, for texts without quotations."""
    own = [text for text in texts if not re.search(r"^\s*>|wrote:|<", text, re.MULTILINE)]
    middle = median(map(_plain_count, own))
    yield Row("words", corpus, "within 5 % of words between blanks", _share(own, _words_alike),
              constant=_share(own, lambda text: _near(middle, _plain_count(text))))  # fmt: skip
    yield Row("questions", corpus, "as many as rows of `?`", _share(own, _questions_alike),
              constant=_share(own, lambda text: "?" not in text))  # fmt: skip
    eased = [text for text in own if not isinstance(fact(text, "reading_ease"), Unknown)]
    usual = median(map(_plain_ease, eased))
    yield Row("reading_ease", corpus, "within 10 points of vowel groups", _share(eased, _ease_alike),
              constant=_share(eased, lambda text: abs(usual - _plain_ease(text)) <= 10))  # fmt: skip


def _plain_count(text: str) -> int:
    return sum(any(char.isalnum() for char in word) for word in re.split(r"[\s/,\u2013\u2014-]+", text))


def _near(count: float, plain: int) -> bool:
    return abs(count - plain) <= max(1, 0.05 * plain)


def _words_alike(text: str) -> bool:
    return _near(fact(text, "words"), _plain_count(text))


def _questions_alike(text: str) -> bool:
    return bool(fact(text, "questions") == len(re.findall(r"[?!]*\?[?!]*", text)))


def _ease_alike(text: str) -> bool:
    return abs(float(fact(text, "reading_ease")) - _plain_ease(text)) <= 10


def _plain_ease(text: str) -> float:
    words = re.findall(r"[a-z]+", text.lower())
    sentences = max(1, len(re.findall(r"[.!?]+(?:\s|$)", text)))
    sounds = sum(
        max(1, len(_VOWELS.findall(w)) - (w.endswith("e") and len(_VOWELS.findall(w)) > 1)) for w in words
    )
    return 206.835 - 1.015 * len(words) / sentences - 84.6 * sounds / len(words) if words else 0.0


def _alarms(corpus: str, texts: Sequence[str]) -> Iterator[Row]:
    """Texts that are about no application and answer none: each claim is wrong."""
    claims: dict[str, Holds] = {
        "respects_time": lambda t: fact(t, "respects_time") is True,
        "asks_interest": lambda t: fact(t, "asks_interest") is True,
        "specifics": lambda t: "role" in _listed(fact(t, "specifics")),
        "write_to": lambda t: isinstance(fact(t, "write_to"), str),
        "later_until": lambda t: isinstance(fact(t, "later_until"), str),
        "automatic": lambda t: fact(t, "automatic") is True,
    }
    for name, claim in claims.items():
        yield Row(name, corpus, "false alarms", _share(texts, claim), constant=_share(texts, _never))


def _names() -> Iterator[Row]:
    """The person that a message greets and the role that it names; and another message's."""
    for name, key, pattern in (("names_person", "person", _GREETED), ("names_role", "title", _TITLE)):
        found = [(m.text, match[1]) for m in messages() if (match := pattern.search(m.text))]
        others = [(text, found[(at + 1) % len(found)][1]) for at, (text, _) in enumerate(found)]
        others = [
            (text, given) for text, given in others if not re.search(rf"\b{given.strip()}\b", text, re.I)
        ]
        for measure, pairs in (
            ("recall, what the text names", found),
            ("false alarms, what another names", others),
        ):
            plain = share(sum(given.lower() in text.lower() for text, given in pairs), len(pairs))
            never = share(0, len(pairs))
            yield Row(name, "our messages", measure, _named(name, key, pairs), None, plain, never)
    greeted = [m.text for m in messages() if _GREETED.match(m.text)]
    yield Row("specifics", "our messages", "recall of a person greeted by name",
              _share(greeted, lambda text: "person" in _listed(fact(text, "specifics"))),
              constant=_share(greeted, _never))  # fmt: skip


def _named(name: str, key: str, pairs: Sequence[tuple[str, str]]) -> Figure:
    seen = (facts(Content("m", {"text": text, key: given}))[name].value for text, given in pairs)
    return share(sum(value is True for value in seen), len(pairs))


def _courtesies() -> Iterator[Row]:
    """Messages that ask whether to stop should respect time or ask for interest; the rest have no need to."""
    for split in ("dev", "test"):
        asking = [m for m in messages("second") if m.intent == "ask_to_stop" and m.split == split]
        yield Row("respects_time or asks_interest", f"our second set, {split}, asking to stop", "recall",
                  _share([m.text for m in asking], _is_courteous), constant=share(0, len(asking)))  # fmt: skip


def _is_courteous(text: str) -> bool:
    return fact(text, "respects_time") is True or fact(text, "asks_interest") is True


def _offered() -> Iterator[Row]:
    """The messages that bring something: new after one that brings nothing, and not new after themselves."""
    bringing = [m for m in messages() if labels()[m.id]["offers"]]
    bare = "Hello, I wanted to ask whether there is any news."
    for measure, earlier in (
        ("recall, nothing offered before", bare),
        ("false alarms, the same offered before", None),
    ):
        found = _share_of(bringing, earlier)
        yield Row("new_offers", "our messages", measure, found, constant=share(0, found.n))


def _share_of(chosen: Sequence[Message], earlier: str | None) -> Figure:
    pairs = ((Content("m", {"text": m.text}), Content("m", {"text": earlier or m.text})) for m in chosen)
    new = [pair_facts(*pair)["new_offers"].value for pair in pairs]
    return share(sum(isinstance(value, tuple) for value in new), len(new))


def _pointers() -> Iterator[Row]:
    """What else an answer says: until when, and who to write to."""
    for half in ("train", "test"):
        rows = [row for row in replies() if row["half"] == half]
        for name, key in (("later_until", "until"), ("write_to", "to")):
            said = [(row.get(key), fact(row["text"], name)) for row in rows]
            given = [(wanted, value) for wanted, value in said if isinstance(value, str)]
            wanted = [pair for pair in said if pair[0]]
            corpus = f"our new replies, {half}"
            yield Row(name, corpus, "right of those said", share(sum(a == b for a, b in given), len(given)))
            recall = share(sum(a == b for a, b in wanted), len(wanted))
            yield Row(name, corpus, "recall", recall, constant=share(0, len(wanted)))
    stops = list(cues()["told_to_stop"])
    yield Row("automatic", "published ways to say stop", "false alarms",
              _share(stops, lambda text: fact(text, "automatic") is True),
              constant=_share(stops, _never))  # fmt: skip


def _never(text: str) -> bool:
    return False


def _listed(value: Any) -> Sequence[str]:
    return () if isinstance(value, (Absent, Unknown)) else value


def _share(texts: Sequence[str], holds: Holds) -> Figure:
    return share(sum(map(holds, texts)), len(texts))
