"""What the five rules bring along: templates that they themselves let pass, and what items are to them."""

from __future__ import annotations

import itertools
import re
import string
from collections.abc import Mapping
from typing import Any

import pytest

from followup.cases.mapping import fits
from followup.decide.api import load_pack
from followup.language.known_shapes import check_known_shape
from followup.language.tree import Tree
from followup.language.yaml_reader import read_yaml
from followup.plugins import Content, Fact, Item
from followup_tone import facts, pair_facts

PACK = load_pack("five-rules")
assert PACK.folder is not None
FILES = sorted((PACK.folder / "templates").glob("*.yaml"))
TEMPLATES = [each for file in FILES for each in read_yaml(file.read_bytes(), str(file)).plain()["templates"]]
GIVEN = {
    "person": "Ms Bauer",
    "me": "Ann Miller",
    "title": "data engineer",
    "interview_date": "2 November",
    "answer": "Tuesday at ten suits me very well.",
}
OFFERS = ["two ideas for your data migration", "a letter of reference from my last manager"]
STEPS = {(each["for"]["purpose"], channel) for each in TEMPLATES for channel in each["channel"]}


def _filled(template: Mapping[str, Any], offer: str = OFFERS[0]) -> str:
    return string.Template(template["text"]).substitute(GIVEN, offer=offer)


def _facts(template: Mapping[str, Any], offer: str = OFFERS[0]) -> Mapping[str, Fact]:
    return facts(Content("contact", {"text": _filled(template, offer)}))


def _named(*purposes: str) -> list[Any]:
    chosen = [each for each in TEMPLATES if not purposes or each["for"]["purpose"] in purposes]
    return [pytest.param(each, id=each["template"]) for each in chosen]


def _limit(name: str) -> Any:
    return PACK.tree.parameters[name].value


def test_every_file_of_templates_has_its_shape() -> None:
    """Templates are checked like packs."""
    assert [
        check_known_shape(read_yaml(f.read_bytes(), str(f)), "templates", f.read_bytes()) for f in FILES
    ] == [[] for _ in FILES]


def test_every_step_has_three_wordings() -> None:
    """For each purpose and each channel there are at least three."""
    purposes, channels = PACK.tree.attributes["purpose"].one_of, PACK.tree.channels
    assert set(itertools.product(purposes, channels)) == STEPS
    counts = [
        sum(step == (each["for"]["purpose"], channel) for each in TEMPLATES for channel in each["channel"])
        for step in STEPS
    ]
    assert min(counts) >= 3


@pytest.mark.parametrize("template", _named())
def test_a_template_uses_known_names_only(template: Mapping[str, Any]) -> None:
    """The desk knows these names; an offer stands in every follow-up, and in nothing else."""
    used = set(string.Template(template["text"] + template.get("subject", "")).get_identifiers())
    assert used <= {*GIVEN, "offer"}
    assert ("offer" in used) == (template["for"]["purpose"] == "follow_up")


@pytest.mark.parametrize("template", _named())
def test_a_template_is_polite_and_says_what_it_is_for(template: Mapping[str, Any]) -> None:
    """It passes the first rule, and its purpose can be read from it."""
    found = _facts(template)
    assert found["politeness"].value >= _limit("polite")
    assert found["frustration"].value <= _limit("upset")
    assert found["intent"].value == template["for"]["purpose"]


@pytest.mark.parametrize("template", _named("ask_to_stop"))
def test_the_question_whether_to_stop_says_both_things(template: Mapping[str, Any]) -> None:
    """It does not want to waste their time, and wants to know if they are interested."""
    found = _facts(template)
    assert (found["respects_time"].value, found["asks_interest"].value) == (True, True)


@pytest.mark.parametrize("template", _named("follow_up"))
def test_a_follow_up_offers_what_the_person_offers_and_nothing_of_its_own(
    template: Mapping[str, Any],
) -> None:
    """Else the second one would offer what was offered before."""
    first, second = (_facts(template, offer)["offers"].value for offer in OFFERS)
    assert isinstance(first, tuple)
    assert isinstance(second, tuple)
    assert not {*first} & {*second}


@pytest.mark.parametrize(
    "template", [each for each in _named("follow_up", "ask_to_stop") if "email" in each.values[0]["channel"]]
)
def test_a_mail_that_wants_an_answer_follows_the_published_figures(template: Mapping[str, Any]) -> None:
    """`five-rules-extended` finds nothing to advise on the length, questions and ease of a wording."""
    found, limit = _facts(template), load_pack("five-rules-extended").tree.parameters
    assert limit["shortest"].value <= found["words"].value <= limit["longest"].value
    assert limit["least_questions"].value <= found["questions"].value <= limit["most_questions"].value
    assert found["reading_ease"].value >= limit["easy"].value


