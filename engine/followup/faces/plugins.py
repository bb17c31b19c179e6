"""`followup plugin list`: which plugins there are, what they do, and which are broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from followup.faces.command import LazyGroup, command
from followup.faces.faults import FINE, FOUND
from followup.faces.session import Session

if TYPE_CHECKING:
    from followup.plugins.registry import Failure, Manifest


@click.group(
    "plugin",
    cls=LazyGroup,
    lazy={"list": ("plugins:list_plugins", "List the plugins; imports none of them.")},
)
def plugin() -> None:
    """Look at the plugins."""


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
