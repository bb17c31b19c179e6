"""Loading: only when needed, each by itself; whatever one plugin does, the others and the program go on."""

from __future__ import annotations

import sys

import pytest

from followup.plugins import Content, Fact
from followup.plugins.registry import Plugins

GIVES = """
from followup.plugins import Fact, gives_facts
@gives_facts
def facts(content):
    return {"weight": Fact(1)}
"""
WEIGHT = [{"name": "weight", "type": "integer", "says": "grams"}]

BROKEN = {
    "raise SystemExit(3)": ("load", "SystemExit: 3"),
    "import no_such_module": ("load", "ModuleNotFoundError: No module named 'no_such_module'"),
    "def f(:": ("load", "SyntaxError"),
    "raise BaseException('bare')": ("load", "BaseException: bare"),
    "class E(Exception):\n    def __str__(self): raise ValueError\nraise E": ("load", "E"),
    "def f(): f()\nf()": ("load", "RecursionError"),
    GIVES.replace("(content)", "(content, extra)"): ("hooks", "Plugin 'pigeon' for hook 'followup_facts'"),
    GIVES.replace("(content)", "(content=None)"): (
        "hooks",
        "@gives_facts: the argument 'content' has a default; none may have one",
    ),
    GIVES + GIVES.replace("def facts", "def more"): (
        "hooks",
        "2 functions are marked with @gives_facts; there can be one",
    ),
    "import pluggy\n@pluggy.HookimplMarker('followup')\ndef followup_fax(): ...": ("hooks", "unknown hook"),
    "import pluggy\n@pluggy.HookimplMarker('followup')(wrapper=True, specname='followup_facts')\n"
    "def f(content):\n    yield": ("hooks", "@gives_facts: wrappers are not supported"),
    "x = 1": ("hooks", "what it declares needs a function marked with @gives_facts"),
}  # fmt: skip


@pytest.mark.parametrize("source", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_plugin_is_named_and_the_others_go_on(site, source: str) -> None:
    site.add("pigeon", source, facts=WEIGHT)
    site.add("raven", GIVES.replace("weight", "wing"), dist="nest", facts=[{**WEIGHT[0], "name": "wing"}])
    plugins = Plugins.installed()
    given = plugins.facts(Content("letter"), ["weight", "wing"])
    (failure,) = plugins.failures
    stage, why = BROKEN[source]
    assert (failure.plugin, failure.distribution, failure.version, failure.stage) == (
        "pigeon",
        "coop",
        "3.1",
        stage,
    )
    assert why in failure.why
    assert given["weight"].fact.value.reason.startswith("plugin pigeon, fact weight: ")
    assert given["wing"].fact == Fact(1)


def test_ctrl_c_stops_the_program_even_inside_a_plugin(site) -> None:
    site.add("pigeon", "raise KeyboardInterrupt", facts=WEIGHT)
    with pytest.raises(KeyboardInterrupt):
        Plugins.installed().facts(Content("letter"), ["weight"])


def test_a_plugin_is_imported_only_when_its_hook_is_needed(site, tmp_path) -> None:
    site.add("pigeon", GIVES, facts=WEIGHT)
    plugins = Plugins.installed()
    plugins.recognise(tmp_path)  # declares no formats: nobody needs it for that
    plugins.facts(Content("letter"), ["wing"])
    assert "t_pigeon" not in sys.modules
    plugins.facts(Content("letter"), ["weight"])
    assert "t_pigeon" in sys.modules


def test_a_broken_plugin_is_imported_once(site) -> None:
    site.add(
        "pigeon", "import sys; sys.pigeon_imports = getattr(sys, 'pigeon_imports', 0) + 1; 1/0", facts=WEIGHT
    )
    plugins = Plugins.installed()
    for _ in range(3):
        plugins.facts(Content("letter"), ["weight"])
    assert sys.pigeon_imports == 1
    assert len(plugins.failures) == 1


def test_load_all_finds_out_who_is_broken(site, one_file) -> None:
    site.add("pigeon", "1/0")
    failures = Plugins.installed([one_file("exit()", name="raven")]).load_all()
    assert {(f.plugin, f.stage) for f in failures} >= {("pigeon", "load"), ("raven", "load")}


def test_a_local_file_may_define_dataclasses_and_leaves_no_module_when_it_fails(one_file) -> None:
    source = "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: 'int'\n"
    path = one_file(source + GIVES, facts=WEIGHT)
    assert Plugins.installed([path]).facts(Content("letter"), ["weight"])["weight"].fact == Fact(1)
    broken = one_file("1/0", name="raven")
    Plugins.installed([broken]).load_all()
    assert "followup_local_raven_file" not in sys.modules


def test_one_function_under_two_names_is_one_function(one_file) -> None:
    path = one_file(GIVES + "again = facts\n", facts=WEIGHT)
    assert Plugins.installed([path]).facts(Content("letter"), ["weight"])["weight"].fact == Fact(1)
