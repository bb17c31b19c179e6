"""`followup import`: read files into the store, and say what became of each."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from followup.faces.command import command
from followup.faces.faults import FINE, FOUND, MISSING, Fault
from followup.faces.output import counted, plain
from followup.faces.session import Session

if TYPE_CHECKING:
    from followup.cases.importing import FileReport, Progress, Reason, Report

STRANGE_SHOWN = 5


@command("import")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
def import_(session: Session, paths: tuple[Path, ...]) -> int:
    """Read mailboxes, call logs, exports and calendars: files, or folders with such files in them.

    Files are recognised by what is in them. Reading one again adds nothing twice. Without a path, everything
    that was imported before is read again. Inside of folders, hidden files and links are not looked at.
    """
    from followup.cases.importing import import_paths

    session.check_home()
    chosen = list(paths) or session.store.sources()
    if not chosen:
        raise Fault(
            "nothing was imported yet, so there is nothing to read again", "followup import PATH", MISSING
        )
    with progress(session) as tell:
        report = import_paths(session.store, session.plugins, chosen, session.now, tell)
    unmatched, unclear = session.store.items.count_unmatched()
    if session.out.json:
        session.out.data(
            {"files": [_data(each) for each in report.files], "strange": list(map(str, report.strange)),
             "unmatched": unmatched, "unclear": unclear}
        )  # fmt: skip
    else:
        _tell(session, report, unmatched, unclear)
    return FOUND if any(map(_failed, report.files)) else FINE


@contextmanager
def progress(session: Session) -> Iterator[Progress]:
    """A bar on the error stream, if that is a terminal: the file in hand and how much of it was read."""
    if session.out.json or not sys.stderr.isatty():
        yield lambda path, count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.completed:,} read"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(path: Path, count: int) -> None:
            bar.update(task, completed=count, description=plain(path.name))

        yield tell


def _failed(report: FileReport) -> bool:
    """Whether nothing came of a file that should have given something."""
    return bool(report.problem) or (not report.read and any(each.broken for each in report.left))


def _data(report: FileReport) -> dict[str, Any]:
    left = [
        {"why": each.why, "count": each.count, "places": each.places, "broken": each.broken}
        for each in report.left
    ]
    return {
        "path": str(report.path), "plugin": report.plugin, "format": report.format, "problem": report.problem,
        "read": report.read, "outcomes": report.outcomes, "matched": report.matched, "left": left,
    }  # fmt: skip


def _tell(session: Session, report: Report, unmatched: int, unclear: int) -> None:
    out = session.out
    for each in report.files:
        _tell_file(session, each)
    if report.strange:
        more = len(report.strange) - STRANGE_SHOWN
        names = ", ".join(str(path) for path in report.strange[:STRANGE_SHOWN])
        out.line(f"no plugin reads {names}{f' and {more:,} more' if more > 0 else ''}")
    if not report.files and not report.strange:
        out.line("there is nothing to read")
    if unmatched:
        items = counted(unmatched, "item")
        out.line(f"of no case: {items}, of which {unclear:,} could be of several; see: followup unmatched")


def _tell_file(session: Session, report: FileReport) -> None:
    out = session.out
    out.line(f"{report.path}  ({report.plugin}: {report.format})" if report.plugin else report.path, "bold")
    if report.problem:
        out.line(f"  not read: {report.problem}", "red")
        return
    counts = ", ".join(f"{count:,} {name}" for name, count in report.outcomes.items() if count)
    out.line(
        f"  read {report.read:,} ({counts}); of cases {report.matched:,}" if counts else "  read nothing"
    )
    for reason in report.left:
        _tell_reason(session, reason)


def _tell_reason(session: Session, reason: Reason) -> None:
    places = ", ".join((*reason.places, "…") if reason.count > len(reason.places) else reason.places)
    what = "broken" if reason.broken else "left out"
    session.out.line(f"  {what} {reason.count:,}: {reason.why} ({places})")
