"""The hooks that a channel plugin may offer. Each is optional, and each has a typed decorator.

A plugin is a module. It marks functions with the decorators below; their names are free. A hook's arguments
have no defaults, and a type checker sees from the `Protocol` whether a function fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

import pluggy

from followup.plugins.items import Content, Fact, Item, Left, Order, Product, Reading

PROJECT = "followup"
_spec = pluggy.HookspecMarker(PROJECT)
_impl = pluggy.HookimplMarker(PROJECT)


class Recognise(Protocol):
    """Say by content, not by name, whether this is a file (or folder) of ours: the format's name, or None.

    `head` holds the first 4,096 bytes of a file, and is empty for a folder. Must not raise, read on only if
    the head cannot settle it, and claim nothing that another format could be.
    """

    def __call__(self, path: Path, head: bytes) -> str | None: ...


class Read(Protocol):
    """Read a file that `recognise` claimed: an item for each thing in it, a `Left` for each that is none.

    A broken item costs that item only. May raise `RefusedFile` for a file that must not be read at all.
    """

    def __call__(self, path: Path, format: str, reading: Reading) -> Iterator[Item | Left]: ...


class Facts(Protocol):
    """All facts of this plugin about one content, by the names that its manifest declares.

    Depends on the content only, never on the time or the history. A name left out is unknown.
    """

    def __call__(self, content: Content) -> Mapping[str, Fact]: ...


class PairFacts(Protocol):
    """All pair facts of this plugin about a content and an earlier one; absent where none can be made."""

    def __call__(self, content: Content, earlier: Content) -> Mapping[str, Fact]: ...


class Act(Protocol):
    """Make what an order asks for: a draft, a call sheet, a reminder. Never sends anything.

    Raises `RefusedOrder` for an order that cannot be carried out as asked.
    """

    def __call__(self, order: Order) -> Product: ...


class Hooks:
    """The specifications, as pluggy wants them."""

    @_spec
    def followup_recognise(self, path: Path, head: bytes) -> str | None: ...

    @_spec
    def followup_read(self, path: Path, format: str, reading: Reading) -> Iterator[Item | Left]: ...  # type: ignore[empty-body]

    @_spec
    def followup_facts(self, content: Content) -> Mapping[str, Fact]: ...  # type: ignore[empty-body]

    @_spec
    def followup_pair_facts(self, content: Content, earlier: Content) -> Mapping[str, Fact]: ...  # type: ignore[empty-body]

    @_spec
    def followup_act(self, order: Order) -> Product: ...  # type: ignore[empty-body]


HOOKS = tuple(name for name in vars(Hooks) if name.startswith("followup_"))

_Function = TypeVar("_Function", bound=Callable[..., object])


def _mark(function: _Function, hook: str) -> _Function:
    return _impl(specname=hook)(function)


def recognises(function: Recognise) -> Recognise:
    """Mark a function as `Recognise`."""
    return _mark(function, "followup_recognise")


def reads(function: Read) -> Read:
    """Mark a function as `Read`."""
    return _mark(function, "followup_read")


def gives_facts(function: Facts) -> Facts:
    """Mark a function as `Facts`."""
    return _mark(function, "followup_facts")


def gives_pair_facts(function: PairFacts) -> PairFacts:
    """Mark a function as `PairFacts`."""
    return _mark(function, "followup_pair_facts")


def acts(function: Act) -> Act:
    """Mark a function as `Act`."""
    return _mark(function, "followup_act")
