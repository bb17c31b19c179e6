"""What facts and conditions hang on: other facts, zones, and who may be asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from followup.language import tree
from followup.language.cycles import conditions_of, terms_of


def ordered(pack: tree.Tree) -> tuple[str, ...]:
    """The facts, each after those that it needs at the same instant."""
    done: dict[str, None] = {}

    def visit(name: str) -> None:
        if name in done:
            return
        for other in needs(pack, name):
            visit(other)
        done[name] = None

    for name in pack.facts:
        visit(name)
    return tuple(done)


def needs(pack: tree.Tree, name: str) -> Iterator[str]:
    """The facts that a fact needs at the same instant."""
    query = pack.facts[name].query
    for condition in conditions_of(query):
        yield from facts_used(pack, condition)
    for each in getattr(getattr(query, "events", None), "across", ()):
        taken = pack.attributes[each].as_of_then
        yield from (taken,) if taken in pack.facts else ()  # type: ignore[misc]


def facts_used(pack: tree.Tree, condition: tree.Condition) -> Iterator[str]:
    for term in terms_of(condition):
        if isinstance(term, tree.FactTerm):
            yield term.name
        elif isinstance(term, tree.SubjectTerm) and term.name in pack.attributes:
            taken = pack.attributes[term.name].as_of_then
            yield from (taken,) if taken in pack.facts else ()  # type: ignore[misc]


def beyond_the_case(pack: tree.Tree, names: Iterable[str], of_event: bool) -> bool:
    """Whether facts look at other cases: themselves, if they are asked of an event (asked of nobody, what looks
    across is unknown), or through what they ask of events as of then."""
    seen: set[tuple[str, bool]] = set()
    waiting = [(name, of_event) for name in names]
    while waiting:
        name, subject = one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        query = pack.facts[name].query
        if subject and not isinstance(query, tree.Holds) and query.events.across:
            return True
        waiting += [(each, subject) for each in needs(pack, name)]
        waiting += [(each, True) for each in _asked_as_of_then(pack, query)]
    return False


def _asked_as_of_then(pack: tree.Tree, query: tree.Query) -> Iterator[str]:
    """The facts that a query asks of events, as they were then."""
    own = [t.name for c in conditions_of(query) for t in terms_of(c) if isinstance(t, tree.OwnTerm)]
    for name in (*own, getattr(query, "attribute", "")):
        taken = pack.attributes[name].as_of_then if name in pack.attributes else None
        yield from (taken,) if taken in pack.facts else ()  # type: ignore[misc]


def asks_the_clock(events: tree.Selection) -> bool:
    """Whether which events are selected moves with the clock, by a filter of the selection itself."""
    conditions = (events.where, *(each.where for each in events.kinds))
    return any(isinstance(term, tree.ClockTerm) for each in conditions for term in terms_of(each))


def asked_of_events(pack: tree.Tree) -> frozenset[str]:
    """The facts that may be asked of an event with several persons: a proposal is taken for each, an event is not."""
    roots = [a.as_of_then for a in pack.attributes.values() if a.as_of_then in pack.facts]
    conditions = [duty.holds for duty in pack.duties]
    conditions += [each for rule in pack.rules for each in (rule.governs, rule.unless) if each is not None]
    roots += [name for each in conditions for name in facts_used(pack, each)]
    found: set[str] = set()
    waiting = [each for each in roots if each]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += needs(pack, name)
    return frozenset(found)


def reads_calendar(pack: tree.Tree, name: str, above: tuple[str, ...] = ()) -> bool:
    """Whether a fact hangs on a zone, itself or through what it uses."""
    if name in above:
        return False
    query = pack.facts[name].query
    if getattr(query, "measure", "elapsed") != "elapsed" or getattr(query, "attribute", "") == "date":
        return True
    events = None if isinstance(query, tree.Holds) else query.events
    spans = (events.within, events.ago_at_least, events.ago_at_most) if events else ()
    if any(span is not None and span.measure != "elapsed" for span in spans):
        return True
    names = [*(events.across if events else ()), *((query.attribute,) if hasattr(query, "attribute") else ())]
    if any(attribute_clocked(pack, each, (*above, name)) for each in names):
        return True
    return any(clocked(pack, each, (*above, name)) for each in conditions_of(query))


def clocked(pack: tree.Tree, condition: tree.Condition, above: tuple[str, ...] = ()) -> bool:
    for term in terms_of(condition):
        if isinstance(term, tree.ClockTerm):
            return True
        if isinstance(term, tree.FactTerm) and reads_calendar(pack, term.name, above):
            return True
        if isinstance(term, (tree.SubjectTerm, tree.OwnTerm)) and attribute_clocked(pack, term.name, above):
            return True
    return False


def attribute_clocked(pack: tree.Tree, name: str, above: tuple[str, ...]) -> bool:
    taken = pack.attributes[name].as_of_then if name in pack.attributes else None
    if taken is None:
        return False
    return taken in tree.CLOCKS or reads_calendar(pack, taken, above)
