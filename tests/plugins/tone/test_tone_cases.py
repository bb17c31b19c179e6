"""Each fact on plain texts, with cases as data."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from followup.plugins import ABSENT, Absent, Content, Unknown
from followup_tone import facts, pair_facts
from followup_tone._reading import syllables

HERE = Path(__file__).parent
CASES: dict[str, list[list[Any]]] = json.loads((HERE / "cases.json").read_text("utf-8"))
PLAIN = [
    (name, text, value)
    for name in CASES
    if name not in ("frustration", "brings")
    for text, value in CASES[name]
]
MANIFEST = json.loads((HERE.parents[2] / "plugins" / "followup_tone" / "plugin.json").read_text("utf-8"))


@pytest.mark.parametrize(("name", "text", "value"), PLAIN)
def test_a_plain_text_has_the_plain_value(facts_of, name, text, value):
    fact = facts_of(text)[name].value
    if value is None:
        assert fact is ABSENT if name in ("offers", "specifics") else isinstance(fact, Unknown)
    elif value == "absent":
        assert fact is ABSENT
    else:
        assert fact == (tuple(value) if isinstance(value, list) else value)


@pytest.mark.parametrize(("text", "side"), CASES["frustration"])
def test_upset_words_pass_the_threshold_and_calm_ones_do_not(facts_of, text, side):
    assert (facts_of(text)["frustration"].value > 0.3) == (side == "high")


@pytest.mark.parametrize(("text", "brings"), CASES["brings"])
def test_what_a_message_brings_is_an_offer_and_what_others_attach_is_none(facts_of, text, brings):
    assert isinstance(facts_of(text)["offers"].value, tuple) == brings


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


def test_a_name_of_the_case_is_found_whatever_its_form():
    content = Content(
        "m", {"text": "On the analyst post, Ms. Hall!", "title": "Data Analysts", "person": "dana.hall@x.org"}
    )
    given = facts(content)
    assert given["names_role"].value is given["names_person"].value is True


def test_without_a_title_or_a_person_naming_them_is_absent(facts_of):
    given = facts_of("On the analyst post, Ms. Hall!")
    assert given["names_role"].value is given["names_person"].value is ABSENT


def test_reading_ease_is_that_of_the_published_formula(facts_of):
    """One sentence of six words with a syllable each: 206.835 - 1.015 * 6 - 84.6."""
    assert facts_of("The cat sat on the mat.")["reading_ease"].value == Decimal("116.1")


def test_questions_and_what_is_hard_to_read_are_shown(facts_of):
    """A text that is not plain shows its long words; one that is shows none."""
    text = "Organisational prioritisation matters. Is there any news? Could you tell me?"
    found = facts_of(text)
    shown = [text[s.start : s.end] for s in (*found["questions"].spans, *found["reading_ease"].spans)]
    assert shown == ["Is there any news", "Could you tell me", "Organisational", "prioritisation"]
    assert facts_of("The cat sat on the mat.")["reading_ease"].spans == ()


@pytest.mark.parametrize(
    ("word", "count"),
    [("made", 1), ("table", 2), ("interview", 3), ("asked", 1), ("wanted", 2), ("rhythm", 1)],
)
def test_syllables_are_counted_as_they_are_spoken(word, count):
    assert syllables(word) == count


def test_blame_is_a_part_of_frustration_that_names_a_culprit(facts_of):
    waiting, blaming = facts_of("I am still waiting."), facts_of("You never answered any of my emails.")
    assert waiting["blame"].value == 0 < waiting["frustration"].value
    assert blaming["blame"].value > 0


def test_humble_words_are_humbler_than_plain_ones_and_orders_are_not(facts_of):
    humble, plain, order = (
        facts_of(text)["humility"].value
        for text in (
            "Thank you so much for your time. Could you perhaps tell me more?",
            "The interview was on Monday.",
            "You must answer me today. I demand a decision.",
        )
    )
    assert humble > plain > order


def test_a_suggestion_that_would_not_help_is_not_given(facts_of):
    """What to write instead is put in its place and scored: each one given makes the words around it calmer."""
    text = "This is my third email. You never answered. I demand a reply today or I go to the press."
    spans = [span for span in facts_of(text)["frustration"].spans if span.instead]
    assert spans
    for span in spans:
        better = text[: span.start] + span.instead + text[span.end :]
        assert facts_of(better)["frustration"].value <= facts_of(text)["frustration"].value


@pytest.mark.parametrize(
    ("new", "old", "value"),
    [
        ("I attached my portfolio.", "Please find my portfolio attached.", ABSENT),
        ("I had an idea for your onboarding.", "Let me share one idea about onboarding.", ABSENT),
        ("I attached my portfolio and my thesis.", "Hello, any news?", ("attachment:portfolio",)),
        ("Look: https://example.org/b", "Look: https://example.org/a", ("link:example.org/b",)),
        ("I attached my portfolio.", "I attached my certificate.", ("attachment:portfolio",)),
        ("Just checking in.", "I attached my certificate.", ABSENT),
    ],
)
def test_what_was_offered_before_is_no_new_offer(new, old, value):
    given = pair_facts(Content("m", {"text": new}), Content("m", {"text": old}))
    assert given["new_offers"].value == value


LANGUAGES = json.loads((HERE / "languages.json").read_text("utf-8"))


def test_texts_in_other_languages_are_not_taken_for_english(facts_of):
    """One of 91 is, and docs/tone.md says so: `Ich bin am Montag wieder im Büro.`"""
    taken = [
        row["text"] for row in LANGUAGES if not isinstance(facts_of(row["text"])["politeness"].value, Unknown)
    ]
    assert len(taken) <= 1


def test_similarity_is_absent_where_one_has_no_words(alike):
    assert alike("Hello Bob", "") is ABSENT
    assert pair_facts(Content("call", {}), Content("message", {"text": "Hi"}))["similarity"].value is ABSENT
