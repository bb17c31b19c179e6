"""The reference reading: what each construct means, written to be read (SEMANTICS.md).

It is naive on purpose: every fact looks through the whole history, and every answer is computed anew. Other
readings are tested against this one. Each answer carries the instant until which it surely stays as it is
if nothing new happens (`stable`), so that the first instant at which a decision differs is found by going
from one such instant to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from followup.evaluate.clocks import clock, clock_flip
from followup.evaluate.quantities import (
    MANY,
    NEVER,
    Age,
    Bag,
    Cause,
    Range,
    Truth,
    Unsure,
    compare,
    conjunction,
    disjunction,
    extremes,
    flip,
    members,
    negation,
    sums,
    vague,
)
from followup.evaluate.scene import Scene, indexed, is_open, typed
from followup.evaluate.selected import Seen, Selected, between, first, last
from followup.language import tree
from followup.language.cycles import lasts
from followup.timeline import calendar
from followup.timeline.events import Event, Proposal
from followup.timeline.instants import Instant
from followup.timeline.values import ABSENT, Absent, Unknown

# Conditions: Kleene's connectives over comparisons (SEMANTICS 8, 9).


def holds(
    scene: Scene, condition: tree.Condition, own: Event | None = None, on_absent: bool | None = None
) -> tuple[Truth, Instant]:
    """Whether a condition holds, and until when that surely stays so.

    `own` is the event that a `where` is about. `on_absent` is what a comparison with something absent
    counts as (`or_absent: pass` or `fail`); None is the rule that it is false.
    """
    match condition:
        case tree.All(parts):
            return conjunction(holds(scene, part, own, on_absent) for part in parts)
        case tree.Any(parts):
            return disjunction(holds(scene, part, own, on_absent) for part in parts)
        case tree.Not(part):
            return negation(holds(scene, part, own, None if on_absent is None else not on_absent))
    return _comparison(scene, condition, own, on_absent)


def _comparison(
    scene: Scene, condition: tree.Compare, own: Event | None, on_absent: bool | None
) -> tuple[Truth, Instant]:
    terms = (condition.left, *condition.right)
    if isinstance(condition.left, tree.OwnTerm) and all(
        isinstance(each, tree.Constant) for each in condition.right
    ):
        return _own_comparison(
            scene, condition, own, on_absent
        )  # by far the most frequent, and it hangs on no clock
    seen = [term(scene, each, own) for each in terms]
    left, *rights = values = [each.value for each in seen]
    truth = compare(condition.operator, left, tuple(rights), tuple(map(term_name, terms)), on_absent is True)
    flips = [each.stable for each in seen] + [flip(left, right) for right in rights]
    if not any(isinstance(value, Unknown) for value in values):  # else no clock can settle it
        flips.append(clock_flip(scene, _clocks(scene, terms), values))
    return truth, min(flips)


def _own_comparison(
    scene: Scene, condition: tree.Compare, own: Event | None, on_absent: bool | None
) -> tuple[Truth, Instant]:
    """An attribute of an event against constants."""
    found = attribute(scene, own, term_name(condition.left))
    rights = tuple(each.value for each in condition.right if isinstance(each, tree.Constant))
    names = (term_name(condition.left),)
    return compare(condition.operator, found.value, rights, names, on_absent is True), found.stable


def term(scene: Scene, what: tree.Term, own: Event | None = None) -> Seen:
    """The value of a term in a scene."""
    match what:
        case tree.Constant(value):
            return Seen(value)
        case tree.FactTerm(name):
            return fact(scene, name)
        case tree.ClockTerm(name):
            return Seen(clock(scene, name))
        case tree.OwnTerm(name):
            return attribute(scene, own, name)
        case tree.SubjectTerm(name):
            return attribute(scene, scene.subject, name)
    raise TypeError(f"{what!r} is no term")


def term_name(what: tree.Term) -> str:
    return "" if isinstance(what, tree.Constant) else what.name


def _clocks(scene: Scene, terms: Iterable[tree.Term]) -> list[str | None]:
    """The clock fact that each term reads at this instant, if it does: some attributes of the subject do too."""
    attributes = scene.world.pack.attributes
    names = (
        attributes[t.name].as_of_then
        if isinstance(t, tree.SubjectTerm) and t.name in attributes
        else getattr(t, "name", None) if isinstance(t, tree.ClockTerm) else None
        for t in terms
    )  # fmt: skip
    return [name if name in tree.CLOCKS else None for name in names]


# Attributes (SEMANTICS 8, 11, 13).


def attribute(scene: Scene, holder: Event | Proposal | None, name: str) -> Seen:
    """An attribute of an event or a proposal: given, open, a plugin's, as of then, or missing."""
    if holder is None:
        return Seen(Unknown("there is no proposal"))
    # Asked again and again of the same events; what is kept keeps the holder too, so that its id stays its own.
    key = "attribute", name, id(holder)
    if key in scene.world.memo:
        return scene.world.memo[key][1]  # type: ignore[no-any-return]
    if name in ("kind", "case"):
        return Seen(getattr(holder, name) or ABSENT)
    declared = scene.world.pack.attributes[name]
    kind = scene.world.pack.kinds.get(holder.kind)
    if kind is None or name not in kind.attributes:
        return Seen(ABSENT)
    if declared.as_of_then:
        return _as_of_then(scene, holder, declared.as_of_then)
    seen = Seen(_given(scene, holder, declared))
    scene.world.memo[key] = holder, seen
    return seen


