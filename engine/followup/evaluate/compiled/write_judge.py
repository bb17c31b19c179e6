"""The quick judge as code: the verdict and the rules, the same explained, and the same with its future."""

from __future__ import annotations

import re
from collections.abc import Iterator

from followup.evaluate.compiled.about import FEW
from followup.evaluate.compiled.plan import Plan
from followup.evaluate.compiled.write import Names, indented, lines
from followup.evaluate.compiled.write_quick import Quick, Settled, Slow, about_subject
from followup.evaluate.compiled.write_subject import subject_class
from followup.language import tree
from followup.language.cycles import facts_of


def quick(plan: Plan, names: Names) -> Iterator[str]:
    """The class of subjects; the quick judge, the same with the facts behind it, and the same with its future."""
    from followup.evaluate.compiled.write_future import future

    settled = Settled()
    yield lines("def judge(state, s):", indented(_judge(plan, names, settled)))
    yield lines("def explain(state, s):", indented(_explain(plan, names, settled)))
    yield lines("def future(state, s, t):", indented(future(plan, names, settled)))
    yield lines(subject_class(plan, names, settled))


def opening(plan: Plan, otherwise: str, at: str) -> Iterator[str]:
    """The room of the case, if everything in it is known at an instant; `otherwise` is what is done if not."""
    yield from ("try:", "    r = state.cases[s.case]", "except KeyError:", "    r = EMPTY_0")
    yield f"if not r.quick <= {at} < state.turn:"
    yield f"    return {otherwise}"
    if plan.zoned:
        yield "setting = state.setting(s)"
        yield from ("if setting is None:", f"    return {otherwise}")
        yield "zone, land, working = setting"
        yield "setting = zone, land"


def _judge(plan: Plan, names: Names, settled: Settled) -> Iterator[str]:
    """The verdict and the rules, if everything is known."""
    yield '"""The verdict and the rules that matched, where everything is known."""'
    code = [*_bits(Quick(plan, names, settled=settled))]
    yield from _instant(code)
    yield from opening(plan, "carefully(state, s)", "s.quick")
    yield from code
    if len(plan.pack.rules) <= FEW:
        yield "return OUTCOMES[bits]"
    else:
        yield from ("try:", "    return OUTCOMES[bits]", "except KeyError:", "    return new_outcome(bits)")


def _instant(code: list[str]) -> Iterator[str]:
    """The subject's instant as a local name, if the code has it."""
    if any(_T.search(line) for line in code):
        yield "t = s.at"


_T = re.compile(r"(?<![.\w])t(?!\w)")


def _bits(writer: Quick) -> Iterator[str]:
    """One bit for each rule that speaks."""
    yield "bits = s.bits"
    for k, rule in enumerate(writer.plan.pack.rules):
        yield f"# {rule.id}"
        yield from _rule(writer, k, rule)


def _explain(plan: Plan, names: Names, settled: Settled) -> Iterator[str]:
    yield '"""The same, with the value of each fact of the rules that matched and the events behind it."""'
    writer = Quick(plan, names, otherwise="explained_carefully(state, s)", explains=True, settled=settled)
    writer.reader = "explain"
    yield "t = s.at"
    yield from opening(plan, "explained_carefully(state, s)", "s.quick")
    yield from _bits(writer)
    yield "facts = []"
    for k, rule in enumerate(plan.pack.rules):
        used = [name for name in facts_of(plan.pack, rule) if f"f_{name}" in writer.ready.values()]
        if used:
            yield f"if bits & {1 << k}:"
            yield f"    facts += ({', '.join(_evidence(writer, name) for name in used)},)"
    few = len(plan.pack.rules) <= FEW
    yield f"return Explained({'OUTCOMES[bits]' if few else 'OUTCOMES.get(bits) or new_outcome(bits)'}, facts)"


