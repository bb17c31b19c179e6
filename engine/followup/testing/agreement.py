"""What both readings must agree on, whatever is asked of them.

Each check takes one asking in both readings (`Compared`) and raises `Differs` where they do not say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from followup.decide.decision import PackId
from followup.decide.duties import standings
from followup.decide.live import Live, looks_ahead
from followup.decide.pack import Pack, audits, decide
from followup.decide.verdict import Judged, judge
from followup.evaluate import quantities
from followup.evaluate.compiled import kleene
from followup.evaluate.compiled.policy import Policy, policy_of
from followup.evaluate.compiled.reading import CompiledReading
from followup.evaluate.compiled.saved import restored, save
from followup.evaluate.compiled.state import State
from followup.evaluate.future import first
from followup.evaluate.overrides import OVERRIDE
from followup.evaluate.quantities import Range
from followup.evaluate.reference_views import reference_views
from followup.evaluate.scene import World
from followup.evaluate.seen import Seen
from followup.language.cycles import facts_of
from followup.language.journal_files import proposal_of
from followup.testing.strategies import Asking, ContentFacts, Scenario, built, journal_of
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import DAY, Instant
from followup.timeline.journal import Journal
from followup.timeline.values import ABSENT

if TYPE_CHECKING:
    from followup.evaluate.views import View

ID = PackId("drawn", "1.0.0", "")
#: How far the futures are compared.
HORIZON = 6 * DAY


class Differs(AssertionError):
    """Something that the compiled reading says otherwise than the reference one."""

    def __init__(self, what: str, reference: object, compiled: object) -> None:
        self.what = what
        super().__init__(f"{what}: {reference!r} by the reference reading, {compiled!r} by the compiled one")


def same(what: str, reference: object, compiled: object) -> None:
    if reference != compiled:
        raise Differs(what, reference, compiled)


def in_compiled_reading(world: World) -> World:
    """The same world in the compiled reading."""
    return replace(world, memo={}, reading=CompiledReading(policy_of(world.pack), world))


@dataclass(frozen=True)
class Compared:
    """One asking in both readings. The worlds may have been asked before: nobody may tell."""

    reference: World
    compiled: World
    proposal: Proposal
    asking: Asking

    @property
    def policy(self) -> Policy:
        return policy_of(self.reference.pack)

    @cached_property
    def events(self) -> Sequence[Event]:
        """What has happened at the proposal's instant."""
        return [event for event in self.reference.journal.events if event.at <= self.proposal.at]

    @cached_property
    def coming(self) -> Sequence[Event]:
        return self.reference.journal.events[len(self.events) :]

    @cached_property
    def now(self) -> Judged:
        """The judgement, by the reference reading."""
        return judge(self.reference, self.proposal)

    @cached_property
    def until(self) -> Any:
        """When the judgement changes, by the reference reading."""
        world, proposal, now = self.reference, self.proposal, self.now
        found = first(lambda at: judge(world, proposal.moved(at)), lambda one: one.stable,
                      lambda one: one.signature != now.signature, now, proposal.at, HORIZON)  # fmt: skip
        return moment(found)

    @cached_property
    def state(self) -> State:
        """The state at the proposal's instant, with what is known to come."""
        state = self.begun()
        if self.announced:
            state.await_only(self.reference.journal.events)
            state.advance(len(self.events))
        else:
            for event in self.events:
                state.add(event)
            state.expect(*self.coming)
        return state

    @cached_property
    def announced(self) -> bool:
        """Whether a state must know events before they come, as an act may use up an override or not by them."""
        ahead = any(map(looks_ahead, self.reference.pack.facts.values()))
        return ahead and any(event.kind == OVERRIDE for event in self.reference.journal.events)

    def begun(self) -> State:
        """A state in which nothing has happened yet."""
        world = self.reference
        return self.policy.start(world.journal.people, world.journal.cases, world.plugins)


def compared(askings: Sequence[Asking]) -> Iterator[Compared]:
    """Askings about one pack and journal: to one compiled world, and each time to a reference world of its own."""
    scenario = askings[0].scenario
    world = World(built(scenario.pack), journal_of(scenario.journal), ContentFacts())
    compiled = in_compiled_reading(world)
    for each in askings:
        yield Compared(replace(world, memo={}), compiled, proposal_of(each.scenario.proposal), each)


