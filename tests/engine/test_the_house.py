"""What holds for the whole house: its words, its public names, and what starting it costs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import followup

ROOT = Path(__file__).resolve().parents[2]
FIELD = (
    "job|jobs|interview|interviews|interviewer|recruiter|recruiters|hired|hiring|applicant|candidate's|résumé|resume|"
    "employer|vacancy|salary|career|linkedin|whatsapp"
)
#: LinkedIn is a site and a plugin, not a field; where a profile's address is told from others, it must be named.
ALLOWED = {"linkedin"}


@pytest.mark.parametrize("folder", ["engine", "schemas"])
def test_no_word_of_one_field_stands_in_the_engine(folder: str) -> None:
    """The engine knows nothing of any field: what it knows is in packs."""
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".py", ".json", ".txt")
        for word in re.findall(rf"\b({FIELD})\b", path.read_text("utf-8"), re.IGNORECASE)
        if word.lower() not in ALLOWED
    ]
    assert found == []


def test_the_public_names_are_there() -> None:
    """`__all__` lists what the package offers, and each name can be had."""
    assert sorted(followup.__all__) == sorted(
        [
            "Decision",
            "Event",
            "Journal",
            "Pack",
            "Proposal",
            "Record",
            "Timeline",
            "load_pack",
            "read_journal",
        ]
    )
    assert all(getattr(followup, name) is not None for name in followup.__all__)


def test_a_missing_name_is_an_attribute_error() -> None:
    """Lazy names do not swallow mistakes."""
    with pytest.raises(AttributeError, match="no attribute 'lod_pack'"):
        followup.lod_pack  # noqa: B018


def test_deciding_imports_neither_jsonschema_nor_plugins() -> None:
    """A pack that was checked once is loaded without the schema library, and no plugin is imported for it."""
    code = (
        "import followup, json, sys; followup.load_pack('five-rules');"
        "print(json.dumps([m for m in sys.modules if m in ('jsonschema', 'hypothesis', 'pandas') or"
        " m.startswith('followup_')]))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in (1, 2)
    ]
    assert json.loads(runs[1].stdout) == []


def test_no_machine_s_path_is_committed() -> None:
    """Nothing in the tree names a folder of the machine that it was written on."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout
    names = [
        name for name in listed.decode().split("\0") if name.endswith((".py", ".toml", ".yaml", ".json"))
    ]
    pattern = re.compile(r"(?<![\w.])/(?:" + "work|root" + r")/\w")
    assert [name for name in names if pattern.search((ROOT / name).read_text("utf-8", "replace"))] == []
