"""Importing: what is said of each file, that once is enough, and that being killed does no harm."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from followup.cases.importing import MOST_REASONS, import_paths
from followup.cases.records import Case, Person
from followup.plugins.registry import Plugins

MANAGER = [{"address": "manager@acme.example"}]
STRANGER = [{"address": "stranger@nowhere.example"}]


def message(id: int | str, parties=MANAGER, **other):
    return {"kind": "message", "id": str(id), "at": 1000, "parties": parties, **other}


@pytest.fixture
def run(store, plugins):
    return lambda *paths: import_paths(store, plugins, paths, 0)


def test_a_report_says_what_was_read_matched_and_left_out(run, lines):
    path = lines("a.lines", message(1), message(2, STRANGER), message(1), "junk", "{}", "more")
    [report] = run(path).files
    assert (report.plugin, report.format, report.read, report.matched) == ("lines", "lines", 3, 1)
    assert report.outcomes == {"new": 2, "known": 1}
    [reason] = report.left
    assert (reason.why, reason.count, reason.broken) == ("not an item", 3, True)
    assert reason.places == ("line 4", "line 5", "line 6")


def test_reading_twice_adds_nothing(run, lines, store, dump):
    path = lines("a.lines", message(1), message(2, STRANGER))
    run(path)
    before = dump(store)
    [report] = run(path).files
    assert report.outcomes == {"known": 2}
    assert dump(store) == before


def test_folders_are_searched_and_strange_files_named(run, lines, tmp_path):
    one, two = lines("box/sub/1.lines", message(1)), lines("box/2.lines", message(2))
    strange = tmp_path / "box" / "holiday.jpg"
    strange.write_bytes(b"\xff\xd8")
    lines("box/.hidden.lines", message(3))
    (tmp_path / "box" / "loop").symlink_to(tmp_path)
    report = run(tmp_path / "box")
    assert ([each.path for each in report.files], report.strange) == ([two, one], (strange,))


def test_a_path_that_nobody_reads_is_a_problem_and_others_are_read(run, lines, tmp_path):
    good = lines("a.lines", message(1))
    (tmp_path / "x.txt").write_text("hello")
    reports = run(tmp_path / "x.txt", tmp_path / "gone", good).files
    problems = [each.problem for each in reports]
    assert problems == ["no plugin reads such a file", "No such file or directory", None]


def test_two_plugins_that_claim_a_file_are_both_named(store, lines, tmp_path):
    source = Path(__file__).with_name("lines_plugin.py").read_text("utf-8")
    files = [tmp_path / "one.py", tmp_path / "two.py"]
    for file in files:
        file.write_text(source.replace('"name": "lines"', f'"name": "{file.stem}"'), "utf-8")
    [report] = import_paths(store, Plugins.installed(files), [lines("a.lines")], 0).files
    assert report.problem == "more than one plugin reads it: one (lines), two (lines)"


def test_a_file_that_is_refused_says_why(run, lines):
    [report] = run(lines("a.lines", message(1), "refuse", message(2))).files
    assert report.read == 1
    assert [each.why for each in report.left] == ["it says that it must not be read"]


def test_sources_are_known_again(run, lines, store, tmp_path):
    path = lines("a.lines", message(1))
    run(path, tmp_path / "gone")
    assert store.sources() == [path]


def test_a_case_that_is_added_later_finds_what_was_there(run, lines, store):
    run(lines("a.lines", message(1, STRANGER)))
    assert store.items.count_unmatched() == (1, 0)
    store.put_case(Case("late"))
    store.put_people("late", [Person("late", None, ("stranger@nowhere.example",))])
    store.refresh()
    assert [each.match.case for each in store.items.of_case()] == ["late"]


def test_a_change_of_our_addresses_corrects_what_was_read(run, lines, store):
    path = lines("a.lines", message(1, **{"from": "new@home.example"}))
    run(path)
    assert store.items.find("1").item.direction == "in"
    store.set_home(replace(store.home(), me=("new@home.example",)))
    assert run(path).files[0].outcomes == {"changed": 1}
    assert store.items.find("1").item.direction == "out"


def test_reasons_do_not_grow_without_end(store, tmp_path):
    plugin = tmp_path / "talker.py"
    plugin.write_text(
        "from followup.plugins import Left, reads, recognises\n"
        "MANIFEST = {'api': 1, 'name': 'talker', 'channel': None, 'says': 'talks', 'reads': ['talk']}\n"
        "recognises(recognise := lambda path, head: 'talk' if head == b'talk' else None)\n"
        "@reads\ndef read(path, format, reading):\n"
        "    yield from (Left('here', f'reason {n}') for n in range(10_000))\n"
    )
    (tmp_path / "x").write_bytes(b"talk")
    [report] = import_paths(store, Plugins.installed([plugin]), [tmp_path / "x"], 0).files
    assert len(report.left) <= MOST_REASONS + 1
    assert sum(each.count for each in report.left) == 10_000