def _evidence(writer: Quick, name: str) -> str:
    """A fact with the events behind it: name, value, how many, the newest."""
    planned = writer.plan.facts[name]
    cell, value = planned.cell, f"f_{name}"
    if isinstance(planned.query, tree.Holds):
        return f"({name!r}, {value}, 0, ())"
    if name in writer.careful or cell is None:
        return f"({name!r}, {value}, x.fact({name!r}).total, x.fact({name!r}).newest)"
    i, room, log = writer.plan.numbers[cell], writer.rooms[name], writer.plan.log(cell)
    if isinstance(planned.query, (tree.Since, tree.Pick)):
        end = "first" if planned.query.end == "first" else "last"
        return f"({name!r}, {value}, *single({room}.{end}{i}))"
    if cell.shape == "window":
        return f"({name!r}, {value}, *newest_inside({room}.{log}, t - {cell.within and cell.within.count}))"
    return f"({name!r}, {value}, {room}.n{i}, suffix({room}.{log}, {room}.n{i}))"


def _rule(writer: Quick, k: int, rule: tree.Rule) -> list[str]:
    """Sets the rule's bit if it speaks. What only its last conditions need is read when the others hold."""
    ready, careful, writer.code = dict(writer.ready), set(writer.careful), []
    try:
        code = _nested(writer, _conjuncts(writer, rule), f"bits |= {1 << k}")
        if writer.settled is not None and len(code) == 2 and not _SETTLED.sub("", code[0]):
            writer.settled.rules[k] = code[0].removeprefix("if ").removesuffix(":")
            return []
        return code
    except Slow as slow:
        writer.names.slow[writer.reader, rule.id] = str(slow)
        writer.ready, writer.careful, writer.code = ready, careful, []  # what was begun for it is not written
        writer.look()
        code = [*writer.code, f"truth = rule_{k}(x)[0]", "if truth is True:", f"    bits |= {1 << k}"]
        return [*code, "elif truth.__class__ is Unsure:", f"    return {writer.otherwise}"]


#: What a condition consists of that was settled with the subject.
_SETTLED = re.compile(r"^if|:$|s\.c\d+|\b(?:not|and|or|True|False)\b|[() ]")


def _conjuncts(writer: Quick, rule: tree.Rule) -> list[tree.Condition | str]:
    """The conditions that must all hold for a rule to speak; what absence counts for stands as code already."""
    parts: list[tree.Condition | str] = [rule.governs] if rule.governs != tree.ALWAYS else []
    if rule.unless is not None:
        parts.append(tree.Not(rule.unless))
    if rule.effect != "forbid":
        return [*parts, f"(not {_required(writer, rule)})"]
    parts += rule.condition.parts if isinstance(rule.condition, tree.All) else [rule.condition]
    return sorted(parts, key=lambda part: not isinstance(part, str) and not about_subject(writer.plan, part))


def _nested(writer: Quick, parts: list[tree.Condition | str], then: str) -> list[str]:
    """`then` under all parts, each part's own code as deep as it can stand."""
    code, tests, depth = list(writer.code), list[str](), 0
    for part in parts:
        before, writer.code = dict(writer.ready), []
        tests_here = part if isinstance(part, str) else writer.condition(part)
        mine = set(writer.ready) - set(before)
        if writer.code and tests and all(writer.is_asked_once(each) for each in mine):
            code += indented([f"if {' and '.join(tests)}:"], depth)
            tests, depth = [], depth + 1
            code += indented(writer.code, depth)
            writer.ready = before
        else:
            code += indented(writer.code, 0) if not depth else _deeper(writer, before, depth)
        tests.append(tests_here)
    return [*code, *indented([f"if {' and '.join(tests) or 'True'}:", f"    {then}"], depth)]


def _deeper(writer: Quick, before: dict[str, str], depth: int) -> list[str]:
    """Code under a condition: what it makes ready is not there for other rules."""
    writer.ready = before
    return list(indented(writer.code, depth))


def _required(writer: Quick, rule: tree.Rule) -> str:
    """A required condition; what absence counts as is turned round under `not`, so only flat ones are quick."""
    if rule.or_absent is not None and negates(rule.condition):
        raise Slow("what absence counts as stands under `not`")
    return writer.condition(rule.condition, rule.or_absent == "pass")


def negates(what: tree.Condition) -> bool:
    match what:
        case tree.All(parts) | tree.Any(parts):
            return any(map(negates, parts))
    return isinstance(what, tree.Not)
