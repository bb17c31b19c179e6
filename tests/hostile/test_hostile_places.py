"""Where files lie, and what happens to them while they are read, costs an import those files only."""

from __future__ import annotations

import os
import subprocess
import zipfile

import pytest

from followup.cases.importing import import_paths
from followup.cases.store import Store
from followup.plugins.registry import Plugins

HEADER = "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
PROFILE = "First Name,Last Name,Maiden Name,Headline,Industry\nMe,,,,\n"


def test_links_that_go_round_in_a_circle_are_not_followed(run, tmp_path, mail):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.eml").write_bytes(mail())
    (folder / "round").symlink_to(folder)
    (folder / "one").symlink_to(folder / "two")
    (folder / "two").symlink_to(folder / "one")
    assert run("import", folder, "--json").file["read"] == 1
    lost = run("import", folder / "one", "--json")
    assert lost.code == 1
    assert run("list").code == 0


def test_a_link_out_of_a_folder_is_not_followed(run, tmp_path, mail):
    (tmp_path / "secret.eml").write_bytes(mail())
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "link.eml").symlink_to(tmp_path / "secret.eml")
    assert run("import", folder, "--json").data["unmatched"] == 0


def test_pipes_and_devices_are_not_waited_for(installed, tmp_path, mail):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.eml").write_bytes(mail())
    os.mkfifo(folder / "pipe")
    assert installed("import", folder, "--json").file["read"] == 1
    for path in (folder / "pipe", "/dev/zero", "/dev/null"):
        assert installed("import", path, "--json").code == 1


def test_a_file_that_gives_an_error_when_it_is_read_is_named(run):
    done = run("import", "/proc/self/mem", "--json")
    assert done.code == 1
    assert done.file["problem"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_costs_itself_only(run, tmp_path, mail):
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("a.eml", "b.eml"):
        (folder / name).write_bytes(mail(message_id=f"<{name}@y.example>"))
    (folder / "closed").mkdir(mode=0)
    (folder / "b.eml").chmod(0)
    done = run("import", folder, "--json")
    assert sum(each["read"] for each in done.data["files"]) == 1
    assert "ermission denied" in done.out


def test_ten_thousand_tiny_files_are_looked_at_once_and_their_names_not_all_listed(installed, tmp_path, mail):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(10_000):
        (folder / f"{number}.txt").write_bytes(b"x")
    (folder / "last.eml").write_bytes(mail())
    done = installed("import", folder)
    assert done.code == 0
    assert "read 1" in done.out
    assert len(done.out) < 2000


def test_a_path_that_is_not_there_is_named(run, tmp_path):
    done = run("import", tmp_path / "nowhere", "--json")
    assert (done.code, done.file["problem"]) == (1, "No such file or directory")


CHANGES = {
    "cut": lambda path: os.truncate(path, path.stat().st_size // 3),
    "emptied": lambda path: os.truncate(path, 0),
    "overwritten": lambda path: path.write_bytes(os.urandom(path.stat().st_size)),
    "removed": lambda path: path.unlink(),
}


def mbox(path, mail):
    mails = (mail("x" * 3000, message_id=f"<{number}@y.example>") for number in range(300))
    path.write_bytes(b"".join(b"From - Mon Mar  2 09:00:00 2026\n" + each + b"\n" for each in mails))
    return path


def linkedin(path, mail):
    rows = (f"{n},Me,,Boss,2026-11-02 10:00:00 UTC,,{os.urandom(1500).hex()},INBOX\n" for n in range(300))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("messages.csv", HEADER + "".join(rows))
        archive.writestr("Profile.csv", PROFILE)
    return path


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("make", [mbox, linkedin])
def test_a_file_that_changes_while_it_is_read_gives_what_came_before(run, home, tmp_path, mail, make, change):
    path = make(tmp_path / "changing", mail)
    changed = []

    def on_progress(*_):
        if not changed:
            changed.append(change(path))

    store = Store.open(home)
    [report] = import_paths(store, Plugins.installed(), [path], 0, on_progress).files
    assert changed
    assert 100 <= report.read <= 300
    assert report.problem is None
    assert store.db.problems() == []
    store.close()


@pytest.fixture
def endless(tmp_path):
    """A folder in a folder in a folder, deeper than Python calls itself."""
    top, here = tmp_path / "files", os.getcwd()
    top.mkdir()
    os.chdir(top)
    for _ in range(1100):
        os.mkdir("a")
        os.chdir("a")
    os.chdir(here)
    yield top
    subprocess.run(["rm", "-rf", top], check=True)  # shutil cannot


def test_folders_nested_without_end_are_not_gone_into(installed, endless, mail):
    for code in (1, 0):
        done = installed("import", endless, "--json")
        assert (done.code, "nested more than 100 deep" in done.out) == (code, True)
        (endless / "a.eml").write_bytes(mail())
