"""What a whole `followup import` costs against parsing alone, and that its memory is flat.

    python bench/imports.py [MAILS ...] [--seed N]         (5,000, 20,000 and 50,000 mails unless said otherwise)

Repeats the mails of the corpora in one mbox with fresh ids, dates and senders, one in eight of them from or to a
person of one of 50 cases. Then it reads that file with the email plugin's reader alone, and with the installed
command into a home with these cases, each in a process of its own; and prints the seconds, their ratio, and the
memory of each at its peak.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from followup.cases.records import Case, Home, Person
from followup.cases.store import Store

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "mail"
CASES, ONE_IN = 50, 8
ME = "me@home.example"
LAST = datetime(2026, 11, 23, tzinfo=UTC)

_SEPARATOR = re.compile(rb"^(>*From )", re.MULTILINE)
_FIELD = rb"^(?:%b):.*\n(?:[ \t].*\n)*"
_REPLACED = re.compile(_FIELD % b"From|To|Cc|Sender|Date|Received", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(_FIELD % b"Message-ID", re.IGNORECASE | re.MULTILINE)
_IDS = re.compile(_FIELD % b"Message-ID|In-Reply-To|References", re.IGNORECASE | re.MULTILINE)
_PARSE = """
import sys
from pathlib import Path
import followup_email
from followup.plugins import Reading
print(sum(1 for _ in followup_email.read(Path(sys.argv[1]), "mbox", Reading(frozenset({sys.argv[2]})))))
"""


@dataclass(frozen=True)
class Run:
    """What a command printed, how many seconds it took, and its memory at its peak in MB."""

    out: str
    seconds: float
    peak: float


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("mails", type=int, nargs="*", default=[5000, 20000, 50000])
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print("  mails  size MB  of cases   parsing s    import s  ratio   parsing MB   import MB   again s")
    for count in chosen.mails:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), count, chosen.seed)


def measure(folder: Path, count: int, seed: int) -> None:
    mbox, home = folder / "big.mbox", folder / "home"
    write(mbox, count, seed)
    fill(home)
    command = [Path(sys.executable).with_name("followup"), "--home", home, "import", mbox, "--json"]
    parsing = run([sys.executable, "-c", _PARSE, mbox, ME])
    first, again = run(command), run(command)
    [report] = json.loads(first.out)["files"]
    print(
        f"{int(parsing.out):7,} {mbox.stat().st_size / 1e6:8.0f} {report['matched']:9,} {parsing.seconds:11.1f}"
        f" {first.seconds:11.1f} {first.seconds / parsing.seconds:6.2f} {parsing.peak:12.0f} {first.peak:11.0f}"
        f" {again.seconds:9.1f}",
        flush=True,
    )


def run(command: Sequence[object]) -> Run:
    """Runs a command to its end; an error if it fails."""
    start = time.perf_counter()
    child = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    out = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{command} failed: {out}")
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return Run(out, time.perf_counter() - start, usage.ru_maxrss / unit)


def fill(home: Path) -> None:
    store = Store.open(home)
    store.set_home(Home((ME,), "Europe/Berlin", "DE", "five-rules"))
    with store.writing():
        for n in range(CASES):
            store.put_case(Case(f"case{n}"))
            store.put_people(f"case{n}", [Person(f"case{n}", f"Person {n}", (person(n),))])
    store.close()


def person(case: int) -> str:
    return f"person{case}@case{case}.example"


def write(path: Path, count: int, seed: int) -> None:
    with path.open("wb") as file:
        for mail in mails(count, seed):
            file.write(b"From - Mon Mar  2 09:00:00 2026\n" + _SEPARATOR.sub(rb">\1", mail) + b"\n\n")


def mails(count: int, seed: int) -> Iterator[bytes]:
    """The corpora's mails over and over; threads stay within one round."""
    chance = random.Random(seed)
    texts = list(corpora())
    for number, (head, body) in zip(range(count), itertools.cycle(texts), strict=False):
        at = LAST - timedelta(seconds=chance.randrange(700 * 86_400))
        yield _fresh(head, number, number // len(texts), at) + b"\n" + body


def corpora() -> Iterator[tuple[bytes, bytes]]:
    """Head and body of each mail; an id that an earlier one had, or that is none, is taken away."""
    seen: set[bytes] = set()
    for path in sorted(CORPUS.rglob("*.eml")):
        head, _, body = path.read_bytes().lstrip().replace(b"\r\n", b"\n").partition(b"\n\n")
        head = _REPLACED.sub(b"", head + b"\n")
        found = _ID.search(head)
        if found and (b"@" not in found[0] or found[0].lower() in seen):
            head = _ID.sub(b"", head)
        seen.add(found[0].lower() if found else b"")
        yield head, body


def _fresh(head: bytes, number: int, round: int, at: datetime) -> bytes:
    case = number // ONE_IN % CASES
    them = person(case) if number % ONE_IN == 0 else f"somebody{number}@host{number % 977}.example"
    sender, receiver = (ME, them) if number % (2 * ONE_IN) == 0 else (them, ME)
    mark = b"@round%d." % round
    own = f"From: <{sender}>\nTo: <{receiver}>\nDate: {format_datetime(at)}\n".encode()
    if not _ID.search(head):
        own += b"Message-ID: <%d@fresh.example>\n" % number
    return own + _IDS.sub(lambda found: found[0].replace(b"@", mark), head)


if __name__ == "__main__":
    main()
