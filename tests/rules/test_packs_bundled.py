"""Every bundled pack keeps its own tests, and its tests notice every rule, duty and threshold.

A mutant is the pack without one rule or duty, or with one parameter moved by a step: mutants are made from
whatever a pack has, so a new rule without a test fails here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from followup.decide.api import load_pack
from followup.decide.pack import Pack
from followup.decide.pack_tests import PackTest, read_tests, run_test, run_tests, with_parameters
from followup.language.load import bundled_names
from followup.language.problems import Problems
from followup.language.tree import Parameter, Span

PACKS = {name: load_pack(name) for name in bundled_names()}
TESTS = {name: read_tests(pack.folder or Path()) for name, pack in PACKS.items()}


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_keeps_its_own_tests(name: str) -> None:
    """What a pack's tests promise is what the engine decides."""
    outcomes = run_tests(PACKS[name], TESTS[name])
    assert outcomes
    assert [outcome for outcome in outcomes if not outcome.passed] == []


@pytest.mark.parametrize("name", PACKS)
def test_a_packs_tests_have_names_of_their_own(name: str) -> None:
    """A failing test can be found by its name."""
    ids = [test.id for test in TESTS[name]]
    assert sorted(set(ids)) == sorted(ids)


def _own(pack: Pack, part: str) -> list[Any]:
    """The rules, duties or parameters that a pack has and the pack that it extends has not."""
    theirs = _all(load_pack(pack.tree.extends), part) if pack.tree.extends else []
    return [each for each in _all(pack, part) if each not in theirs]


def _all(pack: Pack, part: str) -> list[Any]:
    found = getattr(pack.tree, part)
    return list(found.values() if part == "parameters" else found)


def _without() -> Iterator[tuple[str, str, str]]:
    for name, pack in PACKS.items():
        for part in ("rules", "duties"):
            yield from ((name, part, each.id) for each in _own(pack, part))


def _moved() -> Iterator[tuple[str, str, Any]]:
    for name, pack in PACKS.items():
        for parameter in _own(pack, "parameters"):
            yield from ((name, parameter.name, value) for value in steps(parameter))


def steps(parameter: Parameter) -> Iterator[Any]:
    """The values one step below and above the default, as a pack would write them."""
    value = parameter.value
    for way in (-1, 1):
        match value:
            case Span():
                count, _, unit = str(value).partition(" ")
                yield f"{int(count) + way} {unit}"
            case time():
                yield (datetime.combine(date(2000, 1, 2), value) + timedelta(minutes=way)).strftime("%H:%M")
            case Decimal():
                yield value + way * Decimal("0.1")
            case int():
                yield value + way
            case _:
                raise TypeError(f"say what a step of {parameter.name} is")


def noticed(mutant: Pack, tests: tuple[PackTest, ...], hint: str) -> bool:
    """Whether a test fails; those that speak of what was changed are tried first."""
    ordered = sorted(tests, key=lambda test: hint not in repr(test.expect))
    return any(not run_test(mutant, test).passed for test in ordered)


@pytest.mark.parametrize(("name", "part", "id"), list(_without()))
def test_removing_a_rule_or_duty_is_noticed(name: str, part: str, id: str) -> None:
    """No rule and no duty is there without a test that needs it."""
    pack = PACKS[name]
    kept: dict[str, Any] = {part: tuple(each for each in getattr(pack.tree, part) if each.id != id)}
    assert noticed(replace(pack, tree=replace(pack.tree, **kept)), TESTS[name], id)


@pytest.mark.parametrize(("name", "parameter", "value"), list(_moved()))
def test_moving_a_threshold_by_one_step_is_noticed(name: str, parameter: str, value: Any) -> None:
    """Every threshold is tested at its boundary, on both sides; a value that is out of range is refused."""
    assert _is_out_of_range(name, parameter, value) or noticed(
        with_parameters(PACKS[name], {parameter: value}), TESTS[name], parameter
    )


def _is_out_of_range(name: str, parameter: str, value: Any) -> bool:
    try:
        with_parameters(PACKS[name], {parameter: value})
    except Problems as error:
        return [problem.code for problem in error.problems] == ["out-of-range"]
    return False


def test_the_extended_rules_change_as_little_as_possible() -> None:
    """Put to the tests of the five rules, they differ in one: thanks need not wait."""
    outcomes = run_tests(PACKS["five-rules-extended"], TESTS["five-rules"])
    different = [outcome.test for outcome in outcomes if not outcome.passed]
    assert different == ["thanks-wait-for-the-week-too"]
