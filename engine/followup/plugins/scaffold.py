"""A plugin to begin with: one file, and the tests that prove it a good one."""

from __future__ import annotations

import re

_PLUGIN = '''\
"""What NAME says: `date | in or out | who | text` on each line, below a first line `NAME`."""

import hashlib

from followup.plugins import Content, Fact, Item, Left, Party, Unknown, gives_facts, instant, reads, recognises

MANIFEST = {
    "api": 1,
    "name": "NAME",
    "channel": "NAME",
    "says": "what NAME says",
    "reads": ["NAME"],
    "facts": [{"name": "NAME_asks", "type": "boolean", "needs": ["text"], "says": "whether it asks something"}],
    "actions": [],
}


@recognises
def recognise(path, head):
    return "NAME" if head.startswith(b"NAME\\n") else None


@reads
def read(path, format, reading):
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines[1:], 2):
        place = f"{path.name}, line {number}"
        try:
            yield item(line, place, reading)
        except ValueError as error:
            yield Left(place, str(error), broken=True)


def item(line, place, reading):
    """One line as an item; raises ValueError. The id hangs on the content alone, so reading twice adds nothing."""
    day, direction, who, text = (part.strip() for part in line.split("|", 3))
    if direction not in ("in", "out"):
        raise ValueError(f"'{direction}' is neither in nor out")
    return Item(
        kind="message",
        id=hashlib.sha256(line.encode()).hexdigest()[:16],
        at=instant(day, reading.zone),
        channel="NAME",
        direction=direction,
        parties=(Party(name=who),),
        attributes={"text": text, "nature": "person"},
        place=place,
    )


@gives_facts
def facts(content: Content):
    text = content.text()
    return {"NAME_asks": Fact(Unknown("no text") if text is None else "?" in text)}
'''

_TESTS = '''\
"""The conformance kit shows that the plugin is a good one; add tests of your own below."""

from pathlib import Path

from followup.plugins.testing import PluginKit, Sample


class TestNAME(PluginKit):
    plugin = Path(__file__).with_name("NAME.py")
    samples = (Sample("NAME", {"log": b"NAME\\n2026-11-02 | in | Ann | Yes.\\n"}, items=1),)
'''


class BadName(ValueError):
    """A name that no plugin can have."""


def scaffold(name: str) -> dict[str, str]:
    """The files of a new plugin by their names: the plugin itself and its tests; raises `BadName`."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,30}", name):
        raise BadName(f"'{name}' is no name for a plugin: use small letters, digits and underscores")
    return {f"{name}.py": _PLUGIN.replace("NAME", name), f"test_{name}.py": _TESTS.replace("NAME", name)}
