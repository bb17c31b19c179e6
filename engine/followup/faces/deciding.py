"""`followup decide` and `replay`: the bare engine, without a home, for scripts and other programs."""

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
    from followup.decide.decision import Decision
    from followup.decide.pack import Pack
    from followup.timeline.events import Proposal
    from followup.timeline.journal import Journal

EXITS = {"permit": FINE, "forbid": FOUND, "ask": MISSING}


@command("decide")
@click.option("--pack", "pack_name", required=True, metavar="PACK", help="A pack by name or path.")
@click.option("--journal", "journal_file", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Events, people and cases: JSON Lines, JSON or YAML.")  # fmt: skip
@click.option("--proposal", "proposal_file", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="The proposal: JSON or YAML; - for standard input.")  # fmt: skip
@click.option("--keep", "kept", type=click.Path(path_type=Path), metavar="FILE",
              help="Keep the decision there, to take it again with: followup replay.")  # fmt: skip
@click.option("--explain", is_flag=True, help="Show why as a tree, and what would change it.")
def decide_(session: Session, pack_name: str, journal_file: Path, proposal_file: Path, kept: Path | None,
            explain: bool) -> int:  # fmt: skip
    """Ask the bare engine, without a home.

    The exit code is 0 for permit, 1 for forbid, 3 for ask, and 2 for bad input.
    """
    pack = _asking_plugins(session, load_pack(pack_name))
    journal = _journal(journal_file)
    proposal = _proposal(proposal_file)
    if kept is not None:
        _keep(kept, pack, journal, proposal)
    decision = pack.decide(journal, proposal)
    if explain:
        _explain(session, pack, journal, proposal, decision)
    elif session.out.json:
        session.out.data(decision.as_json())
    else:
        session.zone = "UTC"
        tell_decision(session, decision)
    return EXITS[decision.verdict]


def _explain(session: Session, pack: Pack, journal: Journal, proposal: Proposal, decision: Decision) -> None:
    """The decision with why it is so, and what would change it."""
    from followup.faces.explained import explained, tell_explained

    behind = explained(pack.world(journal), proposal)
    if session.out.json:
        session.out.data({"decision": decision.as_json(), **behind.as_json()})
        return
    session.zone = "UTC"
    tell_decision(session, decision, facts=False)
    tell_explained(session, behind)


@command("replay")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--pack", "pack_name", required=True, metavar="PACK", help="A pack by name or path.")
@click.option("--journal", "journal_file", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="The journal that it was taken over.")  # fmt: skip
def replay_(session: Session, file: Path, pack_name: str, journal_file: Path) -> int:
    """Take a kept decision again, and name what differs.

    The exit code is 1 if anything does.
    """
    from followup.decide.replay import NotStored, replay

    try:
        again = replay(load_pack(pack_name), _journal(journal_file), _stored(file))
    except NotStored as error:
        raise Fault(f"{file}: {error}") from None
    if session.out.json:
        session.out.data({"decision": again.decision.as_json(), "differs": list(again.differs)})
    else:
        session.zone = "UTC"
        tell_decision(session, again.decision)
        session.out.lines(f"differs: {each}" for each in again.differs)
    return FOUND if again.differs else FINE


def _asking_plugins(session: Session, pack: Pack) -> Pack:
    if not pack.tree.plugin_facts:
        return pack
    from followup.plugins.answers import Answers

    return pack.using(Answers(session.plugins, pack.tree.plugin_facts))


def _keep(file: Path, pack: Pack, journal: Journal, proposal: Proposal) -> None:
    from followup.decide.replay import keep

    try:
        file.write_text(json.dumps(keep(pack, journal, proposal), indent=2) + "\n", "utf-8")
    except OSError as error:
        raise Fault(f"{file} cannot be written: {error.strerror}") from None


def _stored(file: Path) -> dict[str, object]:
    from followup.decide.replay import NotStored

    try:
        stored = json.loads(file.read_bytes())
    except OSError as error:
        raise Fault(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        stored = None
    if not isinstance(stored, dict):
        raise NotStored("this is no stored decision")
    return stored


def _journal(file: Path) -> Journal:
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
