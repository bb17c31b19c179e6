"""Which case an item belongs to: a pure function of people, assignments and items.

By hand, else by an address, number or profile of a case's person, else by thread, else by company domain.
What could belong to several cases stays apart from all of them until the thread or a hand decides.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from followup.cases.people import Groups
from followup.cases.records import How, Match, Person

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Clue(Generic[Key]):
    """What an item gives away about where it belongs: its parties' identifiers, its thread's keys (all items
    of a thread are linked by shared keys), and the case that somebody assigned it to."""

    key: Key
    identifiers: tuple[str, ...] = ()
    threads: tuple[str, ...] = ()
    assigned: str | None = None


def match(people: Iterable[Person], clues: Iterable[Clue[Key]]) -> dict[Key, Match]:
    """The match of every item about which anything is known; the order of neither argument matters."""
    matching: _Matching[Key] = _Matching(_Index.of(people))
    for clue in clues:
        matching.look_at(clue)
    return matching.settled()


@dataclass(frozen=True, slots=True)
class _Index:
    """Cases by what their people are known by."""

    by_identifier: Mapping[str, frozenset[str]]
    by_domain: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, people: Iterable[Person]) -> _Index:
        identifiers: dict[str, set[str]] = {}
        domains: dict[str, set[str]] = {}
        for each in people:
            for identifier in each.identifiers:
                identifiers.setdefault(identifier, set()).add(each.case)
            for domain in filter(None, map(company_domain, each.addresses)):
                domains.setdefault(domain, set()).add(each.case)
        return cls(_frozen(identifiers), _frozen(domains))

    def by_person(self, identifiers: tuple[str, ...]) -> tuple[frozenset[str], How]:
        """The cases of anybody named, and by what the strongest of them is known."""
        found = [(each, self.by_identifier[each]) for each in identifiers if each in self.by_identifier]
        cases = frozenset().union(*(cases for _, cases in found))
        return cases, min((_how(each) for each, _ in found), default="profile")

    def by_company(self, identifiers: tuple[str, ...]) -> frozenset[str]:
        """The cases of anybody's company: the same domain, or one above it."""
        domains = (domain for each in identifiers for domain in _above(company_domain(each)))
        return frozenset().union(*(self.by_domain.get(each, frozenset()) for each in domains))


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(values) for key, values in sets.items()}


def _how(identifier: str) -> How:
    return "address" if "@" in identifier else "number" if identifier.startswith("+") else "profile"


def company_domain(identifier: str) -> str | None:
    """The domain of a mail address, unless it belongs to a provider that serves everybody."""
    domain = identifier.rpartition("@")[2].lower() if "@" in identifier else ""
    return None if not domain or not shared_domains().isdisjoint(_above(domain)) else domain


def _above(domain: str | None) -> list[str]:
    """`mail.acme.example` and `acme.example`, but not `example`."""
    parts = domain.split(".") if domain else []
    return [".".join(parts[n:]) for n in range(max(len(parts) - 1, 0))]


@cache
def shared_domains() -> frozenset[str]:
    """Domains of mailbox providers and of platforms that send mail in many companies' names."""
    lines = Path(__file__).with_name("shared_domains.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


class _Matching(Generic[Key]):
    """One run: all clues are looked at once, then what they leave open is settled, step by step."""

    def __init__(self, index: _Index) -> None:
        self._index = index
        self._matches: dict[Key, Match] = {}
        self._threads = Groups()
        self._thread_of: dict[Key, str] = {}
        self._companies: dict[Key, frozenset[str]] = {}

    def look_at(self, clue: Clue[Key]) -> None:
        if clue.threads:
            self._threads.join(clue.threads)
            self._thread_of[clue.key] = clue.threads[0]
        cases, how = self._index.by_person(clue.identifiers)
        if clue.assigned is not None:
            self._matches[clue.key] = Match(clue.assigned, "assigned")
        elif cases:
            self._matches[clue.key] = _among(cases, how)
        elif companies := self._index.by_company(clue.identifiers):
            self._companies[clue.key] = companies

    def settled(self) -> dict[Key, Match]:
        """Persons decide threads; companies what is still open; and then threads what those leave open."""
        self._by_thread()
        for key, cases in self._companies.items():
            if key not in self._matches:
                self._matches[key] = _among(cases, "domain")
        self._by_thread()
        return self._matches

    def _by_thread(self) -> None:
        """An item that nothing else has decided goes where the others of its thread are, if that is one."""
        cases: dict[str, set[str]] = {}
        for key, found in self._matches.items():
            if found.case is not None and key in self._thread_of:
                cases.setdefault(self._threads.root(self._thread_of[key]), set()).add(found.case)
        for key, thread in self._thread_of.items():
            there = cases.get(self._threads.root(thread))
            if there:
                self._decide(key, frozenset(there))

    def _decide(self, key: Key, there: frozenset[str]) -> None:
        found = self._matches.get(key)
        if found is None:
            self._matches[key] = _among(there, "thread")
        elif found.case is None and len(both := there.intersection(found.candidates)) == 1:
            self._matches[key] = _among(both, "thread")


def _among(cases: frozenset[str], how: How) -> Match:
    first, *others = sorted(cases)
    return Match(candidates=(first, *others)) if others else Match(first, how)
