"""Long lines of written code set out over several, as a formatter would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

WIDTH = 110
_OPEN, _CLOSE = "([{", ")]}"
#: A string, a bracket, a comma, or a word that joins two conditions.
_MARKS = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[][(){},]| (?:and|or) """)


def laid_out(source: str) -> str:
    """The same code with no line longer than `WIDTH` that can be broken inside brackets."""
    return "\n".join(each for line in source.split("\n") for each in _line(line))


def _line(line: str) -> Iterator[str]:
    code = line.lstrip(" ")
    if len(line) <= WIDTH or code.startswith(('"""', "#")):
        yield line
    else:
        yield from _broken(code, len(line) - len(code))


def _broken(code: str, indent: int) -> Iterator[str]:
    """Code at an indent, broken inside its widest pair of brackets if it is too long."""
    begin, end = _widest(code) if indent + len(code) > WIDTH else (0, 0)
    if end <= begin + 1:
        yield " " * indent + code
        return
    yield " " * indent + code[: begin + 1]
    for part in _parts(code[begin + 1 : end]):
        yield from _broken(part, indent + 4)
    yield from _broken(code[end:], indent)


def _widest(code: str) -> tuple[int, int]:
    """Where the widest pair of outer brackets stands."""
    found, depth, begin = (0, 0), 0, 0
    for mark in _MARKS.finditer(code):
        if mark[0] in _OPEN:
            begin = mark.start() if depth == 0 else begin
            depth += 1
        elif mark[0] in _CLOSE:
            depth -= 1
            if depth == 0 and mark.start() - begin > found[1] - found[0]:
                found = begin, mark.start()
    return found


def _parts(inside: str) -> Iterator[str]:
    """What stands between brackets, a line each: its elements, each with a comma; or the sides of `and` and `or`."""
    for word in (",", " and ", " or "):
        cuts = _cuts(inside, word)
        if cuts:
            break
    edges = [0, *(cut + 1 for cut in cuts), len(inside)]
    pieces = [inside[a:b].strip() for a, b in pairwise(edges)]
    pieces = [each for each in pieces if each]
    for each in pieces:
        yield f"{each}," if cuts and word == "," and not each.endswith(",") else each


def _cuts(inside: str, word: str) -> list[int]:
    """Where a mark stands outside all brackets."""
    found, depth = [], 0
    for mark in _MARKS.finditer(inside):
        depth += (mark[0] in _OPEN) - (mark[0] in _CLOSE)
        if depth == 0 and mark[0] == word:
            found.append(mark.start())
    return found
