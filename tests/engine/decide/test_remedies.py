"""Remedies by example: what is shown, in which order, and what is said where nothing helps."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from followup import Event, Journal, Pack, Proposal, Record
from followup.decide.changes import EFFORT
from followup.decide.remedies import Remedies

AT = "2026-03-09T09:00Z"


@pytest.fixture
def out_of(pack_of: Callable[[str], Pack]) -> Callable[..., Remedies]:
    """The remedies of a call to ann by phone about a, under rules in YAML, after some events."""

    def ask(rules: str, *events: Event, plugins: Any = None, **given: Any) -> Remedies:
        pack = pack_of(rules)
        pack = pack.using(plugins) if plugins else pack
        attributes = {"person": "ann", "channel": "phone", "topic": "a", **given}
        return pack.remedies(journal(*events), Proposal.of("call", AT, "c", **attributes))

    return ask


def journal(*events: Event) -> Journal:
    record = Record(("UTC",), "DE", channels=("phone", "letter"))
    return Journal.of(events, {"ann": record, "bob": record}, {"c": Record(("UTC",), "DE", ("ann", "bob"))})


def called(at: str, id: str = "1", **given: Any) -> Event:
    attributes = {"person": "ann", "channel": "phone", "topic": "a", "amount": None, **given}
    return Event.of(id, at, "call", "c", **attributes)


def words(found: Remedies) -> list[str]:
    return [remedy.words() for remedy in found.found]


def untried(found: Remedies) -> list[tuple[str, str]]:
    return [(each.what, each.why) for each in found.untried]


NOT_AGAIN = """
facts: {recent: {count: call, where: {channel: {its: channel}}, within: 7 days}}
rules: [{rule: not-again, forbid: {recent: {at_least: 1}}}]
"""


def test_another_channel_and_waiting_are_told_least_effort_first(out_of) -> None:
    """The other channel passes now, the same one when the window ends; what nobody can change is listed."""
    found = out_of(NOT_AGAIN, called("2026-03-08T09:00Z"))
    assert words(found) == ["channel letter", "waiting until 2026-03-15T09:00:00Z"]
    assert untried(found) == [("recent is 1", "only time and what happens change it")]
    assert found.answer == "ours"


def test_what_a_rule_proposes_instead_comes_before_all_else(out_of) -> None:
    """Then a channel, another value, another person."""
    rules = """
rules:
  - rule: r
    forbid: {person: ann, channel: phone, topic: a}
    instead: {topic: c}
"""
    assert words(out_of(rules)) == ["topic c", "channel letter", "topic b", "person bob"]


def test_a_bound_is_read_off_the_comparisons_of_the_rules(out_of) -> None:
    """With the bound itself, above or below; and a bound that another rule breaks is not told."""
    rules = """
rules:
  - {rule: low, forbid: {amount: {less_than: 0.5}}}
  - {rule: not-just-half, forbid: {amount: 0.5}}
  - {rule: high, forbid: {amount: {more_than: 2}}}
"""
    assert words(out_of(rules, amount=0.1)) == ["amount is more than 0.5"]
    assert words(out_of(rules, amount=7)) == ["amount is at most 2"]
    assert out_of(rules, amount=1).answer == "passes"


class Alike:
    """Everything is quite like everything."""

    def fact(self, name: str, kind: str, attributes: Any) -> Any:
        raise AssertionError("nobody asks for it")

    def pair(self, name: str, subject: Any, earlier: Any) -> Any:
        return Decimal("0.9")


def test_likeness_to_an_earlier_text_is_a_bound_too(out_of) -> None:
    """A plugin's comparison is supposed to give the bound, and everything is judged again."""
    rules = """
facts: {alike: {pair: alike, with: {last: call}, needs: [topic]}}
rules: [{rule: r, forbid: {alike: {more_than: 0.6}}}]
"""
    found = out_of(rules, called("2026-03-08T09:00Z"), plugins=Alike())
    assert words(found) == ["alike is at most 0.6"]
    assert found.as_json()["found"][0]["changes"] == [
        {"change": "bound", "name": "alike", "must": "alike is at most 0.6", "tried": 0.6}
    ]


def test_what_is_new_in_a_list_says_all_that_it_must_be(out_of) -> None:
    """Given, and nothing of what there was."""
    rules = """
facts: {given_before: {values: tags, of: call}}
rules:
  - {rule: something, forbid: {tags: {absent: true}}}
  - {rule: new, forbid: {tags: {shares: {fact: given_before}}}}
"""
    before = called("2026-03-08T09:00Z", tags=["pen"])
    must = "tags is given and tags shares nothing with given before"
    for tags in (["pen"], None):
        assert [each for each in words(out_of(rules, before, tags=tags)) if "tags" in each] == [must]


