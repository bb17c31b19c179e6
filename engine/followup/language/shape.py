"""Whether a file has the shape that its JSON Schema says, in the words of somebody who edits the file.

Our schemas never offer alternatives as a whole: what a value must be follows from the key that it stands
under and from its own keys (`schemas/meta.schema.json` keeps it so). So each finding is about what was meant,
and here it only gets its place and its words. A schema's `title` is what a value must be, its `examples` the
way out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from followup._bundled import bundled
from followup.language._scalars import resolve
from followup.language.places import Node, Place
from followup.language.problems import Problem, did_you_mean, quoted, suggest

Schema: TypeAlias = Literal[
    "pack",
    "templates",
    "tests",
    "event",
    "journal",
    "journal line",
    "proposal",
    "decision",
    "explanation",
    "plan",
    "plugin",
]
Path: TypeAlias = tuple[str | int, ...]

_IDS: Mapping[str, str] = {"tests": "pack-tests-1.json", "journal line": "journal-1.json#/$defs/line"}
_BASE = "https://followup.example/schemas/"
_NOUNS: Mapping[str, str] = {
    "attributes": "attribute",
    "cases": "case",
    "classes": "class",
    "duties": "duty",
    "events": "event",
    "facts": "fact",
    "kinds": "kind",
    "parameters": "parameter",
    "people": "person",
    "rules": "rule",
    "templates": "template",
    "tests": "test",
}
_MOST_NAMED = 16


def check_shape(node: Node, schema: Schema) -> list[Problem]:
    """All that keeps `node` from being what the schema describes, sorted by place."""
    errors = list(_validator(schema).iter_errors(node.plain()))
    reading = _Reading(node, _unknown_keys(errors), {tuple(e.path) for e in errors if e.validator == "oneOf"})
    return sorted({problem for error in errors for problem in reading.problems(error)})


@lru_cache
def _validator(schema: Schema) -> Any:
    """jsonschema is imported here only, since most commands never come here."""
    from jsonschema import Draft202012Validator, validators
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    contents = [json.loads(path.read_bytes()) for path in sorted(bundled("schemas").glob("*.schema.json"))]
    for content in contents:
        del content["$schema"]  # it would call back the standard's `pattern`
    registry = Registry().with_resources(
        (each["$id"], DRAFT202012.create_resource(each)) for each in contents
    )
    strict = validators.extend(Draft202012Validator, {"pattern": _whole_pattern})
    return strict({"$ref": _BASE + _IDS.get(schema, f"{schema}-1.json")}, registry=registry.crawl())


def _whole_pattern(validator: Any, pattern: str, instance: object, schema: object) -> Iterator[Any]:
    """`$` of a pattern is the end, not the place before a last line break."""
    from jsonschema import ValidationError

    if isinstance(instance, str) and not re.fullmatch(pattern, instance):
        yield ValidationError("no match")


def _unknown_keys(errors: Iterable[Any]) -> dict[Path, list[str]]:
    closed = (error for error in errors if error.validator == "additionalProperties")
    return {tuple(e.path): [key for key in e.instance if key not in e.schema["properties"]] for e in closed}


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file and its findings. `unknown` holds the unknown keys by mapping; `crowded` the mappings whose
    choice between keys went wrong, so that what goes with each of them is not said as well."""

    root: Node
    unknown: Mapping[Path, list[str]]
    crowded: set[Path]

    def problems(self, error: Any) -> Iterator[Problem]:
        path = tuple(error.path)
        if list(error.schema_path)[-2:-1] == ["propertyNames"]:
            return self.bad_key(error, path)
        return _SAYERS.get(error.validator, _Reading.bad_value)(self, error, path)

    def node(self, path: Path) -> Node:
        node = self.root
        for step in path:
            node = _child(node, step)
        return node

    def place(self, path: Path) -> Place:
        return self.node(path).place

    def named(self, path: Path) -> list[tuple[int, str]]:
        """The things with a name on the way, outermost first, each with the length of the path to it."""
        found: list[tuple[int, str]] = []
        at = 0
        while at + 1 < len(path):
            noun = _NOUNS.get(str(path[at]))
            name = noun and self.name(path[: at + 2], noun)
            if name:
                found.append((at + 2, name))
            at += 2 if name else 1
        return found

    def name(self, path: Path, noun: str) -> str | None:
        """`rule 'not-daily'`, or `rule 3` if it has no name; None if this is a plain value of a list."""
        step, node = path[-1], self.node(path)
        if isinstance(step, str):
            return f"{noun} {quoted(step)}"
        if node.kind != "mapping":
            return None
        given = (node.get(noun), node.get("id"))
        own = next((each.scalar for each in given if each and each.kind == "text"), None)
        return f"{noun} {quoted(own) if own else step + 1}"

    def inside(self, path: Path) -> str:
        """` in rule 'x'`: the named things around a key of the mapping at `path`, innermost first."""
        names = [name for _, name in reversed(self.named(path))]
        keys = [quoted(step) for step in reversed(path) if isinstance(step, str)][:1]
        around = " of ".join(names or keys)
        return f" in {around}" if around else ""

    def subject(self, path: Path) -> str:
        """What stands at `path`: `rule 'x'`, `'within' in fact 'y'`, `item 2 of 'needs'`."""
        if not path:
            return "the file"
        names = self.named(path)
        if names and names[-1][0] == len(path):
            return " of ".join(name for _, name in reversed(names))
        around = self.inside(path[:-1]) if self.named(path) else ""
        if isinstance(path[-1], str):
            return quoted(path[-1]) + around
        key = next((step for step in reversed(path) if isinstance(step, str)), "the file")
        return f"item {path[-1] + 1} of {quoted(key)}{around}"

    def bad_value(self, error: Any, path: Path) -> Iterator[Problem]:
        node = self.node(path)
        expected = error.schema.get("title") or _one_of(error.schema.get("enum", ()))
        what = f"{self.subject(path)} must be {expected}, not {_shown(node)}"
        yield Problem(node.place, "bad-value", what, _way_out(node, error.schema))

    def empty(self, error: Any, path: Path) -> Iterator[Problem]:
        what = f"{self.subject(path)} is empty"
        yield Problem(self.place(path), "empty-value", what, _examples(error.schema))

    def twice(self, error: Any, path: Path) -> Iterator[Problem]:
        items = self.node(path).items
        for at, item in enumerate(items):
            if any(item.plain() == other.plain() for other in items[:at]):
                what = f"{self.subject(path)} has {_shown(item)} twice"
                yield Problem(item.place, "listed-twice", what, "leave one out")

    def unknown_key(self, error: Any, path: Path) -> Iterator[Problem]:
        known = error.schema["properties"]
        for key in self.unknown[path]:
            help = did_you_mean(key, known) or _keys_here(known)
            what = f"unknown key {quoted(key)}{self.inside(path)}"
            yield Problem(self.node(path).key_place(key), "unknown-key", what, help)

    def bad_key(self, error: Any, path: Path) -> Iterator[Problem]:
        """A key that is no name, or that another key beside it rules out."""
        key, place = error.instance, self.node(path).key_place(error.instance)
        ways = list(error.schema_path)
        if ways[-4:-3] == ["dependentSchemas"]:
            if key not in self.unknown.get(path, ()) and path not in self.crowded:
                what = f"key {quoted(key)} does not go with {quoted(ways[-3])}{self.inside(path)}"
                yield Problem(place, "key-not-here", what)
        else:
            what = f"{quoted(key)}{self.inside(path)} is not {error.schema['title']}"
            yield Problem(place, "bad-name", what, _examples(error.schema))

    def missing(self, error: Any, path: Path) -> Iterator[Problem]:
        for key in self.absent(error.validator_value, path):
            yield Problem(self.place(path), "missing-key", f"missing key {quoted(key)}{self.inside(path)}")

    def missing_beside(self, error: Any, path: Path) -> Iterator[Problem]:
        for key, needs in error.validator_value.items():
            if key in error.instance:
                yield from self.needed(key, needs, path)

    def needed(self, key: str, needs: list[str], path: Path) -> Iterator[Problem]:
        for need in self.absent(needs, path):
            what = f"{quoted(key)}{self.inside(path)} is given without {quoted(need)}"
            yield Problem(self.node(path).key_place(key), "missing-key", what)

    def absent(self, keys: Iterable[str], path: Path) -> list[str]:
        """The `keys` that the mapping lacks, except what an unknown key was probably meant to be."""
        there = set(self.node(path).keys())
        meant = {suggest(key, keys) for key in self.unknown.get(path, ())}
        return [key for key in keys if key not in there and key not in meant]

    def choice(self, error: Any, path: Path) -> Iterator[Problem]:
        """One of several keys must be there: none is, or more than one."""
        if self.node(path).kind != "mapping":
            return  # said already: it must be one
        names = [name for each in error.validator_value for name in each["required"]]
        there = [key for key in error.instance if key in names]
        if there:
            yield self.too_many(there, path)
        elif self.absent(names, path) == names:
            what = f"{self.subject(path)} needs {_one_of(names)}"
            yield Problem(self.place(path), "missing-key", what)

    def crowd(self, error: Any, path: Path) -> Iterator[Problem]:
        known = [key for key in error.instance if key not in self.unknown.get(path, ())]
        if len(known) > 1:
            yield self.too_many(known, path)

    def too_many(self, keys: list[str], path: Path) -> Problem:
        what = f"{self.subject(path)} has both {quoted(keys[0])} and {quoted(keys[1])}"
        return Problem(self.node(path).key_place(keys[1]), "two-keys", what, "keep one of them")


