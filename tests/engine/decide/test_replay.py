"""A decision that was kept can be taken again, and gives the same answer; what differs is named."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from followup import Event, Journal, Pack, Proposal, Record, load_pack
from followup.decide.replay import NotStored, keep, replay
from followup.timeline.values import Attributes, Maybe

PACK = """\
language: 1
pack: ours
version: 1.0.0
needs: {facts: [warmth, likeness]}
parameters:
  rest: {type: dates, default: 7 dates}
attributes:
  person: {type: person}
  text: {type: text, missing: absent}
  warmth: {type: number, from: warmth}
kinds:
  call: {by: us, attributes: [person, text, warmth]}
facts:
  since_call: {since: {last: call}, in: dates}
  likeness_to_last: {pair: likeness, with: {last: call}}
rules:
  - rule: rest
    forbid: {since_call: {less_than: {parameter: rest}}}
  - rule: warm
    forbid: {warmth: {less_than: 0.5}}
  - rule: vary
    forbid: {likeness_to_last: {more_than: 0.5}}
"""
CALL = Event.of("1", "2026-03-01T09:00Z", "call", "c", person="ann", text="hello")
PROPOSAL = Proposal.of("call", "2026-03-09T09:00Z", "c", person="ann", text="hello again")


class Says:
    """Plugins that say one number to everything."""

    def __init__(self, number: str) -> None:
        self.number = Decimal(number)

    def fact(self, name: str, kind: str, attributes: Attributes) -> Maybe:
        return self.number

    def pair(self, name: str, subject: Any, earlier: Event) -> Maybe:
        return self.number


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    return load_pack(tmp_path)


def journal(zone: str = "Europe/Berlin", *events: Event) -> Journal:
    return Journal.of((CALL, *events), {"ann": Record((zone,))})


def test_taken_again_it_is_the_same_whatever_plugins_say_now(pack: Pack) -> None:
    """Plugins are not asked again: what they said then is what counts. It survives JSON."""
    stored = json.loads(json.dumps(keep(pack.using(Says("0.4")), journal(), PROPOSAL)))
    again = replay(pack.using(Says("0.9")), journal(), stored)
    assert again.differs == ()
    assert again.decision.rule_ids() == ("warm",)
    assert json.loads(json.dumps(again.decision.as_json())) == stored["decision"]


def test_another_pack_is_named(pack: Pack) -> None:
    """A decision is bound to the digest of its pack."""
    stored = keep(pack.using(Says("0.9")), journal(), PROPOSAL)
    other = replace(pack, tree=replace(pack.tree, digest="another", rules=pack.tree.rules[:1]))
    differs = replay(other, journal(), stored).differs
    assert differs[0] == "the pack is not the one that decided"
    assert "verdict is not what it was" in differs


def test_the_records_of_then_count_and_a_change_is_named(pack: Pack) -> None:
    """Who moved to another zone since does not change what was decided before."""
    stored = keep(pack.using(Says("0.1")), journal(), PROPOSAL)
    again = replay(pack, journal("Asia/Tokyo"), stored)
    assert again.differs == ("the record of 'ann' has changed since",)
    assert again.decision.as_json() == stored["decision"]


def test_a_late_event_shows_in_what_differs(pack: Pack) -> None:
    """An event that came in later but lies before makes another decision, and that is said."""
    late = Event.of("2", "2026-03-08T09:00Z", "call", "c", person="ann", text="hi")
    differs = replay(
        pack, journal("Europe/Berlin", late), keep(pack.using(Says("0.1")), journal(), PROPOSAL)
    ).differs
    assert "rules is not what it was" in differs


def test_other_versions_of_the_calendars_are_named(pack: Pack) -> None:
    """Summer time and holidays are data, and data changes."""
    stored = keep(pack.using(Says("0.1")), journal(), PROPOSAL)
    stored["versions"]["tzdata"] = "2020.1"
    assert replay(pack, journal(), stored).differs[0].endswith("and was 2020.1")


def test_what_is_no_stored_decision_is_refused(pack: Pack) -> None:
    with pytest.raises(NotStored, match="no stored decision of format 1"):
        replay(pack, journal(), {"decision": {}})


@pytest.mark.parametrize("part", ["plugin_facts", "people", "cases", "proposal", "decision", "versions"])
@pytest.mark.parametrize("damage", [None, 7, "x", ["x"]])
def test_a_damaged_one_is_refused_by_name(pack: Pack, part: str, damage: object) -> None:
    """Whatever part of it is missing or something else."""
    stored = keep(pack.using(Says("0.1")), journal(), PROPOSAL) | {part: damage}
    with pytest.raises(NotStored, match="this stored decision is damaged"):
        replay(pack, journal(), stored)
