"""What a person offers is seen in every wording of the pack, whatever it is; and nothing is seen where nothing is."""

from __future__ import annotations

from string import Template

import pytest

from followup import load_pack
from followup.cases.templates import templates_of
from followup.plugins.answers import Answers
from followup.plugins.registry import Plugins

OFFERS = (
    "a sketch of your data migration",
    "an article on column stores",
    "my notes on your onboarding flow",
    "two ideas for your release process",
    "a short prototype of the dashboard",
    "the name of a designer who could help",
    "a list of open-source tools for your logs",
    "my portfolio: https://x.example/work",
    "an introduction to a friend at Globex",
    "a draft of the test plan we discussed",
    "a one-page summary of the market you mentioned",
)
FILLED = {
    "person": "Ann",
    "me": "Jo",
    "title": "Data engineer",
    "interview_date": "Monday, 2 November",
    "answer": "yes",
}
PACK = load_pack("five-rules")
WORDINGS = [
    each
    for each in templates_of(PACK.tree, PACK.folder)
    if each.given.get("purpose") == "follow_up"  # type: ignore[arg-type]
]


@pytest.fixture(scope="module")
def answers() -> Answers:
    return Answers(Plugins.installed(), PACK.tree.plugin_facts)


@pytest.mark.parametrize("wording", WORDINGS, ids=[each.id for each in WORDINGS])
def test_every_offer_is_seen_in_every_wording(answers: Answers, wording: object) -> None:
    """Else a draft that offers something would be refused for offering nothing."""
    texts = {offer: Template(wording.text).substitute(FILLED, offer=offer) for offer in OFFERS}  # type: ignore[attr-defined]
    found = {offer: answers.fact("offers", "contact", {"text": text}) for offer, text in texts.items()}
    assert [offer for offer, seen in found.items() if not isinstance(seen, tuple)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Hello Ann, I am just checking in. Is there any update on the position?",
        "Dear Ann, I wanted to touch base about my application, and would like a summary of where things stand.",
        "Hi Ann, I would like to have the name of the person who decides.",
    ],
)
def test_a_bare_question_offers_nothing(answers: Answers, text: str) -> None:
    """Asking for something is not offering it."""
    assert not isinstance(answers.fact("offers", "contact", {"text": text}), tuple)
