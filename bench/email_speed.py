"""What reading costs against parsing alone: `python bench/email_speed.py [MAILS]` repeats the mails of the
corpora in one mbox with fresh ids and prints the ratio of both times in this run, and the memory at its peak."""

from __future__ import annotations

import email
import itertools
import re
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from email import policy
from pathlib import Path

import followup_email
from followup.plugins import Reading

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "mail"
_ID = re.compile(rb"^Message-ID:.*$", re.IGNORECASE | re.MULTILINE)


def samples() -> list[bytes]:
    paths = [
        *CORPUS.glob("sisimai/bsd/*.eml"),
        *CORPUS.glob("stalwart/legacy/*.eml"),
        *CORPUS.glob("talon/**/*.eml"),
    ]
    return [
        re.sub(rb"^(>?From )", rb">\1", path.read_bytes().lstrip(), flags=re.MULTILINE)
        for path in sorted(paths)
    ]


def fresh(count: int) -> Iterator[bytes]:
    for number, raw in zip(range(count), itertools.cycle(samples()), strict=False):
        yield _ID.sub(b"Message-ID: <%d@fresh.example>" % number, raw, count=1)


def write(path: Path, count: int) -> None:
    with path.open("wb") as file:
        for raw in fresh(count):
            file.write(b"From - Mon Mar  2 09:00:00 2026\n" + raw + b"\n\n")


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "big.mbox")
        write(path, count)
        start = time.perf_counter()
        for raw in fresh(count):
            email.message_from_bytes(raw, policy=policy.default)
        parsing = time.perf_counter() - start
        start = time.perf_counter()
        found = sum(1 for _ in followup_email.read(path, "mbox", Reading()))
        reading = time.perf_counter() - start
        print(
            f"{found} mails: parsing alone {parsing:.1f} s, reading {reading:.1f} s, ratio {reading / parsing:.2f}"
        )
        tracemalloc.start()
        for _ in itertools.islice(followup_email.read(path, "mbox", Reading()), 3000):
            pass
        print(f"memory at its peak: {tracemalloc.get_traced_memory()[1] / 1e6:.1f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
