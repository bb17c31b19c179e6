"""Train the politeness weights of `followup_tone`, and measure them on the published task.

    python bench/train_politeness.py ../shared/data/tone/wikipedia.annotated.csv            ten folds: how good
    python bench/train_politeness.py ../shared/data/tone/wikipedia.annotated.csv --write    all data: the weights

Ridge regression of the annotators' mean score on the features of `followup_tone._features`, by conjugate
gradients, with nothing but additions, multiplications, divisions and square roots in a fixed order: the same
weights, bit for bit, on every machine. The task is the paper's: tell the politest quarter from the rudest. All
requests are trained on; only the outer quarters are judged, each by a model that never saw that text.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from followup_tone._features import Features, features, pieces
from followup_tone._phrases import found
from followup_tone._text import read
from followup_tone._weights import DIGITS, KINDS, packed

OUT = Path(__file__).parents[1] / "plugins" / "followup_tone" / "data" / "weights.json"
FOLDS = 10
STEPS = 60
CLOSE_ENOUGH = 1e-6
SMALLEST = 0.0015


@dataclass(frozen=True)
class Setting:
    """How strongly weights are held small, how much each kind of feature counts, and from how many texts on.

    `rarity` turns how rare a feature is (texts by texts that have it) into how much more it counts.
    """

    strength: float
    scale: Mapping[str, float]
    rarest: Mapping[str, int]
    rarity: Callable[[float], float] = math.sqrt


POLITENESS = Setting(
    strength=1000.0,
    scale={"words": 1.0, "pairs": 1.0, "pieces": 0.5, "marks": 4.0},
    rarest={"words": 2, "pairs": 2, "pieces": 3, "marks": 5},
)


@dataclass(frozen=True)
class Request:
    """A text: what the model sees of it, what people said of it, its fold, and how much it counts."""

    features: Features
    score: float
    fold: int
    importance: float = 1.0


def requests(path: Path) -> list[Request]:
    """All requests of the corpus; equal texts fall into one fold."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_request(row["Request"], float(row["Normalized Score"])) for row in csv.DictReader(file)]


def _request(raw: str, score: float) -> Request:
    text = read(raw)
    fold = int(hashlib.sha256(raw.encode()).hexdigest(), 16) % FOLDS
    return Request(features(text, found(text)["politeness"]), score, fold)


class Columns:
    """Numbers for the features that occur often enough, and how strongly each counts."""

    def __init__(self, known: Sequence[Request], setting: Setting) -> None:
        counts: Counter[tuple[str, str]] = Counter()
        for request in known:
            counts.update(set(_names(request.features)))
        self.names = sorted(name for name, count in counts.items() if count >= setting.rarest[name[0]])
        self.number = {name: at for at, name in enumerate(self.names)}
        self.scale = array("d", (_scale(setting, name[0], len(known) / counts[name]) for name in self.names))

    def of(self, kind: str, values: Iterable[str]) -> list[int]:
        return [self.number[kind, value] for value in values if (kind, value) in self.number]


def _scale(setting: Setting, kind: str, rareness: float) -> float:
    """Rare features count more; marks all count alike."""
    return setting.scale[kind] * (1.0 if kind == "marks" else setting.rarity(rareness))


def _names(seen: Features) -> Iterable[tuple[str, str]]:
    yield from (("words", word) for word in seen.words)
    yield from (("pairs", pair) for pair in seen.pairs)
    yield from (("pieces", piece) for word in seen.words for piece in pieces(word))
    yield from (("marks", mark) for mark in seen.marks)


class Matrix:
    """Texts by features, kept in two stages (texts by words, words by pieces): much smaller than in one."""

    def __init__(self, rows: Sequence[Request], columns: Columns) -> None:
        self.columns = columns
        words = sorted({word for row in rows for word in row.features.words})
        at = {word: number for number, word in enumerate(words)}
        self.words = [columns.of("words", [word]) + columns.of("pieces", pieces(word)) for word in words]
        self.rows = [self._row(row.features, at) for row in rows]
        self.importance = array("d", (row.importance for row in rows))

    def _row(
        self, seen: Features, at: dict[str, int]
    ) -> tuple[float, list[tuple[int, int]], list[tuple[int, int]], list[int]]:
        pairs = [
            (self.columns.number["pairs", p], n)
            for p, n in seen.pairs.items()
            if ("pairs", p) in self.columns.number
        ]
        words = [(at[word], n) for word, n in seen.words.items()]
        return 1.0 / math.sqrt(seen.length), words, pairs, self.columns.of("marks", sorted(seen.marks))

    def times(self, weights: array[float], bias: float) -> array[float]:
        """A value for each text."""
        scaled = array("d", (w * s for w, s in zip(weights, self.columns.scale, strict=True)))
        by_word = array("d", (_total(scaled, parts) for parts in self.words))
        out = array("d")
        for norm, words, pairs, marks in self.rows:
            inner = 0.0
            for at, count in words:
                inner += by_word[at] * count
            for at, count in pairs:
                inner += scaled[at] * count
            out.append(bias + inner * norm + _total(scaled, marks))
        return out

    def transposed(self, values: array[float]) -> tuple[array[float], float]:
        """The gradient: a value for each feature, and one for the bias. A text counts by its importance."""
        out, by_word, bias = (
            array("d", bytes(8 * len(self.columns.names))),
            array("d", bytes(8 * len(self.words))),
            0.0,
        )
        for plain, importance, row in zip(values, self.importance, self.rows, strict=True):
            value, (norm, words, pairs, marks) = plain * importance, row
            bias += value
            for at, count in words:
                by_word[at] += value * norm * count
            for at, count in pairs:
                out[at] += value * norm * count
            for at in marks:
                out[at] += value
        for value, parts in zip(by_word, self.words, strict=True):
            for at in parts:
                out[at] += value
        return array("d", (v * s for v, s in zip(out, self.columns.scale, strict=True))), bias


