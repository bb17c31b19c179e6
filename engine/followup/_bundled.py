"""Where the folders are that travel with the program.

`pathlib` is imported late, here and where packs are found: with what it needs itself, it takes a tenth of a start.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path


def bundled(name: Literal["schemas", "rules"]) -> Path:
    """The folder inside the installed package, else beside it in the repository."""
    from pathlib import Path

    return Path(bundled_folder(name))


def bundled_folder(name: Literal["schemas", "rules"]) -> str:
    """The same as text."""
    package = os.path.dirname(__file__)
    inside = os.path.join(package, name)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(os.path.dirname(package)), name)
