"""What starting up may cost, and that each command's line in the list is its own."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from followup.faces.command import COMMANDS, LazyGroup, cli

HEAVY = (
    "rich",
    "jsonschema",
    "hypothesis",
    "sqlite3",
    "yaml",
    "phonenumbers",
    "holidays",
    "icalendar",
    "pluggy",
)
SHOW = """
import sys
from followup.faces.command import main
main(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
"""


def modules_after(*arguments: str) -> set[str]:
    found = subprocess.run(
        [sys.executable, "-c", SHOW, *arguments], capture_output=True, text=True, timeout=60
    )
    assert "Usage: " in found.stdout
    return {name.partition(".")[0] if name.startswith("followup_") else name for name in found.stderr.split()}


@pytest.mark.parametrize("arguments", [["--help"], ["import", "--help"], ["plugin", "--help"]])
def test_help_imports_nothing_that_it_does_not_need(arguments):
    loaded = modules_after(*arguments)
    assert loaded.isdisjoint(HEAVY)
    assert not {
        name for name in loaded if name.startswith(("followup_", "followup.language", "followup.evaluate"))
    }


def commands(group: click.Command, above: str = ""):
    if isinstance(group, LazyGroup):
        for name, (_, says) in group.lazy.items():
            found = group.get_command(click.Context(group), name)
            yield f"{above}{name}", says, found
            yield from commands(found, f"{above}{name} ")


ALL = list(commands(cli))


@pytest.mark.parametrize(("name", "says", "found"), ALL, ids=[name for name, _, _ in ALL])
def test_a_commands_line_in_the_list_is_the_first_of_its_own_help(name, says, found):
    assert found.help.partition("\n")[0] == says or says in COMMANDS[name.split()[0]]
    assert found.name == name.split()[-1]


@pytest.mark.parametrize(("name", "says", "found"), ALL, ids=[name for name, _, _ in ALL])
def test_every_command_prints_json_and_takes_a_home_and_plugins(run, name, says, found):
    shown = run(*name.split(), "--help")
    assert shown.code == 0
    assert all(option in shown.out for option in ("--json", "--home", "--plugin"))
