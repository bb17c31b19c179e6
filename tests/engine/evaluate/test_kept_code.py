"""The code of a loaded pack is kept: the next process comes up without plan and writers, and decides the same."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import followup
from followup.evaluate.compiled.policy import Policy, policy_of
from followup.language.load import bundled_names

WRITERS = "followup.evaluate.compiled."
DECIDING = """
import sys
bare = set(sys.modules)
import followup, json
pack = followup.load_pack({pack!r})
{more}
proposal = followup.Proposal.of("contact", "2026-11-23T10:00+01:00", case="c", person="ann", channel="email")
decision = pack.decide(followup.Journal(), proposal)
print(json.dumps([decision.verdict, list(decision.rule_ids()), sorted(set(sys.modules) - bare)]))
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv("FOLLOWUP_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "loaded"


def decided(more: str = "", pack: str = "five-rules") -> tuple[Any, set[str]]:
    """What a process of its own decides, and the modules that it imported for that."""
    code = DECIDING.format(pack=pack, more=more)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    *decision, modules = json.loads(done.stdout)
    return decision, set(modules)


def writers(modules: set[str]) -> set[str]:
    """What is needed to plan and to write only."""
    names = tuple(WRITERS + each for each in ("plan", "layout", "making", "write"))
    return {each for each in modules if each.startswith(names)}


def test_the_second_process_needs_neither_plan_nor_writers() -> None:
    """They are imported once, for the first decision ever; the decision is the same."""
    (first, made), (second, found) = decided(), decided()
    assert WRITERS + "plan" in made
    assert WRITERS + "write_quick" in made
    assert writers(found) == set()
    assert first == second


def test_a_first_decision_imports_no_more_than_it_needs() -> None:
    """Neither YAML nor schemas, nor the reference reading, nor what explains, searches, plans and stores; and of
    Python's own library nothing that takes longer to import than it helps."""
    decided()
    _, modules = decided()
    heavy = {
        "yaml", "jsonschema", "hashlib", "tempfile", "subprocess", "threading", "rich", "holidays", "sqlite3",
        "dataclasses", "inspect", "argparse", "click", "importlib.metadata",
    }  # fmt: skip
    assert heavy & modules == set()
    unread = ("reference", "reference_rules", "reference_views", "reference_duties", "selected", "clocks")
    assert {f"followup.evaluate.{each}" for each in unread} & modules == set()
    unused = ("explaining", "remedies", "counterfactuals", "planning", "bounds", "live", "costs", "plan_text")
    assert {f"followup.decide.{each}" for each in unused} & modules == set()


def test_code_is_kept_for_a_pack_that_was_loaded_only(folder: Path) -> None:
    """A tree that was changed has the digest of the one that it was made from, and other code."""
    pack = followup.load_pack("call-cap")
    changed = replace(pack, tree=replace(pack.tree, rules=pack.tree.rules[:1]))
    pack.compile()
    kept = sorted(folder.iterdir())
    assert [each for each in kept if each.name.startswith("code")]
    assert len(changed.compile().rules) == 1
    assert sorted(folder.iterdir()) == kept


def test_a_changed_tree_is_not_decided_by_kept_code() -> None:
    """In a process of its own, with the code of the whole pack in the cache."""
    _, _ = decided()
    more = "from dataclasses import replace\npack = replace(pack, tree=replace(pack.tree, rules=()))"
    (verdict, rules), modules = decided(more)[0], decided(more)[1]
    assert (verdict, rules) == ("permit", [])
    assert WRITERS + "write" in modules


def test_trees_that_differ_in_order_only_have_code_of_their_own() -> None:
    """The digest does not tell the order of kinds and facts; the code hangs on it."""
    tree = followup.load_pack("call-cap").tree
    turned = replace(tree, kinds=dict(reversed(tree.kinds.items())))
    one, two = policy_of(tree, loaded=True), policy_of(turned, loaded=True)
    assert one.source != two.source
    assert [*two.adders][:3] == [*one.adders][:3][::-1]
    assert {name: each.__doc__ for name, each in one.adders.items()} == {
        name: each.__doc__ for name, each in two.adders.items()
    }


@pytest.mark.parametrize("name", bundled_names())
def test_what_is_kept_is_what_was_made(name: str) -> None:
    """Code and all that is asked of the plan beside it come back as they were."""
    tree = followup.load_pack(name).tree
    made, kept, found = Policy(tree), Policy(tree, "k"), Policy(tree, "k")
    assert made.about == kept.about == found.about
    assert "plan" in vars(kept)
    assert "plan" not in vars(found)
    assert found.source == made.source
