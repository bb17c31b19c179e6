"""A pack's file and the packs that it stands on: read, checked, merged and built, noting all that was seen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from followup.language.build import build
from followup.language.context import text
from followup.language.known_shapes import check_known_shape
from followup.language.locate import PACK_FILE, NoPack, Seen, locate
from followup.language.merge import Merger, check_duplicates, defaults
from followup.language.places import Node, Plain
from followup.language.problems import Problem, Problems, did_you_mean, quoted
from followup.language.tree import Tree
from followup.language.yaml_reader import read_yaml

#: How many packs may stand on each other's shoulders.
DEEPEST = 8


def read_tree(file: Path, values: Mapping[str, Plain], seen: Seen) -> Tree:
    """The tree of a pack's file; `seen` notes each file that was read or looked for.

    Raises `Problems` with everything that is wrong.
    """
    node, problems = _whole(file, (), seen)
    built, found = build(with_values(node, values))
    if problems or found:
        raise Problems((*problems, *found))
    return built


def with_values(node: Node, values: Mapping[str, Plain]) -> Node:
    """A pack's node with other values for its parameters; a name that it does not have is a problem."""
    declared = node.get("parameters")
    known = declared.keys() if declared else ()
    unknown = [name for name in values if name not in known]
    if unknown:
        what = f"unknown parameter {quoted(unknown[0])}"
        raise Problems([Problem(None, "unknown-name", what, did_you_mean(unknown[0], known))])
    return Merger().merge(node, defaults(node, values)) if values else node


def _whole(file: Path, below: tuple[Path, ...], seen: Seen) -> tuple[Node, list[Problem]]:
    """The node of a pack, merged onto what it extends, with the problems of its shape."""
    node, problems = _read(file, seen)
    check_duplicates(node, problems.append)
    parent = node.get("extends")
    if parent is None or not text(parent):
        return node, problems
    if len(below) >= DEEPEST or file.resolve() in below:
        what = f"pack {quoted(text(parent))} extends itself" if file.resolve() in below else "too many packs"
        raise Problems([*problems, Problem(parent.place, "cycle", what)])
    base, more = _whole(_parent(file, parent, seen), (*below, file.resolve()), seen)
    merger = Merger()
    return merger.merge(base, node), [*problems, *more, *merger.problems]


def _parent(file: Path, node: Node, seen: Seen) -> Path:
    word = text(node)
    beside = file.parent / word / PACK_FILE
    try:
        return beside if seen.is_file(beside) else Path(locate(word, seen))
    except NoPack as error:
        raise Problems([Problem(node.place, "unknown-name", str(error))]) from None


def _read(file: Path, seen: Seen) -> tuple[Node, list[Problem]]:
    data = seen.read(file)
    node = read_yaml(data, str(file))
    return node, check_known_shape(node, "pack", data)
