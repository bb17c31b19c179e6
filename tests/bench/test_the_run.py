"""The benchmark runs as a user would run it. Nothing here looks at a clock."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bench.job.contestants import ENTRIES
from bench.job.page import BEGIN, END, NoMarkers, replaced
from bench.job.rows import at_least, at_most, times
from bench.job.sections import SECTIONS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"


@dataclass(frozen=True)
class Run:
    """What a run printed, and the figures and files that it wrote."""

    out: str
    err: str
    sections: dict[str, list[dict[str, Any]]]
    folder: Path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All sections, once and small, into JSON, a copy of the page, and a picture."""
    folder = tmp_path_factory.mktemp("run")
    page = folder / "performance.md"
    page.write_text(PAGE.read_text("utf-8"), "utf-8")
    targets = ["--json", folder / "figures.json", "--write", page, "--plot", folder / "growth.svg"]
    command = [sys.executable, "-m", "bench.job", "--quick", *map(str, targets)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return Run(
        done.stdout, done.stderr, json.loads((folder / "figures.json").read_text())["sections"], folder
    )


def test_a_quick_run_names_everybody(run: Run) -> None:
    """Each contestant has a row in the tables and in the JSON; one that is missing is named with the reason."""
    for entry in ENTRIES:
        mine = [row for row in run.sections["job"] if row["who"].split()[0] == entry.name]
        assert mine, entry.name
        assert all(row["note"] for row in mine if row["figure"] == "skipped")
        assert f"| {entry.name}" in run.out


def test_every_section_is_on_the_page(run: Run) -> None:
    page = (run.folder / "performance.md").read_text("utf-8")
    for name in SECTIONS:
        table = run.sections[name][0]["table"]
        assert f"**{table}**" in page.partition(BEGIN.format(name))[2].partition(END.format(name))[0]


def test_growth_is_drawn_or_it_says_why_not(run: Run) -> None:
    picture = run.folder / "growth.svg"
    assert picture.exists() or "matplotlib is not installed" in run.err


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
    assert [times(each) for each in (1781.2, 35.62, 0.93, 0.152, 0.0435)] == [
        "x1,781",
        "x35.6",
        "x0.93",
        "x1/6.58",
        "x1/23",
    ]
