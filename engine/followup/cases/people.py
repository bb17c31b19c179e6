"""Who is who: identifiers in one canonical form, and one key per person across all cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from followup.cases.records import Person
from followup.plugins.items import Party
from followup.timeline.zones import UnknownZone, zone

_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\]+@[^\s@<>\"(),:;\\]+\.[^\s@<>\"(),:;\\.]+")
_PROFILE = re.compile(r"(?:https?://)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+/[^\s?#]+?)/*(?:[?#]\S*)?", re.I)
_ZONE = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9_+/-]+|UTC")


class BadIdentifier(ValueError):
    """A text that is no mail address, phone number or profile."""


def address(text: str) -> str:
    """A bare mail address in lower case; raises `BadIdentifier`."""
    if not _ADDRESS.fullmatch(text.strip()):
        raise BadIdentifier(f"'{text}' is not a mail address")
    return text.strip().lower()


def number(text: str, country: str | None) -> str:
    """A phone number as E.164; one without a prefix is meant in `country`; raises `BadIdentifier`."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(text, country.partition("-")[0] if country else None)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        raise BadIdentifier(f"'{text}' is not a phone number; write it with its prefix, like +49 30 123456")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def profile(text: str) -> str:
    """A profile's address without scheme, `www.`, query and final slash; raises `BadIdentifier`."""
    found = _PROFILE.fullmatch(text.strip())
    if found is None:
        raise BadIdentifier(f"'{text}' is not a profile; write it like linkedin.com/in/name")
    return found.group(1).lower()


def identifier(text: str, country: str | None) -> str:
    """Any of the three, told apart by their shape."""
    if "@" in text:
        return address(text)
    return number(text, country) if re.fullmatch(r"[+\d][\d\s()./-]*", text.strip()) else profile(text)


def person(case: str, text: str, country: str | None) -> Person:
    """`Name <address> <+49 30 123456> <linkedin.com/in/name> <Europe/Berlin>` as a person: any number of
    identifiers and at most one zone, in any order; raises `BadIdentifier`."""
    inside = re.findall(r"<([^<>]*)>", text)
    name = re.sub(r"<[^<>]*>", " ", text).strip().strip('"').strip()
    if not inside:
        inside, name = ([name], "") if _looks_like_identifier(name) else ([], name)
    zones = [each for each in inside if _is_zone(each)]
    found = [identifier(each, country) for each in inside if each not in zones]
    return with_identifiers(Person(case, name or None, zone=zones[0] if zones else None), found)


def _looks_like_identifier(text: str) -> bool:
    return "@" in text or "/" in text or bool(re.fullmatch(r"\+?[\d\s()./-]+", text))


def _is_zone(text: str) -> bool:
    if not _ZONE.fullmatch(text):
        return False
    try:
        return zone(text) is not None
    except UnknownZone:
        return False


def with_identifiers(someone: Person, identifiers: Iterable[str]) -> Person:
    """That person with these identifiers too, each once, sorted."""
    every = sorted({*someone.identifiers, *identifiers}, key=_rank)
    return Person(
        someone.case,
        someone.name,
        tuple(each for each in every if "@" in each),
        tuple(each for each in every if each.startswith("+")),
        tuple(each for each in every if "@" not in each and not each.startswith("+")),
        someone.zone,
    )


def _rank(each: str) -> tuple[int, str]:
    """Addresses before numbers before profiles; the lowest of a person's is their key."""
    return (0 if "@" in each else 1 if each.startswith("+") else 2), each


def of_party(party: Party) -> tuple[str, ...]:
    """A party's identifiers, the strongest first. Its name is none: anybody can write any name."""
    return tuple(each for each in (party.address, party.number, party.profile) if each)


@dataclass(frozen=True, slots=True)
class Directory:
    """One key per person, whatever the case: people who share an identifier are one."""

    keys: Mapping[str, str]

    @classmethod
    def of(cls, people: Iterable[Person]) -> Directory:
        groups = Groups()
        for each in people:
            groups.join(each.identifiers)
        members: dict[str, list[str]] = {}
        for identifier in groups:
            members.setdefault(groups.root(identifier), []).append(identifier)
        return cls({each: min(group, key=_rank) for group in members.values() for each in group})

    def key(self, someone: Person) -> str:
        """The person's key; one without identifiers is known by case and name only."""
        if someone.identifiers:
            return self.keys[someone.identifiers[0]]
        return f"{someone.name or 'somebody'} ({someone.case})"

    def of_party(self, party: Party) -> str | None:
        """The key of a known person, else the party's own strongest identifier, else None."""
        own = of_party(party)
        return next((self.keys[each] for each in own if each in self.keys), own[0] if own else None)

    def of_parties(self, parties: Iterable[Party]) -> tuple[str, ...]:
        return tuple(sorted({key for key in map(self.of_party, parties) if key}))


class Groups:
    """Texts in groups that grow together (union-find)."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._above)

    def root(self, each: str) -> str:
        """The name of the group; a text that nobody joined is a group of its own."""
        top = each
        while (above := self._above.get(top, top)) != top:
            top = above
        while (above := self._above.get(each, each)) != top:
            self._above[each], each = top, above
        return top

    def join(self, members: Iterable[str]) -> None:
        first: str | None = None
        for each in members:
            self._above.setdefault(each, each)
            first = each if first is None else first
            self._above[self.root(each)] = self.root(first)