@pytest.mark.parametrize("template", [each for each in _named() if "linkedin" in each.values[0]["channel"]])
def test_a_note_fits_an_invitation(template: Mapping[str, Any]) -> None:
    """LinkedIn takes 300 characters of accounts that pay."""
    assert len(_filled(template)) < 300


@pytest.mark.parametrize("step", sorted(STEPS))
def test_the_wordings_of_a_step_are_clearly_different(step: tuple[str, str]) -> None:
    """Each may follow any other, by the fifth rule."""
    purpose, channel = step
    chosen = [t for t in TEMPLATES if t["for"]["purpose"] == purpose and channel in t["channel"]]
    assert _most_alike(chosen) <= _limit("alike")


@pytest.mark.parametrize("purpose", ["follow_up", "ask_to_stop"])
def test_what_may_stay_unanswered_differs_across_channels_too(purpose: str) -> None:
    """A mail is not repeated on the phone."""
    assert _most_alike([t for t in TEMPLATES if t["for"]["purpose"] == purpose]) <= _limit("alike")


def _most_alike(templates: list[Mapping[str, Any]]) -> Any:
    texts = [Content("contact", {"text": _filled(each)}) for each in templates]
    pairs = itertools.permutations(texts, 2)
    alike: list[Any] = [pair_facts(*pair)["similarity"].value for pair in pairs]
    return max(alike)


def _item(kind: Any, direction: Any = None, **attributes: Any) -> Item:
    return Item(kind, "i", 0, "any", direction, attributes=attributes)


ITEMS: list[tuple[Item, list[str]]] = [
    (_item("message", "out", nature="person"), ["contact"]),
    (_item("message", "out", nature="list"), ["contact"]),
    (_item("message", "out", nature="auto_reply"), []),
    (_item("message", "in", nature="person"), ["reply"]),
    (_item("message", "in", nature="bounce"), []),
    (_item("message", "in", nature="auto_reply"), []),
    (_item("message", "in", nature="feedback_report"), []),
    (_item("message", "in", nature="list"), []),
    (_item("invitation", "out", text="I enjoyed our talk", accepted=True), ["contact"]),
    (_item("invitation", "out", accepted=True), []),
    (_item("invitation", "in", text="Let us connect"), ["reply"]),
    (_item("invitation", "in"), []),
    (_item("call", "out", outcome="answered"), ["contact", "talk"]),
    (_item("call", "in", outcome="answered"), ["talk"]),
    (_item("call", "out", outcome="no_answer"), ["contact"]),
    (_item("call", "out", outcome="voicemail"), ["contact"]),
    (_item("call", "out", outcome="busy"), []),
    (_item("call", "out", outcome="failed"), []),
    (_item("call", "in", outcome="missed"), ["missed_call"]),
    (_item("call", "in", outcome="rejected"), ["missed_call"]),
    (_item("call", "in", outcome="voicemail"), ["missed_call"]),
    (_item("meeting", title="Interview with Ann"), ["interview"]),
    (_item("meeting", title="Vorstellungsgespräch", status="confirmed"), ["interview"]),
    (_item("meeting", title="Talk", text="Your interview with our team"), ["interview"]),
    (_item("meeting", title="Interview with Ann", status="cancelled"), []),
    (_item("meeting", title="Dentist", text="bring the card"), []),
    (_item("meeting", title="Interviewer training"), []),
]


@pytest.mark.parametrize(("item", "kinds"), ITEMS, ids=[str(each.attributes) for each, _ in ITEMS])
def test_what_an_item_is_to_the_rules(item: Item, kinds: list[str]) -> None:
    """Each entry that fits makes an event: an answered call of ours is a contact, and a sign from them."""
    made = [each.makes for each in PACK.tree.reads if each.item == item.kind and fits(item, each.where)]
    assert made == kinds


@pytest.mark.parametrize("name", ["five-rules", "five-rules-extended"])
def test_every_rule_duty_and_parameter_has_its_source(name: str) -> None:
    """SOURCES.md names each in backticks, and nothing that is not there."""
    pack = load_pack(name)
    assert pack.folder is not None
    named = set(re.findall(r"^\| `([a-z_-]+)`", (pack.folder / "SOURCES.md").read_text("utf-8"), re.M))
    parts, theirs = _parts(pack.tree), _parts(load_pack(pack.tree.extends).tree) if pack.tree.extends else {}
    assert named == {id for id, each in parts.items() if theirs.get(id) != each}


def _parts(tree: Tree) -> dict[str, Any]:
    rules: dict[str, Any] = {each.id: each for each in tree.rules}
    return rules | {each.id: each for each in tree.duties} | dict(tree.parameters)
