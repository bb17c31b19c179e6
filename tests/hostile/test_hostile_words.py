"""Nothing that a stranger wrote, in whatever field of whatever file, reaches a terminal as a command to it."""

from __future__ import annotations

import pytest

# What a terminal would do: clear itself, set its title, ring, go back, turn the text round; and a markup of ours.
EVIL = "\x1b[2J\x1b]0;owned\x07\x08\r\x9b31m\u202eoof\u2066\u200b[bold red]EVIL[/]"
XML_EVIL = "".join(char for char in EVIL if char >= " ")  # what XML has no word for costs the whole element
PRINTED = "EVIL"
CALENDAR = (
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:{evil}{who}\nSUMMARY:{evil}\nDESCRIPTION:{evil}\nLOCATION:{evil}\n"
    'DTSTART:20261102T140000Z\nORGANIZER:mailto:{who}\nATTENDEE;CN="{evil}":mailto:{who}\nEND:VEVENT\n'
    "BEGIN:VEVENT\nUID:2\nDTSTART;TZID={evil}:20261102T140000\nRRULE:FREQ={evil}\nEND:VEVENT\n"
    "BEGIN:VEVENT\nUID:3\nDTSTART:{evil}\nEND:VEVENT\nEND:VCALENDAR\n"
)
CALLS = (
    '<smses count="1"><sms address="{number}" date="1793000000000" type="1" body="{evil}" contact_name="{evil}"/>'
    '<sms address="{evil}" date="x{evil}" type="{evil}"/></smses>'
)
EXPORT = (
    "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
    '"{evil}{who}","{evil}",linkedin.com/in/{profile},Me,2026-11-02 10:00:00 UTC,"{evil}","{evil}",INBOX\n'
    '"{evil}",Me,,x,"never {evil}",,"{evil}","{evil}"\n'
)


def written(folder, mail, known):
    """Files of all four channels that are evil in every field, from somebody of the case or from a stranger."""
    folder.mkdir()
    evil = EVIL.replace("\r", "")
    who = "manager@acme.example" if known else "x@y.example"
    sender = f'"{evil}" <{who}>'
    headers = {"message_id": f"<{evil}{who}>", "from": sender, "subject": evil}
    (folder / f"mail {evil.replace('/', '')}.eml").write_bytes(mail(EVIL, **headers))
    (folder / "broken.eml").write_bytes(mail(EVIL, date=f"never {evil}", subject=evil))
    fields = {"evil": evil, "who": who, "number": "+49301234567" if known else "+49309999999",
              "profile": "manager" if known else "nobody"}  # fmt: skip
    (folder / "work.ics").write_text(CALENDAR.format(**fields))
    (folder / "sms.xml").write_text(CALLS.format(**{**fields, "evil": XML_EVIL}))
    (folder / "export").mkdir()
    (folder / "export" / "messages.csv").write_text(EXPORT.format(**fields), newline="")
    (folder / "export" / "Profile.csv").write_text(
        "First Name,Last Name,Maiden Name,Headline,Industry\nMe,,,,\n"
    )
    return folder


COMMANDS = [
    ["list"], ["unmatched"], ["export"], ["today"], ["why", "acme"], ["why", "evil"], ["audit"], ["doctor"],
    ["import"], ["list", "--json"], ["unmatched", "--json"], ["today", "--json"], ["import", "--json"],
]  # fmt: skip


@pytest.fixture
def full(run, tmp_path, mail):
    """`run`, in a home that strangers and people of the case have filled."""
    run("add", "evil", "--title", f"Job {EVIL}", "--person", f"Jo {EVIL} <jo@evil.example>")
    # Each file by itself: a folder with a mail in it would be read as a folder of mails.
    for known in (True, False):
        folder = written(tmp_path / f"files {known} {EVIL.replace('/', '')}", mail, known)
        for path in sorted(folder.iterdir()):
            shown = run("import", path)
            assert path.name == "export" or shown.out
    return run


def test_no_command_prints_what_a_stranger_wrote_raw(full):
    """`run` looks at every character."""
    printed = [full(*command).out for command in COMMANDS]
    assert sum(PRINTED in each for each in printed) >= 8


def test_what_a_stranger_wrote_is_shown_all_the_same(full):
    assert PRINTED in full("unmatched").out
    assert PRINTED in full("list").out
    [items] = [each["items"] for each in full("list", "--json").data if each["case"] == "acme"]
    assert items >= 4


ARGUMENTS = [
    ["import", EVIL], ["import", f"/tmp/{EVIL}"], ["today", EVIL], ["why", EVIL], ["assign", EVIL, "acme"],
    ["assign", "ffffffff", EVIL], ["add", EVIL], ["add", "x", "--person", f"<{EVIL}>"], ["forget", EVIL],
    ["add", "x", "--zone", EVIL], ["add", "x", "--country", EVIL], ["today", "--at", EVIL], [EVIL], [f"--{EVIL}"],
    ["export", "--out", f"/nowhere/{EVIL}"], ["--home", f"/proc/{EVIL}", "list"], ["pack", "lint", EVIL],
    ["--plugin", EVIL, "plugin", "list"], ["import", EVIL, "--json"], ["today", EVIL, "--json"],
]  # fmt: skip


@pytest.mark.parametrize(
    "arguments", ARGUMENTS, ids=[f"{n} {each[0][:6]!r}" for n, each in enumerate(ARGUMENTS)]
)
def test_no_error_prints_what_it_complains_about_raw(run, arguments):
    done = run(*arguments)
    assert done.code != 0
    assert done.out + done.err
