"""The two doors of the library: packs by name or path, and journals from files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.decide.pack import Pack
from followup.language.journal_files import read_journal_file
from followup.language.load import find_tree
from followup.language.problems import Problems
from followup.timeline.journal import Journal

if TYPE_CHECKING:
    from pathlib import Path


def load_pack(name_or_path: str | Path) -> Pack:
    """A bundled pack by name, or the pack in a folder or file.

    Raises `followup.language.load.NoPack` if there is none, and `followup.language.problems.Problems` with
    everything that is wrong with it, each with file, line and column.
    """
    tree, folder = find_tree(name_or_path)
    return Pack(tree, folder, loaded=tree)


def read_journal(path: str | Path) -> Journal:
    """The journal in a YAML, JSON or JSON Lines file.

    Raises `Problems` if anything in it cannot be read; `read_journal_file` keeps what can.
    """
    read = read_journal_file(path)
    if read.problems:
        raise Problems(read.problems)
    return read.journal
