"""What is wrong with a file: small values with a place, collected and raised together.

    Problem             one finding: where, a code for programs, what, and a way out
    Problems            the exception: all findings of a file, sorted by place

Renderers turn them into lines for a terminal, JSON, or SARIF for editors and CI.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from followup._late import dataclass
from followup.language.places import Place

_LONGEST_WORD = 60
_LINE_WINDOW = 100
_CUTOFF = 0.7
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True)
class Problem:
    """One finding. `code` is stable and for programs; `what` and `help` are for people."""

    place: Place | None
    code: str
    what: str
    help: str = ""

    def __str__(self) -> str:
        return visible(f"{self.place}: {self._message()}" if self.place else self._message())

    def __lt__(self, other: Problem) -> bool:
        return self._order() < other._order()

    def _message(self) -> str:
        return f"{self.what}; {self.help}" if self.help else self.what

    def _order(self) -> tuple[Place, str, str]:
        return self.place or Place("", 0, 0), self.what, self.help


class Problems(Exception):
    """Everything that is wrong with what was read, sorted by place, each finding once."""

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def quoted(word: object) -> str:
    """The user's own word in quotes, on one line and not too long."""
    text = str(word)
    short = text if len(text) <= _LONGEST_WORD else text[: _LONGEST_WORD - 1] + "…"
    return f"'{visible(short)}'"


def visible(text: str) -> str:
    """`text` without anything that could move a cursor or colour a terminal."""
    return text if text.isprintable() else "".join(map(_visible_character, text))


def _visible_character(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


def suggest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that was probably meant, only if it is close."""
    if len(word) > _LONGEST_WORD:
        return None
    from rapidfuzz import process  # asked when something is wrong, and not at every start
    from rapidfuzz.distance import Indel

    known, alike = sorted(set(candidates)), Indel.normalized_similarity
    near = process.extractOne(word.lower(), known, scorer=alike, score_cutoff=_CUTOFF)
    return near[0] if near else None


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """A `help` text that names the nearest candidate, empty if none is close."""
    near = suggest(word, candidates)
    return f"did you mean '{near}'?" if near else ""


def render(problem: Problem, source_line: str | None, colour: bool = False) -> str:
    """The problem for a terminal: its line, then the source line with a caret under the place."""
    head = _coloured(str(problem), "1", colour)
    if problem.place is None or source_line is None:
        return head
    number = str(problem.place.line)
    shown, before = _window(source_line, problem.place.column - 1)
    caret = " " * _width(before) + _coloured("^", "1;31", colour)
    return f"{head}\n  {number} | {shown}\n  {' ' * len(number)} | {caret}"


def _window(line: str, column: int) -> tuple[str, str]:
    """The part of a line around a column that fits a terminal, and what of it stands before the column."""
    start = max(0, column - _LINE_WINDOW // 2) if len(line) > _LINE_WINDOW else 0
    shown = [_cell(each) for each in line[start : start + _LINE_WINDOW]]
    return "".join(shown).rstrip(), "".join(shown[: column - start])


def _cell(character: str) -> str:
    return " " if character.isspace() else _visible_character(character)


def _width(text: str) -> int:
    """How many terminal cells a text takes: wide characters two, combining ones none."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    import unicodedata

    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _coloured(text: str, style: str, colour: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if colour else text


def as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """The problems as plain data for JSON; `file`, `line` and `column` are null where nothing has a place."""
    return [_json(problem) for problem in problems]


def _json(problem: Problem) -> dict[str, Any]:
    file, line, column = problem.place or (None, None, None)
    place = {"file": file, "line": line, "column": column}
    return {**place, "code": problem.code, "what": problem.what, "help": problem.help}


def as_sarif(problems: Iterable[Problem]) -> dict[str, Any]:
    """The problems as a SARIF 2.1.0 log, which editors and code hosts show beside the line."""
    found = tuple(problems)
    rules = [{"id": code} for code in sorted({problem.code for problem in found})]
    driver = {"name": "followup", "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": list(map(_result, found)),
    }
    return {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(problem: Problem) -> dict[str, Any]:
    message = {"text": visible(problem._message())}
    result = {"ruleId": problem.code, "level": "error", "message": message}
    return result if problem.place is None else {**result, "locations": [_location(problem.place)]}


def _location(place: Place) -> dict[str, Any]:
    region = {"startLine": place.line, "startColumn": place.column}
    return {"physicalLocation": {"artifactLocation": {"uri": place.file}, "region": region}}
