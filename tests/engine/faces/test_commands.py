"""The commands as people use them: what they do, print and return."""

from __future__ import annotations

import os
import pty
import stat
import subprocess

import pytest

import followup


def test_without_a_home_commands_say_how_to_make_one(run, home):
    for arguments in (
        ["list"],
        ["import", "."],
        ["unmatched"],
        ["export"],
        ["forget", "x"],
        ["assign", "x", "y"],
    ):
        done = run(*arguments)
        assert (done.code, done.out) == (3, "")
        assert done.err == f"error: there is no home at {home}; make one with: followup init --me YOU@…\n"
    assert not home.exists()


def test_init_makes_a_private_home_and_can_be_run_again(run, home):
    first = run(
        "init",
        "--me",
        "Me@Home.example",
        "030 123456",
        "--zone",
        "Europe/Berlin",
        "--country",
        "de",
        "--json",
    )
    assert first.data == {
        "home": str(home), "me": ["me@home.example", "+4930123456"], "zone": "Europe/Berlin", "country": "DE",
        "pack": "five-rules", "name": None,
    }  # fmt: skip
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert run("init", "--zone", "UTC", "--json").data == {**first.data, "zone": "UTC"}


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        ([], 3, "who are you?"),
        (["--me", "nobody"], 2, "'nobody' is not a profile"),
        (["--me", "a@b.example", "--zone", "Europe/Berlin2"], 2, "'Europe/Berlin2' is not a time zone"),
        (["--me", "a@b.example", "--country", "XX"], 2, "'XX' is not a country with known holidays"),
        (
            ["--me", "a@b.example", "--pack", "five-rule"],
            2,
            "there is no pack 'five-rule'; did you mean",
        ),
    ],
)
def test_init_refuses_what_it_cannot_use(run, home, arguments, code, error):
    done = run("init", *arguments)
    assert done.code == code
    assert done.err.startswith(f"error: {error}")
    assert not home.exists()


def test_the_zone_is_the_computers_unless_it_is_said(run, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert run("init", "--me", "a@b.example", "--json").data["zone"] == "Asia/Tokyo"


def test_add_takes_people_and_the_packs_own_options(ready):
    done = ready("add", "beta", "--person", "Jo <jo@beta.example>", "--phone", "030 654321", "--zone", "Asia/Tokyo",
                 "--interview", "2026-11-02T14:00", "--interview", "2026-11-03T14:00+09:00", "--json")  # fmt: skip
    assert done.code == 0
    assert done.data["people"] == [
        {"name": "Jo", "identifiers": ["jo@beta.example", "+4930654321"], "zone": None}
    ]
    assert [(e["kind"], e["at"]) for e in done.data["logged"]] == [
        ("interview", "2026-11-02T13:00:00Z"),
        ("interview", "2026-11-03T05:00:00Z"),
    ]


def test_adding_again_changes_what_is_given_and_repeats_nothing(ready):
    arguments = (
        "add",
        "acme",
        "--person",
        "Boss <boss@acme.example>",
        "--interview",
        "2026-11-02T14:00",
        "--json",
    )
    ready(*arguments)
    again = ready(*arguments, "--phone", "030 654321").data
    assert (again["new"], again["title"], again["logged"]) == (False, "Data engineer", [])
    assert again["people"] == [
        {"name": "Boss", "identifiers": ["boss@acme.example", "+4930654321"], "zone": None}
    ]
    other = ready("add", "acme", "--person", "New <new@acme.example>", "--json").data
    assert [each["name"] for each in other["people"]] == ["Boss", "New"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["no name"], "'no name' is no name for a case"),
        (
            ["x", "--person", "A <a@x.example>", "--person", "B", "--phone", "+493012345"],
            "whose number",
        ),
        (["x", "--person", "A <a@x>"], "'a@x' is not a mail address"),
        (["x", "--interview", "2026-13-01"], "'2026-13-01' is not a time"),
        (["x", "--zone", "Mars/Base"], "'Mars/Base' is not a time zone"),
        (["x", "--colour", "red"], "no such option"),
        ([], "missing argument 'CASE'"),
    ],
)
def test_add_refuses_in_one_line_and_adds_nothing(ready, arguments, error):
    done = ready("add", *arguments)
    assert done.code == 2
    assert done.err.startswith(f"error: {error}")
    assert done.err.count("\n") == 1
    assert [each["case"] for each in ready("list", "--json").data] == ["acme"]


