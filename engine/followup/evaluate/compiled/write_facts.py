"""Facts and rules as code: each a function of one look, with what is uncertain taken along."""

from __future__ import annotations

from collections.abc import Iterator

from followup.evaluate.compiled.plan import Cell, FactPlan, Plan, kind_and_filter
from followup.evaluate.compiled.write import Names, lines, says
from followup.language import tree

_OR_ABSENT = {"pass": True, "fail": False, None: None}


def rules(plan: Plan, names: Names) -> Iterator[str]:
    """Each rule: whether it has something to say; and whether it applies at all."""
    for k, rule in enumerate(plan.pack.rules):
        governs = [condition(plan, names, rule.governs)]
        if rule.unless is not None:
            governs.append(f"no({condition(plan, names, rule.unless)})")
        yield lines(
            f"def applies_{k}(x):", f"    {says(rule.id)}", f"    return every(({', '.join(governs)},))"
        )
        breach = condition(
            plan, names, rule.condition, _OR_ABSENT[rule.or_absent] if rule.effect != "forbid" else None
        )
        breach = breach if rule.effect == "forbid" else f"no({breach})"
        yield lines(
            f"def rule_{k}(x):",
            f"    {says(f'{rule.id}: {rule.says}' if rule.says else rule.id)}",
            f"    return every(({', '.join(governs)}, {breach}))",
        )


def duties(plan: Plan, names: Names) -> Iterator[str]:
    """Each duty: while what it holds, for which events (`each`), and which acts fulfil it (`does`)."""
    for k, duty in enumerate(plan.pack.duties):
        parts = [("while", "x", duty.holds), ("does", "x, r", _does(duty))]
        parts += [("each", "x, r", _filter(duty.for_each))] if duty.for_each else []
        for what, given, holds in parts:
            yield lines(
                f"def {what}_{k}({given}):", f"    {says(duty.id)}",
                f"    return {condition(plan, names, holds)}",
            )  # fmt: skip


def _filter(events: tree.Selection) -> tree.Condition:
    """What is asked of an event that is of one of the kinds: of which one only where that makes a difference."""
    return (
        events.where if all(each.where == tree.ALWAYS for each in events.kinds) else kind_and_filter(events)
    )


def _does(duty: tree.Duty) -> tree.Condition:
    if duty.met_by is not None:
        return _filter(duty.met_by)
    return tree.All(tuple(tree.Compare(tree.OwnTerm(name), "is", (value,)) for name, value in duty.do))


def facts(plan: Plan, names: Names) -> Iterator[str]:
    for name, planned in plan.facts.items():
        said = plan.pack.facts[name].says
        yield lines(
            f"def fact_{name}(x):", f"    {says(said or name)}",
            *(f"    {line}" for line in _fact(plan, names, planned)),
        )  # fmt: skip


def _fact(plan: Plan, names: Names, planned: FactPlan) -> Iterator[str]:
    query = planned.query
    if isinstance(query, tree.Holds):
        yield f"return Finding(*{condition(plan, names, query.condition)})"
        return
    if planned.cell is None or planned.cell.shape in ("kept", "ahead"):
        kept = kept_of(plan, names, planned)
        yield from _gone_through(query, names, kept)
        return
    yield from _selected(plan, names, planned)
    yield f"return {_queried(plan, names, query)}"


def _gone_through(query: tree.Query, names: Names, kept: str) -> Iterator[str]:
    if isinstance(query, tree.Until):
        yield f"return time_until(x, {kept}, {query.measure!r})"
    elif isinstance(query, tree.Pick) and query.end == "next":
        yield f"return next_one(x, {kept}, {query.attribute!r})"
    else:
        yield f"found = in_kept(x, {kept})"
        yield from ("if found.__class__ is Finding:", "    return found")
        yield f"return {_queried(None, names, query)}"


def _selected(plan: Plan, names: Names, planned: FactPlan) -> Iterator[str]:
    """The events of the fact's cell, as `found`."""
    cell = planned.cell
    assert cell is not None
    across = cell.room.across
    outer = plan.rooms.index(cell.room.whole)
    if across:
        yield f"room = x.group({outer}, {across!r})"
        yield from ("if room.__class__ is Finding:", "    return room")
    else:
        yield "room = x.state.room(x.case)"
    yield f"known = x.next_known({across!r})"
    if cell.room.key is None:
        yield f"found = {_found(plan, names, cell, 'room', 'room')}"
        return
    yield f"inner = x.inner(room, {plan.rooms.index(cell.room)}, {cell.room.key[1]!r})"
    assert planned.twin is not None
    edge = "room" if cell.edge and cell.edge.room.key is None else "inner"
    m, own, its = plan.rooms.index(cell.room), *cell.room.key
    each = _found(plan, names, planned.twin, "q", edge)
    yield "if vague(inner):"
    i = plan_index(plan, planned.twin)
    bound = "" if planned.twin == cell or cell.edge is None else f", {plan.edge_numbers[cell.edge]}"
    yield f"    found = of_any(x, room, {m}, {i}, ({own!r}, {its!r}), inner, lambda q: {each}{bound})"
    yield "else:"
    yield f"    found = {_found(plan, names, cell, 'inner', edge)}"


