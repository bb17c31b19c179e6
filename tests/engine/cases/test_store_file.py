"""The file that a store is: private, migrated with a backup, shared, and able to forget."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import nullcontext
from pathlib import Path

import pytest

from followup.cases.database import Database, backups
from followup.cases.errors import BrokenStore, BusyStore, NewerStore, StoreError
from followup.cases.records import Case, Person
from followup.cases.store import FILE_NAME, Store

FIRST = ("CREATE TABLE notes (text TEXT)",)
SECOND = (
    "ALTER TABLE notes ADD COLUMN loud INTEGER NOT NULL DEFAULT 0",
    "UPDATE notes SET loud = text LIKE '%!'",
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def earlier_format(path: Path) -> None:
    """A file as a followup with one step wrote it."""
    db = Database.open(path, (FIRST,))
    with db.writing():
        db.run_many("INSERT INTO notes VALUES (?)", [("hello",), ("hey!",)])
    db.close()


def test_the_file_and_its_side_files_are_private(tmp_path, mail):
    old = os.umask(0)
    try:
        store = Store.open(tmp_path / "new" / "home")
        store.items.put("email", [mail("1")], 1, 0)
    finally:
        os.umask(old)
    assert mode(tmp_path / "new" / "home") == 0o700
    found = {each.name: mode(each) for each in (tmp_path / "new" / "home").iterdir()}
    assert set(found.values()) == {0o600}
    assert f"{FILE_NAME}-wal" in found


def test_a_file_that_others_can_read_is_closed_to_them(tmp_path):
    (tmp_path / FILE_NAME).touch(0o644)
    Store.open(tmp_path).close()
    assert mode(tmp_path / FILE_NAME) == 0o600


def test_an_earlier_format_is_backed_up_and_brought_up(tmp_path):
    path = tmp_path / "s.sqlite"
    earlier_format(path)
    db = Database.open(path, (FIRST, SECOND))
    assert sorted(db.rows("SELECT text, loud FROM notes")) == [("hello", 0), ("hey!", 1)]
    [backup] = backups(path)
    assert mode(backup) == 0o600
    kept = sqlite3.connect(backup)
    assert kept.execute("SELECT text FROM notes").fetchall() == [("hello",), ("hey!",)]
    assert kept.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_step_that_fails_changes_nothing(tmp_path):
    path = tmp_path / "s.sqlite"
    earlier_format(path)
    with pytest.raises(Exception, match="no such table"):
        Database.open(path, (FIRST, (*SECOND, "DROP TABLE no_table")))
    db = Database.open(path, (FIRST,))
    assert [*db.rows("SELECT * FROM notes")] == [("hello",), ("hey!",)]


def test_a_file_in_the_newest_format_needs_no_backup(tmp_path):
    path = tmp_path / "s.sqlite"
    earlier_format(path)
    Database.open(path, (FIRST,)).close()
    assert backups(path) == []


def test_a_file_of_a_newer_followup_is_refused(tmp_path):
    path = tmp_path / "s.sqlite"
    Database.open(path, (FIRST, SECOND)).close()
    with pytest.raises(NewerStore, match=r"newer followup \(format 2\)"):
        Database.open(path, (FIRST,))


def test_a_file_that_is_no_store_is_refused_by_name(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"This is a shopping list. " * 99)
    with pytest.raises(BrokenStore, match="not a database"):
        Store.open(tmp_path)


def test_a_store_that_stays_locked_is_named_busy(tmp_path):
    path = tmp_path / "s.sqlite"
    earlier_format(path)
    one, two = Database.open(path, (FIRST,)), Database.open(path, (FIRST,), patience=0.05)
    with one.writing(), pytest.raises(BusyStore, match="another process"), two.writing():
        pass


def test_a_transaction_that_fails_leaves_nothing(store):
    def both() -> None:
        with store.writing():
            store.add_offer("acme", "a sketch", 0)
            store.db.run("DELETE FROM no_table")

    with pytest.raises(StoreError, match="no such table"):
        both()
    assert store.offers("acme") == []


WRITER = """
import sys
import threading
from contextlib import nullcontext
from pathlib import Path
from followup.cases.store import Store
from followup.plugins import Item
store = Store.open(Path(sys.argv[1]))
for batch in range(20):
    items = [Item("message", f"{n}", 1000 + n, "email") for n in range(batch * 10, batch * 10 + 20)]
    store.items.put("email", items, 1, 0)
    store.log("acme", "note", 5, {"by": sys.argv[2]}, 6)
