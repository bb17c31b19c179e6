"""Which files are mail, and which mails are in them."""

from __future__ import annotations

import tracemalloc

import pytest

import followup_email
from followup.plugins import Item, Left, Reading, RefusedFile

NO_MAIL = {
    "empty": b"",
    "calendar": b"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n",
    "table": b"From,To,Date\na,b,c\n",
    "notes": b"from: here\nsome words\nand more words\nwithout any colon\nat all\n\n",
    "web answer": b"Date: Mon, 02 Mar 2026\nContent-Type: text/html\nServer: x\n\n<html>",
    "saved page": b"From: <Saved by Blink>\nSubject: x\nDate: y\nMIME-Version: 1.0\n\n<html>",
    "sentence": b"From Russia with love\nYear: 1963\n",
    "picture": b"\x89PNG\r\n\x1a\n\0\0",
}


@pytest.mark.parametrize("head", NO_MAIL.values(), ids=NO_MAIL)
def test_what_is_no_mail_is_not_claimed(tmp_path, head):
    assert followup_email.recognise(tmp_path / "inbox.mbox", head) is None


WRAPPINGS = {
    "plain": lambda raw: raw,
    "crlf": lambda raw: raw.replace(b"\n", b"\r\n"),
    "bare cr": lambda raw: raw.replace(b"\n", b"\r"),
    "byte order mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "blank lines": lambda raw: b"\r\n\n" + raw,
    "stray from": lambda raw: b">From ann@acme.example Mon Mar  2 09:00:00 2026\n" + raw,
}


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS)
def test_a_mail_is_the_same_however_its_lines_end_and_begin(tmp_path, mail, read_mail, wrap):
    raw = mail("First line.\nSecond line.")
    assert followup_email.recognise(tmp_path, b"") is None
    assert followup_email.recognise(tmp_path / "x.txt", wrap(raw)) == "eml"
    assert read_mail(wrap(raw)) == read_mail(raw)


@pytest.mark.parametrize("drop", [(), ("message-id",)], ids=["with an id", "without an id"])
def test_a_mail_has_the_same_id_in_every_container(tmp_path, mail, as_mbox, read_file, drop):
    raw = mail("Hello.\n\nFrom here on.  \n", drop=drop)
    (tmp_path / "a.eml").write_bytes(raw)
    (tmp_path / "a.mbox").write_bytes(as_mbox(mail(subject="Another"), b"Status: RO\n" + raw))
    (tmp_path / "crlf.mbox").write_bytes(as_mbox(raw, end=b"\r\n"))
    (tmp_path / "cr.mbox").write_bytes(as_mbox(raw, end=b"\r"))
    for part in ("cur", "new", "tmp"):
        (tmp_path / "dir" / part).mkdir(parents=True)
    (tmp_path / "dir" / "cur" / "1.host:2,S").write_bytes(raw)
    found = [read_file(tmp_path / name)[-1] for name in ("a.eml", "a.mbox", "crlf.mbox", "cr.mbox", "dir")]
    assert len({item.id for item in found}) == 1
    assert {item.attributes["text"] for item in found} == {"Hello.\n\nFrom here on."}


def test_a_maildir_leaves_drafts_deleted_mails_and_what_is_still_coming_in(tmp_path, mail, read_file):
    for name in ("cur/1:2,S", "cur/2:2,D", "cur/3:2,ST", "new/4", "tmp/5", ".Spam/cur/6:2,S"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(mail(message_id=f"<{name}@x>"))
    assert followup_email.recognise(tmp_path, b"") == "maildir"
    found = read_file(tmp_path)
    assert sorted(item.id for item in found if isinstance(item, Item)) == ["cur/1:2,S@x", "new/4@x"]
    assert sorted(left.why for left in found if isinstance(left, Left)) == [
        "is kept as deleted",
        "is kept as draft",
        "is kept as spam",
    ]


def test_a_folder_is_read_through_and_names_what_is_no_mail(tmp_path, mail, as_mbox, read_file):
    (tmp_path / "deep" / "Junk").mkdir(parents=True)
    (tmp_path / "deep" / "one").write_bytes(mail())
    (tmp_path / "deep" / "Junk" / "two").write_bytes(mail())
    (tmp_path / "all.txt").write_bytes(as_mbox(mail(), mail()))
    (tmp_path / "picture.eml").write_bytes(b"\x89PNG")
    (tmp_path / "away").symlink_to("/etc")
    assert followup_email.recognise(tmp_path, b"") == "mail-folder"
    assert [(each.place, getattr(each, "why", "read")) for each in read_file(tmp_path)] == [
        ("all.txt, message 1", "read"),
        ("all.txt, message 2", "read"),
        ("picture.eml", "is no mail"),
        ("deep/one", "read"),
        ("deep/Junk/two", "is kept as spam"),
    ]


MARKED = {
    "x_gmail_labels": ["Inbox,Drafts", "Spam", "=?utf-8?q?Papierkorb?="],
    "x_mozilla_status": ["0009"],
    "x_status": ["D", "RT"],
    "x_unsent": ["1"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in MARKED for value in MARKED[name]])
def test_a_mail_marked_as_draft_spam_or_deleted_is_left(mail, read_mail, name, value):
    assert read_mail(mail(**{name: value})).why.startswith("is marked as ")


def test_an_mbox_is_split_at_separators_only(tmp_path, mail, read_file):
    body = "He said:\n\nFrom Russia with love\nYear: 1963\n\nFrom Monday on it is better.\n"
    one = b"From ann@acme.example Mon Mar  2 09:00:00 2026\n" + mail(body, content_length="99999")
    two = b"From 1844347792267117879@xxx\n" + mail(message_id="<two@x>")
    (tmp_path / "inbox").write_bytes(one + two + b"\n" + one)
    found = read_file(tmp_path / "inbox")
    assert [item.id for item in found] == ["one@acme.example", "two@x", "one@acme.example"]
    assert "From Monday on it is better." in found[0].attributes["text"]


def test_the_mboxes_of_other_parsers_hold_as_many_mails_as_they_say(corpus, read_file):
    folder = corpus("mail/mimekit/UnitTests/TestData/mbox")
    counts = {path.name.split(".")[0]: len(read_file(path)) for path in folder.glob("*.mbox.txt")}
    assert counts == {"content-length": 29, "issue1189": 4, "simple": 3, "unmunged": 2}


def test_a_broken_mail_costs_that_mail_only(tmp_path, mail, as_mbox, read_file):
    broken = mail(drop=("date",))
    (tmp_path / "inbox").write_bytes(as_mbox(mail(), broken, mail(message_id="<last@x>")))
    found = read_file(tmp_path / "inbox")
    assert [type(each) for each in found] == [Item, Left, Item]
    assert found[1] == Left("inbox, message 2", "has no date that can be used", broken=True)


def test_a_large_mbox_is_read_in_flat_memory(tmp_path, mail):
    one = b"From - Mon Mar  2 09:00:00 2026\n" + mail("x" * 70 + "\n", message_id="<%d@x>") + b"\n"
    peaks = []
    for count in (20, 600):
        (tmp_path / "big").write_bytes(b"".join(one.replace(b"%d", b"%d" % n) for n in range(count)))
        tracemalloc.start()
        assert sum(1 for _ in followup_email.read(tmp_path / "big", "mbox", Reading())) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 500_000


def test_a_file_that_cannot_be_read_as_asked_is_refused(tmp_path):
    with pytest.raises(RefusedFile, match="gone"):
        list(followup_email.read(tmp_path / "gone", "eml", Reading()))
