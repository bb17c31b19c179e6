"""Frozen dataclasses whose `__init__` is written when somebody first makes a value.

`dataclasses` writes the methods of each class as source text and compiles them: for a module of forty classes that
takes longer than all the rest of a start, and a program makes values of few of them. Here a class can be compared,
hashed, shown and matched at once, by plain closures; its `__init__` and its fields come from `dataclasses` itself,
with the first use of either. For values that are few; where there are thousands, `dataclasses` and `slots` serve
better.
"""

from __future__ import annotations

from _thread import RLock  # as functools has it: threading brings more than is wanted here
from collections.abc import Callable
from dataclasses import Field, FrozenInstanceError
from dataclasses import dataclass as written
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool) -> Any:
        """As `dataclasses.dataclass(frozen=True)`; nothing else is offered."""
        assert frozen
        return _unwritten


_LATE = ("__init__", "__dataclass_fields__", "__dataclass_params__")
_LOCK = RLock()


class _Unwritten:
    """Stands where something will be; who asks for it gets it."""

    def __init__(self, home: type, name: str) -> None:
        self.home, self.name = home, name

    def __get__(self, instance: object, owner: type) -> Any:
        _write(self.home)
        return getattr(owner if instance is None else instance, self.name)


def _unwritten(home: type) -> type:
    names = tuple(home.__annotations__)
    early = {
        "__match_args__": names,
        "__eq__": _equality(_values(name for name in names if _counts(home, name))),
        "__hash__": _hash(_values(name for name in names if _counts(home, name, hashed=True))),
        "__repr__": _shower(names),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }
    for name, value in early.items():
        if vars(home).get(name) is None:  # what the class says itself stands, as with `dataclasses`
            setattr(home, name, value)
    for name in _LATE:
        setattr(home, name, _Unwritten(home, name))
    return home


def _counts(home: type, name: str, hashed: bool = False) -> bool:
    """Whether a field takes part in comparisons, or in the hash."""
    field = vars(home).get(name)
    if not isinstance(field, Field):
        return True
    return bool(field.compare if field.hash is None or not hashed else field.hash)


def _values(names: Any) -> Callable[[Any], Any]:
    chosen = tuple(names)
    return attrgetter(*chosen) if chosen else lambda _: ()


def _equality(values: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def __eq__(self: Any, other: Any) -> Any:  # noqa: N807
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _hash(values: Callable[[Any], Any]) -> Callable[[Any], int]:
    return lambda self: hash(values(self))


def _shower(names: tuple[str, ...]) -> Callable[[Any], str]:
    def __repr__(self: Any) -> str:  # noqa: N807
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({shown})"

    return __repr__


def _refuse(self: object, name: str, *value: object) -> None:
    raise FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")


def _write(home: type) -> None:
    """Each part is put in place whole, so that another thread sees the old or the new, and never none."""
    with _LOCK:
        if isinstance(vars(home)["__init__"], _Unwritten):
            pattern = type(home.__name__, home.__bases__, _own(home))
            parts = vars(written(frozen=True, eq=False, repr=False)(pattern))
            for name in reversed(_LATE):
                setattr(home, name, parts[name])


def _own(home: type) -> dict[str, Any]:
    left_out = {*_LATE, "__setattr__", "__delattr__", "__dict__", "__weakref__"}
    kept = {name: value for name, value in vars(home).items() if name not in left_out}
    return {**kept, "__qualname__": home.__qualname__}
