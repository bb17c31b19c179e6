"""The one typed tree that a pack becomes: plain frozen values, names resolved, parameters filled in.

Everything else is a reading of this tree: the reference reading, the compiled one, words for people. A name in
a condition is a *term*; what it stands for is settled here, so that no reading ever looks a name up by
guessing.

These classes have no `slots`, and their methods are written late (`followup._late`): a pack uses few of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Literal, TypeAlias

from followup._late import dataclass, field
from followup.timeline.calendar import WorkingCalendar
from followup.timeline.values import Maybe, Scalar, Unknown, Value

Type: TypeAlias = Literal[
    "text", "number", "integer", "boolean", "date", "instant", "time", "list", "person", "channel",
    "elapsed", "dates", "working days",
]  # fmt: skip
Measure: TypeAlias = Literal["elapsed", "dates", "working days"]
Clock: TypeAlias = Literal["today", "weekday", "hour", "time", "part_of_day", "working_day"]
Operator: TypeAlias = Literal[
    "is", "is_not", "less_than", "at_most", "more_than", "at_least", "one_of", "none_of", "contains", "shares",
    "mentions", "absent",
]  # fmt: skip

CLOCKS: Mapping[str, Type] = {
    "today": "date", "weekday": "text", "hour": "integer", "time": "time", "part_of_day": "text",
    "working_day": "boolean",
}  # fmt: skip


@dataclass(frozen=True)
class Span:
    """An amount of time in one of the three measures: microseconds, dates (or months of dates), working days."""

    measure: Measure
    count: int
    months: bool = False

    def __str__(self) -> str:
        return _span_text(self)


_UNITS = ((7 * 86_400_000_000, "week"), (86_400_000_000, "day"), (3_600_000_000, "hour"),
          (60_000_000, "minute"), (1_000_000, "second"))  # fmt: skip


def _span_text(span: Span) -> str:
    count, unit = (
        span.count,
        {"dates": "date", "working days": "working day"}.get(span.measure, "microsecond"),
    )
    if span.months:
        unit = "month"
    elif span.measure == "elapsed":
        size, unit = next((each for each in _UNITS if count % each[0] == 0), (1, "microsecond"))
        if unit == "week":
            size, unit = _UNITS[1]
        count //= size
    plural = "" if count == 1 else "s"
    return f"{count} {unit}{plural}{' of dates' if span.months else ''}"


# Terms: what a comparison compares.


@dataclass(frozen=True)
class Constant:
    """A value written in the pack, or a parameter's; `parameter` keeps its name for people."""

    value: Value | Span
    parameter: str | None = None


@dataclass(frozen=True)
class FactTerm:
    """A fact that the pack declares."""

    name: str


@dataclass(frozen=True)
class ClockTerm:
    """A reading of the calendar at the instant of the decision, in the zone of the person contacted."""

    name: Clock


@dataclass(frozen=True)
class SubjectTerm:
    """An attribute of the subject: of the proposal, or of the event that is judged; `kind` and `case` too."""

    name: str


@dataclass(frozen=True)
class OwnTerm:
    """Inside `where`: an attribute of the event that is selected or not; `kind` and `case` too."""

    name: str


Term: TypeAlias = Constant | FactTerm | ClockTerm | SubjectTerm | OwnTerm


# Conditions.


@dataclass(frozen=True)
class Compare:
    """`left` stands in the relation `operator` to `right`; several for one_of, none_of, mentions and lists."""

    left: Term
    operator: Operator
    right: tuple[Term, ...]


