"""What commands may not import, asked of a fresh interpreter (DESIGN 9)."""

from __future__ import annotations

import pytest

PLUGINS = {"followup_calendar", "followup_email", "followup_linkedin", "followup_phone", "followup_tone"}
MAIL = """From: {sender}
To: {receiver}
Subject: Data engineer
Date: {day} Nov 2026 10:00:00 +0100
Message-ID: <{day}@mail.example>

Dear Boss, I attach the article that we spoke of. May I ask how things stand?
"""


def roots(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with a case and mails, in which `today` was asked once, so that the plugins have seen each text."""
    from followup.faces.command import main

    folder = tmp_path_factory.mktemp("today")
    mails = folder / "mails"
    mails.mkdir()
    for day in range(10, 14):
        us, them = "me@home.example", "boss@acme.example"
        sender, receiver = (us, them) if day % 2 else (them, us)
        (mails / f"{day}.eml").write_text(MAIL.format(day=day, sender=sender, receiver=receiver))
    home = folder / "home"
    for command in (
        ["init", "--me", "me@home.example", "--zone", "Europe/Berlin", "--country", "DE"],
        ["add", "acme", "--person", "Boss <boss@acme.example>", "--interview", "2026-11-02T14:00"],
        ["import", str(mails)],
        ["today"],
    ):
        assert main(["--home", str(home), *command]) == 0
    return home


def test_help_imports_neither_store_nor_packs_nor_plugins(modules_after):
    found = roots(modules_after("--help"))
    assert found.isdisjoint({"rich", "jsonschema", "hypothesis", "sqlite3", "yaml", "pluggy", *PLUGINS})


def test_today_imports_no_plugin_once_they_have_seen_the_texts(modules_after, home):
    found = roots(modules_after("--home", home, "today"))
    assert "followup" in found
    assert found.isdisjoint(
        {"jsonschema", "hypothesis", "pandas", "rich", "phonenumbers", "icalendar", *PLUGINS}
    )


def test_list_imports_no_plugin(modules_after, home):
    assert roots(modules_after("--home", home, "list")).isdisjoint(
        {"jsonschema", "hypothesis", "yaml", *PLUGINS}
    )


def test_an_import_imports_the_reader_it_needs_and_no_facts(modules_after, home, tmp_path):
    (tmp_path / "a.eml").write_text(MAIL.format(day=15, sender="x@y.example", receiver="me@home.example"))
    found = roots(modules_after("--home", home, "import", tmp_path / "a.eml"))
    assert "followup_email" in found
    assert found.isdisjoint({"jsonschema", "hypothesis", "rich", "followup_tone"})
