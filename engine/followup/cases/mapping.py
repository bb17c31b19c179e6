"""What items are to the pack in use: its `reads` turn them into events, and cases and people into records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from followup.cases.people import Directory
from followup.cases.records import HAND, Case, Entry, Home, Kept, Person
from followup.cases.store import Store
from followup.evaluate.quantities import NEVER, Truth, compare, conjunction, disjunction, negation
from followup.language import tree
from followup.language.cycles import terms_of
from followup.plugins.items import Item
from followup.timeline.events import Event
from followup.timeline.journal import Journal, Record
from followup.timeline.values import ABSENT, Attributes, Maybe


@dataclass(frozen=True, slots=True)
class Mapped:
    """The journal, and the items of cases that are nothing to this pack."""

    journal: Journal
    unread: tuple[Kept, ...]


def mapped(store: Store, pack: tree.Tree) -> Mapped:
    """The store as that pack sees it."""
    store.refresh()
    people, cases, answers = store.people(), store.cases(), store.answers()
    directory = Directory.of(people)
    kept, fitting = list(store.items.of_case()), Fitting(pack)
    read = [events_of(each, fitting.of(each.item), pack, directory) for each in kept]
    logged = [event_logged(each, pack, directory, people) for each in store.entries()]
    events = [_answered(each, answers) for each in (*chain.from_iterable(read), *logged)]
    records = case_records(cases, people, directory, store.home() or Home())
    journal = Journal.of(events, person_records(people, directory), records)
    return Mapped(journal, tuple(each for each, events in zip(kept, read, strict=True) if not events))


def events_of(
    kept: Kept, fitting: Sequence[tree.Reads], pack: tree.Tree, directory: Directory
) -> list[Event]:
    """The events that a matched item is: for each entry of the pack's `reads` that fits, one of its kind.

    Several entries can fit: a call of ours that was answered is a contact, and a sign from them as well.
    The first event has the item's id, another one its kind's name after it.
    """
    first_of_kind = {each.makes: each for each in reversed(fitting)}
    made = sorted(first_of_kind.values(), key=fitting.index)
    return [_event(kept, each, pack, directory, each is made[0]) for each in made]


def _event(kept: Kept, reads: tree.Reads, pack: tree.Tree, directory: Directory, first: bool) -> Event:
    item = kept.item
    return Event(
        item.id if first else f"{item.id} ({reads.makes})",
        item.at,
        reads.makes,
        kept.match.case,
        kept.source,
        {**_given(item, reads, pack, directory), **reads.sets},
        item.revision,
        recorded=kept.recorded,
    )


def _given(item: Item, reads: tree.Reads, pack: tree.Tree, directory: Directory) -> dict[str, Maybe]:
    """The attributes that the pack declares for the kind, as far as the item has them."""
    declared = (pack.attributes[name] for name in pack.kinds[reads.makes].attributes)
    found = {each.name: _attribute(item, each, reads.rename, directory) for each in declared}
    return {name: value for name, value in found.items() if value is not None}


def _attribute(
    item: Item, declared: tree.Attribute, rename: Mapping[str, str], directory: Directory
) -> Maybe | None:
    """An item's word for a declared attribute; None if it has none, and what is missing stays missing."""
    name = rename.get(declared.name, declared.name)
    if name in item.attributes:
        return item.attributes[name]
    if declared.type == "person":
        return directory.of_parties(item.parties) or None
    if declared.type == "channel":
        return item.channel
    return item.direction if name == "direction" else None


class Fitting:
    """Which entries of a pack's `reads` fit an item: settled once for all items that are alike in what these ask."""

    def __init__(self, pack: tree.Tree) -> None:
        self._reads: dict[str, list[tree.Reads]] = {}
        for each in pack.reads:
            self._reads.setdefault(each.item, []).append(each)
        self._asked = {kind: _asked(reads) for kind, reads in self._reads.items()}
        self._known: dict[tuple[object, ...], Sequence[tree.Reads]] = {}

    def of(self, item: Item) -> Sequence[tree.Reads]:
        own = [item.attributes.get(name, ABSENT) for name in self._asked.get(item.kind, ())]
        alike = item.kind, item.channel, item.direction, *own
        if alike not in self._known:
            self._known[alike] = [each for each in self._reads.get(item.kind, ()) if fits(item, each.where)]
        return self._known[alike]


