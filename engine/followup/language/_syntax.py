"""What PyYAML says about broken YAML, in the words of somebody who edits the file."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from followup.language.places import Place
from followup.language.problems import Problem, quoted

LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


class _Saying(NamedTuple):
    """Words in a message of libyaml or of PyYAML's own parser; what we say instead; a way out."""

    theirs: str
    what: str
    help: str
    at_start: bool = False


_QUOTES = "check the indentation and the quotes"
_ESCAPE = _Saying("escape", "an unknown escape in a double-quoted text", r"write \\ for a backslash")
_SAYINGS = (
    _Saying("mapping values are not allowed", "a ':' where no key can stand", _QUOTES),
    _Saying("could not find expected ':'", "a key without its ':'", "write 'key: value'"),
    _Saying("unexpected end of stream", "a quotation that is not closed", "close it", at_start=True),
    _Saying("unexpected document separator", "a quotation that is not closed", "close it", at_start=True),
    _Saying("',' or ']'", "a list in [ ] needs a ',' or ']' here", "quote a text with special characters"),
    _Saying("',' or '}'", "a mapping in { } needs a ',' or '}' here", "quote a text with special characters"),
    _Saying(
        "sequence entries are not allowed", "a '-' where no list can stand", "begin a list on its own line"
    ),
    _Saying("block end", "the line does not fit the lines above it", _QUOTES),
    _Saying("expected key", "the line does not fit the lines above it", _QUOTES),
    _Saying("'-' indicator", "the line does not fit the lines above it", _QUOTES),
    _ESCAPE,
    _ESCAPE._replace(theirs="hexdecimal"),
    _ESCAPE._replace(theirs="hexadecimal"),
)


def syntax_problem(error: Any, name: str, source: str) -> Problem:
    """The one problem that stops the parser, at the place where it stopped."""
    lines = LINE_BREAK.split(source)
    said = error.problem or "it stops here"
    saying = next((each for each in _SAYINGS if each.theirs in said), None)
    mark = error.context_mark if saying and saying.at_start else None
    place = _inside(lines, name, mark or error.problem_mark or error.context_mark)
    rest = lines[place.line - 1]
    tab = re.match(r" *\t", rest)
    if tab and place.column <= tab.end():
        return Problem(
            place._replace(column=tab.end()), "tab", "a tab in the indentation", "indent with spaces"
        )
    if "cannot start any token" in said:
        character = rest[place.column - 1 : place.column]
        return Problem(place, "syntax", f"{quoted(character)} cannot begin a plain text", "quote the text")
    if saying:
        return Problem(place, "syntax", saying.what, saying.help)
    return Problem(place, "syntax", f"not YAML: {said}")


def _inside(lines: list[str], name: str, mark: Any) -> Place:
    """The place of a mark; what lies behind the last line is the end of that line."""
    if mark is None:
        return Place(name, 1, 1)
    last = max((at for at, line in enumerate(lines) if line.strip()), default=0)
    if mark.line > last:
        return Place(name, last + 1, len(lines[last]) + 1)
    return Place(name, mark.line + 1, mark.column + 1)
