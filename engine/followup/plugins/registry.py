"""All plugins that are there, seen from the program: found by their declarations, imported when needed.

Hooks are called one implementation at a time, so that every fact carries the plugin that gave it and every
error names it. Nothing that a plugin does wrong is raised from here, except that an order is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from followup.plugins._errors import OURS, Unfit, described
from followup.plugins._find import Failure, Found, Origin, Stage, find
from followup.plugins._judge import (
    check_order,
    judged_fact,
    judged_item,
    judged_product,
    lacking,
)
from followup.plugins._load import MARKERS, Functions, load, missing
from followup.plugins._manifest import API, BadManifest, DeclaredAction, DeclaredFact, FactType, Manifest
from followup.plugins.items import (
    Content,
    Fact,
    Item,
    Left,
    Order,
    Product,
    Reading,
    RefusedFile,
    RefusedOrder,
)
from followup.timeline.values import Unknown

__all__ = [
    "API",
    "BadManifest",
    "DeclaredAction",
    "DeclaredFact",
    "FactType",
    "Failure",
    "Found",
    "Given",
    "Manifest",
    "Origin",
    "Plugins",
]

HEAD = 4096


@dataclass(frozen=True, slots=True)
class Given:
    """A fact, and the plugin that gave it."""

    fact: Fact
    plugin: str


class Plugins:
    """The plugins of one run. Each is imported when one of its hooks is first needed, and never before."""

    def __init__(self, found: Iterable[Found], failures: Iterable[Failure] = ()) -> None:
        self._found = {
            each.manifest.name: each for each in sorted(found, key=lambda each: each.manifest.name)
        }
        self._failures = dict.fromkeys(failures)
        self._loaded: dict[str, Functions | Failure] = {}
        self._givers = self._owners("facts", lambda manifest: [fact.name for fact in manifest.facts])
        self._makers = self._owners(
            "act", lambda manifest: [(a.name, manifest.channel) for a in manifest.actions]
        )

    @classmethod
    def installed(cls, files: Iterable[Path] = ()) -> Plugins:
        """The plugins of the entry-point group, and of single local files; imports none of them."""
        return cls(*find(files))

    def found(self) -> tuple[Manifest, ...]:
        """What the plugins declare, sorted by name."""
        return tuple(each.manifest for each in self._found.values())

    def origins(self) -> Mapping[str, Origin]:
        """Where each plugin comes from, by its name."""
        return {name: each.origin for name, each in self._found.items()}

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What has gone wrong so far, in the order in which it did."""
        return tuple(self._failures)

    def load_all(self) -> tuple[Failure, ...]:
        """Imports every plugin, to see which ones are broken; returns all failures so far."""
        for name in self._found:
            self._functions(name)
        return self.failures

    def declared(self, fact: str) -> DeclaredFact | None:
        """The declaration of a fact, from the plugin that `facts` and `pair_facts` ask for it."""
        giver = self._givers.get(fact)
        return self._found[giver].manifest.fact(fact) if giver else None

    def recognise(self, path: Path) -> list[tuple[str, str]]:
        """Which plugins claim that file or folder, and as which of their formats; raises OSError."""
        head = _head(path)
        if head is None:
            return []
        claims = (
            (name, self._claim(name, path, head)) for name, each in self._found.items() if each.manifest.reads
        )
        return [(name, format) for name, format in claims if format is not None]

    def read(self, plugin: str, path: Path, format: str, reading: Reading) -> Iterator[Item | Left]:
        """What that plugin reads in a file that it claimed. An error ends it with a broken `Left`."""
        try:
            for each in self._function(plugin, "followup_read")(path=path, format=format, reading=reading):
                yield _sound(each, plugin, path)
        except RefusedFile as error:
            yield Left(path.name, str(error), broken=True)
        except OURS:
            raise
        except BaseException as error:
            yield Left(path.name, f"plugin {plugin}: {described(error)}", broken=True)

    def facts(self, content: Content, wanted: Collection[str]) -> Mapping[str, Given]:
        """The wanted facts about a content. A name that no plugin declares is left out; a fact whose plugin
        fails is unknown; one that needs what is absent is absent. Asks, and imports, only who is needed."""
        return self._all_given((content,), wanted, pair=False)

    def pair_facts(self, content: Content, earlier: Content, wanted: Collection[str]) -> Mapping[str, Given]:
        """The wanted pair facts about two contents, as `facts`; absent if either has not what they need."""
        return self._all_given((content, earlier), wanted, pair=True)

    def action(self, name: str, channel: str) -> tuple[str, DeclaredAction] | None:
        """The plugin that makes this for that channel (its own, else for any), and what it declares."""
        maker = self._makers.get((name, channel)) or self._makers.get((name, None))
        if maker is None:
            return None
        return maker, next(a for a in self._found[maker].manifest.actions if a.name == name)

    def act(self, order: Order) -> Product:
        """What was ordered; raises `RefusedOrder`, which is also what a plugin's own errors become."""
        chosen = self.action(order.action, order.channel)
        if chosen is None:
            raise RefusedOrder(f"no plugin makes '{order.action}' for the channel '{order.channel}'")
        plugin, action = chosen
        check_order(order, action)
        try:
            return judged_product(self._function(plugin, "followup_act")(order=order), action)
        except (RefusedOrder, *OURS):
            raise
        except BaseException as error:
            self._fail(plugin, "act", f"{action.name}: {described(error)}")
            raise RefusedOrder(f"plugin {plugin}, action {action.name}: {described(error)}") from error

    def _owners(self, stage: Stage, names_of: Callable[[Manifest], Iterable[Any]]) -> dict[Any, str]:
        """Which plugin each declared name is asked of: the first by name, and the others are told so."""
        owners: dict[Any, str] = {}
        for plugin, each in self._found.items():
            for name in names_of(each.manifest):
                if owners.setdefault(name, plugin) != plugin:
                    shown = name if isinstance(name, str) else name[0]
                    self._fail(
                        plugin,
                        stage,
                        f"'{shown}' is declared by plugin {owners[name]} too, which is the one asked",
                    )
        return owners

    def _fail(self, plugin: str, stage: Stage, why: str) -> None:
        self._failures[self._found[plugin].failed(stage, why)] = None

    def _functions(self, plugin: str) -> Functions | Failure:
        if plugin not in self._loaded:
            self._loaded[plugin] = functions = load(self._found[plugin])
            if isinstance(functions, Failure):
                self._failures[functions] = None
            else:
                self._note_missing(plugin, functions)
        return self._loaded[plugin]

    def _note_missing(self, plugin: str, functions: Functions) -> None:
        for hook in missing(self._found[plugin].manifest):
            if hook not in functions:
                self._fail(plugin, "hooks", f"what it declares needs a function marked with @{MARKERS[hook]}")

    def _function(self, plugin: str, hook: str) -> Callable[..., Any]:
        """The plugin's function for a hook; raises `Unfit` if it has none, or cannot be loaded."""
        if plugin not in self._found:
            raise Unfit("there is no such plugin")
        functions = self._functions(plugin)
        if isinstance(functions, Failure):
            raise Unfit(f"it could not be loaded: {functions.why}")
        if hook not in functions:
            raise Unfit(f"it has no function marked with @{MARKERS[hook]}")
        return functions[hook]

    def _claim(self, plugin: str, path: Path, head: bytes) -> str | None:
        try:
            format = self._function(plugin, "followup_recognise")(path=path, head=head)
        except OURS:
            raise
        except BaseException as error:
            self._fail(plugin, "recognise", described(error))
            return None
        if format is not None and format not in self._found[plugin].manifest.reads:
            self._fail(plugin, "recognise", f"{format!r} is not among the formats that it declares")
            return None
        return format  # type: ignore[no-any-return]

    def _all_given(
        self, contents: tuple[Content, ...], wanted: Collection[str], pair: bool
    ) -> dict[str, Given]:
        asked: dict[str, list[DeclaredFact]] = {}
        for name in sorted(wanted):
            declared = self.declared(name)
            if declared is not None and declared.pair == pair:
                asked.setdefault(self._givers[name], []).append(declared)
        return {
            name: Given(fact, plugin)
            for plugin, facts in asked.items()
            for name, fact in self._given(plugin, contents, facts).items()
        }

    def _given(
        self, plugin: str, contents: tuple[Content, ...], facts: list[DeclaredFact]
    ) -> Mapping[str, Fact]:
        """One plugin's facts; it is asked only if something that is wanted has all that it needs."""
        settled = {fact.name: Fact(value) for fact in facts if (value := lacking(fact, contents)) is not None}
        open_ones = [fact for fact in facts if fact.name not in settled]
        if not open_ones:
            return settled
        try:
            answer = self._answer(plugin, contents)
        except OURS:
            raise
        except BaseException as error:
            return settled | {fact.name: _unknown(plugin, fact, error) for fact in open_ones}
        return settled | {fact.name: _one(plugin, fact, answer, contents[0]) for fact in open_ones}

    def _answer(self, plugin: str, contents: tuple[Content, ...]) -> Mapping[str, object]:
        pair = len(contents) == 2
        arguments = dict(zip(("content", "earlier"), contents, strict=False))
        answer = self._function(plugin, "followup_pair_facts" if pair else "followup_facts")(**arguments)
        if not isinstance(answer, Mapping):
            raise Unfit(f"a {type(answer).__name__} is no mapping of facts")
        declared = {fact.name for fact in self._found[plugin].manifest.facts if fact.pair == pair}
        for name in sorted(map(str, answer.keys() - declared)):
            self._fail(plugin, "facts", f"gave '{name}', which it does not declare; it was dropped")
        return answer


def _one(plugin: str, fact: DeclaredFact, answer: Mapping[str, object], content: Content) -> Fact:
    try:
        if fact.name not in answer:
            raise Unfit("it gave none")
        return judged_fact(answer[fact.name], fact, content)
    except Exception as error:
        return _unknown(plugin, fact, error)


def _unknown(plugin: str, fact: DeclaredFact, error: BaseException) -> Fact:
    return Fact(Unknown(f"plugin {plugin}, fact {fact.name}: {described(error)}"))


def _head(path: Path) -> bytes | None:
    """The first bytes of a file, none of a folder; None for what is neither (a pipe would never end)."""
    if path.is_dir():
        return b""
    if not path.is_file():
        path.stat()  # a path that does not exist is an error, not something that nobody claims
        return None
    with path.open("rb") as file:
        return file.read(HEAD)


def _sound(each: object, plugin: str, path: Path) -> Item | Left:
    try:
        return judged_item(each)
    except ValueError as error:
        place = str(getattr(each, "place", "")) or path.name
        return Left(place, f"plugin {plugin}: {error}", broken=True)
