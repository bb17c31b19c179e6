"""Figures with their 95 % intervals."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_Z = 1.96


@dataclass(frozen=True)
class Figure:
    """A share or an area from 0 to 1, its interval, and on how many texts it rests."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def share(right: int, n: int) -> Figure:
    """A proportion with Wilson's interval, which stays honest near 0 and 1."""
    if n == 0:
        return Figure(math.nan, 0.0, 1.0, 0)
    value, square = right / n, _Z * _Z
    middle = (value + square / (2 * n)) / (1 + square / n)
    half = _Z * math.sqrt(value * (1 - value) / n + square / (4 * n * n)) / (1 + square / n)
    return Figure(value, max(0.0, middle - half), min(1.0, middle + half), n)


def area(high: Sequence[float], low: Sequence[float]) -> Figure:
    """The chance that one of `high` scores above one of `low` (area under the ROC curve), after Hanley, McNeil."""
    wins = sum((a > b) + 0.5 * (a == b) for a in high for b in low)
    p, q = len(high), len(low)
    value = wins / (p * q)
    one, two = value / (2 - value), 2 * value * value / (1 + value)
    spread = value * (1 - value) + (p - 1) * (one - value * value) + (q - 1) * (two - value * value)
    half = _Z * math.sqrt(max(0.0, spread) / (p * q))
    return Figure(value, max(0.0, value - half), min(1.0, value + half), p + q)


def kappa(pairs: Sequence[tuple[int, int]], weighted: bool) -> float:
    """Cohen's kappa of two labellings; with quadratic weights, far misses count more than near ones."""
    n = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    seen = sum(_miss(a, b, weighted) for a, b in pairs) / n
    by_chance = sum(
        _miss(a, b, weighted) * count * other for a, count in first.items() for b, other in second.items()
    )
    return 1 - seen / (by_chance / (n * n))


def _miss(a: int, b: int, weighted: bool) -> float:
    return float((a - b) ** 2) if weighted else float(a != b)
