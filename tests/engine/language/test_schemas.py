"""The schemas are what they look like: no keyword that does nothing, no reference that leads nowhere."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from followup import _bundled
from followup._bundled import bundled

SCHEMAS = {path.name: json.loads(path.read_bytes()) for path in sorted(bundled("schemas").glob("*.json"))}
REGISTRY = Registry().with_resources((each["$id"], Resource.from_contents(each)) for each in SCHEMAS.values())
META = Draft202012Validator(SCHEMAS["meta.schema.json"])
OPEN = {"type": "object", "additionalProperties": True}


def validator(schema_id, pointer):
    return Draft202012Validator({"$ref": f"{schema_id}#{pointer}"}, registry=REGISTRY)


def parts(value, pointer=""):
    """Each mapping in a schema with its JSON pointer."""
    if isinstance(value, dict):
        yield pointer, value
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield from parts(child, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")


EVERY_PART = [(schema["$id"], *each) for schema in SCHEMAS.values() for each in parts(schema)]


def test_the_schemas_of_the_design_are_there():
    names = {"decision", "event", "journal", "meta", "pack", "pack-tests", "plugin", "proposal", "templates"}
    names |= {"explanation", "plan"}
    assert {f"{name}.schema.json" for name in names} <= SCHEMAS.keys()


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one_of_json_schema_and_of_ours(name):
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert [error.message for error in META.iter_errors(SCHEMAS[name])] == []
    assert SCHEMAS[name]["$id"] == f"https://followup.example/schemas/{name.split('.')[0]}-1.json"


@pytest.mark.parametrize(
    "schema",
    [
        {"type:": "object"},
        {"propertes": {}},
        {**OPEN, "properties": {"a": {"type:": "string"}}},
        {"type": "array", "items": {"minItem": 1}},
        {"$defs": {"a": {"dependentSchemas": {"b": {"requires": ["c"]}}}}},
        {"propertyNames": {"regex": "x"}},
        {"properties": {"a": True}},
        {"type": "objekt"},
        {"pattern": "not anchored"},
        {"anyOf": [{"type": "string"}, {"type": "number"}]},
        {"if": True, "then": False},
    ],
)
def test_a_keyword_that_does_nothing_is_refused_however_deep(schema):
    assert not META.is_valid(schema)


def test_a_choice_between_keys_is_offered_to_mappings_only():
    for _, pointer, part in EVERY_PART:
        if "oneOf" in part or "anyOf" in part:
            assert "/properties" in pointer or part["type"] == "object", pointer


def test_every_reference_leads_somewhere():
    for schema_id, pointer, part in EVERY_PART:
        if isinstance(part.get("$ref"), str):
            assert REGISTRY.resolver(schema_id).lookup(part["$ref"]).contents, pointer


def test_every_pattern_is_a_pattern():
    for _, _, part in EVERY_PART:
        if isinstance(part.get("pattern"), str):
            re.compile(part["pattern"])


def test_every_example_is_one():
    shown = [
        (schema_id, pointer, part)
        for schema_id, pointer, part in EVERY_PART
        if type(part.get("examples")) is list
    ]
    assert len(shown) > 20
    for schema_id, pointer, part in shown:
        for example in part["examples"]:
            validator(schema_id, pointer).validate(example)


def test_the_bundled_folders_are_found_beside_the_package():
    assert (bundled("schemas") / "pack.schema.json").is_file()
    assert bundled("rules").name == "rules"


def test_the_bundled_folders_are_found_inside_an_installed_package(tmp_path, monkeypatch):
    (tmp_path / "followup" / "rules").mkdir(parents=True)
    monkeypatch.setattr(_bundled, "__file__", str(tmp_path / "followup" / "_bundled.py"))
    assert bundled("rules") == Path(tmp_path / "followup" / "rules")
