"""Train the weights of upset of `followup_tone`, and measure them on writers and tones that they have not seen.

    python bench/train_frustration.py ../shared/data/tone/wikipedia.annotated.csv            leave one out: how good
    python bench/train_frustration.py ../shared/data/tone/wikipedia.annotated.csv --write    the weights

The same ridge regression as for politeness, so the same weights, bit for bit, on every machine. It learns from the
training half of our own messages, from the messages for practice, and, so that it does not take everything for upset
that our few writers did not happen to write when calm, from half of the politer requests among Wikipedia's editors.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tone"))

from _figures import Figure, area, share
from _messages import Message, messages, upset
from train_politeness import Matrix, Request, Setting, as_json, fit

from followup_tone._frustration import briefness, meant, seen_in, together
from followup_tone._phrases import found
from followup_tone._text import read, without_quoted

OUT = Path(__file__).parents[1] / "plugins" / "followup_tone" / "data" / "upset.json"
SETTING = Setting(
    strength=10.0,
    scale={"words": 1.0, "pairs": 1.0, "pieces": 0.0, "marks": 0.3},
    rarest={"words": 2, "pairs": 2, "pieces": 10**9, "marks": 3},
    rarity=lambda rareness: math.sqrt(math.sqrt(rareness)),
)
BORROWED = 0.05  # what a request from Wikipedia counts, against one of our own messages
PARTS = 10
UPSET = 0.3  # the threshold of the pack five-rules


def example(raw: str, score: float, importance: float = 1.0) -> Request:
    text = without_quoted(read(raw))
    return Request(seen_in(text, found(text)), score, 0, importance)


def ours(chosen: Iterable[Message]) -> list[Request]:
    return [example(message.text, 1.0 if upset(message) else -1.0) for message in chosen]


def learnt_from() -> list[Message]:
    return [m for m in messages("first", "second", "practice") if m.split == "train"]


def polite(corpus: Path, *, learnt: bool) -> list[str]:
    """The politer requests that the model learns from, or the others, which are for judging."""
    with corpus.open(encoding="utf-8", newline="") as file:
        texts = [row["Request"] for row in csv.DictReader(file) if float(row["Normalized Score"]) > 0]
    return [text for text in texts if (_part(text) < PARTS // 2) == learnt]


def _part(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % PARTS


def borrowed(corpus: Path) -> list[Request]:
    return [example(text, -1.0, BORROWED) for text in polite(corpus, learnt=True)]


def lessons(corpus: Path) -> list[Request]:
    """All that the shipped weights are learnt from."""
    return [*ours(learnt_from()), *borrowed(corpus)]


def left_out(known: list[Request], by: Callable[[Message], str]) -> list[tuple[bool, float, str]]:
    """(upset, frustration, group) of each training message, by a model that saw none of its group."""
    chosen, rows = learnt_from(), ours(learnt_from())
    judged: list[tuple[bool, float, str]] = []
    for group in sorted(set(map(by, chosen))):
        rest = [row for row, message in zip(rows, chosen, strict=True) if by(message) != group]
        unseen = [(m, row) for m, row in zip(chosen, rows, strict=True) if by(m) == group]
        columns, weights, bias = fit([*rest, *known], SETTING)
        scores = Matrix([row for _, row in unseen], columns).times(weights, bias)
        judged += [
            (upset(m), value_of(m.text, raw), group) for (m, _), raw in zip(unseen, scores, strict=True)
        ]
    return judged


def value_of(raw: str, score: float) -> float:
    """The frustration of a text to which a model gives that score, to the places that the fact has."""
    text = without_quoted(read(raw))
    hits = found(text)
    held_back = score - briefness(seen_in(text, hits))
    return round(together(text, meant(text, hits["frustration"]), held_back), 3)


def figures(judged: Sequence[tuple[bool, float, str]]) -> tuple[Figure, Figure, Figure]:
    """Area, upset found, and calm taken for upset."""
    high, low = ([score for side, score, _ in judged if side is wanted] for wanted in (True, False))
    return (
        area(high, low),
        share(sum(score > UPSET for score in high), len(high)),
        share(sum(score > UPSET for score in low), len(low)),
    )


def report(corpus: Path) -> None:
    known = borrowed(corpus)
    for name, by in (("writer", lambda m: m.style), ("tone", lambda m: m.tone)):
        judged = left_out(known, by)
        print(f"leaving out one {name}: area %s, upset found %s, false alarms %s" % figures(judged))
        if name == "tone":
            for tone in sorted({group for _, _, group in judged}):
                of_it = [score for _, score, group in judged if group == tone]
                print(f"  {tone}: called upset {share(sum(s > UPSET for s in of_it), len(of_it))}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write {OUT.name} instead of measuring")
    chosen = parser.parse_args()
    if chosen.write:
        OUT.write_text(as_json(*fit(lessons(chosen.corpus), SETTING)), "utf-8")
    else:
        report(chosen.corpus)


if __name__ == "__main__":
    main()
