"""Our own follow-ups in bench/tone: what the set promises, and that learners' messages are not scored as rude."""

from __future__ import annotations

import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "bench" / "tone"
TONES = {
    "warm", "plain", "formal", "anxious", "passive-aggressive", "sarcastic", "demanding", "shouting",
    "guilt-tripping", "over-sweet",
}  # fmt: skip


@pytest.fixture(scope="module")
def own():
    """The messages, and the figures that are made of them."""
    sys.path.insert(0, str(FOLDER))
    yield import_module("_messages"), import_module("_figures")
    sys.path.remove(str(FOLDER))


@pytest.fixture(scope="module")
def labels(own):
    return own[0].labels()


def test_there_are_four_hundred_messages_in_ten_tones_and_many_englishes(own):
    every = own[0].messages()
    assert len({message.text for message in every}) >= 400
    assert min(Counter(message.tone for message in every).values()) >= 20
    assert {message.tone for message in every} == TONES
    assert len({message.english for message in every}) >= 15
    assert len({message.text for message in own[0].messages("practice")} - {m.text for m in every}) >= 100


def test_the_split_is_the_one_that_was_fixed(own):
    """By the hash of the text: a message that is changed is another message."""
    assert Counter(m.split for m in own[0].messages("first")) == {"train": 123, "dev": 43, "test": 53}
    assert Counter(m.split for m in own[0].messages("second")) == {"train": 112, "dev": 35, "test": 67}
    assert {m.split for m in own[0].messages("practice")} == {"train"}


def test_every_message_is_labelled(own, labels):
    """The first set twice by its writer, and once by another session; the second by its writer and another."""
    assert labels.keys() == {message.id for message in own[0].messages()}
    for name, passes in (("first", 3), ("second", 2)):
        rows = [labels[message.id] for message in own[0].messages(name)]
        assert all(len(row["courtesy"]) == len(row["upset"]) == passes for row in rows)


def test_a_learners_message_that_is_fit_to_send_is_not_scored_as_rude(own, labels, facts_of):
    """On train and dev, whose misses may be looked at."""
    for message in own[0].messages():
        fit = min(labels[message.id]["courtesy"]) >= 3 and max(labels[message.id]["upset"]) <= 1
        if fit and message.learner and message.split != "test":
            assert facts_of(message.text)["frustration"].value <= 0.3, message.text
            assert facts_of(message.text)["politeness"].value >= 0.5, message.text


def test_kappa_is_one_for_the_same_labels_and_none_for_chance(own):
    kappa = own[1].kappa
    assert kappa([(1, 1), (2, 2)], weighted=False) == 1
    assert kappa([(1, 1), (1, 2), (2, 1), (2, 2)], weighted=True) == 0


def test_an_interval_holds_its_share_and_shrinks_with_more_texts(own):
    few, many = own[1].share(8, 10), own[1].share(800, 1000)
    assert few.low < few.value == many.value < few.high
    assert many.high - many.low < few.high - few.low


def test_an_area_is_one_where_all_high_scores_stand_above_the_low(own):
    assert own[1].area([2.0, 3.0], [0.0, 1.0]).value == 1
    assert own[1].area([1.0], [1.0]).value == 0.5
