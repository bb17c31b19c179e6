"""The tests that a pack brings along, as data: given these events, this proposal is decided so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import Any

from followup.decide.decision import Decision, DutyState
from followup.decide.pack import Pack
from followup.evaluate.quantities import Age, Bag, Quantity, Range, Unsure
from followup.evaluate.scene import PluginFacts
from followup.language.journal_files import Unfit, attributes_of, event_of, proposal_of, record_of
from followup.language.known_shapes import check_known_shape
from followup.language.load import find_tree
from followup.language.places import Node, Place
from followup.language.problems import Problem, Problems
from followup.language.yaml_reader import read_yaml
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import Instant, instant, show
from followup.timeline.journal import Journal, Record
from followup.timeline.values import Absent, Attributes, Maybe, Unknown, clean


@dataclass(frozen=True, slots=True)
class PackTest:
    """One test: a journal, a proposal or an instant, and what is expected of it."""

    id: str
    place: Place
    journal: Journal
    case: str | None
    at: Instant
    proposal: Proposal | None
    parameters: Mapping[str, Any]
    pairs: Mapping[str, Maybe]
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StatedPairs:
    """Pair facts as a test states them; everything else as the plugins say."""

    stated: Mapping[str, Maybe]
    plugins: PluginFacts

    def fact(self, name: str, kind: str, attributes: Attributes) -> Maybe:
        return self.plugins.fact(name, kind, attributes)

    def pair(self, name: str, subject: Event | Proposal, earlier: Event) -> Maybe:
        return self.stated[name] if name in self.stated else self.plugins.pair(name, subject, earlier)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a test ended: every expectation that was not met, in words; none if it passed."""

    test: str
    place: Place
    misses: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.misses


def read_tests(folder: Path) -> tuple[PackTest, ...]:
    """The tests in a pack's folder, in the order of files and lines; raises `Problems`."""
    return tuple(test for file in sorted((folder / "tests").glob("*.yaml")) for test in _read_file(file))


def _read_file(file: Path) -> Iterator[PackTest]:
    data = file.read_bytes()
    node = read_yaml(data, str(file))
    problems = check_known_shape(node, "tests", data)
    if problems:
        raise Problems(problems)
    for each in (node.get("tests") or node).items:
        try:
            yield read_test(each)
        except Unfit as error:
            raise Problems(
                [Problem(each.place, "unfit", f"test '{each.plain().get('test')}': {error}")]
            ) from None


def read_test(node: Node) -> PackTest:
    """One test from its node; raises `Unfit`."""
    body = node.plain()
    events = [event_of({"id": str(n), **event}) for n, event in enumerate(body.get("events") or [], 1)]
    journal = Journal.of(events, _records(body, "people"), _records(body, "cases"))
    case = body.get("case") or next((event.case for event in events if event.case), None)
    proposal = proposal_of({"case": case, **body["proposal"]}) if "proposal" in body else None
    at = instant(body["at"]) if proposal is None else proposal.at
    return PackTest(
        body["test"], node.place, journal, proposal.case if proposal else case, at, proposal,
        body.get("parameters") or {}, attributes_of(body.get("pairs")), body["expect"],
    )  # fmt: skip


def _records(body: Mapping[str, Any], section: str) -> dict[str, Record]:
    return {name: record_of(record) for name, record in (body.get(section) or {}).items()}


def run_tests(pack: Pack, tests: tuple[PackTest, ...]) -> tuple[Outcome, ...]:
    """The outcome of every test, each with the parameters that it sets."""
    return tuple(run_test(pack, test) for test in tests)


def run_test(pack: Pack, test: PackTest) -> Outcome:
    if test.parameters:
        pack = with_parameters(pack, test.parameters)
    if test.pairs:
        pack = pack.using(StatedPairs(test.pairs, pack.plugins))
    trial = Trial(pack, test)
    misses = [miss for key, wanted in test.expect.items() for miss in _CHECKS[key](trial, wanted)]
    return Outcome(test.id, test.place, tuple(misses))


