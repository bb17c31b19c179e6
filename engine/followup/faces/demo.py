"""`followup demo`: a tour over sample files that the pack brings along, by the real commands."""

from __future__ import annotations

import io
import shlex
import shutil
import tempfile
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from followup.faces.command import command, main
from followup.faces.faults import BAD, FINE, Fault
from followup.faces.output import Out
from followup.faces.session import DEFAULT_PACK, Session

if TYPE_CHECKING:
    from followup.cases.demos import Demo, Step


#: The exit code of a command that somebody stopped.
STOPPED = 130


@command("demo")
@click.option("--keep", is_flag=True, help="Keep the folder with the sample files and the home.")
@click.option("--at", metavar="TIME", help="As if it were then, instead of now.")
def demo(session: Session, keep: bool, at: str | None) -> int:
    """Take a tour with sample files, in a home that is thrown away.

    Everything in it is made up. With --home the home is made there, in an empty folder, and kept.
    """
    tour = _tour(session)
    when = _instant(at, tour.zone) if at else session.now
    given = session.options.home
    folder = _empty(given) if given else Path(tempfile.mkdtemp(prefix="followup-demo-"))
    try:
        outcomes = _run(session, tour, folder, when, at is not None)
    finally:
        if not keep and given is None:
            shutil.rmtree(folder, ignore_errors=True)
    _end(session, folder, keep or given is not None, outcomes)
    return max((each["code"] for each in outcomes if each["code"] in (BAD, STOPPED)), default=FINE)


def _tour(session: Session) -> Demo:
    from followup.cases.demos import BadDemo, demo_of
    from followup.language.problems import Problems

    pack = session.pack
    try:
        found = demo_of(pack.tree, pack.folder) if pack.folder else None
    except (BadDemo, Problems) as error:
        raise Fault(str(error)) from None
    if found is None:
        raise Fault(f"the pack '{pack.tree.name}' brings no demo")
    return found


def _instant(text: str, zone: str) -> int:
    from followup.timeline.instants import BadInstant, instant

    try:
        return instant(text, zone)
    except BadInstant as error:
        raise Fault(str(error)) from None


def _empty(folder: Path) -> Path:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Fault(f"{folder} is not empty", "a demo wants a folder of its own")
    folder.mkdir(parents=True, exist_ok=True)
    return folder.absolute()


def _run(session: Session, tour: Demo, folder: Path, at: int, fixed: bool) -> list[dict[str, Any]]:
    from followup.cases.demos import lay_out

    lay_out(tour, folder, at)
    if not session.out.json:
        session.out.line(tour.title, "bold")
    outcomes = []
    with chdir(folder):
        for step in tour.steps:
            outcomes.append(_step(session, tour, step, folder, at, fixed))
            if outcomes[-1]["code"] == STOPPED:
                break
    return outcomes


def _step(session: Session, tour: Demo, step: Step, folder: Path, at: int, fixed: bool) -> dict[str, Any]:
    """Shows a command and runs it: the same function, in the home of the demo."""
    from followup.cases.demos import dated

    words = [dated(each, tour.zone, at) for each in step.run]
    words += ["--at", session.iso(at)] if step.timed and fixed else []
    if words[0] == "init" and session.pack_name != DEFAULT_PACK:
        words += ["--pack", session.pack_name]
    hidden = ["--home", str(folder / "home")]
    if session.out.json:
        return _captured(words, hidden)
    if step.says:
        session.out.line()
        session.out.line(f"# {step.says}", "cyan")
    session.out.line()
    if step.show:
        session.out.line(f"$ cat {step.show}", "bold")
        session.out.block(Path(step.show).read_text("utf-8"))
        session.out.line()
    session.out.line(f"$ followup {shlex.join(words)}", "bold")
    return {"run": words, "code": main([*words, *hidden])}


def _captured(words: list[str], hidden: list[str]) -> dict[str, Any]:
    import json

    caught = io.StringIO()
    with redirect_stdout(caught):
        code = main([*words, "--json", *hidden])
    return {"run": words, "code": code, "output": json.loads(caught.getvalue())}


def _end(session: Session, folder: Path, kept: bool, outcomes: list[dict[str, Any]]) -> None:
    if session.out.json:
        session.out.data({"folder": str(folder) if kept else None, "steps": outcomes})
        return
    out: Out = session.out
    out.line()
    if kept:
        out.line(
            f"It is all in {folder}; look around: followup --home {shlex.quote(str(folder / 'home'))} today"
        )
    else:
        out.line("The demo is thrown away; keep it with: followup demo --keep")
    out.line("Your own home: followup init --me 'YOUR NAME <YOU@…>', then followup add and followup import")
