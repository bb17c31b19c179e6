"""`followup`: the entry point, and commands that are imported only when they are used."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from typing import Any

import click

from followup.cases.errors import StoreError
from followup.faces.faults import BAD, FINE, Fault, no_such
from followup.faces.output import Out
from followup.faces.session import Options, Session

#: Each command's module and attribute, and its line in the list of commands.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "demo": ("demo:demo", "Take a tour with sample files, in a home that is thrown away."),
    "init": ("init:init", "Make a home: who you are, your time zone, the pack to use."),
    "add": ("add:add", "Add a case and its people, or more people to it."),
    "import": ("imports:import_", "Read mailboxes, call logs, exports and calendars."),
    "today": ("today:today", "Tell the move for each case, most urgent first."),
    "why": ("why:why", "Explain the move of a case."),
    "plan": ("plan:plan", "Plan the next acts of a case: which, when, and what holds them up."),
    "draft": ("draft:draft", "Draft the next message or call script of a case; nothing is ever sent."),
    "check": ("check:check", "Judge a draft of your own before you send it."),
    "log": ("log:log", "Tell what happened, or what something meant."),
    "override": ("override:override", "Lift a rule for a case, and say why."),
    "remind": ("remind:remind", "Write a reminder of a case's move for your calendar."),
    "audit": ("audit:audit", "Judge each past contact as of its own time."),
    "unmatched": ("matches:unmatched", "List what belongs to no case."),
    "assign": ("matches:assign", "Say by hand which case an item belongs to."),
    "list": ("listing:list_", "List the cases."),
    "forget": ("forget:forget", "Erase a case and all of its texts."),
    "export": ("export:export", "Write all events as a journal in JSON Lines."),
    "decide": ("deciding:decide_", "Ask the bare engine, without a home."),
    "replay": ("deciding:replay_", "Take a kept decision again, and name what differs."),
    "pack": ("packs:pack", "Check, test and show rule packs."),
    "plugin": ("plugins:plugin", "Look at the plugins."),
    "doctor": ("doctor:doctor", "Check the installation and the home."),
    "completion": ("completion:completion", "Print the completion script for a shell."),
}


def _note(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """Keeps an option that every command has, wherever it stands on the line."""

    def callback(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        options = ctx.ensure_object(Options)
        if name == "plugins":
            options.plugins += [each for each in value if each not in options.plugins]
        elif value:
            setattr(options, name, value)

    return callback


def common_options() -> list[click.Parameter]:
    path = click.Path(path_type=Path)
    return [
        click.Option(["--home"], type=path, metavar="FOLDER", expose_value=False, callback=_note("home"),
                     is_eager=True, help="The home to use (else FOLLOWUP_HOME, else your data folder)."),
        click.Option(["--plugin", "_plugin"], type=path, metavar="FILE.py", multiple=True, is_eager=True,
                     expose_value=False, callback=_note("plugins"), help="Use the plugin in this file too."),
        click.Option(["--json"], is_flag=True, expose_value=False, callback=_note("json"), is_eager=True,
                     help="Print JSON, for programs."),
    ]  # fmt: skip


class Command(click.Command):
    """A command with the options that all commands have."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        *own, help = super().get_params(ctx)
        return [*own, *self.options_in(ctx), *common_options(), help]

    def options_in(self, ctx: click.Context) -> list[click.Option]:
        """Options that only show when the command is used, as those of the pack in use."""
        return []


class LazyGroup(click.Group):
    """Commands by name, imported when they are used; its help needs none of them."""

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, str]], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.lazy = lazy

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        *own, help = super().get_params(ctx)
        return [*own, *common_options(), help]

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.lazy)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.lazy:
            return None
        module, _, attribute = self.lazy[name][0].partition(":")
        found = getattr(import_module(f"followup.faces.{module}"), attribute)
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.lazy and not args[0].startswith("-"):
            raise no_such("command", args[0], self.lazy)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in self.lazy.items()])


def command(name: str, cls: type[Command] = Command) -> Callable[[Callable[..., int | None]], Command]:
    """Makes a command of a function that takes a session and the command's own values, and returns an exit
    code (None is 0)."""

    def make(function: Callable[..., int | None]) -> Command:
        def run(**values: Any) -> int | None:
            context = click.get_current_context()
            session = Session(context.ensure_object(Options))
            context.call_on_close(session.close)
            return function(session, **values)

        params = getattr(function, "__click_params__", [])  # left there by click's decorators, last one first
        return cls(name, callback=run, params=params[::-1], help=cleandoc(function.__doc__ or ""))

    return make


@click.group("followup", cls=LazyGroup, lazy=COMMANDS, no_args_is_help=True)
@click.version_option(package_name="followup")
def cli() -> None:
    """From your own mailbox, call log, exports and calendar to the next right move, and why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; its exit code. What a person can mend is told in one line."""
    options = Options()
    try:
        code = cli.main(arguments, prog_name="followup", standalone_mode=False, obj=options)
        return code if isinstance(code, int) else FINE
    except Fault as fault:
        return _tell(options, str(fault), fault.code)
    except StoreError as error:
        return _tell(options, str(error), BAD)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return BAD
    except click.ClickException as error:
        return _tell(options, _lowered(error.format_message()), BAD)
    except (click.Abort, KeyboardInterrupt):
        return _tell(options, "stopped", 130)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE


def _tell(options: Options, message: str, code: int) -> int:
    if options.json:
        Out(json=True).data({"error": message, "code": code})
    else:
        Out().error(message)
    return code


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:].removesuffix(".")
