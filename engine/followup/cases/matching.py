"""Which case an item belongs to: a pure function of people, assignments and the items of its thread.

By hand, else by an address, number or profile of a case's person, else by thread, else by company domain.
What could belong to several cases stays apart from all of them until the thread or a hand decides.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from followup.cases.records import How, Match, Person

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Clue(Generic[Key]):
    """What an item gives away about where it belongs: its parties' identifiers, and the case that somebody
    assigned it to."""

    key: Key
    identifiers: tuple[str, ...] = ()
    assigned: str | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """Cases by what their people are known by."""

    by_identifier: Mapping[str, frozenset[str]]
    by_domain: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, people: Iterable[Person]) -> Index:
        identifiers: dict[str, set[str]] = {}
        domains: dict[str, set[str]] = {}
        for each in people:
            for identifier in each.identifiers:
                identifiers.setdefault(identifier, set()).add(each.case)
            for domain in filter(None, map(company_domain, each.addresses)):
                domains.setdefault(domain, set()).add(each.case)
        return cls(_frozen(identifiers), _frozen(domains))

    def knows(self, clue: Clue[Key]) -> bool:
        """Whether an item says anything by itself; where none of a thread does, all belong to no case."""
        return clue.assigned is not None or bool(
            self.by_person(clue.identifiers)[0] or self.by_company(clue.identifiers)
        )

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


def match(index: Index, thread: Iterable[Clue[Key]]) -> dict[Key, Match]:
    """The matches of all items of one thread, as far as anything is known; their order does not matter."""
    matches: dict[Key, Match] = {}
    companies: dict[Key, frozenset[str]] = {}
    silent: list[Key] = []
    for clue in thread:
        cases, how = index.by_person(clue.identifiers)
        if clue.assigned is not None:
            matches[clue.key] = Match(clue.assigned, "assigned")
        elif cases:
            matches[clue.key] = _among(cases, how)
        elif belongs := index.by_company(clue.identifiers):
            companies[clue.key] = belongs
        else:
            silent.append(clue.key)
    _by_thread(matches, [*companies, *silent])
    for key in companies.keys() - matches.keys():
        matches[key] = _among(companies[key], "domain")
    _by_thread(matches, silent)
    return matches


def _by_thread(matches: dict[Key, Match], undecided: Iterable[Key]) -> None:
    """What nothing else has decided goes where the others of the thread are, and what could be of several
    cases, where they are if that leaves one."""
    there = frozenset(found.case for found in matches.values() if found.case is not None)
    for key, found in matches.items():
        if found.case is None and len(both := there.intersection(found.candidates)) == 1:
            matches[key] = _among(both, "thread")
    if there:
        matches.update({key: _among(there, "thread") for key in undecided if key not in matches})


def _among(cases: frozenset[str], how: How) -> Match:
    first, *others = sorted(cases)
    return Match(candidates=(first, *others)) if others else Match(first, how)
