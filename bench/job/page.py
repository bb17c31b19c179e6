"""Where figures go: a page between its markers, and a file of JSON."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench.job.rows import Row, tables

BEGIN, END = "<!-- measured: {} -->", "<!-- end of {} -->"


class NoMarkers(LookupError):
    """A page that has no place for a section."""


def machine() -> str:
    """What it was measured on, in one line."""
    return (
        f"{datetime.now(UTC):%-d %B %Y}; {_processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}; `{_command()}`"
    )


def _command() -> str:
    kept = [each for each in sys.argv[1:] if each not in ("--write", "--json", "--plot")]
    return " ".join(["python -m bench.job", *(each for each in kept if not Path(each).suffix)])


def _processor() -> str:
    """The processor's family as the system names it; models differ from one rented machine to the next."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def write_json(path: Path, found: Mapping[str, Sequence[Row]]) -> None:
    sections = {name: [asdict(row) for row in rows] for name, rows in found.items()}
    path.write_text(json.dumps({"machine": machine(), "sections": sections}, indent=1) + "\n", "utf-8")


def write_page(path: Path, found: Mapping[str, Sequence[Row]]) -> None:
    """The page with the tables of these sections in place of those that stood there."""
    text = path.read_text("utf-8")
    for name, rows in found.items():
        text = replaced(text, name, f"{machine()}\n\n{tables(rows)}")
    path.write_text(text, "utf-8")


def replaced(page: str, section: str, text: str) -> str:
    """Raises `NoMarkers` if the page has no markers for the section."""
    begin, end = BEGIN.format(section), END.format(section)
    before, found, rest = page.partition(begin)
    _, ended, after = rest.partition(end)
    if not (found and ended):
        raise NoMarkers(f"the page has no lines '{begin}' and '{end}'")
    return f"{before}{begin}\n{text}\n{end}{after}"
