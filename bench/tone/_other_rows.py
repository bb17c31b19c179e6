"""The rows about offers, wording, purpose, answers and language."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from _corpora import cases, cues, machines_mails, persons_mails, phone_offers, requests, templates
from _corpora import replies as fresh
from _figures import Figure, area, share
from _messages import labels, messages
from _row import Row, fact
from rapidfuzz import fuzz

from followup.plugins import ABSENT, Absent, Content, Unknown
from followup_tone import pair_facts

ALIKE = 0.6  # the threshold of the pack five-rules
SPLITS = {"our first set, train and dev": ("train", "dev"), "our first set, test": ("test",)}
ENDS = ("hired", "rejected", "stop")
GREETING, CLOSING = (
    "Hello Dana,\n\nI hope this email finds you well. ",
    (
        " Please let me know if you need anything else from my side. I look forward to hearing from you."
        "\n\nBest regards,\nSam Reed"
    ),
)


def other_rows() -> Iterator[Row]:
    yield from offers()
    yield from similarity()
    yield from intent()
    yield from meaning()
    yield from language()


def offers() -> Iterator[Row]:
    """Our messages, of which five bring something."""
    marks = labels()
    for corpus, splits in SPLITS.items():
        chosen = [m for m in messages("first") if m.split in splits]
        yield Row(
            "offers", corpus, "recall", _share([m.text for m in chosen if marks[m.id]["offers"]], _offers)
        )
        bare = [m.text for m in chosen if not marks[m.id]["offers"]]
        yield Row("offers", corpus, "false alarms", _share(bare, _offers))


def _offers(text: str) -> bool:
    return not isinstance(fact(text, "offers"), (Absent, Unknown))


def _share(texts: Sequence[str], holds: Any) -> Figure:
    return share(sum(map(holds, texts)), len(texts))


def similarity() -> Iterator[Row]:
    """Telephone offers: each against itself in disguise, and against another's; then both in one frame."""
    chance = random.Random(4)
    texts = [text for text, _ in phone_offers() if len(text.split()) >= 20]
    others = [(a, b) for a, b in zip(texts, chance.sample(texts, len(texts)), strict=True) if a != b]
    disguises = {"words swapped": _swapped, "sentences moved": _moved, "every sixth word another": _replaced,
                 "put into a frame": _framed}  # fmt: skip
    for name, disguise in disguises.items():
        pairs = [(disguise(text, chance), text) for text in texts]
        yield _told_apart(f"phone offers, {name}, above another's", pairs, others)
    framed = [(_framed(a, chance), _framed(b, chance)) for a, b in others]
    yield Row("similarity", "different offers in one frame", "called alike", *_alike(framed))
    yield Row("similarity", "different offers", "called alike", *_alike(others))
    same = [(_swapped(text, chance), text) for text in texts]
    yield Row("similarity", "offers with words swapped", "called alike", *_alike(same))


def _told_apart(corpus: str, same: Sequence[tuple[str, str]], others: Sequence[tuple[str, str]]) -> Row:
    ours, plain, bag = (
        area([score(a, b) for a, b in same], [score(a, b) for a, b in others])
        for score in (_ours, fuzz.ratio, _jaccard)
    )
    return Row("similarity", corpus + " (VADER: edit distance)", "area", ours, plain, bag)


def _alike(pairs: Sequence[tuple[str, str]]) -> tuple[Figure, ...]:
    scores = (_ours, lambda a, b: fuzz.ratio(a, b) / 100, _jaccard)
    return tuple(share(sum(score(a, b) > ALIKE for a, b in pairs), len(pairs)) for score in scores)


def _ours(a: str, b: str) -> float:
    value = pair_facts(Content("m", {"text": a}), Content("m", {"text": b}))["similarity"].value
    return 0.0 if value is ABSENT else float(value)  # type: ignore[arg-type]


def _jaccard(a: str, b: str) -> float:
    first, second = set(a.lower().split()), set(b.lower().split())
    return len(first & second) / len(first | second)


def _swapped(text: str, chance: random.Random) -> str:
    words = text.split()
    for at in range(0, len(words) - 1, 3):
        words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def _moved(text: str, chance: random.Random) -> str:
    parts = text.replace("! ", ". ").replace("? ", ". ").split(". ")
    return ". ".join(parts[1:] + parts[:1])


def _replaced(text: str, chance: random.Random) -> str:
    words = text.split()
    for at in range(2, len(words), 6):
        words[at] = chance.choice(("window", "river", "paper", "garden", "music", "engine"))
    return " ".join(words)


