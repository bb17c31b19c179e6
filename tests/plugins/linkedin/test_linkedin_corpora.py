"""The exports of all eras are read whole: each row is an item or is left with the reason."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter

import pytest

from followup_linkedin._headers import kind_of

#: Per export: messages and invitations taken, and why the other rows of these tables were not.
ERAS = {
    "Basic_LinkedInDataExport_05-14-2021": (4, 2, {"its sender is a hidden member": 1}),
    "Complete_LinkedInDataExport_09-18-2022": (4, 1, {"a hidden member: the row has a day only": 2}),
    "Basic_LinkedInDataExport_10-21-2023": (
        4,
        2,
        {
            "sponsored: an advertisement, not a person's message": 1,
            "its sender is a hidden member": 1,
            "in the spam folder": 1,
            "a hidden member: the row has a day only": 1,
        },
    ),
    "Basic_LinkedInDataExport_08-15-2025": (3, 1, {"a draft: it was never sent": 1}),
    "Complete_LinkedInDataExport_03-09-2026": (
        4,
        1,
        {
            "sponsored: an advertisement, not a person's message": 1,
            "a hidden member: the row has a day only": 1,
        },
    ),
}


def rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        return len([row for row in csv.reader(file) if row]) - 1


@pytest.mark.parametrize("era", ERAS)
def test_each_row_of_each_era_is_an_item_or_left_with_the_reason(corpus, read, era):
    folder = corpus("linkedin/exports") / era
    items, left = read(folder)
    messages, invitations, reasons = ERAS[era]
    assert Counter(item.kind for item in items) == {"message": messages, "invitation": invitations}
    assert Counter(each.why for each in left if ", line " in each.place) == reasons
    of_messages = sum(each.place.startswith("messages.csv, line") for each in left)
    assert messages + of_messages == rows(folder / "messages.csv")
    assert invitations == rows(folder / "Invitations.csv")


@pytest.mark.parametrize("era", ERAS)
def test_every_file_of_an_export_is_accounted_for(corpus, read, era):
    folder = corpus("linkedin/exports") / era
    items, left = read(folder)
    told = {each.place.partition(",")[0] for each in (*items, *left)}
    assert told == {path.name for path in folder.iterdir()}
    assert not any(each.broken for each in left)


@pytest.mark.parametrize("era", ERAS)
def test_everybody_but_the_owner_is_named_with_a_profile_where_the_export_has_one(corpus, read, era):
    folder = corpus("linkedin/exports") / era
    items, _ = read(folder)
    parties = {party for item in items for party in item.parties}
    owner = (folder / "Profile.csv").read_text().splitlines()[1].split(",")[:2]
    assert " ".join(owner) not in {party.name for party in parties}
    assert [party.name for party in parties if party.profile is None] in ([], ["Jonas Berg"])
    written = "".join(path.read_text() for path in folder.glob("*.csv")).lower()
    assert all(party.profile in written for party in parties if party.profile)


def test_who_wrote_and_to_whom_is_right_even_with_commas_in_names(corpus, read):
    items, _ = read(corpus("linkedin/exports") / "Complete_LinkedInDataExport_09-18-2022")
    talk = [(item.direction, [party.name for party in item.parties]) for item in items[:3]]
    assert talk == [
        ("in", ["Ravi Menon", "Jane Doe, Ph.D."]),
        ("in", ["Jane Doe, Ph.D.", "Ravi Menon"]),
        ("out", ["Ravi Menon", "Jane Doe, Ph.D."]),
    ]


def test_which_invitations_were_accepted_is_known_where_it_can_be(corpus, read):
    accepted = []
    for era in ERAS:
        items, _ = read(corpus("linkedin/exports") / era)
        accepted += [i.attributes["accepted"] for i in items if i.kind == "invitation"]
    assert accepted[:4] == [True, False, True, True]
    assert "hidden member" in accepted[4].reason
    assert accepted[5:] == [True, True]


def test_lists_of_jobs_are_no_contacts(corpus, read):
    items, left = read(corpus("linkedin/exports") / "job-applications-samples")
    assert (items, {each.why for each in left}) == ([], {"not read: it holds no contacts"})


@pytest.mark.parametrize("era", ERAS)
def test_a_zip_reads_like_its_folder_with_or_without_a_folder_in_it(corpus, read, tmp_path, era):
    folder = corpus("linkedin/exports") / era
    flat = shutil.make_archive(str(tmp_path / "flat"), "zip", folder)
    deep = shutil.make_archive(str(tmp_path / "deep"), "zip", folder.parent, era)
    expected = read(folder)[0]
    assert read(tmp_path / flat)[0] == expected
    assert read(tmp_path / deep)[0] == expected


def test_every_header_that_was_ever_seen_is_told(corpus):
    variants = json.loads((corpus("linkedin") / "HEADER_VARIANTS.json").read_text())
    kinds = {"Connections.csv": "connections", "Invitations.csv": "invitations", "messages.csv": "messages"}
    told = {
        header: kind_of(tuple(header.split("  [")[0].replace("preamble + ", "").split(",")))
        for eras in variants.values()
        for header in eras.values()
        if header.count(",") > 2 and not header.startswith(("...", "11 columns"))
    }
    expected = {
        header: next((kind for name, kind in kinds.items() if file.startswith(name)), "other")
        for file, eras in variants.items()
        for header in eras.values()
        if header in told
    }
    assert told == expected
    assert len(told) == 10
