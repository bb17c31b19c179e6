"""Fixtures for hostile input: a home with one case, and `followup` as a person runs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import Any

import pytest

from tests.running import Done, in_a_process

ADDED = "--person", "Hiring Manager <manager@acme.example> <+49 30 1234567> <linkedin.com/in/manager>"


@dataclass(frozen=True)
class Harmless(Done):
    """Whatever it printed has no character that moves a cursor or turns text."""

    def __post_init__(self) -> None:
        controls = {char for char in self.out + self.err if not char.isprintable() and char != "\n"}
        assert controls == set()
        assert "Traceback" not in self.err

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
def run(run: Callable[..., Done]) -> Callable[..., Harmless]:
    """`followup ...`, in a home with the case `acme`."""
    run("init", "--me", "me@home.example", "+49 30 7654321", "--zone", "Europe/Berlin", "--country", "DE")
    run("add", "acme", *ADDED)
    return lambda *arguments: Harmless(*astuple(run(*arguments)))


@pytest.fixture
def installed(run: Callable[..., Done]) -> Callable[..., Harmless]:
    """The same as it is installed, in a process of its own."""
    return lambda *arguments: Harmless(*astuple(in_a_process(*arguments)))


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