def _given(scene: Scene, holder: Event | Proposal, declared: tree.Attribute) -> Any:
    if declared.name in holder.attributes:
        return typed(declared, holder.attributes[declared.name])
    if isinstance(holder, Proposal) and is_open(scene.world.pack, holder, declared.name):
        return Unknown("not decided yet", open=True)
    if declared.fact is None:
        return typed(declared, declared.missing)
    return typed(declared, scene.world.plugins.fact(declared.fact, holder.kind, holder.attributes))


def _as_of_then(scene: Scene, holder: Event | Proposal, name: str) -> Seen:
    """The fact over the events strictly before an event; of the subject itself it is simply the fact."""
    if isinstance(holder, Proposal) or holder is scene.before:
        return named(scene, name)
    key = name, holder.key, scene.zone, scene.country
    if key not in scene.world.memo:
        with scene.world.deeper() as depth:
            if depth == CHAINED:
                _settle_before(scene, holder)
            scene.world.memo[key] = named(scene.of_event(holder), name).value
    return Seen(scene.world.memo[key])


#: So many attributes as of then may ask for each other; beyond that they are taken in the order of time.
CHAINED = 3


def _settle_before(scene: Scene, event: Event) -> None:
    """Takes every attribute as of then of the earlier events, so that a long chain of them needs no deep stack."""
    pack = scene.world.pack
    names = {k.name: [n for n in k.attributes if pack.attributes[n].as_of_then] for k in pack.kinds.values()}
    for each in scene.world.journal.events:
        if each.order >= event.order:
            return
        for name in names.get(each.kind, ()):
            attribute(scene, each, name)


def named(scene: Scene, name: str) -> Seen:
    """A fact or a clock fact by name; when a clock fact changes hangs on what it is compared with."""
    if name in scene.world.pack.facts:
        return fact(scene, name)
    return Seen(clock(scene, name))  # type: ignore[arg-type]


# Facts over events.


def fact(scene: Scene, name: str) -> Seen:
    """A declared fact at the scene's instant."""
    if name not in scene.seen:
        scene.seen[name] = _query(scene, name, scene.world.pack.facts[name].query)
    return scene.seen[name]  # type: ignore[no-any-return]


def _query(scene: Scene, name: str, query: tree.Query) -> Seen:
    if isinstance(query, tree.Holds):
        return Seen(*holds(scene, query.condition))  # the events stand behind the facts that it names
    ahead = isinstance(query, tree.Until) or (isinstance(query, tree.Pick) and query.end == "next")
    selected = select(scene, query.events, ahead)
    if isinstance(selected, Seen):
        return selected
    if isinstance(query, tree.Until):
        return _age(scene, "first", query.measure, selected, ahead=True)
    if isinstance(query, tree.Since):
        return _age(scene, query.end, query.measure, selected)
    return _QUERIES[type(query)](scene, query, selected)


