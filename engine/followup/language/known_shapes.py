"""Whether a file has the shape that its schema says, asked only once of the same bytes.

The check needs jsonschema, which is slow to import. A file that passed is remembered by the digest of its bytes and
of the schemas: when they change, nothing old counts as checked.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Literal

from followup._bundled import bundled
from followup.language import cache as kept
from followup.language.places import Node
from followup.language.problems import Problem


def check_known_shape(
    node: Node, schema: Literal["pack", "templates", "tests"], data: bytes
) -> list[Problem]:
    """The problems of a file's shape; `data` are the bytes that the node was read from."""
    key = hashlib.sha256(b"\0".join((schema.encode(), _schemas(), data))).hexdigest()
    if kept.find("shape", key) is not None:
        return []
    from followup.language.shape import check_shape

    problems = check_shape(node, schema)
    if not problems:
        kept.keep("shape", key, b"")
    return problems


@cache
def _schemas() -> bytes:
    files = sorted(bundled("schemas").glob("*.schema.json"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).digest()
