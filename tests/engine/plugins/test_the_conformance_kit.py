"""The kit passes the example of docs/plugins.md, and catches each way of breaking a promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from followup.plugins import Content, Order, Party
from followup.plugins.testing import PluginKit, Sample

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "plugins.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```python\n(.*?)```", PAGE, re.S)[1]
LOG = b"letters\n2026-11-02 | in | Ann | Will you come?\n2026-11-03 | out | Ann | No\n"
ORDER = Order("draft", "letter", to=(Party(name="Ann"),), text="Hi", attributes={"subject": "Hi"})
TESTS = sorted(name for name in vars(PluginKit) if name.startswith("test_"))


@pytest.fixture
def kit(tmp_path):
    """The kit's tests over the example with its source changed, as a function from a test's name."""

    def run(test: str, *change: str) -> None:
        path = tmp_path / "letters.py"
        assert not change or change[0] in EXAMPLE
        path.write_text(EXAMPLE.replace(*change) if change else EXAMPLE)

        class Letters(PluginKit):
            plugin = path
            samples = (Sample("letters", {"log": LOG}, items=2),)
            contents = (Content("message", {"text": "Will you come?"}),)
            orders = (
                Order("draft", "letter", to=(Party(name="Ann"),), text="Hi", attributes={"subject": "Hi"}),
            )

        method = getattr(Letters(), test)
        method(tmp_path) if "tmp_path" in method.__code__.co_varnames[:2] else method()

    return run


@pytest.mark.parametrize("test", TESTS)
def test_the_example_passes(kit, test: str) -> None:
    kit(test)


IMPORT, CLAIM, ID = "import hashlib", 'head.startswith(b"letters\\n")', "line.encode()"
FOLDER = "str(__import__('sys')._getframe(1).f_locals['path']).encode()"
COUNT = "    facts.seen = getattr(facts, 'seen', 0) + 1\n    text = text if facts.seen % 3 else '?'\n"
FIND, SINGLE = "    end = text.find", 'all((to.name or "").isprintable() for to in order.to)'
COMPARED = "None if text is None or before is None else len(text) > len(before)"

#: What is wrong, part of the name of the test that must notice, and the change to the example.
BREACHES = {
    "a hook is missing": ("hooks_are_there", "@acts\n", ""),
    "a format is never shown": ("sample_for_each", '["letters"]', '["letters", "cards"]'),
    "an action is never shown": ("sample_for_each", '"name": "draft"', '"name": "print"'),
    "importing prints": ("does_nothing_else", IMPORT, f"{IMPORT}; print('hi')"),
    "importing writes": ("does_nothing_else", IMPORT, f"{IMPORT}; open('/dev/null', 'w').close()"),
    "importing sets the environment": ("does_nothing_else", IMPORT, f"{IMPORT}, os; os.environ['A'] = '1'"),
    "importing imports test tools": ("does_nothing_else", IMPORT, f"{IMPORT}, pytest"),
    "importing starts a program": ("does_nothing_else", IMPORT, f"{IMPORT}, os; os.system('true')"),
    "a sample is not claimed": ("claims_its_samples", 'b"letters\\n"', 'b"Letters\\n"'),
    "an empty file is claimed": ("claims_nothing_of_others", CLAIM, 'not head.strip(b"l")'),
    "recognising raises": ("recognising_never_raises", CLAIM, "head.decode('utf-8')"),
    "ids are random": ("reading_twice", ID, "__import__('os').urandom(8)"),
    "ids are repeated": ("reading_twice", ID, "b''"),
    "ids hang on the place": ("where_the_file_lies", ID, FOLDER),
    "a broken line breaks the file": ("damaged_file", "except ValueError", "except TypeError"),
    "a fact has another type": ("test_facts_are_those", "Fact(end > 0,", "Fact(end,"),
    "a fact is not declared": ("test_facts_are_those", '{"asks":', '{"is_asked":'),
    "a text is too odd": ("facts_stand_any_text", 'text.find("?")', 'text.encode("ascii").find(b"?")'),
    "a fact hangs on the hash seed": ("content_only", "Fact(end > 0,", "Fact(hash(text) % 2 == 0,"),
    "a fact remembers": ("content_only", FIND, COUNT + FIND),
    "a pair fact is not declared": ("pair_facts_are_those", '{"longer":', '{"shorter":'),
    "nothing is compared": ("nothing_to_compare", COMPARED, "False"),
    "a product is random": ("same_product", '"\\n".join(lines).encode()', "__import__('os').urandom(8)"),
    "a subject becomes a line": ("become_a_header", "not subject.isprintable()", "False"),
    "a name becomes a line": ("become_a_header", SINGLE, "True"),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_each_breach_is_caught(kit, breach: str) -> None:
    fragment, *change = BREACHES[breach]
    (test,) = [name for name in TESTS if fragment in name]
    with pytest.raises((AssertionError, ValueError)):
        kit(test, *change)


def test_every_test_of_the_kit_can_fail() -> None:
    tried = {name for name in TESTS for fragment, *_ in BREACHES.values() if fragment in name}
    assert set(TESTS) - tried == set()


@pytest.mark.parametrize("name", ["test_it_claims_its_samples", "_read", "__init_subclass__"])
def test_the_kit_cannot_be_overridden(name: str) -> None:
    with pytest.raises(TypeError, match=f"Mine must not override {name}"):
        type("Mine", (PluginKit,), {name: lambda self: None})
