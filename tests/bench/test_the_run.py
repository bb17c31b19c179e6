"""The benchmark runs as a user would run it. Nothing here looks at a clock."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.job.contestants import ENTRIES
from bench.job.page import NoMarkers, replaced
from bench.job.rows import at_least, at_most, times

ROOT = Path(__file__).resolve().parents[2]


def test_a_quick_run_names_everybody(tmp_path: Path) -> None:
    """Each contestant has a row in the tables and in the JSON; one that is missing is named with the reason."""
    out = tmp_path / "figures.json"
    command = [sys.executable, "-m", "bench.job", "--quick", "--only", "job", "--json", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    rows = json.loads(out.read_text())["sections"]["job"]
    for entry in ENTRIES:
        mine = [row for row in rows if row["who"].split()[0] == entry.name]
        assert mine, entry.name
        assert all(row["note"] for row in mine if row["figure"] == "skipped")
        assert f"| {entry.name}" in done.stdout


def test_a_page_is_written_between_its_markers() -> None:
    page = "before\n<!-- measured: job -->\nold\n<!-- end of job -->\nafter\n"
    assert replaced(page, "job", "new") == (
        "before\n<!-- measured: job -->\nnew\n<!-- end of job -->\nafter\n"
    )
    with pytest.raises(NoMarkers, match="no lines '<!-- measured: cold -->'"):
        replaced(page, "cold", "new")


def test_figures_say_whether_the_ask_was_reached() -> None:
    assert at_least(15).said(15.0) == "at least x15: reached"
    assert at_most(5, "{} times judge").said(5.1) == "at most 5 times judge: MISSED"


def test_ratios_read_well() -> None:
    assert [times(each) for each in (1781.2, 35.62, 0.152, 0.0435)] == ["x1,781", "x35.6", "x0.152", "x1/23"]
