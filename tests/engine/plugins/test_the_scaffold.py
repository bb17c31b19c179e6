"""A plugin that is generated works as it is, and passes the kit that comes with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from followup.faces.command import main
from followup.plugins import Reading
from followup.plugins.registry import Plugins


@pytest.fixture
def made(tmp_path: Path) -> Path:
    assert main(["plugin", "new", "fax", "--in", str(tmp_path)]) == 0
    return tmp_path


def test_a_new_plugin_is_found_and_reads_its_sample(made: Path) -> None:
    """As any other, beside those that come along."""
    (made / "log").write_text("fax\n2026-11-02 | in | Ann | Yes?\nnonsense\n", "utf-8")
    plugins = Plugins.installed([made / "fax.py"])
    assert plugins.recognise(made / "log") == [("fax", "fax")]
    item, left = plugins.read("fax", made / "log", "fax", Reading(zone="Europe/Berlin"))
    assert (item.channel, left.broken) == ("fax", True)  # type: ignore[union-attr]
    assert plugins.failures == ()


def test_a_new_plugin_passes_its_own_tests(made: Path) -> None:
    """The generated tests are run, and some ran."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(made / "test_fax.py")]
    done = subprocess.run(command, cwd=made, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout


def test_nothing_is_written_over(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugin", "new", "fax", "--in", str(made)]) == 2
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["Fax", "a", "two words", "../up", "1st"])
def test_a_bad_name_is_refused(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugin", "new", name, "--in", str(tmp_path)]) == 2
    assert "is no name for a plugin" in capsys.readouterr().err
