"""What was worked out once is found again, or worked out again; it is never wrong, and never in anybody's way."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.language import cache


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache; the folder in which its entries will be."""
    monkeypatch.setenv("FOLLOWUP_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "loaded"


def only(folder: Path) -> Path:
    (entry,) = folder.iterdir()
    return entry


def test_what_was_kept_is_found_under_its_kind_and_key_alone():
    """Nothing is found before it was kept, or under another name."""
    assert cache.find("code", "k") is None
    cache.keep("code", "k", b"\0bytes\n")
    assert cache.find("code", "k") == b"\0bytes\n"
    assert cache.find("code", "kk") is None
    assert cache.find("tree", "k") is None


def test_it_is_made_once():
    """The second time `make` is not asked."""
    assert cache.cached("code", "k", lambda: b"one") == b"one"
    assert cache.cached("code", "k", lambda: b"two") == b"one"


def test_the_newest_stands():
    """Keeping again replaces."""
    cache.keep("code", "k", b"long and old")
    cache.keep("code", "k", b"new")
    assert cache.find("code", "k") == b"new"


def test_keys_that_share_a_file_are_told_apart(monkeypatch):
    """A checksum names the file; the key inside decides."""
    monkeypatch.setattr(cache, "crc32", lambda data: 7)
    cache.keep("code", "one", b"1")
    assert cache.find("code", "two") is None
    cache.keep("code", "two", b"2")
    assert (cache.find("code", "one"), cache.find("code", "two")) == (None, b"2")


@given(st.data())
def test_damage_anywhere_counts_as_nothing(data):
    """A byte that was changed, or an end that is missing, is noticed wherever it is."""
    cache.keep("code", "k", b"some bytes")
    entry = only(Path(os.environ["FOLLOWUP_CACHE"]) / "loaded")
    whole = entry.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    flipped = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    for damaged in (flipped, whole[:at], whole + b"\0", b""):
        entry.write_bytes(damaged)
        assert cache.find("code", "k") is None
    assert cache.cached("code", "k", lambda: b"made anew") == b"made anew"
    assert cache.find("code", "k") == b"made anew"


@pytest.mark.parametrize(("name", "value"), [("FORMAT", 2), ("__version__", "0.0.0")])
def test_another_version_finds_nothing(name, value, monkeypatch):
    """What this version kept is for this version."""
    cache.keep("code", "k", b"mine")
    monkeypatch.setattr(cache, name, value)
    cache._stamp.cache_clear()
    assert cache.find("code", "k") is None
    monkeypatch.undo()
    cache._stamp.cache_clear()


def test_other_code_of_the_engine_finds_nothing(tmp_path, monkeypatch):
    """In a checkout the version stays while the code changes, so the code's files count."""
    for name in ("language", "timeline", "evaluate"):
        (tmp_path / name).mkdir()
    file = tmp_path / "evaluate" / "writer.py"
    file.write_text("a = 1")
    monkeypatch.setattr(cache, "_ENGINE", str(tmp_path))
    stamps = []
    for text in ("a = 1", "a = 10"):
        file.write_text(text)
        cache._stamp.cache_clear()
        stamps.append(cache._stamp(cache.CODE["code"]))
    cache._stamp.cache_clear()
    assert stamps[0] != stamps[1]


def test_nobody_else_can_read_or_write_it(folder):
    """The folder and the entry are the user's alone, whatever the umask."""
    before = os.umask(0)
    cache.keep("code", "k", b"mine")
    os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert only(folder).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o777, 0o720])
def test_a_folder_that_others_can_enter_is_left_alone(mode, folder):
    """Nothing is read there, nothing written."""
    cache.keep("code", "k", b"mine")
    folder.chmod(mode)
    assert cache.find("code", "k") is None
    cache.keep("code", "other", b"mine")
    assert len(list(folder.iterdir())) == 1


def test_another_user_s_folder_is_left_alone(folder, monkeypatch):
    """Trust ends at the user, also for the administrator who works in somebody's home."""
    cache.keep("code", "k", b"mine")
    monkeypatch.setattr(os, "geteuid", lambda: os.stat(folder).st_uid + 1)
    assert cache.find("code", "k") is None
    cache.keep("code", "other", b"mine")
    assert len(list(folder.iterdir())) == 1


def test_a_link_in_the_folder_s_place_is_left_alone(folder, tmp_path):
    """Who can put a link there could lead it anywhere."""
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder.parent.mkdir()
    folder.symlink_to(tmp_path / "elsewhere")
    cache.keep("code", "k", b"mine")
    assert not list((tmp_path / "elsewhere").iterdir())


def test_where_nothing_can_be_written_everything_is_made(tmp_path, monkeypatch):
    """A file in the folder's way is no error."""
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("FOLLOWUP_CACHE", str(tmp_path / "file"))
    assert cache.cached("code", "k", lambda: b"1") == b"1"
    assert cache.cached("code", "k", lambda: b"2") == b"2"


@pytest.mark.parametrize("word", ["off", "OFF"])
def test_it_can_be_switched_off(word, folder, monkeypatch):
    """Then nothing is kept, and nothing that was kept is found."""
    cache.keep("code", "k", b"mine")
    monkeypatch.setenv("FOLLOWUP_CACHE", word)
    assert cache.find("code", "k") is None
    cache.keep("code", "other", b"mine")
    assert len(list(folder.iterdir())) == 1


def test_what_was_left_half_written_is_never_read_and_goes_in_the_end(folder):
    """A writer that was killed leaves a file beside, which a later one removes."""
    cache.keep("code", "k", b"whole")
    half = folder / f"{only(folder).name}.0badcafe.half"
    half.write_bytes(b"ha")
    os.utime(half, (1, 1))
    assert cache.find("code", "k") == b"whole"
    cache.keep("code", "other", b"")
    assert not half.exists()


def test_the_oldest_go_when_there_are_too_many(folder, monkeypatch):
    """The folder does not grow without end."""
    monkeypatch.setattr(cache, "MOST_ENTRIES", 10)
    for n in range(11):
        cache.keep("code", f"{n}", b"")
        newest = max(folder.iterdir(), key=lambda each: each.stat().st_mtime_ns)
        os.utime(newest, (n, n))
    assert len(list(folder.iterdir())) == 6
    assert cache.find("code", "0") is None


@pytest.mark.parametrize("cache_home", [None, "", "/elsewhere"])
def test_the_folder_is_where_platformdirs_says(cache_home, monkeypatch):
    """On every platform, also where it is not asked for the sake of speed."""
    monkeypatch.delenv("FOLLOWUP_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if cache_home is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", cache_home)
    assert cache._chosen() == platformdirs.user_cache_dir("followup")


def test_the_version_is_the_installed_one():
    """The version that needs no look at what is installed is the same as the one that does."""
    from importlib.metadata import version

    assert sys.modules["followup.language.cache"].__version__ == version("followup")
