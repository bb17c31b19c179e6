"""An import that is killed at any moment and run again ends with the same store as an undisturbed one."""

from __future__ import annotations

import os
import random
import re
import signal
import time
from pathlib import Path

import pytest

from followup.cases.importing import BATCH, import_paths
from followup.cases.records import Case, Person
from followup.cases.store import Store
from followup.plugins import Reading

ITEMS = 500


def in_a_child(work) -> int:
    """The number of a copy of this process that does `work` and nothing else."""
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException:
        os._exit(1)


class Desk:
    """Imports one file into fresh homes, each time in a process of its own."""

    def __init__(self, plugins, path: Path) -> None:
        self.plugins, self.path = plugins, path

    def work(self, home: Path) -> None:
        store = Store.open(home)
        store.put_case(Case("acme"))
        store.put_people("acme", [Person("acme", "Manager", ("manager@acme.example",))])
        import_paths(store, self.plugins, [self.path], 0)

    def undisturbed(self, home: Path) -> float:
        """How long it takes, in seconds."""
        start = time.perf_counter()
        assert os.waitpid(in_a_child(lambda: self.work(home)), 0)[1] == 0
        return time.perf_counter() - start

    def killed(self, home: Path, after: float) -> bool:
        """Whether it was killed before its end."""
        child = in_a_child(lambda: self.work(home))
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])


SENT = re.compile(rb"^(?:From|To|Message-ID):.*\n(?:[ \t].*\n)*", re.IGNORECASE | re.MULTILINE)


def written(raw: bytes, number: int) -> bytes:
    """A real mail with an id of its own, one in seven of them from the manager."""
    sender = b"manager@acme.example" if number % 7 == 0 else b"%d@x.example" % number
    head, _, body = raw.lstrip().replace(b"\r\n", b"\n").partition(b"\n\n")
    ours = b"From: %b\nTo: me@home.example\nMessage-ID: <%d@host.example>\n" % (sender, number)
    mail = b"%b%b\n%b" % (ours, SENT.sub(b"", head + b"\n"), body)
    return b"From - Mon Jan  5 10:00:00 2026\n" + re.sub(rb"(?m)^(>*From )", rb">\1", mail) + b"\n\n"


@pytest.fixture
def desk(corpus, plugins, tmp_path) -> Desk:
    texts = [path.read_bytes() for path in sorted(corpus("mail").rglob("*.eml"))]
    dated = sorted((raw for raw in texts if b"\nDate: " in raw), key=len)  # the shortest are read soonest
    mails = [written(raw, number) for number, raw in enumerate(dated[:ITEMS])]
    path = tmp_path / "many.mbox"
    path.write_bytes(b"".join(mails))
    list(plugins.read("email", path, "mbox", Reading()))  # imported here, so that the children need not
    return Desk(plugins, path)


def kill_often(desk: Desk, moments: int, tmp_path: Path, dump) -> None:
    assert ITEMS >= 5 * BATCH
    duration = min(desk.undisturbed(tmp_path / f"whole{n}") for n in range(3))
    expected = dump(Store.open(tmp_path / "whole0"))
    assert sum(line.startswith("items") for line in expected) > ITEMS * 0.98  # some are drafts, or dateless
    chance = random.Random(moments)
    struck = 0
    for number in range(moments):
        home = tmp_path / f"home{number}"
        struck += desk.killed(home, chance.random() * duration)
        desk.undisturbed(home)
        store = Store.open(home)
        assert dump(store) == expected
        assert store.db.problems() == []
        store.close()
    assert struck > moments / 2


def test_being_killed_does_no_harm(desk, tmp_path, dump):
    kill_often(desk, 12, tmp_path, dump)


@pytest.mark.long
def test_being_killed_often_does_no_harm(desk, tmp_path, dump):
    kill_often(desk, 200, tmp_path, dump)
