"""A file of the wrong shape is told what it should be, at the place, in the words of the file."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup._bundled import bundled
from followup.language.problems import render
from followup.language.shape import check_shape
from followup.language.yaml_reader import read_yaml

EVERYTHING = Path(__file__).parent / "every_construct" / "pack.yaml"
HEAD = 'language: 1\npack: p\nversion: "1.0.0"\n'

PACKS = [
    ("rulez: []", "4:1: unknown key 'rulez'; did you mean 'rules'?"),
    ("rules: 5", "4:8: 'rules' must be a list of rules, not 5"),
    ("rules: [x]", "4:9: item 1 of 'rules' must be a rule, not 'x'"),
    ("facts:", "4:7: 'facts' must be a mapping of facts, not empty"),
    ("facts: {Two Words: {count: a}}", "4:9: 'Two Words' in 'facts' is not a name; write it like last_call"),
    ("facts: {f: 7}", "4:12: fact 'f' must be a fact, not 7"),
    ("rules:\n  - rule: x\n    fobid: {a: 1}", "6:5: unknown key 'fobid' in rule 'x'; did you mean 'forbid'?"),
    ("rules: [{rule: x}]", "4:9: rule 'x' needs one of 'forbid', 'require', 'advise'"),
    ("rules: [{forbid: {a: 1}}]", "4:9: missing key 'rule' in rule 1"),
    (
        "rules: [{rule: x, forbid: {a: 1}, require: {a: 1}}]",
        "4:35: rule 'x' has both 'forbid' and 'require'; keep one of them",
    ),
    (
        "rules: [{rule: x, forbid: {a: 1}, or_absent: pass}]",
        "4:35: key 'or_absent' does not go with 'forbid' in rule 'x'",
    ),
    ("rules: [{rule: x, forbid: {a: 1}, because: 5}]",
     "4:44: 'because' in rule 'x' must be text, not 5; quote it: \"5\""),
    ("rules: [{rule: x, forbid: {a: 1}, then: dorp}]",
     "4:41: 'then' in rule 'x' must be one of 'wait', 'drop', not 'dorp'; did you mean 'drop'?"),
    ("rules: [{rule: x, forbid: {a: {les_than: 3}}}]",
     "4:32: unknown key 'les_than' in rule 'x'; did you mean 'less_than'?"),
    ("rules: [{rule: x, forbid: {a: [b, c]}}]",
     "4:31: 'a' in rule 'x' must be a value or a mapping of comparisons, not a list; "
     "write it like {at_least: 3} or {one_of: [phone, email]}"),
    ("rules: [{rule: x, forbid: {all: {a: 1}}}]",
     "4:33: 'all' in rule 'x' must be a list of conditions, not a mapping"),
    ("rules: [{rule: x, forbid: {}}]",
     "4:27: 'forbid' in rule 'x' is empty; write it like {channel: phone} or "
     "{all: [{channel: phone}, {closed: false}]}"),
    ("rules: [{rule: x, forbid: {a: {parameter: b, at_least: 3}}}]",
     "4:46: key 'at_least' does not go with 'parameter' in rule 'x'"),
    ("rules: [{rule: x, forbid: {a: {at_least: {its: b, fact: c}}}}]",
     "4:51: 'at_least' in rule 'x' has both 'its' and 'fact'; keep one of them"),
    ("rules: [{rule: x, forbid: {a: {at_least: {it: b}}}}]",
     "4:43: unknown key 'it' in rule 'x'; did you mean 'its'?"),
    ("facts: {f: {exsts: a}}", "4:13: unknown key 'exsts' in fact 'f'; did you mean 'exists'?"),
    ("facts: {f: {exists: a, count: a}}", "4:24: fact 'f' has both 'exists' and 'count'; keep one of them"),
    ("facts: {f: {sum: a}}", "4:13: 'sum' in fact 'f' is given without 'of'"),
    ("facts: {f: {holds: {a: 1}, within: 7 days}}", "4:28: key 'within' does not go with 'holds' in fact 'f'"),
    ("facts: {f: {count: a, within: 7}}",
     "4:31: 'within' in fact 'f' must be an amount of time, not 7; "
     "write it like 7 days, 3 dates, 2 working days or {parameter: spacing}"),
    ("facts: {f: {count: a, within: a week}}",
     "4:31: 'within' in fact 'f' must be an amount of time, not 'a week'; "
     "write it like 7 days, 3 dates, 2 working days or {parameter: spacing}"),
    ("facts: {f: {since: {lst: a}, in: dates}}", "4:21: unknown key 'lst' in fact 'f'; did you mean 'last'?"),
    ("facts: {f: {since: {last: a}, in: date}}",
     "4:35: 'in' in fact 'f' must be one of 'elapsed', 'dates', 'working days', not 'date'; did you mean 'dates'?"),
    ("attributes: {a: {type: txt}}",
     "4:24: 'type' in attribute 'a' must be one of 'text', 'number', 'integer', 'boolean', 'date', 'instant', "
     "'time', 'list', 'person', 'channel', not 'txt'; did you mean 'text'?"),
    ("attributes: {a: {type: text, from: b, as_of_then: c}}",
     "4:30: key 'from' does not go with 'as_of_then' in attribute 'a'"),
    ("attributes: {a: {type: text, needs: [b]}}", "4:30: 'needs' in attribute 'a' is given without 'from'"),
    ("attributes: {a: {type: text, missing: none}}",
     "4:39: 'missing' in attribute 'a' must be absent, unknown or {constant: VALUE}, not 'none'"),
    ("duties: [{duty: d, do: {kind: a}, due: when permitted}]", "4:10: duty 'd' needs one of 'while', 'for_each'"),
    ("duties: [{duty: d, while: {a: 1}, do: {kind: a}, due: soon}]",
     "4:55: 'due' in duty 'd' must be 'when permitted' or a mapping, not 'soon'; "
     "write it like when permitted or {after: 2 working days}"),
    ("replace: {rules: [{rule: x, forbid: {a: 1}}]}", "4:1: 'replace' is given without 'extends'"),
    ("extends: q\nswitch_off: [a, a]", "5:17: 'switch_off' has 'a' twice; leave one out"),
    ("extends: q\nreplace: {facts: {f: {count: 3}}}",
     "5:30: 'count' in fact 'f' must be a name, not 3; write it like last_call"),
    ('"a\\n": 1', "4:1: unknown key 'a\\n'"),
    ('extends: q\nswitch_off: ["a\\n"]',
     "5:14: item 1 of 'switch_off' must be an id, not 'a\\n'; write it like not-daily"),
]  # fmt: skip

OTHERS = [
    ("pack", "[]", ["1:1: the file must be a pack, not a list"]),
    ("pack", "language: 2\npack: p\nversion: 1.0", [
        "1:11: 'language' must be 1, the edition of the language, not 2",
        "3:10: 'version' must be a version, not 1.0; write it like 1.0.0",
    ]),
    ("templates", "templates: [{template: a, for: {}, channl: [b], text: ''}]", [
        "1:36: unknown key 'channl' in template 'a'; did you mean 'channel'?",
        "1:55: 'text' in template 'a' is empty",
    ]),
    ("tests", 'tests: [{test: a, at: "2026-11-02", expect: {verdict: allow}}]', [
        "1:23: 'at' in test 'a' must be a time with its offset, not '2026-11-02'; "
        'write it like "2026-11-02T14:00+01:00" or "2026-11-02T13:00Z"',
        "1:55: 'verdict' in test 'a' must be one of 'permit', 'forbid', 'ask', not 'allow'",
    ]),
    ("tests", 'tests: [{test: a, expect: {rules: []}, events: [{id: e, kind: k, at: "2026-11-02T14:00Z", '
              "attributes: {a: {}}}]}]", [
        "1:9: test 'a' needs one of 'proposal', 'at'",
        "1:107: attribute 'a' of event 'e' of test 'a' must be a text, a number, true, false, null or a list of "
        "texts, not a mapping",
    ]),
    ("journal", "people: {bo: {zone: []}}\nevents: []",
     ["1:21: 'zone' in person 'bo' is empty; write it like Europe/Berlin"]),
    ("journal line", '{"event": {"id": "a", "kind": "k"}}', ["1:11: missing key 'at' in 'event'"]),
    ("journal line", '{"person": {"name": "a"}, "case": {"name": "b"}}',
     ["1:27: the file has both 'person' and 'case'; keep one of them"]),
    ("proposal", '{"kind": "call", "at": 5}',
     ['1:24: \'at\' must be a time with its offset, not 5; write it like "2026-11-02T14:00+01:00" or '
      '"2026-11-02T13:00Z"']),
]  # fmt: skip

KEYS = st.sampled_from(
    ["language", "pack", "version", "facts", "rules", "duties", "attributes", "count", "exists", "of", "where",
     "within", "rule", "forbid", "require", "all", "any", "not", "at_least", "one_of", "its", "fact", "parameter",
     "duty", "do", "due", "kind", "reads", "desk", "log", "replace", "extends", "x", "calendar", "missing"]
)  # fmt: skip
SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(["7 days", "a", "x y", "when permitted"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=30,
)


def found(source, schema="pack"):
    return [str(problem) for problem in check_shape(read_yaml(source, "p.yaml"), schema)]


def as_yaml(data):
    if isinstance(data, dict):
        return "{" + ", ".join(f'"{key}": {as_yaml(value)}' for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(as_yaml, data)) + "]"
    return f'"{data}"' if isinstance(data, str) else {None: "null"}.get(data, str(data).lower())


def test_every_construct_has_the_right_shape():
    assert found(EVERYTHING.read_bytes()) == []


def test_every_key_that_the_schema_offers_is_a_construct():
    def offered(schema):
        children = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
        names = schema.get("properties", {}) if isinstance(schema, dict) else {}
        return set(names).union(*map(offered, children))

    def used(node):
        return set(node.keys()).union(*(used(value) for _, value in node.entries), *map(used, node.items))

    schema = json.loads((bundled("schemas") / "pack.schema.json").read_bytes())
    assert offered(schema) <= used(read_yaml(EVERYTHING.read_bytes(), "p"))


@pytest.mark.parametrize(("source", "line"), PACKS, ids=range(len(PACKS)))
def test_each_mistake_is_told_once_and_nothing_else_is(source, line):
    assert found(HEAD + source) == [f"p.yaml:{line}"]


@pytest.mark.parametrize(("schema", "source", "lines"), OTHERS, ids=range(len(OTHERS)))
def test_each_file_has_its_own_shape(schema, source, lines):
    assert found(source, schema) == [f"p.yaml:{line}" for line in lines]


def test_the_caret_stands_under_the_unknown_key():
    source = HEAD + "rules:\n  - rule: x\n    fobid: {a: 1}\n"
    problem = check_shape(read_yaml(source, "p.yaml"), "pack")[0]
    assert render(problem, source.splitlines()[5]) == (
        "p.yaml:6:5: unknown key 'fobid' in rule 'x'; did you mean 'forbid'?\n"
        "  6 |     fobid: {a: 1}\n"
        "    |     ^"
    )


@pytest.mark.parametrize(
    "name", ["pack", "templates", "tests", "event", "journal", "journal line", "proposal"]
)
def test_an_unknown_key_is_an_error_in_every_file(name):
    assert "p.yaml:1:2: unknown key 'zzz'" in "\n".join(found('{"zzz": 1}', name))


def test_the_deepest_condition_that_can_be_read_can_be_checked():
    deepest = "{not: " * 95 + "{a: 1}" + "}" * 95
    assert found(f"{HEAD}rules: [{{rule: x, forbid: {deepest}}}]") == []


@given(SHAPES)
def test_whatever_the_shape_each_problem_has_its_place_in_the_file(data):
    source = as_yaml(data)
    for problem in check_shape(read_yaml(source, "f"), "pack"):
        assert problem.place.line == 1
        assert 1 <= problem.place.column <= len(source)


@given(st.dictionaries(KEYS, SHAPES, max_size=6))
def test_whatever_a_rule_is_a_problem_names_it(data):
    source = HEAD + f"rules: [{as_yaml({**data, 'rule': 'mine'})}]"
    assert all("rule 'mine'" in line for line in found(source))


def test_nothing_but_checking_a_shape_imports_jsonschema():
    code = "import sys, followup.language.shape; print('jsonschema' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"
