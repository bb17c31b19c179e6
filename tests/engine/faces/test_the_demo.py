"""The tour: the same on every day, made of real commands, and gone afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup.cases.demos import dated
from followup.timeline.instants import instant

HEADS = ("ACT NOW", "TELL ME", "WAIT", "CLOSED", "FORBID", "PERMIT", "$ followup import", "$ followup check")


def outputs(done, command):
    return [each["output"] for each in done.data["steps"] if each["run"][0] == command]


def test_the_tour_shows_every_kind_of_move_and_leaves_nothing(installed, home, tmp_path):
    done = installed("demo", TMPDIR=str(tmp_path))
    assert done.code == 0, done.err
    assert all(head in done.out for head in HEADS)
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []
    assert not home.exists()


@pytest.mark.parametrize(
    "at",
    [
        "2026-01-02T00:00",  # beyond a new year, at midnight
        "2026-03-30T03:30",  # after the change to summer time
        "2026-10-26T23:59",  # after the change back
        "2026-05-03T12:00",  # a Sunday
        "2028-03-01T09:00",  # after a leap day
    ],
)
def test_the_tour_is_the_same_on_every_day(run, at):
    done = run("demo", "--at", at, "--json")
    assert done.code == 0
    moves = {each["case"]: each["move"] for each in outputs(done, "today")[0]["moves"]}
    assert moves == {"kestrel": "act", "lumen": "act", "tarn": "tell", "harbour": "wait", "birke": "closed"}
    assert [each["moves"][0]["move"] for each in outputs(done, "today")[1:]] == ["wait"]
    assert [each["verdict"] for each in outputs(done, "check")] == ["forbid", "permit"]
    [drafted] = outputs(done, "draft")
    assert (drafted["purpose"], drafted["gaps"]) == ("follow_up", [])
    assert [each["code"] for each in done.data["steps"] if each["code"]] == [1]  # the rude draft


def test_a_machines_mail_is_no_reply_and_a_list_is_of_no_case(run):
    [imported] = outputs(run("demo", "--at", "2026-05-05T12:00", "--json"), "import")
    assert [each["read"] for each in imported["files"]] == [7, 2, 1, 1]
    assert [each["matched"] for each in imported["files"]] == [6, 1, 1, 1]
    assert imported["unmatched"] == 2


def test_a_demo_with_a_home_is_kept_there_and_needs_an_empty_folder(run, tmp_path):
    place = tmp_path / "tour"
    done = run("demo", "--home", place)
    assert done.code == 0
    assert done.out.splitlines()[-2] == (
        f"It is all in {place}; look around: followup --home {place}/home today"
    )
    assert len(run("list", "--home", place / "home", "--json").data) == 5
    again = run("demo", "--home", place)
    assert (again.code, again.err) == (
        2,
        f"error: {place} is not empty; a demo wants a folder of its own\n",
    )


def test_a_pack_without_a_demo_says_so(ready, tmp_path):
    (tmp_path / "pack.yaml").write_text("language: 1\npack: bare\nversion: 1.0.0\n")
    ready("init", "--pack", tmp_path)
    assert ready("demo").err == "error: the pack 'bare' brings no demo\n"


def test_a_pack_that_extends_another_has_its_demo_too(ready, tmp_path):
    (tmp_path / "pack.yaml").write_text("language: 1\npack: ours\nversion: 1.0.0\nextends: five-rules\n")
    ready("init", "--pack", tmp_path)
    done = ready("demo", "--json")
    assert done.code == 0
    assert outputs(done, "init")[0]["pack"] == str(tmp_path)


def test_a_demo_that_cannot_be_read_says_why(ready, tmp_path):
    (tmp_path / "pack.yaml").write_text("language: 1\npack: bare\nversion: 1.0.0\n")
    (tmp_path / "demo").mkdir()
    file: Path = tmp_path / "demo" / "demo.yaml"
    file.write_text("demo: x\nzone: UTC\nsteps: [{run: [list], sez: hello}]\n")
    ready("init", "--pack", tmp_path)
    assert ready("demo").err == f"error: {file}: unknown key 'sez' in a step\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{-1 10:15 %a, %d %b %Y %H:%M:%S %z}}", "Sat, 24 Oct 2026 10:15:00 +0200"),
        ("{{0 10:15 %Y-%m-%dT%H:%M%z}}", "2026-10-25T10:15+0100"),
        ("{{+1 01:00 utc %Y%m%dT%H%M%SZ}}", "20261026T000000Z"),
        ("{{0 01:00 ms}}", "1792882800000"),
        ("{{not a date}} {{0 10:15}}", "{{not a date}} {{0 10:15}}"),
    ],
)
def test_dates_count_from_the_day_in_the_zone(text, shown):
    assert dated(text, "Europe/Berlin", instant("2026-10-24T22:30:00Z")) == shown
