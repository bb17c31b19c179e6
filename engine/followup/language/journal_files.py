"""Journals and proposals from files: YAML, JSON, or JSON Lines, written by hand or by other programs.

Bad input never loses what was good: each event, person or case that cannot be read is a problem with its place,
and the rest stands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from followup._late import dataclass
from followup.language.places import Place
from followup.language.problems import Problem, Problems
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import BadInstant, instant
from followup.timeline.journal import Journal, Record
from followup.timeline.values import BadValue, clean
from followup.timeline.zones import UnknownZone, zone

if TYPE_CHECKING:
    from pathlib import Path

#: A journal line longer than this is refused: it is no event.
LONGEST_LINE = 4_000_000
_EVENT = {"id", "at", "kind", "case", "source", "revision", "void", "recorded", "attributes"}
_PROPOSAL = {"kind", "at", "case", "attributes", "open"}
_RECORD = {"name", "zone", "country", "people", "channels"}


@dataclass(frozen=True)
class Read:
    """What a journal file gave, and what in it could not be read."""

    journal: Journal
    problems: tuple[Problem, ...] = ()


class Unfit(ValueError):
    """Data that is no event, record or proposal; the message says what is wrong."""


def read_journal_file(path: str | Path) -> Read:
    """Everything that a journal file holds, with the problems of what could not be read.

    Raises OSError, and `Problems` for a file that is no journal at all.
    """
    name = str(path)
    with open(path, "rb") as file:
        data = file.read()
    if name.endswith((".jsonl", ".ndjson")):
        return _collect(_lines(data, name))
    if name.endswith(".json"):
        return _collect(_whole(_json(data, Place(name, 1, 1)), name))
    from followup.language.yaml_reader import read_yaml

    return _collect(_whole(read_yaml(data, name).plain(), name))


Part = tuple[str, Any, Place]


def _lines(data: bytes, file: str) -> Iterator[Part | Problem]:
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            try:
                yield from _line(line, Place(file, number, 1))
            except Problems as error:
                yield from error.problems


def _line(line: bytes, place: Place) -> Iterator[Part | Problem]:
    if len(line) > LONGEST_LINE:
        yield Problem(place, "too-long", f"a line of {len(line)} bytes is no event")
        return
    value = _json(line, place)
    if not isinstance(value, dict) or len(value) != 1 or not value.keys() <= {"event", "person", "case"}:
        help = 'write {"event": {...}}, {"person": {...}} or {"case": {...}}'
        yield Problem(place, "no-entry", "a line holds one event, person or case", help)
        return
    yield from ((kind, body, place) for kind, body in value.items())


def _json(data: bytes, place: Place) -> Any:
    try:
        return json.loads(data, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Problems([Problem(place, "not-json", f"this is not JSON: {error}")]) from None


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is not a number")


def _whole(value: Any, file: str) -> Iterator[Part | Problem]:
    place = Place(file, 1, 1)
    if not isinstance(value, dict):
        raise Problems([Problem(place, "no-journal", "a journal is a mapping with events, people and cases")])
    for key in value.keys() - {"events", "people", "cases", "open_evidence"}:
        yield Problem(place, "unknown-key", f"unknown key '{key}' in a journal")
    for kind, section in (("person", "people"), ("case", "cases")):
        for name, body in _mapping(value.get(section)).items():
            yield kind, {**_mapping(body), "name": name}, place
    for body in value.get("events") or ():
        yield "event", body, place
    if value.get("open_evidence") is True:
        yield "open_evidence", True, place


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


Made = TypeVar("Made")


def _collect(parts: Iterator[Part | Problem]) -> Read:
    events: list[Event] = []
    records: dict[str, dict[str, Record]] = {"person": {}, "case": {}}
    problems: list[Problem] = []
    open_evidence = False
    for part in parts:
        if isinstance(part, Problem):
            problems.append(part)
            continue
        kind, body, place = part
        try:
            if kind == "event":
                events.append(event_of(body))
            elif kind == "open_evidence":
                open_evidence = True
            else:
                records[kind][_text(body, "name")] = record_of(body)
        except Unfit as error:
            problems.append(Problem(place, "unfit", _about(kind, body, error)))
    return Read(Journal.of(events, records["person"], records["case"], open_evidence), tuple(problems))


def _about(kind: str, body: Any, error: Unfit) -> str:
    own = _mapping(body).get("id" if kind == "event" else "name")
    return f"{kind} '{own}': {error}" if own is not None else f"{kind}: {error}"


def event_of(value: Any) -> Event:
    """An event from plain data; raises `Unfit`."""
    body = _known(value, _EVENT)
    at, recorded = _instant(body, "at"), _instant(body, "recorded") if body.get("recorded") else None
    revision = body.get("revision", 0)
    if not isinstance(revision, int) or isinstance(revision, bool) or revision < 0:
        raise Unfit("'revision' is not a whole number")
    return Event(
        _text(body, "id"), at, _text(body, "kind"), _text(body, "case") if body.get("case") else None,
        str(body.get("source") or ""), attributes_of(body.get("attributes")), revision,
        body.get("void") is True, recorded,
    )  # fmt: skip


def proposal_of(value: Any) -> Proposal:
    """A proposal from plain data; raises `Unfit`."""
    body = _known(value, _PROPOSAL)
    opened = body.get("open") or []
    if not isinstance(opened, list) or not all(isinstance(each, str) for each in opened):
        raise Unfit("'open' is not a list of attribute names")
    case = _text(body, "case") if body.get("case") else None
    attributes = attributes_of(body.get("attributes"))
    return Proposal(_text(body, "kind"), _instant(body, "at"), case, attributes, frozenset(opened))


def record_of(value: Any) -> Record:
    """What is known of a person or case, from plain data; raises `Unfit`."""
    body = _known(value, _RECORD)
    zones = _texts(body, "zone")
    for name in zones:
        _checked(partial(zone, name), UnknownZone)
    country = _text(body, "country") if body.get("country") else None
    return Record(zones, country, _texts(body, "people"), _texts(body, "channels"))


def attributes_of(value: Any) -> dict[str, Any]:
    """Attributes from plain data: numbers exact, null absent; raises `Unfit`."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unfit("'attributes' is not a mapping")
    made = {}
    for name, each in value.items():
        try:
            made[str(name)] = clean(each)
        except BadValue as error:
            raise Unfit(f"attribute '{name}': {error}") from None
    return made


def _known(value: Any, keys: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Unfit("this is not a mapping")
    unknown = sorted(map(str, value.keys() - keys))
    if unknown:
        raise Unfit(f"unknown key '{unknown[0]}'; possible: {', '.join(sorted(keys))}")
    return value


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise Unfit(f"'{key}' is missing" if value is None else f"'{key}' is not a text")
    return value


def _texts(body: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = body.get(key) or []
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise Unfit(f"'{key}' is neither a text nor a list of texts")
    return tuple(values)


def _instant(body: Mapping[str, Any], key: str) -> int:
    value = body.get(key)
    if not isinstance(value, str):
        raise Unfit(
            f"'{key}' is missing" if value is None else f"'{key}' is not a time like 2026-11-02T14:00Z"
        )
    return _checked(lambda: instant(value), BadInstant)


def _checked(make: Callable[[], Made], *errors: type[Exception]) -> Made:
    try:
        return make()
    except errors as error:
        raise Unfit(str(error)) from None
