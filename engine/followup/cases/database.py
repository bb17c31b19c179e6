"""One SQLite file, opened safely: private, migrated with a backup, shared by processes, able to erase."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from followup.cases.errors import BrokenStore, BusyStore, NewerStore, StoreError
from followup.cases.schema import STEPS, Step

#: How long to wait for another process that is writing.
PATIENCE_SECONDS = 20.0


class Database:
    """A connection to the store. Reads see the last whole transaction; writes happen in `writing`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._connection = connection
        self._depth = 0

    @classmethod
    def open(
        cls, path: Path, steps: tuple[Step, ...] = STEPS, patience: float = PATIENCE_SECONDS
    ) -> Database:
        """The store at `path`, made if it is not there, brought to the newest format; raises `StoreError`."""
        with named_errors(path):
            _make_private(path)
            connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
            try:
                _write_ahead(connection, patience)
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute("PRAGMA secure_delete = ON")
                _bring_up(connection, path, steps)
            except BaseException:
                connection.close()
                raise
            return cls(connection, path)

    def close(self) -> None:
        self._connection.close()

    def rows(self, sql: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        with named_errors(self.path):
            yield from self._connection.execute(sql, values)

    def row(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        return next(self.rows(sql, *values), None)

    def run(self, sql: str, *values: Any) -> int:
        """Executes a statement inside `writing`; the number of the row that it inserted."""
        assert self._depth, "writes belong into a transaction"
        with named_errors(self.path):
            return self._connection.execute(sql, values).lastrowid or 0

    def run_many(self, sql: str, values: Iterable[tuple[Any, ...]]) -> None:
        assert self._depth, "writes belong into a transaction"
        with named_errors(self.path):
            self._connection.executemany(sql, values)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction: all of it or nothing. Inside another one it is a part of that."""
        with named_errors(self.path):
            if not self._depth:
                self._connection.execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            if not self._depth:
                self._connection.execute("ROLLBACK")
            raise
        self._depth -= 1
        if not self._depth:
            with named_errors(self.path):
                self._connection.execute("COMMIT")

    def leave_no_trace(self) -> None:
        """Rewrites the file without free pages, empties the write-ahead log and removes backups, so that
        deleted text is in none of them; raises `BusyStore` while another process still reads it."""
        with named_errors(self.path):
            self._connection.execute("VACUUM")
            busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise BusyStore(
                f"{self.path}: another process is reading it; what was deleted is wiped when it ends"
            )
        for backup in backups(self.path):
            backup.unlink()

    def problems(self) -> list[str]:
        """What SQLite finds wrong with the file; nothing for a sound one."""
        return [text for (text,) in self.rows("PRAGMA quick_check") if text != "ok"]


@contextmanager
def named_errors(path: Path) -> Iterator[None]:
    """SQLite's errors as `StoreError` with the file's name."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise BusyStore(f"{path}: another process keeps it locked; try again") from error
        raise StoreError(f"{path}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise BrokenStore(
            f"{path}: {error}; restore a copy, or move the file away and import again"
        ) from error
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}") from error


def backups(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.format-*.backup"))


def _make_private(path: Path) -> None:
    """The file exists before SQLite opens it, so that it never is readable to others, even for a moment;
    SQLite gives its side files the same mode."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    os.chmod(path, 0o600)


def _write_ahead(connection: sqlite3.Connection, patience: float) -> None:
    """Switches the file to a write-ahead log, once for all. SQLite gives up at once, whatever its timeout, where
    another process has reserved a file that is not switched yet (as it does to switch it): so the waiting is ours."""
    ends = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > ends:
                raise
            time.sleep(0.01)


def _format(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _bring_up(connection: sqlite3.Connection, path: Path, steps: tuple[Step, ...]) -> None:
    """Takes the steps that the file has not taken yet, in one transaction, after a backup."""
    if _format(connection) > len(steps):
        raise NewerStore(
            f"{path}: written by a newer followup (format {_format(connection)}); upgrade this one"
        )
    if _format(connection) == len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        taken = _format(connection)  # again: another process may have been faster
        if 0 < taken < len(steps):
            _back_up(path, path.with_name(f"{path.name}.format-{taken}.backup"))
        for step in steps[taken:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {max(taken, len(steps))}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _back_up(path: Path, target: Path) -> None:
    """A whole copy; an earlier attempt's, that was cut short, is replaced."""
    unfinished = target.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as copy:
        source.backup(copy)
    unfinished.replace(target)