def compared_once(scenario: Scenario, order: int = 0, share: float = 0.5) -> Compared:
    """One scenario in both readings."""
    return next(compared([Asking(scenario, order, share)]))


# How values compare.


def plain(value: Any) -> Any:
    """A quantity as something that compares across readings: an age by its amount, a number by its value."""
    if isinstance(value, (quantities.Age, kleene.Age)):
        return "age", value.measure, value.amount
    if isinstance(value, Range):
        return "range", plain(value.low), plain(value.high), value.reason, value.or_absent, value.open
    number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return ("number", value) if number else (type(value).__name__, value)


def native(value: Any) -> Any:
    """A quantity as `State.explain` tells it: an age by its amount, None where it is absent."""
    if value is None or value is ABSENT:
        return None
    return plain(value.amount if isinstance(value, (quantities.Age, kleene.Age)) else value)


def moment(found: Any) -> Any:
    """An instant; or that there is none, which one reading may know for good and the other up to the horizon only."""
    return found if isinstance(found, int) else "none"


def outcome(judged: Judged) -> tuple[Any, ...]:
    """A judgement as the quick judge tells it: verdict, rules, advice and what is unknown."""
    spoken = {one.rule.id for one in judged.found if one.truth is True and not one.lifted}
    effects = {one.rule.id: one.rule.effect for one in judged.found}
    forbids = {each for each in spoken if effects[each] != "advise"}
    unknown = tuple(sorted({cause.name for cause in judged.causes()}))
    return judged.verdict, forbids, spoken - forbids, unknown


def told(found: Any) -> tuple[Any, ...]:
    """An outcome of a state in the same form."""
    return found.verdict, set(found.rules), set(found.advice), found.unknown


# The checks.


def facts_and_rules(each: Compared) -> None:
    """Each fact has the same value, as many events behind it and the same newest ones; each rule the same truth."""
    pack = each.reference.pack
    theirs_all = list(each.compiled.views(each.proposal))
    ours_all = list(reference_views(each.reference, each.proposal))
    if len(ours_all) > len(
        theirs_all
    ):  # where nothing hangs on a zone, one view does for all zones of a person
        ours_all = list({repr(view.scene.subject): view for view in reversed(ours_all)}.values())[::-1]
    for ours, theirs in zip(ours_all, theirs_all, strict=True):
        for name in pack.facts:
            same(f"fact {name}", plain(ours.value(name)), plain(theirs.value(name)))
            same(f"events behind {name}", _behind(ours, name), _behind(theirs, name))
        for number, rule in enumerate(pack.rules):
            same(f"rule {rule.id}", ours.speaks(number)[0], theirs.speaks(number)[0])
            same(f"what lifts {rule.id}", ours.lifting(number)[0], theirs.lifting(number)[0])


def _behind(view: View, name: str) -> tuple[int, list[Seen]]:
    total, newest = view.evidence(name, 8)
    return total, list(newest)


def quick_judge(each: Compared) -> None:
    """Verdict, rules and unknowns of `State.judge`; and `until`, as far as it hangs on the rules."""
    state, subject = each.state, each.state.subject(each.proposal)
    same("outcome", outcome(each.now), told(state.judge(subject)))
    same("until", each.until, moment(state.until(subject, HORIZON)))


def explained(each: Compared) -> None:
    """The facts behind the rules that spoke: value, how many events, and the newest eight."""
    state, subject = each.state, each.state.subject(each.proposal)
    found = state.explain(subject)
    same("outcome explained", outcome(each.now), told(found.outcome))
    pack, expected = each.reference.pack, dict[str, Any]()
    for one in each.now.found:
        for name in facts_of(pack, one.rule):
            if name not in expected:
                total, seen = _behind(one.view, name)
                expected[name] = native(one.view.value(name)), total, [event.id for event in seen]
    for name, value, total, newest in found.facts:
        theirs = native(value), total, [record[1] for record in newest or ()][-8:]
        same(f"{name} explained", expected.get(name), theirs)


