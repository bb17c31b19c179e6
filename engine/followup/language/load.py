"""Packs from files: found by name or path, and read, unless the very same bytes have been read before.

What was read and found right is kept (`cache`) together with the name and the bytes of every file that the load
looked at: the pack, the packs that it extends, and the schemas. If all are as they were, byte by byte, the tree is
made from what was kept, and neither YAML nor jsonschema is asked.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from followup._bundled import bundled
from followup.language import cache
from followup.language.locate import PACK_FILE, NoPack, Seen, bundled_names, locate
from followup.language.tree import Tree
from followup.language.tree_text import dumps, loads

if TYPE_CHECKING:
    from pathlib import Path

    from followup.language.places import Plain

__all__ = ["NO_VALUES", "PACK_FILE", "NoPack", "bundled_names", "find_tree", "load_tree", "locate"]

NO_VALUES: Mapping[str, Plain] = MappingProxyType({})
#: The schemas that say what a pack must look like.
SCHEMAS = ("event", "pack")


def load_tree(name_or_path: str | Path, values: Mapping[str, Plain] = NO_VALUES) -> tuple[Tree, Path]:
    """The tree of a bundled pack (by name) or of a folder or file, and the folder that it is in.

    `values` stand in for the defaults of parameters, as they would be written in the pack. Raises `NoPack`, or
    `Problems` with everything that is wrong with it.
    """
    from pathlib import Path

    tree, folder = find_tree(name_or_path, values)
    return tree, Path(folder)


def find_tree(name_or_path: str | Path, values: Mapping[str, Plain] = NO_VALUES) -> tuple[Tree, str]:
    """The same, with the folder as text."""
    file = locate(name_or_path)
    known = None if values else _known(file)
    return known or _fresh(file, values), os.path.dirname(file) or os.curdir


def _fresh(file: str, values: Mapping[str, Plain]) -> Tree:
    from pathlib import Path

    from followup.language.whole import read_tree

    seen = Seen()
    for schema in SCHEMAS:
        seen.read(bundled("schemas") / f"{schema}.schema.json")
    tree = read_tree(Path(file), values, seen)
    if not values:
        _remember(file, tree, seen)
    return tree


def _remember(file: str, tree: Tree, seen: Seen) -> None:
    try:
        text = dumps(tree).encode()
    except ValueError:
        return  # a number of thousands of digits, which JSON refuses to read
    cache.keep("tree", _key(file), _sources(seen.files) + text)


def _known(file: str) -> Tree | None:
    """The tree that was kept, if all that its load looked at is as it was; None otherwise."""
    data = cache.find("tree", _key(file))
    try:
        return None if data is None else _as_it_was(data)
    except (ValueError, LookupError, TypeError):
        return None  # no entry of ours


def _as_it_was(data: bytes) -> Tree | None:
    names = json.loads(data[: data.index(b"\n")])
    sources = _sources({name: _bytes(name) for name, _ in names})
    return loads(data[len(sources) :]) if data.startswith(sources) else None


def _bytes(name: str) -> bytes | None:
    try:
        with open(name, "rb") as file:
            return file.read()
    except OSError:
        return None


def _sources(files: Mapping[str, bytes | None]) -> bytes:
    """Files as a line of their names and sizes, and then their bytes, one after the other."""
    sizes = [(name, None if data is None else len(data)) for name, data in files.items()]
    return b"".join((json.dumps(sizes).encode(), b"\n", *(data or b"" for data in files.values())))


def _key(file: str) -> str:
    """A file as it was named, since problems and rules name it so, and where that is."""
    return f"{file}\0{os.path.abspath(file)}"
