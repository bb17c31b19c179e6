"""How long `followup today` takes over 50 cases with 5,000 events, start included.

    python bench/today.py

Makes a home in a temporary folder, runs the installed command (once to let the plugins look at the texts, then five
times), and prints the seconds beside those of a bare interpreter and of `followup --help`.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from followup.cases.records import Case, Home, Person
from followup.cases.store import Store
from followup.plugins import Item, Party, instant
from followup.timeline.instants import DAY

CASES, EVENTS = 50, 100
NOW = "2026-11-23T10:00Z"
TEXT = (
    "Dear Person {case},\n\nthank you for your time last week. I wanted to ask how things stand, and I attached a "
    "short article about topic {event} that may help with the plan you spoke of. Would you have a moment on "
    "Thursday?\n\nKind regards\nMe"
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        command = [Path(sys.executable).with_name("followup"), "--home", folder, "today", "--at", NOW]
        print(f"{CASES} cases, {CASES * EVENTS} events; seconds, median of 5")
        print(f"  bare interpreter   {seconds([sys.executable, '-c', 'pass']):.3f}")
        print(f"  followup --help    {seconds([command[0], '--help']):.3f}")
        print(f"  first today        {seconds(command, 1):.3f}  (the plugins look at every text)")
        print(f"  today              {seconds(command):.3f}")


def seconds(command: Sequence[object], times: int = 5) -> float:
    """The median time of a command, from start to end."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(list(map(str, command)), check=True, capture_output=True)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def fill(folder: Path) -> None:
    """A home with two thirds of the mails ours, spread over a year, and one meeting at its beginning."""
    random.seed(1)
    now = instant(NOW)
    store = Store.open(folder)
    store.set_home(Home(("me@x.example",), "Europe/Berlin", "DE", "five-rules"))
    with store.writing():
        for n in range(CASES):
            name = f"case{n}"
            store.put_case(Case(name, f"Title {n}"))
            store.put_people(name, [Person(name, f"Person {n}", (f"p{n}@c{n}.example",))])
            store.log(name, "interview", now - 400 * DAY, {}, now)
        store.items.put("email", [item(n, k, now) for n in range(CASES) for k in range(EVENTS)], 1, now)
    store.refresh()
    store.close()


def item(case: int, event: int, now: int) -> Item:
    party = Party(f"Person {case}", f"p{case}@c{case}.example")
    text = TEXT.format(case=case, event=event)
    attributes = {"subject": "Following up", "text": text, "nature": "person", "thread": f"t{case}@x.example"}
    at = now - random.randrange(1, 380 * 24 * 60) * 60_000_000
    direction = "out" if random.random() < 0.67 else "in"
    return Item("message", f"m{case}-{event}@x.example", at, "email", direction, (party,), attributes)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
