"""YAML into nodes that keep their places, with the traps of YAML refused by name.

PyYAML parses (libyaml where it is there); what the words mean is ours. The events of the parser are put
together without recursion, so that no nesting can exhaust the stack.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from followup.language._scalars import Trap, resolve
from followup.language._syntax import LINE_BREAK, stray_tabs, syntax_problem
from followup.language.places import Node, NodeKind, Place
from followup.language.problems import Problem, Problems, quoted

#: How much one file may hold.
MOST_BYTES = 1_000_000
MOST_DEPTH = 100
#: How many nodes all aliases of a file may stand for, together.
MOST_ALIASED = 10_000
_MOST_PROBLEMS = 1_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_TWO_HALVES = re.compile(r"(?<!\\)((?:\\\\)*)(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})")
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")


def read_yaml(text: str | bytes, name: str, *, most_bytes: int = MOST_BYTES) -> Node:
    """The one document of `text`; `name` is the file that places name. Raises `Problems`, nothing else."""
    return _read(text, name, most_bytes, _LOADER)


def _read(text: str | bytes, name: str, most_bytes: int, loader: Any) -> Node:
    source = _decoded(text, name, most_bytes)
    builder = _Builder(name)
    try:
        builder.run(yaml.parse(source, Loader=loader))
    except yaml.MarkedYAMLError as error:
        builder.problems.append(syntax_problem(error, name, source))
    except _Stop:
        pass
    if "\t" in source:
        builder.problems.extend(stray_tabs(name, source[: builder.end], builder.texts))
    return builder.result()


def _decoded(text: str | bytes, name: str, most_bytes: int) -> str:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if len(data) > most_bytes:
        what = f"the file has {len(data):,} bytes, more than {most_bytes:,}"
        raise Problems([Problem(Place(name, 1, 1), "too-large", what)])
    try:
        source = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        place = _place_of(name, data[: error.start].decode("utf-8"))
        raise Problems([Problem(place, "not-utf-8", "the file is not UTF-8", "save it as UTF-8")]) from None
    unreadable = _UNREADABLE.search(source)
    if unreadable:
        what = f"the character U+{ord(unreadable[0]):04X} is not allowed"
        place = _place_of(name, source[: unreadable.start()])
        raise Problems([Problem(place, "bad-character", what, 'write it as an escape in "…"')])
    if source.lstrip().startswith(("{", "[", '"')) and _TWO_HALVES.search(source):
        return _JSON_TEXT.sub(lambda found: _whole(found[0]), source)
    return source


def _whole(text: str) -> str:
    """A text of JSON with each character in one escape, as YAML wants it, and as long as it was."""
    return _TWO_HALVES.sub(_one_escape, text).ljust(len(text))


def _one_escape(found: re.Match[str]) -> str:
    character: str = json.loads('"' + found[2] + '"')
    return f"{found[1]}\\U{ord(character):08X}"


def _place_of(name: str, before: str) -> Place:
    lines = LINE_BREAK.split(before)
    return Place(name, len(lines), len(lines[-1]) + 1)


class _Stop(Exception):
    """Reading cannot go on; the problems say why."""


@dataclass(slots=True)
class _Open:
    """A list or mapping that is not closed yet. A mapping's children are keys and values in turn."""

    kind: NodeKind
    place: Place
    anchor: str | None
    children: list[Node] = field(default_factory=list)
    size: int = 1
    height: int = 1


@dataclass(slots=True)
class _Built:
    """A finished node and what an alias to it costs."""

    node: Node
    size: int = 1
    height: int = 1