def test_nothing_short_of_a_reply_is_an_answer_of_its_own(out_of) -> None:
    """And a reply that says nothing in particular is told before one that does."""
    rules = """
facts: {unanswered: {count: call, after: {last: reply}}}
rules: [{rule: r, forbid: {unanswered: {at_least: 1}}}]
"""
    found = out_of(rules, called("2026-03-08T09:00Z"))
    assert (found.answer, words(found)) == ("theirs", ["reply by them now"])
    assert found.as_json()["answer"] == "theirs"


def test_a_reply_that_must_say_something_says_what(out_of) -> None:
    rules = """
facts: {allowed: {exists: reply, where: {topic: b}}}
rules: [{rule: r, forbid: {allowed: false}}]
"""
    assert words(out_of(rules)) == ["reply by them now (topic b)"]


def test_another_part_of_the_day_is_a_wait_that_ends_in_it(out_of) -> None:
    """The first instant of it, where the contact is."""
    rules = "rules: [{rule: r, forbid: {part_of_day: day}}]"
    found = out_of(rules)
    assert words(found) == ["waiting until 2026-03-10T00:00:00Z, in the night"]
    assert found.as_json()["found"] == [
        {
            "verdict": "permit",
            "changes": [{"change": "wait", "until": "2026-03-10T00:00:00Z", "part_of_day": "night"}],
        }
    ]


def test_what_a_rule_drops_is_not_waited_for(out_of) -> None:
    """It is not to be made later either; that is said."""
    rules = NOT_AGAIN.replace("forbid", "then: drop, forbid")
    found = out_of(rules, called("2026-03-08T09:00Z"))
    assert words(found) == ["channel letter"]
    assert ("waiting", "not-again says that it is not to be made later either") in untried(found)


def test_two_changes_are_told_only_where_no_single_one_passes(out_of) -> None:
    """An apology does not help while the channel is used up, nor the other channel without it."""
    rules = NOT_AGAIN.replace("]\n", ", {rule: not-a, forbid: {topic: a}}]\n").replace("}, {rule", "}, {rule")
    found = out_of(rules, called("2026-03-08T09:00Z"))
    assert words(found) == [
        "channel letter, and topic b", "channel letter, and topic c",
        "topic b, and waiting until 2026-03-15T09:00:00Z", "topic c, and waiting until 2026-03-15T09:00:00Z",
    ]  # fmt: skip


def test_what_a_rule_proposes_of_two_attributes_is_taken_together(out_of) -> None:
    """As far as no part of it would do."""
    rules = """
rules:
  - {rule: r, forbid: {any: [{topic: a}, {size: {absent: true}}]}, instead: {topic: b, size: 2}}
"""
    assert "topic b, and size 2" in words(out_of(rules))


def test_somebody_whom_the_channel_does_not_reach_is_not_proposed(pack_of) -> None:
    """It is listed as what was not tried; both changes at once are."""
    pack = pack_of("rules: [{rule: r, forbid: {person: ann}}]")
    people = {"ann": Record(channels=("phone",)), "bob": Record(channels=("letter",))}
    journal = Journal.of((), people, {"c": Record(people=("ann", "bob"))})
    proposal = Proposal.of("call", AT, "c", person="ann", channel="phone")
    found = pack.remedies(journal, proposal)
    assert (words(found), untried(found)) == ([], [("person bob", "bob is not reached by phone")])


def test_words_are_not_made_up(out_of) -> None:
    rules = "rules: [{rule: r, forbid: {text: {mentions: [now]}}}]"
    found = out_of(rules, text="Call me now")
    assert (found.answer, untried(found)) == ("nothing", [("text", "no words are made up here")])


def test_a_question_is_answered_by_what_makes_it_a_permit(out_of) -> None:
    """Where something is not known, a remedy is whatever settles it."""
    rules = "rules: [{rule: r, forbid: {amount: {less_than: 1}}}]"
    found = out_of(rules)
    assert (found.verdict, words(found)) == ("ask", ["amount is at least 1"])


def test_a_permit_needs_no_remedy(out_of) -> None:
    assert out_of("").as_json() == {"answer": "passes", "verdict": "permit", "found": [], "untried": []}


def test_every_kind_of_change_has_its_effort() -> None:
    """Least first, as the module's docstring has it."""
    assert list(EFFORT) == ["instead", "channel", "value", "person", "bound", "wait", "word"]
    assert sorted(EFFORT.values()) == list(EFFORT.values())
