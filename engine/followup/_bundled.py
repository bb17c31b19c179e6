"""Where the folders are that travel with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Literal


def bundled(name: Literal["schemas", "rules"]) -> Path:
    """The folder inside the installed package, else beside it in the repository."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent.parent / name
