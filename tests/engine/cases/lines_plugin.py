"""A reader for tests: a file of JSON lines, each an item, and anything else left out as broken."""

import json
from collections.abc import Iterator
from pathlib import Path

from followup.plugins import Item, Left, Party, Reading, RefusedFile, reads, recognises

MANIFEST = {"api": 1, "name": "lines", "channel": "email", "says": "items as JSON lines", "reads": ["lines"]}
MARK = '{"lines": 1}'


@recognises
def recognise(path: Path, head: bytes) -> str | None:
    return "lines" if head.startswith(MARK.encode()) else None


@reads
def read(path: Path, format: str, reading: Reading) -> Iterator[Item | Left]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number and "refuse" in line:
                raise RefusedFile("it says that it must not be read")
            if number:
                yield _each(line, f"line {number}", reading)


def _each(line: str, place: str, reading: Reading) -> Item | Left:
    try:
        data = json.loads(line)
        parties = tuple(Party(**party) for party in data.pop("parties", []))
        kind, id, at = (data.pop(name) for name in ("kind", "id", "at"))
        channel = data.pop("channel", "email")
        sender = data.pop("from", None)
        direction = None if sender is None else "out" if sender in reading.me else "in"
        fixed = {name: data.pop(name) for name in ("revision", "void") if name in data}
        attributes = {name: tuple(v) if isinstance(v, list) else v for name, v in data.items()}
        return Item(kind, id, at, channel, direction, parties, attributes, place=place, **fixed)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Left(place, "not an item", broken=True)