def test_a_name_that_is_nearly_right_is_suggested(ready):
    assert ready("forget", "acem", "--yes").err == "error: no case 'acem'; did you mean 'acme'?\n"
    assert ready("lst").err == "error: no command 'lst'; did you mean 'list'?\n"
    assert ready("zzz").err == "error: no command 'zzz'\n"


def test_import_says_what_it_read_and_list_shows_it(ready, lines, reader):
    path = lines("a.lines", ("1", "boss@acme.example", {}), ("2", "x@y.example", {}), "junk")
    done = ready("import", path, *reader)
    assert done.code == 0
    assert done.out.splitlines() == [
        f"{path}  (lines: lines)",
        "  read 2 (2 new); of cases 1",
        "  broken 1: not an item (line 3)",
        "of no case: 1 item, of which 0 could be of several; see: followup unmatched",
    ]
    [case] = ready("list", "--json").data
    assert (case["items"], case["latest"]) == (1, "2026-05-28T20:26:40Z")


def everything_from(terminal: int) -> str:
    """What was written to a terminal until its last writer ended. It holds a few thousand bytes at a time only."""
    parts = []
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # Linux's way to say that nobody has it open any more
            part = b""
        if not part:
            os.close(terminal)
            return b"".join(parts).decode()
        parts.append(part)


def test_a_long_import_shows_how_far_it_is_on_a_terminal_only(program, ready, lines, reader):
    path = lines("a.lines", *((str(n), "boss@acme.example", {}) for n in range(250)))
    master, slave = pty.openpty()
    child = subprocess.Popen(
        [program, "import", path, *reader], stdout=subprocess.PIPE, stderr=slave, text=True
    )
    os.close(slave)
    shown = everything_from(master)
    out, _ = child.communicate(timeout=60)
    assert "a.lines" in shown
    assert "250 read" in shown
    assert "\x1b" not in out


def test_import_without_a_path_reads_what_it_knows_again(ready, lines, reader):
    assert ready("import").code == 3
    path = lines("a.lines", ("1", "boss@acme.example", {}))
    ready("import", path, *reader)
    [file] = ready("import", *reader, "--json").data["files"]
    assert (file["path"], file["outcomes"]) == (str(path), {"known": 1})


def test_import_of_a_strange_file_is_a_problem(ready, tmp_path):
    (tmp_path / "x").write_text("hello")
    done = ready("import", tmp_path / "x")
    assert (done.code, done.out.splitlines()[1]) == (1, "  not read: no plugin reads such a file")


def test_what_could_be_of_two_cases_is_listed_and_assigned_by_hand(ready, lines, reader):
    for case in ("one", "two"):
        ready("add", case, "--person", "<agent@agency.example>")
    ready("import", lines("a.lines", ("1", "agent@agency.example", {"subject": "Hello"})), *reader)
    found = ready("unmatched", "--json").data
    [item] = found["items"]
    assert (found["count"], found["unclear"], item["candidates"], item["what"]) == (
        1,
        1,
        ["one", "two"],
        "Hello",
    )
    assert ready("assign", item["ref"], "two", "--json").data == {
        "ref": item["ref"],
        "case": "two",
        "how": "assigned",
    }
    assert ready("unmatched", "--json").data["count"] == 0
    assert ready("assign", item["ref"], "--undo", "--json").data["case"] is None
    assert ready("assign", item["ref"]).code == 2
    assert ready("assign", "ffffffff", "two").err.startswith("error: no item 'ffffffff'")


