"""How an error of a plugin is told."""

from __future__ import annotations

#: What is never a plugin's mistake: the person's Ctrl-C, and the end of a generator that nobody reads on.
OURS = (KeyboardInterrupt, GeneratorExit)


class Unfit(ValueError):
    """Something that a plugin handed back, or lacks, against what it declared."""


def described(error: BaseException) -> str:
    """The error's type and text (which may be broken too); ours speaks for itself."""
    try:
        return str(error) if isinstance(error, Unfit) else f"{type(error).__name__}: {error}"
    except Exception:
        return type(error).__name__
