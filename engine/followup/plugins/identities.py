"""Ids for items whose file gives them none."""

from __future__ import annotations

from hashlib import sha256


def identity(*parts: object) -> str:
    """An opaque id that depends on `parts` alone: equal parts in another file give it again."""
    return sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:24]
