"""`followup decide`: the bare engine, without a home, for scripts and other programs."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.faces.command import command
from followup.faces.faults import BAD, FINE, FOUND, MISSING, Fault
from followup.faces.session import Session, load_pack
from followup.faces.why import tell_decision

if TYPE_CHECKING:
    from followup.timeline.events import Proposal
    from followup.timeline.journal import Journal

EXITS = {"permit": FINE, "forbid": FOUND, "ask": MISSING}


@command("decide")
@click.option("--pack", "pack_name", required=True, metavar="PACK", help="A pack by name or path.")
@click.option("--journal", "journal_file", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Events, people and cases: JSON Lines, JSON or YAML.")  # fmt: skip
@click.option("--proposal", "proposal_file", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="The proposal: JSON or YAML; - for standard input.")  # fmt: skip
def decide_(session: Session, pack_name: str, journal_file: Path, proposal_file: Path) -> int:
    """Decide about a proposal. Exit code 0 permit, 1 forbid, 3 ask, 2 bad input."""
    pack = load_pack(pack_name)
    journal = _journal(session, journal_file)
    proposal = _proposal(proposal_file)
    if pack.tree.plugin_facts:
        from followup.plugins.answers import Answers

        pack = pack.using(Answers(session.plugins, pack.tree.plugin_facts))
    decision = pack.decide(journal, proposal)
    if session.out.json:
        session.out.data(decision.as_json())
    else:
        session.zone = "UTC"
        tell_decision(session, decision)
    return EXITS[decision.verdict]


def _journal(session: Session, file: Path) -> Journal:
    """The journal; what in it cannot be read is told, and ends the command: a decision needs it whole."""
    from followup.language.journal_files import read_journal_file
    from followup.language.problems import Problems

    try:
        read = read_journal_file(file)
    except Problems as error:
        raise Fault(str(error)) from None
    except OSError as error:
        raise Fault(f"{file} cannot be read: {error.strerror}") from None
    if read.problems:
        raise Fault("\n".join(map(str, read.problems)), code=BAD)
    return read.journal


def _proposal(file: Path) -> Proposal:
    from followup.language.journal_files import Unfit, proposal_of
    from followup.language.problems import Problems

    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return proposal_of(_plain(data, file))
    except (Unfit, Problems) as error:
        raise Fault(f"{file}: {error}") from None
    except OSError as error:
        raise Fault(f"{file} cannot be read: {error.strerror}") from None


def _plain(data: bytes, file: Path) -> object:
    from followup.language.yaml_reader import read_yaml

    if file.suffix in (".yaml", ".yml"):
        return read_yaml(data, str(file)).plain()
    try:
        return json.loads(data, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Fault(f"{file} is not JSON: {error}") from None
