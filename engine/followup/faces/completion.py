"""`followup completion`: what a shell needs to complete commands and options."""

from __future__ import annotations

import click

from followup.faces.command import cli, command
from followup.faces.session import Session


@command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(session: Session, shell: str) -> None:
    """Print the completion script for a shell: `eval "$(followup completion bash)"`."""
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None
    source = made(cli, {}, "followup", "_FOLLOWUP_COMPLETE").source()
    if session.out.json:
        session.out.data({"shell": shell, "script": source})
    else:
        click.echo(source)
