"""A home that is broken, busy, newer or not there is named, and left as it is."""

from __future__ import annotations

import os
import sqlite3

import pytest

from followup.cases.database import Database
from followup.cases.store import FILE_NAME

COMMANDS = [
    ["list"], ["today"], ["unmatched"], ["export"], ["import"], ["add", "x"], ["why", "acme"], ["audit"],
    ["init", "--me", "a@b.example"],
]  # fmt: skip


def with_newer_format(path):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()


def with_broken_pages(path):
    content = bytearray(path.read_bytes())
    for place in range(4096, len(content) - 4096, 4096):
        content[place : place + 512] = b"\xff" * 512
    path.write_bytes(bytes(content))


def with_another_file(path):
    path.write_bytes(b"Dear diary, today I followed up. " * 300)


def with_a_folder_in_its_place(path):
    path.unlink()
    path.mkdir()


HOMES = {
    "newer": (with_newer_format, "newer followup"),
    "broken": (with_broken_pages, "malformed"),
    "a diary": (with_another_file, "not a database"),
    "a folder": (with_a_folder_in_its_place, "directory"),
}


@pytest.mark.parametrize(("make", "why"), HOMES.values(), ids=HOMES)
def test_a_home_that_is_no_home_is_named_and_left_alone(run, home, make, why):
    path = home / FILE_NAME
    make(path)
    before = path.read_bytes() if path.is_file() else None
    for command in COMMANDS:
        done = run(*command)
        assert (done.code, done.out) == (2, ""), command
        assert done.err.startswith(f"error: {path}: "), command
        assert why in done.err, command
    if before is not None:
        assert path.read_bytes() == before
    assert run("doctor").code == 1


def test_a_home_that_another_process_keeps_locked_is_named_busy(run, home, monkeypatch, tmp_path, mail):
    patient = Database.open.__func__.__defaults__
    monkeypatch.setattr(Database.open.__func__, "__defaults__", (*patient[:-1], 0.1))
    (tmp_path / "a.eml").write_bytes(mail())
    other = sqlite3.connect(home / FILE_NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for command in (["add", "x"], ["import", tmp_path / "a.eml"], ["init", "--me", "a@b.example"]):
        done = run(*command)
        assert (done.code, "another process keeps it locked" in done.err) == (2, True), command
    other.execute("ROLLBACK")
    other.close()
    assert run("import", tmp_path / "a.eml", "--json").file["read"] == 1


def test_a_home_that_cannot_be_made_is_named(run, tmp_path):
    (tmp_path / "file").touch()
    for home in (tmp_path / "file" / "home", "/proc/home", f"{tmp_path}/{'x' * 300}"):
        done = run("--home", home, "init", "--me", "a@b.example")
        assert (done.code, done.err.count("\n")) == (2, 1), home


def test_an_export_that_cannot_be_written_is_named(run):
    assert run("export", "--out", "/dev/full").code == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_home_that_may_not_be_written_is_named(run, home):
    (home / FILE_NAME).chmod(0o400)
    home.chmod(0o500)
    done = run("add", "x")
    home.chmod(0o700)
    assert done.code in (0, 2)
