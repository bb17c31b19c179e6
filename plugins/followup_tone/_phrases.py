"""Phrases as data, and one pass over a text that finds them all.

A phrase is words with spaces between; each may be a choice `a|b`, a class `@name`, optional `word?`, or a gap
`*3` (up to three words). `^` in front stands for the start of a sentence, `$` behind for its end, `$?` for the
end of a question. Phrases never cross the end of a sentence. All phrases run together as one automaton whose
states are made when first met, so that a text costs one look-up a step, whatever the number of phrases. A phrase is
taken apart when a text first has a word that it may begin with: most never are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from followup_tone._text import Sentence, Text

DATA = Path(__file__).parent / "data"
FAMILIES = ("politeness", "frustration", "offers", "purpose", "meaning", "specifics")
_LONGEST = 24
_LONGEST_KEPT = 60
_MOST_STATES = 20_000


class Group:
    """Phrases that say the same thing: what to call it, how much it weighs, what to tell the person."""

    __slots__ = ("family", "instead", "name", "negatable", "phrases", "says", "weight")

    def __init__(
        self,
        family: str,
        name: str,
        says: str = "",
        weight: float = 0.0,
        instead: str | None = None,
        negatable: bool = False,
        phrases: Iterable[str] = (),
    ) -> None:
        self.family, self.name, self.says, self.weight = family, name, says, weight
        self.instead, self.negatable, self.phrases = instead, negatable, tuple(phrases)


class Hit(NamedTuple):
    """A phrase of `group` found in sentence number `sentence`, at words `first` to `last` (both included)."""

    group: Group
    sentence: int
    first: int
    last: int
    start: int
    end: int


Node = tuple[int, int]


class _State:
    """Where a set of phrases stands after some words; `done` are the groups that are complete here."""

    __slots__ = ("done", "next", "nodes")

    def __init__(self, nodes: frozenset[Node], done: tuple[tuple[int, str], ...]) -> None:
        self.nodes, self.done = nodes, done
        self.next: dict[str, _State | None] = {}


class _Step(NamedTuple):
    words: frozenset[str]
    optional: bool = False
    gap: bool = False


class _Phrase(NamedTuple):
    """A phrase of group number `group`: its steps, and the `tail` that says where a sentence must end."""

    group: int
    steps: tuple[_Step, ...]
    tail: str


class _Phrases(dict[int, _Phrase]):
    """The phrases by their numbers, each taken apart when first asked for."""

    def __init__(self, written: Sequence[tuple[int, str]], classes: Mapping[str, str]) -> None:
        super().__init__()
        self._written, self._classes = written, classes

    def __missing__(self, at: int) -> _Phrase:
        group, written = self._written[at]
        made = self[at] = _Phrase(group, *_parse(written, self._classes))
        return made


class Automaton:
    """All phrases of `groups`; `classes` are the words behind each `@name`."""

    def __init__(self, groups: Iterable[Group], classes: Mapping[str, str]) -> None:
        self.groups, self._classes = tuple(groups), classes
        self._written = [(number, phrase) for number, g in enumerate(self.groups) for phrase in g.phrases]
        self.vocabulary = frozenset(_words_in(" ".join(p for _, p in self._written), classes))
        self._phrases = _Phrases(self._written, classes)
        self._states: dict[frozenset[Node], _State] = {}
        self._first, self._anywhere = _State(frozenset(), ()), _State(frozenset(), ())
        self._starting = self._by_first_word()
        # Suggestions are tried in the whole text, of which only one sentence has changed.
        self._kept = lru_cache(maxsize=256)(self._matches)

    def _by_first_word(self) -> dict[str, list[int]]:
        """The phrases by the words that they may begin with."""
        starting: dict[str, list[int]] = {}
        for at, (_, phrase) in enumerate(self._written):
            for word in _beginnings(phrase.removeprefix("^ "), self._classes):
                starting.setdefault(word, []).append(at)
        return starting

    def find(self, text: Text) -> list[Hit]:
        """Every phrase in `text`, the longest of a group at each place, in the order of the text."""
        return [
            hit
            for number, sentence in enumerate(text.sentences)
            for hit in self._in_sentence(number, sentence)
        ]

    def _in_sentence(self, number: int, sentence: Sentence) -> Iterator[Hit]:
        if len(self._states) > _MOST_STATES:
            self._forget()
        kept = self._kept if len(sentence.words) <= _LONGEST_KEPT else self._matches
        for group, first, last in kept(sentence.words, sentence.asks):
            start, end = sentence.tokens[first].start, sentence.tokens[last].end
            yield Hit(self.groups[group], number, first, last, start, end)

    def _matches(self, written: tuple[str, ...], asks: bool) -> list[tuple[int, int, int]]:
        """Group, first and last word of every phrase in a sentence."""
        words = [w if w in self.vocabulary else "" for w in written]
        starts = self._anywhere.next  # None for a word that is known to begin nothing
        return [
            (group, first, last)
            for first in range(len(words))
            if first == 0 or (words[first] and starts.get(words[first], _UNMADE) is not None)
            for group, last in self._from(words, first, asks).items()
        ]

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
        nodes: set[Node] = set()
        for phrase, at in self._candidates(state, word):
            steps = self._phrases[phrase].steps
            if at < len(steps) and (steps[at].gap or word in steps[at].words):
                nodes.add((phrase, at + 1))
        made = self._state(nodes) if nodes else None
        state.next[word] = made
        return made

    def _candidates(self, state: _State, word: str) -> Iterable[Node]:
        """The nodes that `word` may lead on from; where every phrase can start, only a few need a look."""
        if state is not self._first and state is not self._anywhere:
            return state.nodes
        here = {*self._starting.get(word, ()), *self._starting.get("*", ())}
        at_start = state is self._first
        return self._closure((p, 0) for p in here if at_start or not self._written[p][1].startswith("^ "))

    def _state(self, nodes: Iterable[Node]) -> _State:
        closed = frozenset(self._closure(nodes))
        if closed not in self._states:
            ends = [self._phrases[p] for p, i in closed if i == len(self._phrases[p].steps)]
            done = {(phrase.group, phrase.tail) for phrase in ends}
            self._states[closed] = _State(closed, tuple(sorted(done)))
        return self._states[closed]

    def _closure(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """`nodes` and those behind optional steps and gaps, which need no word."""
        for phrase, at in nodes:
            yield phrase, at
            steps = self._phrases[phrase].steps
            while at < len(steps) and (steps[at].optional or steps[at].gap):
                at += 1
                yield phrase, at

    def _forget(self) -> None:
        """Drop the states made so far: a hostile text must not fill the memory."""
        for state in (self._first, self._anywhere):
            state.next.clear()
        self._states.clear()


_UNMADE = _State(frozenset(), ())


def _words_in(phrases: str, classes: Mapping[str, str]) -> set[str]:
    """The words of `phrases`, and those of the classes that they name."""
    words = set(phrases.replace("?", "").replace("|", " ").split())
    named = (classes[word[1:]] for word in words if word[0] == "@")
    return {word for word in words if word[0] not in "@*^$"}.union(" ".join(named).split())


def _beginnings(phrase: str, classes: Mapping[str, str]) -> Iterator[str]:
    """The words that a match of `phrase` may begin with, those behind what is optional too; `*` if any may."""
    for part in phrase.split():
        yield from ["*"] if part.startswith("*") else _choices(part, classes)
        if not part.endswith("?") and not part.startswith("*"):
            return


def _parse(phrase: str, classes: Mapping[str, str]) -> tuple[tuple[_Step, ...], str]:
    parts = phrase.split()
    head, tail = parts[0] == "^", parts[-1] if parts[-1].startswith("$") else ""
    steps: list[_Step] = []
    for part in parts[head : len(parts) - bool(tail)]:
        if part.startswith("*"):
            steps += [_Step(frozenset(), gap=True)] * int(part[1:])
        else:
            steps.append(_step(part, classes))
    return tuple(steps), tail


def _step(part: str, classes: Mapping[str, str]) -> _Step:
    return _Step(frozenset(_choices(part, classes)), part.endswith("?"))


def _choices(part: str, classes: Mapping[str, str]) -> list[str]:
    if "@" not in part:
        return part.rstrip("?").split("|")
    words: list[str] = []
    for choice in part.rstrip("?").split("|"):
        words += classes[choice[1:]].split() if choice.startswith("@") else [choice]
    return words


def _group(family: str, record: Mapping[str, Any]) -> Group:
    return Group(family, **record)


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
