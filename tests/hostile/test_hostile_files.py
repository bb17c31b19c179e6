"""Files that somebody wrote to do harm are refused by name, or cost themselves only; what is good is kept."""

from __future__ import annotations

import stat
import zipfile

import pytest

CALLS = '<calls count="1"><call number="+49301234567" duration="9" date="1793000000000" type="1"/></calls>'
MESSAGES = "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
MESSAGE = "2-x,Boss,https://www.linkedin.com/in/manager,Me,2026-11-02 10:00:00 UTC,,{},INBOX\n"
PROFILE = "First Name,Last Name,Maiden Name,Headline,Industry\nMe,,,,\n"
VOICE = '<html><div class="hChatLog hfeed"></div></html>'
GOOD = "BEGIN:VEVENT\nUID:good\nDTSTART:20261102T140000Z\nATTENDEE:mailto:manager@acme.example\nEND:VEVENT\n"
TABLES = {
    "messages.csv": MESSAGES + MESSAGE.format("Hello"),
    "calls.csv": "Call type,Date,Duration,Number,Contact\nMissed,2026-01-31 12:00:00,,+49301234567,\n",
}

BILLION = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
ENTITIES = {
    "a billion laughs": f'<!DOCTYPE calls [<!ENTITY e0 "ha">{BILLION}]><calls><call number="&e9;"/></calls>',
    "a quadratic one": f'<!DOCTYPE calls [<!ENTITY e "{"x" * 2_000}">]><calls><call number="{"&e;" * 9999}"/>',
    "a file": '<!DOCTYPE calls [<!ENTITY e SYSTEM "file:///etc/passwd">]><calls><call number="&e;"/></calls>',
    "an address": '<!DOCTYPE calls SYSTEM "http://localhost:1/x.dtd">' + CALLS,
    "a parameter": '<!DOCTYPE calls [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>' + CALLS,
}


@pytest.mark.parametrize("text", ENTITIES.values(), ids=ENTITIES)
def test_entities_are_refused_by_name(run, tmp_path, text):
    path = tmp_path / "calls.xml"
    path.write_text(f'<?xml version="1.0"?>{text}')
    done = run("import", path, "--json")
    assert "document type" in done.reasons
    assert (done.code, done.file["read"]) == (1, 0)


