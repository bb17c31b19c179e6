"""The class of subjects as code: what is asked of a proposal, read once, and what hangs on that alone."""

from __future__ import annotations

from collections.abc import Iterator

from followup.evaluate.compiled.plan import Plan
from followup.evaluate.compiled.write import Names, indented, words
from followup.evaluate.compiled.write_kinds import odd
from followup.evaluate.compiled.write_quick import Settled, asked_of_subject


def subject_class(plan: Plan, names: Names, settled: Settled) -> Iterator[str]:
    fields, person = asked_of_subject(plan), plan.pack.attribute_of_type("person")
    floors = {f"t_{span}": f"s.at - {span}" for span in sorted(settled.floors)}
    conditions = {f"c{n}": expression for expression, n in settled.conditions.items()}
    slots = ("odd", "person", "quick", "bits", *(f"v_{name}" for name in fields), *floors, *conditions)
    yield "class Native(Subject):"
    yield '    """A subject in native form: its values, None where absent, and what hangs on them alone."""'
    yield f"    __slots__ = {slots!r}"
    yield ""
    yield "    def read(s):"
    yield '        """Reads what is asked of it; a value that is not plainly one of its type is looked at."""'
    yield from indented(_reading(plan, names, fields, person), 2)
    yield ""
    yield "    def settle(s):"
    yield "        s.quick = s.at"
    yield from (f"        s.{name} = {expression}" for name, expression in (floors | conditions).items())
    yield "        s.bits = 0"
    for k, test in settled.rules.items():
        yield from (f"        if {test}:", f"            s.bits |= {1 << k}")


def _reading(plan: Plan, names: Names, fields: tuple[str, ...], person: str | None) -> Iterator[str]:
    yield "a, kind, unclear = s.source.attributes, s.kind, False"
    carried = _carried(plan, names, (*fields, person) if person else fields)
    for known in dict.fromkeys(carried.values()):
        yield f"{known[0]} = kind in {known[1]}"
    for name in fields:
        if name in carried and name != person:
            yield from _value(plan, names, name, carried[name][0])
        elif name != person:
            yield from (*_looked_at(name), f"s.v_{name} = v")
    if person is None:
        yield "s.person = None"
    else:
        yield from _person(person, carried[person][0], person in fields)
    yield "s.odd = unclear"


def _carried(plan: Plan, names: Names, fields: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """For each attribute of the pack, a local name for whether the kind carries it, and the kinds that do."""
    found: dict[str, tuple[str, str]] = {}
    for name in fields:
        if name in plan.pack.attributes:
            kinds = words(kind.name for kind in plan.pack.kinds.values() if name in kind.attributes)
            of = names.of("WORDS", kinds)
            found[name] = f"has_{of[len('WORDS_') :]}", of
    return found


def _value(plan: Plan, names: Names, name: str, carries: str) -> Iterator[str]:
    strange = odd(names, plan.pack.attributes[name], "v")
    if strange == "True":
        yield from _looked_at(name)
    else:
        yield from (f"v = a.get({name!r})", f"if not {carries} or {strange}:")
        yield from indented(_looked_at(name))
    yield f"s.v_{name} = v"


def _looked_at(name: str) -> Iterator[str]:
    yield f"v = s.value({name!r})"
    yield "unclear = unclear or v.__class__ in VAGUE"
    yield "v = None if v is ABSENT else v"


def _person(name: str, carries: str, asked: bool) -> Iterator[str]:
    """Whom it goes to. Who goes to several is asked for each of them, carefully."""
    yield f"v = a.get({name!r})"
    yield from (
        f"if {carries} and v.__class__ is str:",
        "    v = (v,)",
        "else:",
        f"    v = s.value({name!r})",
    )
    yield "s.person = v[0] if v.__class__ is tuple and len(v) == 1 else None"
    yield "unclear = unclear or not (s.person is not None or v is ABSENT or v == ())"
    if asked:
        yield f"s.v_{name} = None if v is ABSENT else v"
