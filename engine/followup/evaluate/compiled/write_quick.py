"""Facts and conditions in their quick form: native values and plain comparisons, where everything is known.

Where anything is not known (`doubt` in a room, `odd` in the subject), the same facts and rules are read with all
that is uncertain taken along. What a rule needs that has no quick form is read that way for it alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache

from followup.evaluate.compiled.plan import FactPlan, Plan
from followup.evaluate.compiled.uses import attribute_clocked
from followup.evaluate.compiled.write import Names, Reader
from followup.language import tree
from followup.language.cycles import conditions_of, terms_of


class Slow(Exception):
    """A construct that has no quick form; the text says which."""


@dataclass
class Settled:
    """What hangs on the subject alone, made ready with it: conditions by number, the instants that lie so many
    microseconds back, and the rules that speak or not whatever has happened, each with its condition."""

    conditions: dict[str, int] = field(default_factory=dict)
    floors: set[int] = field(default_factory=set)
    rules: dict[int, str] = field(default_factory=dict)


@dataclass
class Quick:
    """The quick judge of a plan while it is written: the facts that are ready so far, as local names."""

    plan: Plan
    names: Names
    ready: dict[str, str] = field(default_factory=dict)
    code: list[str] = field(default_factory=list)
    otherwise: str = "carefully(state, s)"
    explains: bool = False
    settled: Settled | None = None
    rooms: dict[str, str] = field(default_factory=dict)
    careful: set[str] = field(default_factory=set)
    reader: Reader = "judge"

    # Facts.

    def fact(self, name: str) -> str:
        """An expression for the fact, a local variable if it is asked for more than once; None in it is absent."""
        if name not in self.ready:
            planned = self.plan.facts[name]
            once = self._at_once(planned)
            if once is not None:
                return once
            if isinstance(planned.query, tree.Holds):
                self.ready[name] = self._held(name, planned.query)
            else:
                self.code += list(self._read(name, planned))  # what it needs first is written first
                self.ready[name] = f"f_{name}"
        return self.ready[name]

    def _at_once(self, planned: FactPlan) -> str | None:
        """The fact as an expression, if it is plain and asked for in one place only."""
        cell, query = planned.cell, planned.query
        if (
            self.explains
            or cell is None
            or cell.shape not in ("total", "since")
            or self.asked[planned.name] > 1
        ):
            return None
        if not isinstance(query, (tree.Exists, tree.Count)):
            return None
        count = f"{self._room(planned)}.n{self.plan.numbers[cell]}"
        return f"({count} > 0)" if isinstance(query, tree.Exists) else count

    def record(self, name: str) -> str | None:
        """The local variable with the event whose elapsed time a fact tells, if that is what it tells."""
        planned = self.plan.facts[name]
        cell, query = planned.cell, planned.query
        elapsed = isinstance(query, tree.Since) and query.measure == "elapsed"
        if not elapsed or cell is None or cell.shape not in ("total", "since") or self.explains:
            return None
        assert isinstance(query, tree.Since)
        local = f"e_{name}"
        if local not in self.ready:
            room = self.rooms[name] = self._room(planned)
            self.ready[local] = local
            self.code.append(f"{local} = {room}.{query.end}{self.plan.numbers[cell]}")
        return local

    @cached_property
    def asked(self) -> Counter[str]:
        """How often rules and named conditions ask for each fact."""
        pack = self.plan.pack
        conditions = [
            c for rule in pack.rules for c in (rule.governs, rule.condition, rule.unless) if c is not None
        ]
        conditions += [
            fact.query.condition for fact in pack.facts.values() if isinstance(fact.query, tree.Holds)
        ]
        return Counter(t.name for c in conditions for t in terms_of(c) if isinstance(t, tree.FactTerm))

    def is_asked_once(self, local: str) -> bool:
        """Whether a local name serves one place only, so that it may be made ready there."""
        if self.explains:
            return False
        fact = local.removeprefix("f_").removeprefix("e_").removeprefix("w_")
        name = local if local in self.plan.facts else fact
        return local.startswith("s_") or (name in self.plan.facts and self.asked[name] == 1)

    @cached_property
    def spans(self) -> Counter[int]:
        """How often elapsed times are compared with each span."""
        pack = self.plan.pack
        conditions = [
            c for rule in pack.rules for c in (rule.governs, rule.condition, rule.unless) if c is not None
        ]
        constants = (t.value for c in conditions for t in terms_of(c) if isinstance(t, tree.Constant))
        return Counter(
            span.count for span in constants if isinstance(span, tree.Span) and span.measure == "elapsed"
        )

    def _held(self, name: str, query: tree.Holds) -> str:
        expression = self.condition(query.condition)
        self.code.append(f"f_{name} = {expression}")
        return f"f_{name}"

    def _read(self, name: str, planned: FactPlan) -> Iterator[str]:
        cell = planned.cell
        if cell is None or cell.shape in ("kept", "ahead") or isinstance(planned.query, tree.Pair):
            yield from self._carefully(name, planned.why or "a plugin compares it with an event")
            return
        i = self.plan.numbers[cell]
        room = self.rooms[name] = self._room(planned)
        if cell.shape == "window":
            yield from self._windowed(name, planned, room)
        else:
            yield from self._counted(name, planned, i, room)

    def _carefully(self, name: str, why: str) -> Iterator[str]:
        """A fact without a quick form; if its value is uncertain, so may the verdict be."""
        self.names.slow["fact", name] = why
        self.look()
        self.careful.add(name)
        yield f"f_{name} = native(x.fact({name!r}).value)"
        yield from (f"if f_{name}.__class__ in VAGUE:", f"    return {self.otherwise}")

    def look(self) -> None:
        if "x" not in self.ready:
            self.ready["x"] = "x"
            setting = "setting" if self.plan.zoned else "(None, None)"
            brief = "" if self.reader == "until" else ", brief=True"
            self.code.append(f"x = Look(state.policy, state, t, s.case, s, {setting}{brief})")

    def _room(self, planned: FactPlan) -> str:
        """The local variable with the room of the fact's cell; the rooms are found once."""
        assert planned.cell is not None
        room = planned.cell.room
        outer = "r"
        if room.across:
            n = self.plan.rooms.index(room.whole)
            outer = f"r{n}"
            if outer not in self.ready:
                self.ready[outer] = outer
                keys = [self._key(each) for each in room.across]
                self.code += (f"if {' or '.join(f'{key} is None' for key in keys)}:",  # nobody's group is none
                              f"    return {self.otherwise}",
                              f"{outer} = state.group({n}, ({', '.join(keys)},))",
                              f"if {outer}.doubt is not None or t < {outer}.newest[0]:",
                              f"    return {self.otherwise}")  # fmt: skip
        if room.key is None:
            return outer
        return self._inner(outer, self.plan.rooms.index(room), room.key[1])

    def _inner(self, outer: str, m: int, name: str) -> str:
        inner = f"q{m}"
        if inner not in self.ready:
            self.ready[inner] = inner
            key = self._key(name)
            self.code.append(f"{inner} = {outer}.inner{m}[{key}] if {key} in {outer}.inner{m} else EMPTY_{m}")
        return inner

    def _key(self, name: str) -> str:
        """The subject's single value of an attribute."""
        return "s.person" if self._type_of_attribute(name) == "person" else self.subject(name)

    def _counted(self, name: str, planned: FactPlan, i: int, room: str) -> Iterator[str]:
        match planned.query:
            case tree.Exists():
                yield f"f_{name} = {room}.n{i} > 0"
            case tree.Count():
                yield f"f_{name} = {room}.n{i}"
            case tree.Distinct(attribute):
                cell = f"{room}.values_{attribute}_{i}"
                yield f"f_{name} = len({cell})"
            case tree.Values(attribute):
                cell = f"{room}.values_{attribute}_{i}"
                yield f"f_{name} = tuple(sorted({cell})) if {cell} else None"
            case tree.Fold(how, attribute):
                yield f"f_{name} = {room}.{how}_{attribute}_{i}"
            case tree.Since(end, _, measure):
                yield from self._aged(name, f"{room}.{end}{i}", measure)
            case tree.Pick(end, attribute):
                yield from self._picked(planned, f"{room}.{'last' if end == 'latest' else end}{i}", attribute)

    def _aged(self, name: str, record: str, measure: tree.Measure) -> Iterator[str]:
        yield f"e = {record}"
        if measure == "elapsed":
            yield f"f_{name} = None if e is None else t - e[0]"
            return
        self._day()
        days = f"f_{name} = None if e is None else today - day_of(e[0], zone)"
        between = f"f_{name} = None if e is None else worked(working, e[0], today, zone)"
        yield days if measure == "dates" else between
        yield f"a_{name} = e"

    def _day(self) -> None:
        if "today" not in self.ready:
            self.ready["today"] = "today"
            self.code.append("today = day_of(t, zone)")

    def _picked(self, planned: FactPlan, record: str, attribute: str) -> Iterator[str]:
        name = planned.name
        assert planned.cell is not None
        if attribute_clocked(self.plan.pack, attribute, ()):
            yield from self._carefully(name, f"{attribute} hangs on the zone")
            return
        kinds = [self.plan.pack.kinds[each] for each in planned.cell.filter.names]
        places = {kind.name: self._place(kind, attribute) for kind in kinds}
        if None in places.values() or len(set(places.values())) > 1:
            yield from self._carefully(name, f"{attribute} is not carried by every kind alike")
            return
        yield f"e = {record}"
        yield f"f_{name} = None if e is None else e[{next(iter(places.values()))}]"

    def _place(self, kind: tree.Kind, attribute: str) -> int | None:
        carried = self.plan.carried(kind)
        if attribute == "at":
            return 0
        return 5 + carried.index(attribute) if attribute in carried else None

    def _windowed(self, name: str, planned: FactPlan, room: str) -> Iterator[str]:
        span = planned.selection.within
        assert span is not None
        if span.measure != "elapsed" or not isinstance(planned.query, (tree.Exists, tree.Count)):
            counted = "its window is not counted in elapsed time"
            more = "it asks more of a window than how many events are in it"
            yield from self._carefully(name, counted if span.measure != "elapsed" else more)
            return
        assert planned.cell is not None
        floor = self.floor(span.count)
        yield f"w = {room}.{self.plan.log(planned.cell)}"
        if isinstance(planned.query, tree.Exists):
            yield f"f_{name} = w is not None and w[-1][0] > {floor}"
        else:
            yield f"f_{name} = 0 if w is None or w[-1][0] <= {floor} else inside(w, {floor})"

    # Conditions.

    def alone(self, what: tree.Condition, on_absent: bool) -> str:
        """A condition about the subject alone, over its attributes themselves."""
        self.ready |= {f"s_{name}": f"s_{name}" for name in asked_of_subject(self.plan)}
        return _SUBJECT.sub(r"s.v_\1", self.condition(what, on_absent))

    def condition(self, what: tree.Condition, on_absent: bool = False) -> str:
        """A condition as an expression; what hangs on the subject alone was settled when it was checked."""
        if self.settled is not None and about_subject(self.plan, what):
            code, self.code = self.code, []
            ready = dict(self.ready)
            expression = Quick(self.plan, self.names, otherwise="None").alone(what, on_absent)
            self.code, self.ready = code, ready
            if expression in ("True", "False"):
                return expression
            known = self.settled.conditions
            return f"s.c{known.setdefault(expression, len(known))}"
        match what:
            case tree.All(()):
                return "True"
            case tree.Any(()):
                return "False"
            case tree.All(parts) | tree.Any(parts):
                word = " and " if isinstance(what, tree.All) else " or "
                return "(" + word.join(self.condition(part, on_absent) for part in parts) + ")"
            case tree.Not(part):
                return f"(not {self.condition(part, on_absent)})"
        return self._comparison(what, on_absent)

    def _comparison(self, what: tree.Compare, on_absent: bool) -> str:
        left, right = what.left, what.right
        operator = what.operator
        short = self._aged_or_counted(what, on_absent)
        if short is not None:
            return short
        ours = self.term(left)
        if operator == "absent":
            is_absent = isinstance(right[0], tree.Constant) and right[0].value is True
            return f"({ours} is None)" if is_absent else f"({ours} is not None)"
        self._fitting(left, ours, right)
        if operator in ("one_of", "none_of") and not self._is_list(left):
            words = self.names.of("WORDS", f"frozenset({tuple(_plain(each) for each in right)!r})")
            return self._unless_absent(
                [ours], [left], f"{ours} {'in' if operator == 'one_of' else 'not in'} {words}", on_absent
            )
        theirs = self._right(left, right[0])
        if (
            operator in ("contains", "shares", "mentions", "one_of", "none_of")
            or self._is_list(left)
            or self._is_list(right[0])
        ):
            raise Slow("it compares lists, or parts of texts")
        if self._type(left) == "boolean" and isinstance(right[0], tree.Constant):
            plain = ours if right[0].value is (operator == "is") else f"not {ours}"
        else:
            plain = f"{ours} {_SIGNS[operator]} {theirs}"
        if operator == "is" and not on_absent and self._may_be_absent(left):
            return self._unless_absent([ours], [left], plain, on_absent)  # what equals it is then not absent
        return self._unless_absent([ours, theirs], [left, right[0]], plain, on_absent)

    def _fitting(self, left: tree.Term, ours: str, right: tuple[tree.Term, ...]) -> None:
        """What a plugin says of a pair has no declared type: whether it compares with a constant is seen when it is
        there, and where it does not, nobody knows the truth."""
        if self._type(left) != "unknown":
            return
        classes = {type(each.value) for each in right if isinstance(each, tree.Constant)}
        fits = "(str,)" if classes == {str} else "(int, Decimal, bool)"
        if classes != {str} and not classes <= {int, Decimal, bool}:
            raise Slow("it compares what a plugin says with no text and no number")
        self.code += (
            f"if {ours} is not None and {ours}.__class__ not in {fits}:",
            f"    return {self.otherwise}",
        )

    def _aged_or_counted(self, what: tree.Compare, on_absent: bool) -> str | None:
        """An age against a constant, or the count of a window: told by one event, without the age or the count."""
        left, right = what.left, what.right[0]
        if not isinstance(left, tree.FactTerm) or not isinstance(right, tree.Constant):
            return None
        if isinstance(right.value, tree.Span) and what.operator in _SIGNS:
            record = self.record(left.name)
            if record is None:
                return None
            test = f"{record}[0] {_YOUNGER[what.operator]} {self.floor(right.value.count)}"
            return f"({record} is None or {test})" if on_absent else f"({record} is not None and {test})"
        return self._crowded(left.name, what.operator, right.value)

    def floor(self, span: int) -> str:
        """The instant that lies so many microseconds back: what happened after it is younger."""
        if self.settled is not None and self.reader != "until":
            self.settled.floors.add(span)
            return f"s.t_{span}"
        if self.spans[span] < 2:
            return f"t - {span}"
        local = f"t_{span}"
        if local not in self.ready:
            self.ready[local] = local
            self.code.append(f"{local} = t - {span}")
        return local

    def _crowded(self, name: str, operator: str, value: object) -> str | None:
        """Whether a window has at least so many events: whether the one that makes it so many is in it."""
        planned = self.plan.facts[name]
        least = {"at_least": 0, "more_than": 1, "less_than": 0, "at_most": 1}.get(operator)
        if self.explains or least is None or type(value) is not int or value + least < 1:
            return None
        cell = planned.cell
        if not isinstance(planned.query, tree.Count) or cell is None or cell.shape != "window":
            return None
        span, count = cell.within, value + least
        if span is None or span.measure != "elapsed":
            return None
        window = f"{self._room(planned)}.{self.plan.log(cell)}"
        self.rooms[name] = self._room(planned)
        local = f"w_{name}"
        if local not in self.ready:
            self.ready[local] = local
            self.code.append(f"{local} = {window}")
        enough = "" if count == 1 else f" and len({local}) >= {count}"
        test = f"({local} is not None{enough} and {local}[-{count}][0] > {self.floor(span.count)})"
        return test if operator in ("at_least", "more_than") else f"(not {test})"

    def _unless_absent(self, sides: list[str], terms: list[tree.Term], plain: str, on_absent: bool) -> str:
        """A comparison with something absent is false; or true, if that is said."""
        may = [side for side, term in zip(sides, terms, strict=False) if self._may_be_absent(term)]
        if on_absent:
            return f"({' or '.join([f'{side} is None' for side in may] + [plain])})" if may else plain
        return f"({' and '.join([f'{side} is not None' for side in may] + [plain])})" if may else plain

    def _may_be_absent(self, term: tree.Term) -> bool:
        if isinstance(term, tree.FactTerm):
            query = self.plan.pack.facts[term.name].query
            return not isinstance(query, (tree.Exists, tree.Count, tree.Distinct, tree.Holds)) and not (
                isinstance(query, tree.Fold) and query.how == "sum"
            )
        return isinstance(term, tree.SubjectTerm) and term.name != "kind"

    def _right(self, left: tree.Term, right: tree.Term) -> str:
        if not isinstance(right, tree.Constant):
            return self._same(left, right)
        value = right.value
        if isinstance(value, tree.Span):
            if value.months or self._type(left) != value.measure:
                raise Slow("it compares a time with months, or with another measure")
            return repr(value.count)
        return repr(value) if isinstance(value, (bool, int, str)) else self.names.of("VALUE", repr(value))

    def _same(self, left: tree.Term, right: tree.Term) -> str:
        """Two things that change with time compare natively if they are of one type."""
        if self._type(left) != self._type(right) or self._type(left) == "unknown":
            raise Slow("it compares values of two types")
        return self.term(right)

    def term(self, term: tree.Term) -> str:
        match term:
            case tree.FactTerm(name):
                return self.fact(name)
            case tree.SubjectTerm(name):
                return self.subject(name)
            case tree.ClockTerm(name):
                raise Slow(f"it asks the clock: {name}")
        raise Slow("it begins with a constant")

    def subject(self, name: str) -> str:
        """An attribute of the subject as a local name; a fact or clock, if it is taken as of then."""
        if name in self.plan.pack.attributes:
            taken = self.plan.pack.attributes[name].as_of_then
            if taken is not None:
                raise Slow(f"{name} is as of then: {taken}")
        local = f"s_{name}"
        if local not in self.ready:
            self.ready[local] = local
            self.code.append(f"{local} = s.v_{name}")
        return local

    def _type_of_attribute(self, name: str) -> str:
        return self.plan.pack.attributes[name].type if name in self.plan.pack.attributes else "text"

    def _type(self, term: tree.Term) -> str:
        if isinstance(term, tree.FactTerm):
            fact = self.plan.pack.facts[term.name]
            return "unknown" if isinstance(fact.query, tree.Pair) else fact.type
        return self._type_of_attribute(term.name) if isinstance(term, tree.SubjectTerm) else "constant"

    def _is_list(self, term: tree.Term) -> bool:
        return self._type(term) in ("list", "person") or (
            isinstance(term, tree.Constant) and isinstance(term.value, tuple)
        )