def packed(path, *members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


ARCHIVES = {
    "linkedin": (("messages.csv", MESSAGES), ("Profile.csv", PROFILE)),
    "google voice": (("Takeout/Voice/Calls/a.html", VOICE),),
}
EVIL = {
    "a bomb": (("bomb.csv", bytes(2**26)), "zip bomb"),
    "a path upwards": (("../evil", "x"), "leave the archive"),
    "a windows path": (("..\\evil", "x"), "leave the archive"),
    "an absolute path": (("/tmp/evil", "x"), "leave the archive"),
    "a link": ((link("link"), "/etc/passwd"), "symbolic link"),
}


@pytest.mark.parametrize("kind", ARCHIVES)
@pytest.mark.parametrize(("member", "why"), EVIL.values(), ids=EVIL)
def test_an_archive_that_means_harm_is_refused_by_name_and_unpacks_nothing(run, tmp_path, kind, member, why):
    folder = tmp_path / "files"
    folder.mkdir()
    done = run("import", packed(folder / "x.zip", *ARCHIVES[kind], member), "--json")
    assert why in done.reasons
    assert (done.code, done.file["read"]) == (1, 0)
    assert [each.name for each in folder.iterdir()] == ["x.zip"]
    assert not (tmp_path / "evil").exists()


def test_members_that_share_their_bytes_are_a_bomb_too(run, tmp_path):
    path = packed(tmp_path / "x.zip", *ARCHIVES["linkedin"], ("a.csv", bytes(2**24)))
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("a.csv")
    with zipfile.ZipFile(path, "a") as archive:
        archive.filelist += [_named(entry, f"{n}.csv") for n in range(100)]
        archive._didModify = True
    assert "zip bomb" in run("import", path, "--json").reasons


def _named(entry, name):
    other = zipfile.ZipInfo(name)
    for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
        setattr(other, field, getattr(entry, field))
    return other


RULES = [
    "FREQ=SECONDLY",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;COUNT=999999999",
]


@pytest.mark.parametrize("rule", RULES)
def test_an_endless_recurrence_costs_itself_only(run, tmp_path, rule):
    path = tmp_path / "work.ics"
    evil = f"BEGIN:VEVENT\nUID:evil\nDTSTART:20261102T140000Z\nRRULE:{rule}\nEND:VEVENT\n"
    path.write_text(f"BEGIN:VCALENDAR\n{evil}{GOOD}END:VCALENDAR\n")
    done = run("import", path, "--json")
    assert any(word in done.reasons for word in ("repeats", "match anything", "more than"))
    assert (done.code, done.file["matched"]) == (0, 1)
    assert done.file["read"] <= 5001


def test_a_calendar_that_is_nothing_but_endless_is_refused(run, tmp_path):
    events = "".join(
        f"BEGIN:VEVENT\nUID:{n}\nDTSTART:20261102T140000Z\nRRULE:{RULES[2]}\nEND:VEVENT\n" for n in range(99)
    )
    path = tmp_path / "work.ics"
    path.write_text(f"BEGIN:VCALENDAR\n{events}END:VCALENDAR\n")
    assert "cannot be expanded" in run("import", path, "--json").reasons


MEGABYTES = [5, pytest.param(100, marks=pytest.mark.long)]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("size", MEGABYTES)
def test_a_field_without_end_costs_the_rest_of_its_table_only(run, tmp_path, name, size):
    folder = tmp_path / "export"
    folder.mkdir()
    if name == "messages.csv":
        (folder / "Profile.csv").write_text(PROFILE)
    with (folder / name).open("w") as file:
        file.write(TABLES[name] + '2-x,"')
        file.writelines("x" * 1_000_000 for _ in range(size))
    done = run("import", folder, "--json")
    assert "longer than" in done.reasons
    assert done.file["matched"] == 1


PRETENDERS = [
    '"manager@acme.example" <x@y.example>',
    "manager@acme.example <x@y.example>",
    '"manager@acme.example> <x" <x@y.example>',
    "(manager@acme.example) x@y.example",
    "=?utf-8?q?manager=40acme=2Eexample?= <x@y.example>",
    '"Hiring Manager" <x@y.example>',
    "manager@acme.example.evil.example",
    "x@y.example\nReply-To: manager@acme.example",
    "<x@y.example> <manager@acme.example@y.example>",
]


@pytest.mark.parametrize("sender", PRETENDERS)
def test_an_address_that_pretends_to_be_another_is_of_no_case(run, tmp_path, mail, sender):
    (tmp_path / "a.eml").write_bytes(mail(**{"from": sender}))
    done = run("import", tmp_path / "a.eml", "--json")
    assert (done.file["read"], done.file["matched"], done.data["unmatched"]) == (1, 0, 1)


def test_the_one_who_is_meant_is_of_the_case(run, tmp_path, mail):
    (tmp_path / "a.eml").write_bytes(mail(**{"from": '"x@y.example" <Manager@ACME.example>'}))
    assert run("import", tmp_path / "a.eml", "--json").file["matched"] == 1


def test_a_name_of_a_case_that_pretends_to_be_another_belongs_to_its_own_address(run, tmp_path, mail):
    run("add", "other", "--person", '"manager@acme.example" <x@y.example>')
    (tmp_path / "a.eml").write_bytes(mail(**{"from": "manager@acme.example"}))
    run("import", tmp_path / "a.eml")
    assert {each["case"]: each["items"] for each in run("list", "--json").data} == {"acme": 1, "other": 0}


ENCODINGS = {
    "nul bytes": b"Hel\0lo",
    "latin-1": "Grüße".encode("latin-1"),
    "utf-16 without a mark": "Grüße".encode("utf-16-le"),
    "half a character": "Grüße 👋".encode()[:-2],
    "a lone surrogate": "\ud800".encode("utf-8", "surrogatepass"),
    "random": bytes(range(256)) * 9,
}


@pytest.mark.parametrize("text", ENCODINGS.values(), ids=ENCODINGS)
def test_what_is_encoded_wrongly_is_read_as_far_as_it_can_be(run, tmp_path, mail, text):
    kind = "text/plain; charset=utf-8"
    (tmp_path / "a.eml").write_bytes(mail(text, subject=text.replace(b"\n", b""), content_type=kind))
    (tmp_path / "messages.csv").write_bytes(
        MESSAGES.encode() + MESSAGE.encode().replace(b"{}", text.replace(b'"', b""))
    )
    (tmp_path / "calls.xml").write_bytes(CALLS.encode().replace(b"<call ", b'<call name="' + text + b'" ', 1))
    (tmp_path / "work.ics").write_bytes(
        b"BEGIN:VCALENDAR\n"
        + GOOD.encode().replace(b"UID", b"SUMMARY:" + text.replace(b"\n", b"") + b"\nUID")
        + b"END:VCALENDAR\n"
    )
    done = run(
        "import", *(tmp_path / each for each in ("a.eml", "messages.csv", "calls.xml", "work.ics")), "--json"
    )
    assert len(done.data["files"]) == 4
    assert all(each["read"] or each["left"] or each["problem"] for each in done.data["files"])
    for command in ("list", "unmatched", "export"):
        assert run(command).code == 0
