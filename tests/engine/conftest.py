"""Small packs for tests of meaning: one vocabulary, and whatever a test adds to it as YAML."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from followup.decide.api import load_pack
from followup.decide.pack import Pack
from followup.evaluate.quantities import Age, Range
from followup.language.journal_files import event_of, record_of
from followup.language.yaml_reader import read_yaml
from followup.timeline.events import Event
from followup.timeline.instants import instant
from followup.timeline.journal import Journal

VOCABULARY = """
language: 1
pack: small
version: 1.0.0
needs: {facts: [alike, polite]}
calendar: {holidays: country, parts_of_day: {night: "00:00", day: "06:00"}}
attributes:
  person: {type: person}
  channel: {type: channel}
  topic: {type: text, one_of: [a, b, c]}
  amount: {type: number}
  size: {type: integer, missing: absent}
  tags: {type: list}
  text: {type: text, missing: absent}
  polite: {type: number, from: polite}
  held: {type: boolean, missing: {constant: false}}
  day: {type: date}
  moment: {type: instant}
  clock: {type: time}
  calls_then: {type: integer, as_of_then: calls}
  part_then: {type: text, as_of_then: part_of_day}
kinds:
  call: {by: us, attributes: [person, channel, topic, amount, size, tags, text, polite, held, day, moment, clock,
                              calls_then, part_then]}
  reply: {by: them, attributes: [person, topic, amount, tags, text]}
  note: {by: nobody, attributes: [topic]}
"""


@pytest.fixture
def pack_of(tmp_path: Path) -> Callable[[str], Pack]:
    """The pack of the small vocabulary and of a YAML text, through the real loader."""

    def load(text: str) -> Pack:
        added = read_yaml(text, "added").plain() if text.strip() else {}
        pack = {**read_yaml(VOCABULARY, "vocabulary").plain(), **added}
        pack["facts"] = {"calls": {"count": "call"}, **added.get("facts", {})}
        (tmp_path / "pack.yaml").write_text(json.dumps(pack, default=float))
        return load_pack(tmp_path)

    return load


@pytest.fixture
def journal_of() -> Callable[..., Journal]:
    """A journal of lines like `call 2026-03-01T09:00Z topic=a`, in case c; `case=` and `id=` for others."""

    def make(*lines: str | Event, people: Any = None, cases: Any = None, **more: Any) -> Journal:
        events = [line if isinstance(line, Event) else event(n, line) for n, line in enumerate(lines)]
        records = {name: record_of(each) for name, each in (people or {}).items()}
        return Journal.of(events, records, {n: record_of(each) for n, each in (cases or {}).items()}, **more)

    return make


def event(n: int, line: str) -> Event:
    kind, at, *rest = line.split(" ")
    given: dict[str, Any] = dict(each.split("=", 1) for each in rest)
    case, id = given.pop("case", "c"), given.pop("id", f"e{n}")
    attributes = {name: _value(value) for name, value in given.items()}
    return event_of({"id": id, "at": at, "kind": kind, "case": case, "attributes": attributes})


def _value(text: str) -> Any:
    return read_yaml(text, "value").plain() if text != "null" else None


@pytest.fixture
def value_of() -> Callable[..., Any]:
    """What a fact is at an instant in case c: ages as their amount, ranges as their bounds."""

    def ask(pack: Pack, journal: Journal, name: str, at: str, subject: Any = None) -> Any:
        found = pack.fact(journal, name, "c", instant(at), subject).value
        if isinstance(found, Range):
            bounds = tuple(each.amount if isinstance(each, Age) else each for each in (found.low, found.high))
            return (*bounds, None) if found.or_absent else bounds
        return found.amount if isinstance(found, Age) else found

    return ask
