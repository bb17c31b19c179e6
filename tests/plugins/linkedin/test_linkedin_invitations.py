"""Invitations, and which of them were accepted."""

from __future__ import annotations

from datetime import date

import pytest

from followup.plugins import ABSENT, Party, Reading, Unknown, show

OLD = ("From", "To", "Sent At", "Message", "Direction")
NEW = (*OLD, "inviterProfileUrl", "inviteeProfileUrl")
OUT = ("Ada Byron", "Bo Lin", "1/10/26, 9:00 AM", "", "OUTGOING")
CONNECTIONS = ("First Name", "Last Name", "Company", "Position", "Connected On")
WITH_URL = ("First Name", "Last Name", "URL", "Company", "Position", "Connected On")


BERLIN = Reading(zone="Europe/Berlin")


@pytest.fixture
def invited(export, read):
    def of(invitation, *connections, header=OLD, reading=BERLIN):
        table = [CONNECTIONS if len(connections[0]) == 5 else WITH_URL, *connections] if connections else None
        tables = {"Invitations.csv": [header, invitation], **({"Connections.csv": table} if table else {})}
        items, left = read(export(tables), reading)
        return items, [each for each in left if "read" not in each.why]

    return of


def since(day, first="Bo", last="Lin"):
    return (first, last, "", "", day)


@pytest.mark.parametrize(
    ("day", "accepted", "on"),
    [
        ("10 Jan 2026", True, date(2026, 1, 10)),
        ("09 Jan 2026", True, date(2026, 1, 9)),
        ("03 Mar 2026", True, date(2026, 3, 3)),
        ("08 Jan 2026", False, ABSENT),
        ("1/11/26, 9:00 AM", True, date(2026, 1, 11)),
    ],
)
def test_an_invitation_is_accepted_if_its_party_is_a_connection_since(invited, day, accepted, on):
    (item,), _ = invited(OUT, since(day))
    assert (item.kind, item.direction, item.parties) == ("invitation", "out", (Party("Bo Lin"),))
    assert (item.attributes["accepted"], item.attributes["accepted_on"]) == (accepted, on)


@pytest.mark.parametrize(
    "connections",
    [
        (),
        (since("11 Jan 2026", "", ""),),
        (since("11 Jan 2026"), since("12 Jan 2026")),
        (since("someday", "Else", "Where"),),
    ],
)
def test_whether_it_was_accepted_is_unknown_where_nobody_can_tell(invited, connections):
    (item,), _ = invited(OUT, *connections)
    assert isinstance(item.attributes["accepted"], Unknown)


def test_a_hidden_member_of_an_earlier_day_makes_no_doubt(invited):
    (item,), _ = invited(OUT, since("01 Jan 2026", "", ""))
    assert item.attributes["accepted"] is False


def test_profiles_tell_namesakes_apart(invited):
    bo = "https://www.linkedin.com/in/bo-lin"
    connections = [("Bo", "Lin", url, "", "", "11 Jan 2026") for url in (f"{bo}-2", f"{bo}-3")]
    (item,), _ = invited((*OUT, "", bo), *connections, ("Bo", "Lin", bo, "", "", "01 Jan 2026"), header=NEW)
    assert item.parties == (Party("Bo Lin", profile="linkedin.com/in/bo-lin"),)
    assert item.attributes["accepted"] is False


def test_an_invitation_accepted_later_is_the_same_in_a_higher_revision(invited):
    (unknown,), _ = invited(OUT)
    (pending,), _ = invited(OUT, since("01 Jan 2026", "Else", "Where"))
    (accepted,), _ = invited(OUT, since("11 Jan 2026"))
    assert unknown.id == pending.id == accepted.id
    assert unknown.revision < pending.revision < accepted.revision


def test_times_are_local_and_ids_do_not_hang_on_the_zone(invited):
    (here,), _ = invited(OUT)
    (there,), _ = invited(OUT, reading=Reading(zone="America/New_York"))
    assert (show(here.at), show(there.at)) == ("2026-01-10T08:00:00Z", "2026-01-10T14:00:00Z")
    assert here.id == there.id


@pytest.mark.parametrize("hour", [("12:05 AM", "23:05"), ("12:05 PM", "11:05"), ("1:05\u202fPM", "12:05")])
def test_noon_midnight_and_narrow_spaces_are_read(invited, hour):
    written, utc = hour
    (item,), _ = invited(("Ada Byron", "Bo Lin", f"1/10/26, {written}", "", "OUTGOING"))
    assert show(item.at)[11:16] == utc


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("Ada Byron", "Bo Lin", "13/10/26, 9:00 AM", "", "OUTGOING"), "no time"),
        (("Ada Byron", "Bo Lin", "1/10/26, 13:00 PM", "", "OUTGOING"), "no time"),
        (("Ada Byron", "Bo Lin", "1/10/26", "", "OUTGOING"), "no time"),
        (("Ada Byron", "Bo Lin", "1/10/26, 9:00 AM", "", "SIDEWAYS"), "no direction"),
        (("", "Ada Byron", "1/10/26, 9:00 AM", "", "INCOMING"), "hidden"),
        (("Ada Byron",), "cells"),
    ],
)
def test_what_is_broken_or_hidden_is_left_with_the_reason(invited, row, why):
    items, (left,) = invited(row, since("01 Jan 2026"))
    assert items == []
    assert why in left.why
