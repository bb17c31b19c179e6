"""An import that is killed at any moment and run again ends with the same store as an undisturbed one."""

from __future__ import annotations

import os
import random
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


MAIL = """From {sender} Mon Jan  5 10:00:00 2026
From: {sender}
To: me@home.example
Subject: Hello
Message-ID: <{number}@host.example>
In-Reply-To: <{before}@host.example>
Date: Mon, 05 Jan 2026 10:00:00 +0100

Mail number {number} says hello.

"""


@pytest.fixture
def desk(plugins, tmp_path) -> Desk:
    senders = ["manager@acme.example" if n % 7 == 0 else f"{n}@x.example" for n in range(ITEMS)]
    mails = [MAIL.format(sender=each, number=n, before=n - n % 3) for n, each in enumerate(senders)]
    path = tmp_path / "many.mbox"
    path.write_text("".join(mails))
    list(plugins.read("email", path, "mbox", Reading()))  # imported here, so that the children need not
    return Desk(plugins, path)


def kill_often(desk: Desk, moments: int, tmp_path: Path, dump) -> None:
    assert ITEMS >= 5 * BATCH
    duration = min(desk.undisturbed(tmp_path / f"whole{n}") for n in range(3))
    expected = dump(Store.open(tmp_path / "whole0"))
    assert sum(line.startswith("items") for line in expected) == ITEMS
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
    kill_often(desk, 20, tmp_path, dump)


@pytest.mark.long
def test_being_killed_often_does_no_harm(desk, tmp_path, dump):
    kill_often(desk, 200, tmp_path, dump)