_SAYERS: dict[str, Callable[[_Reading, Any, Path], Iterator[Problem]]] = {
    "additionalProperties": _Reading.unknown_key,
    "anyOf": _Reading.choice,
    "dependentRequired": _Reading.missing_beside,
    "maxProperties": _Reading.crowd,
    "minItems": _Reading.empty,
    "minLength": _Reading.empty,
    "minProperties": _Reading.empty,
    "oneOf": _Reading.choice,
    "required": _Reading.missing,
    "uniqueItems": _Reading.twice,
}


def _child(node: Node, step: str | int) -> Node:
    child = node.items[step] if isinstance(step, int) else node.get(step)
    assert child is not None
    return child


def _one_of(words: Iterable[object]) -> str:
    return "one of " + ", ".join(map(quoted, words))


def _keys_here(known: Mapping[str, object]) -> str:
    names = ", ".join(map(quoted, known))
    return f"the keys here are {names}" if len(known) <= _MOST_NAMED else ""


def _shown(node: Node) -> str:
    if node.kind in ("mapping", "list"):
        return f"a {node.kind}"
    if node.kind == "null":
        return "empty"
    return quoted(node.scalar) if node.kind == "text" else str(node.scalar).lower()


def _way_out(node: Node, schema: Mapping[str, Any]) -> str:
    if node.kind in ("number", "boolean") and _fits_as_text(node, schema):
        return f'quote it: "{str(node.scalar).lower()}"'
    words = [each for each in schema.get("enum", ()) if isinstance(each, str)]
    near = did_you_mean(str(node.scalar), words) if node.kind == "text" else ""
    return near or _examples(schema)


def _fits_as_text(node: Node, schema: Mapping[str, Any]) -> bool:
    pattern = schema.get("pattern", "(?s).*")
    return "string" in schema.get("type", ()) and bool(re.fullmatch(pattern, str(node.scalar).lower()))


def _examples(schema: Mapping[str, Any]) -> str:
    written = [_written(example) for example in schema.get("examples", ())]
    listed = " or ".join(filter(None, (", ".join(written[:-1]), *written[-1:])))
    return f"write it like {listed}" if listed else ""


def _written(example: Any) -> str:
    """An example as one writes it in YAML."""
    if isinstance(example, dict):
        return "{" + ", ".join(f"{key}: {_written(value)}" for key, value in example.items()) + "}"
    if isinstance(example, list):
        return "[" + ", ".join(map(_written, example)) + "]"
    if isinstance(example, str):
        return example if resolve(example) == ("text", example) else f'"{example}"'
    return str(example).lower()
