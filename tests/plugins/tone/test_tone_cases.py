"""Each fact on plain texts, with cases as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from followup.plugins import ABSENT, Absent, Content, Unknown
from followup_tone import pair_facts

HERE = Path(__file__).parent
CASES: dict[str, list[list[Any]]] = json.loads((HERE / "cases.json").read_text("utf-8"))
PLAIN = [(name, text, value) for name in CASES if name not in ("frustration",) for text, value in CASES[name]]
MANIFEST = json.loads((HERE.parents[2] / "plugins" / "followup_tone" / "plugin.json").read_text("utf-8"))


@pytest.mark.parametrize(("name", "text", "value"), PLAIN)
def test_a_plain_text_has_the_plain_value(facts_of, name, text, value):
    fact = facts_of(text)[name].value
    if value is None:
        assert fact is ABSENT if name == "offers" else isinstance(fact, Unknown)
    else:
        assert fact == (tuple(value) if isinstance(value, list) else value)


@pytest.mark.parametrize(("text", "side"), CASES["frustration"])
def test_upset_words_pass_the_threshold_and_calm_ones_do_not(facts_of, text, side):
    assert (facts_of(text)["frustration"].value > 0.3) == (side == "high")


def test_every_declared_fact_is_given_and_no_other(facts_of):
    single = {fact["name"] for fact in MANIFEST["facts"] if not fact.get("pair")}
    for text in ("Hello, how are you?", "", "Привет, как дела?", None):
        assert facts_of(text).keys() == single


def test_every_declared_pair_fact_is_given_and_no_other():
    pair = {fact["name"] for fact in MANIFEST["facts"] if fact.get("pair")}
    content = Content("message", {"text": "Hello"})
    assert pair_facts(content, content).keys() == pair


def test_values_are_of_the_declared_types(facts_of):
    given = facts_of("I had an idea for your onboarding. I wanted to follow up.")
    for fact in MANIFEST["facts"]:
        value = given[fact["name"]].value if fact["name"] in given else ABSENT
        if fact.get("one_of") and not isinstance(value, (Unknown, Absent)):
            assert set(value if isinstance(value, tuple) else [value]) <= set(fact["one_of"])


def test_without_a_text_everything_is_unknown(facts_of):
    assert {fact.value for fact in facts_of(None).values()} == {Unknown("no text")}


def test_an_empty_text_has_no_words_and_nothing_else_is_known(facts_of):
    given = dict(facts_of(""))
    assert given.pop("words").value == given.pop("questions").value == 0
    assert {given.pop(name).value for name in ("names_role", "names_person")} == {ABSENT}
    assert all(isinstance(fact.value, Unknown) for fact in given.values())


@pytest.mark.parametrize(
    "text",
    [
        "Sehr geehrte Frau Klein, ich möchte mich nach dem Stand meiner Bewerbung erkundigen.",
        "Bonjour, je me permets de revenir vers vous au sujet de ma candidature.",
        "Estimada señora, quisiera saber si hay novedades sobre el puesto.",
        "Здравствуйте, есть ли новости?",
        "面接の結果を教えていただけますか。",
        "مرحبا، هل هناك أخبار؟",
        "Beste mevrouw, is er al nieuws over de vacature?",
        "Dzień dobry, czy są jakieś wiadomości w sprawie rekrutacji?",
        "Merhaba, ekip bir karar verdi mi? Ben bu konuda bir haber bekliyorum.",
    ],
)
def test_a_text_in_another_language_is_unknown_with_that_reason(facts_of, text):
    assert facts_of(text)["politeness"].value == Unknown("not in a language that is known here")


def test_a_fact_shows_the_words_that_it_rests_on(facts_of):
    text = "Hello. This is my third email."
    spans = facts_of(text)["frustration"].spans
    assert [(text[s.start : s.end], s.says, s.instead) for s in spans] == [
        ("This is my third email", "counts your own messages", "I wanted to follow up")
    ]


def test_similarity_is_absent_where_one_has_no_words(alike):
    assert alike("Hello Bob", "") is ABSENT
    assert pair_facts(Content("call", {}), Content("message", {"text": "Hi"}))["similarity"].value is ABSENT
