"""Facts of contents that were asked for before: they depend on content only, so they need no second look."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from followup.cases.store import Store
from followup.plugins.items import Content
from followup.plugins.registry import Plugins
from followup.timeline import encoding
from followup.timeline.values import Maybe

_ALL = "all"


class Remembered:
    """A memory of plugin facts in the store. What other plugins, other versions or other wishes gave is not
    taken for an answer. What is new is written down by `write`, in one transaction."""

    def __init__(self, store: Store, plugins: Plugins, wanted: Iterable[str]) -> None:
        self._store = store
        origins = sorted((name, str(each)) for name, each in plugins.origins().items())
        self._version = encoding.digest(repr(origins), repr(sorted(wanted)))
        self._new: dict[str, dict[str, Maybe]] = {}

    @cached_property
    def _known(self) -> dict[str, str]:
        return dict(self._store.all_facts(_ALL, self._version))

    def recall(self, content: Content) -> dict[str, Maybe] | None:
        key = _digest(content)
        if key in self._new:
            return self._new[key]
        given = self._known.get(key)
        return None if given is None else encoding.decode(given)

    def keep(self, content: Content, facts: dict[str, Maybe]) -> None:
        self._new[_digest(content)] = facts

    def write(self) -> None:
        """Keeps what is new, if anything is."""
        if self._new:
            self._store.keep_facts(_ALL, self._version, self._new)
            self._known.update({key: encoding.encode(facts) for key, facts in self._new.items()})
            self._new = {}


def _digest(content: Content) -> str:
    given = sorted(content.attributes.items())
    texts = (value if isinstance(value, str) else encoding.encode({name: value}) for name, value in given)
    return encoding.digest(content.kind, *(name for name, _ in given), *texts)
