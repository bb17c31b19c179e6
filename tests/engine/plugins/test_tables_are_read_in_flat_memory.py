"""CSV files of others."""

from __future__ import annotations

import csv
import io
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.plugins import BadTable, table


def rows(content):
    return [row.cells for row in table(io.BufferedReader(io.BytesIO(content)))]


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        ("ä,b".encode(), ("ä", "b")),
        ("ä,b".encode("utf-8-sig"), ("ä", "b")),
        ("ä,b".encode("utf-16"), ("ä", "b")),
        ("ä,b".encode("cp1252"), ("ä", "b")),
        (b"a\0,b\0", ("a", "b")),
        (b'"a\r\nb","c ""d"""', ("a\r\nb", 'c "d"')),
    ],
)
def test_encodings_marks_and_nul_bytes_are_no_obstacle(content, cells):
    assert rows(content) == [cells]


def test_a_row_knows_the_line_on_which_it_begins():
    content = b'a\n"b\nb"\n\nc\n'
    assert [row.line for row in table(io.BufferedReader(io.BytesIO(content)))] == [1, 2, 5]


def test_one_line_in_another_encoding_leaves_the_others_as_they_are():
    assert rows("ä\n".encode() + "ä\n".encode("cp1252") + "ä\n".encode()) == [("ä",)] * 3


@pytest.mark.parametrize("content", [b"x" * 2_000_000, b'"' + b"x\n" * 200_000, b"a,b\n" + b"x" * 140_000])
def test_a_field_or_line_that_is_too_long_ends_the_table_by_name(content):
    with pytest.raises(BadTable, match=r"line \d+: (longer than|field larger than)"):
        rows(content)


class Endless(io.RawIOBase):
    """As many bytes of one field as somebody cares to read, up to 100 MB."""

    left = 100_000_000

    def readable(self):
        return True

    def readinto(self, buffer):
        size = min(self.left, len(buffer))
        buffer[:size] = b"x" * size
        self.left -= size
        return size


def test_a_field_of_100_mb_is_never_in_memory():
    tracemalloc.start()
    with pytest.raises(BadTable):
        list(table(io.BufferedReader(Endless())))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=5))
def test_what_csv_writes_is_what_is_read(written):
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows(written)
    assert rows(file.getvalue().encode()) == [tuple(row) for row in written]


@given(st.binary(max_size=400))
def test_any_bytes_end_in_rows_or_a_named_error(content):
    with suppress(BadTable):
        assert all(row for row in rows(content))
