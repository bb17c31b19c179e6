"""A dataclass whose methods come late is the dataclass that it would have been."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field
from threading import Barrier, Thread
from typing import Any

import pytest

from followup import _late
from followup.decide.decision import NEVER_CHANGES, PackId
from followup.language import tree


def pair() -> tuple[Any, Any]:
    """The same class twice: late, and as `dataclasses` makes it."""
    made = []
    for decorate in (_late.dataclass, dataclasses.dataclass):

        @decorate(frozen=True)
        class Point:
            """A point."""

            x: int
            y: int = 2
            tags: dict[str, int] = field(default_factory=dict, hash=False)
            note: str = field(default="", compare=False)

            def sum(self) -> int:
                return self.x + self.y

        made.append(Point)
    return made[0], made[1]


CALLS = [
    ((1,), {}),
    ((1, 3), {}),
    ((), {"x": 1, "y": 3, "note": "n"}),
    ((1, 2, {"a": 1}), {}),
    ((1.0, 2), {}),
]


@pytest.mark.parametrize(("arguments", "named"), CALLS)
def test_its_values_are_made_shown_hashed_and_taken_apart_alike(arguments, named):
    """With defaults, factories and keywords."""
    ours, theirs = (kind(*arguments, **named) for kind in pair())
    assert repr(ours) == repr(theirs)
    assert hash(ours) == hash(theirs)
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert dataclasses.astuple(dataclasses.replace(ours, y=9)) == dataclasses.astuple(
        dataclasses.replace(theirs, y=9)
    )
    assert ours.sum() == theirs.sum()


def test_equality_is_the_same():
    """Between every two values, those of the other class too."""
    ours, theirs = ([kind(*a, **n) for a, n in CALLS] for kind in pair())
    assert [[a == b for b in ours] for a in ours] == [[a == b for b in theirs] for a in theirs]
    assert ours[0] != theirs[0]
    assert ours[0] != 1


@pytest.mark.parametrize("change", [
    lambda p: setattr(p, "x", 1), lambda p: setattr(p, "zzz", 1), lambda p: delattr(p, "x"),
])  # fmt: skip
def test_nothing_about_a_value_can_be_changed(change):
    """Neither a field nor what is none."""
    kind, _ = pair()
    with pytest.raises(FrozenInstanceError):
        change(kind(1))


@pytest.mark.parametrize("arguments", [(), (1, 2, {}, "", 5)])
def test_wrong_arguments_are_refused_in_the_same_words(arguments):
    """The message is the one that Python gives."""
    said = []
    for kind in pair():
        with pytest.raises(TypeError) as caught:
            kind(*arguments)
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_it_is_a_dataclass_before_anything_was_made_of_it():
    """Its fields can be asked for, and it can be matched."""
    ours, theirs = pair()
    assert dataclasses.is_dataclass(ours)
    assert [(f.name, f.default, f.compare, f.hash) for f in dataclasses.fields(ours)] == [
        (f.name, f.default, f.compare, f.hash) for f in dataclasses.fields(theirs)
    ]
    assert ours.__match_args__ == theirs.__match_args__
    assert ours.__doc__ == theirs.__doc__


@pytest.mark.parametrize("value", [tree.Span("dates", 3), NEVER_CHANGES, PackId("p", "1.0.0", "d")])
def test_a_value_can_be_copied_and_sent(value):
    """By copy, and by pickle, which makes it without its `__init__`."""
    for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert (again, repr(again), type(again)) == (value, repr(value), type(value))


def test_a_method_of_the_class_itself_stands():
    """What a class says of its own is not written over."""

    @_late.dataclass(frozen=True)
    class Loud:
        """A class with a mind of its own."""

        x: int

        def __repr__(self) -> str:
            return "LOUD"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

    assert (repr(Loud(1)), Loud(1) == Loud(2), hash(Loud(3))) == ("LOUD", True, 7)


def test_threads_that_make_the_first_value_together_all_get_one():
    """No thread sees a class that is half done."""
    for _ in range(20):
        kind, start, made = pair()[0], Barrier(8), []

        def make(kind=kind, start=start, made=made):
            start.wait()
            made.append(kind(1))

        threads = [Thread(target=make) for _ in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert made == [kind(1)] * 8