def select(scene: Scene, selection: tree.Selection | tree.Anchor, ahead: bool = False,
           across: tuple[str, ...] = ()) -> Selected | Seen:  # fmt: skip
    """The events of a selection, or why nobody can say. With `ahead`, the known later ones."""
    across = across or getattr(selection, "across", ())
    given = [attribute(scene, scene.subject, name) for name in across]
    stable = min((key.stable for key in given), default=NEVER)
    for name, key in zip(across, given, strict=True):
        if isinstance(key.value, Absent) or vague(key.value):
            return Seen(Unknown(f"the {name} is not known", getattr(key.value, "open", False)), stable)
    keys = [key.value for key in given]
    sure, possible, causes = [], [], frozenset[Cause]()
    for event, lasting in _candidates(scene, selection, across, keys):
        if event.at > scene.at:
            stable = min(stable, event.at)
        if not (event.at > scene.at if ahead else scene.sees(event)):
            continue
        truth, until = conjunction(_tests(scene, selection, event, lasting, across, keys))
        stable = min(stable, until)
        if truth is True:
            sure.append(event)
        elif isinstance(truth, Unsure):
            possible.append(event)
            causes |= truth.causes
    return Selected(tuple(sure), tuple(possible), stable, causes)


#: An event, and what kind and filter say of it; None if that hangs on the subject or the clock.
Candidate = tuple[Event, Truth | None]


def _candidates(scene: Scene, selection: tree.Selection | tree.Anchor, across: tuple[str, ...],
                keys: list[Any]) -> list[Candidate]:  # fmt: skip
    """The events of the kinds, of this case or in the subject's group, from an index by kind and key."""
    if not across:
        key = "case", scene.world.filter_of(selection), scene.case
        return indexed(scene, key, lambda: _filtered(scene, selection, False))
    key = "group", scene.world.filter_of(selection), across[0]
    groups = indexed(scene, key, lambda: _grouped(scene, selection, across[0]))
    wanted = [*(keys[0] if isinstance(keys[0], tuple) else (keys[0],)), None]
    found = {each[0].key: each for one in wanted for each in groups.get(one, ())}
    return sorted(found.values(), key=lambda each: each[0].order)


def _filtered(scene: Scene, selection: tree.Selection | tree.Anchor, everywhere: bool) -> list[Candidate]:
    world = scene.world
    names = {each.kind for each in selection.kinds}
    lists = [world.events_across(n) if everywhere else world.events(n, scene.case) for n in names]
    events = sorted((event for each in lists for event in each), key=lambda event: event.order)
    if not lasts(world.pack.attributes, selection.where, *(each.where for each in selection.kinds)):
        return [(event, None) for event in events]
    judged = [(event, conjunction(_filters(scene, selection, event))[0]) for event in events]
    return [(event, truth) for event, truth in judged if truth is not False]


def _grouped(scene: Scene, selection: tree.Selection | tree.Anchor, name: str) -> dict[Any, list[Candidate]]:
    """The events by the values of an attribute; under None those of which it is not known yet."""
    groups: dict[Any, list[Candidate]] = {}
    taken = scene.world.pack.attributes[name].as_of_then  # it may hang on this very selection
    for each in _filtered(scene, selection, True):
        value = None if taken else attribute(scene, each[0], name).value
        for one in value if isinstance(value, tuple) else (None if vague(value) else value,):
            groups.setdefault(one, []).append(each)
    return groups


def _tests(scene: Scene, selection: tree.Selection | tree.Anchor, event: Event, lasting: Truth | None,
           across: tuple[str, ...], keys: list[Any]) -> Iterator[tuple[Truth, Instant]]:  # fmt: skip
    """Every condition that an event must meet to belong to a selection, cheapest first."""
    for name, key in zip(across, keys, strict=True):
        own = attribute(scene, event, name).value
        operator: tree.Operator = "shares" if members(own)[0] | members(key)[0] else "is"
        clocks = _clocks(scene, (tree.SubjectTerm(name),))
        yield compare(operator, own, (key,), (name, name)), clock_flip(scene, (*clocks, None), (key, own))
    if lasting is None:
        yield from _filters(scene, selection, event)
    elif lasting is not True:
        yield lasting, NEVER
    if isinstance(selection, tree.Selection):
        yield from _windows(scene, selection, event)
        yield from _edges(scene, selection, event, across)


def _filters(
    scene: Scene, selection: tree.Selection | tree.Anchor, event: Event
) -> Iterator[tuple[Truth, Instant]]:
    kinds = [each.where for each in selection.kinds if each.kind == event.kind]
    if tree.ALWAYS not in kinds:
        yield disjunction(holds(scene, where, event) for where in kinds)
    yield holds(scene, selection.where, event)


