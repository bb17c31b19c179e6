"""The rows about offers, wording, purpose, answers and language."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from _baselines import Bag, Score, bag, vader
from _corpora import cases, cues, machines_mails, persons_mails, phone_offers, requests, templates
from _corpora import replies as fresh
from _figures import Figure, area, share
from _messages import Message, labels, messages
from _row import Row, fact
from rapidfuzz import fuzz

from followup.plugins import ABSENT, Absent, Content, Unknown
from followup_tone import pair_facts

ALIKE = 0.6  # the threshold of the pack five-rules
SPLITS = {"our follow-ups, train and dev": ("train", "dev"), "our follow-ups, test": ("test",)}
SAID, UNCLEAR = "right of those said", "unclear"
STOPPING = ("ask_to_stop", "withdraw")
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
    """Our follow-ups, of which few bring something. The constant brings nothing."""
    marks = labels()
    for corpus, splits in SPLITS.items():
        chosen = [m for m in messages() if m.split in splits and m.intent == "follow_up"]
        for measure, brings in (("recall", True), ("false alarms", False)):
            texts = [m.text for m in chosen if marks[m.id]["offers"] is brings]
            others = (_share(texts, lambda text: offer_words()(text) > 0), _share(texts, _never))
            yield Row("offers", corpus, measure, _share(texts, _offers), None, *others)


@cache
def offer_words() -> Bag:
    return bag([(m.text, labels()[m.id]["offers"]) for m in messages() if m.split != "test"])


def _never(text: str) -> bool:
    return False


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
    """The second set says what each message is for; the first has none but follow-ups. So says the constant."""
    for split in ("train", "dev", "test"):
        chosen = [m for m in messages("second") if m.split == split]
        yield from _intents(f"our second set, {split}", chosen)
    first = [m for m in messages("first") if m.split == "test"]
    yield from _intents("our first set, test (all taken for follow-ups)", first)
    for corpus, texts in (("Wikipedia requests", requests()), ("phone offers", phone_offers())):
        grave, by_words = (
            _share([text for text, _ in texts], lambda text, says=says: says(text) in STOPPING)
            for says in (lambda text: fact(text, "intent"), lambda text: intent_words().guess(text)[0])
        )
        yield Row("intent", corpus, "called ask_to_stop or withdraw", grave, None, by_words, _none(grave))


@cache
def intent_words() -> Bag:
    """A bag of words of what our messages for training are for."""
    return bag([(m.text, m.intent) for m in messages("second", "practice") if m.split == "train"])


def _intents(corpus: str, chosen: Sequence[Message]) -> Iterator[Row]:
    told = [(m.intent, fact(m.text, "intent")) for m in chosen]
    said = [pair for pair in told if isinstance(pair[1], str)]
    guessed = sorted(((m.intent, *intent_words().guess(m.text)) for m in chosen), key=lambda each: -each[2])
    by_words = [(meant, value) for meant, value, _ in guessed]
    common = _agree([(meant, "follow_up") for meant, _ in told])
    yield Row("intent", corpus, SAID, _agree(said), None, _agree(by_words[: len(said)]), common)
    yield Row("intent", corpus, "right of all", _agree(told), None, _agree(by_words), common)
    ends, ends_by_words = ([pair for pair in pairs if pair[1] in STOPPING] for pairs in (said, by_words))
    yield Row("intent", corpus, "right of ends said", _agree(ends), None, _agree(ends_by_words))


def _agree(pairs: Sequence[tuple[Any, Any]]) -> Figure:
    return share(sum(meant == value for meant, value in pairs), len(pairs))


def _none(figure: Figure) -> Figure:
    """What a constant that claims nothing reaches on as many texts."""
    return share(0, figure.n)


def meaning() -> Iterator[Row]:
    """The end of a case hangs on it: how often it is said, how often rightly, and of texts that say nothing."""
    yield from _meanings("our replies (corrected on them)", cases("replies"))
    for half in ("train", "test"):
        yield from _meanings(f"our new replies, {half}", [row for row in fresh() if row["half"] == half])
    silent = {"Wikipedia requests": [text for text, _ in requests()], "phone offers": [t for t, _ in phone_offers()],
              "persons' mails": persons_mails(), "published templates": templates(),
              "bounces": machines_mails("bounce")}  # fmt: skip
    for corpus, texts in silent.items():
        others = (
            _share(texts, lambda text: _by_valence(text) in ENDS) if _valence() else None,
            _share(texts, lambda text: reply_words().guess(text)[0] in ENDS),
            _share(texts, _never),
        )
        yield Row("meaning", corpus, "called hired, rejected or stop", _share(texts, _ended), *others)
    for corpus, texts, measure in (("persons' mails", persons_mails(), "false alarms"),
                                   ("published out-of-office bodies", _bodies(), "recall")):  # fmt: skip
        yield Row("automatic", corpus, measure, _share(texts, _automatic), constant=_share(texts, _never))


@cache
def reply_words() -> Bag:
    """A bag of words of what replies mean, unclear ones among them."""
    rows = [*cases("replies"), *(row for row in fresh() if row["half"] == "train")]
    return bag([(row["text"], row["meaning"] or UNCLEAR) for row in rows])


@cache
def _valence() -> Score | None:
    return vader()


def _by_valence(text: str) -> str:
    """What VADER's valence alone may say: yes or no, by the bounds that its authors give."""
    score = _valence()
    compound = score(text) if score else 0.0
    return "go_on" if compound >= 0.05 else "rejected" if compound <= -0.05 else UNCLEAR


def _meanings(corpus: str, rows: Sequence[dict[str, Any]]) -> Iterator[Row]:
    """The bag of words says as many as we do, its surest; the constant is that it goes on."""
    told = [(row["meaning"], fact(row["text"], "meaning")) for row in rows]
    said = [pair for pair in told if isinstance(pair[1], str)]
    words = sorted(
        ((row["meaning"], *reply_words().guess(row["text"])) for row in rows), key=lambda each: -each[2]
    )
    by_words = [(meant, value) for meant, value, _ in words if value != UNCLEAR]
    valence = [(row["meaning"], _by_valence(row["text"])) for row in rows] if _valence() else None
    always = [(meant, "go_on") for meant, _ in told]
    yield Row("meaning", corpus, SAID, _agree(said),
              _agree([pair for pair in valence if pair[1] != UNCLEAR]) if valence else None,
              _agree(by_words[: len(said)]), _agree(always))  # fmt: skip
    clear, *others = (
        [pair for pair in pairs if pair[0] is not None] for pairs in (told, valence or [], by_words, always)
    )
    recalls = [share(sum(a == b for a, b in pairs), len(clear)) for pairs in others]
    yield Row("meaning", corpus, "recall", _agree(clear), recalls[0] if valence else None, *recalls[1:])


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
        found = _share(texts, _is_english)
        yield Row("language", corpus, "taken for English", found, constant=share(found.n, found.n))
    foreign = _share([row["text"] for row in cases("languages")], _is_english)
    corpus = "our sentences in 25 languages and mixed"
    yield Row("language", corpus, "taken for English", foreign, constant=share(foreign.n, foreign.n))


def _is_english(text: str) -> bool:
    return not isinstance(fact(text, "politeness"), Unknown)
