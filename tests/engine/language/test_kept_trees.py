"""A pack that was read once is not read again, unless a byte of anything that the reading looked at has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

import followup
from followup._bundled import bundled
from followup.language import cache, load, whole
from followup.language.build import digest
from followup.language.load import NoPack, bundled_names, load_tree
from followup.language.problems import Problems
from followup.language.tree_text import dumps, loads
from followup.testing.fresh import FRESH
from followup.testing.strategies import built, scenarios

BASE = """
language: 1
pack: base
version: 1.0.0
parameters: {most: {type: integer, default: 3}, share: {type: number, default: 0.50}}
attributes: {topic: {type: text}, due: {type: date}, score: {type: number, missing: {constant: 1}}}
kinds: {call: {by: us, attributes: [topic, due, score]}}
facts: {calls: {count: call, within: 7 days}}
rules:
  - {rule: cap, forbid: {calls: {at_least: {parameter: most}}, due: {less_than: "2026-03-01"}}}
"""
OWN = "language: 1\npack: own\nversion: 1.0.0\nextends: base\nswitch_off: []\n"
FIRST = """
import followup, sys
pack = followup.load_pack(sys.argv[1])
print(pack.tree.digest)
"""


@pytest.fixture(autouse=True)
def entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache; the folder in which its entries will be."""
    monkeypatch.setenv("FOLLOWUP_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "loaded"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A pack of two rules that builds on one beside it."""
    for name, text in (("own", OWN), ("own/base", BASE)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(text, "utf-8")
    return tmp_path / "own"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The packs that were read from YAML since."""
    read: list[Path] = []
    real = whole.read_tree

    def noted(file, values, seen):
        read.append(file)
        return real(file, values, seen)

    monkeypatch.setattr(whole, "read_tree", noted)
    return read


@pytest.mark.parametrize("name", bundled_names())
def test_every_tree_comes_back_as_it_was(name):
    """Equal, of the same types to the last digit and place, and with the digest that it would be given."""
    tree = load_tree(name)[0]
    again = loads(dumps(tree))
    assert again == tree
    assert repr(again) == repr(tree)
    assert digest(again) == tree.digest


@settings(max_examples=50, backend=FRESH)
@given(scenarios())
def test_every_drawn_tree_comes_back_as_it_was(scenario):
    """Whatever the language can say."""
    tree = built(scenario.pack)
    assert repr(loads(dumps(tree))) == repr(tree)


def test_the_second_load_reads_no_yaml_and_gives_the_same(own, reads):
    """By name, in the places of rules too."""
    first, second = load_tree(own), load_tree(own)
    assert reads == [own / "pack.yaml"]
    assert repr(second) == repr(first)


@pytest.mark.parametrize("file", ["pack.yaml", "base/pack.yaml"])
def test_a_changed_byte_of_any_pack_is_seen(file, own, reads):
    """Of the pack, and of the one that it extends."""
    load_tree(own)
    changed = (own / file).read_bytes()
    (own / file).write_bytes(changed.replace(b"1.0.0", b"1.0.1"))
    os.utime(own / file, (1, 1))
    load_tree(own)
    assert len(reads) == 2
    (own / file).write_bytes(changed)
    load_tree(own)
    assert len(reads) == 3


@pytest.mark.parametrize("schema", load.SCHEMAS)
def test_a_changed_byte_of_a_schema_is_seen(schema, own, reads, tmp_path, monkeypatch):
    """What a pack must look like decides whether it can be loaded."""
    shutil.copytree(bundled("schemas"), tmp_path / "schemas")
    monkeypatch.setattr(load, "bundled", lambda name: tmp_path / name)
    load_tree(own)
    with (tmp_path / "schemas" / f"{schema}.schema.json").open("ab") as file:
        file.write(b"\n")
    load_tree(own)
    assert len(reads) == 2


def test_a_pack_hangs_on_no_other_schema():
    """The schemas that are looked at are all that a pack's schema refers to."""
    text = "".join((bundled("schemas") / f"{name}.schema.json").read_text("utf-8") for name in load.SCHEMAS)
    others = {path.name.removesuffix(".schema.json") for path in bundled("schemas").iterdir()} - {
        *load.SCHEMAS
    }
    assert [name for name in others if f'"{name}-1.json' in text.replace(f'"$id": "{name}', "")] == []


def test_a_pack_that_appears_where_none_was_is_seen(tmp_path, reads):
    """`extends` looks beside the pack first; what was not there then is now."""
    (tmp_path / "pack.yaml").write_text(OWN.replace("base", "call-cap"), "utf-8")
    before = load_tree(tmp_path)[0].digest
    (tmp_path / "call-cap").mkdir()
    (tmp_path / "call-cap" / "pack.yaml").write_text(BASE, "utf-8")
    assert load_tree(tmp_path)[0].digest != before


def test_a_pack_that_is_gone_is_not_remembered(own):
    """The cache is no copy of packs."""
    load_tree(own)
    (own / "base" / "pack.yaml").unlink()
    with pytest.raises(Problems, match="there is no pack 'base'"):
        load_tree(own)
    (own / "pack.yaml").unlink()
    with pytest.raises(NoPack):
        load_tree(own)


def test_what_is_wrong_is_said_every_time(own):
    """Only what is right is kept."""
    (own / "pack.yaml").write_text(OWN + "facts: {more: {count: cal}}\n", "utf-8")
    for _ in range(2):
        with pytest.raises(Problems, match="unknown kind 'cal'"):
            load_tree(own)


def test_other_values_of_parameters_are_not_mixed_up(own):
    """A load with values neither uses what was kept nor displaces it."""
    plain = load_tree(own)[0]
    assert load_tree(own, {"most": 4})[0].parameters["most"].value == 4
    assert load_tree(own)[0] == plain


def test_one_pack_under_two_names_keeps_its_places(own, monkeypatch):
    """A rule's place names the file as it was asked for."""
    load_tree(own)
    monkeypatch.chdir(own)
    assert load_tree("pack.yaml")[0].rules[0].place.startswith("base/pack.yaml:")
    assert load_tree(own)[0].rules[0].place.startswith(f"{own}/base/pack.yaml:")


def test_an_entry_that_is_no_tree_is_read_over(own, entries, reads):
    """Even one that is whole, and not ours."""
    load_tree(own)
    for data in (b"", b"\n", b"{}\n[]", b'[["x", 1]]\n', b"[]\n[[], []]", b'[]\n[[], [["Nothing"]]]'):
        cache.keep("tree", load._key(own / "pack.yaml"), data)
        assert load_tree(own)[0].name == "own"
    assert len(reads) == 7


def test_a_number_that_json_refuses_is_no_obstacle(own, reads):
    """It is read anew each time, and says the same."""
    digits = "9" * 5_000
    text = BASE.replace("default: 3", f"default: {digits}")
    (own / "base" / "pack.yaml").write_text(text, "utf-8")
    outcomes = []
    for _ in range(2):
        try:
            outcomes.append(repr(load_tree(own)[0].parameters["most"].value))
        except (Problems, ValueError) as error:
            outcomes.append(repr(error))
    assert outcomes[0] == outcomes[1]


def test_processes_that_start_at_once_all_get_the_same(own):
    """Whoever comes first writes; nobody reads half of it."""
    command = [sys.executable, "-c", FIRST, str(own)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = {process.communicate(timeout=120)[0] for process in running}
    assert said == {f"{followup.load_pack(own).tree.digest}\n"}


def loaded_by(pack: Path) -> set[str]:
    code = FIRST + "print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, str(pack)], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_a_start_from_the_cache_imports_no_reader(own):
    """Neither YAML nor schemas, nor anything of the faces or of plugins; the first start needs the readers only."""
    never = {"click", "rich", "holidays", "pluggy", "sqlite3", "hypothesis"}
    readers = {"yaml", "jsonschema", "followup.language.whole", "followup.language.build"}
    first, second = loaded_by(own), loaded_by(own)
    assert readers <= first
    assert not first & never
    assert not second & (never | readers | {"platformdirs", "difflib", "followup.language.yaml_reader"})