def _found(plan: Plan, names: Names, cell: Cell, room: str, edge_room: str) -> str:
    i = plan_index(plan, cell)
    if cell.shape == "since":
        assert cell.edge is not None
        return f"in_since(x, {room}, {i}, {edge_room}, {plan.edge_numbers[cell.edge]}, known)"
    if cell.shape == "window":
        return f"in_window(x, {room}, {i}, {names.of('SPAN', repr(cell.within))}, known)"
    return f"in_total(x, {room}, {i}, known)"


def plan_index(plan: Plan, cell: Cell) -> int:
    return plan.numbers[cell]


def _queried(plan: Plan | None, names: Names, query: tree.Query) -> str:
    match query:
        case tree.Exists():
            return "exists(found)"
        case tree.Count():
            return "count(found)"
        case tree.Distinct(attribute):
            return f"distinct(found, {attribute!r}, x.policy.is_list({attribute!r}))"
        case tree.Values(attribute):
            return f"values(found, {attribute!r})"
        case tree.Fold(how, attribute):
            return f"fold(found, {how!r}, {attribute!r})"
        case tree.Pick(end, attribute):
            return f"pick(found, {end!r}, {attribute!r})"
        case tree.Since(end, _, measure):
            return f"since(found, {end!r}, lambda at: x.age(at, {measure!r}))"
        case tree.Pair(fact, end, _, needs):
            return f"pair(x, {fact!r}, {end!r}, {needs!r}, found)"
    raise TypeError(f"{query!r} is no query over events")


_WINDOWS = (("less_than", "within"), ("at_least", "ago_at_least"), ("at_most", "ago_at_most"))


def kept_of(plan: Plan, names: Names, planned: FactPlan) -> str:
    """The name of a constant that says how the fact's events are gone through."""
    assert planned.cell is not None
    events = planned.selection
    spans = ((operator, getattr(events, field)) for operator, field in _WINDOWS)
    windows = "".join(f"(Test({operator!r}, ('zone', '')), {span!r}), " for operator, span in spans if span)
    anchors = "".join(
        f"({each.edge!r}, {each.end!r}, {_kept(plan, names, each.cell, each.residual, events.across)}), "
        for each in planned.anchors
    )
    return _kept(plan, names, planned.cell, planned.residual, events.across, f"({windows})", f"({anchors})")


def _kept(plan: Plan, names: Names, cell: Cell, residual: tree.Condition, across: tuple[str, ...],
          windows: str = "()", anchors: str = "()") -> str:  # fmt: skip
    where = names.filter("x, r", condition(plan, names, residual))
    taken = [plan.pack.attributes[each].as_of_then for each in across]
    clocks = tuple(each if each in tree.CLOCKS else None for each in taken)
    i, room = plan_index(plan, cell), plan.rooms.index(cell.room)
    return names.of("KEPT", f"Kept({i}, {room}, {across!r}, {where}, {windows}, {anchors}, {clocks!r})")


# Conditions.


def condition(plan: Plan, names: Names, what: tree.Condition, on_absent: bool | None = None) -> str:
    """A condition as an expression over `x` (a look), and `r` (the event that a filter is about)."""
    match what:
        case tree.All(()):
            return "SURE"
        case tree.All(parts) | tree.Any(parts):
            inner = ", ".join(condition(plan, names, part, on_absent) for part in parts)
            return f"{'every' if isinstance(what, tree.All) else 'some'}(({inner},))"
        case tree.Not(part):
            return f"no({condition(plan, names, part, None if on_absent is None else not on_absent)})"
    return _comparison(plan, names, what, on_absent is True)


def _comparison(plan: Plan, names: Names, what: tree.Compare, on_absent: bool) -> str:
    terms = (what.left, *what.right)
    named = tuple("" if isinstance(each, tree.Constant) else each.name for each in terms)
    test = names.of("TEST", f"Test({what.operator!r}, {named!r}, {on_absent})")
    clocks = tuple(_clock_of(plan, each) for each in terms)
    rights = ", ".join(_term(names, each) for each in what.right)
    watched = f", {clocks!r}" if any(clocks) else ""
    return f"x.test({test}, {_term(names, what.left)}, ({rights},){watched})"


def _clock_of(plan: Plan, term: tree.Term) -> str | None:
    """The clock fact that a term reads at the instant of the decision."""
    if isinstance(term, tree.ClockTerm):
        return term.name
    if isinstance(term, tree.SubjectTerm) and term.name in plan.pack.attributes:
        taken = plan.pack.attributes[term.name].as_of_then
        return taken if taken in tree.CLOCKS else None
    return None


def _term(names: Names, term: tree.Term) -> str:
    match term:
        case tree.Constant(value):
            return names.of("CONST", f"Finding({value!r})")
        case tree.FactTerm(name):
            return f"x.fact({name!r})"
        case tree.ClockTerm(name):
            return f"Finding(x.clock({name!r}))"
        case tree.OwnTerm(name):
            return f"Finding(x.own(r, {name!r}))"
    return f"x.its({term.name!r})"