def _windows(scene: Scene, selection: tree.Selection, event: Event) -> Iterator[tuple[Truth, Instant]]:
    """`within` is the age below a span, `ago` the age at least and at most a span (SEMANTICS 5)."""
    windows: tuple[tuple[tree.Operator, tree.Span | None], ...] = (
        ("less_than", selection.within),
        ("at_least", selection.ago_at_least),
        ("at_most", selection.ago_at_most),
    )
    for operator, span in windows:
        if span is not None:
            yield _age_test(scene, operator, age(scene, event.at, span.measure), span)


def _age_test(
    scene: Scene, operator: tree.Operator, value: Age | Unknown, span: tree.Span
) -> tuple[Truth, Instant]:
    return compare(operator, value, (span,), ("zone", "")), flip(value, span)


def age(scene: Scene, anchor: Instant, measure: tree.Measure, ahead: bool = False) -> Age | Unknown:
    gap = scene.calendar_gap(measure)
    return Unknown(gap) if gap else Age(measure, anchor, scene.at, scene.zone or "UTC", scene.working, ahead)


def _edges(scene: Scene, selection: tree.Selection, event: Event,
           across: tuple[str, ...]) -> Iterator[tuple[Truth, Instant]]:  # fmt: skip
    """`after` and `before` are strict, `from` and `to` inclusive (SEMANTICS 3)."""
    edges: tuple[tuple[tree.Anchor | None, Callable[[Instant, Instant], bool]], ...] = (
        (selection.after, lambda at, edge: at > edge),
        (selection.since, lambda at, edge: at >= edge),
        (selection.before, lambda at, edge: at < edge),
        (selection.to, lambda at, edge: at <= edge),
    )
    for anchor, test in edges:
        if anchor is not None:
            instants, causes, stable = _anchor(scene, anchor, across)
            truths = {edge is None or test(event.at, edge) for edge in instants}
            yield (truths.pop() if len(truths) == 1 else Unsure(causes)), stable


def _anchor(scene: Scene, anchor: tree.Anchor,
            across: tuple[str, ...]) -> tuple[list[Instant | None], frozenset[Cause], Instant]:  # fmt: skip
    """The instants at which an anchor may lie; None where it may be missing, which excludes nothing."""
    key = "anchor", anchor, across
    if key not in scene.seen:
        selected = select(scene, anchor, across=across)
        assert isinstance(selected, Selected)
        pick = last if anchor.end == "last" else first
        instants = [event.at if event else None for event in pick(selected)]
        scene.seen[key] = instants, selected.causes, selected.stable
    return scene.seen[key]  # type: ignore[no-any-return]


def _exists(scene: Scene, query: tree.Exists, found: Selected) -> Seen:
    truth: Truth = True if found.sure else Unsure(found.causes) if found.possible else False
    return Seen(truth, found.stable, found.either())


def _count(scene: Scene, query: tree.Count, found: Selected) -> Seen:
    low, high = len(found.sure), len(found.sure) + len(found.possible)
    return Seen(between(low, high, found), found.stable, found.either())


def _attributes_of(scene: Scene, name: str, events: Iterable[Event]) -> list[tuple[Event, Any]]:
    """The attribute of each event that has it; `at` and `date` are every event's own."""
    found = [(event, _picked(scene, name, event)) for event in events]
    return [(event, value) for event, value in found if not isinstance(value, Absent)]


def _picked(scene: Scene, name: str, event: Event) -> Any:
    if name == "at":
        return event.at
    if name == "date":
        gap = scene.calendar_gap("dates")
        return Unknown(gap) if gap else calendar.date_of(event.at, scene.zone or "UTC")
    return attribute(scene, event, name).value


def _bag(scene: Scene, name: str, found: Selected) -> tuple[set[Any], set[Any], int]:
    """The different values that surely occur, those that may, and how many others there may be."""
    sure, possible, others = set[Any](), set[Any](), 0
    for events, into in ((found.sure, sure), (found.possible, possible)):
        for _, value in _attributes_of(scene, name, events):
            if isinstance(value, Bag):
                into |= value.sure
                possible |= value.possible
            elif not vague(value):
                into.update(value if isinstance(value, tuple) else (value,))
            others += value.more if isinstance(value, Bag) else vague(value)
    return sure, possible - sure, others


