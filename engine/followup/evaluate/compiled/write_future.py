"""The quick judge with its future, as code: which rules speak, and until when that surely stays so.

A comparison stays until the age in it passes the bound, or an event leaves the window that it counts. A condition
stays false as long as its longest-lived false part, true as long as all its parts; the other way round for `any`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from followup.evaluate.compiled.plan import Plan
from followup.evaluate.compiled.write import Names, indented
from followup.evaluate.compiled.write_judge import negates, opening
from followup.evaluate.compiled.write_quick import Quick, Settled, Slow
from followup.language import tree


def future(plan: Plan, names: Names, settled: Settled) -> Iterator[str]:
    """The code: the rules' bits and the instant until which they stay; None where something is not known."""
    yield '"""The rules that matched at `t`, and until when that stays; None where something is not known."""'
    yield from ("if s.odd:", "    return None")
    yield from opening(plan, "None", "t")
    writer = _Future(Quick(plan, names, otherwise="None", settled=settled, reader="until"))
    yield from ("bits = s.bits", "stay = state.turn")
    for k, rule in enumerate(plan.pack.rules):
        yield f"# {rule.id}"
        if k not in settled.rules:
            yield from writer.rule(k, rule)
    yield "return bits, stay"


@dataclass
class _Future:
    quick: Quick
    count: int = 0

    def rule(self, k: int, rule: tree.Rule) -> list[str]:
        ready, careful = dict(self.quick.ready), set(self.quick.careful)
        self.quick.code = []
        try:
            plain, turning = self._conjuncts(rule)
            return self._spoken(k, plain, turning)
        except Slow as slow:
            self.quick.names.slow["until", rule.id] = str(slow)
            self.quick.ready, self.quick.careful, self.quick.code = ready, careful, []
            self.quick.look()
            code = [*self.quick.code, f"truth, until = rule_{k}(x)"]
            code += ["if truth.__class__ is Unsure:", "    return None"]
            return [*code, "if truth:", f"    bits |= {1 << k}", "if until < stay:", "    stay = until"]

    def _conjuncts(self, rule: tree.Rule) -> tuple[list[str], list[tree.Condition]]:
        """A rule's parts that no time changes, as expressions; and those that time may turn, in their sense."""
        parts = [rule.governs] if rule.governs != tree.ALWAYS else []
        parts += [tree.Not(rule.unless)] if rule.unless is not None else []
        own, absence = rule.condition, None if rule.effect == "forbid" else rule.or_absent
        if absence is not None and (negates(own) or self._turns(own)):
            raise Slow("what absence counts as may turn with time")
        plain = []
        if absence is not None:
            plain = [f"not {self.quick.condition(own, absence == 'pass')}"]
        else:
            own = own if rule.effect == "forbid" else tree.Not(own)
            parts += own.parts if isinstance(own, tree.All) else [own]
        plain += [self.quick.condition(part) for part in parts if not self._turns(part)]
        return plain, [part for part in parts if self._turns(part)]

    def _spoken(self, k: int, plain: list[str], turning: list[tree.Condition]) -> list[str]:
        before = self.quick.code
        test = " and ".join(plain)
        if not turning:
            return [*self.quick.code, f"if {test or 'True'}:", f"    bits |= {1 << k}"]
        self.quick.code = before  # facts are read before the test, as later rules may use them too
        b, u = self._fresh()
        inner = list(self._all(turning, b, u, True))
        inner += [f"if {b}:", f"    bits |= {1 << k}", f"if {u} < stay:", f"    stay = {u}"]
        return [*self.quick.code, *([f"if {test}:", *indented(inner)] if plain else inner)]

    def _fresh(self) -> tuple[str, str]:
        self.count += 1
        return f"b{self.count}", f"u{self.count}"

    # Which parts time may turn.

    def _turns(self, what: tree.Condition) -> bool:
        match what:
            case tree.All(parts) | tree.Any(parts):
                return any(map(self._turns, parts))
            case tree.Not(part):
                return self._turns(part)
        return any(self._moves(term) for term in (what.left, *what.right))

    def _moves(self, term: tree.Term) -> bool:
        """Whether a term changes as time goes by."""
        if isinstance(term, tree.ClockTerm):
            return True
        pack = self.quick.plan.pack
        if isinstance(term, tree.SubjectTerm) and term.name in pack.attributes:
            return pack.attributes[term.name].as_of_then is not None
        if not isinstance(term, tree.FactTerm):
            return False
        planned = self.quick.plan.facts[term.name]
        if isinstance(planned.query, tree.Holds):
            return self._turns(planned.query.condition)
        shape = planned.cell.shape if planned.cell else "ahead"
        return isinstance(planned.query, tree.Since) or shape in ("kept", "ahead", "window")

    # Conditions with their future.

    def _all(self, parts: list[tree.Condition], b: str, u: str, wanted: bool) -> Iterator[str]:
        """`b` says whether all parts are as wanted; `u` until when that stays."""
        if len(parts) == 1:
            yield from self._part(parts[0], b, u, wanted)
            return
        yield from (f"{b} = True", f"{u} = NEVER", f"{u}_refused = -NEVER")
        plain = [part for part in parts if not self._turns(part)]
        turning = [part for part in parts if self._turns(part)]
        tests = [
            self.quick.condition(part) if wanted else f"not {self.quick.condition(part)}" for part in plain
        ]
        code: list[str] = []
        for part in turning:
            inner_b, inner_u = self._fresh()
            code += self._part(part, inner_b, inner_u, wanted)
            code += [f"if not {inner_b}:", f"    {b} = False"]
            code += [f"    if {inner_u} > {u}_refused:", f"        {u}_refused = {inner_u}"]
            code += [f"elif {inner_u} < {u}:", f"    {u} = {inner_u}"]
        code += [f"if not {b}:", f"    {u} = {u}_refused"]
        if tests:
            yield f"if {' and '.join(tests)}:"
            yield from indented(code)
            yield from ("else:", f"    {b} = False")
        else:
            yield from code

    def _part(self, what: tree.Condition, b: str, u: str, wanted: bool) -> Iterator[str]:
        match what:
            case tree.All(parts) if wanted:
                yield from self._all(list(parts), b, u, True)
            case tree.Any(parts) if not wanted:
                yield from self._all(list(parts), b, u, False)
            case tree.All(parts):
                yield from self._all(list(parts), b, u, True)
                yield f"{b} = not {b}"
            case tree.Any(parts):
                yield from self._all(list(parts), b, u, False)
                yield f"{b} = not {b}"
            case tree.Not(part):
                yield from self._part(part, b, u, not wanted)
            case _:
                yield from self._leaf(what, b, u, wanted)

    def _leaf(self, what: tree.Compare, b: str, u: str, wanted: bool) -> Iterator[str]:
        term = what.left
        if isinstance(term, tree.FactTerm):
            query = self.quick.plan.facts[term.name].query
            constant = isinstance(what.right[0], tree.Constant)
            if isinstance(query, tree.Holds) and what.operator == "is" and constant:
                yield from self._part(query.condition, b, u, wanted is (what.right[0].value is True))  # type: ignore[union-attr]
                return
            if constant and what.operator == "absent" and isinstance(query, tree.Since):
                yield f"{b} = {'' if wanted else 'not '}{self.quick.condition(what)}"
                yield f"{u} = NEVER"
                return
            if constant and isinstance(query, (tree.Since, tree.Count, tree.Exists)):
                expression = self.quick.condition(what)
                yield f"{b} = {expression}" if wanted else f"{b} = not {expression}"
                yield f"{u} = {self._turn(term.name, query, what)}"
                return
        raise Slow(f"there is no quick form of when {_named(what)} turns")

    def _turn(self, name: str, query: tree.Query, what: tree.Compare) -> str:
        planned = self.quick.plan.facts[name]
        room, cell = self.quick.rooms.get(name), planned.cell
        slow = Slow(f"there is no quick form of when {name} turns")
        if room is None or cell is None or name in self.quick.careful:
            raise slow
        i = self.quick.plan.numbers[cell]
        if cell.shape == "window":
            assert cell.within is not None
            if isinstance(query, tree.Since):
                raise slow
            log, floor = f"{room}.{self.quick.plan.log(cell)}", f"t - {cell.within.count}"
            inside = f"{log} is not None and {log}[-1][0] > {floor}"
            return f"first_after({log}, {floor}) + {cell.within.count} if {inside} else NEVER"
        assert isinstance(query, tree.Since)
        constant = what.right[0]
        span = constant.value if isinstance(constant, tree.Constant) else None
        if not isinstance(span, tree.Span) or what.operator in ("one_of", "none_of"):
            raise slow
        record = f"{room}.{query.end}{i}"
        if query.measure == "elapsed":
            late = 1 if what.operator in ("at_most", "more_than") else 0
            if what.operator in ("is", "is_not"):
                raise slow
            edge = f"{record}[0] + {span.count + late}"
            return f"NEVER if {record} is None or {edge} <= t else {edge}"
        of = self.quick.names.of("SPAN", repr(span))
        return f"NEVER if {record} is None else day_turn({record}[0], t, zone, {of}, working)"


def _named(what: tree.Compare) -> str:
    """What a comparison asks about."""
    return "a constant" if isinstance(what.left, tree.Constant) else what.left.name
