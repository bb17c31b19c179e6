"""The page on the compiled reading is true: its pack is a pack, and its commands print what it shows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.running import PROGRAM

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "compiled.md").read_text("utf-8")
(PACK,) = re.findall(r"^```yaml visits/pack\.yaml\n(.*?)^```", PAGE, re.M | re.S)
COMMANDS = [
    (command.split(), shown)
    for command, shown in re.findall(r"^```console\n\$ followup (.*?)\n(.*?)^```", PAGE, re.M | re.S)
]


def followup(*arguments: str, folder: Path) -> str:
    (folder / "visits").mkdir(exist_ok=True)
    (folder / "visits" / "pack.yaml").write_text(PACK, "utf-8")
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[" ".join(each) for each, _ in COMMANDS])
def test_a_command_prints_what_the_page_shows(command: list[str], shown: str, tmp_path: Path) -> None:
    """To the letter; where the page shows nothing, the command prints something at least."""
    printed = followup(*command, folder=tmp_path)
    assert printed
    assert shown in ("", printed)


@pytest.mark.parametrize("code", re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S))
def test_code_on_the_page_is_code_of_the_pack(code: str, tmp_path: Path) -> None:
    """Each excerpt stands in the module as it is written."""
    assert code in followup("pack", "show", "visits", "--code", folder=tmp_path)


def test_every_form_is_on_the_page() -> None:
    assert [command[-1] for command, _ in COMMANDS] == ["--plan", "--cost", "--code"]
