"""How long it takes from nothing to the first decision of a pack.

    python bench/cold.py [PACK]

Each start is a process of its own: it imports followup, loads the pack (five-rules), reads a small journal and
decides once. *First* starts find an empty cache, so that the pack is read and validated; the others find the tree
that the start before them kept. The starts to compare with are a bare interpreter (`pass`), and one that imports only
what followup takes from Python's own library. All kinds take turns, 15 times, so that what else the machine does hits
them alike; the medians are printed, with what they are above the bare interpreter, and beside them the processor's
own time, which hangs less on what else is running. Python may write and read compiled modules, as it does anywhere
else.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

TIMES = 15
LIBRARY = [
    "dataclasses",
    "datetime",
    "decimal",
    "functools",
    "json",
    "pathlib",
    "re",
    "typing",
    "warnings",
    "zlib",
    "zoneinfo",
]
JOURNAL = (
    {"person": {"name": "ann", "zone": "Europe/Berlin"}},
    {"case": {"name": "c", "zone": "Europe/Berlin", "people": ["ann"], "channels": ["email"]}},
    {"event": {"id": "1", "at": "2026-11-02T14:00+01:00", "kind": "interview", "case": "c",
               "attributes": {"person": "ann"}}},
    {"event": {"id": "2", "at": "2026-11-10T09:00+01:00", "kind": "contact", "case": "c",
               "attributes": {"person": "ann", "channel": "email", "purpose": "follow_up"}}},
)  # fmt: skip
FIRST_DECISION = """
import followup
pack = followup.load_pack({pack!r})
journal = followup.read_journal({journal!r})
at = "2026-11-23T10:00+01:00"
proposal = followup.Proposal.of("contact", at, case="c", person="ann", channel="email")
pack.decide(journal, proposal).verdict
"""


class Taken(NamedTuple):
    """How long something took, and how much of it the processor worked."""

    whole: float
    processor: float


def main(pack: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "journal.jsonl"
        journal.write_text("".join(f"{json.dumps(line)}\n" for line in JOURNAL), "utf-8")
        code = FIRST_DECISION.format(pack=pack, journal=str(journal))
        cache = Path(folder) / "cache"
        kinds: dict[str, Callable[[], Taken]] = {
            "a bare interpreter": lambda: start("pass", cache),
            "Python's own library": lambda: start(f"import {', '.join(LIBRARY)}", cache),
            "first: read and validated": lambda: first(code, cache),
            "again: the same digest from the cache": lambda: start(code, cache),
        }
        show(pack, measured(kinds))


def measured(kinds: dict[str, Callable[[], Taken]]) -> dict[str, Taken]:
    """The medians of each kind of start, in milliseconds; a round before the first compiles modules."""
    taken: dict[str, list[Taken]] = {name: [] for name in kinds}
    for turn in range(TIMES + 1):
        for name, measure in kinds.items():
            seconds = measure()
            if turn:
                taken[name].append(seconds)
    return {name: Taken(*(statistics.median(each) * 1_000 for each in zip(*times, strict=True)))
            for name, times in taken.items()}  # fmt: skip


def first(code: str, cache: Path) -> Taken:
    shutil.rmtree(cache, ignore_errors=True)
    return start(code, cache)


def start(code: str, cache: Path) -> Taken:
    """What a process took, from before it to after it."""
    environment = {**os.environ, "FOLLOWUP_CACHE": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began, used = time.perf_counter(), processor()
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    return Taken(time.perf_counter() - began, processor() - used)


def processor() -> float:
    """Seconds that the processor has worked for processes of ours that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def show(pack: str, medians: dict[str, Taken]) -> None:
    bare = next(iter(medians.values()))
    print(f"cold process to the first decision of {pack}; milliseconds, medians of {TIMES}")
    print(f"  {'':40} {'whole':>6} {'above':>6} {'times':>6} {'processor':>10} {'above':>6}")
    for name, (whole, used) in medians.items():
        print(f"  {name:40} {whole:6.1f} {whole - bare.whole:6.1f} {whole / bare.whole:6.1f} "
              f"{used:10.1f} {used - bare.processor:6.1f}")  # fmt: skip


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["five-rules"]))
