"""What a plugin declares about itself, readable without importing it.

The same shape as `schemas/plugin.schema.json`, checked here by hand so that starting up needs no validator.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast, get_args

API = 1
MAX_BYTES = 1_000_000

FactType: TypeAlias = Literal["boolean", "integer", "number", "text", "list", "date", "time"]


@dataclass(frozen=True, slots=True)
class DeclaredFact:
    """A fact that a plugin can give: `needs` names the attributes of a content that it cannot do without;
    `pair` says that it compares a content with an earlier one; a `pure` fact always comes out the same."""

    name: str
    type: FactType
    says: str
    unit: str | None = None
    one_of: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    pair: bool = False
    pure: bool = True


@dataclass(frozen=True, slots=True)
class DeclaredAction:
    """Something that a plugin can make: `parameters` are the attributes that an order may have, `limits` the
    characters that a parameter (or `text`) may at most have, `produces` the media type of what comes out."""

    name: str
    produces: str
    says: str
    parameters: tuple[str, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A plugin's declaration; `channel` is None for one that serves every channel."""

    name: str
    channel: str | None
    says: str
    reads: tuple[str, ...] = ()
    facts: tuple[DeclaredFact, ...] = ()
    actions: tuple[DeclaredAction, ...] = ()
    api: int = API

    def fact(self, name: str) -> DeclaredFact | None:
        return next((fact for fact in self.facts if fact.name == name), None)


class BadManifest(ValueError):
    """A manifest with `problems`, each a text that names its place in the manifest."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def read_json(path: Path) -> Manifest:
    """The manifest in that plugin.json; raises `BadManifest`, and OSError if there is none."""
    try:
        return parse(json.loads(_text(path), object_pairs_hook=_without_repetition))
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadManifest(f"not JSON: {error}") from None


def read_literal(path: Path) -> Manifest:
    """The manifest in a Python file's `MANIFEST = {...}`, read without running the file; as `read_json`."""
    try:
        values = list(_assigned(ast.parse(_text(path))))
        if len(values) != 1:
            raise BadManifest(f"the file needs one line MANIFEST = {{...}}, and has {len(values)}")
        return parse(ast.literal_eval(values[0]))
    except BadManifest:
        raise
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError) as error:
        raise BadManifest(f"MANIFEST is not a plain literal: {error}") from None


def _text(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise BadManifest(f"longer than {MAX_BYTES:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadManifest(f"not UTF-8: {error.reason} at byte {error.start}") from None


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    repeated = sorted({key for key in keys if keys.count(key) > 1})
    if repeated:
        raise BadManifest(f"repeated keys: {', '.join(repeated)}")
    return dict(pairs)


def _assigned(module: ast.Module) -> Iterator[ast.expr]:
    """What the file's own level assigns to MANIFEST."""
    for node in module.body:
        if isinstance(node, ast.Assign) and any(ast.unparse(each) == "MANIFEST" for each in node.targets):
            yield node.value


@dataclass(frozen=True, slots=True)
class _Key:
    fits: Callable[[Any], bool]
    must_be: str
    needed: bool = False


_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
_TYPES: tuple[FactType, ...] = get_args(FactType)


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _all(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(fits, value)) and len(set(value)) == len(value)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and value != "" and value.isprintable()


def _are_limits(value: Any) -> bool:
    return isinstance(value, dict) and all(
        is_identifier(key) and type(limit) is int and limit > 0 for key, limit in value.items()
    )


is_identifier, is_name = _matches(_IDENTIFIER), _matches(_NAME)
_NAMED = "a name of lower-case letters, digits, _ and -"
_WORD = "a name of lower-case letters, digits and _"

_MANIFEST = {
    "api": _Key(lambda value: type(value) is int and value == API, f"{API}, the edition spoken here", True),
    "name": _Key(is_name, _NAMED, True),
    "channel": _Key(lambda value: value is None or is_name(value), f"null or {_NAMED}", True),
    "says": _Key(_is_line, "one line of text", True),
    "reads": _Key(_all(is_name), "a list of different names"),
    "facts": _Key(_is_list, "a list"),
    "actions": _Key(_is_list, "a list"),
}
_FACT = {
    "name": _Key(is_identifier, _WORD, True),
    "type": _Key(lambda value: value in _TYPES, f"one of {', '.join(_TYPES)}", True),
    "says": _Key(_is_line, "one line of text", True),
    "unit": _Key(_is_line, "one line of text"),
    "one_of": _Key(_all(_is_line), "a list of different texts"),
    "needs": _Key(_all(is_identifier), "a list of different names"),
    "pair": _Key(_is_boolean, "true or false"),
    "pure": _Key(_is_boolean, "true or false"),
}
_ACTION = {
    "name": _Key(is_name, _NAMED, True),
    "produces": _Key(_matches(_MEDIA_TYPE), "a media type like text/plain", True),
    "says": _Key(_is_line, "one line of text", True),
    "parameters": _Key(_all(is_identifier), "a list of different names"),
    "limits": _Key(_are_limits, "names with whole numbers above zero"),
}


def parse(data: object) -> Manifest:
    """The manifest that plain data stands for; raises `BadManifest` with all its problems."""
    problems = list(_problems(data, _MANIFEST, ""))
    if not problems:
        fields = cast("dict[str, Any]", data)
        facts, actions = fields.get("facts", []), fields.get("actions", [])
        problems += [*_in_list("facts", facts, _FACT), *_in_list("actions", actions, _ACTION)]
    if problems:
        raise BadManifest(*problems)
    return _built(fields)


def _problems(data: object, keys: Mapping[str, _Key], place: str) -> Iterator[str]:
    if not isinstance(data, dict):
        yield f"{place or 'the manifest'} must be an object"
        return
    within = f"{place}." if place else ""
    for name in data.keys() - keys.keys():
        yield f"{within}{name} is no key here; the keys are {', '.join(keys)}"
    for name, key in keys.items():
        if name in data and not _fits(key, data[name]):
            yield f"{within}{name} must be {key.must_be}"
        elif key.needed and name not in data:
            yield f"{within}{name} is missing"


def _fits(key: _Key, value: object) -> bool:
    try:
        return key.fits(value)
    except TypeError:  # unhashable things in a list of names
        return False


def _in_list(place: str, entries: list[Any], keys: Mapping[str, _Key]) -> Iterator[str]:
    sound = True
    for number, entry in enumerate(entries):
        for problem in _problems(entry, keys, f"{place}[{number}]"):
            sound = False
            yield problem
    names = [entry["name"] for entry in entries] if sound else []
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{place}: '{name}' is declared more than once"


def _built(fields: dict[str, Any]) -> Manifest:
    facts = tuple(DeclaredFact(**_frozen(fact)) for fact in fields.get("facts", []))
    actions = tuple(DeclaredAction(**_frozen(action)) for action in fields.get("actions", []))
    return Manifest(**_frozen({**fields, "facts": facts, "actions": actions}))


def _frozen(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
