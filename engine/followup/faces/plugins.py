"""`followup plugin`: which plugins there are and which are broken, and one to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from followup.faces.command import LazyGroup, command
from followup.faces.faults import FINE, FOUND, Fault
from followup.faces.session import Session, told

if TYPE_CHECKING:
    from followup.plugins.registry import Failure, Manifest


@click.group(
    "plugin",
    cls=LazyGroup,
    lazy={
        "list": ("plugins:list_plugins", "List the plugins; imports none of them."),
        "new": ("plugins:new", "Write a plugin to begin with, and its tests."),
    },
)
def plugin() -> None:
    """Look at the plugins."""


@command("new")
@click.argument("name")
@click.option("--in", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path(), metavar="FOLDER",
              help="Where to write (else here).")  # fmt: skip
def new(session: Session, name: str, folder: Path) -> None:
    """Write a plugin to begin with, and its tests."""
    from followup.plugins.scaffold import scaffold

    with told():
        files = {folder / file: text for file, text in scaffold(name).items()}
    taken = next((file for file in files if file.exists()), None)
    if taken is not None:
        raise Fault(f"{taken} exists already", "choose another name, or another folder with --in")
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in files.items():
        file.write_text(text, "utf-8")
    if session.out.json:
        session.out.data({"files": [str(file) for file in files]})
        return
    plugin, tests = files
    session.out.line(f"wrote {plugin} and {tests}")
    session.out.line(f"  use it:  followup --plugin {plugin} plugin list")
    session.out.line(f"  prove it: python -m pytest {tests}")


@command("list")
def list_plugins(session: Session) -> int:
    """List the plugins; imports none of them."""
    plugins = session.plugins
    if session.out.json:
        session.out.data(
            {"plugins": [_data(session, each) for each in plugins.found()],
             "failures": [failure_data(each) for each in plugins.failures]}
        )  # fmt: skip
    else:
        session.out.table(
            ("plugin", "version", "channel", "reads", "does"), [_row(session, e) for e in plugins.found()]
        )
        for failure in plugins.failures:
            session.out.line(failure, "red")
    return FOUND if plugins.failures else FINE


def _row(session: Session, manifest: Manifest) -> tuple[str, ...]:
    version = session.plugins.origins()[manifest.name].version
    return manifest.name, version, manifest.channel or "any", ", ".join(manifest.reads), manifest.says


def _data(session: Session, manifest: Manifest) -> dict[str, Any]:
    origin = session.plugins.origins()[manifest.name]
    return {
        "name": manifest.name, "channel": manifest.channel, "says": manifest.says, "reads": manifest.reads,
        "facts": [each.name for each in manifest.facts], "actions": [each.name for each in manifest.actions],
        "distribution": origin.distribution, "version": origin.version,
    }  # fmt: skip


def failure_data(failure: Failure) -> dict[str, str]:
    return {
        "plugin": failure.plugin, "distribution": failure.distribution, "version": failure.version,
        "stage": failure.stage, "why": failure.why,
    }  # fmt: skip
