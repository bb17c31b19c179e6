"""A fact may depend on itself only through strictly earlier events (SEMANTICS 13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from followup.language import tree


def find_cycle(
    facts: Mapping[str, tree.Fact], attributes: Mapping[str, tree.Attribute]
) -> tuple[str, ...] | None:
    """Names that depend on each other at one instant, the first repeated at the end; None if there are none."""
    done: set[str] = set()
    for name in facts:
        path, waiting = [name], [_same_instant(name, facts, attributes)]
        while path:
            other = next(waiting[-1], None)
            if other is None:
                done.add(path.pop())
                waiting.pop()
            elif other in path:
                return (*path[path.index(other) :], other)
            elif other not in done:
                path.append(other)
                waiting.append(_same_instant(other, facts, attributes))
    return None


def _same_instant(
    name: str, facts: Mapping[str, tree.Fact], attributes: Mapping[str, tree.Attribute]
) -> Iterator[str]:
    """What a fact, or an attribute of the subject, depends on at the same instant."""
    if name in attributes:
        taken = attributes[name].as_of_then
        yield from (taken,) if taken in facts else ()  # type: ignore[misc]
    elif name in facts:
        for condition in conditions_of(facts[name].query):
            yield from (
                t.name for t in terms_of(condition) if isinstance(t, (tree.FactTerm, tree.SubjectTerm))
            )
        events = getattr(facts[name].query, "events", None)
        yield from events.across if events else ()


#: How deep conditions, facts in conditions, and facts in these may go, together.
DEEPEST = 40


def too_deep(facts: Mapping[str, tree.Fact], attributes: Mapping[str, tree.Attribute]) -> str | None:
    """The name of a fact whose conditions and facts go deeper than any reading follows, if there is one."""
    heights: dict[str, int] = {}
    for name in facts:
        if _height(name, facts, attributes, heights) > DEEPEST:
            return name
    return None


def _height(
    name: str,
    facts: Mapping[str, tree.Fact],
    attributes: Mapping[str, tree.Attribute],
    heights: dict[str, int],
) -> int:
    """How deep a fact goes; the facts below it first, without recursion."""
    waiting = [name]
    while waiting:
        one = waiting[-1]
        below = list(_same_instant(one, facts, attributes))
        missing = [each for each in below if each not in heights]
        if missing:
            waiting += missing
            continue
        own = [height(each) for each in conditions_of(facts[one].query)] if one in facts else []
        heights[waiting.pop()] = 1 + max((heights[each] for each in below), default=0) + max(own, default=0)
    return heights[name]


def height(condition: tree.Condition) -> int:
    """How deep a condition is nested."""
    match condition:
        case tree.All(parts) | tree.Any(parts):
            return 1 + max(map(height, parts), default=0)
        case tree.Not(part):
            return 1 + height(part)
    return 1


def conditions_of(query: tree.Query) -> Iterator[tree.Condition]:
    """Every condition inside a query."""
    if isinstance(query, tree.Holds):
        yield query.condition
        return
    events = query.events
    yield events.where
    yield from (each.where for each in events.kinds)
    for anchor in (events.after, events.since, events.before, events.to):
        if anchor is not None:
            yield anchor.where
            yield from (each.where for each in anchor.kinds)


def terms_of(condition: tree.Condition) -> Iterator[tree.Term]:
    """Every term of a condition."""
    match condition:
        case tree.All(parts) | tree.Any(parts):
            for part in parts:
                yield from terms_of(part)
        case tree.Not(part):
            yield from terms_of(part)
        case tree.Compare(left, _, right):
            yield from (left, *right)


def looks_ahead(name: str, facts: Mapping[str, tree.Fact], attributes: Mapping[str, tree.Attribute]) -> bool:
    """Whether a fact sees later-dated events, itself or through another; such a fact has no `as of then`."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        query = facts[one].query if one in facts else None
        if isinstance(query, tree.Until) or (isinstance(query, tree.Pick) and query.end == "next"):
            return True
        waiting += _same_instant(one, facts, attributes)
    return False


def facts_in(condition: tree.Condition) -> Iterator[str]:
    """The names of the facts that a condition mentions, in order."""
    yield from (term.name for term in terms_of(condition) if isinstance(term, tree.FactTerm))


def lasts(attributes: Mapping[str, tree.Attribute], *conditions: tree.Condition) -> bool:
    """Whether what the conditions say of an event hangs on nothing but what that event itself gives."""
    return not any(_passes(attributes, term) for each in conditions for term in terms_of(each))


def _passes(attributes: Mapping[str, tree.Attribute], term: tree.Term) -> bool:
    """Whether a term hangs on the subject, on the instant, or on earlier events."""
    if isinstance(term, tree.OwnTerm):
        return term.name in attributes and attributes[term.name].as_of_then is not None
    return not isinstance(term, tree.Constant)


def facts_of(pack: tree.Tree, rule: tree.Rule) -> dict[str, None]:
    """The facts that a rule uses, those inside named conditions too, each once and in order."""
    names: dict[str, None] = {}
    waiting = [
        name for part in (rule.governs, rule.unless, rule.condition) if part for name in facts_in(part)
    ]
    while waiting:
        name = waiting.pop(0)
        if name not in names:
            names[name] = None
            query = pack.facts[name].query
            waiting += facts_in(query.condition) if isinstance(query, tree.Holds) else ()
    return names