_SUBJECT = re.compile(r"\bs_([a-z][a-z0-9_]*)")


def about_subject(plan: Plan, what: tree.Condition) -> bool:
    """Whether a condition hangs on nothing but attributes of the subject that no time changes."""
    own = asked_of_subject(plan)
    terms = list(terms_of(what))
    plain = all(
        isinstance(t, tree.Constant) or (isinstance(t, tree.SubjectTerm) and t.name in own) for t in terms
    )
    return plain and bool(terms)


_SIGNS = {"is": "==", "is_not": "!=", "less_than": "<", "at_most": "<=", "more_than": ">", "at_least": ">="}


#: An age is below a span where its instant lies after what lies a span back.
_YOUNGER = {"is": "==", "is_not": "!=", "less_than": ">", "at_most": ">=", "more_than": "<", "at_least": "<="}


def _plain(term: tree.Term) -> object:
    if not isinstance(term, tree.Constant) or not isinstance(term.value, (bool, int, str)):
        raise Slow("it looks for more than plain values among several")
    return term.value


@lru_cache(maxsize=8)
def asked_of_subject(plan: Plan) -> tuple[str, ...]:
    """The attributes of the subject that rules and facts hang on."""
    pack = plan.pack
    conditions = [
        c for rule in pack.rules for c in (rule.governs, rule.condition, rule.unless) if c is not None
    ]
    conditions += [c for fact in pack.facts.values() for c in conditions_of(fact.query)]
    found = {t.name: None for c in conditions for t in terms_of(c) if isinstance(t, tree.SubjectTerm)}
    for fact in pack.facts.values():
        found |= dict.fromkeys(getattr(getattr(fact.query, "events", None), "across", ()))
    return tuple(n for n in found if n not in pack.attributes or pack.attributes[n].as_of_then is None)
