"""SEMANTICS 7: whose zone it is, and what happens when several are possible, or none is known."""

from __future__ import annotations

import pytest

from followup.timeline.events import Event, Proposal
from followup.timeline.instants import instant

LATE = "rules: [{rule: late, forbid: {hour: {at_least: 20}}}, {rule: early, forbid: {hour: {less_than: 8}}}]"
NOON = "2026-03-02T12:00Z"  # noon in London, 21:00 in Tokyo, 04:00 in Los Angeles


def decide(pack, journal, person: object = None, at: str = NOON):
    given = {} if person is None else {"person": person}
    return pack.decide(journal, Proposal.of("call", at, "c", **given))


@pytest.mark.parametrize(
    ("person", "case", "verdict", "rules"),
    [
        ("Asia/Tokyo", "Europe/London", "forbid", ("late",)),  # the person's
        ([], "Asia/Tokyo", "forbid", ("late",)),  # else the case's
        ([], [], "ask", ()),  # else unknown
        (["Europe/London", "Asia/Tokyo"], [], "forbid", ("late",)),  # the strictest
        (["America/Los_Angeles", "Asia/Tokyo"], [], "forbid", ("early", "late")),  # rules united
        (["Europe/London", "Europe/Paris"], [], "permit", ()),
    ],
)  # fmt: skip
def test_a_decision_is_taken_in_every_zone_that_may_hold(pack_of, journal_of, person, case, verdict, rules):
    """7: the zones of the person contacted, else of the case, else unknown."""
    journal = journal_of(people={"ann": {"zone": person}}, cases={"c": {"zone": case}})
    decision = decide(pack_of(LATE), journal, "ann")
    assert (decision.verdict, tuple(sorted(decision.rule_ids()))) == (verdict, rules)


def test_both_dates_and_as_of_then_use_the_zone_of_the_person_contacted(pack_of, journal_of):
    """7: an event with somebody in another zone is dated in the zone of the one contacted now."""
    pack = pack_of("""
facts:
  last_part: {latest: part_then, of: call}
  s: {since: {last: call}, in: dates}
rules: [{rule: same, forbid: {last_part: night, s: 0 dates}}]
""")
    people = {"ann": {"zone": "Asia/Tokyo"}, "bob": {"zone": "Europe/London"}}
    journal = journal_of("call 2026-03-02T16:00Z person=bob", people=people)  # 01:00 on the 3rd in Tokyo
    assert decide(pack, journal, "ann", "2026-03-03T09:00Z").verdict == "forbid"
    assert decide(pack, journal, "bob", "2026-03-03T09:00Z").verdict == "permit"


def test_several_people_are_each_contacted_in_their_own_zone(pack_of, journal_of):
    """7, 14: and their rules are united."""
    people = {"ann": {"zone": "Asia/Tokyo"}, "bob": {"zone": "America/Los_Angeles"}}
    decision = decide(pack_of(LATE), journal_of(people=people), ["ann", "bob"])
    assert sorted(decision.rule_ids()) == ["early", "late"]


def test_an_event_with_several_people_is_audited_for_each(pack_of, journal_of):
    """7, 23: as the proposal was decided."""
    people = {"ann": {"zone": "Asia/Tokyo"}, "bob": {"zone": "America/Los_Angeles"}}
    event = Event.of("e", NOON, "call", "c", person=("ann", "bob"))
    ((_, audit),) = pack_of(LATE).audit(journal_of(event, people=people))
    assert sorted(audit.rule_ids()) == ["early", "late"]


def test_a_person_that_only_the_vocabulary_gives_is_the_person_contacted(pack_of, journal_of):
    """7, 8: a declared constant counts like what is given."""
    pack = pack_of(f"""
{LATE}
attributes: {{person: {{type: person, missing: {{constant: ann}}}}}}
kinds: {{call: {{by: us, attributes: [person]}}}}
""")
    assert decide(pack, journal_of(people={"ann": {"zone": "Asia/Tokyo"}})).verdict == "forbid"


def test_until_is_told_for_all_zones_together(pack_of, journal_of):
    """7, 19: the first at which the verdict of any differs."""
    journal = journal_of(people={"ann": {"zone": ["Europe/London", "Europe/Paris"]}})
    decision = decide(pack_of(LATE), journal, "ann")
    assert decision.until == instant("2026-03-02T19:00Z")  # 20:00 in Paris
