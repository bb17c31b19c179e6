"""What a mail becomes: who, whom, when, in which thread, with which attributes."""

from __future__ import annotations

import pytest

from followup.plugins import Item, Left, Party, show

ANN = Party("Ann Boss", "ann@acme.example")


def test_a_mail_to_us_is_theirs(mail, read_mail):
    item = read_mail(mail("Hello."))
    assert (item.kind, item.channel, item.direction, item.parties) == ("message", "email", "in", (ANN,))
    assert item.id == item.attributes["thread"] == "one@acme.example"
    assert (item.attributes["subject"], item.attributes["text"]) == ("Your application", "Hello.")
    assert (item.attributes["nature"], item.attributes["to_count"]) == ("person", 1)
    assert show(item.at) == "2026-03-02T08:00:00Z"


def test_a_mail_from_us_is_ours_and_goes_to_the_others(mail, read_mail):
    headers = {
        "to": "Ann Boss <Ann@ACME.example>, me@home.example",
        "cc": "b@x.example",
        "bcc": "c@x.example",
    }
    item = read_mail(mail(**headers, **{"from": "ME@Home.example"}))
    assert item == read_mail(mail(**headers, sender="me@home.example", drop=("from",)))
    assert item.direction == "out"
    assert item.parties == (ANN, Party(None, "b@x.example"), Party(None, "c@x.example"))
    assert item.attributes["to_count"] == 3


def test_a_note_to_ourselves_is_no_contact(mail, read_mail):
    assert read_mail(mail(**{"from": "me@home.example"})) == Left("mail", "is a note to ourselves")


SENDERS = {
    '"manager@acme.example" <x@y.example>': (Party("manager@acme.example", "x@y.example"), True),
    "manager@acme.example <x@y.example>": (Party("manager@acme.example", "x@y.example"), True),
    "=?utf-8?q?manager=40acme=2Eexample?= <x@y.example>": (
        Party("manager@acme.example", "x@y.example"),
        True,
    ),
    '"x@y.example" <X@Y.example>': (Party("x@y.example", "x@y.example"), None),
    "x@y.example (Ann Boss)": (Party("Ann Boss", "x@y.example"), None),
    '"Boss, Ann" <x@y.example>': (Party("Boss, Ann", "x@y.example"), None),
    "=?utf-8?q?J=C3=B6rg?= <x@y.example>": (Party("Jörg", "x@y.example"), None),
    "<@relay.example:x@y.example>": (Party(None, "x@y.example"), None),
    "MAILER-DAEMON <>": (Party("MAILER-DAEMON", None), None),
    '"a\\"b" <x@y.example>': (Party('a"b', "x@y.example"), None),
    '"me@home.example" <x@y.example>': (Party("me@home.example", "x@y.example"), True),
    '"unclosed <x@y.example>': (Party("unclosed <x@y.example>", None), True),
}


@pytest.mark.parametrize(("value", "expected"), SENDERS.items(), ids=SENDERS)
def test_the_address_counts_and_not_what_the_name_pretends(mail, read_mail, value, expected):
    item = read_mail(mail(**{"from": value}))
    assert (item.parties, item.attributes.get("pretends"), item.direction) == (
        (expected[0],),
        expected[1],
        "in",
    )


def test_a_thread_is_named_by_its_first_mail(mail, read_mail):
    item = read_mail(mail(references="<root@x> <mid@x>\n <parent@x>", in_reply_to="<parent@x>"))
    assert item.attributes["references"] == ("root@x", "mid@x", "parent@x")
    assert (item.attributes["thread"], item.attributes["in_reply_to"]) == ("root@x", "parent@x")
    assert read_mail(mail(in_reply_to="<parent@x>")).attributes["thread"] == "parent@x"


