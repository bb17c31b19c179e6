"""Where packs are: by name or path, with a note of what was looked at on the way."""

from __future__ import annotations

from pathlib import Path

from followup._bundled import bundled

PACK_FILE = "pack.yaml"


class NoPack(ValueError):
    """There is no pack of that name or at that path."""


class Seen:
    """What a load looked at: the bytes of each file by name, None where there was none.

    A load hangs on nothing else, so that whoever sees the same gets the same.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes | None] = {}

    def is_file(self, path: Path) -> bool:
        found = path.is_file()
        if not found:
            self.files[str(path)] = None
        return found

    def read(self, path: Path) -> bytes:
        """The bytes of a file; raises OSError."""
        data = self.files[str(path)] = path.read_bytes()
        return data


def locate(name_or_path: str | Path, seen: Seen | None = None) -> Path:
    """The pack file that a name or path stands for; raises `NoPack`."""
    path = Path(name_or_path)
    options = [path] if path.suffix in (".yaml", ".yml") else [path / PACK_FILE]
    if len(path.parts) == 1:
        options.append(bundled("rules") / path / PACK_FILE)
    is_file = (seen or Seen()).is_file
    found = next((each for each in options if is_file(each)), None)
    if found is None:
        raise NoPack(_none_of_that_name(str(name_or_path)))
    return found


def _none_of_that_name(name: str) -> str:
    from followup.language.problems import did_you_mean, quoted

    close = did_you_mean(name, bundled_names())
    return f"there is no pack {quoted(name)}" + (f"; {close}" if close else "")


def bundled_names() -> tuple[str, ...]:
    """The packs that come with followup."""
    return tuple(sorted(each.parent.name for each in bundled("rules").glob(f"*/{PACK_FILE}")))
