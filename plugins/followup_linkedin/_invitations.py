"""`Invitations.csv`, and from `Connections.csv` which of them were accepted, and on which day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from followup.plugins import (
    ABSENT,
    Direction,
    Item,
    Left,
    Maybe,
    Party,
    Reading,
    Unknown,
    identity,
)
from followup_linkedin._messages import plain
from followup_linkedin._people import People, is_hidden, name, profile
from followup_linkedin._tables import Record, Table
from followup_linkedin._times import When, day, when

_DIRECTIONS: dict[str, Direction] = {"outgoing": "out", "incoming": "in"}
#: Days of connections are written in a zone that nobody states, so one may lie a day before its invitation.
_SLACK = timedelta(days=1)


@dataclass(slots=True)
class Connections:
    """Since when somebody is a connection. `complete` is False if rows are missing or could not be read."""

    complete: bool = False
    by_profile: dict[str, date] = field(default_factory=dict)
    by_name: dict[str, list[date]] = field(default_factory=dict)
    hidden: list[date] = field(default_factory=list)

    def accepted(self, person: Party, sent: date) -> date | Unknown | None:
        """The day on which an invitation sent on that day was accepted; None if it was not."""
        after = sent - _SLACK
        if person.profile in self.by_profile:
            since = self.by_profile[person.profile]
            return since if since >= after else None
        namesakes = [each for each in self.by_name.get(person.name or "", []) if each >= after]
        if len(namesakes) == 1:
            return namesakes[0]
        if namesakes:
            return Unknown("several connections have that name")
        if any(each >= after for each in self.hidden):
            return Unknown("a hidden member became a connection since, and may be this one")
        return None if self.complete else Unknown("the export has no complete list of connections")


def connections(table: Table | None) -> tuple[Connections, list[Left]]:
    """The connections, and what of their table could not be used."""
    known, left = Connections(complete=table is not None), []
    for record in table.records() if table else ():
        why = record if isinstance(record, Left) else _learn(known, record)
        if why is not None:
            left.append(why)
            known.complete &= not why.broken
    if table:
        left.append(
            Left(table.member.name, "read for who accepted an invitation; no row is a contact by itself")
        )
    return known, left


def _learn(known: Connections, record: Record) -> Left | None:
    since, person = day(record["connected on"]), name(f"{record['first name']} {record['last name']}")
    address = profile(record["profile"])
    if since is None:
        return Left(record.place, f"'{record['connected on'][:40]}' is no day", broken=True)
    if not person and not address:
        known.hidden.append(since)
        return Left(record.place, "a hidden member: the row has a day only")
    if address:
        known.by_profile[address] = since
    known.by_name.setdefault(person, []).append(since)
    return None


def invitations(table: Table, known: Connections, people: People, reading: Reading) -> Iterator[Item | Left]:
    for record in table.records():
        yield record if isinstance(record, Left) else _invitation(record, known, people, reading)


def _invitation(record: Record, known: Connections, people: People, reading: Reading) -> Item | Left:
    direction = _DIRECTIONS.get(record["direction"].lower())
    if direction is None:
        return Left(record.place, f"'{record['direction'][:40]}' is no direction", broken=True)
    sent = when(record["sent at"], reading.zone)
    if sent is None:
        return Left(record.place, f"'{record['sent at'][:40]}' is no time", broken=True)
    theirs = ("to", "invitee") if direction == "out" else ("from", "inviter")
    person = people.party(record[theirs[0]], record[theirs[1]])
    if is_hidden(person):
        return Left(record.place, "the other is a hidden member")
    id = identity("linkedin invitation", direction, sent.key, name(record[theirs[0]]))
    return _item(record, id, sent, direction, person, known.accepted(person, sent.day))


def _item(
    record: Record, id: str, sent: When, direction: Direction, person: Party, since: date | Unknown | None
) -> Item:
    """An invitation that was accepted since the last export is the same one in a higher revision."""
    attributes: dict[str, Maybe] = {
        "text": plain(record["message"]) or ABSENT,
        "accepted": since if isinstance(since, Unknown) else since is not None,
        "accepted_on": ABSENT if since is None else since,
    }
    revision = 2 if isinstance(since, date) else 0 if isinstance(since, Unknown) else 1
    return Item(
        "invitation",
        id,
        sent.at,
        "linkedin",
        direction,
        (person,),
        attributes,
        revision,
        place=record.place,
    )
