"""What PyYAML says about broken YAML, in the words of somebody who edits the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from followup.language.places import Place
from followup.language.problems import Problem, quoted

LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_BREAKS = "\r\n\x85\u2028\u2029"
_TAB_BEFORE_COMMENT = re.compile(r"(?:[^#\t]|(?<![ \t])(?<!^)#)*\t")


class _Saying(NamedTuple):
    """Words in a message of libyaml or of PyYAML's own parser; what we say instead; a way out."""

    theirs: str
    what: str
    help: str
    at_start: bool = False


_QUOTES = "check the indentation and the quotes"
_QUOTE = "quote the text"
_BELOW = "begin the text on the next line"
_NO_KEY = "a ':' where no key can stand"
_NO_FIT = "the line does not fit the lines above it"
_OPEN_QUOTE = "a quotation that is not closed"
_ESCAPE = "an unknown escape in a double-quoted text"
_BACKSLASH = r"write \\ for a backslash"
_EXCLAMATION = "a text cannot begin with '!'"
_NAMELESS = "a text cannot begin with '&' or '*'"
_AFTER_BAR = "a text right behind '|' or '>'"
_SAYINGS = (
    _Saying("mapping values are not allowed", _NO_KEY, _QUOTES),
    _Saying("could not find expected ':'", "a key without its ':'", "write 'key: value'"),
    _Saying("unexpected end of stream", _OPEN_QUOTE, "close it", at_start=True),
    _Saying("unexpected document", _OPEN_QUOTE, "close it", at_start=True),
    _Saying("',' or ']'", "a list in [ ] needs a ',' or ']' here", "quote a text with special characters"),
    _Saying("',' or '}'", "a mapping in { } needs a ',' or '}' here", "quote a text with special characters"),
    _Saying(
        "sequence entries are not allowed", "a '-' where no list can stand", "begin a list on its own line"
    ),
    _Saying("mapping keys are not allowed", "a '?' where no key can stand", _QUOTE),
    _Saying("block end", _NO_FIT, _QUOTES),
    _Saying("expected key", _NO_FIT, _QUOTES),
    _Saying("'-' indicator", _NO_FIT, _QUOTES),
    _Saying("document start", "something stands behind the end of the content", _QUOTES),
    _Saying("node content", "a value is missing here", "quote a text with special characters"),
    _Saying("alphabetic or numeric", _NAMELESS, _QUOTE),
    _Saying("comment or line break", _AFTER_BAR, _BELOW),
    _Saying("comment or a line break", _AFTER_BAR, _BELOW),
    _Saying("chomping", _AFTER_BAR, _BELOW),
    _Saying("tag", _EXCLAMATION, _QUOTE),
    _Saying("URI", _EXCLAMATION, _QUOTE),
    _Saying("whitespace or line break", _EXCLAMATION, _QUOTE),
    _Saying("escape", _ESCAPE, _BACKSLASH),
    _Saying("hexdecimal", _ESCAPE, _BACKSLASH),
    _Saying("hexadecimal", _ESCAPE, _BACKSLASH),
)


def syntax_problem(error: Any, name: str, source: str) -> Problem:
    """The one problem that stops the parser, at the place where it stopped."""
    lines = LINE_BREAK.split(source)
    said = error.problem or "it stops here"
    saying = next((each for each in _SAYINGS if each.theirs in said), None)
    mark = error.context_mark if saying and saying.at_start else None
    place = _inside(lines, name, mark or error.problem_mark or error.context_mark)
    line = lines[place.line - 1]
    tab = re.match(r" *\t", line)
    character = line[place.column - 1 : place.column]
    if tab and place.column <= tab.end():
        return tab_problem(place._replace(column=tab.end()))
    if character == "\t":
        return tab_problem(place)
    if line.startswith("%"):
        return Problem(place._replace(column=1), "syntax", "a line cannot begin with '%'", _QUOTE)
    if "cannot start any token" in said:
        return Problem(place, "syntax", f"{quoted(character)} cannot begin a plain text", _QUOTE)
    if (
        "nesting depth" in said
    ):  # libyaml has a limit of its own since 0.2.6, and may meet it before ours is met
        return Problem(place, "too-deep", "nested deeper than a file can be")
    if saying:
        return Problem(place, "syntax", saying.what, saying.help)
    return Problem(place, "syntax", f"not YAML: {said}")


def tab_problem(place: Place) -> Problem:
    return Problem(place, "tab", "a tab outside of quotes", "write spaces")


def stray_tabs(name: str, source: str, texts: Iterable[tuple[int, int]]) -> Iterator[Problem]:
    """The tabs outside of comments and of `texts`, the ranges of quoted and block texts; the first of a line.

    libyaml takes them for spaces, other readers stop there; so they are refused everywhere.
    """
    blank = list(source)
    for start, end in texts:
        blank[start:end] = [each if each in _BREAKS else "_" for each in blank[start:end]]
    for number, line in enumerate(LINE_BREAK.split("".join(blank)), 1):
        tab = _TAB_BEFORE_COMMENT.match(line)
        if tab:
            yield tab_problem(Place(name, number, tab.end()))


def _inside(lines: list[str], name: str, mark: Any) -> Place:
    """The place of a mark; what lies behind the last line is the end of that line."""
    if mark is None:
        return Place(name, 1, 1)
    last = max((at for at, line in enumerate(lines) if line.strip()), default=0)
    if mark.line > last:
        return Place(name, last + 1, len(lines[last]) + 1)
    return Place(name, mark.line + 1, mark.column + 1)
