"""Hostile exports end in a refusal by name or in what could be read, soon and without harm."""

from __future__ import annotations

import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import followup_linkedin
from followup.plugins import Reading, RefusedFile

HEADER = b"CONVERSATION ID,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
ROW = b"2-x,Bo,https://www.linkedin.com/in/bo,Ada,2026-01-02 10:00:00 UTC,,Hi,INBOX\n"
PROFILE = b"First Name,Last Name,Maiden Name,Headline,Industry\nAda,,,,\n"


@pytest.fixture
def written(tmp_path, read):
    """What messages.csv with these bytes gives, and what of it was left."""

    def of(content):
        (tmp_path / "messages.csv").write_bytes(content)
        (tmp_path / "Profile.csv").write_bytes(PROFILE)
        items, left = read(tmp_path)
        return items, [each for each in left if each.place != "Profile.csv"]

    return of


def packed(path, *entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("messages.csv", HEADER + ROW), *entries):
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("name", "size", "why"),
    [
        ("bomb.csv", 2**26, "zip bomb"),
        ("../evil.csv", 1, "leave the archive"),
        ("/etc/x", 1, "leave the archive"),
    ],
)
def test_bombs_and_paths_that_leave_the_archive_are_refused_by_name(tmp_path, read, name, size, why):
    with pytest.raises(RefusedFile, match=why):
        read(packed(tmp_path / "x.zip", (name, bytes(size))))


def test_a_link_among_the_files_is_refused_by_name(tmp_path, read):
    (tmp_path / "messages.csv").write_bytes(HEADER + ROW)
    (tmp_path / "Profile.csv").symlink_to("/etc/passwd")
    with pytest.raises(RefusedFile, match="symbolic link"):
        read(tmp_path)


def test_a_field_of_100_mb_ends_its_table_by_name_and_keeps_what_came_before(tmp_path, written):
    items, (left,) = written(HEADER + ROW + b'2-x,"' + b"x" * 100_000_000)
    assert len(items) == 1
    assert left.broken
    assert left.place == "messages.csv, line 3"
    assert "longer than" in left.why


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + HEADER + ROW,
        (HEADER + ROW).decode().encode("utf-16"),
        HEADER + ROW.replace(b"Hi", b"H\0i\0"),
        HEADER.replace(b"\n", b"\r\n") + ROW.replace(b"\n", b"\r\n"),
        HEADER.lower() + ROW.strip(),
    ],
)
def test_marks_encodings_line_ends_and_nul_bytes_are_no_obstacle(written, content):
    items, left = written(content)
    assert ([item.attributes["text"] for item in items], left) == (["Hi"], [])


@pytest.mark.parametrize(
    "row", [b"2-x,Bo\n", b"1,2,3,4,5,6,7,8,9\n", b",,,,,,,\n", b"2-x,Bo,,Ada,never,,Hi,INBOX\n"]
)
def test_a_broken_row_costs_itself_only(written, row):
    items, left = written(HEADER + ROW + row + ROW.replace(b"Hi", b"Ho"))
    assert (len(items), len(left)) == (2, 1)


def test_a_damaged_member_costs_itself_only(tmp_path, read):
    path = tmp_path / "x.zip"
    invitations = b"From,To,Sent At,Message,Direction\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("messages.csv", HEADER + ROW)
        archive.writestr("Profile.csv", PROFILE)
        archive.writestr("Invitations.csv", invitations)
    path.write_bytes(path.read_bytes().replace(invitations, invitations.lower(), 1))
    items, left = read(path)
    assert len(items) == 1
    assert any(each.place == "Invitations.csv" for each in left)


def test_two_exports_in_one_folder_are_not_mixed(tmp_path, read):
    for folder in ("", "other"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "messages.csv").write_bytes(HEADER + ROW)
    (tmp_path / "other" / "Profile.csv").write_bytes(PROFILE)
    items, left = read(tmp_path)
    assert items == []
    assert {each.place: each.why for each in left}["other/Profile.csv"].endswith("another person's export")


@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=200).map(lambda content: HEADER + content),
        st.text('",\n\r ax:/0 ', max_size=200).map(lambda text: HEADER + ROW + text.encode()),
        st.text(max_size=100).map(lambda text: b"From,To,Sent At,Message,Direction\n" + text.encode()),
    )
)
def test_any_bytes_end_in_a_refusal_or_a_result(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "file.csv"
    path.write_bytes(content)
    assert followup_linkedin.recognise(path=path, head=content[:4096]) in (None, "linkedin-export")
    with suppress(RefusedFile):
        list(followup_linkedin.read(path=path, format="linkedin-export", reading=Reading()))
