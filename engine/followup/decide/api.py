"""The two doors of the library: packs by name or path, and journals from files."""

from __future__ import annotations

from pathlib import Path

from followup.decide.pack import Pack
from followup.language.journal_files import read_journal_file
from followup.language.load import load_tree
from followup.language.problems import Problems
from followup.timeline.journal import Journal


def load_pack(name_or_path: str | Path) -> Pack:
    """A bundled pack by name, or the pack in a folder or file.

    Raises `followup.language.load.NoPack` if there is none, and `followup.language.problems.Problems` with
    everything that is wrong with it, each with file, line and column.
    """
    tree, folder = load_tree(name_or_path)
    return Pack(tree, folder, loaded=tree)


def read_journal(path: str | Path) -> Journal:
    """The journal in a YAML, JSON or JSON Lines file.

    Raises `Problems` if anything in it cannot be read; `read_journal_file` keeps what can.
    """
    read = read_journal_file(Path(path))
    if read.problems:
        raise Problems(read.problems)
    return read.journal