@dataclass(frozen=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    part: Condition


Condition: TypeAlias = Compare | All | Any | Not
ALWAYS = All(())


# Selections of events, and facts over them.


@dataclass(frozen=True)
class Alternative:
    """One way to belong to a class: this kind of event, if `where` holds."""

    kind: str
    where: Condition = ALWAYS


@dataclass(frozen=True)
class Anchor:
    """The first or last event of some kind, as the edge of a window."""

    end: Literal["first", "last"]
    kinds: tuple[Alternative, ...]
    where: Condition = ALWAYS


@dataclass(frozen=True)
class Selection:
    """Which events a fact looks at: kinds, a filter, windows (half-open), edges, and across whom."""

    name: str
    kinds: tuple[Alternative, ...]
    where: Condition = ALWAYS
    within: Span | None = None
    ago_at_least: Span | None = None
    ago_at_most: Span | None = None
    after: Anchor | None = None
    since: Anchor | None = None
    before: Anchor | None = None
    to: Anchor | None = None
    across: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exists:
    events: Selection


@dataclass(frozen=True)
class Count:
    events: Selection


@dataclass(frozen=True)
class Distinct:
    """How many different values an attribute has."""

    attribute: str
    events: Selection


@dataclass(frozen=True)
class Values:
    """Which values an attribute has: a list of texts."""

    attribute: str
    events: Selection


@dataclass(frozen=True)
class Pick:
    """The attribute of the first or the latest event; of the next one for `next`."""

    end: Literal["first", "latest", "next"]
    attribute: str
    events: Selection


@dataclass(frozen=True)
class Fold:
    how: Literal["sum", "min", "max"]
    attribute: str
    events: Selection


@dataclass(frozen=True)
class Since:
    """The time since the first or last event."""

    end: Literal["first", "last"]
    events: Selection
    measure: Measure


@dataclass(frozen=True)
class Until:
    """The time until the next, later-dated event."""

    events: Selection
    measure: Measure


@dataclass(frozen=True)
class Pair:
    """A plugin's comparison of the subject with the first or last event."""

    fact: str
    end: Literal["first", "last"]
    events: Selection
    needs: tuple[str, ...] = ("text",)


@dataclass(frozen=True)
class Holds:
    condition: Condition


Query: TypeAlias = Exists | Count | Distinct | Values | Pick | Fold | Since | Until | Pair | Holds


# Declarations.


@dataclass(frozen=True)
class Parameter:
    name: str
    type: Type
    value: Value | Span
    at_least: Value | Span | None = None
    at_most: Value | Span | None = None
    one_of: tuple[Scalar, ...] = ()
    says: str = ""


@dataclass(frozen=True)
class Attribute:
    """`missing` is what an event has that does not give it. `fact` names the plugin fact that supplies it,
    from the attributes `needs`; `as_of_then` the fact of the pack that is taken as of the event's instant."""

    name: str
    type: Type
    one_of: tuple[Scalar, ...] = ()
    at_least: Value | None = None
    at_most: Value | None = None
    missing: Maybe = field(default=Unknown("not given"))
    fact: str | None = None
    needs: tuple[str, ...] = ()
    as_of_then: str | None = None
    says: str = ""


@dataclass(frozen=True)
class Kind:
    name: str
    by: Literal["us", "them", "nobody"]
    attributes: tuple[str, ...] = ()
    says: str = ""


@dataclass(frozen=True)
class Fact:
    name: str
    query: Query
    type: Type
    says: str = ""


@dataclass(frozen=True)
class Rule:
    """An effect under a condition. A `require` or `advise` speaks when its condition does not hold."""

    id: str
    effect: Literal["forbid", "require", "advise"]
    condition: Condition
    governs: Condition = ALWAYS
    unless: Condition | None = None
    says: str = ""
    because: str = ""
    then: Literal["wait", "drop"] = "wait"
    instead: Mapping[str, Value] = field(default_factory=dict, hash=False)
    lift: Literal["never", "allowed"] = "allowed"
    or_absent: Literal["pass", "fail"] | None = None
    place: str = field(default="", compare=False)


#: What an absent value makes of the condition of a rule: true, false, or nothing of its own.
ON_ABSENT: Mapping[str | None, bool | None] = {"pass": True, "fail": False, None: None}


@dataclass(frozen=True)
class Delay:
    """A span from a duty's onset; the clock time kept (else to the microsecond), rolled to a working day."""

    after: Span
    keep_clock: bool = False
    roll: bool = False


@dataclass(frozen=True)
class Duty:
    """Something to do while a condition holds, or for each event. `due` None means: when permitted."""

    id: str
    kind: str
    do: tuple[tuple[str, Constant | SubjectTerm], ...] = ()
    holds: Condition = ALWAYS
    for_each: Selection | None = None
    met_by: Selection | None = None
    due: Delay | None = None
    overdue: Delay | None = None
    says: str = ""
    because: str = ""
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class Reads:
    """What a neutral item is to this pack: an event of the kind `makes`, if `where` holds for it."""

    item: str
    makes: str
    where: Condition = ALWAYS
    sets: Mapping[str, Value] = field(default_factory=dict, hash=False)
    rename: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Entry:
    """An option of `add` or `log`: it makes an event of `kind`, or answers what an event left unknown."""

    kind: str
    sets: str | None = None
    given: Mapping[str, Value] = field(default_factory=dict, hash=False)
    choices: Mapping[str, Value] = field(default_factory=dict, hash=False)
    answers: bool = False
    asks: str = ""
    says: str = ""


@dataclass(frozen=True)
class Desk:
    """The pack's own words for the commands that people use every day."""

    case: str = "case"
    add: Mapping[str, Entry] = field(default_factory=dict, hash=False)
    log: Mapping[str, Entry] = field(default_factory=dict, hash=False)
    text: str | None = None
    offers: str | None = None
    purpose: str | None = None


@dataclass(frozen=True)
class Days:
    """The working week, whose holidays count, and when the parts of the day begin."""

    week: frozenset[int] = frozenset(range(5))
    holidays: bool = False
    parts: tuple[tuple[str, time], ...] = ()

    def working(self, country: str | None) -> WorkingCalendar:
        return WorkingCalendar(self.week, country if self.holidays else None)


@dataclass(frozen=True)
class Tree:
    """A whole pack: vocabulary, facts, rules and duties, by name and in order of writing."""

    name: str
    version: str
    title: str = ""
    language: int = 1
    source: Mapping[str, str] = field(default_factory=dict, hash=False)
    extends: str | None = None
    channels: tuple[str, ...] = ()
    plugin_facts: tuple[str, ...] = ()
    days: Days = field(default_factory=Days)
    parameters: Mapping[str, Parameter] = field(default_factory=dict, hash=False)
    attributes: Mapping[str, Attribute] = field(default_factory=dict, hash=False)
    kinds: Mapping[str, Kind] = field(default_factory=dict, hash=False)
    classes: Mapping[str, tuple[Alternative, ...]] = field(default_factory=dict, hash=False)
    facts: Mapping[str, Fact] = field(default_factory=dict, hash=False)
    rules: tuple[Rule, ...] = ()
    duties: tuple[Duty, ...] = ()
    reads: tuple[Reads, ...] = ()
    desk: Desk = field(default_factory=Desk)
    digest: str = ""

    def attribute_of_type(self, type: Type) -> str | None:
        """The attribute that names the person contacted, or the channel: the only one of its type."""
        return next((each.name for each in self.attributes.values() if each.type == type), None)
