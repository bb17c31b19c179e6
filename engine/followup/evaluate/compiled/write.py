"""The writer of Python source: a plan as rooms, as what each kind of event does to them, and as facts and rules.

What is written reads like what somebody would write by hand for this one pack; `followup pack show --code` shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from followup.evaluate.compiled.layout import laid_out
from followup.evaluate.compiled.plan import Plan
from followup.language import tree

#: Who reads rules: the quick judge, the same with facts behind it, the same with its future.
Reader: TypeAlias = Literal["judge", "explain", "until"]


@dataclass
class Names:
    """Constants and filters that the code calls by name, each written once; and what found no quick form.

    `slow` says why: by reader and rule, or by `fact` and its name.
    """

    constants: dict[str, str] = field(default_factory=dict)
    filters: list[str] = field(default_factory=list)
    slow: dict[tuple[Reader | Literal["fact"], str], str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def of(self, prefix: str, expression: str) -> str:
        """The name of a constant that this expression gives."""
        if expression not in self._known:
            self._known[expression] = f"{prefix}_{len(self._known)}"
            self.constants[self._known[expression]] = expression
        return self._known[expression]

    def filter(self, arguments: str, code: str) -> str:
        """The name of a function that returns this expression."""
        key = f"{arguments}: {code}"
        if key not in self._known:
            self._known[key] = f"where_{len(self._known)}"
            self.filters.append(f"def {self._known[key]}({arguments}):\n    return {code}")
        return self._known[key]


@dataclass(frozen=True)
class Written:
    """The module of a pack; and what is read carefully each time, as `Names.slow` has it."""

    source: str
    slow: dict[tuple[Reader | Literal["fact"], str], str]


def written(plan: Plan) -> Written:
    """The whole module of a pack."""
    from followup.evaluate.compiled.write_events import events
    from followup.evaluate.compiled.write_facts import duties, facts, rules
    from followup.evaluate.compiled.write_judge import quick
    from followup.evaluate.compiled.write_rooms import room_classes

    names = Names()
    parts = [
        *room_classes(plan),
        *events(plan, names),
        *facts(plan, names),
        *rules(plan, names),
        *duties(plan, names),
        *quick(plan, names),
    ]
    constants = "\n".join(f"{name} = {expression}" for name, expression in names.constants.items())
    title = f'"""The pack {plan.pack.name} {plan.pack.version}, compiled."""'
    return Written(laid_out("\n\n\n".join((title, *parts, *names.filters, constants)) + "\n"), names.slow)


def lines(*each: str | Iterator[str]) -> str:
    """Lines of code; what yields several is taken apart."""
    flat: list[str] = []
    for one in each:
        flat.extend([one] if isinstance(one, str) else one)
    return "\n".join(flat)


def indented(code: Iterable[str], by: int = 1) -> Iterator[str]:
    for line in code:
        yield "    " * by + line if line else line


def says(text: str) -> str:
    """A sentence of the pack as a docstring of one line."""
    plain = " ".join(text.split()).replace("\\", "\\\\").replace('"', "'")
    return f'"""{plain}"""'


def kinds_named(filter_kinds: tuple[tree.Alternative, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.kind for each in filter_kinds))


def words(each: Iterable[object]) -> str:
    """A set of values as code: the same code in every process."""
    return f"frozenset({tuple(sorted(each, key=lambda one: (type(one).__name__, str(one))))!r})"
