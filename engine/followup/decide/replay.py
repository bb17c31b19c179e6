"""Decisions that can be taken again: what came from outside pack and journal is kept with them (SEMANTICS 22).

A stored decision holds the proposal, what plugins said, the records of people and cases, and the versions of
the time-zone and holiday data. Taken again over the same journal it is the same; what differs is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any

from followup.decide.decision import Decision
from followup.decide.pack import Pack
from followup.evaluate.scene import PluginFacts
from followup.language.journal_files import record_of
from followup.timeline import encoding
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import instant, show
from followup.timeline.journal import Journal, Record
from followup.timeline.values import Attributes, Maybe, Unknown

FORMAT = 1
#: Whose data a calendar reading hangs on.
DATA = ("tzdata", "holidays")


class NotStored(ValueError):
    """Data that is no stored decision, or one of another format."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """The decision taken again, and in words what is not as it was; nothing if all is."""

    decision: Decision
    differs: tuple[str, ...] = ()


def keep(pack: Pack, journal: Journal, proposal: Proposal) -> dict[str, Any]:
    """Decides, and returns the decision with all that is needed to take it again, as plain data for JSON."""
    heard = _Heard(pack.plugins)
    decision = pack.using(heard).decide(journal, proposal)
    return {
        "format": FORMAT,
        "decision": decision.as_json(),
        "proposal": {
            "kind": proposal.kind, "at": show(proposal.at), "case": proposal.case,
            "attributes": _plain(proposal.attributes), "open": sorted(proposal.open),
        },
        "plugin_facts": {key: encoding.plain(value) for key, value in sorted(heard.said.items())},
        "people": {name: _record_data(each) for name, each in sorted(journal.people.items())},
        "cases": {name: _record_data(each) for name, each in sorted(journal.cases.items())},
        "versions": versions(),
    }  # fmt: skip


def replay(pack: Pack, journal: Journal, stored: Mapping[str, Any]) -> Replayed:
    """Takes a stored decision again with the plugin facts and the records that it was taken with.

    Raises `NotStored` for what is no stored decision of this format.
    """
    said, people, cases, proposal = _read(stored)
    then = Journal.of(journal.given, people, cases, journal.open_evidence)
    decision = pack.using(_Said(said)).decide(then, proposal)
    return Replayed(decision, tuple(_differences(pack, journal, stored, decision)))


Records = dict[str, Record]


def _read(stored: Mapping[str, Any]) -> tuple[dict[str, Maybe], Records, Records, Proposal]:
    if stored.get("format") != FORMAT:
        raise NotStored(f"this is no stored decision of format {FORMAT}")
    try:
        said = {key: encoding.valued(value) for key, value in stored["plugin_facts"].items()}
        people, cases = (
            {n: record_of(each) for n, each in stored[key].items()} for key in ("people", "cases")
        )
        proposal = _proposal(stored["proposal"])
        stored["decision"]["pack"]["digest"], stored["versions"].items()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotStored(f"this stored decision is damaged: {error}") from None
    return said, people, cases, proposal


def _differences(
    pack: Pack, journal: Journal, stored: Mapping[str, Any], decision: Decision
) -> Iterator[str]:
    if stored["decision"]["pack"]["digest"] != pack.tree.digest:
        yield "the pack is not the one that decided"
    for name, version in versions().items():
        if stored["versions"].get(name) != version:
            yield f"{name} is {version}, and was {stored['versions'].get(name)}"
    for what, records in (("people", journal.people), ("cases", journal.cases)):
        changed = [n for n, each in records.items() if stored[what].get(n) != _record_data(each)]
        gone = [n for n in stored[what] if n not in records]
        yield from (f"the record of '{name}' has changed since" for name in sorted({*changed, *gone}))
    again = decision.as_json()
    yield from (f"{key} is not what it was" for key in again if again[key] != stored["decision"].get(key))


def versions() -> dict[str, str]:
    """The versions of the data that calendar readings hang on, and of followup itself."""
    return {name: metadata.version(name) for name in (*DATA, "followup")}


@dataclass(frozen=True)
class _Heard:
    """Plugin facts, and a note of everything that they were asked."""

    plugins: PluginFacts
    said: dict[str, Maybe] = field(default_factory=dict)

    def fact(self, name: str, kind: str, attributes: Attributes) -> Maybe:
        return self.said.setdefault(_key(name, kind, attributes), self.plugins.fact(name, kind, attributes))

    def pair(self, name: str, subject: Event | Proposal, earlier: Event) -> Maybe:
        key = _pair_key(name, subject, earlier)
        return self.said.setdefault(key, self.plugins.pair(name, subject, earlier))


@dataclass(frozen=True)
class _Said:
    """What plugins said then; nothing else is asked."""

    said: Mapping[str, Maybe]

    def fact(self, name: str, kind: str, attributes: Attributes) -> Maybe:
        return self.said.get(_key(name, kind, attributes), Unknown("this was not asked then"))

    def pair(self, name: str, subject: Event | Proposal, earlier: Event) -> Maybe:
        return self.said.get(_pair_key(name, subject, earlier), Unknown("this was not asked then"))


def _key(name: str, kind: str, attributes: Attributes) -> str:
    return f"{name} {encoding.digest(kind, encoding.encode(attributes))}"


def _pair_key(name: str, subject: Event | Proposal, earlier: Event) -> str:
    texts = (part for each in (subject, earlier) for part in (each.kind, encoding.encode(each.attributes)))
    return f"{name} {encoding.digest(*texts)}"


def _plain(attributes: Attributes) -> dict[str, Any]:
    return {name: encoding.plain(value) for name, value in attributes.items()}


def _proposal(data: Mapping[str, Any]) -> Proposal:
    attributes = {name: encoding.valued(value) for name, value in data["attributes"].items()}
    return Proposal(data["kind"], instant(data["at"]), data["case"], attributes, frozenset(data["open"]))


def _record_data(record: Record) -> dict[str, Any]:
    """A record as a journal file has it."""
    return {
        "zone": list(record.zones), "country": record.country, "people": list(record.people),
        "channels": list(record.channels),
    }  # fmt: skip