def whole_decision(each: Compared) -> None:
    """Words, conditions, advice, duties, evidence and futures too."""
    ours, theirs = (
        decide(world, each.proposal, ID, HORIZON).as_json() for world in (each.reference, each.compiled)
    )
    for decision in (ours, theirs):
        _forget_horizons(decision)
    for key in ours:
        same(f"{key} of the decision", ours[key], theirs[key])
    same("decision", ours, theirs)


def _forget_horizons(decision: dict[str, Any]) -> None:
    """That there is no instant, whether one reading knows it for good or has looked so far; or further, before."""
    for key in ("until", "permitted_from"):
        decision[key] = decision[key] if decision[key][:1].isdigit() else "none"
    for duty in decision.get("duties", ()):
        if not duty.get("possible_from", "1")[:1].isdigit():
            duty["possible_from"] = "none"


def all_audits(each: Compared) -> None:
    """Each act of ours over what lay strictly before it."""
    ours, theirs = (
        [(event.key, decision.as_json()) for event, decision in audits(world, ID)]
        for world in (each.reference, each.compiled)
    )
    same("audits", ours, theirs)


def standing_duties(each: Compared) -> None:
    """States, onsets, dues and deadlines, now and beside two of the events, for each case."""
    events = each.reference.journal.events
    beside = [events[each.asking.order % len(events)].at + each.asking.order % 3 - 1] if events else []
    for case in ("c", "d"):
        for at in (*beside, each.proposal.at):
            same(
                f"duties of {case}",
                *(_standing(world, case, at) for world in (each.reference, each.compiled)),
            )


def _standing(world: World, case: str, at: Instant) -> list[Any]:
    """Duties, as far as they do not hang on how far somebody looked ahead."""
    states = [one.state for one in standings(world, case, at)]
    return [
        replace(one, possible_from=one.possible_from if isinstance(one.possible_from, int) else None)
        for one in states
    ]


def saved_and_restored(each: Compared) -> None:
    """At whatever point: the state goes on as it would have, for every kind of room and doubt."""
    policy, journal, plugins = each.policy, each.reference.journal, each.reference.plugins
    state, point = each.begun(), each.asking.point(len(each.events))
    for number, event in enumerate([*each.events, None]):
        if number == point:
            state = restored(policy, save(state), journal.people, journal.cases, plugins)
        if each.announced:
            state.await_only(journal.events[number:])
        if event is not None:
            state.come_as([policy.event(event, plugins)])  # in native form, as the fastest way in
    state.await_only(each.coming)
    again = restored(policy, save(state), journal.people, journal.cases, plugins)
    whole, subject = each.state, state.subject(each.proposal)
    for one in (state, again):
        same("outcome when restored", outcome(each.now), told(one.judge(subject)))
        same("until when restored", each.until, moment(one.until(subject, HORIZON)))
        same("saved state", save(whole), save(one))


def any_order_of_arrival(each: Compared) -> None:
    """In whatever order versions become known, and saved on the way: the last word is the reference reading's."""
    world, asking = each.reference, each.asking
    start = each.proposal.at - DAY * (asking.order % 2)
    empty = Journal.of((), world.journal.people, world.journal.cases)
    live = Live(Pack(world.pack, plugins=world.plugins), empty, start)
    arriving = asking.arriving(world.journal.given)
    point, words = asking.point(len(arriving)), dict[int, Any]()
    for number, event in enumerate([*arriving, None]):
        if number == point:
            live.restore(live.saved())
        if number in (0, point):
            taken = live.judge(each.proposal)
            words[id(taken)] = taken.outcome
        for correction in live.add(event) if event is not None else ():
            words[id(correction.taken)] = correction.would_be
    live.advance(each.proposal.at)
    final = live.judge(each.proposal).outcome
    for word in (final, *words.values()):
        same("outcome in another order", outcome(each.now), told(word))
    same("until in another order", each.until, moment(live.until(each.proposal, HORIZON)))


CHECKS: Mapping[str, Callable[[Compared], None]] = {
    check.__name__: check
    for check in (facts_and_rules, quick_judge, explained, whole_decision, all_audits, standing_duties,
                  saved_and_restored, any_order_of_arrival)
}  # fmt: skip
