"""Hostile files end in a refusal by name or in what could be read, soon and without harm."""

from __future__ import annotations

import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import followup_phone
from followup.plugins import Reading, RefusedFile

GOOD = '<call number="030123456" date="{}" type="1" duration="1"/>\n'


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE calls [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE calls [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE calls SYSTEM "http://localhost/x.dtd">',
    ],
)
def test_declared_types_and_entities_are_refused_by_name(tmp_path, read, declaration):
    path = tmp_path / "bomb.xml"
    path.write_text(f'<?xml version="1.0"?>{declaration}<calls><call number="&b;"/></calls>')
    with pytest.raises(RefusedFile, match="document type"):
        read(path)


@pytest.mark.parametrize(
    "broken",
    [
        '<call number="3<call number="030" date="5" type="1"/>',
        '<call a="1" a="2"/>',
        "<call number=&undeclared;/>",
        "</nothing>",
        "\x01",
        "</calls>",
    ],
)
def test_what_is_broken_costs_itself_only(calls, broken):
    items, left = calls(GOOD.format(1) + broken + GOOD.format(2) + GOOD.format(3))
    assert {1000, 2000, 3000} <= {item.at for item in items}
    assert left


def test_a_backup_that_breaks_off_gives_what_came_before(tmp_path, read):
    path = tmp_path / "cut.xml"
    path.write_text("<calls>" + GOOD.format(1) + GOOD.format(2)[:20])
    items, (left,) = read(path)
    assert len(items) == 1
    assert "breaks off" in left.why


def test_a_file_broken_everywhere_is_given_up(tmp_path, read):
    path = tmp_path / "broken.xml"
    path.write_text("<calls>" + '<call x="' * 100_000)
    items, left = read(path)
    assert (items, len(left)) == ([], 1001)


def test_pictures_are_passed_over_however_large(tmp_path, read):
    path = tmp_path / "large.xml"
    part = f'<part ct="image/png" data="{"A" * 30_000_000}"/><part ct="text/plain" text="seen"/>'
    path.write_text(f'<smses><mms date="1" msg_box="1" address="030123456">{part}</mms></smses>')
    (item,), left = read(path)
    assert (item.attributes["text"], left) == ("seen", [])


def test_an_element_without_end_costs_itself_only(tmp_path, read, monkeypatch):
    monkeypatch.setattr("followup_phone._xml.LARGEST", 10_000)
    monkeypatch.setattr("followup_phone._xml.CHUNK", 1_000)
    path = tmp_path / "large.xml"
    path.write_text(f'<calls><call number="{"1 " * 20_000}"/>{GOOD.format(1)}</calls>')
    items, (left,) = read(path)
    assert len(items) == 1
    assert "larger than" in left.why


def test_a_field_of_100_mb_ends_the_table_by_name(tmp_path, read):
    path = tmp_path / "calls.csv"
    with path.open("w") as file:
        file.write("Call type,Date,Duration,Number,Contact\nMissed,2026-01-31 12:00:00,,,\n")
        for _ in range(100):
            file.write("x" * 1_000_000)
    items, (left,) = read(path)
    assert len(items) == 1
    assert "longer than" in left.why


def test_a_takeout_that_is_a_bomb_or_leaves_its_folder_is_refused_by_name(tmp_path, read):
    page = '<html><div class="hChatLog hfeed"></div></html>'
    for name, size in (("Takeout/bomb", 2**26), ("../evil", 1)):
        path = tmp_path / "takeout.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("Takeout/Voice/Calls/a.html", page)
            packed.writestr(name, bytes(size))
        with pytest.raises(RefusedFile, match=r"bomb|leave the archive"):
            read(path)


@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(alphabet='<>/"=&#;calsmn 0123456789\n', max_size=300).map(
            lambda text: f"<calls>{text}".encode()
        ),
        st.text(max_size=200).map(
            lambda text: f'<div class="hChatLog hfeed"><div class="message">{text}'.encode()
        ),
        st.text(max_size=200).map(lambda text: f"Call type,Date,Duration,Number,Contact\n{text}".encode()),
    )
)
def test_any_bytes_end_in_a_refusal_or_a_result(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(content)
    for format in ("android-calls", "google-voice", "iphone-calls"):
        with suppress(RefusedFile):
            list(followup_phone.read(path=path, format=format, reading=Reading(country="DE")))
