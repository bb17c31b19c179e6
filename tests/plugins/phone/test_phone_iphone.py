"""Call histories of iPhones."""

from __future__ import annotations

import pytest

from followup.plugins import Party, Reading, Unknown, show

ROW = "Missed,{},00:00:05,+4930123456,Ada,,iPhone"


@pytest.mark.parametrize(
    ("dates", "read_as"),
    [
        (["2026-02-03 12:00:00"], ["2026-02-03"]),
        (["02/03/2026 12:00:00", "01/31/2026 12:00:00"], ["2026-02-03", "2026-01-31"]),
        (["02/03/2026 12:00:00", "31/01/2026 12:00:00"], ["2026-03-02", "2026-01-31"]),
        (["03/03/2026 12:00:00"], ["2026-03-03"]),
    ],
)
def test_the_order_of_day_and_month_is_decided_over_the_whole_file(history, dates, read_as):
    items, left = history(*map(ROW.format, dates))
    assert ([show(item.at)[:10] for item in items], left) == (read_as, [])


@pytest.mark.parametrize(
    ("dates", "why"),
    [
        (["02/03/2026 12:00:00", "04/05/2026 12:00:00"], "no date of this file tells"),
        (["31/01/2026 12:00:00", "01/31/2026 12:00:00"], "in others the month"),
    ],
)
def test_a_file_that_cannot_decide_the_order_is_not_guessed(history, dates, why):
    items, left = history(*map(ROW.format, dates))
    assert items == []
    assert all(why in each.why and not each.broken for each in left)
    assert len(left) == 2


def test_times_are_local_in_the_zone_of_the_reading_and_ids_do_not_hang_on_it(history):
    row = ROW.format("2026-07-01 12:00:00")
    (here,), _ = history(row)
    (there,), _ = history(row, reading=Reading(zone="America/New_York"))
    assert (show(here.at), show(there.at)) == ("2026-07-01T10:00:00Z", "2026-07-01T16:00:00Z")
    assert here.id == there.id


def test_both_styles_of_dates_give_one_id_for_one_call(history):
    (first,), _ = history(ROW.format("2026-01-31 12:00:00"))
    (again,), _ = history(ROW.format("01/31/2026 12:00:00"))
    assert first == again


@pytest.mark.parametrize(
    ("kind", "length", "direction", "outcome"),
    [
        ("Outgoing", "00:01:00", "out", "answered"),
        ("Outgoing", "00:00:00", "out", "no_answer"),
        ("Incoming", "00:01:00", "in", "answered"),
        ("Missed", "00:00:05", "in", "missed"),
    ],
)
def test_each_type_of_call_has_its_outcome(history, kind, length, direction, outcome):
    (item,), _ = history(f"{kind},2026-01-31 12:00:00,{length},+4930123456,,,")
    assert (item.direction, item.attributes["outcome"]) == (direction, outcome)


def test_an_outgoing_call_without_a_length_has_an_unknown_outcome(history):
    (item,), _ = history("Outgoing,2026-01-31 12:00:00,,+4930123456,,,")
    assert isinstance(item.attributes["outcome"], Unknown)


def test_a_call_by_mail_address_keeps_the_address(history):
    (item,), _ = history("Incoming,2026-01-31 12:00:00,00:01:00,Ada@Example.org,Ada,,FaceTime")
    assert item.parties == (Party("Ada", address="ada@example.org"),)


@pytest.mark.parametrize(
    "row", ["Missed", "Odd,2026-01-31 12:00:00,,,,,", ROW.format("31.01.2026"), "Missed,,,,,,"]
)
def test_a_broken_row_costs_itself_only(history, row):
    items, left = history(row, ROW.format("2026-01-31 12:00:00"))
    assert (len(items), len(left)) == (1, 1)
