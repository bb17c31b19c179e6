"""A cold process, from its start to the first decision of five-rules: the median of interleaved subprocesses.

Modules are kept compiled, as those of an installed package are, whatever this machine's PYTHONDONTWRITEBYTECODE says.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bench.job.rows import Ask, Row, at_most, left_out

TABLE = "Cold process, from its start to its end"
FIRST_ASK, CACHED_ASK = at_most(400, "{} ms"), at_most(60, "{} ms above bare")

LIBRARY = "import datetime, decimal, functools, json, pathlib, re, typing, warnings, zlib, zoneinfo"
LOAD = "import followup; pack = followup.load_pack('five-rules')"
ASK = """
proposal = followup.Proposal.of("contact", "2026-03-10T10:00+01:00", "acme", person="ann", channel="email",
    purpose="follow_up", politeness=0.8, frustration=0, offers=["a sketch"])
journal = followup.read_journal({journal!r})
"""
DECIDING = LOAD + ASK + "assert pack.decide(journal, proposal).verdict == 'permit'"
COMPILED = (
    LOAD
    + ASK
    + """
policy = pack.compile(); state = policy.start(people=journal.people)
for event in journal.events: state.add(event)
assert state.judge(policy.subject(proposal)).verdict == 'permit'
"""
)
JOURNAL = """\
{"person": {"name": "ann", "zone": "Europe/Berlin", "country": "DE"}}
{"event": {"id": "1", "at": "2026-03-02T10:00+01:00", "kind": "interview", "case": "acme",\
 "attributes": {"person": "ann"}}}
"""


class Taken(NamedTuple):
    """Seconds on the clock, and of the processor."""

    wall: float
    processor: float


@dataclass(frozen=True)
class Start:
    """A program, and whether it may find what an earlier process kept."""

    name: str
    program: str
    cached: bool = False
    ask: Ask | None = None

    def environment(self, folder: Path) -> Mapping[str, str]:
        """The cache in a folder of this run; without it none, and a home where nothing was kept before."""
        home = folder / "kept" if self.cached else Path(tempfile.mkdtemp(dir=folder))
        cache = str(folder / "cache") if self.cached else "off"
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {**kept, "FOLLOWUP_CACHE": cache, "XDG_CACHE_HOME": str(home), "HOME": str(home)}


BARE = Start("bare interpreter", "pass")
STARTS = (
    BARE,
    Start("what followup takes of Python's own library", LIBRARY),
    Start("`import followup`", "import followup"),
    Start("load five-rules, nothing cached", LOAD, ask=FIRST_ASK),
    Start("load five-rules, from the cache", LOAD, cached=True, ask=CACHED_ASK),
    Start("load and decide, nothing cached", DECIDING),
    Start("load and decide, from the cache", DECIDING, cached=True, ask=CACHED_ASK),
    Start("load, compile and judge, nothing cached", COMPILED),
    Start("load, compile and judge, from the cache", COMPILED, cached=True, ask=CACHED_ASK),
)


def rows(times: int, tell: Callable[[str], None]) -> Iterator[Row]:
    tell(f"{TABLE}: {times} times each")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "cache").mkdir(mode=0o700)
        (folder / "journal.jsonl").write_text(JOURNAL, "utf-8")
        possible = list(filter(_possible, STARTS))
        for start in possible:  # so that modules are compiled, and the cache filled
            if times > 1 or start.cached:  # a single round means nothing anyway
                _taken(start, folder)
        rounds = [{start.name: _taken(start, folder) for start in possible} for _ in range(times)]
    medians = {start.name: _median([each[start.name] for each in rounds]) for start in possible}
    for start in STARTS:
        yield _row(start, medians)


def _median(taken: Sequence[Taken]) -> Taken:
    return Taken(*(statistics.median(column) for column in zip(*taken, strict=True)))


def _possible(start: Start) -> bool:
    return "compile" not in start.program or _compiles()


def _compiles() -> bool:
    from followup import Pack

    return hasattr(Pack, "compile")


def _taken(start: Start, folder: Path) -> Taken:
    program = start.program.format(journal=str(folder / "journal.jsonl"))
    command, environment = [sys.executable, "-c", program], start.environment(folder)
    begun = time.perf_counter()
    child = subprocess.Popen(command, env=environment)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return Taken(wall, usage.ru_utime + usage.ru_stime)


def _row(start: Start, medians: Mapping[str, Taken]) -> Row:
    if start.name not in medians:
        return left_out(TABLE, start.name, "`Pack.compile` does not exist yet")
    whole, above = 1e3 * medians[start.name].wall, 1e3 * (medians[start.name].wall - medians[BARE.name].wall)
    asked = start.ask.said(above if start.cached else whole) if start.ask else ""
    note = f"processor time {1e3 * medians[start.name].processor:.0f} ms"
    return Row(TABLE, start.name, f"{whole:.0f} ms, {above:.0f} above bare", whole, asked=asked, note=note)
