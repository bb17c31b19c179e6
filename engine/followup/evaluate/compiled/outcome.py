"""The outcome of a judgement: the verdict and the rules, without the words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from followup._late import dataclass
from followup.evaluate.compiled.found import NEWEST, Record
from followup.evaluate.compiled.joining import at_of
from followup.evaluate.compiled.kleene import Age, turns_of_age
from followup.evaluate.compiled.lifts import lifting
from followup.evaluate.future import HORIZON, NEVER_CHANGES, Moment, NoneBefore, first
from followup.evaluate.quantities import NEVER, Bag, Range, Unsure
from followup.language import tree
from followup.language.cycles import facts_of
from followup.timeline.calendar import WorkingCalendar, day_of
from followup.timeline.instants import LATEST, Instant
from followup.timeline.values import ABSENT, Unknown

if TYPE_CHECKING:
    from followup.evaluate.compiled.state import State

VAGUE = frozenset((Unknown, Range, Bag, Unsure))


@dataclass(frozen=True)
class Outcome:
    """The verdict, the ids of the rules that forbid and that advise, and the names of what is unknown."""

    verdict: Literal["permit", "forbid", "ask"]
    rules: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def outcome_of(pack: tree.Tree, bits: int) -> Outcome:
    """The outcome if these rules matched, one bit each."""
    matched = [rule for k, rule in enumerate(pack.rules) if bits >> k & 1]
    forbid = tuple(rule.id for rule in matched if rule.effect != "advise")
    advice = tuple(rule.id for rule in matched if rule.effect == "advise")
    return Outcome("forbid" if forbid else "permit", forbid, advice)


def carefully(state: State, subject: Any) -> Outcome:
    """The same judgement where something is not known: every look taken, the strictest verdict, the rules of all."""
    from followup.evaluate.compiled.state import Past

    if subject.at < state.begun(subject.case):
        raise Past(subject.at, state.begun(subject.case))
    now = state.at(subject.at)
    forbid, advice, unknown = set[str](), set[str](), set[str]()
    for look in now.looks(subject):
        for k, rule in enumerate(state.policy.pack.rules):
            truth = state.policy.rules[k](look)[0]
            if truth is False or lifting(look, k)[0] is not None:
                continue
            if truth is True:
                (advice if rule.effect == "advise" else forbid).add(rule.id)
            elif isinstance(truth, Unsure) and not truth.open and rule.effect != "advise":
                unknown |= {cause.name for cause in truth.causes if not cause.open}
    verdict: Any = "forbid" if forbid else "ask" if unknown else "permit"
    ids = [rule.id for rule in state.policy.pack.rules]
    return Outcome(verdict, tuple(each for each in ids if each in forbid),
                   tuple(each for each in ids if each in advice), tuple(sorted(unknown)))  # fmt: skip


def inside(window: Sequence[Record], floor: Instant) -> int:
    """How many events of a window lie after an instant."""
    return len(window) - bisect_right(window, floor, key=at_of)


def native(value: Any) -> Any:
    """A value as the quick judge compares it: an age by its amount, None where it is absent."""
    if value is ABSENT:
        return None
    return value.amount if isinstance(value, Age) else value


def worked(working: WorkingCalendar, then: Instant, today: int, zone: str) -> int:
    """The working days since an instant."""
    return working.between(date.fromordinal(day_of(then, zone)), date.fromordinal(today))


def newest_inside(window: Sequence[Record] | None, floor: Instant) -> tuple[int, Sequence[Record]]:
    """How many events of a window lie after an instant, and the newest of them."""
    count = inside(window, floor) if window else 0
    return count, window[-min(count, NEWEST) :] if window and count else ()


def single(record: Record | None) -> tuple[int, Sequence[Record]]:
    return (0, ()) if record is None else (1, (record,))


def first_after(window: Sequence[Record], floor: Instant) -> Instant:
    """When the first event of a window happened, of which the last at least lies after that instant."""
    first = window[0] if window[0][0] > floor else window[bisect_right(window, floor, key=at_of)]
    return first[0]  # type: ignore[no-any-return]


def day_turn(then: Instant, t: Instant, zone: str, span: tree.Span, working: WorkingCalendar) -> Instant:
    """When, after `t`, the age of what happened `then` may reach the span, or pass it."""
    return min((at for at in turns_of_age(then, zone, span, working) if at > t), default=NEVER)


class Explained:
    """An outcome with the facts of the rules that matched: name, value, how many events, the newest eight.

    What it holds is taken from the state as it is: read it before more events join.
    """

    __slots__ = ("facts", "outcome")

    def __init__(
        self, outcome: Outcome, facts: Sequence[tuple[str, Any, int, Sequence[Record] | None]]
    ) -> None:
        self.outcome, self.facts = outcome, facts


def explained_carefully(state: State, subject: Any) -> Explained:
    """The same where something is not known: the facts of every rule that speaks or asks, in the first look."""
    outcome, now = carefully(state, subject), state.at(subject.at)
    pack = state.policy.pack
    facts: dict[str, Any] = {}
    for look in now.looks(subject):
        for k, rule in enumerate(pack.rules):
            if state.policy.rules[k](look)[0] is not False:
                found = ((name, look.fact(name)) for name in facts_of(pack, rule))
                facts = {name: (name, each.value, each.total, each.newest) for name, each in found} | facts
    return Explained(outcome, list(facts.values()))


def until(state: State, subject: Any, horizon: int = HORIZON) -> Moment:
    """The first instant after the subject's own at which the verdict or the rules differ if nothing new happens."""
    now = state.policy.future(state, subject, subject.at)
    if now is None:
        return _until_carefully(state, subject, horizon)
    bits, when = now
    limit = min(subject.at + horizon, LATEST)
    while when <= limit:
        seen = state.policy.future(state, subject, when)
        if seen is None:
            return _until_carefully(state, subject, horizon)
        if seen[0] != bits:
            return when  # type: ignore[no-any-return]
        when = seen[1]
    return NEVER_CHANGES if when > LATEST else NoneBefore(limit)


def _until_carefully(state: State, subject: Any, horizon: int) -> Moment:
    now = look_carefully(state, subject, subject.at)
    return first(lambda at: look_carefully(state, subject, at), lambda seen: seen[1],
                 lambda seen: seen[0] != now[0], now, subject.at, horizon)  # fmt: skip


def look_carefully(state: State, subject: Any, at: Instant) -> tuple[Any, Instant]:
    """What must differ for a decision to count as different, and until when it surely does not."""
    matched, asking, stable = set[Any](), set[str](), NEVER
    forbid = False
    for look in state.at(at).looks(subject.moved(at)):
        for k, rule in enumerate(state.policy.pack.rules):
            truth, stays = state.policy.rules[k](look)
            lift, until = lifting(look, k) if truth is not False else (None, NEVER)
            stable = min(stable, stays, until)
            if truth is True:
                matched.add((k, lift is not None))
                forbid = forbid or (rule.effect != "advise" and lift is None)
            elif isinstance(truth, Unsure) and not truth.open and rule.effect != "advise" and lift is None:
                asking |= {cause.name for cause in truth.causes if not cause.open}
    return (forbid, frozenset(matched), frozenset(asking)), stable