def _framed(text: str, chance: random.Random) -> str:
    return GREETING + text + CLOSING


def intent() -> Iterator[Row]:
    """The second set says what each message is for; the first has none but follow-ups."""
    for split in ("train", "dev", "test"):
        told = [(m.intent, fact(m.text, "intent")) for m in messages("second") if m.split == split]
        yield from _intents(f"our second set, {split}", told)
    first = [(m.intent, fact(m.text, "intent")) for m in messages("first") if m.split == "test"]
    yield from _intents("our first set, test (all taken for follow-ups)", first)
    for corpus, texts in (("Wikipedia requests", requests()), ("phone offers", phone_offers())):
        grave = [fact(text, "intent") in ("ask_to_stop", "withdraw") for text, _ in texts]
        yield Row("intent", corpus, "called ask_to_stop or withdraw", share(sum(grave), len(grave)))


def _intents(corpus: str, told: Sequence[tuple[str, Any]]) -> Iterator[Row]:
    said = [(meant, value) for meant, value in told if isinstance(value, str)]
    ends = [(meant, value) for meant, value in said if value in ("ask_to_stop", "withdraw")]
    common = share(sum(meant == "follow_up" for meant, _ in told), len(told))
    for measure, pairs in (
        ("right of those said", said),
        ("right of all", told),
        ("right of ends said", ends),
    ):
        right = share(sum(meant == value for meant, value in pairs), len(pairs))
        yield Row("intent", corpus, measure, right, constant=common if pairs is told else None)


def meaning() -> Iterator[Row]:
    """The end of a case hangs on it: how often it is said, how often rightly, and of texts that say nothing."""
    replies = [(row["meaning"], fact(row["text"], "meaning")) for row in cases("replies")]
    said = [(meant, value) for meant, value in replies if isinstance(value, str)]
    clear = [(meant, value) for meant, value in replies if meant is not None]
    yield Row("meaning", "our replies (corrected on them)", "right of those said",
              share(sum(a == b for a, b in said), len(said)))  # fmt: skip
    yield Row(
        "meaning",
        "our replies (corrected on them)",
        "recall",
        share(sum(a == b for a, b in clear), len(clear)),
    )
    for half in ("train", "test"):
        yield from _meanings(f"our new replies, {half}", [row for row in fresh() if row["half"] == half])
    silent = {"Wikipedia requests": [text for text, _ in requests()], "phone offers": [t for t, _ in phone_offers()],
              "persons' mails": persons_mails(), "published templates": templates(),
              "bounces": machines_mails("bounce")}  # fmt: skip
    for corpus, texts in silent.items():
        yield Row("meaning", corpus, "called hired, rejected or stop", _share(texts, _ended))
    yield Row("automatic", "persons' mails", "false alarms", _share(persons_mails(), _automatic))
    yield Row("automatic", "published out-of-office bodies", "recall", _share(_bodies(), _automatic))


def _meanings(corpus: str, rows: Sequence[dict[str, Any]]) -> Iterator[Row]:
    told = [(row["meaning"], fact(row["text"], "meaning")) for row in rows]
    said = [(meant, value) for meant, value in told if isinstance(value, str)]
    clear = [(meant, value) for meant, value in told if meant is not None]
    yield Row("meaning", corpus, "right of those said", share(sum(a == b for a, b in said), len(said)))
    yield Row("meaning", corpus, "recall", share(sum(a == b for a, b in clear), len(clear)))


def _ended(text: str) -> bool:
    return fact(text, "meaning") in ENDS


def _automatic(text: str) -> bool:
    return fact(text, "automatic") is True


def _bodies() -> list[str]:
    return [str(each[1] if isinstance(each, list) else each) for each in cues()["auto_reply_bodies"]]


def language() -> Iterator[Row]:
    english = {"Wikipedia requests": [text for text, _ in requests()], "phone offers": [t for t, _ in phone_offers()],
               "our messages": [m.text for m in messages()], "templates": templates()}  # fmt: skip
    for corpus, texts in english.items():
        yield Row("language", corpus, "taken for English", _share(texts, _is_english))
    foreign = [row["text"] for row in cases("languages")]
    yield Row(
        "language",
        "our sentences in 25 languages and mixed",
        "taken for English",
        _share(foreign, _is_english),
    )


def _is_english(text: str) -> bool:
    return not isinstance(fact(text, "politeness"), Unknown)
