"""Bounds to meet in what is said: which values of an attribute, or of a comparison with another text, would do.

The attributes are those that the rules which stop a proposal ask about and that can be written differently. The
bounds are what any rule compares them with, so that a bound which another rule breaks is not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from followup.decide.changes import Bring, declared_values
from followup.decide.looking import Leaf, Spoken, leaves, parts_of, shown, spoken, value_of
from followup.decide.words import condition_words, name_words
from followup.evaluate.quantities import Age, Bag, Range, Unsure, compare
from followup.evaluate.scene import World, persons, typed
from followup.language import tree
from followup.timeline.events import Proposal
from followup.timeline.values import ABSENT, Absent, Maybe, Unknown

#: Bounds upwards and downwards, each with how much it asks for at the same value.
_UP: Mapping[str, int] = {"at_least": 0, "more_than": 1}
_DOWN: Mapping[str, int] = {"at_most": 0, "less_than": 1}
#: A text that no pack and no history has: what is new.
NEW = "~something new"
#: How far beyond a bound a number is tried.
STEP = Decimal("0.000001")
_VAGUE = (Unknown, Unsure, Range, Bag, Age)
_MIRRORED: Mapping[str, tree.Operator] = {
    "less_than": "more_than", "more_than": "less_than", "at_most": "at_least", "at_least": "at_most",
    "is": "is", "is_not": "is_not", "shares": "shares",
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Untried:
    """What could not be tried, and why."""

    what: str
    why: str


@dataclass(slots=True)
class Written:
    """Something that can be written differently, and the comparisons of all rules about it, itself at the left."""

    declared: tree.Attribute
    pair: str | None
    now: Any
    asked: list[tuple[Leaf, tree.Compare]] = field(default_factory=list)

    def rights(self) -> list[Any]:
        """What it is compared with, where that is known and of its type, each once."""
        plain = replace(self.declared, one_of=(), at_least=None, at_most=None)
        values = [value_of(leaf.scene, each) for leaf, side in self.asked for each in side.right
                  if side.operator != "absent"]  # fmt: skip
        known = [typed(plain, each) for each in values if not isinstance(each, _VAGUE)]  # type: ignore[arg-type]
        return list(dict.fromkeys(each for each in known if not isinstance(each, (Unknown, Absent))))


def asked(rules: Iterable[Spoken]) -> Iterator[Leaf]:
    """Every comparison of some rules."""
    return (leaf for one in rules for part in parts_of(one.rule) for leaf in leaves(one.scene, part))


def bounds(world: World, proposal: Proposal, stopping: list[Spoken]) -> Iterator[Bring | Untried]:
    """The bounds to try, and what there is no bound for, with the reason."""
    written: dict[str, Written] = {}
    for leaf in asked(stopping):
        for side in _sides(leaf):
            found = _writable(leaf, proposal, side.left)
            if found is not None:
                written.setdefault(found.declared.name, found)
                yield from _vague(leaf, side)
            elif isinstance(side.left, tree.FactTerm):
                value = shown(leaf.scene, side.left, value_of(leaf.scene, side.left))
                what = f"{name_words(side.left.name)} is {value}"
                yield Untried(what, "only time and what happens change it")
    for leaf in asked(spoken(world, proposal)):
        for side in _sides(leaf):
            if (name := getattr(side.left, "name", None)) in written:
                written[name].asked.append((leaf, side))
    for each in written.values():
        yield from _tries(each, world.pack.desk.text)


def _sides(leaf: Leaf) -> Iterator[tree.Compare]:
    """A comparison as it stands, and seen from its right side."""
    asks = leaf.compare
    yield asks
    if len(asks.right) == 1 and asks.operator in _MIRRORED:
        yield tree.Compare(asks.right[0], _MIRRORED[asks.operator], (asks.left,))


def _writable(leaf: Leaf, proposal: Proposal, what: tree.Term) -> Written | None:
    """What a term stands for, if that can be written differently and is not simply chosen."""
    pack = leaf.scene.world.pack
    if isinstance(what, tree.FactTerm):
        query = pack.facts[what.name].query
        declared = tree.Attribute(what.name, _pair_type(leaf.compare))
        return (
            Written(declared, query.fact, value_of(leaf.scene, what))
            if isinstance(query, tree.Pair)
            else None
        )
    if not isinstance(what, tree.SubjectTerm) or what.name not in pack.attributes:
        return None
    declared = pack.attributes[what.name]
    own = pack.kinds[proposal.kind].attributes if proposal.kind in pack.kinds else ()
    chosen = declared.type in ("person", "channel") or declared_values(declared) or declared.as_of_then
    if chosen or declared.name not in own:
        return None
    return Written(declared, None, value_of(leaf.scene, what))


def _pair_type(asks: tree.Compare) -> tree.Type:
    """What a plugin's comparison is compared with tells what it gives."""
    values = [each.value for each in (asks.left, *asks.right) if isinstance(each, tree.Constant)]
    return "boolean" if values and all(isinstance(each, bool) for each in values) else "number"


