"""The weights of a linear model as a training script ships them, and the score that they give a text.

A file has for each kind of feature its names, one a line, and its values: whole numbers of `UNIT`, two bytes each, in
base 64. That is small, and is read in a fraction of the time that as many JSON numbers take.
"""

from __future__ import annotations

import json
import math
import sys
from array import array
from binascii import a2b_base64, b2a_base64
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from followup_tone._features import Features, pieces
from followup_tone._phrases import DATA

DIGITS = 4
UNIT = 1e-4
KINDS = ("marks", "words", "pairs", "pieces")


class Table(NamedTuple):
    """Names in order and their values: a search costs more than in a dictionary, but nothing has to be made first."""

    names: list[str]
    values: array[int]

    def whole(self) -> dict[str, int]:
        return dict(zip(self.names, self.values, strict=True))

    def of(self, name: str) -> int:
        """The value of `name`; 0 if it has none."""
        at = bisect_left(self.names, name)
        return self.values[at] if at < len(self.names) and self.names[at] == name else 0


class Weights(NamedTuple):
    """What each feature adds to the score, in `UNIT`; `pieces` are stretches of characters within a word."""

    bias: int
    marks: dict[str, int]
    words: dict[str, int]
    pairs: dict[str, int]
    pieces: Table


@cache
def weights(name: str) -> Weights:
    """The weights in the data file of that name."""
    read: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    marks, words, pairs, pieces = (_unpacked(**read[kind]) for kind in KINDS)
    return Weights(read["bias"], marks.whole(), words.whole(), pairs.whole(), pieces)


def packed(known: Mapping[str, int]) -> dict[str, str]:
    """Names and values as they are shipped."""
    values = _in_order(array("h", (known[name] for name in sorted(known))))
    return {"names": "\n".join(sorted(known)), "values": b2a_base64(values.tobytes(), newline=False).decode()}


def _unpacked(names: str, values: str) -> Table:
    numbers = array("h")
    numbers.frombytes(a2b_base64(values))
    return Table(names.split("\n") if names else [], _in_order(numbers))


def _in_order(numbers: array[int]) -> array[int]:
    """`numbers` with the low byte first, on whatever machine."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def score(name: str, seen: Features) -> float:
    """What the model of that name says of a text with these features."""
    known = weights(name)
    words = math.fsum(count * _of_word(name, word) for word, count in seen.words.items())
    weight = known.pairs.get
    pairs = math.fsum(count * weight(pair, 0) for pair, count in seen.pairs.items() if pair in known.pairs)
    marks = math.fsum(_known(known.marks, seen.marks))
    return (known.bias + marks + (words + pairs) / math.sqrt(seen.length)) * UNIT


def of_mark(name: str, mark: str) -> float:
    return weights(name).marks.get(mark, 0) * UNIT


def of_pair(name: str, pair: str) -> float:
    return weights(name).pairs.get(pair, 0) * UNIT


def of_word(name: str, word: str) -> float:
    return _of_word(name, word) * UNIT


@lru_cache(maxsize=8192)
def _of_word(name: str, word: str) -> int:
    known = weights(name)
    own = known.words.get(word, 0)
    return own + sum(map(known.pieces.of, pieces(word))) if known.pieces.names else own


def _known(values: Mapping[str, int], names: Iterable[str]) -> list[int]:
    return [values.get(name, 0) for name in names]
