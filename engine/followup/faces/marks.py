"""Words underlined in their own line, as compilers do."""

from __future__ import annotations

import unicodedata

from followup.faces.output import plain

#: How much of a long line is shown.
WIDTH = 76


def underlined(text: str, start: int, end: int) -> tuple[int, str, str]:
    """The number of the line that a stretch of a text begins in, the line around it, and carets below it."""
    before = text[:start]
    number, first = before.count("\n") + 1, before.rfind("\n") + 1
    line = text[first:].partition("\n")[0]
    left, right = start - first, min(end - first, len(line))
    begin = max(0, min(left - 8, len(line) - WIDTH)) if len(line) > WIDTH else 0
    shown = line[begin : begin + WIDTH]
    head, marked = plain(shown[: left - begin]), plain(shown[left - begin : right - begin])
    lead, tail = ("…" if begin else ""), ("…" if begin + WIDTH < len(line) else "")
    carets = " " * (cells(head) + len(lead)) + "^" * max(1, cells(marked))
    return number, f"{lead}{plain(shown)}{tail}", carets


def cells(text: str) -> int:
    """How many cells of a terminal a text takes: wide characters two, combining ones none."""
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