def _vague(leaf: Leaf, side: tree.Compare) -> Iterator[Untried]:
    if any(isinstance(value_of(leaf.scene, each), _VAGUE) for each in side.right):
        yield Untried(name_words(getattr(side.left, "name", "")), "what to compare it with is not known")


# What to try.


def _tries(written: Written, text: str | None) -> Iterator[Bring | Untried]:
    declared = written.declared
    if any(side.operator == "absent" for _, side in written.asked):
        yield Bring(declared.name, f"{name_words(declared.name)} is absent", ABSENT, pair=written.pair)
    if declared.type == "list":
        yield from _lists(written)
    elif declared.type == "text":
        yield from _texts(written, text)
    elif declared.type == "boolean":
        for value in (True, False):
            yield _bring(written, "is", value, value)
    else:
        yield from _ordered(written)


def _bring(written: Written, operator: tree.Operator, bound: Any, value: Any, also: Any = None) -> Bring:
    name, constant = written.declared.name, tree.Constant(bound)
    must = condition_words(tree.Compare(tree.SubjectTerm(name), operator, (constant,)))
    return Bring(name, must, value, operator, bound, also, written.pair)


def _ordered(written: Written) -> Iterator[Bring | Untried]:
    """Each value that it is compared with, as a bound on the far side of what it is now."""
    declared, found = written.declared, False
    for right in written.rights():
        bound = Decimal(right) if declared.type == "number" and isinstance(right, int) else right
        for operator, value, also in _around(written.now, bound):
            if _fits(declared, value):
                found = True
                yield _bring(written, operator, bound, value, also if _fits(declared, also) else None)
    if not found:
        yield Untried(name_words(declared.name), "no value that it may have is named")


def _around(now: Any, bound: Any) -> Iterator[tuple[tree.Operator, Any, Any]]:
    """The bounds that a value gives, each with what is tried: it and a little further, or only beyond it."""
    above, below = beyond(bound, 1), beyond(bound, -1)
    settled = type(now) is type(bound) or (
        isinstance(now, (int, Decimal)) and isinstance(bound, (int, Decimal))
    )
    if not settled or now <= bound:
        yield "at_least", bound, above
        yield "more_than", above, None
    if not settled or now >= bound:
        yield "at_most", bound, below
        yield "less_than", below, None
    yield "is", bound, None


def beyond(bound: Any, by: int) -> Any:
    """The next value on one side of a bound, as far as values are told apart here; the bound where there is none."""
    if isinstance(bound, Decimal):
        return bound + by * STEP
    if isinstance(bound, int):
        return bound + by
    if isinstance(bound, date):
        return bound if bound in (date.min, date.max) else bound + timedelta(days=by)
    moved = datetime.combine(date(2000, 1, 1), bound) + timedelta(microseconds=by)
    return moved.time() if moved.date() == date(2000, 1, 1) else bound


def _fits(declared: tree.Attribute, value: Any) -> bool:
    """Whether an attribute may have a value."""
    return not isinstance(typed(declared, value), Unknown)


def looser(one: Bring, other: Bring) -> bool:
    """Whether a bound asks for less of the same than another, which lies beyond it."""
    if one.name != other.name or one is other or not {one.operator, other.operator} <= {*_UP, *_DOWN, "is"}:
        return False
    if one.operator in _UP and other.operator not in _DOWN:
        return bool(one.bound < other.bound) or _harder(_UP, one, other)
    if one.operator in _DOWN and other.operator not in _UP:
        return bool(one.bound > other.bound) or _harder(_DOWN, one, other)
    return False


def _harder(way: Mapping[str, int], one: Bring, other: Bring) -> bool:
    """Whether of two bounds at one value the other asks for more."""
    return bool(one.bound == other.bound) and way[one.operator] < way.get(other.operator, 2)


def _texts(written: Written, text: str | None) -> Iterator[Bring | Untried]:
    """A text that a rule names, or another; the words of a message are not made up."""
    name = written.declared.name
    if name == text or any(side.operator == "mentions" for _, side in written.asked):
        yield Untried(name_words(name), "no words are made up here")
        return
    named = [each for each in written.rights() if isinstance(each, str)]
    yield from (_bring(written, "is", each, each) for each in named)
    must = f"{name_words(name)} is given" + (f" and none of {', '.join(named)}" if named else "")
    yield Bring(name, must, NEW, pair=written.pair)


def _lists(written: Written) -> Iterator[Bring]:
    """Something new; or what a rule names."""
    name, new = written.declared.name, (NEW,)
    musts = dict.fromkeys(must for leaf, c in written.asked if (must := _said_of(new, leaf, c)))
    yield Bring(name, " and ".join(musts) or f"{name_words(name)} is given", new)
    for each in written.rights():
        listed: Maybe = persons(each) or ABSENT
        yield Bring(name, f"{name_words(name)} has {', '.join(persons(each))}", listed)


def _said_of(value: Maybe, leaf: Leaf, asks: tree.Compare) -> str:
    """What a comparison says of a value, in words; nothing if that is not settled."""
    rights = tuple(value_of(leaf.scene, each) for each in asks.right)
    truth = compare(asks.operator, value, rights, ("",) * (len(rights) + 1))
    return condition_words(asks, truth) if isinstance(truth, bool) else ""
