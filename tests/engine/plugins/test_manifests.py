"""Manifests: checked by hand at run time, exactly as the schema says."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.plugins._manifest import BadManifest, Manifest, parse

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "schemas" / "plugin.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
BUNDLED = [json.loads(path.read_text()) for path in sorted(ROOT.glob("plugins/*/plugin.json"))]
FULL = {
    "api": 1, "name": "pigeon", "channel": None, "says": "letters", "reads": ["scroll"],
    "facts": [{"name": "weight", "type": "number", "says": "how heavy", "unit": "g", "one_of": [],
               "needs": ["text"], "pair": False, "pure": True}],
    "actions": [{"name": "draft", "produces": "text/plain", "says": "a letter", "parameters": ["seal"],
                 "limits": {"text": 300}}],
}  # fmt: skip


def problems(data: object) -> tuple[str, ...]:
    try:
        parse(data)
    except BadManifest as error:
        return error.problems
    return ()


def edited(path: tuple, value: object) -> dict:
    """FULL with one value replaced."""
    data = copy.deepcopy(FULL)
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return data


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("data", [*BUNDLED, FULL], ids=lambda data: data["name"])
def test_sound_manifests_pass_both_checks(data: dict) -> None:
    assert problems(data) == ()
    assert list(VALIDATOR.iter_errors(data)) == []


def test_a_manifest_becomes_frozen_values() -> None:
    manifest = parse(FULL)
    assert isinstance(manifest, Manifest)
    assert manifest.fact("weight") == manifest.facts[0]
    assert (manifest.fact("wight"), manifest.actions[0].limits) == (None, {"text": 300})


EDITS = {
    ("api",): (2, "api must be 1, the edition spoken here"),
    ("name",): ("Pigeon", "name must be a name of lower-case letters, digits, _ and -"),
    ("says",): ("two\nlines", "says must be one line of text"),
    ("colour",): (
        "grey",
        "colour is no key here; the keys are api, name, channel, says, reads, facts, actions",
    ),
    ("reads",): (["a", "a"], "reads must be a list of different names"),
    ("facts", 0, "type"): (
        "float",
        "facts[0].type must be one of boolean, integer, number, text, list, date, time",
    ),
    ("facts", 0, "needs"): ([["text"]], "facts[0].needs must be a list of different names"),
    ("facts", 0, "pair"): (1, "facts[0].pair must be true or false"),
    ("facts", 0): ("weight", "facts[0] must be an object"),
    ("actions", 0, "produces"): ("text", "actions[0].produces must be a media type like text/plain"),
    ("actions", 0, "limits"): ({"text": 0}, "actions[0].limits must be names with whole numbers above zero"),
}  # fmt: skip


@pytest.mark.parametrize("path", EDITS, ids=str)
def test_a_wrong_value_is_named_by_its_place_and_the_schema_refuses_it_too(path: tuple) -> None:
    value, problem = EDITS[path]
    assert problems(edited(path, value)) == (problem,)
    assert list(VALIDATOR.iter_errors(edited(path, value)))


@pytest.mark.parametrize("key", ["api", "name", "channel", "says"])
def test_a_missing_key_is_named(key: str) -> None:
    data = {name: value for name, value in FULL.items() if name != key}
    assert problems(data) == (f"{key} is missing",)


def test_all_problems_come_at_once() -> None:
    assert len(problems({"api": 1, "name": "", "reads": 3})) == 4


def test_a_fact_cannot_be_declared_twice() -> None:
    data = {**FULL, "facts": FULL["facts"] * 2}
    assert problems(data) == ("facts: 'weight' is declared more than once",)


TEXTS = st.sampled_from(["a", "A", "text/plain", "", "x-y", "é"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)
PATHS = [(key,) for key in FULL] + [
    (kind, 0, key) for kind in ("facts", "actions") for key in (*FULL[kind][0], "extra")
]


@given(st.sampled_from(PATHS), ANYTHING)
def test_both_checks_agree_on_any_value_anywhere(path: tuple, value: object) -> None:
    data = edited(path, value)
    assert (problems(data) == ()) == VALIDATOR.is_valid(data)
