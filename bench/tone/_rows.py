"""The rows about tone: what politeness, humility, frustration and blame are measured on, and how."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from _baselines import Score, bag, constant, vader
from _corpora import ROOT, outer_requests, own, persons_mails, phone_offers, templates
from _figures import Figure, area, kappa, share
from _messages import Message, labels, messages
from _other_rows import other_rows
from _row import UPSET, Row, fact, number, passes

from followup.plugins import Unknown

sys.path.insert(0, str(ROOT / "bench"))
import train_politeness as trainer

FOLDS = 10


def rows(quick: bool) -> Iterator[Row]:
    if not quick:
        yield folds()
    yield from carried_over()
    yield from false_alarms()
    for split in ("train", "dev", "test"):
        yield from on_own(split)
    yield from on_learners()
    yield from agreement()
    yield from other_rows()


def folds() -> Row:
    """The published task: the politest quarter against the rudest, ten folds, for the bag of words too."""
    known = trainer.requests(ROOT.parent / "shared" / "data" / "tone" / "wikipedia.annotated.csv")
    cut = trainer.quarters(known)
    judged = [pair for pair in trainer.folds(known, range(FOLDS)) if trainer.outer(pair, cut)]
    right = sum((foretold > 0) == (score > 0) for foretold, score in judged)
    texts, compound = outer_requests(), vader()
    return Row(
        "politeness", "Wikipedia, outer quarters, 10 folds", "accuracy", share(right, len(judged)),
        _right(texts, compound), _bag_folds(texts), _right(texts, constant),
    )  # fmt: skip


def _bag_folds(texts: Sequence[tuple[str, bool]]) -> Figure:
    right = 0
    for fold in range(FOLDS):
        model = bag([pair for at, pair in enumerate(texts) if at % FOLDS != fold])
        right += sum((model(text) > 0) == side for text, side in texts[fold::FOLDS])
    return share(right, len(texts))


def _right(texts: Sequence[tuple[str, bool]], score: Score | None) -> Figure | None:
    return share(sum((score(text) > 0) == side for text, side in texts), len(texts)) if score else None


def _area(texts: Sequence[tuple[str, bool]], score: Score | None) -> Figure | None:
    if score is None:
        return None
    high, low = ([score(text) for text, side in texts if side is wanted] for wanted in (True, False))
    return area(high, low)


@cache
def polite_words() -> Score:
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
    row = _scored("humility", "Wikipedia, outer quarters", outer_requests(), lambda t: number(t, "humility"))
    yield replace(row, bag=None)  # the bag was filled from these very texts


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
            sour = _called(texts, vader())
            yield Row(name, corpus, "false alarms", share(called, len(texts)), sour)


def _alarms(text: str, name: str) -> bool:
    value = fact(text, name)
    return not isinstance(value, Unknown) and value > UPSET


def _called(texts: Sequence[str], score: Score | None) -> Figure | None:
    return share(sum(score(text) < 0 for text in texts), len(texts)) if score else None


def on_own(split: str) -> Iterator[Row]:
    judged = own(split)
    texts = [(message.text, good) for message, good in judged]
    corpus = f"our messages, {split}"
    words = bag([(message.text, good) for message, good in own("train")])
    learnt = None if split == "train" else words
    right = share(sum(passes(text) == good for text, good in texts), len(texts))
    yield Row(
        "politeness and frustration", corpus, "accuracy (fit to send)", right,
        _right(texts, vader()), _right(texts, learnt), _right(texts, constant),
    )  # fmt: skip
    for name, sign in (("politeness", 1), ("humility", 1), ("frustration", -1), ("blame", -1)):
        ours = _area(texts, _signed(name, sign))
        assert ours is not None
        yield Row(name, corpus, "area (fit to send)", ours, _area(texts, vader()), _area(texts, learnt))
    good = [text for text, side in texts if side]
    bad = [text for text, side in texts if not side]
    yield Row(
        "frustration", corpus, "recall at 0.3", share(sum(_alarms(t, "frustration") for t in bad), len(bad))
    )
    yield Row(
        "frustration", corpus, "false alarms", share(sum(_alarms(t, "frustration") for t in good), len(good))
    )


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
        yield Row("politeness and frustration", f"fit messages of {kind}, dev and test", "refused",
                  share(refused, len(texts)), _called(texts, vader()))  # fmt: skip


def agreement() -> Iterator[Row]:
    """How steady our labels are: kappa between the two passes, which one labeller made."""
    marks = labels().values()
    for name, weighted in (("courtesy", True), ("upset", True)):
        value = kappa([(label[name][0], label[name][1]) for label in marks], weighted)
        yield Row("(labels)", "our messages, both passes", f"kappa of {name}", _bare(value, len(messages())))
    fit = [
        tuple(int(c >= 3 and u <= 1) for c, u in zip(x["courtesy"], x["upset"], strict=True)) for x in marks
    ]
    value = kappa([(a, b) for a, b in fit], weighted=False)
    yield Row("(labels)", "our messages, both passes", "kappa of fit to send", _bare(value, len(messages())))


def _bare(value: float, n: int) -> Figure:
    """A figure of one pair of passes, about which no interval would say more."""
    return Figure(value, value, value, n)