def _distinct(scene: Scene, query: tree.Distinct, found: Selected) -> Seen:
    """What is unknown may be absent, or one of the others, or one more; an unknown list any number more."""
    sure, possible, others = _bag(scene, query.attribute, found)
    declared = scene.world.pack.attributes.get(query.attribute)
    listed = declared is not None and declared.type in ("list", "person")
    most = MANY if others and listed else len(sure) + len(possible) + others
    found = _or_vague(found, query.attribute, others)
    return Seen(between(len(sure), most, found), found.stable, found.either())


def _or_vague(found: Selected, name: str, others: int) -> Selected:
    return replace(found, causes=found.causes | {Cause(name, "not known of an event")}) if others else found


def _values(scene: Scene, query: tree.Values, found: Selected) -> Seen:
    sure, possible, others = _bag(scene, query.attribute, found)
    if possible or others:
        doubtful = _or_vague(found, query.attribute, others)
        bag = Bag(frozenset(sure), frozenset(possible), bool(others), doubtful.reason, doubtful.open)
        return Seen(bag, found.stable, found.either())
    return Seen(tuple(sorted(sure)) or ABSENT, found.stable, found.either())


def _pick(scene: Scene, query: tree.Pick, found: Selected) -> Seen:
    """The attribute of the first or latest event, whatever it is there: absent stays absent."""
    options = last(found) if query.end == "latest" else first(found)
    events = _nearest(options, query.end)
    if len(options) > 1:
        return Seen(Unknown(found.reason, found.open), found.stable, events)
    value = _picked(scene, query.attribute, events[0]) if events else ABSENT
    return Seen(value, found.stable, events)


def _ordered(options: list[Event | None]) -> list[Event]:
    """The events that it may be, in order."""
    return sorted((event for event in options if event), key=lambda event: event.order)


def _nearest(options: list[Event | None], end: str) -> tuple[Event, ...]:
    """The event that it is; if there are several that it may be, the latest of them (the first, for `first`)."""
    events = _ordered(options)
    return tuple(events[-1:] if end in ("last", "latest") else events[:1])


def _fold(scene: Scene, query: tree.Fold, found: Selected) -> Seen:
    values = [value for _, value in _attributes_of(scene, query.attribute, found.sure)]
    extra = [value for _, value in _attributes_of(scene, query.attribute, found.possible)]
    if any(vague(value) for value in (*values, *extra)):
        return Seen(Unknown(f"{query.attribute} of an event is unknown"), found.stable, found.either())
    bounds = sums(values, extra) if query.how == "sum" else extremes(query.how, values, extra)
    value = ABSENT if bounds is None else between(*bounds, found, or_absent=not values and query.how != "sum")
    return Seen(value, found.stable, found.either())


def _pair(scene: Scene, query: tree.Pair, found: Selected) -> Seen:
    """A plugin's comparison of the subject with the event that is picked (SEMANTICS 10)."""
    options = last(found) if query.end == "last" else first(found)
    if scene.subject is None:
        return Seen(Unknown("there is no proposal"), found.stable)
    if len(options) > 1:
        return Seen(Unknown(found.reason, found.open), found.stable, _nearest(options, query.end))
    earlier = options[0]
    if earlier is None:
        return Seen(ABSENT, found.stable)
    subject, pack = scene.subject, scene.world.pack
    if isinstance(subject, Proposal) and any(is_open(pack, subject, name) for name in query.needs):
        return Seen(Unknown("not decided yet", open=True), found.stable, (earlier,))
    return Seen(scene.world.plugins.pair(query.fact, scene.subject, earlier), found.stable, (earlier,))


def _age(scene: Scene, end: str, measure: tree.Measure, found: Selected, ahead: bool = False) -> Seen:
    """The age of the first or last event; a range if a possible one is beyond it."""
    options = last(found) if end == "last" else first(found)
    events = _nearest(options, end)
    ages = [age(scene, event.at, measure, ahead) for event in _ordered(options)]
    gap = next((each for each in ages if isinstance(each, Unknown)), None)
    if gap is not None or not ages:
        return Seen(gap or ABSENT, found.stable, events)
    young, old = (ages[0], ages[-1]) if ahead else (ages[-1], ages[0])
    value = young if len(options) == 1 else Range(young, old, found.reason, options[0] is None, found.open)
    return Seen(value, found.stable, events)


_QUERIES: dict[type, Callable[[Scene, Any, Selected], Seen]] = {
    tree.Exists: _exists,
    tree.Count: _count,
    tree.Distinct: _distinct,
    tree.Values: _values,
    tree.Pick: _pick,
    tree.Fold: _fold,
    tree.Pair: _pair,
}
