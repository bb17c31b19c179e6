"""Who can decide the job, all under one protocol, and why those that are missing are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal, Protocol

from bench.job.timelines import Asked, Event, Timeline

Place = Literal["engine", "Python", "state"]


class Missing(Exception):
    """A contestant that cannot take part here; the message says why."""


class Contestant(Protocol):
    """How a contestant is asked. A history and a subject are whatever the contestant likes best.

    `start`, `event` and `subject` are called outside the timer, unless a row says otherwise; `add` and `judge` are
    what is timed. `judge` leaves the history as it is, and `ids` reads the sorted violations off its result.
    """

    @property
    def add(self) -> Callable[[Any, Any], object]:
        """Puts the next event, in order, into a history."""

    @property
    def judge(self) -> Callable[[Any, Any], Any]:
        """One decision over a history about a subject: all rules that forbid."""

    def start(self) -> Any:
        """A history without events."""

    def event(self, number: int, event: Event) -> Any:
        """An event in native form; `number` rises with the order of events."""

    def subject(self, asked: Asked) -> Any:
        """A proposal in native form."""

    def ids(self, outcome: Any) -> list[str]:
        """The rules that forbid, sorted."""


class OverDicts:
    """The native form of most contestants: a list of dicts, handed over whole at each decision."""

    def start(self) -> list[Event]:
        return []

    def event(self, number: int, event: Event) -> Any:
        return event

    def add(self, history: list[Event], event: Event) -> None:
        history.append(event)

    def subject(self, asked: Asked) -> Any:
        return asked

    def ids(self, outcome: Any) -> list[str]:
        return sorted(outcome)


@dataclass(frozen=True)
class Entry:
    """A contestant by name, the distribution that it comes from, and where its aggregates are made."""

    name: str
    module: str
    aggregates: Place
    distribution: str | None = None
    note: str = ""

    @property
    def version(self) -> str:
        if self.distribution is None:
            return ""
        try:
            return version(self.distribution)
        except PackageNotFoundError:
            return ""

    def load(self) -> Contestant:
        """Raises `Missing` where it is not installed, or cannot do what is asked of it."""
        try:
            make: Callable[[], Contestant] = import_module(self.module).contestant
        except ImportError as error:
            if (error.name or "").startswith("bench"):
                raise
            raise Missing(f"not installed: {error}") from error
        return make()


@dataclass(frozen=True)
class Present:
    """A contestant that takes part."""

    entry: Entry
    plays: Contestant

    @property
    def name(self) -> str:
        return self.entry.name


@dataclass(frozen=True)
class Absent:
    """A contestant that does not take part, and why."""

    entry: Entry
    why: str


PLAIN = Entry("plain", "bench.job.plain", "Python", note="readable Python over dicts; the unit of all ratios")
ENTRIES = (
    PLAIN,
    Entry("accumulators", "bench.job.accumulators", "state", note="written by hand; the limit"),
    Entry("compiled", "bench.job.compiled", "state", note="`Pack.compile`"),
    Entry("reading", "bench.job.reading", "engine", note="the reference reading: `decide.verdict.judge`"),
    Entry("zen-engine", "bench.job.peers.zen_peer", "engine", "zen-engine", "one compiled expression"),
    Entry("cel-cpp", "bench.job.peers.cel_cpp_peer", "engine", "cel-expr-python", "Google cel-cpp"),
    Entry("cel-rust", "bench.job.peers.cel_rust_peer", "engine", "common-expression-language", "CEL in Rust"),
    Entry("regorus", "bench.job.peers.regorus_peer", "engine", "gordon-to-regorus", "Rego in Rust, its RVM"),
    Entry("clipspy", "bench.job.peers.clips_peer", "engine", "clipspy", "CLIPS; facts asserted per decision"),
    Entry("rule-engine", "bench.job.peers.rule_engine_peer", "engine", "rule-engine", "walks its tree"),
    Entry("durable-rules", "bench.job.peers.durable_peer", "Python", "durable_rules", "Rete in C"),
)


def gathered(names: Sequence[str] = ()) -> tuple[list[Present], list[Absent]]:
    """The contestants by name, or all; the plain reference comes first and is always there."""
    present, absent = [], []
    for entry in ENTRIES:
        if entry is PLAIN or not names or entry.name in names:
            try:
                present.append(Present(entry, entry.load()))
            except Missing as error:
                absent.append(Absent(entry, str(error)))
    return present, absent


def history(plays: Contestant, events: Sequence[Event]) -> Any:
    """A history with these events."""
    state = plays.start()
    for number, event in enumerate(events):
        plays.add(state, plays.event(number, event))
    return state


def decided(plays: Contestant, timeline: Timeline) -> list[str]:
    """What a contestant says of the contact proposed at the end."""
    state = history(plays, timeline.events)
    return plays.ids(plays.judge(state, plays.subject(timeline.asked)))


def replayed(plays: Contestant, timeline: Timeline) -> Iterator[list[str]]:
    """What a contestant says of each contact, before it is added."""
    state = plays.start()
    for number, step in enumerate(timeline.steps):
        if step.asked is not None:
            yield plays.ids(plays.judge(state, plays.subject(step.asked)))
        plays.add(state, plays.event(number, step.event))
