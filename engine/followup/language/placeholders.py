"""Names in braces inside a pack's texts: `{unanswered} follow-ups`. Nothing but names, so nothing is run."""

from __future__ import annotations

import re
from collections.abc import Callable

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def names_in(text: str) -> tuple[str, ...]:
    """The names between braces, in order."""
    return tuple(_PLACEHOLDER.findall(text))


def fill(text: str, value: Callable[[str], str]) -> str:
    """`text` with each name in braces replaced by its value."""
    return _PLACEHOLDER.sub(lambda match: value(match[1]), text)
