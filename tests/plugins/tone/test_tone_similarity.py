"""Wording: what counts as the same, and what must not."""

from __future__ import annotations

import pytest

FIRST = (
    "I wanted to follow up on our conversation about the data platform role. "
    "Since then I built a small dashboard for delivery times. Would it help to see it?"
)
OTHER = (
    "A former colleague of mine, Dr. Abel, led the warehouse project that you asked about. "
    "She would be glad to tell you how we worked together; shall I connect you?"
)


def test_a_text_is_like_itself(alike):
    assert alike(FIRST, FIRST) == 1


def test_another_text_is_not_alike(alike):
    assert alike(FIRST, OTHER) < 0.4


def test_swapped_sentences_are_not_new(alike):
    first, second, third = FIRST.replace("? ", ". ").split(". ", 2)
    assert alike(f"{third} {first}. {second}.", FIRST) > 0.9


def test_swapped_words_are_not_new(alike):
    words = FIRST.split()
    words[2::5], words[3::5] = words[3::5], words[2::5]
    assert alike(" ".join(words), FIRST) > 0.9


def test_a_few_other_words_are_not_new(alike):
    assert alike(FIRST.replace("wanted", "wished").replace("small", "little"), FIRST) > 0.75


def test_a_formula_of_thanks_makes_nothing_alike(alike):
    thanks = "\n\nThank you very much for taking the time to consider my application."
    assert alike(FIRST + thanks, OTHER + thanks) == alike(FIRST, OTHER)


@pytest.mark.parametrize("greeting", ["Hi Dana,\n\n", "Dear Ms Holloway:\n", "Good morning Tom,\n\n"])
@pytest.mark.parametrize(
    "closing", ["\n\nBest regards,\nSam Reed\n555 0100", "\n\nThanks,\nSam", "\n-- \nSam"]
)
def test_greeting_and_signature_change_nothing(alike, greeting, closing):
    assert alike(greeting + FIRST + closing, OTHER) == alike(FIRST, OTHER)
    assert alike(greeting + FIRST + closing, FIRST) == 1


def test_a_quotation_changes_nothing(alike):
    assert alike(OTHER + "\n\nOn Monday, Dana wrote:\n> " + FIRST, FIRST) == alike(OTHER, FIRST)
