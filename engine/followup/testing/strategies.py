"""Hypothesis strategies for packs, journals and proposals, as plain data that could stand in a YAML file.

A pack is drawn with every construct of the language: a test walks the trees that come out and fails when one is
missing. `scenarios()` draws all three together around the awkward dates of one zone; `built` and `world_of` take
them through the real builder and readers.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from followup.evaluate.scene import World
from followup.language.build import build
from followup.language.journal_files import event_of, proposal_of, record_of
from followup.language.problems import Problems
from followup.language.tree import Tree
from followup.language.yaml_reader import read_yaml
from followup.testing._packs import (
    KINDS,
    TYPES,
    WORDS,
    Data,
    Draw,
    Words,
    day_after,
    packs,
    sharp_packs,
    sometimes,
    word_list,
)
from followup.timeline.calendar import at_local, next_transition
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import DAY, HOUR, MINUTE, Instant, instant, show
from followup.timeline.journal import Journal
from followup.timeline.values import ABSENT, Attributes, Maybe, Unknown

#: Zones, each with a date around which its clocks do something awkward.
PLACES = (
    ("Europe/Berlin", "2026-03-28"), ("Europe/Berlin", "2026-10-24"), ("America/Sao_Paulo", "2018-11-03"),
    ("Pacific/Apia", "2011-12-29"), ("America/St_Johns", "1999-10-30"), ("Asia/Tokyo", "2026-05-01"),
)  # fmt: skip
#: The elapsed times that packs name.
SPANS = (90 * MINUTE, DAY, 36 * HOUR, 2 * DAY)
QUIET = (("Asia/Tokyo", "2026-05-01"), ("UTC", "2026-08-10"))


@dataclass(frozen=True)
class Scenario:
    """A pack, a journal and a proposal as plain data."""

    pack: Data
    journal: Data
    proposal: Data


@dataclass(frozen=True)
class Asking:
    """A scenario with an order in which its events become known, and a share of them after which state is saved."""

    scenario: Scenario
    order: int
    share: float

    def arriving(self, versions: Sequence[Event]) -> list[Event]:
        """The versions of events in the order in which they become known."""
        return random.Random(self.order).sample(versions, len(versions))

    def point(self, count: int) -> int:
        """After how many of `count` events state is saved and taken up again."""
        return round(self.share * count)


class ContentFacts:
    """Plugin facts for tests, from the content alone: sometimes a value, absent or unknown."""

    def fact(self, name: str, kind: str, attributes: Attributes) -> Maybe:
        return self._of(attributes.get("text"))

    def pair(self, name: str, subject: Event | Proposal, earlier: Event) -> Maybe:
        if "text" not in subject.attributes or "text" not in earlier.attributes:
            return ABSENT
        return self._of(subject.attributes["text"], subject.attributes["text"] == earlier.attributes["text"])

    def _of(self, text: object, same: bool = False) -> Maybe:
        if not isinstance(text, str):
            return Unknown("there is no text")
        return Decimal(1) if same else Decimal(len(text)) / 10


def built(pack: Data) -> Tree:
    """The tree of a pack as data, through the real builder; raises `Problems`."""
    tree, problems = build(read_yaml(json.dumps(pack, default=float), "drawn.yaml"))
    if problems:
        raise Problems(problems)
    return tree


def journal_of(data: Data) -> Journal:
    people, cases = (
        {name: record_of(each) for name, each in data[key].items()} for key in ("people", "cases")
    )
    return Journal.of(map(event_of, data["events"]), people, cases, data.get("open_evidence", False))


def world_of(scenario: Scenario) -> tuple[World, Proposal]:
    """A world to ask, and the proposal to ask about."""
    world = World(built(scenario.pack), journal_of(scenario.journal), ContentFacts())
    return world, proposal_of(scenario.proposal)


@st.composite
def scenarios(
    draw: Draw, places: tuple[tuple[str, str], ...] = PLACES, plain: bool = False, sharp: bool = False
) -> Scenario:
    """A pack, a journal and a proposal around one date.

    `plain` leaves out holidays and months of dates; `sharp` gives packs with one rule about time.
    """
    place = draw(st.sampled_from(places))
    pack, journal = draw(_grounds(place, places, plain, sharp))
    return Scenario(pack, journal, draw(proposals(*place)))


@st.composite
def askings(draw: Draw, count: int, sharp: bool = False) -> tuple[Asking, ...]:
    """So many questions to one pack and one journal, each with its proposal, order of arrival and point of saving.

    In a third of them everything is known: each attribute is given, and each zone. One in eight has a long history.
    """
    zone, day = draw(st.sampled_from(PLACES))
    sure = sometimes(draw)
    pack, journal = draw(_grounds((zone, day), PLACES, False, sharp, sure))
    if sometimes(draw, 8):
        journal = {**journal, "events": draw(_crowd(journal["events"]))}
    several = []
    for _ in range(count):
        order, share = draw(st.integers(0, 2**32)), draw(st.integers(0, 12))
        several.append(
            Asking(Scenario(pack, journal, draw(proposals(zone, day, sure=sure))), order, share / 12)
        )
    return tuple(several)


@st.composite
def _grounds(
    draw: Draw,
    place: tuple[str, str],
    places: Iterable[tuple[str, str]],
    plain: bool,
    sharp: bool,
    sure: bool = False,
) -> tuple[Data, Data]:
    """A pack and a journal around one date."""
    zone, day = place
    pack = draw(sharp_packs(day, plain) if sharp else packs(day, plain))
    zones = sorted({zone, *(name for name, _ in places)})
    return pack, draw(journals(zone, day, zones, [rule["rule"] for rule in pack["rules"]], sure))


# Journals and proposals.


@st.composite
def journals(
    draw: Draw, zone: str, day: str, zones: list[str], rules: Iterable[str] = (), sure: bool = False
) -> Data:
    """Up to nine events around `day`, overrides of `rules` among them, and records with none, one or two zones.

    `sure` leaves nothing unknown: every attribute is given, and one zone.
    """
    events = [draw(_event(zone, day, n, sure)) for n in range(draw(st.integers(0, 7)))]
    if rules and sometimes(draw):
        events.append(draw(_override(zone, day, sorted(rules))))
    if events and sometimes(draw, 4):
        events.append({**events[0], "revision": 1, "void": draw(st.booleans())})
    people = {name: draw(_record(zone, zones, sure)) for name in WORDS["person"]}
    cases = {name: draw(_record(zone, zones, sure)) for name in WORDS["case"]}
    cases["c"] |= {"people": ["ann", "bob"]} if draw(st.booleans()) else {}
    return {"events": events, "people": people, "cases": cases, "open_evidence": draw(st.booleans())}


@st.composite
def _at_an_edge(draw: Draw, events: list[Data]) -> str:
    """The instant at which an event leaves a window of elapsed time, or the one before or after it."""
    since = instant(draw(st.sampled_from(events))["at"])
    return show(since + draw(st.sampled_from(SPANS)) + draw(st.sampled_from((0, 1, -1))))


@st.composite
def _crowd(draw: Draw, events: list[Data]) -> list[Data]:
    """The same events over and over, so that there are more than are kept one by one."""
    step, times = draw(st.sampled_from((0, 1, MINUTE, HOUR, 7 * HOUR))), draw(st.integers(2, 7))
    plain = [event for event in events if event["kind"] != "override" and "revision" not in event]
    more = [
        {**event, "id": f"{event['id']}-{n}", "at": show(instant(event["at"]) + n * step)}
        for n in range(1, times) for event in plain
    ]  # fmt: skip
    return [*events, *more]


@st.composite
def _record(draw: Draw, zone: str, zones: list[str], sure: bool) -> Data:
    if sure:
        return {"zone": [zone], "country": draw(st.sampled_from(("DE", "DE-BY")))}
    several = draw(st.sampled_from(([zone], [zone], [], [zone, draw(st.sampled_from(zones))])))
    country = draw(st.sampled_from(("DE", "DE-BY", None)))
    return {"zone": several, **({"country": country} if country else {})}


@st.composite
def _at(draw: Draw, zone: str, day: str, days: tuple[int, int]) -> str:
    """An instant at or just beside a round local time, or a change of the clocks."""
    clock = draw(st.sampled_from(((0, 0), (0, 1), (2, 30), (9, 0), (23, 30))))
    start = at_local(date.fromisoformat(day_after(day, draw(st.integers(*days)))), time(*clock), zone)
    turn = next_transition(at_local(date.fromisoformat(day), time(0), zone), zone)
    if turn is not None and sometimes(draw):
        start = turn + draw(st.sampled_from((0, -HOUR, HOUR // 2, -MINUTE, HOUR)))
    return show(start + draw(st.sampled_from((0, 0, 0, 1, -1, MINUTE, HOUR))))


@st.composite
def _event(draw: Draw, zone: str, day: str, n: int, sure: bool) -> Data:
    kind = draw(st.sampled_from(("act", "act", "word", "word", "note")))
    case = draw(st.sampled_from(("c", "c", "c", "d")))
    given = draw(_given(day, [name for name in KINDS[kind][1] if name in TYPES], sure))
    return {
        "id": f"e{n}",
        "at": draw(_at(zone, day, (-3, 5))),
        "kind": kind,
        "case": case,
        "attributes": given,
    }


@st.composite
def _given(draw: Draw, day: str, names: list[str], sure: bool) -> Data:
    """A third of the attributes are not given, and some are null; unless they are to be sure."""
    word, made = Words(day, False), {}
    for name in names:
        how = 6 if sure else draw(st.integers(1, 12))
        if how < 9:
            value = draw(st.sampled_from(word.of(word_list(name, TYPES[name]), word_list(name, TYPES[name]))))
            several = name == "tags" or (name == "person" and how < 3)
            made[name] = (
                None
                if how == 5
                else sorted({value, "bob" if name == "person" else "y"})
                if several
                else value
            )
    return made


@st.composite
def _override(draw: Draw, zone: str, day: str, rules: list[str]) -> Data:
    given: Data = {"rule": draw(st.sampled_from(rules)), "because": "they asked", "by": "me"}
    given |= {"once": True} if draw(st.booleans()) else {"until": draw(_at(zone, day, (0, 5)))}
    return {
        "id": "o",
        "at": draw(_at(zone, day, (-2, 2))),
        "kind": "override",
        "case": "c",
        "attributes": given,
    }


@st.composite
def proposals(draw: Draw, zone: str, day: str, sure: bool = False) -> Data:
    given = draw(_given(day, list(TYPES), sure))
    opened = [name for name in TYPES if name not in given and sometimes(draw, 5)]
    at = draw(_at(zone, day, (-1, 3)))
    return {"kind": "act", "at": at, "case": "c", "attributes": given, "open": opened}


def shifted(scenario: Scenario, by: Instant) -> Scenario:
    """The same scenario with every instant and date moved by whole days."""
    pack, journal, proposal = (
        _moved(each, by) for each in (scenario.pack, scenario.journal, scenario.proposal)
    )
    return Scenario(pack, journal, proposal)


def _moved(value: Any, by: Instant) -> Any:
    if isinstance(value, dict):
        return {key: _moved(each, by) for key, each in value.items()}
    if isinstance(value, list):
        return [_moved(each, by) for each in value]
    if isinstance(value, str) and len(value) >= 10 and value[4:5] == "-" and value[:4].isdigit():
        return show(instant(value) + by) if "T" in value else day_after(value, by // DAY)
    return value