def test_export_is_a_journal_that_the_library_reads(ready, lines, reader, tmp_path):
    attributes = {"direction": "out", "nature": "person", "text": "Hello ☺"}
    path = lines("a.lines", ("1", "boss@acme.example", {**attributes, "from": "me@home.example"}))
    ready("import", path, *reader)
    ready("add", "acme", "--interview", "2026-11-02T14:00")
    target = tmp_path / "journal.jsonl"
    assert ready("export", "--out", target).code == 0
    journal = followup.read_journal(target)
    assert [(each.kind, each.case, each.source) for each in journal.events] == [
        ("contact", "acme", "lines"),
        ("interview", "acme", "hand"),
    ]
    assert journal.events[0].attributes["text"] == "Hello ☺"
    assert journal.cases["acme"].people == ("boss@acme.example",)
    assert target.read_text() == ready("export").out


def test_forget_asks_first_and_then_erases(ready, lines, reader, home):
    ready("import", lines("a.lines", ("1", "boss@acme.example", {"text": "a secret word"})), *reader)
    assert ready("forget", "acme").code == 2
    assert ready("forget", "acme", "--yes", "--json").data == {"forgotten": "acme", "items": 1}
    assert ready("list", "--json").data == []
    assert not [each for each in home.iterdir() if b"secret word" in each.read_bytes()]


def test_plugins_are_listed_with_those_that_are_broken(run, tmp_path):
    (tmp_path / "bad.py").write_text("raise SystemExit")
    done = run("plugin", "list", "--plugin", tmp_path / "bad.py", "--json")
    assert done.code == 1
    assert {"calendar", "email", "linkedin", "phone"} <= {each["name"] for each in done.data["plugins"]}
    assert [each["plugin"] for each in done.data["failures"]] == ["bad"]
    assert run("plugin", "list", "--plugin", tmp_path / "none.py").code == 2


def test_the_doctor_finds_what_is_wrong(ready, home):
    sound = ready("doctor", "--json")
    assert {"python", "home", "store", "pack", "plugins"} <= {each["what"] for each in sound.data}
    (home / "followup.sqlite").write_bytes(b"no database" * 100)
    broken = ready("doctor", "--json")
    assert broken.code == 1
    assert "not a database" in next(each["says"] for each in broken.data if each["what"] == "store")


def test_errors_are_json_for_programs(ready):
    assert ready("forget", "acem", "--json").data == {
        "error": "no case 'acem'; did you mean 'acme'?",
        "code": 2,
    }


def test_the_installed_program_does_all_of_it(installed, lines, reader):
    assert installed("init", "--me", "me@home.example", "--zone", "Europe/Berlin").code == 0
    assert installed("add", "acme", "--person", "Boss <boss@acme.example>").code == 0
    path = lines("a.lines", ("1", "boss@acme.example", {}), ("2", "x@y.example", {}))
    assert installed("import", path, *reader).code == 0
    ref = installed("unmatched", "--json").data["items"][0]["ref"]
    assert installed("assign", ref, "acme").code == 0
    assert installed("list", "--json").data[0]["items"] == 2
    assert len(installed("export").out.splitlines()) >= 2
    assert installed("plugin", "list").code in (0, 1)
    assert installed("doctor").code in (0, 1)
    assert "_FOLLOWUP_COMPLETE" in installed("completion", "bash").out
    assert installed("forget", "acme", "--yes").code == 0
    assert installed("--help").out.startswith("Usage: followup ")


def test_completion_offers_commands_and_the_packs_options(installed):
    offered = installed(_FOLLOWUP_COMPLETE="bash_complete", COMP_WORDS="followup un", COMP_CWORD="1").out
    assert offered == "plain,unmatched\n"
    words = "followup add acme --int"
    offered = installed(_FOLLOWUP_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD="3").out
    assert offered == "plain,--interview\n"


def test_a_pipe_that_is_closed_early_is_no_error(program, ready):
    shell = f"{program} --help | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, timeout=60)
    assert done.stdout.endswith("\n0\n")
    assert done.stderr == ""
