"""The rows about tone: what politeness, humility, frustration and blame are measured on, and how."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from _baselines import Bag, Score, bag, constant, vader
from _corpora import ROOT, outer_requests, own, persons_mails, phone_offers, templates
from _figures import Figure, area, kappa, share
from _messages import Message, labels, messages, upset
from _other_rows import other_rows
from _row import UPSET, Row, fact, number, passes
from _small_rows import small_rows

from followup.plugins import Unknown

sys.path.insert(0, str(ROOT / "bench"))
import train_politeness as trainer

FOLDS = 10


def rows(quick: bool) -> Iterator[Row]:
    if not quick:
        yield folds()
    yield from carried_over()
    yield from false_alarms()
    for name in ("first", "second"):
        for split in ("train", "dev", "test"):
            yield from on_own(name, split)
    yield from on_learners()
    yield from agreement()
    yield from other_rows()
    yield from small_rows()


def folds() -> Row:
    """The published task: the politest quarter against the rudest, ten folds, for the bag of words too."""
    known = trainer.requests(ROOT.parent / "shared" / "data" / "tone" / "wikipedia.annotated.csv")
    cut = trainer.quarters(known)
    judged = [pair for pair in trainer.folds(known, range(FOLDS)) if trainer.outer(pair, cut)]
    right = sum((foretold > 0) == (score > 0) for foretold, score in judged)
    texts, compound = outer_requests(), vader()
    return Row(
        "politeness", "Wikipedia, outer quarters, 10 folds", "accuracy", share(right, len(judged)),
        _right(texts, compound), _right(texts, polite_words()), _right(texts, constant),
    )  # fmt: skip


def _right(texts: Sequence[tuple[str, bool]], score: Score | None) -> Figure | None:
    return share(sum((score(text) > 0) == side for text, side in texts), len(texts)) if score else None


def _area(texts: Sequence[tuple[str, bool]], score: Score | None) -> Figure | None:
    if score is None:
        return None
    high, low = ([score(text) for text, side in texts if side is wanted] for wanted in (True, False))
    return area(high, low)


@cache
def polite_words() -> Bag:
    return bag(outer_requests())


def carried_over() -> Iterator[Row]:
    """What was learnt on Wikipedia, elsewhere."""
    texts = phone_offers()
    yield _scored(
        "politeness", "phone offers, warm against tough", texts, lambda text: number(text, "politeness")
    )
    yield _scored(
        "humility", "phone offers, warm against tough", texts, lambda text: number(text, "humility")
    )
    yield _scored("humility", "Wikipedia, outer quarters", outer_requests(), lambda t: number(t, "humility"))


def _scored(name: str, corpus: str, texts: Sequence[tuple[str, bool]], score: Score) -> Row:
    ours = _area(texts, score)
    assert ours is not None
    return Row(
        name,
        corpus,
        "area",
        ours,
        _area(texts, vader()),
        _area(texts, polite_words()),
        _area(texts, constant),
    )


def false_alarms() -> Iterator[Row]:
    """Texts without a grudge that are called upset, and texts by persons whose meaning was claimed."""
    polite = [text for text, side in outer_requests() if side]
    warm = [text for text, side in phone_offers() if side]
    groups = {"politest requests": polite, "warm phone offers": warm, "persons' mails": persons_mails(),
              "published templates": templates()}  # fmt: skip
    for corpus, texts in groups.items():
        for name in ("frustration", "blame"):
            called = sum(_alarms(text, name) for text in texts)
            yield Row(
                name, corpus, "false alarms", share(called, len(texts)),
                _called(texts, vader()), _called(texts, calm_words()), _called(texts, constant),
            )  # fmt: skip


def _alarms(text: str, name: str) -> bool:
    value = fact(text, name)
    return not isinstance(value, Unknown) and value > UPSET


def _called(texts: Sequence[str], score: Score | None) -> Figure | None:
    return share(sum(score(text) < 0 for text in texts), len(texts)) if score else None


def on_own(name: str, split: str) -> Iterator[Row]:
    """Our messages of a set and split. The bag of words learns from the same training messages as the model, and
    judges those unseen; ours has seen them.
    """
    judged, corpus = own(split, name), f"our {name} set, {split}"
    texts = [(message.text, good) for message, good in judged]
    right = share(sum(passes(text) == good for text, good in texts), len(texts))
    yield Row(
        "politeness and frustration", corpus, "accuracy (fit to send)", right,
        _right(texts, vader()), _right(texts, calm_words()), _right(texts, constant),
    )  # fmt: skip
    calm = [(message.text, not upset(message)) for message in messages(name) if message.split == split]
    for kind, sign, sides in (("politeness", 1, texts), ("humility", 1, texts), ("frustration", -1, calm),
                              ("blame", -1, calm)):  # fmt: skip
        ours = _area(sides, _signed(kind, sign))
        assert ours is not None
        measure = "area (upset)" if sides is calm else "area (fit to send)"
        others = (_area(sides, score) for score in (vader(), calm_words(), constant))
        yield Row(kind, corpus, measure, ours, *others)
    yield from _found(corpus, split, calm)


def _found(corpus: str, split: str, calm: Sequence[tuple[str, bool]]) -> Iterator[Row]:
    for side, measure in ((False, "upset found at 0.3"), (True, "false alarms")):
        texts = [text for text, is_calm in calm if is_calm is side]
        yield Row(
            "frustration", corpus, measure, share(sum(_alarms(t, "frustration") for t in texts), len(texts)),
            _called(texts, vader()), _called(texts, calm_words()), _called(texts, constant),
        )  # fmt: skip


@cache
def calm_words() -> Bag:
    """A bag of words of our messages that the model of upset has learnt from; with Wikipedia's added, it is worse."""
    known = messages("first", "second", "practice")
    return bag([(m.text, not upset(m)) for m in known if m.split == "train"])


