"""YAML becomes nodes with exact values, and every node knows where it stands."""

import json
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from followup.language.places import Node, Place
from followup.language.problems import Problems
from followup.language.yaml_reader import _read, read_yaml

WORDS = st.text("abcdefgh", min_size=3, max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.integers(-(10**30), 10**30) | st.decimals(-(10**9), 10**9, places=3)
DATA = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
WORD_TREES = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, min_size=1) | st.dictionaries(WORDS, inner, min_size=1),
    max_leaves=10,
)
PIECES = st.sampled_from(
    ["a", "b: ", "- ", "\n", "\n  ", "\n    ", ": ", "k: v\n", "[", "]", "{", "}", ",", "'", '"', "#", " ", "\t",
     "&x ", "*x", "!t ", "|\n", "> \n", "on", "15:00", "1", "é", "\u2028", "\r\n", "...", "---", "%", "@", "\\",
     "\\u12", "<<", "-", "&", "*"]
)  # fmt: skip
ALMOST_YAML = st.lists(PIECES, max_size=14).map("".join)


def nodes(node):
    yield node
    for key, value in node.entries:
        yield key
        yield from nodes(value)
    for item in node.items:
        yield from nodes(item)


def outcome(source, loader=yaml.SafeLoader):
    try:
        return _read(source, "f", 10_000, loader)
    except Problems as error:
        return error.problems


def at(source, place):
    return source.split("\n")[place.line - 1][place.column - 1 :]


SCALARS = [
    ("true", True), ("false", False), ("null", None), ("~", None), ("", None), ("0", 0), ("-7", -7), ("-0", 0),
    ("0.10", Decimal("0.1")), ("1e3", Decimal(1000)), (".5", Decimal("0.5")), ("-2.", Decimal(-2)), ('"7"', "7"),
    ("'on'", "on"), ('"true"', "true"), ("7 days", "7 days"), ("1.2.3", "1.2.3"), ("onset", "onset"),
    ("2026-11-02 is a day", "2026-11-02 is a day"), ("a\n  b", "a b"), ("|\n  a\tb\n", "a\tb\n"),
    ('"15:00"', "15:00"), ('"\\u00e9"', "é"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_words_mean_what_the_core_of_yaml_says(text, value):
    got = read_yaml(f"x: {text}", "f.yaml").plain()["x"]
    assert (got, type(got)) == (value, type(value))


def test_a_character_that_json_writes_in_two_halves_is_one():
    node = read_yaml('{"a": "\\ud83d\\ude00\\\\ud83d", "b": 1}', "f")
    assert node.plain() == {"a": "😀\\ud83d", "b": 1}
    assert node.key_place("b") == Place("f", 1, 30)


def test_numbers_are_exact():
    assert str(read_yaml("0.1000", "f").scalar) == "0.1000"


def test_a_node_tells_its_keys_values_and_their_places():
    node = read_yaml("a: 1\nb:\n  - x\n", "f.yaml")
    assert (node.kind, node.keys()) == ("mapping", ("a", "b"))
    assert node.get("b") == Node(
        Place("f.yaml", 3, 3), "list", items=(Node(Place("f.yaml", 3, 5), "text", "x"),)
    )
    assert node.get("c") is None
    assert node.key_place("b") == Place("f.yaml", 2, 1)
    assert node.key_place("c") == node.place == Place("f.yaml", 1, 1)
    assert str(node.key_place("b")) == "f.yaml:2:1"


def test_an_alias_is_the_node_of_its_anchor():
    node = read_yaml("a: &x {b: 1}\nc: *x\n", "f")
    assert node.get("c") is node.get("a")


def test_a_byte_order_mark_and_windows_line_ends_move_nothing():
    node = read_yaml("\ufeffa: 1\r\nb: 2\r\n".encode(), "f")
    assert [key.place for key, _ in node.entries] == [Place("f", 1, 1), Place("f", 2, 1)]


@given(DATA, st.sampled_from([None, 2]))
def test_json_is_read_as_what_it_says(data, indent):
    source = json.dumps(data, indent=indent, default=float)
    assert read_yaml(source, "f").plain() == json.loads(source, parse_float=Decimal)


@given(DATA)
def test_every_node_of_json_points_to_its_text(data):
    source = json.dumps(data, default=float)
    for node in nodes(read_yaml(source, "f")):
        opening = {
            "mapping": "{",
            "list": "[",
            "text": '"',
            "null": "null",
            "boolean": str(node.scalar).lower(),
        }
        assert at(source, node.place).startswith(
            opening.get(node.kind) or json.dumps(node.scalar, default=float)
        )


@given(WORD_TREES)
def test_every_node_of_a_block_points_to_its_text(data):
    source = yaml.safe_dump(data, sort_keys=False)
    for node in nodes(read_yaml(source, "f")):
        first = next((each for each in nodes(node) if each.kind == "text" and node.kind != "list"), None)
        assert at(source, node.place).startswith(str(first.scalar) if first else "-")


@given(st.binary(max_size=200) | st.text(max_size=200) | ALMOST_YAML)
def test_whatever_the_bytes_there_is_a_node_or_there_are_problems_inside_the_file(source):
    found = outcome(source)
    assert isinstance(found, Node) or found
    for problem in found if isinstance(found, tuple) else ():
        assert problem.place >= Place("f", 1, 1)


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML was built without libyaml")
@given(ALMOST_YAML)
def test_libyaml_and_the_pure_parser_agree(source):
    fast, pure = outcome(source, yaml.CSafeLoader), outcome(source, yaml.SafeLoader)
    assert fast == pure or (isinstance(fast, tuple) and isinstance(pure, tuple))
