"""The store's tables, as the steps that lead from one format to the next.

A file's format is its `PRAGMA user_version`: the number of steps that it has taken. A step is never changed
after a release; a new one is added.
"""

from __future__ import annotations

from typing import TypeAlias

Step: TypeAlias = tuple[str, ...]

_FIRST: Step = (
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE sources (path TEXT PRIMARY KEY) WITHOUT ROWID",
    """CREATE TABLE cases (
        id TEXT PRIMARY KEY, title TEXT, zone TEXT, country TEXT, created INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE people (
        case_id TEXT NOT NULL, position INTEGER NOT NULL, name TEXT, zone TEXT,
        addresses TEXT NOT NULL, numbers TEXT NOT NULL, profiles TEXT NOT NULL,
        PRIMARY KEY (case_id, position)) WITHOUT ROWID""",
    # What is long comes last, so that a scan of the short columns does not read it.
    """CREATE TABLE items (
        row INTEGER PRIMARY KEY, source TEXT NOT NULL, id TEXT NOT NULL, ref TEXT NOT NULL,
        kind TEXT NOT NULL, at INTEGER NOT NULL, channel TEXT NOT NULL, direction TEXT,
        revision INTEGER NOT NULL, reading INTEGER NOT NULL, void INTEGER NOT NULL, digest TEXT NOT NULL,
        recorded INTEGER NOT NULL, place TEXT NOT NULL, parties TEXT NOT NULL,
        attributes TEXT NOT NULL, UNIQUE (source, id))""",
    "CREATE INDEX items_ref ON items (ref)",
    # Items with a key in common are of one thread. Keys are digests.
    "CREATE TABLE threads (key INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (key, row)) WITHOUT ROWID",
    "CREATE INDEX threads_row ON threads (row)",
    """CREATE TABLE assignments (
        source TEXT NOT NULL, id TEXT NOT NULL, case_id TEXT NOT NULL,
        PRIMARY KEY (source, id)) WITHOUT ROWID""",
    # Derived from items, people and assignments; settings.stale says that it must be derived again.
    "CREATE TABLE matches (row INTEGER PRIMARY KEY, case_id TEXT, how TEXT, candidates TEXT NOT NULL)",
    "CREATE INDEX matches_case ON matches (case_id)",
    """CREATE TABLE entries (
        row INTEGER PRIMARY KEY AUTOINCREMENT, case_id TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL,
        recorded INTEGER NOT NULL, void INTEGER NOT NULL DEFAULT 0, attributes TEXT NOT NULL)""",
    """CREATE TABLE answers (
        source TEXT NOT NULL, id TEXT NOT NULL, attribute TEXT NOT NULL, recorded INTEGER NOT NULL,
        value TEXT NOT NULL, PRIMARY KEY (source, id, attribute)) WITHOUT ROWID""",
    """CREATE TABLE offers (
        row INTEGER PRIMARY KEY AUTOINCREMENT, case_id TEXT NOT NULL, recorded INTEGER NOT NULL,
        text TEXT NOT NULL, UNIQUE (case_id, text))""",
    # A cache, by a digest of the content that a plugin looked at.
    """CREATE TABLE facts (
        digest TEXT NOT NULL, plugin TEXT NOT NULL, version TEXT NOT NULL, given TEXT NOT NULL,
        PRIMARY KEY (digest, plugin)) WITHOUT ROWID""",
    # Digests only: what was erased is not read in again, and not kept either.
    "CREATE TABLE forgotten (item TEXT PRIMARY KEY, case_digest TEXT NOT NULL) WITHOUT ROWID",
)

STEPS: tuple[Step, ...] = (_FIRST,)
