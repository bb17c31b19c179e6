"""What the facts are held against: a word list with valences (VADER), a bag of words, and a constant.

The bag of words is the usual linear classifier (logistic regression; scikit-learn, in the extra `bench`). Every
word counts, small ones and `?` and `!` too, and how it is set up is chosen by trying it on parts of what it learns
from: a weak baseline would flatter us.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from _messages import part_of

Score = Callable[[str], float]
_WORD = r"[A-Za-z']+|[?!]"
_STRENGTHS = (0.3, 1, 3, 10)
_TRIALS = 3
_PARTS = 10


def vader() -> Score | None:
    """VADER's compound valence, above 0 if positive; None where vaderSentiment is not installed."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        return None
    analyser = SentimentIntensityAnalyzer()
    return lambda text: float(analyser.polarity_scores(text)["compound"])


def constant(text: str) -> float:
    """Everything is fine."""
    return 1.0


@dataclass(frozen=True)
class Bag:
    """How likely each label is, by the words of a text. What it has learnt from is judged as if unseen."""

    model: Any
    unseen: Mapping[str, Mapping[Any, float]]

    def chances(self, text: str) -> Mapping[Any, float]:
        return self.unseen[text] if text in self.unseen else _chances(self.model, [text])[text]

    def guess(self, text: str) -> tuple[Any, float]:
        """The likeliest label, and its chance."""
        return max(self.chances(text).items(), key=lambda pair: pair[1])

    def __call__(self, text: str) -> float:
        """Above 0 for what looks more like the texts labelled True."""
        return self.chances(text).get(True, 0.0) - 0.5


def bag(known: Sequence[tuple[str, Any]]) -> Bag:
    """A bag of words of `known`; in ten parts by the hash of the text, so that equal texts are unseen together."""
    unseen: dict[str, Mapping[Any, float]] = {}
    for part in range(_PARTS):
        left_out = [text for text, _ in known if part_of(text) == part]
        if left_out:
            rest = [pair for pair in known if part_of(pair[0]) != part]
            unseen.update(_chances(_learnt(rest), left_out))
    return Bag(_learnt(known), unseen)


def _learnt(known: Sequence[tuple[str, Any]]) -> Any:
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV, StratifiedKFold
    from sklearn.pipeline import Pipeline

    texts, labels = zip(*known, strict=True)
    seen = [CountVectorizer(binary=True, token_pattern=_WORD), TfidfVectorizer(token_pattern=_WORD)]
    choices = {"words": seen, "side__C": _STRENGTHS}
    steps = Pipeline([("words", seen[0]), ("side", LogisticRegression(max_iter=1000))])
    trials = StratifiedKFold(_TRIALS, shuffle=True, random_state=4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a label may be rarer than there are trials
        return GridSearchCV(steps, choices, cv=trials, scoring="accuracy").fit(texts, list(map(str, labels)))


def _chances(model: Any, texts: Sequence[str]) -> dict[str, Mapping[Any, float]]:
    labels = [{"True": True, "False": False}.get(name, name) for name in model.classes_]
    rows = model.predict_proba(texts)
    return {
        text: dict(zip(labels, map(float, row), strict=True)) for text, row in zip(texts, rows, strict=True)
    }
