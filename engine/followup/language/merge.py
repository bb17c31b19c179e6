"""Packs that build on packs: the second's parts are added, replaced or switched off by id (SEMANTICS 21).

Merging is about nodes, not about meanings: names are resolved only in the whole, and every part keeps the
place in the file that it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from followup.language.context import entries, fields, items, name, text
from followup.language.places import Node, NodeKind, Plain
from followup.language.problems import Problem, did_you_mean, quoted

_NAMED = ("attributes", "kinds", "classes", "facts", "parameters")
_LISTED = {"rules": "rule", "duties": "duty"}
_SINGULAR = {"attributes": "attribute", "kinds": "kind", "classes": "class", "facts": "fact",
             "parameters": "parameter", **_LISTED}  # fmt: skip


class Merger:
    """Merges one pack's node onto the node of the pack that it extends, noting what cannot be."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def merge(self, base: Node, own: Node) -> Node:
        """The whole that both make; the own pack's name, version and source stand."""
        mine, theirs = fields(own), fields(base)
        replaced = fields(mine.get("replace"))
        merged = {
            **theirs,
            **{key: value for key, value in mine.items() if key not in ("replace", "switch_off")},
        }
        for section in _NAMED:
            parts = self._named(section, theirs.get(section), mine.get(section), replaced.get(section))
            merged[section] = _mapping(own, parts)
        off = {text(each): each for each in items(mine.get("switch_off"))}
        for section, key in _LISTED.items():
            merged[section] = self._listed(
                section, key, theirs.get(section), mine.get(section), replaced.get(section), off, own
            )
        self._unused(off, theirs)
        merged["reads"] = _list(own, (*items(mine.get("reads")), *items(theirs.get("reads"))))
        for section in ("needs", "desk"):
            merged[section] = _overlaid(own, theirs.get(section), mine.get(section))
        return _mapping(own, [(_key(own, key, mine), value) for key, value in merged.items()])

    def _named(
        self, section: str, base: Node | None, added: Node | None, replaced: Node | None
    ) -> list[tuple[Node, Node]]:
        parts = {name(key): (key, value) for key, value in entries(base)}
        for key, value in entries(replaced):
            if name(key) not in parts:
                self._refuse_unknown(key, section, parts)
            parts[name(key)] = key, value
        for key, value in entries(added):
            if section == "parameters" and name(key) in parts and value.keys() == ("default",):
                parts[name(key)] = key, _with_default(parts[name(key)][1], value)
            elif name(key) in parts:
                self._refuse_existing(key, section, name(key))
            else:
                parts[name(key)] = key, value
        return list(parts.values())

    def _listed(
        self, section: str, key: str, base: Node | None, added: Node | None, replaced: Node | None,
        off: dict[str, Node], own: Node,
    ) -> Node:  # fmt: skip
        parts = {text(each.get(key)): each for each in items(base)}
        for each in items(replaced):
            if text(each.get(key)) not in parts:
                self._refuse_unknown(each.get(key) or each, section, parts)
            parts[text(each.get(key))] = each
        parts = {id: each for id, each in parts.items() if id not in off}
        for each in items(added):
            if text(each.get(key)) in parts:
                self._refuse_existing(each.get(key) or each, section, text(each.get(key)))
            parts.setdefault(text(each.get(key)), each)
        return _list(own, parts.values())

    def _unused(self, off: dict[str, Node], base: Mapping[str, Node]) -> None:
        known = [text(each.get(key)) for section, key in _LISTED.items()
                 for each in items(base.get(section))]  # fmt: skip
        for id, node in off.items():
            if id not in known:
                self._refuse_unknown(node, "rules", known)

    def _refuse_unknown(self, node: Node, section: str, known: Iterable[str]) -> None:
        word = text(node)
        what = f"there is no {_SINGULAR[section]} {quoted(word)} in the pack that this one extends"
        self.problems.append(Problem(node.place, "unknown-name", what, did_you_mean(word, known)))

    def _refuse_existing(self, node: Node, section: str, word: str) -> None:
        what = f"{_SINGULAR[section]} {quoted(word)} exists in the pack that this one extends"
        self.problems.append(
            Problem(node.place, "duplicate-name", what, f"put it under 'replace: {section}:'")
        )


def defaults(own: Node, values: Mapping[str, Plain]) -> Node:
    """The node of a pack that says nothing but other defaults of parameters."""
    parts = []
    for word, value in values.items():
        at = own.place
        given = Node(at, _KINDS[type(value)], value)
        parts.append((Node(at, "text", word), _mapping(own, [(Node(at, "text", "default"), given)])))
    return _mapping(own, [(Node(own.place, "text", "parameters"), _mapping(own, parts))])


_KINDS: Mapping[type, NodeKind] = {str: "text", bool: "boolean", int: "number", Decimal: "number"}


def _mapping(at: Node, pairs: Iterable[tuple[Node, Node]]) -> Node:
    return Node(at.place, "mapping", entries=tuple(pairs))


def _list(at: Node, members: Iterable[Node]) -> Node:
    return Node(at.place, "list", items=tuple(members))


def _key(own: Node, key: str, mine: object) -> Node:
    return Node(own.key_place(key), "text", key)


def _with_default(declared: Node, value: Node) -> Node:
    kept = [(key, each) for key, each in declared.entries if name(key) != "default"]
    return _mapping(declared, [*kept, *value.entries])


def _overlaid(own: Node, base: Node | None, added: Node | None) -> Node:
    """Mappings laid over each other to two levels: an own entry replaces the base's of the same name."""
    parts = {name(key): (key, value) for key, value in entries(base)}
    for key, value in entries(added):
        under = parts.get(name(key))
        parts[name(key)] = key, _over(under[1], value) if under else value
    return _mapping(own, parts.values())


def _over(base: Node, added: Node) -> Node:
    if base.kind == added.kind == "mapping":
        keep = [(key, value) for key, value in base.entries if added.get(name(key)) is None]
        return _mapping(added, [*keep, *added.entries])
    if base.kind == added.kind == "list":
        return _list(added, (*base.items, *added.items))
    return added


def check_duplicates(node: Node, refuse: Callable[[Problem], None]) -> None:
    """Within one file every rule and duty has an id of its own."""
    seen: dict[str, Node] = {}
    for section, key in _LISTED.items():
        for each in items(node.get(section)):
            id_node = each.get(key)
            if id_node is not None and text(id_node) in seen:
                first = seen[text(id_node)].place
                what = f"{key} {quoted(text(id_node))} is there twice"
                refuse(Problem(id_node.place, "duplicate-name", what, f"the first is at line {first.line}"))
            elif id_node is not None:
                seen[text(id_node)] = id_node
