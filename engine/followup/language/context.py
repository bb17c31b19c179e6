"""What every part of the builder shares: the names that a pack declares, and the list of its problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from followup.language import tree
from followup.language.places import Node
from followup.language.problems import Problem, did_you_mean, quoted
from followup.timeline.values import Scalar


@dataclass
class Context:
    """Filled from top to bottom of a pack: parameters and attributes first, then what refers to them.

    `always_there` names the facts that are never absent.
    """

    parameters: dict[str, tree.Parameter] = field(default_factory=dict)
    attributes: dict[str, tree.Attribute] = field(default_factory=dict)
    kinds: dict[str, tree.Kind] = field(default_factory=dict)
    classes: dict[str, tuple[tree.Alternative, ...]] = field(default_factory=dict)
    fact_types: dict[str, tree.Type | None] = field(default_factory=dict)
    always_there: set[str] = field(default_factory=set)
    parts_of_day: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, node: Node, code: str, what: str, help: str = "") -> None:
        self.problems.append(Problem(node.place, code, what, help))

    def unknown(self, node: Node, what: str, where: str, known: Iterable[str]) -> None:
        """A name that nothing declares, with the closest that something does."""
        word = str(node.scalar)
        self.refuse(node, "unknown-name", f"unknown {what} {quoted(word)}{where}", did_you_mean(word, known))


def entries(node: Node | None) -> tuple[tuple[Node, Node], ...]:
    """The entries of a mapping; none of anything else, whose shape has been refused already."""
    return node.entries if node is not None and node.kind == "mapping" else ()


def items(node: Node | None) -> tuple[Node, ...]:
    return node.items if node is not None and node.kind == "list" else ()


def text(node: Node | None, default: str = "") -> str:
    return node.scalar if node is not None and isinstance(node.scalar, str) else default


def name(key: Node) -> str:
    return str(key.scalar)


def fields(node: Node | None) -> Mapping[str, Node]:
    return {name(key): value for key, value in entries(node)}


def scalars(node: Node | None) -> tuple[Scalar, ...]:
    return tuple(each.scalar for each in items(node) if each.scalar is not None)
