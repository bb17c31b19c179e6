"""What holds of every text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from followup.plugins import ABSENT, Content, Unknown
from followup_tone import facts, pair_facts

WORDS = st.sampled_from(
    [
        "i",
        "you",
        "we",
        "the",
        "a",
        "role",
        "news",
        "please",
        "thanks",
        "thank",
        "for",
        "could",
        "would",
        "not",
        "never",
        "still",
        "waiting",
        "email",
        "third",
        "my",
        "answer",
        "interview",
        "sorry",
        "hope",
        "week",
        "stop",
        "contact",
        "offer",
        "position",
        "interested",
        "time",
        "waste",
        "upset",
        "attached",
        "portfolio",
        "no",
        "and",
        "to",
        "is",
        "are",
        "Tuesday",
        "https://example.org/x",
        "why",
        "busy",
        "must",
        "now",
        "decided",
        "other",
        "candidates",
        "reply",
        "I'm",
        "don't",
        "didn't",
    ]
)
SENTENCES = st.builds(
    lambda words, stop: " ".join(words) + stop,
    st.lists(WORDS, min_size=1, max_size=12),
    st.sampled_from(".?!,"),
)
MESSAGES = st.lists(SENTENCES, min_size=1, max_size=6).map(" ".join)
PIECES = st.sampled_from(
    ["> ", "On x wrote:", "<p>", "\n", "\r", "\x00", "😀", "http://", "a@b", '"', "--", "ß", "İ"]
)
HOSTILE = st.one_of(
    st.text(max_size=200), st.lists(st.one_of(PIECES, WORDS, SENTENCES), max_size=20).map("".join)
)
SCORES = ("politeness", "humility", "frustration", "blame")


def _facts(text: str):
    return facts(Content("message", {"text": text}))


def _alike(new: str, old: str):
    return pair_facts(Content("m", {"text": new}), Content("m", {"text": old}))["similarity"].value


@given(HOSTILE)
def test_scores_are_in_range_and_the_same_again(text):
    first = _facts(text)
    assert first == _facts(text)
    for name in SCORES:
        value = first[name].value
        assert isinstance(value, Unknown) or 0 <= value <= 1


@given(HOSTILE)
def test_spans_lie_within_the_text_and_say_something(text):
    for fact in _facts(text).values():
        for span in fact.spans:
            assert 0 <= span.start < span.end <= len(text)
            assert span.says
            assert text[span.start : span.end].strip()


@given(HOSTILE, HOSTILE)
def test_similarity_is_in_range_symmetric_and_full_for_the_same(one, other):
    value = _alike(one, other)
    assert value == _alike(other, one)
    assert value is ABSENT or 0 <= value <= 1
    assert _alike(one, one) in (ABSENT, Decimal(1))


@example("answer,", "")
@given(MESSAGES, HOSTILE)
def test_a_quotation_of_the_other_changes_nothing(text, quoted):
    quotation = "".join(f"\n> {line}" for line in quoted.splitlines())
    assert _facts(text + "\n\nOn Monday, Ann wrote:" + quotation) == _facts(text)
    assert _facts(text + "\n" + quotation) == _facts(text)


@given(MESSAGES)
def test_a_shouted_copy_is_never_politer_and_never_calmer(text):
    calm, loud = _facts(text), _facts(text.upper() + "!!!")
    if not isinstance(calm["politeness"].value, Unknown):
        assert loud["politeness"].value <= calm["politeness"].value
        assert loud["humility"].value <= calm["humility"].value
        assert loud["frustration"].value >= calm["frustration"].value


@given(MESSAGES, MESSAGES, st.sampled_from(["Hi Ann,\n\n", "Dear Dr. Lee,\n"]))
def test_greeting_and_signature_change_nothing_in_similarity(text, other, greeting):
    assert _alike(greeting + text + "\n\nBest regards,\nSam Reed", other) == _alike(text, other)


@pytest.mark.parametrize(
    "piece",
    ["a", " ", "\n", "!", "😀", "\x00\x07", "<p>Hi</p>", "<a", "> hi\n", "On x wrote:\n", "a'", "a@", "a-", "-", ". ",
     "you did not answer ", "still waiting ", "attached ", "on Monday ",
     "Thank you for ", "from: a\n", "Dear x\n", '"no ', "www.", "\r"],
)  # fmt: skip
def test_a_long_text_of_any_kind_is_read_in_the_end(piece):
    text = piece * (20_000 // len(piece))
    assert _facts(text)["words"].value >= 0
    _alike(text, "Hello, I wanted to follow up.")


@given(MESSAGES, MESSAGES)
def test_what_is_offered_again_is_never_new_and_new_offers_are_offers(text, other):
    again = pair_facts(Content("m", {"text": text}), Content("m", {"text": text}))["new_offers"].value
    assert again is ABSENT or isinstance(again, Unknown)
    new = pair_facts(Content("m", {"text": text}), Content("m", {"text": other}))["new_offers"].value
    if isinstance(new, tuple):
        assert {name.partition(":")[0] for name in new} <= _kinds(_facts(text)["offers"].value)


def _kinds(names):
    return {name.partition(":")[0] for name in names}


@given(MESSAGES)
def test_every_suggestion_for_a_calmer_text_leaves_it_no_more_upset(text):
    upset = _facts(text)["frustration"]
    for span in upset.spans:
        if span.instead:
            better = _facts(text[: span.start] + span.instead + text[span.end :])["frustration"].value
            assert isinstance(better, Unknown) or better <= upset.value


@given(MESSAGES)
def test_every_suggestion_for_a_politer_text_makes_it_no_less_polite(text):
    polite = _facts(text)["politeness"]
    for span in polite.spans:
        if span.instead:
            better = _facts(text[: span.start] + span.instead + text[span.end :])["politeness"].value
            assert isinstance(better, Unknown) or better >= polite.value


@given(MESSAGES)
def test_blame_is_never_more_than_frustration(text):
    given = _facts(text)
    if not isinstance(given["blame"].value, Unknown):
        assert given["blame"].value <= given["frustration"].value


@given(MESSAGES, st.sampled_from(["Hi Ann,\n\n", "Dear Dr. Lee,\n"]), MESSAGES)
def test_the_formulas_of_a_letter_do_not_make_two_texts_more_alike(text, greeting, other):
    frame = "I hope this email finds you well. {} Please let me know if you need anything else."
    assert _alike(greeting + frame.format(text), frame.format(other)) <= max(
        _alike(text, other), Decimal("0.5")
    )


@pytest.mark.parametrize("text", ["a" * 1_000_000, "no " * 100_000, "!" * 1_000_000])
def test_a_megabyte_raises_nothing(text):
    assert _facts(text)["words"].value >= 0
