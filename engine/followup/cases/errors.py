"""What can be wrong with a store; light to import, so that every command can name it."""

from __future__ import annotations


class StoreError(Exception):
    """A store that cannot be used as asked; the message says which file and what to do."""


class NewerStore(StoreError):
    """Written by a later followup than this one."""


class BrokenStore(StoreError):
    """Not an SQLite file, or a damaged one."""


class BusyStore(StoreError):
    """Another process has kept it locked for too long."""
