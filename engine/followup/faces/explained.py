"""Why a proposal is decided as it is, for people: a tree of rules, comparisons and events; and what changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from followup.faces.session import Session
from followup.faces.today import moment_words
from followup.faces.why import event_words

if TYPE_CHECKING:
    from followup.decide.changes import Change
    from followup.decide.counterfactuals import Counterfactual
    from followup.decide.explaining import Comparison, Explanation, Node, RuleNode, Side
    from followup.decide.remedies import Remedies
    from followup.evaluate.scene import World
    from followup.timeline.events import Proposal

#: What a person is called.
Named = Callable[[str], str | None]
#: A line of a tree: how deep it stands, and what it says.
Line = tuple[int, str]

_SPEAKS = {
    "yes": "speaks",
    "unknown": "may speak",
    "open": "hangs on what is not decided yet",
    "no": "is silent",
}
_PASSED = {"permit": "permitted", "ask": "to be asked about, and not forbidden"}


@dataclass(frozen=True)
class Explained:
    """Everything behind a decision that is told on demand."""

    why: Explanation
    remedies: Remedies
    without: tuple[Counterfactual, ...]

    def as_json(self) -> dict[str, Any]:
        without = [each.as_json() for each in self.without]
        return {"why": self.why.as_json(), "remedies": self.remedies.as_json(), "without": without}


def explained(world: World, proposal: Proposal) -> Explained:
    from followup.decide.counterfactuals import counterfactuals
    from followup.decide.explaining import explain
    from followup.decide.remedies import remedies

    return Explained(explain(world, proposal), remedies(world, proposal), counterfactuals(world, proposal))


def tell_explained(session: Session, behind: Explained, named: Named = lambda name: None) -> None:
    """The tree, the nearest rule, the remedies and the counterfactuals, each under its heading where there is one."""
    for heading, lines in (
        ("why", [line for rule in behind.why.rules for line in _rule(session, rule)]),
        ("the nearest rule that would stop it", list(_why_not(session, behind.why))),
        ("what would change it", list(_remedies(session, behind.remedies, named))),
        ("what made the difference", list(_without(session, behind.without))),
    ):
        if lines:
            session.out.line()
            session.out.line(heading, "bold")
            session.out.lines(f"{'  ' * deep}{text}" for deep, text in lines)


# The tree.


def _rule(session: Session, rule: RuleNode) -> Iterator[Line]:
    speaks = "is lifted" if rule.lifted is not None else _SPEAKS[rule.speaks]
    yield 1, f"{rule.rule} ({rule.effect}) {speaks}"
    for part in rule.parts:
        head = (
            part.role
            if part.role in ("governs", "unless")
            else f"{part.role}s if"
            if part.wanted
            else "requires"
        )
        yield 2, f"{head}: {part.truth}"
        yield from _node(session, part.condition, 3)


def _node(session: Session, node: Node, deep: int) -> Iterator[Line]:
    from followup.decide.explaining import Connective

    if isinstance(node, Connective):
        yield deep, f"[{node.truth}] {'not' if node.how == 'not' else f'{node.how} of'}"
        for part in node.parts:
            yield from _node(session, part, deep + 1)
        return
    yield deep, f"[{node.truth}] {node.words}{_values(node)}"
    for side in (node.left, *node.right):
        yield from _behind(session, side, deep + 1)


def _values(node: Comparison) -> str:
    """The values that the words do not say: of all but constants, yes or no, and what it equals."""
    if node.operator == "is" and node.truth == "yes" and node.right[0].kind == "constant":
        return ""
    sides = [each for each in (node.left, *node.right) if each.kind != "constant" and each.holds is None]
    told = [f"{each.name} {each.value}" for each in sides if each.value not in ("yes", "no", "unknown")]
    return f" ({'; '.join(told)})" if told else ""


def _behind(session: Session, side: Side, deep: int) -> Iterator[Line]:
    if side.holds is not None:
        yield from _node(session, side.holds, deep)
    yield from ((deep, event_words(session, each)) for each in side.evidence)
    if side.total and side.total > len(side.evidence):
        yield deep, f"and {side.total - len(side.evidence)} more before"


# What would change it.


def _why_not(session: Session, why: Explanation) -> Iterator[Line]:
    near = why.why_not
    if near is not None:
        yield 1, f"{near.rule}: if {' and '.join(near.needs)}"
        if isinstance(near.when, int):
            yield 2, f"time alone brings it there: {moment_words(session, near.when)}"


def _remedies(session: Session, found: Remedies, named: Named) -> Iterator[Line]:
    if found.answer == "theirs":
        yield 1, "nothing short of something from them:"
    elif found.answer == "nothing":
        yield 1, "nothing that could be tried"
    for remedy in found.found:
        words = ", and ".join(_change(session, change, named) for change in remedy.changes)
        yield 1, words if remedy.verdict == "permit" else f"{words} (then it is {_PASSED[remedy.verdict]})"
    for why in dict.fromkeys(each.why for each in found.untried):
        what = ", ".join(each.what for each in found.untried if each.why == why)
        yield 1, f"not tried, as {why}: {what}"


def _change(session: Session, change: Change, named: Named) -> str:
    from followup.decide.changes import Give, Wait

    if isinstance(change, Wait):
        part = f", in the {change.part_of_day.replace('_', ' ')}" if change.part_of_day else ""
        return f"waiting until {moment_words(session, change.until)}{part}"
    if isinstance(change, Give) and change.role == "person":
        return f"{change.name.replace('_', ' ')} {named(str(change.value)) or change.value}"
    return change.words()


def _without(session: Session, found: tuple[Counterfactual, ...]) -> Iterator[Line]:
    for each in found:
        events = " and the ".join(event_words(session, one) for one in each.evidence)
        yield 1, f"{_PASSED[each.verdict]}, had the {events} not happened"
