"""The demo that a pack brings along: sample files whose dates hang on the day, and the commands of a tour."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from followup.cases.templates import folders
from followup.language.tree import Tree
from followup.language.yaml_reader import read_yaml
from followup.timeline.instants import Instant, moment
from followup.timeline.zones import zone

_FILE = "demo.yaml"
_DATE = re.compile(r"\{\{([+-]?\d{1,4}) (\d\d:\d\d) (utc )?([^{}]{1,60})\}\}")
_KEYS = {"says", "show", "run", "timed"}


class BadDemo(ValueError):
    """A pack's demo that cannot be run; the message says why."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the tour: what is said before it, a file that is shown, and whether it takes an instant."""

    run: tuple[str, ...]
    says: str = ""
    show: str | None = None
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Demo:
    title: str
    zone: str
    steps: tuple[Step, ...]
    files: Path


def demo_of(tree: Tree, folder: Path) -> Demo | None:
    """The demo of a pack, else that of a pack that it extends; None if there is none. Raises `BadDemo`."""
    file = next(
        (each / "demo" / _FILE for each in folders(tree, folder) if (each / "demo" / _FILE).is_file()), None
    )
    if file is None:
        return None
    body = read_yaml(file.read_bytes(), str(file)).plain()
    try:
        steps = tuple(map(_step, body["steps"]))
        return Demo(str(body["demo"]), zone(body["zone"]).key, steps, file.parent / "files")
    except (KeyError, TypeError, ValueError) as error:
        raise BadDemo(f"{file}: {error}") from None


def _step(body: Mapping[str, Any]) -> Step:
    strange = body.keys() - _KEYS
    if strange:
        raise ValueError(f"unknown key '{min(strange)}' in a step")
    run = tuple(str(each) for each in body["run"])
    return Step(run, str(body.get("says", "")), body.get("show"), body.get("timed") is True)


def lay_out(demo: Demo, target: Path, at: Instant) -> None:
    """Writes the sample files into a folder, as of that instant."""
    for file in sorted(demo.files.rglob("*")):
        if file.is_file():
            place = target / file.relative_to(demo.files)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(dated(file.read_text("utf-8"), demo.zone, at), "utf-8", newline="\n")


def dated(text: str, zone_name: str, at: Instant) -> str:
    """A text with each `{{DAYS CLOCK FORMAT}}` as that date, counted from the date of `at` in the zone."""
    day = moment(at, zone_name).date()

    def date(match: re.Match[str]) -> str:
        days, clock, utc, form = match.groups()
        local = datetime.combine(day + timedelta(int(days)), time.fromisoformat(clock), zone(zone_name))
        when = local.astimezone(UTC) if utc else local
        return str(int(when.timestamp() * 1000)) if form == "ms" else when.strftime(form)

    return _DATE.sub(date, text)
