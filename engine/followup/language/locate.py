"""Where packs are: by name or path, with a note of what was looked at on the way."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from followup._bundled import bundled, bundled_folder

if TYPE_CHECKING:
    from pathlib import Path

PACK_FILE = "pack.yaml"


class NoPack(ValueError):
    """There is no pack of that name or at that path."""


class Seen:
    """What a load looked at: the bytes of each file by name, None where there was none.

    A load hangs on nothing else, so that whoever sees the same gets the same.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes | None] = {}

    def is_file(self, path: str | Path) -> bool:
        found = os.path.isfile(path)
        if not found:
            self.files[str(path)] = None
        return found

    def read(self, path: str | Path) -> bytes:
        """The bytes of a file; raises OSError."""
        with open(path, "rb") as file:
            data = self.files[str(path)] = file.read()
        return data


def locate(name_or_path: str | Path, seen: Seen | None = None) -> str:
    """The pack file that a name or path stands for; raises `NoPack`."""
    name = _tidy(str(name_or_path))
    options = [name if name.endswith((".yaml", ".yml")) else os.path.join(name, PACK_FILE)]
    if name == os.path.basename(name):
        options.append(os.path.join(bundled_folder("rules"), name, PACK_FILE))
    is_file = (seen or Seen()).is_file
    found = next((each for each in options if is_file(each)), None)
    if found is None:
        raise NoPack(_none_of_that_name(str(name_or_path)))
    return found


def _tidy(name: str) -> str:
    """A path as `pathlib` writes it: `a/../b` stays, as `a` may be a link that leads elsewhere."""
    if name and ".." not in name:
        return os.path.normpath(name)
    from pathlib import Path

    return str(Path(name))


def _none_of_that_name(name: str) -> str:
    from followup.language.problems import did_you_mean, quoted

    close = did_you_mean(name, bundled_names())
    return f"there is no pack {quoted(name)}" + (f"; {close}" if close else "")


def bundled_names() -> tuple[str, ...]:
    """The packs that come with followup."""
    return tuple(sorted(each.parent.name for each in bundled("rules").glob(f"*/{PACK_FILE}")))
