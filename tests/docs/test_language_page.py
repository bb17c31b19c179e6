"""The page on the language is true: every example on it is run, and every construct has one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from followup.decide.api import load_pack
from followup.decide.pack_tests import read_tests, run_tests
from followup.language.facts import QUERIES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "language.md").read_text("utf-8")
BASE, *_ = re.findall(r"^```yaml base\n(.*?)^```", PAGE, re.M | re.S)
SECTIONS = re.split(r"^#+ ", PAGE, flags=re.M)
EXAMPLES = [
    (section.partition("\n")[0], text)
    for section in SECTIONS
    for text in re.findall(r"^```yaml example\n(.*?)^```", section, re.M | re.S)
]
HEADER = "language: 1\npack: example\nversion: 1.0.0\nextends: base\n"


@pytest.mark.parametrize(("title", "text"), EXAMPLES, ids=[title for title, _ in EXAMPLES])
def test_every_example_has_the_outcomes_that_it_shows(title: str, text: str, tmp_path: Path) -> None:
    """Each example is a pack whose own tests pass."""
    pack, _, tests = text.partition("tests:\n")
    _write(tmp_path / "base" / "pack.yaml", BASE)
    _write(tmp_path / "pack.yaml", HEADER + pack)
    _write(tmp_path / "tests" / "page.yaml", "tests:\n" + tests)
    outcomes = run_tests(load_pack(tmp_path), read_tests(tmp_path))
    assert outcomes
    assert [outcome for outcome in outcomes if not outcome.passed] == []


@pytest.mark.parametrize("text", re.findall(r"^```yaml loads\n(.*?)^```", PAGE, re.M | re.S))
def test_what_has_no_outcome_loads(text: str, tmp_path: Path) -> None:
    """Parts of a pack that decide nothing are at least parts of a pack."""
    _write(tmp_path / "base" / "pack.yaml", BASE)
    _write(tmp_path / "pack.yaml", HEADER + text)
    assert load_pack(tmp_path).tree.reads


def test_every_query_has_an_example() -> None:
    """A new kind of fact needs an example on the page."""
    examples = "".join(text for _, text in EXAMPLES)
    assert [query for query in QUERIES if f"{{{query}: " not in examples] == []


@pytest.mark.parametrize(("file", "text"), re.findall(r"^```yaml (rules/\S+)\n(.*?)^```", PAGE, re.M | re.S))
def test_a_pack_on_the_page_is_the_pack_that_comes_along(file: str, text: str) -> None:
    """The page shows the files as they are; their own tests are run with the packs."""
    assert (ROOT / file).read_text("utf-8") == text


def test_the_page_shows_packs_of_three_other_fields() -> None:
    assert len(re.findall(r"^```yaml rules/", PAGE, re.M)) == 3


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