class _Builder:
    """Puts the events of one document together, and collects what is wrong on the way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.end = 0
        self.texts: list[tuple[int, int]] = []
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.stack: list[_Open] = []
        self.anchors: dict[str, _Built | None] = {}
        self.aliased = 0
        self.documents = 0

    def run(self, events: Iterator[Any]) -> None:
        for event in events:
            handle = _HANDLERS.get(type(event))
            if handle is not None:
                handle(self, event)
            self.end = event.end_mark.index

    def result(self) -> Node:
        if self.root is None and not self.problems:
            self.problem(Place(self.name, 1, 1), "empty", "the file is empty")
        if self.problems:
            raise Problems(self.problems)
        assert self.root is not None
        return self.root

    def problem(self, place: Place, code: str, what: str, help: str = "") -> None:
        self.problems.append(Problem(place, code, what, help))
        if len(self.problems) >= _MOST_PROBLEMS:
            raise _Stop

    def fatal(self, place: Place, code: str, what: str, help: str = "") -> None:
        self.problem(place, code, what, help)
        raise _Stop

    def place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.name, mark.line + 1, mark.column + 1)

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            what = "a second document begins here"
            self.fatal(self.place(event), "second-document", what, "a file holds one document")

    def scalar(self, event: Any) -> None:
        place = self.place(event)
        self.refuse_tag(event, place)
        if event.style:
            self.texts.append((event.start_mark.index, event.end_mark.index))
            node = Node(place, "text", self.text(event.value, place))
        elif event.value or self.stack:
            node = self.plain(event.value, place)
        else:
            return  # a document of nothing is an empty file
        self.add(_Built(node), event.anchor)

    def text(self, value: str, place: Place) -> str:
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            self.problem(
                place, "bad-character", "an escape names half a character", "write the character itself"
            )
        return value

    def plain(self, value: str, place: Place) -> Node:
        resolved = resolve(value)
        if isinstance(resolved, Trap):
            self.problem(place, resolved.code, resolved.what, resolved.help)
            return Node(place, "text", value)
        if value == "<<" and self.expects_key():
            what = "merge key '<<' is not part of the language"
            self.problem(place, "merge-key", what, "write the keys out")
        return Node(place, *resolved)

    def expects_key(self) -> bool:
        top = self.stack[-1] if self.stack else None
        return top is not None and top.kind == "mapping" and len(top.children) % 2 == 0

    def refuse_tag(self, event: Any, place: Place) -> None:
        if event.tag is not None:
            what = f"tag {quoted(event.tag)} is not part of the language"
            self.problem(place, "tag", what, "leave it out; quote what is text")

    def alias(self, event: Any) -> None:
        place = self.place(event)
        built = self.anchors.get(event.anchor)
        if built is None:
            inside = event.anchor in self.anchors
            what = f"alias '*{event.anchor}' " + ("contains itself" if inside else "has no anchor before it")
            self.problem(place, "bad-alias", what)
            return self.add(_Built(Node(place, "null")), None)
        self.aliased += built.size
        if self.aliased > MOST_ALIASED:
            what = f"the aliases of this file stand for more than {MOST_ALIASED:,} values"
            self.fatal(place, "alias-bomb", what, "write out what is meant")
        self.check_depth(built.height, place)
        return self.add(built, None)

    def check_depth(self, height: int, place: Place) -> None:
        if len(self.stack) + height > MOST_DEPTH:
            self.fatal(place, "too-deep", f"nested deeper than {MOST_DEPTH} levels")

    def open_list(self, event: Any) -> None:
        self.open(event, "list")

    def open_mapping(self, event: Any) -> None:
        self.open(event, "mapping")

    def open(self, event: Any, kind: NodeKind) -> None:
        place = self.place(event)
        self.refuse_tag(event, place)
        self.check_depth(1, place)
        if event.anchor:
            self.anchors[event.anchor] = None
        self.stack.append(_Open(kind, place, event.anchor))

    def close(self, event: Any) -> None:
        top = self.stack.pop()
        if top.kind == "list":
            node = Node(top.place, "list", None, tuple(top.children))
        else:
            entries = tuple(zip(top.children[::2], top.children[1::2], strict=True))
            self.check_keys(entries)
            node = Node(top.place, "mapping", None, (), entries)
        self.add(_Built(node, top.size, top.height), top.anchor)

    def check_keys(self, entries: tuple[tuple[Node, Node], ...]) -> None:
        first: dict[str, Place] = {}
        for key, _ in entries:
            if not isinstance(key.scalar, str):
                self.refuse_key(key)
            elif key.scalar in first:
                what = f"key {quoted(key.scalar)} is given twice"
                line = first[key.scalar].line
                self.problem(key.place, "duplicate-key", what, f"it is already given in line {line}")
            else:
                first[key.scalar] = key.place

    def refuse_key(self, key: Node) -> None:
        if key.kind in ("mapping", "list"):
            self.problem(key.place, "bad-key", f"a {key.kind} cannot be a key", "quote it if it is a text")
        elif key.kind == "null":
            self.problem(key.place, "bad-key", "a key cannot be empty or null", "quote it if it is a text")
        else:
            word = str(key.scalar).lower() if key.kind == "boolean" else str(key.scalar)
            what = f"key {quoted(word)} is a {key.kind}, not text"
            self.problem(key.place, "bad-key", what, f'quote it: "{word}"')

    def add(self, built: _Built, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = built
        if not self.stack:
            self.root = built.node
            return
        top = self.stack[-1]
        top.children.append(built.node)
        top.size += built.size
        top.height = max(top.height, built.height + 1)


_HANDLERS: dict[type, Callable[[_Builder, Any], None]] = {
    yaml.ScalarEvent: _Builder.scalar,
    yaml.AliasEvent: _Builder.alias,
    yaml.SequenceStartEvent: _Builder.open_list,
    yaml.MappingStartEvent: _Builder.open_mapping,
    yaml.SequenceEndEvent: _Builder.close,
    yaml.MappingEndEvent: _Builder.close,
    yaml.DocumentStartEvent: _Builder.document,
}
