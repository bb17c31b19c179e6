"""Nothing that a mail holds makes the reader fail, or take long."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import followup_email
from followup.plugins import Item, Left, Reading, RefusedFile
from followup_email._html import text_of_html
from followup_email._reply import own_words

SECONDS = 8  # far above what is measured (see docs/email.md), far below what a quadratic step takes


def read_all(path, format):
    try:
        return list(followup_email.read(path, format, Reading(me=frozenset({"neko@libsisimai.org"}))))
    except RefusedFile as error:
        return [error]


def test_every_file_of_the_corpora_ends_in_items_and_reasons_and_twice_the_same(corpus):
    files = [path for path in sorted(corpus("mail").rglob("*")) if path.is_file()]
    assert len(files) > 900
    for path in files:
        recognised = followup_email.recognise(path, path.read_bytes()[:4096])
        for format in {recognised or "eml", "mbox"}:
            found = read_all(path, format)
            assert all(isinstance(each, Item | Left) for each in found), path
            assert found == read_all(path, format), path
            "".join(str(each) for each in found).encode("utf-8")


FRAGMENTS = [
    b"From: a@b.c\n",
    b"Date: Mon, 02 Mar 2026 09:00:00 +0000\n",
    b"Content-Type: multipart/mixed; boundary=x\n",
    b"Content-Type: text/html; charset=punycode\n",
    b"Content-Type: message/rfc822\n",
    b"Content-Type: text/plain; name*0*=x''y; charset*=a'b'c\n",
    b"Content-Disposition: attachment; filename*=utf-8''%ff\n",
    b"Content-Transfer-Encoding: base64\n",
    b"From a@b 10:00:00 2026\n",
    b"References: <a@b> <",
    b"Subject: ",
    b"To: ",
    *[b"\n--x\n", b"\n\n", b"=?utf-8?b?", b"?=", b"<", b">", b'"', b"(", b"\xff", b"\r"],
]


@settings(max_examples=200)
@given(
    st.one_of(
        st.binary(max_size=2000),
        st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.binary(max_size=9))).map(b"".join),
    )
)
def test_any_bytes_end_in_items_reasons_or_a_refusal(tmp_path_factory, raw):
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(raw)
    followup_email.recognise(path, raw[:4096])
    for format in ("eml", "mbox"):
        for each in read_all(path, format):
            assert isinstance(each, Item | Left | RefusedFile)
            str(each).encode("utf-8")


MEGA = 1_000_000
NESTED = "".join(f"--{n}\nContent-Type: multipart/mixed; boundary={n + 1}\n\n" for n in range(3000))
MAILS = {
    "nested parts": lambda mail: mail(NESTED, content_type="multipart/mixed; boundary=0"),
    "many parts": lambda mail: mail("--x\n\n" * (MEGA // 5), content_type="multipart/mixed; boundary=x"),
    "long header": lambda mail: mail(subject="=?utf-8?q?a?= " * (MEGA // 14)),
    "many headers": lambda mail: mail(received="x\n" + "Received: x\n" * (MEGA // 12) + "X-End: y"),
    "many addresses": lambda mail: mail(to="a@b.example, " * (MEGA // 13)),
    "open quotes": lambda mail: mail(to='"\\' * (MEGA // 2)),
    "open comments": lambda mail: mail(**{"from": "(" * MEGA}),
    "many ids": lambda mail: mail(references="<a@b> " * (MEGA // 6)),
    "long type": lambda mail: mail(content_type="text/plain" + "; a=b" * (MEGA // 5)),
    "punycode": lambda mail: mail("a" * MEGA, content_type="text/plain; charset=punycode"),
    "one line": lambda mail: mail("On 1 " * (MEGA // 5)),
}


@pytest.mark.parametrize("make", MAILS.values(), ids=MAILS)
def test_a_hostile_mail_costs_seconds_at_most(mail, read_mail, make):
    raw = make(mail)
    start = time.perf_counter()
    assert isinstance(read_mail(raw), Item | Left)
    assert time.perf_counter() - start < SECONDS


PIECES = ["<", "<!--", "<![", "</", "<a b='", '<a "', "<div>", "</b>", "<blockquote>x", "&#", "&#9", "<tr>\n"]
PIECES += ["<style>", "<p style='border:", "\v"]
LINES = [
    "On 1\n",
    "> x\n",
    "From: x\n",
    "--\n",
    "-" * 40 + "\n",
    "Best regards,\n",
    "wrote wrote ",
    "\n",
    "_",
]
LINES += ["Sent from ", "1 a@b:\n", "On 1 a\nb\nc:\n"]


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_html_costs_seconds_at_most(piece):
    start = time.perf_counter()
    text_of_html(piece * (MEGA // len(piece)))
    assert time.perf_counter() - start < SECONDS


@pytest.mark.parametrize("line", LINES)
def test_hostile_text_costs_seconds_at_most(line):
    start = time.perf_counter()
    own_words(line * (200_000 // len(line)))
    assert time.perf_counter() - start < SECONDS


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path, mail, read_file):
    import os

    (tmp_path / "one").write_bytes(mail())
    os.mkfifo(tmp_path / "pipe")
    assert followup_email.recognise(Path(tmp_path), b"") == "mail-folder"
    assert len(read_file(tmp_path)) == 1
