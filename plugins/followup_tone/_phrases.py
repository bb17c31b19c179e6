"""Phrases as data, and one pass over a text that finds them all.

A phrase is words with spaces between; each may be a choice `a|b`, a class `@name`, optional `word?`, or a gap
`*3` (up to three words). `^` in front stands for the start of a sentence, `$` behind for its end, `$?` for the
end of a question. Phrases never cross the end of a sentence. All phrases run together as one automaton whose
states are made when first met, so that a text costs one look-up a step, whatever the number of phrases.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from followup_tone._text import Sentence, Text

DATA = Path(__file__).parent / "data"
FAMILIES = ("politeness", "frustration", "offers", "purpose", "meaning", "specifics")
_LONGEST = 24
_MOST_STATES = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Phrases that say the same thing: what to call it, how much it weighs, what to tell the person."""

    family: str
    name: str
    says: str = ""
    weight: float = 0.0
    instead: str | None = None
    negatable: bool = False
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of `group` found in sentence number `sentence`, at words `first` to `last` (both included)."""

    group: Group
    sentence: int
    first: int
    last: int
    start: int
    end: int


Node = tuple[int, int]


@dataclass(slots=True)
class _State:
    """Where a set of phrases stands after some words; `done` are the groups that are complete here."""

    nodes: frozenset[Node]
    done: tuple[tuple[int, str], ...]
    next: dict[str, _State | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Step:
    words: frozenset[str]
    optional: bool = False
    gap: bool = False


class Automaton:
    """All phrases of `groups`; `classes` are the words behind each `@name`."""

    def __init__(self, groups: Iterable[Group], classes: Mapping[str, str]) -> None:
        self.groups = tuple(groups)
        self._steps: list[tuple[_Step, ...]] = []
        self._meta: list[tuple[int, str]] = []
        anywhere: list[int] = []
        first: list[int] = []
        for number, group in enumerate(self.groups):
            for phrase in group.phrases:
                head, steps, tail = _parse(phrase, classes)
                (first if head else anywhere).append(len(self._steps))
                self._steps.append(steps)
                self._meta.append((number, tail))
        self.vocabulary = frozenset(w for steps in self._steps for step in steps for w in step.words)
        self._states: dict[frozenset[Node], _State] = {}
        self._anywhere = self._state((p, 0) for p in anywhere)
        self._first = self._state((p, 0) for p in [*anywhere, *first])
        self._starting = self._by_word(self._first.nodes)

    def find(self, text: Text) -> list[Hit]:
        """Every phrase in `text`, the longest of a group at each place, in the order of the text."""
        return [
            hit
            for number, sentence in enumerate(text.sentences)
            for hit in self._in_sentence(number, sentence)
        ]

    def _in_sentence(self, number: int, sentence: Sentence) -> Iterator[Hit]:
        words = [w if w in self.vocabulary else "" for w in sentence.words]
        if len(self._states) > _MOST_STATES:
            self._forget()
        for first in range(len(words)):
            if words[first] or first == 0:
                for group, last in self._from(words, first, sentence.asks).items():
                    start, end = sentence.tokens[first].start, sentence.tokens[last].end
                    yield Hit(self.groups[group], number, first, last, start, end)

    def _from(self, words: list[str], first: int, asks: bool) -> dict[int, int]:
        """The groups with a phrase that starts at word `first`, each with its last word."""
        state: _State | None = self._first if first == 0 else self._anywhere
        found: dict[int, int] = {}
        final = len(words) - 1
        for at in range(first, min(len(words), first + _LONGEST)):
            word = words[at]
            following = state.next.get(word, _UNMADE) if state else None
            if following is _UNMADE:
                assert state is not None
                following = self._advance(state, word)
            if following is None:
                break
            state = following
            for group, tail in state.done:
                if not tail or (at == final and (tail == "$" or asks)):
                    found[group] = at
        return found

    def _advance(self, state: _State, word: str) -> _State | None:
        nodes = {(p, i + 1) for p, i in self._candidates(state, word) if self._fits(p, i, word)}
        made = self._state(nodes) if nodes else None
        state.next[word] = made
        return made

    def _candidates(self, state: _State, word: str) -> Iterable[Node]:
        """The nodes that `word` may lead on from; where every phrase can start, only a few need a look."""
        if state is self._first or state is self._anywhere:
            return state.nodes.intersection(self._starting.get(word, self._starting[""]))
        return state.nodes

    def _by_word(self, nodes: Iterable[Node]) -> dict[str, list[Node]]:
        """`nodes` by the words that lead on from them; those before a gap stand behind every word."""
        inner = [(p, i) for p, i in nodes if i < len(self._steps[p])]
        gaps = [(p, i) for p, i in inner if self._steps[p][i].gap]
        found: dict[str, list[Node]] = {"": gaps}
        for phrase, at in inner:
            for word in self._steps[phrase][at].words:
                found.setdefault(word, [*gaps]).append((phrase, at))
        return found

    def _fits(self, phrase: int, at: int, word: str) -> bool:
        steps = self._steps[phrase]
        return at < len(steps) and (steps[at].gap or word in steps[at].words)

    def _state(self, nodes: Iterable[Node]) -> _State:
        closed = frozenset(self._closure(nodes))
        if closed not in self._states:
            done = {self._meta[p] for p, i in closed if i == len(self._steps[p])}
            self._states[closed] = _State(closed, tuple(sorted(done)))
        return self._states[closed]

    def _closure(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """`nodes` and those behind optional steps and gaps, which need no word."""
        for phrase, at in nodes:
            yield phrase, at
            steps = self._steps[phrase]
            while at < len(steps) and (steps[at].optional or steps[at].gap):
                at += 1
                yield phrase, at

    def _forget(self) -> None:
        """Drop the states made so far: a hostile text must not fill the memory."""
        for state in (self._first, self._anywhere):
            state.next.clear()
        self._states = {state.nodes: state for state in (self._first, self._anywhere)}


_UNMADE = _State(frozenset(), ())


def _parse(phrase: str, classes: Mapping[str, str]) -> tuple[bool, tuple[_Step, ...], str]:
    parts = phrase.split()
    head, tail = parts[0] == "^", parts[-1] if parts[-1].startswith("$") else ""
    steps: list[_Step] = []
    for part in parts[head : len(parts) - bool(tail)]:
        if part.startswith("*"):
            steps += [_Step(frozenset(), gap=True)] * int(part[1:])
        else:
            steps.append(_step(part, classes))
    return head, tuple(steps), tail


def _step(part: str, classes: Mapping[str, str]) -> _Step:
    optional = part.endswith("?")
    words: list[str] = []
    for choice in part.rstrip("?").split("|"):
        words += classes[choice[1:]].split() if choice.startswith("@") else [choice]
    return _Step(frozenset(words), optional)


def _group(family: str, record: Mapping[str, Any]) -> Group:
    phrases = tuple(record["phrases"])
    return Group(
        family, **{name: value for name, value in record.items() if name != "phrases"}, phrases=phrases
    )


@cache
def phrases() -> Automaton:
    """The phrases of all families, read once."""
    return _automaton(FAMILIES)


@cache
def frame() -> Automaton:
    """The formulas of letters, which only similarity looks for."""
    return _automaton(("frame",))


def _automaton(families: Iterable[str]) -> Automaton:
    groups: list[Group] = []
    for family in families:
        records = json.loads((DATA / f"{family}.json").read_text("utf-8"))["groups"]
        groups += [_group(family, record) for record in records]
    return Automaton(groups, _classes())


@cache
def _classes() -> dict[str, str]:
    read: dict[str, str] = json.loads((DATA / "classes.json").read_text("utf-8"))
    return read


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of a class."""
    return frozenset(_classes()[name].split())


def found(text: Text) -> dict[str, list[Hit]]:
    """The hits in `text`, by family, without those that lie within another of their group."""
    hits: dict[str, list[Hit]] = {family: [] for family in FAMILIES}
    ends: dict[Group, int] = {}
    for hit in phrases().find(text):
        if hit.end > ends.get(hit.group, -1):
            hits[hit.group.family].append(hit)
            ends[hit.group] = hit.end
    return hits
