"""Many live cases in memory: each contestant in a process of its own, fed event by event, nothing else kept.

    python -m bench.job.memory NAME CASES EVENTS

prints the peak of its resident memory in MB before the first case and after the last, as JSON. A thousand of the
cases are decided at the end, and compared with the plain reference, so that what is held is known to be enough.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from bench.job.contestants import ENTRIES, Contestant, Missing
from bench.job.plain import violations
from bench.job.rows import Row, at_most, left_out
from bench.job.timelines import Asked, Event, Timeline, timeline

HELD = ("plain", "accumulators", "compiled")
TABLE = "Memory: {cases:,} live cases, {events} events each"
ASK = at_most(300, "{} MB")
TEMPLATES = 200
CHECKED = 1000

#: Takes all cases, keeps what is needed, and gives a function that decides a case.
Holder: TypeAlias = Callable[[Contestant, Iterator[tuple[int, Timeline]]], Callable[[int, Asked], list[str]]]


def rows(cases: int, events: int, tell: Callable[[str], None]) -> Iterator[Row]:
    table = TABLE.format(cases=cases, events=events)
    for name in HELD:
        tell(f"{table}: {name}")
        yield _row(table, name, _measured(name, cases, events))


def _measured(name: str, cases: int, events: int) -> dict[str, Any]:
    command = [sys.executable, "-m", __name__, name, str(cases), str(events)]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def _row(table: str, name: str, seen: dict[str, Any]) -> Row:
    if "missing" in seen:
        return left_out(table, name, seen["missing"])
    asked = ASK.said(seen["peak"]) if name == "compiled" else ""
    note = f"{seen['peak'] - seen['bare']:.0f} MB above the process before the first case"
    return Row(table, name, f"{seen['peak']:.0f} MB at the peak", seen["peak"], asked=asked, note=note)


# In the process of one contestant.


def main(name: str, cases: int, events: int) -> None:
    [entry] = [entry for entry in ENTRIES if entry.name == name]
    try:
        plays = entry.load()
    except Missing as error:
        print(json.dumps({"missing": str(error)}))
        return
    bare = peak()
    decide = (one_journal if name == "compiled" else by_case)(plays, fleet(cases, events))
    seen = {"bare": bare, "peak": peak()}
    _check(decide, cases, events)
    print(json.dumps(seen))


def peak() -> float:
    """The peak of this process in MB. Where Linux tells it of this program alone, that: `ru_maxrss` starts at
    what the parent had."""
    try:
        [line] = [each for each in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in each]
        return int(line.split()[1]) / 1e3
    except (OSError, ValueError):
        unit = 1e6 if sys.platform == "darwin" else 1e3
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def fleet(cases: int, events: int) -> Iterator[tuple[int, Timeline]]:
    """Each case by number, some templates moved in time, made when it is asked for."""
    chance = random.Random(1)
    templates = [timeline(chance, events) for _ in range(TEMPLATES)]
    for number in range(cases):
        yield number, templates[number % TEMPLATES]


def moved(event: Event, number: int) -> Event:
    """A new event, so that cases share no more than words."""
    return {**event, "at": event["at"] + number}


def by_case(plays: Contestant, cases: Iterator[tuple[int, Timeline]]) -> Callable[[int, Asked], list[str]]:
    """A history for each case."""
    held = []
    for number, each in cases:
        state = plays.start()
        for place, event in enumerate(each.events):
            plays.add(state, plays.event(place, moved(event, number)))
        held.append(state)
    return lambda number, asked: plays.ids(plays.judge(held[number], plays.subject(asked)))


def one_journal(plays: Any, cases: Iterator[tuple[int, Timeline]]) -> Callable[[int, Asked], list[str]]:
    """All cases in the state of one journal."""
    state = plays.start()
    for number, each in cases:
        for place, event in enumerate(each.events):
            plays.add(state, plays.event(place, moved(event, number), f"case{number}"))
    return lambda number, asked: plays.ids(plays.judge(state, plays.subject(asked, f"case{number}")))


def _check(decide: Callable[[int, Asked], list[str]], cases: int, events: int) -> None:
    every = max(1, cases // CHECKED)
    for number, each in fleet(cases, events):
        if number % every == 0:
            asked = moved(each.asked, number)
            expected = violations([moved(event, number) for event in each.events], asked)
            assert decide(number, asked) == expected, f"case {number} is decided otherwise"


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
