"""Nothing that a stranger wrote reaches the terminal as a command to it."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.faces.output import Out, plain

HOSTILE = "\x1b[31mred\x1b]0;title\x07\x9b2J\rline\u202eback\u2066\x00\x08\x7f\u2028next\ud800"


@given(st.text(st.characters(exclude_categories=[])))
def test_a_line_has_nothing_that_moves_a_cursor_or_turns_text(text):
    shown = plain(text + HOSTILE)
    forbidden = {"Cc", "Cs", "Zl", "Zp", "Co", "Cn"}
    assert not [char for char in shown if unicodedata.category(char) in forbidden]
    assert {char for char in shown if unicodedata.category(char) == "Cf"} <= {"\u200c", "\u200d"}


@pytest.mark.parametrize("text", ["Grüße, 世界", "می‌خواهم", "👨‍👩‍👧", "plain"])
def test_what_people_write_stays_as_it_is(text):
    assert plain(text) == text


@pytest.fixture
def hostile(ready, lines, reader):
    """A home that strangers have filled with what they would like a terminal to do."""
    ready("add", "two", "--person", f"Evil{HOSTILE[:-1]} <evil@acme.example>", "--title", f"A{HOSTILE[:-1]}")
    attributes = {"subject": HOSTILE[:-1], "text": HOSTILE[:-1]}
    items = [(f"{n}{HOSTILE[:-1]}", "hr@acme.example", attributes) for n in range(3)]
    path = lines(f"evil\x1b[2J{'.lines'}", *items, f"{HOSTILE[:-1]} junk")
    ready("import", path, *reader)
    return ready


@pytest.mark.parametrize(
    "arguments",
    [
        ["list"], ["unmatched"], ["import", "--plugin", "PLUGIN"], ["export"], ["doctor"], ["add", "two"],
        ["assign", "\x1b[31m", "two"], ["forget", "\x1b[31m"], ["\x1b[31m"], ["import", "/\x1b[31m"],
        ["list", "--json"], ["unmatched", "--json"], ["list", "--\x1b[31m"], ["add", "x", "--zone", "\u202e"],
    ],
    ids=repr,
)  # fmt: skip
def test_no_command_prints_what_a_stranger_wrote_raw(hostile, reader, arguments):
    done = hostile(*(reader[1] if each == "PLUGIN" else each for each in arguments))
    controls = {char for char in done.out + done.err if not char.isprintable() and char != "\n"}
    assert controls == set()
    assert "Traceback" not in done.err


def test_one_item_is_one_line(hostile):
    assert len(hostile("unmatched").out.splitlines()) == 1 + 3 + 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return Terminal()


def test_colour_is_for_terminals_only(terminal, monkeypatch):
    Out(stream=terminal).line("no", "red")
    assert terminal.getvalue() == "\x1b[31mno\x1b[0m\n"
    pipe = io.StringIO()
    Out(stream=pipe).line("no", "red")
    assert pipe.getvalue() == "no\n"
    monkeypatch.setenv("NO_COLOR", "1")
    quiet = Terminal()
    Out(stream=quiet).line("no", "red")
    Out(stream=quiet).table(("a",), [("[red]b",)])
    assert "\x1b[3" not in quiet.getvalue()


def test_a_table_on_a_terminal_shows_data_as_it_is(terminal):
    Out(stream=terminal).table(("head",), [("[bold]x[/bold] \x1b[2J",)])
    shown = terminal.getvalue()
    assert "[bold]x[/bold] \ufffd[2J" in shown
    assert "\x1b[2J" not in shown
