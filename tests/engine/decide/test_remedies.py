"""Remedies: each is one change, and each was judged before it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup import Event, Journal, Pack, Proposal, Record, load_pack
from followup.decide.remedies import Remedy, remedies
from followup.timeline.instants import instant

PACK = """\
language: 1
pack: ours
version: 1.0.0
needs: {channels: [phone, letter]}
attributes:
  person: {type: person}
  channel: {type: channel}
  topic: {type: text, one_of: [offer, apology]}
kinds:
  call: {by: us, attributes: [person, channel, topic]}
facts:
  recent: {count: call, where: {channel: {its: channel}}, within: 7 days}
rules:
  - rule: not-again
    forbid: {recent: {at_least: 1}}
  - rule: no-offers
    forbid: {person: bob, topic: offer}
    instead: {topic: apology}
"""
AT = "2026-03-09T09:00Z"


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    return load_pack(tmp_path)


def journal(*events: Event) -> Journal:
    people = {name: Record(channels=("phone", "letter")) for name in ("ann", "bob")}
    return Journal.of(events, people, {"c": Record(people=("ann", "bob"))})


def test_another_channel_and_waiting_are_told_least_effort_first(pack: Pack) -> None:
    """The other channel passes now, the same one when the window ends."""
    call = Event.of("1", "2026-03-08T09:00Z", "call", "c", person="ann", channel="phone", topic="offer")
    proposal = Proposal.of("call", AT, "c", person="ann", channel="phone", topic="offer")
    assert remedies(pack.world(journal(call)), proposal) == (
        Remedy({"channel": "letter"}),
        Remedy(wait_until=instant("2026-03-15T09:00Z")),
    )


def test_what_a_rule_proposes_instead_is_told_if_it_passes(pack: Pack) -> None:
    """`instead` is judged like anything else; so is another person."""
    proposal = Proposal.of("call", AT, "c", person="bob", channel="phone", topic="offer")
    assert remedies(pack.world(journal()), proposal) == (
        Remedy({"topic": "apology"}),
        Remedy({"person": "ann"}),
    )


def test_what_does_not_pass_is_not_told(pack: Pack) -> None:
    """An apology does not help while the channel is used up."""
    calls = [
        Event.of(each, "2026-03-08T09:00Z", "call", "c", person="bob", channel=each, topic="offer")
        for each in ("phone", "letter")
    ]
    proposal = Proposal.of("call", AT, "c", person="bob", channel="phone", topic="offer")
    assert remedies(pack.world(journal(*calls)), proposal) == ()


def test_a_permit_needs_no_remedy(pack: Pack) -> None:
    proposal = Proposal.of("call", AT, "c", person="ann", channel="phone", topic="offer")
    assert remedies(pack.world(journal()), proposal) == ()
