"""The move for a case: what to do now, the day to wait for, or what to tell first; from its duties alone.

Nothing here knows a field: the words are the pack's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from followup.cases.office import Office
from followup.decide.decision import DutyState, Moment, Must
from followup.decide.duties import candidates, permitted_from
from followup.decide.verdict import Judged, because, judge, musts
from followup.evaluate.quantities import Unsure
from followup.evaluate.scene import case_scenes, persons
from followup.language import tree
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import Instant
from followup.timeline.values import ABSENT, Unknown

What: TypeAlias = Literal["act", "tell", "wait", "closed", "nothing"]
#: Most urgent first.
URGENCY: Mapping[str, int] = {"act": 0, "tell": 1, "wait": 2, "nothing": 3, "closed": 4}
_PRESSING: Mapping[str, int] = {"overdue": 0, "due": 1, "blocked": 2, "waiting": 3}


@dataclass(frozen=True, slots=True)
class Question:
    """Something that only the person can tell: about which event, by which option of `log`."""

    event: Event
    option: str
    asks: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """What to do in one case. `proposal` is the act that is due; `at` the instant to wait for."""

    case: str
    what: What
    why: str = ""
    duty: DutyState | None = None
    proposal: Proposal | None = None
    at: Moment | None = None
    must: tuple[Must, ...] = ()
    questions: tuple[Question, ...] = ()
    unknown: tuple[str, ...] = field(default=())

    @property
    def urgency(self) -> tuple[int, int, int, str]:
        late = _PRESSING.get(self.duty.state, 9) if self.duty else 9
        return URGENCY[self.what], late, self.at if isinstance(self.at, int) else 2**62, self.case


def moves(office: Office, cases: list[str], at: Instant) -> list[Move]:
    """The move of each case, most urgent first."""
    return sorted((move_of(office, case, at) for case in cases), key=lambda move: move.urgency)


def move_of(office: Office, case: str, at: Instant) -> Move:
    """The one move of a case: its most pressing duty, unless something must be told first."""
    duties = office.duties(case, at)
    asked = tuple(questions(office, case, at))
    open_ones = sorted((d for d in duties if d.state in _PRESSING), key=_pressure)
    if open_ones and (open_ones[0].state in ("overdue", "due") or not asked):
        return _duty_move(office, case, at, open_ones[0], asked)
    if asked:
        event = asked[0].event
        kind = office.pack.tree.kinds[event.kind].name.replace("_", " ")
        return Move(
            case, "tell", f"{asked[0].asks or f'what is to be known of the {kind}?'}", questions=asked
        )
    unsure = tuple(d.duty for d in duties if d.state == "unknown")
    if unsure:
        return Move(case, "tell", "something about this case is unknown", unknown=_unknowns(office, case, at))
    return _without_duty(office, case, at)


def _pressure(duty: DutyState) -> tuple[int, int, int]:
    """Overdue before due before blocked; what answers an event before what merely goes on."""
    waits_for = duty.possible_from if isinstance(duty.possible_from, int) else duty.due or 0
    return _PRESSING[duty.state], 0 if duty.trigger else 1, waits_for


def _duty_move(office: Office, case: str, at: Instant, duty: DutyState, asked: tuple[Question, ...]) -> Move:
    if duty.state == "waiting":
        return Move(case, "wait", duty.says, duty, at=duty.due, questions=asked)
    options = _options(office, case, at, duty)
    free = [(proposal, judged) for proposal, judged in options if judged.verdict != "forbid"]
    if free:
        proposal, judged = min(free, key=lambda each: (each[1].verdict != "permit", len(musts(each[1]))))
        unknown = tuple(sorted({cause.name for cause in judged.causes()}))
        return Move(case, "act", duty.says, duty, proposal, at, musts(judged), asked, unknown)
    if not options:
        return Move(case, "nothing", duty.says, duty, questions=asked)
    proposal, judged = min(options, key=lambda each: _when(permitted_from(office.world, *each)))
    when = permitted_from(office.world, proposal, judged)
    return Move(case, "wait", reason(judged), duty, proposal, when, questions=asked)


def _when(moment: Moment) -> int:
    return moment if isinstance(moment, int) else 2**62


def _options(office: Office, case: str, at: Instant, duty: DutyState) -> list[tuple[Proposal, Judged]]:
    declared = next(each for each in office.pack.tree.duties if each.id == duty.duty)
    trigger = next((e for e in office.journal.timeline(case) if e.id == duty.trigger), None)
    scene = case_scenes(office.world, case, at)[0]
    return [(each, judge(office.world, each)) for each in candidates(scene, declared, trigger)]


def reason(judged: Judged) -> str:
    """Why it is forbidden, in one line: the rule that holds out longest says it."""
    forbidding = [
        one for one in judged.found if one.truth is True and one.rule.effect != "advise" and not one.lifted
    ]
    if not forbidding:
        return ""
    one = min(forbidding, key=lambda each: each.rule.then != "drop")
    return because(one.view, one.rule.because) or one.rule.says


def _without_duty(office: Office, case: str, at: Instant) -> Move:
    """No duty is open: closed if what the duties ask for is dropped for good, else simply nothing."""
    for declared in office.pack.tree.duties:
        scene = case_scenes(office.world, case, at)[0]
        for proposal in candidates(scene, declared, None):
            judged = judge(office.world, proposal)
            drops = [
                one
                for one in judged.found
                if one.truth is True and one.rule.then == "drop" and not one.lifted
            ]
            if drops:
                return Move(
                    case, "closed", because(drops[0].view, drops[0].rule.because) or drops[0].rule.says
                )
    return Move(case, "nothing", "nothing is due")


def questions(office: Office, case: str, at: Instant) -> Iterator[Question]:
    """What the pack's desk asks the person about events whose meaning is unknown, the newest first."""
    pack = office.pack.tree
    scene = case_scenes(office.world, case, at)[0]
    for event in reversed(office.journal.timeline(case).events):
        for option, entry in pack.desk.log.items():
            if not (entry.answers and entry.kind == event.kind and entry.sets and event.at <= at):
                continue
            if isinstance(office.world.attribute(scene, event, entry.sets), Unknown):
                yield Question(event, option, entry.asks, tuple(entry.choices))


def _unknowns(office: Office, case: str, at: Instant) -> tuple[str, ...]:
    view = office.world.duty_views(case, at)[0]
    truths = (view.holds(number)[0] for number in range(len(office.pack.tree.duties)))
    return tuple(sorted({cause.name for t in truths if isinstance(t, Unsure) for cause in t.causes}))


def person_of(pack: tree.Tree, proposal: Proposal | Event) -> str | None:
    """The (first) person that an act goes to."""
    name = pack.attribute_of_type("person")
    found = persons(proposal.attributes.get(name, ABSENT)) if name else ()
    return found[0] if found else None


def channel_of(pack: tree.Tree, proposal: Proposal | Event) -> str | None:
    name = pack.attribute_of_type("channel")
    value: Any = proposal.attributes.get(name, ABSENT) if name else ABSENT
    return value if isinstance(value, str) else None