"""


def test_two_processes_write_at_once_and_both_are_kept(tmp_path):
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, tmp_path, name]) for name in ("one", "two")]
    assert [each.wait(60) for each in writers] == [0, 0]
    store = Store.open(tmp_path)
    assert store.items.count_unmatched() == (210, 0)
    assert sorted(each.attributes["by"] for each in store.entries()) == ["one"] * 20 + ["two"] * 20
    assert store.db.problems() == []


@pytest.mark.parametrize(("patience", "comes"), [(20.0, True), (0.05, False)])
def test_who_opens_a_file_that_another_is_switching_waits_for_it(tmp_path, patience, comes):
    """SQLite itself does not wait there: it says "locked" at once, whatever its timeout."""
    path = tmp_path / "new.sqlite"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    ends = threading.Timer(0.5, other.execute, ["COMMIT"])
    ends.start()
    with nullcontext() if comes else pytest.raises(BusyStore, match="another process keeps it locked"):
        Database.open(path, (FIRST,), patience).close()
    ends.join()
    other.close()


def test_two_processes_make_the_same_new_store(tmp_path):
    code = WRITER.partition("for batch")[0]
    makers = [subprocess.Popen([sys.executable, "-c", code, tmp_path / "new"]) for _ in range(4)]
    assert [each.wait(60) for each in makers] == [0] * 4


def secrets_in(home: Path, *secrets: str) -> set[str]:
    files = [each.read_bytes() for each in home.iterdir()]
    return {secret for secret in secrets for content in files if secret.encode() in content}


def test_forgetting_leaves_no_byte_of_the_case(store, mail, tmp_path):
    secrets = ("Sälarbeit", "manager@acme.example", "my offer", "said so", "zebra", "Data engineer")
    long_text = "Sälarbeit " * 5000
    store.items.put("email", [mail("1", text=long_text), mail("2", "other@else.example", text="kept")], 1, 0)
    store.refresh()
    store.add_offer("acme", "my offer", 0)
    store.answer("email", "1", "meaning", "said so", 0)
    store.log("acme", "note", 0, {"text": "zebra"}, 0)
    store.keep_facts("tone", "1", {"digest": {"says": "zebra"}})
    (tmp_path / "home" / f"{FILE_NAME}.format-0.backup").write_text("zebra")
    assert secrets_in(tmp_path / "home", *secrets) == set(secrets)
    assert store.forget("acme") == 1
    assert secrets_in(tmp_path / "home", *secrets) == set()
    assert store.items.count_unmatched() == (1, 0)


def test_what_another_process_still_reads_is_wiped_when_it_has_ended(store, mail, tmp_path):
    store.items.put("email", [mail("1", text="zebra")], 1, 0)
    store.refresh()
    store.db._connection.execute("PRAGMA busy_timeout = 50")
    reader = sqlite3.connect(tmp_path / "home" / FILE_NAME, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM items").fetchone()
    with pytest.raises(BusyStore, match="is wiped when it ends"):
        store.forget("acme")
    assert secrets_in(tmp_path / "home", "zebra") == {"zebra"}
    reader.close()
    Store.open(tmp_path / "home").close()
    assert secrets_in(tmp_path / "home", "zebra") == set()


def test_what_was_forgotten_is_not_read_in_again(store, mail):
    store.items.put("email", [mail("1")], 1, 0)
    people = store.people("acme")
    store.forget("acme")
    assert store.items.put("email", [mail("1")], 1, 0)[1] == {"forgotten": 1}
    store.put_case(Case("acme"))
    store.put_people("acme", people)
    assert store.items.put("email", [mail("1")], 1, 0)[1] == {"new": 1}


def test_a_person_of_two_cases_keeps_the_other_one(store, mail):
    store.put_people("acme", [Person("acme", None, ("both@agency.example",))])
    store.items.put("email", [mail("1", "both@agency.example")], 1, 0)
    store.refresh()
    other = [Person("other", None, ("both@agency.example",))]
    store.put_people("other", other)
    assert store.forget("acme") == 0
    assert store.people() == other
    assert [each.match.case for each in store.items.of_case()] == ["other"]
