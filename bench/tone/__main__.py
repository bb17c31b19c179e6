"""How good each fact about words is on every corpus at hand, beside simple baselines: `python bench/tone`.

Prints a table with 95 % intervals; `--json FILE` writes the same figures; `--quick` leaves out the ten folds of
training (a minute). Only `train` and `dev` of our own messages may be looked at one by one: `--misses`.
VADER comes with `pip install vaderSentiment`; without it its column is empty.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from _baselines import vader
from _corpora import own
from _row import Row, fact, passes
from _rows import rows


def table(found: Iterable[Row]) -> None:
    print("| fact | corpus | measure | n | ours | VADER | bag of words | constant |")
    print("|---|---|---|---|---|---|---|---|")
    for row in found:
        print(f"| {row.fact} | {row.corpus} | {row.measure} | {row.ours.n} | {row.ours} | ", end="")
        print(
            " | ".join(f"{each.value:.3f}" if each else "-" for each in (row.vader, row.bag, row.constant)),
            "|",
        )


def misses() -> None:
    """The messages of train and dev that are judged otherwise than labelled."""
    for split in ("train", "dev"):
        for message, good in own(split):
            if passes(message.text) != good:
                scores = (fact(message.text, name) for name in ("politeness", "frustration"))
                print(split, message.tone, message.english, *scores, message.text, sep=" | ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--misses", action="store_true")
    chosen = parser.parse_args()
    if chosen.misses:
        misses()
        return
    if vader() is None:
        print("vaderSentiment is not installed: its column stays empty", file=sys.stderr)
    found = list(rows(quick=chosen.quick))
    table(found)
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(row) for row in found], indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
