"""How long a text on LinkedIn may be: limits as data, each with its day and where it was read.

LinkedIn lets some accounts write more than others, and says so nowhere in an export. So a limit has two
numbers: what every account may write, and what some may. Between them, whether a text is too long is unknown.
Characters are counted as browsers count them, in UTF-16 units: an emoji is two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Form: TypeAlias = Literal["message", "inmail", "invitation"]
Part: TypeAlias = Literal["text", "subject"]


@dataclass(frozen=True, slots=True)
class Limit:
    """What every account may write, what some may, since when that was seen, and where."""

    everybody: int
    somebody: int
    seen: str
    source: str


LIMITS: Mapping[tuple[Form, Part], Limit] = {
    ("invitation", "text"): Limit(
        200,
        300,
        "2024-01",
        "public guides and outreach tools: 200 free, 300 with Premium; 300 for all before",
    ),
    ("inmail", "text"): Limit(
        1900, 2000, "2023-06", "LinkedIn Help a554514: 2,000; guides measure 1,900 in the composer since"
    ),
    ("inmail", "subject"): Limit(200, 200, "2023-06", "LinkedIn Help a554514"),
    ("message", "text"): Limit(8000, 8000, "2022-01", "LinkedIn's composer; some guides name less"),
}


def length(text: str) -> int:
    """Characters as browsers count them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
