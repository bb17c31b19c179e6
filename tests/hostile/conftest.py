"""Fixtures for hostile input: a home with one case, and `followup` as a person runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from followup.faces.command import main

PROGRAM = Path(sys.executable).with_name("followup")
ADDED = "--person", "Hiring Manager <manager@acme.example> <+49 30 1234567> <linkedin.com/in/manager>"


@dataclass(frozen=True)
class Done:
    """How a command ended; whatever it printed has no character that moves a cursor or turns text."""

    code: int
    out: str
    err: str

    def __post_init__(self) -> None:
        controls = {char for char in self.out + self.err if not char.isprintable() and char != "\n"}
        assert controls == set()
        assert "Traceback" not in self.err

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    @property
    def file(self) -> Any:
        """What became of the one file of an import."""
        [file] = self.data["files"]
        return file

    @property
    def reasons(self) -> str:
        """Why things of the one file were left out, and why it was not read, if it was not."""
        return "; ".join([each["why"] for each in self.file["left"]] + [self.file["problem"] or ""])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "home"
    monkeypatch.setenv("FOLLOWUP_HOME", str(path))
    return path


@pytest.fixture
def run(home: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """`followup ...`, in a home with the case `acme`."""

    def followup(*arguments: object) -> Done:
        capfd.readouterr()
        code = main([str(each) for each in arguments])
        return Done(code, *capfd.readouterr())

    followup(
        "init", "--me", "me@home.example", "+49 30 7654321", "--zone", "Europe/Berlin", "--country", "DE"
    )
    followup("add", "acme", *ADDED)
    return followup


@pytest.fixture
def installed(run: Callable[..., Done]) -> Callable[..., Done]:
    """`followup ...` as it is installed, in a process of its own that may take a minute."""

    def followup(*arguments: object) -> Done:
        command = [PROGRAM, *map(str, arguments)]
        found = subprocess.run(command, capture_output=True, text=True, timeout=60, env=dict(os.environ))
        return Done(found.returncode, found.stdout, found.stderr)

    return followup


@pytest.fixture
def mail() -> Callable[..., bytes]:
    """A mail as bytes; headers as keywords, with `_` for `-`."""

    def make(text: str | bytes = "Hello", **headers: str | bytes) -> bytes:
        given = {"from": "x@y.example", "to": "me@home.example", "subject": "Hello",
                 "date": "Mon, 02 Nov 2026 10:00:00 +0100", "message_id": "<1@y.example>", **headers}  # fmt: skip
        lines = [
            f"{name.replace('_', '-').title()}: ".encode() + _bytes(value) for name, value in given.items()
        ]
        return b"\n".join([*lines, b"", _bytes(text), b""])

    return make


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
