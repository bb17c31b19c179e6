"""Who the people of an export are: its owner, and which profile belongs to which name.

Exports before 2023 give profiles of senders only, so that a name must be enough for everybody else: it is,
where just one profile in the whole export has it. Names may hold commas ("Hale, PhD"), and lists of names are
separated by commas, so a list can only be cut by names that are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from followup.plugins import Direction, Party, Reading
from followup_linkedin._headers import Kind
from followup_linkedin._tables import Record, Table

_PROFILE = re.compile(
    r"(?:https?://)?(?:www\.)?(linkedin\.com/(?:in|pub|company|school)/[^\s?#]{1,200}?)/*(?:[?#]\S*)?", re.I
)
#: How exports call a member whom they do not name.
HIDDEN = frozenset(
    {"", "linkedin member", "linkedin-mitglied", "utilisateur linkedin", "miembro de linkedin"}
)
_MOST_COMMAS = 4


def profile(written: str) -> str | None:
    """A profile's address without scheme, `www.` and query, in lower case; None if it is none."""
    found = _PROFILE.fullmatch(written.strip())
    return found[1].lower() if found else None


def name(written: str) -> str:
    return " ".join(written.split())


def is_hidden(person: Party) -> bool:
    return person.profile is None and (person.name or "").lower() in HIDDEN


@dataclass(slots=True)
class People:
    """Names and profiles that occur together, and which of them are the owner's."""

    my_names: set[str] = field(default_factory=set)
    my_profiles: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    profiles: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: dict[Kind, Table], reading: Reading) -> People:
        people = cls(my_profiles={each for each in reading.me if profile(each) == each})
        for kind, learn in _LESSONS.items():
            if kind in tables:
                for record in tables[kind].whole():
                    learn(people, record)
        return people

    def meet(self, written_name: str, written_profile: str) -> None:
        """Somebody of that name has that profile, if both are given."""
        known, address = name(written_name), profile(written_profile)
        if known.lower() not in HIDDEN:
            self.profiles.setdefault(known, set()).update({address} if address else ())
            if address:
                self.names.setdefault(address, known)

    def party(self, written_name: str, written_profile: str = "") -> Party:
        """Somebody by name and profile, the one found by the other where only one fits."""
        known, address = name(written_name), profile(written_profile)
        if address is None and not written_profile:
            fitting = self.profiles.get(known, set())
            address = next(iter(fitting)) if len(fitting) == 1 else None
        known = known or self.names.get(address or "", "")
        return Party(known if known.lower() not in HIDDEN else None, profile=address)

    def listed(self, names: str, profiles: str) -> tuple[Party, ...]:
        """The people of a list of names and, where the era has them, the list of their profiles."""
        addresses = [each for each in profiles.split(",") if each.strip()]
        written = [names] if len(addresses) == 1 else list(self._cut(names))
        if not addresses:
            return tuple(self.party(each) for each in written)
        if len(written) != len(addresses):
            return tuple(self.party("", each) for each in addresses)
        return tuple(self.party(each, address) for each, address in zip(written, addresses, strict=True))

    def _cut(self, names: str) -> Iterator[str]:
        """A list of names, cut so that known names stay whole, the longest first."""
        parts = names.split(", ") if names.strip() else []
        while parts:
            most = min(len(parts), _MOST_COMMAS)
            length = next((n for n in range(most, 1, -1) if name(", ".join(parts[:n])) in self.profiles), 1)
            yield ", ".join(parts[:length])
            del parts[:length]

    def is_me(self, person: Party) -> bool:
        """By profile where both sides have one, else by name."""
        if person.profile and self.my_profiles:
            return person.profile in self.my_profiles
        return person.name in self.my_names

    def direction(self, sender: Party, recipients: Iterable[Party]) -> Direction | None:
        """Who of us acted: by profile; else by name, unless sender and recipient are namesakes."""
        if sender.profile in self.my_profiles:
            return "out"
        if self.my_profiles & {person.profile for person in recipients}:
            return "in"
        sent, received = sender.name in self.my_names, any(each.name in self.my_names for each in recipients)
        return None if sent == received else "out" if sent else "in"


def _learn_profile(people: People, record: Record) -> None:
    people.my_names.add(name(f"{record['first name']} {record['last name']}"))


def _learn_invitation(people: People, record: Record) -> None:
    """The owner's own side of an invitation gives their name and profile."""
    people.meet(record["from"], record["inviter"])
    people.meet(record["to"], record["invitee"])
    ours = {"outgoing": ("from", "inviter"), "incoming": ("to", "invitee")}.get(record["direction"].lower())
    if ours:
        people.my_names.add(name(record[ours[0]]))
        people.my_profiles |= {each for each in (profile(record[ours[1]]),) if each}


def _learn_connection(people: People, record: Record) -> None:
    people.meet(f"{record['first name']} {record['last name']}", record["profile"])


def _learn_message(people: People, record: Record) -> None:
    """Tables of 2018 say which side of a message is the owner's."""
    ours = {"outgoing": "from", "incoming": "to"}.get(record["direction"].lower())
    if ours and ", " not in record[ours]:
        people.my_names.add(name(record[ours]))
    people.meet(record["from"], record["sender"])
    if record["recipients"].count("linkedin.com/") == 1:
        people.meet(record["to"], record["recipients"])


_LESSONS = {
    "profile": _learn_profile,
    "invitations": _learn_invitation,
    "connections": _learn_connection,
    "messages": _learn_message,
}
