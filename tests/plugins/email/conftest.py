"""Mails written and read back: what the tests of the email channel share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import followup_email
from followup.plugins import Item, Left, Reading

ME = "me@home.example"


def as_mail(body: str = "Hello.", drop: tuple[str, ...] = (), **headers: str) -> bytes:
    """A mail to us; `in_reply_to="<a@b>"` sets In-Reply-To, and what is in `drop` is left out."""
    fields = {
        "From": "Ann Boss <ann@acme.example>",
        "To": ME,
        "Date": "Mon, 02 Mar 2026 09:00:00 +0100",
        "Message-ID": "<one@acme.example>",
        "Subject": "Your application",
    } | {_header(name): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in fields.items() if name.lower() not in drop]
    return ("\n".join(lines) + f"\n\n{body}\n").encode("utf-8", "surrogateescape")


def _header(name: str) -> str:
    return name.replace("_", "-").title().replace("Message-Id", "Message-ID")


@pytest.fixture
def mail() -> Callable[..., bytes]:
    return as_mail


@pytest.fixture
def read_file() -> Callable[..., list[Item | Left]]:
    """Everything in a file or folder, in the format that is recognised (or `eml`)."""

    def read(path: Path, me: str = ME) -> list[Item | Left]:
        head = b"" if path.is_dir() else path.read_bytes()[:4096]
        format = followup_email.recognise(path, head) or "eml"
        return list(followup_email.read(path, format, Reading(me=frozenset({me}))))

    return read


@pytest.fixture
def read_mail(tmp_path: Path, read_file: Callable[..., list[Item | Left]]) -> Callable[[bytes], Any]:
    """The one thing that a mail's bytes become."""

    def read(raw: bytes) -> Item | Left:
        path = tmp_path / "mail"
        path.write_bytes(raw)
        (found,) = read_file(path)
        return found

    return read


@pytest.fixture(scope="session")
def expectations() -> Callable[[str], Any]:
    """The JSON file of that name beside these tests."""
    return lambda name: json.loads((Path(__file__).parent / name).read_text("utf-8"))


@pytest.fixture
def as_mbox() -> Callable[..., bytes]:
    def join(*mails: bytes, end: bytes = b"\n") -> bytes:
        return b"".join(_entries(mails)).replace(b"\n", end)

    return join


def _entries(mails: tuple[bytes, ...]) -> Iterator[bytes]:
    for raw in mails:
        yield b"From - Mon Mar  2 09:00:00 2026\n" + raw.replace(b"\nFrom ", b"\n>From ") + b"\n"
