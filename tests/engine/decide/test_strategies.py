"""The strategies draw every construct of the tree, and runs over them are not degenerate."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from followup.decide.decision import STRICTNESS
from followup.decide.verdict import judge
from followup.evaluate.scene import World
from followup.language import tree
from followup.language.shape import check_shape
from followup.language.yaml_reader import read_yaml
from followup.testing.strategies import TYPES, Scenario, packs, scenarios, world_of
from followup.timeline.events import Proposal

#: What a pack of the language cannot have, or has apart from one run: whole packs stand alone here.
IMPOSSIBLE = {
    ("Tree", "extends", "given"), *(("Tree", part, "empty") for part in ("source", "channels", "plugin_facts",
    "parameters", "attributes", "kinds", "classes", "facts", "rules")),
    *(("Attribute", "type", each) for each in ("elapsed", "dates", "working days")),
    *(("Parameter", "type", each) for each in ("date", "instant", "person", "channel")),
    ("Anchor", "kinds", "empty"), ("Selection", "kinds", "empty"), ("Compare", "right", "empty"),
    ("Any", "parts", "empty"), ("Kind", "attributes", "empty"), ("Days", "parts", "empty"),
    ("Compare", "left", "Constant"), ("Pair", "needs", "empty"), ("Rule", "instead", "empty"),
}  # fmt: skip
DRAWN = settings(
    max_examples=700,
    phases=[Phase.generate],
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def wanted() -> Iterator[tuple[str, str, object]]:
    """Each class of the tree with each choice that a field of it leaves."""
    for name, each in vars(tree).items():
        if isinstance(each, type) and is_dataclass(each) and each.__module__ == tree.__name__:
            hints = get_type_hints(each)
            yield from ((name, field, choice) for field, hint in hints.items() for choice in choices(hint))


def choices(hint: Any) -> list[object]:
    """The choices of an annotation: words of a literal, true and false, none or given, empty or not."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return list(inner)
    if hint is bool:
        return [True, False]
    if origin in (tuple, dict) or getattr(origin, "__name__", "") == "Mapping":
        return ["empty", "full"] if origin is not tuple or inner[-1:] == (Ellipsis,) else ["full"]
    if origin in (Union, UnionType):
        literals = [each for part in inner if get_origin(part) is Literal for each in get_args(part)]
        classes = [part.__name__ for part in inner if is_dataclass(part) and part.__module__ == tree.__name__]
        return [*literals, *(classes or ["given"]), *([None] if NoneType in inner else [])]
    return ["given"]


def seen_in(value: Any) -> Iterator[tuple[str, str, object]]:
    """The same triples of a tree that was drawn."""
    if is_dataclass(value):
        for field in fields(value):
            inner = getattr(value, field.name)
            for shape in shapes(inner):
                yield type(value).__name__, field.name, shape
            yield from seen_in(inner)
    elif isinstance(value, (tuple, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from seen_in(each)


def shapes(value: Any) -> list[object]:
    if isinstance(value, (bool, NoneType)):
        return [value, "given"]
    if isinstance(value, (tuple, dict)):
        return ["full" if value else "empty", "given"]
    return [value if isinstance(value, str) else type(value).__name__, "given"]


@pytest.fixture(scope="module")
def drawn() -> list[tuple[World, Proposal]]:
    """Some hundreds of scenarios."""
    found: list[tuple[World, Proposal]] = []

    @DRAWN
    @given(scenarios())
    def draw(scenario: Scenario) -> None:
        found.append(world_of(scenario))

    draw()
    return found


def test_every_construct_of_the_tree_is_drawn(drawn):
    """A class, or a choice that a field leaves, which the generator leaves out is named here."""
    seen = {each for world, _ in drawn for each in seen_in(world.pack)}
    assert sorted(map(str, set(wanted()) - seen - IMPOSSIBLE)) == []


def test_each_verdict_is_drawn_often(drawn):
    """Permit, forbid and ask are each at least a tenth of all verdicts."""
    verdicts = Counter(judge(world, proposal).verdict for world, proposal in drawn)
    assert {verdict for verdict, count in verdicts.items() if count / len(drawn) >= 0.1} == set(STRICTNESS)


def test_a_third_of_the_attributes_is_not_given(drawn):
    """So that unknown and absent are met everywhere."""
    given_ones = sum(len(proposal.attributes) for _, proposal in drawn)
    assert 0.25 <= 1 - given_ones / (len(TYPES) * len(drawn)) <= 0.45


def test_every_pack_that_is_drawn_has_the_shape_of_a_pack():
    """The schema takes what the builder takes."""

    @settings(DRAWN, max_examples=25)
    @given(packs())
    def draw(pack: dict[str, Any]) -> None:
        assert check_shape(read_yaml(json.dumps(pack), "drawn.yaml"), "pack") == []

    draw()


def test_the_engine_never_imports_what_is_for_tests():
    """Hypothesis is not there where followup is only used."""
    engine = Path(tree.__file__).parents[1]
    sources = {file: file.read_text("utf-8") for file in engine.rglob("*.py") if "testing" not in file.parts}
    assert [
        file.name
        for file, text in sources.items()
        if "followup.testing" in text or "import hypothesis" in text
    ] == []
