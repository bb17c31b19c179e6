"""A dataclass whose methods come late is the dataclass that it would have been."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from threading import Barrier, Thread
from typing import Any

import pytest

from followup import _late
from followup.decide.decision import NEVER_CHANGES, PackId
from followup.evaluate.quantities import Cause
from followup.language import tree
from followup.timeline.events import Event


@pytest.fixture(params=[{}, {"slots": True}], ids=["", "slots"])
def pair(request: pytest.FixtureRequest) -> Callable[[], tuple[Any, Any]]:
    """The same class twice, made when it is called: late, and as `dataclasses` makes it."""
    return lambda: made_twice(**request.param)


def made_twice(**slots: bool) -> tuple[Any, Any]:
    made = []
    for module in (_late, dataclasses):

        @module.dataclass(frozen=True, **slots)
        class Point:
            """A point."""

            x: int
            y: int = 2
            tags: dict[str, int] = module.field(default_factory=dict, hash=False)
            note: str = module.field(default="", compare=False)
            secret: str = module.field(default="s", repr=False)

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
def test_its_values_are_made_shown_hashed_and_taken_apart_alike(pair, arguments, named):
    """With defaults, factories and keywords."""
    ours, theirs = (kind(*arguments, **named) for kind in pair())
    assert repr(ours) == repr(theirs)
    assert hash(ours) == hash(theirs)
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    changed = dataclasses.astuple(dataclasses.replace(theirs, y=9))
    for replace in (dataclasses.replace, _late.replace):
        assert dataclasses.astuple(replace(ours, y=9)) == changed
    assert ours.sum() == theirs.sum()


def test_equality_is_the_same(pair):
    """Between every two values, those of the other class too."""
    ours, theirs = ([kind(*a, **n) for a, n in CALLS] for kind in pair())
    assert [[a == b for b in ours] for a in ours] == [[a == b for b in theirs] for a in theirs]
    assert ours[0] != theirs[0]
    assert ours[0] != 1


@pytest.mark.parametrize("change", [
    lambda p: setattr(p, "x", 1), lambda p: setattr(p, "zzz", 1), lambda p: delattr(p, "x"),
])  # fmt: skip
def test_nothing_about_a_value_can_be_changed(pair, change):
    """Neither a field nor what is none."""
    kind, _ = pair()
    with pytest.raises(FrozenInstanceError):
        change(kind(1))


@pytest.mark.parametrize("arguments", [(), (1, 2, {}, "", "", 6)])
def test_wrong_arguments_are_refused_in_the_same_words(pair, arguments):
    """The message is the one that Python gives."""
    said = []
    for kind in pair():
        with pytest.raises(TypeError) as caught:
            kind(*arguments)
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_it_is_a_dataclass_before_anything_was_made_of_it(pair):
    """Its fields can be asked for, and it can be matched."""
    ours, theirs = pair()
    assert dataclasses.is_dataclass(ours)
    assert [(f.name, f.default, f.compare, f.hash, f.repr) for f in dataclasses.fields(ours)] == [
        (f.name, f.default, f.compare, f.hash, f.repr) for f in dataclasses.fields(theirs)
    ]
    assert ours.__match_args__ == theirs.__match_args__
    assert ours.__doc__ == theirs.__doc__


@pytest.mark.parametrize("value", [
    tree.Span("dates", 3), NEVER_CHANGES, PackId("p", "1.0.0", "d"), Cause("c", "nobody knows", True),
    Event.of("1", "2026-03-01T09:00Z", "call", topic="a"),
])  # fmt: skip
def test_a_value_can_be_copied_and_sent(value):
    """By copy, and by pickle, which makes it without its `__init__`."""
    for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert (again, repr(again), type(again)) == (value, repr(value), type(value))


def test_slots_leave_no_room_for_anything_else():
    """As they save memory, they must be there."""
    assert not hasattr(made_twice(slots=True)[0](1), "__dict__")


def test_a_field_of_dataclasses_itself_is_refused():
    """It would be a default that nobody meant."""
    with pytest.raises(TypeError, match="come from"):

        @_late.dataclass(frozen=True)
        class Wrong:
            """A class with a field of another house."""

            x: int = dataclasses.field(default=1)


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


def test_threads_that_make_the_first_value_together_all_get_one(pair):
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
