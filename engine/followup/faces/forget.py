"""`followup forget`: erase a case and all of its texts."""

from __future__ import annotations

import sys

import click

from followup.faces.command import command
from followup.faces.faults import Fault
from followup.faces.output import counted
from followup.faces.session import Session


@command("forget")
@click.argument("case")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(session: Session, case: str, yes: bool) -> None:
    """Erase a case and all of its texts.

    Nothing of them is left in the store; backups of earlier formats are removed with them. Your own files
    stay as they are, and importing them again does not bring the case back, unless you add it again.
    """
    found = session.case(case)
    if not yes and not _agreed(session, found.id):
        raise click.Abort
    count = session.store.forget(found.id)
    if session.out.json:
        session.out.data({"forgotten": found.id, "items": count})
    else:
        session.out.line(f"forgot {found.id} and {counted(count, 'item')}")


def _agreed(session: Session, case: str) -> bool:
    if session.out.json or not sys.stdin.isatty():
        raise Fault(f"this erases {case} for good", "add --yes if that is meant")
    return click.confirm(f"Erase {case} and everything said about it, for good?")
