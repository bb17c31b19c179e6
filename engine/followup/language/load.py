"""Packs from files: found by name or path, read, checked, merged with what they extend, and built.

The check against the schema needs jsonschema, which is slow to import. A file that passed is remembered by the
digest of its bytes, so that the daily commands start fast; names and types are checked every time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from followup._bundled import bundled
from followup.language.build import build
from followup.language.context import text
from followup.language.merge import Merger, check_duplicates, defaults
from followup.language.places import Node, Plain
from followup.language.problems import Problem, Problems, did_you_mean, quoted
from followup.language.tree import Tree
from followup.language.yaml_reader import read_yaml

NO_VALUES: Mapping[str, Plain] = MappingProxyType({})
PACK_FILE = "pack.yaml"
#: How many packs may stand on each other's shoulders.
DEEPEST = 8


class NoPack(ValueError):
    """There is no pack of that name or at that path."""


def load_tree(name_or_path: str | Path, values: Mapping[str, Plain] = NO_VALUES) -> tuple[Tree, Path]:
    """The tree of a bundled pack (by name) or of a folder or file, and the folder that it is in.

    `values` stand in for the defaults of parameters, as they would be written in the pack. Raises `NoPack`, or
    `Problems` with everything that is wrong with it.
    """
    file = locate(name_or_path)
    node, problems = _whole(file, ())
    built, found = build(with_values(node, values))
    if problems or found:
        raise Problems((*problems, *found))
    return built, file.parent


def with_values(node: Node, values: Mapping[str, Plain]) -> Node:
    """A pack's node with other values for its parameters; a name that it does not have is a problem."""
    declared = node.get("parameters")
    known = declared.keys() if declared else ()
    unknown = [name for name in values if name not in known]
    if unknown:
        what = f"unknown parameter {quoted(unknown[0])}"
        raise Problems([Problem(None, "unknown-name", what, did_you_mean(unknown[0], known))])
    return Merger().merge(node, defaults(node, values)) if values else node


def locate(name_or_path: str | Path) -> Path:
    """The pack file that a name or path stands for."""
    path = Path(name_or_path)
    options = [path] if path.suffix in (".yaml", ".yml") else [path / PACK_FILE]
    if len(path.parts) == 1:
        options.append(bundled("rules") / path / PACK_FILE)
    found = next((each for each in options if each.is_file()), None)
    if found is None:
        close = did_you_mean(str(name_or_path), bundled_names())
        raise NoPack(f"there is no pack {quoted(str(name_or_path))}" + (f"; {close}" if close else ""))
    return found


def bundled_names() -> tuple[str, ...]:
    """The packs that come with followup."""
    return tuple(sorted(each.parent.name for each in bundled("rules").glob(f"*/{PACK_FILE}")))


def _whole(file: Path, below: tuple[Path, ...]) -> tuple[Node, list[Problem]]:
    """The node of a pack, merged onto what it extends, with the problems of its shape."""
    node, problems = _read(file)
    check_duplicates(node, problems.append)
    parent = node.get("extends")
    if parent is None or not text(parent):
        return node, problems
    if len(below) >= DEEPEST or file.resolve() in below:
        what = f"pack {quoted(text(parent))} extends itself" if file.resolve() in below else "too many packs"
        raise Problems([*problems, Problem(parent.place, "cycle", what)])
    base, more = _whole(_parent(file, parent), (*below, file.resolve()))
    merger = Merger()
    return merger.merge(base, node), [*problems, *more, *merger.problems]


def _parent(file: Path, node: Node) -> Path:
    word = text(node)
    beside = file.parent / word / PACK_FILE
    try:
        return beside if beside.is_file() else locate(word)
    except NoPack as error:
        raise Problems([Problem(node.place, "unknown-name", str(error))]) from None


def _read(file: Path) -> tuple[Node, list[Problem]]:
    data = file.read_bytes()
    node = read_yaml(data, str(file))
    return node, check_known_shape(node, "pack", data)


def check_known_shape(
    node: Node, schema: Literal["pack", "templates", "tests"], data: bytes
) -> list[Problem]:
    """The problems of a file's shape; asked only once of the same bytes."""
    mark = _marks() / hashlib.sha256(b"\0".join((schema.encode(), _schemas(), data))).hexdigest()
    if mark.exists():
        return []
    from followup.language.shape import check_shape

    problems = check_shape(node, schema)
    if not problems:
        _remember(mark)
    return problems


@cache
def _schemas() -> bytes:
    """A digest of the schemas themselves: when they change, nothing old counts as checked."""
    files = sorted(bundled("schemas").glob("*.schema.json"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).digest()


def _marks() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("followup") / "shapes"


def _remember(mark: Path) -> None:
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    except OSError:
        pass  # a cache that cannot be written only costs time