DATE = "Mon, 02 Mar 2026 09:00:00 +0000"
HOP = "from a by b; "
NEXT_WEEK, THEN = "Mon, 09 Mar 2026 09:00", "2026-03-02T09:00:00Z"
DATES = {
    "Date alone": ({"date": DATE}, THEN),
    "Date without an offset is UTC": ({"date": DATE.replace("+", "-")}, THEN),
    "Date borne out": ({"date": DATE, "received": f"{HOP}Mon, 02 Mar 2026 09:05:00 +0000"}, THEN),
    "Date a week before": ({"date": DATE, "received": f"{HOP}{NEXT_WEEK}:00 +0000"}, THEN),
    "Date over a week before": (
        {"date": DATE, "received": f"{HOP}{NEXT_WEEK}:01 +0000"},
        "2026-03-09T09:00:01Z",
    ),
    "Date a day ahead": ({"date": DATE, "received": f"{HOP}Sun, 01 Mar 2026 09:00:00 +0000"}, THEN),
    "Date over a day ahead": (
        {"date": DATE, "received": f"{HOP}Sun, 01 Mar 2026 08:59:59 +0000"},
        "2026-03-01T08:59:59Z",
    ),
    "Date malformed": ({"date": "yesterday", "received": f"{HOP}{DATE}"}, THEN),
    "Date in the far future": ({"date": DATE.replace("2026", "2226"), "received": f"{HOP}{DATE}"}, THEN),
    "the topmost Received": ({"date": "?", "received": f"{HOP}{DATE}\nReceived: {HOP}{NEXT_WEEK}"}, THEN),
    "Delivery-Date": ({"date": "?", "delivery_date": DATE}, THEN),
}


@pytest.mark.parametrize(("headers", "expected"), DATES.values(), ids=DATES)
def test_the_date_that_a_server_bears_out_is_trusted(mail, read_mail, headers, expected):
    assert show(read_mail(mail(**headers)).at) == expected


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Mon, 02 Mar 1826 09:00:00 +0000", "Mon, 99 Mar 2026", "2026"]
)
def test_without_a_date_that_can_be_used_a_mail_is_left(mail, read_mail, date):
    assert read_mail(mail(date=date)) == Left("mail", "has no date that can be used", broken=True)


def test_our_own_marks_count_in_our_own_mails_only(mail, read_mail):
    marks = {"x_followup_purpose": "follow_up", "x_followup_case": "acme"}
    ours = read_mail(mail(**marks, **{"from": "me@home.example", "to": "ann@acme.example"}))
    assert (ours.attributes["purpose"], ours.attributes["followup_case"]) == ("follow_up", "acme")
    theirs = read_mail(mail(**marks))
    assert not {"purpose", "followup_case"} & set(theirs.attributes)


MIXED = """--b
Content-Type: multipart/alternative; boundary=c

--c
Content-Type: text/html; charset=utf-8

<p>Hello <b>you</b></p>
--c
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Hello M=FCller
--c--
--b
Content-Type: application/pdf; name="cv.pdf"
Content-Disposition: attachment; filename="=?utf-8?q?Lebensl=C3=A4ufe=2Epdf?="

x
--b
Content-Type: message/rfc822

Subject: inner

inner words
--b--
"""


def test_the_text_is_the_plain_one_and_attachments_are_named(mail, read_mail):
    item = read_mail(mail(MIXED, content_type="multipart/mixed; boundary=b"))
    assert item.attributes["text"] == "Hello Müller"
    assert item.attributes["attachments"] == ("Lebensläufe.pdf",)


def test_html_alone_is_reduced_to_what_its_reader_sees(mail, read_mail):
    html = (
        "<style>p{}</style><p>Dear&nbsp;Ann,</p><p>Yes &amp; no<br>thanks</p>"
        "<script>x<y</script><blockquote>old</blockquote>"
    )
    assert (
        read_mail(mail(html, content_type="text/html")).attributes["text"] == "Dear Ann,\n\nYes & no\nthanks"
    )


def test_nothing_that_a_terminal_obeys_comes_through(mail, read_mail):
    item = read_mail(
        mail(
            "red \x1b[31malert\x07\x00",
            subject="=?utf-8?q?=1B[2J=0Ahello?=",
            **{"from": "=?utf-8?q?=1B]0;x?= <a@b.example>"},
        )
    )
    everything = str(item.attributes) + str(item.parties)
    assert isinstance(item, Item)
    assert not {char for char in everything if ord(char) < 32}


BYTES = {
    "utf-8 in a header": (b"Subject: Z\xc3\xbcrich", "Zürich"),
    "latin in a header": (b"Subject: Z\xfcrich", "Zürich"),
    "latin in an encoded word": (b"Subject: =?iso-8859-1?Q?Z\xfcrich_=E4?=", "Zürich ä"),
    "a broken encoded word": (b"Subject: =?utf-8?b?!!!?=", None),
}


@pytest.mark.parametrize(("line", "expected"), BYTES.values(), ids=BYTES)
def test_undeclared_bytes_in_headers_become_characters(mail, read_mail, line, expected):
    item = read_mail(mail(drop=("subject",)).replace(b"To: ", line + b"\nTo: "))
    assert expected in (None, item.attributes["subject"])
    item.attributes["subject"].encode("utf-8")