def with_parameters(pack: Pack, values: Mapping[str, Any]) -> Pack:
    """The same pack, loaded anew with other values of its parameters; raises `Problems`."""
    if pack.place is None:
        raise ValueError("a pack without a folder cannot be loaded again")
    tree, place = find_tree(pack.place, values)
    return replace(pack, tree=tree, place=place)


@dataclass(frozen=True)
class Trial:
    """A pack put to a test; whatever is expected of the decision, it is taken once."""

    pack: Pack
    test: PackTest

    @cached_property
    def decision(self) -> Decision:
        test = self.test
        if test.proposal is None:
            what = f"test '{test.id}' expects a verdict without a proposal"
            raise Problems([Problem(test.place, "no-proposal", what)])
        return self.pack.decide(test.journal, test.proposal)


Check = Callable[[Trial, Any], Iterator[str]]


def _of_decision(name: str, shown: Callable[[Decision], Any]) -> Check:
    def check(trial: Trial, wanted: Any) -> Iterator[str]:
        got = shown(trial.decision)
        if got != (sorted(wanted) if isinstance(wanted, list) else wanted):
            yield f"{name} is {got}, expected {wanted}"

    return check


def _moment(name: str) -> Check:
    def check(trial: Trial, wanted: str) -> Iterator[str]:
        got = getattr(trial.decision, name)
        text = show(got) if isinstance(got, int) else str(got)
        if text != (wanted if wanted.startswith("n") else show(instant(wanted))):
            yield f"{name} is {text}, expected {wanted}"

    return check


def _unknown(trial: Trial, wanted: list[str]) -> Iterator[str]:
    """What a verdict hangs on; without a proposal, the facts that are not settled."""
    pack, test = trial.pack, trial.test
    if test.proposal is not None:
        got = sorted(gap.name for gap in trial.decision.unknown)
    else:
        seen = ((name, pack.fact(test.journal, name, test.case, test.at).value) for name in pack.tree.facts)
        got = sorted(name for name, value in seen if isinstance(value, (Unknown, Unsure, Range, Bag)))
    if got != sorted(wanted):
        yield f"unknown is {got}, expected {wanted}"


def _duties(trial: Trial, wanted: Mapping[str, str]) -> Iterator[str]:
    states = trial.pack.duties(trial.test.journal, trial.test.case, trial.test.at)
    for duty, state in wanted.items():
        found: list[DutyState] = [each for each in states if each.duty == duty]
        if not found or found[0].state != state:
            yield f"duty {duty} is {found[0].state if found else 'not there'}, expected {state}"


def _facts(trial: Trial, wanted: Mapping[str, Any]) -> Iterator[str]:
    pack, test = trial.pack, trial.test
    for name, value in wanted.items():
        if name not in pack.tree.facts:
            yield f"there is no fact {name}"
            continue
        got = pack.fact(test.journal, name, test.case, test.at, test.proposal).value
        amount = _written(got)
        if amount != (clean(value) if value is not None else None):
            yield f"fact {name} is {amount}, expected {value}"


def _written(value: Quantity) -> Any:
    """A fact's value as a test writes it: an age as a number, a date or time as a text, absent as null."""
    if isinstance(value, Age):
        return value.amount
    if isinstance(value, (date, time)):
        return value.isoformat()
    return None if isinstance(value, Absent) else value


_CHECKS: Mapping[str, Check] = {
    "verdict": _of_decision("verdict", lambda decision: decision.verdict),
    "rules": _of_decision("rules", lambda decision: sorted(decision.rule_ids())),
    "conditions": _of_decision(
        "conditions", lambda decision: sorted(must.rule for must in decision.conditions)
    ),
    "advice": _of_decision("advice", lambda decision: sorted(rule.rule for rule in decision.advice)),
    "unknown": _unknown,
    "until": _moment("until"),
    "permitted_from": _moment("permitted_from"),
    "duties": _duties,
    "facts": _facts,
}
