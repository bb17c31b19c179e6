"""A folder of installed distributions of our own making, and single-file plugins."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

MANIFEST = {"api": 1, "name": "pigeon", "channel": "pigeon", "says": "letters by pigeon"}


@dataclass
class Site:
    """A folder on sys.path, into which distributions are written as an installer would write them."""

    folder: Path

    def add(self, name: str, source: str = "", *, package: str | None = None, dist: str = "coop",
            entry: str | None = None, manifest: Any = None, **declared: Any) -> None:  # fmt: skip
        """A distribution with one plugin; `declared` goes into its manifest, `manifest` replaces it whole."""
        package = package or f"t_{name}"
        (self.folder / package).mkdir()
        (self.folder / package / "__init__.py").write_text(source)
        data = {**MANIFEST, "name": name, **declared} if manifest is None else manifest
        text = data if isinstance(data, str) else json.dumps(data)
        (self.folder / package / "plugin.json").write_text(text)
        self.list(f"[followup.channels]\n{entry or name} = {package}\n", dist)

    def list(self, entry_points: str, dist: str) -> None:
        info = self.folder / f"{dist}-3.1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {dist}\nVersion: 3.1\n")
        (info / "entry_points.txt").write_text(entry_points)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)
    yield Site(folder)
    for name in set(sys.modules) - before:
        if name.startswith("t_"):
            del sys.modules[name]


@pytest.fixture
def one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes a plugin in one file, with a manifest of those declarations, and gives its path."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def write(source: str = "", name: str = "pigeon", **declared: Any) -> Path:
        path = tmp_path / f"{name}_file.py"
        path.write_text(f"MANIFEST = { {**MANIFEST, 'name': name, **declared}!r}\n{source}")
        return path

    yield write
    for name in [name for name in sys.modules if name.startswith("followup_local_")]:
        del sys.modules[name]