def _asked(reads: Iterable[tree.Reads]) -> list[str]:
    """The attributes that decide whether an item is read; its kind, channel and direction aside."""
    terms = (term for each in reads for term in terms_of(each.where))
    named = {term.name for term in terms if not isinstance(term, tree.Constant)}
    return sorted(named - {"kind", "channel", "direction"})


def fits(item: Item, condition: tree.Condition) -> bool:
    """Whether a condition over an item's neutral attributes surely holds."""
    match condition:
        case tree.All(parts):
            return all(fits(item, part) for part in parts)
        case tree.Any(parts):
            return any(fits(item, part) for part in parts)
    return _truth(item, condition) is True


def _truth(item: Item, condition: tree.Condition) -> Truth:
    match condition:
        case tree.All(parts):
            return conjunction((_truth(item, part), NEVER) for part in parts)[0]
        case tree.Any(parts):
            return disjunction((_truth(item, part), NEVER) for part in parts)[0]
        case tree.Not(part):
            return negation((_truth(item, part), NEVER))[0]
        case tree.Compare(left, operator, right):
            terms = (left, *right)
            values = [_value(item, each) for each in terms]
            return compare(operator, values[0], tuple(values[1:]), tuple(map(_name, terms)))


def _value(item: Item, term: tree.Term) -> Maybe | tree.Span:
    if isinstance(term, tree.Constant):
        return term.value
    own: Mapping[str, Maybe] = {
        "kind": item.kind,
        "channel": item.channel,
        "direction": item.direction or ABSENT,
    }
    return own[term.name] if term.name in own else item.attributes.get(term.name, ABSENT)


def _name(term: tree.Term) -> str:
    return "" if isinstance(term, tree.Constant) else term.name


def event_logged(entry: Entry, pack: tree.Tree, directory: Directory, people: Iterable[Person]) -> Event:
    """An entry as an event. It is about the people that it names, by any identifier of theirs; without a
    name it is about the people of its case."""
    attribute = pack.attribute_of_type("person")
    attributes = dict(entry.attributes)
    kind = pack.kinds.get(entry.kind)
    if attribute is not None and kind is not None and attribute in kind.attributes:
        named = attributes.get(attribute)
        known = named if isinstance(named, tuple) else (named,) if isinstance(named, str) else None
        if known is not None:
            attributes[attribute] = tuple(sorted({directory.keys.get(each, each) for each in known}))
        elif named is None and (keys := keys_of(entry.case, people, directory)):
            attributes[attribute] = keys
    return Event(entry.id, entry.at, entry.kind, entry.case, HAND, attributes, recorded=entry.recorded)


def keys_of(case: str, people: Iterable[Person], directory: Directory) -> tuple[str, ...]:
    """The keys of the people of a case, sorted."""
    return tuple(sorted({directory.key(each) for each in people if each.case == case}))


def _answered(event: Event, answers: Mapping[tuple[str, str], Attributes]) -> Event:
    """The event with what the person said about it."""
    given = answers.get(event.key)
    return event if given is None else replace(event, attributes={**event.attributes, **given})


#: The channels by which an identifier reaches a person; a profile is reached where it is.
_REACHES: tuple[Callable[[Person], Iterable[str]], ...] = (
    lambda person: ("email",) if person.addresses else (),
    lambda person: ("phone",) if person.numbers else (),
    lambda person: (each.partition("/")[0].split(".")[-2] for each in person.profiles),
)


def person_records(people: Iterable[Person], directory: Directory) -> dict[str, Record]:
    """One record per person, of all that the cases say of them: different zones are all possible."""
    grouped: dict[str, list[Person]] = {}
    for each in people:
        grouped.setdefault(directory.key(each), []).append(each)
    return {key: _person_record(group) for key, group in grouped.items()}


def _person_record(group: list[Person]) -> Record:
    zones = {each.zone for each in group if each.zone}
    channels = {channel for each in group for reach in _REACHES for channel in reach(each)}
    return Record(zones=tuple(sorted(zones)), channels=tuple(sorted(channels)))


def case_records(
    cases: Iterable[Case], people: list[Person], directory: Directory, home: Home
) -> dict[str, Record]:
    """One record per case; without a zone or country of its own it has those of the home."""
    return {
        each.id: Record(
            (each.zone or home.zone,), each.country or home.country, keys_of(each.id, people, directory)
        )
        for each in cases
    }
