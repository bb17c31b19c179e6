"""Commands that take the options of the pack in use, beside their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from followup.faces.command import Command, common_options
from followup.faces.faults import Fault
from followup.faces.session import Options, Session

if TYPE_CHECKING:
    from followup.language.tree import Desk, Entry

_HELP = "followup.help"
#: What the names of the pack's options begin with among a command's values.
PREFIX = "desk_"


class DeskCommand(Command):
    """Takes an option for each entry of the pack's desk that `entries_in` picks."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_HELP] = "--help" in args
        return super().parse_args(ctx, args)

    def options_in(self, ctx: click.Context) -> list[click.Option]:
        taken = {name for each in (*self.params, *common_options()) for name in each.opts}
        options = [self.option(name, entry) for name, entry in self._entries(ctx).items()]
        return [each for each in options if taken.isdisjoint(each.opts)]

    def _entries(self, ctx: click.Context) -> Mapping[str, Entry]:
        """The pack's entries; without a pack that loads there are none to show."""
        session = Session(ctx.ensure_object(Options))
        ctx.call_on_close(session.close)
        try:
            return self.entries_in(session.pack.tree.desk)
        except Fault:
            if ctx.meta.get(_HELP) or ctx.resilient_parsing:
                return {}
            raise

    def entries_in(self, desk: Desk) -> Mapping[str, Entry]:
        raise NotImplementedError

    def option(self, name: str, entry: Entry) -> click.Option:
        raise NotImplementedError


def flags(name: str) -> list[str]:
    """An option's spelling on the command line, and its name among the command's values."""
    return [f"--{name.replace('_', '-')}", f"{PREFIX}{name}"]


def told(desk: Mapping[str, object]) -> dict[str, object]:
    """The pack's options that were given, by the names of their entries."""
    given = {name.removeprefix(PREFIX): value for name, value in desk.items()}
    return {name: value for name, value in given.items() if value not in (None, False, ())}
