"""Fixtures for the tone plugin: facts of a bare text, and our own messages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from followup.plugins import Content, Fact
from followup_tone import facts, pair_facts

HERE = Path(__file__).parent


def _facts_of(text: str | None) -> Mapping[str, Fact]:
    return facts(Content("message", {} if text is None else {"text": text}))


def _alike(new: str, old: str) -> Any:
    contents = (Content("message", {"text": text}) for text in (new, old))
    return pair_facts(*contents)["similarity"].value


@pytest.fixture(scope="session")
def facts_of() -> Callable[[str | None], Mapping[str, Fact]]:
    return _facts_of


@pytest.fixture(scope="session")
def alike() -> Callable[[str, str], Any]:
    return _alike


@pytest.fixture(scope="session")
def messages() -> Callable[[str], list[dict[str, str]]]:
    """Our own messages: `good_messages` must pass, `rude_messages` must not; `replies` have a meaning."""
    return lambda kind: json.loads((HERE / f"{kind}.json").read_text("utf-8"))