def _total(values: array[float], at: Iterable[int]) -> float:
    total = 0.0
    for number in at:
        total += values[number]
    return total


def _dot(a: array[float], b: array[float]) -> float:
    total = 0.0
    for x, y in zip(a, b, strict=True):
        total += x * y
    return total


def solve(matrix: Matrix, wanted: array[float], strength: float) -> tuple[array[float], float]:
    """The weights and the bias that minimise the squared error plus `strength` times the squared weights."""
    gradient, bias_gradient = matrix.transposed(wanted)
    rest = array("d", (*gradient, bias_gradient))
    answer, direction = array("d", bytes(8 * len(rest))), array("d", rest)
    size = first = _dot(rest, rest)
    for _ in range(STEPS):
        image = _normal(matrix, direction, strength)
        step = size / _dot(direction, image)
        answer = array("d", (a + step * d for a, d in zip(answer, direction, strict=True)))
        rest = array("d", (r - step * i for r, i in zip(rest, image, strict=True)))
        before, size = size, _dot(rest, rest)
        if size < first * CLOSE_ENOUGH:
            break
        direction = array("d", (r + size / before * d for r, d in zip(rest, direction, strict=True)))
    return answer[:-1], answer[-1]


def _normal(matrix: Matrix, direction: array[float], strength: float) -> array[float]:
    inner, bias = matrix.transposed(matrix.times(direction[:-1], direction[-1]))
    penalised = (v + strength * d for v, d in zip(inner, direction, strict=False))
    return array("d", (*penalised, bias))


def fit(known: Sequence[Request], setting: Setting = POLITENESS) -> tuple[Columns, array[float], float]:
    columns = Columns(known, setting)
    matrix = Matrix(known, columns)
    weights, bias = solve(matrix, array("d", (request.score for request in known)), setting.strength)
    return columns, weights, bias


def folds(rows: Sequence[Request], chosen: Iterable[int]) -> list[tuple[float, float]]:
    """(foretold, annotated) for each request of the chosen folds, by models trained on the other nine."""
    pairs: list[tuple[float, float]] = []
    for fold in chosen:
        known, unseen = [r for r in rows if r.fold != fold], [r for r in rows if r.fold == fold]
        columns, weights, bias = fit(known)
        foretold = Matrix(unseen, columns).times(weights, bias)
        pairs += [(value, row.score) for value, row in zip(foretold, unseen, strict=True)]
    return pairs


def quarters(rows: Sequence[Request]) -> tuple[float, float]:
    """The scores that end the rudest quarter and begin the politest."""
    ordered = sorted(row.score for row in rows)
    quarter = len(ordered) // 4
    return ordered[quarter - 1], ordered[-quarter]


def outer(pair: tuple[float, float], cut: tuple[float, float]) -> bool:
    return pair[1] <= cut[0] or pair[1] >= cut[1]


def accuracy(pairs: Sequence[tuple[float, float]]) -> float:
    return sum((foretold > 0) == (score > 0) for foretold, score in pairs) / len(pairs)


def calibrate(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Slope and middle of the logistic curve that best turns unseen scores into chances of being polite."""
    slope, offset = 1.0, 0.0
    for _ in range(50):
        hessian, gradient = [[0.0, 0.0], [0.0, 0.0]], [0.0, 0.0]
        for value, wanted in pairs:
            chance = 1.0 / (1.0 + math.exp(-(slope * value + offset)))
            spread, miss = chance * (1.0 - chance), chance - (wanted > 0)
            gradient = [gradient[0] + miss * value, gradient[1] + miss]
            hessian[0][0] += spread * value * value
            hessian[0][1] += spread * value
            hessian[1][1] += spread
        (a, b), d = hessian[0], hessian[1][1]
        determinant = a * d - b * b
        slope -= (d * gradient[0] - b * gradient[1]) / determinant
        offset -= (a * gradient[1] - b * gradient[0]) / determinant
    return slope, -offset / slope


def as_json(columns: Columns, weights: array[float], bias: float) -> str:
    """The weights as shipped: in units of 10^-DIGITS, without those too small to matter, quick to read."""
    kinds: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
    for (kind, name), weight, scale in zip(columns.names, weights, columns.scale, strict=True):
        if abs(weight * scale) >= SMALLEST:
            kinds[kind][name] = round(weight * scale * 10**DIGITS)
    written = {kind: packed(known) for kind, known in kinds.items()}
    return json.dumps({"bias": round(bias * 10**DIGITS), **written}, ensure_ascii=False) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write {OUT.name} instead of measuring")
    chosen = parser.parse_args()
    rows = requests(chosen.corpus)
    if chosen.write:
        OUT.write_text(as_json(*fit(rows)), "utf-8")
        return
    cut = quarters(rows)
    judged = [pair for pair in folds(rows, range(FOLDS)) if outer(pair, cut)]
    right = accuracy(judged)
    margin = 1.96 * math.sqrt(right * (1 - right) / len(judged))
    print(f"outer quarters, {FOLDS} folds: {right:.1%} right of {len(judged)} (95 % interval ± {margin:.1%})")
    slope, middle = calibrate(judged)
    print(f"as a chance: slope {slope:.2f}, middle {middle:.3f}")


if __name__ == "__main__":
    main()
