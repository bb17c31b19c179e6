"""docs/plugins.md says what the code has, and its example works."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import followup.plugins
from followup.plugins import (
    Act,
    Content,
    Facts,
    Left,
    Order,
    PairFacts,
    Party,
    Read,
    Reading,
    Recognise,
    hooks,
)
from followup.plugins._load import MARKERS
from followup.plugins._manifest import DeclaredAction, DeclaredFact, Manifest
from followup.plugins.registry import Plugins

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "plugins.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```python\n(.*?)```", PAGE, re.S)[1]
PROTOCOLS = {
    "followup_recognise": Recognise,
    "followup_read": Read,
    "followup_facts": Facts,
    "followup_pair_facts": PairFacts,
    "followup_act": Act,
}


def signature(function: object) -> str:
    """As written in the source, without `self` and quotes."""
    return str(inspect.signature(function)).replace("self, ", "").replace("'", "")


@pytest.mark.parametrize("hook", hooks.HOOKS)
def test_every_hook_is_documented_with_its_exact_signature(hook: str) -> None:
    row = f"| `@{MARKERS[hook]}` | `{signature(PROTOCOLS[hook].__call__)}` |"
    assert row in PAGE.replace("\\|", "|")


@pytest.mark.parametrize("hook", hooks.HOOKS)
def test_protocol_and_specification_agree(hook: str) -> None:
    assert signature(PROTOCOLS[hook].__call__) == signature(getattr(hooks.Hooks, hook))


@pytest.mark.parametrize("hook", hooks.HOOKS)
def test_every_hook_has_a_test(hook: str) -> None:
    sources = [path.read_text() for path in Path(__file__).parent.glob("test_*.py")]
    name = hook.removeprefix("followup_")
    assert any(re.search(rf"^def test_hook_{name}_", source, re.M) for source in sources)


def test_every_hook_has_a_public_decorator_and_protocol() -> None:
    assert set(PROTOCOLS) == set(MARKERS) == set(hooks.HOOKS)
    public = set(followup.plugins.__all__)
    assert {*MARKERS.values(), *(protocol.__name__ for protocol in PROTOCOLS.values())} <= public


def test_every_key_of_a_manifest_is_documented() -> None:
    table = PAGE.split("## The manifest")[1].split("## ")[0]
    keys = {name for kind in (Manifest, DeclaredFact, DeclaredAction) for name in kind.__dataclass_fields__}
    assert {key for key in keys if not re.search(rf"`(\w+\[\])?\.?{key}(\[\]\.\w+)?`", table)} == set()


def test_the_example_runs(tmp_path) -> None:
    (tmp_path / "letters.py").write_text(EXAMPLE)
    log = tmp_path / "log"
    log.write_text("letters\n2026-11-02 | in | Ann | Will you come?\n2026-11-03 | by | Ann | No\n")
    plugins = Plugins.installed([tmp_path / "letters.py"])
    assert ("letters", "letters") in plugins.recognise(log)
    item, left = plugins.read("letters", log, "letters", Reading(zone="Europe/Berlin"))
    assert (item.parties, item.attributes["text"]) == ((Party(name="Ann"),), "Will you come?")
    assert left == Left("log, line 3", "'by' is neither in nor out", broken=True)
    assert plugins.facts(Content("message", item.attributes), ["asks"])["asks"].fact.value is True
    order = Order("draft", "letter", to=item.parties, text="Yes.", attributes={"subject": "Coming"})
    assert plugins.act(order).content == b"Ann\n\nComing\n\nYes.\n"
    assert [failure for failure in plugins.failures if failure.plugin == "letters"] == []
