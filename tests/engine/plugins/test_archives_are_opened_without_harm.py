"""Folders and zip files of others: what they hold, and what is refused by name."""

from __future__ import annotations

import io
import os
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.plugins import DamagedFile, Limits, RefusedFile, archive, heads, is_zip


def zipped(path, *entries, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as packed:
        for entry, content in entries:
            packed.writestr(entry, content)
    return path


def contents(path, limits=None):
    with archive(path, limits or Limits()) as members:
        return {member.name: member.open().read() for member in members}


def test_a_folder_a_zip_and_a_file_read_alike(tmp_path):
    (tmp_path / "folder" / "b").mkdir(parents=True)
    (tmp_path / "folder" / "a.txt").write_bytes(b"1")
    (tmp_path / "folder" / "b" / "c.txt").write_bytes(b"2")
    expected = {"a.txt": b"1", "b/c.txt": b"2"}
    assert contents(tmp_path / "folder") == expected
    assert contents(zipped(tmp_path / "x", ("b/", b""), ("b/c.txt", b"2"), ("a.txt", b"1"))) == expected
    assert contents(tmp_path / "folder" / "a.txt") == {"a.txt": b"1"}


@pytest.mark.parametrize(
    "name", ["../a", "a/../../b", "/etc/passwd", "C:\\a", "..\\a", "\\\\server\\a", "a\\..\\b", "c:a"]
)
def test_a_name_that_leaves_the_archive_is_refused(tmp_path, name):
    with pytest.raises(RefusedFile, match="would leave the archive"):
        contents(zipped(tmp_path / "x.zip", ("ok", b""), (name, b"")))


def test_a_link_in_a_zip_is_refused(tmp_path):
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(RefusedFile, match="'link' is a symbolic link"):
        contents(zipped(tmp_path / "x.zip", (link, "/etc/passwd")))


@pytest.mark.parametrize("target", ["/etc", "/etc/passwd", "nowhere"])
def test_a_link_in_a_folder_is_refused(tmp_path, target):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "link").symlink_to(target)
    with pytest.raises(RefusedFile, match="'link' is a symbolic link"):
        contents(tmp_path)


def test_what_is_no_plain_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RefusedFile, match="'pipe' is no plain file"):
        contents(tmp_path)


@pytest.mark.parametrize("size", [200_000, 5_000_000])
def test_a_member_that_explodes_is_refused(tmp_path, size):
    bomb = zipped(tmp_path / "x.zip", ("bomb", bytes(size)))
    with pytest.raises(RefusedFile, match=f"'bomb' explodes to {size:,} bytes"):
        contents(bomb, Limits(small=100_000))
    assert len(contents(bomb)["bomb"]) == size, "what is small in all does no harm"


def test_members_that_share_their_bytes_are_refused(tmp_path):
    """Each is harmless alone; together they unpack to far more than the file could hold."""
    path = zipped(tmp_path / "x.zip", ("a", os.urandom(20_000)), method=zipfile.ZIP_STORED)
    with zipfile.ZipFile(path, "a") as packed:
        first = packed.infolist()[0]
        for number in range(500):
            twin = zipfile.ZipInfo(f"a{number}")
            twin.header_offset, twin.CRC = first.header_offset, first.CRC
            twin.file_size = twin.compress_size = first.file_size
            packed.filelist.append(twin)
        packed._didModify = True
    with pytest.raises(RefusedFile, match="a zip bomb"):
        contents(path, Limits(small=100_000, ratio=100))


def test_an_encrypted_member_is_refused(tmp_path):
    path = zipped(tmp_path / "x.zip", ("secret", b"1"), method=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    path.write_bytes(data)
    with pytest.raises(RefusedFile, match="'secret' is encrypted"):
        contents(path)


def test_another_method_than_deflate_is_refused(tmp_path):
    with pytest.raises(RefusedFile, match="another method than deflate"):
        contents(zipped(tmp_path / "x.zip", ("a", b"1"), method=zipfile.ZIP_BZIP2))


@pytest.mark.parametrize("limits", [Limits(members=3), Limits(directory=100)])
def test_too_many_members_are_refused(tmp_path, limits):
    with pytest.raises(RefusedFile, match=r"more than 3 files|table of contents"):
        contents(zipped(tmp_path / "x.zip", *((str(number), b"") for number in range(4))), limits)


def test_a_folder_of_too_many_files_is_refused(tmp_path):
    for number in range(4):
        (tmp_path / str(number)).touch()
    with pytest.raises(RefusedFile, match="more than 3 files"):
        contents(tmp_path, Limits(members=3))


def test_a_damaged_member_costs_itself_only(tmp_path):
    path = zipped(tmp_path / "x.zip", ("good", b"1" * 99), ("hurt", b"2" * 99), method=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"222", b"333", 1))
    with archive(path) as (good, hurt):
        assert good.open().read() == b"1" * 99
        with pytest.raises(DamagedFile):
            hurt.open().read()


@given(st.binary(max_size=200), st.integers(0, 200), st.integers(0, 20))
def test_any_damage_ends_in_a_named_error_or_a_result(tmp_path_factory, junk, start, length):
    folder = tmp_path_factory.mktemp("zips")
    whole = zipped(folder / "x.zip", ("a/b.csv", b"a,b\n" * 50), ("c", b"2")).read_bytes()
    path = folder / "damaged.zip"
    path.write_bytes(whole[:start] + junk + whole[start + length :])
    list(heads(path, ("", "a"), ".csv"))
    try:
        contents(path)
    except (RefusedFile, DamagedFile):
        return


def test_heads_show_the_first_files_of_the_folders_asked_for(tmp_path):
    entries = [(f"top/{name}", name.encode()) for name in ("a.csv", "b.txt", "deep/c.csv", "deep/er/d.csv")]
    (tmp_path / "a.csv").write_bytes(b"top/a.csv")
    assert list(heads(zipped(tmp_path / "x", *entries), ("", "deep"), ".csv")) == [
        ("top/a.csv", b"a.csv"),
        ("top/deep/c.csv", b"deep/c.csv"),
    ]
    assert list(heads(tmp_path, ("", "nothing"), ".csv")) == [("a.csv", b"top/a.csv")]


def test_a_zip_is_told_by_its_first_bytes():
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    assert (is_zip(empty.getvalue()), is_zip(b"PK\x03\x04..."), is_zip(b"PKware")) == (True, True, False)