def _signed(name: str, sign: int) -> Callable[[str], float]:
    return lambda text: sign * number(text, name)


def on_learners() -> Iterator[Row]:
    """Of messages that are fit to send, how many are refused: by whose English it is."""
    good = [m for split in ("dev", "test") for m, fit in own(split) if fit]
    kinds: dict[str, Callable[[Message], bool]] = {
        "learners": lambda m: m.learner,
        "other Englishes": lambda m: not m.learner and m.english not in ("us", "gb", "ie", "au"),
        "us, gb, ie, au": lambda m: m.english in ("us", "gb", "ie", "au"),
    }
    for kind, belongs in kinds.items():
        texts = [m.text for m in good if belongs(m)]
        refused = sum(not passes(text) for text in texts)
        upset_by_mistake = sum(_alarms(text, "frustration") for text in texts)
        corpus = f"fit messages of {kind}, both sets, dev and test"
        others = [_called(texts, score) for score in (vader(), calm_words(), constant)]
        yield Row("politeness and frustration", corpus, "refused", share(refused, len(texts)), *others)
        yield Row("frustration", corpus, "false alarms", share(upset_by_mistake, len(texts)), *others)


def agreement() -> Iterator[Row]:
    """How steady our labels are: kappa between two passes. docs/tone.md says who made which."""
    for name, by, first, second in (
        ("first", "one labeller", 0, 1),
        ("first", "another session", 0, 2),
        ("second", "another session", 0, 1),
    ):
        corpus = f"{name} set, {by}"
        marks = [labels()[m.id] for m in messages(name)]
        for kind in ("courtesy", "upset"):
            pairs = [(label[kind][first], label[kind][second]) for label in marks]
            found = _bare(kappa(pairs, True), len(pairs))
            yield Row("(labels)", corpus, f"weighted kappa of {kind}", found)
        fits = [(_fit(label, first), _fit(label, second)) for label in marks]
        yield Row("(labels)", corpus, "kappa of fit to send", _bare(kappa(fits, False), len(fits)))


def _fit(label: dict[str, list[int]], which: int) -> int:
    return int(label["courtesy"][which] >= 3 and label["upset"][which] <= 1)


def _bare(value: float, n: int) -> Figure:
    """A figure of one pair of passes, about which no interval would say more."""
    return Figure(value, value, value, n)
