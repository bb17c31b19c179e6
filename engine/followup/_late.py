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
from dataclasses import MISSING, Field, FrozenInstanceError
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


_INIT = "__init__"
_FIELDS = ("__dataclass_fields__", "__dataclass_params__")
_LOCK = RLock()


class _Unwritten:
    """Stands where something will be; who asks for it gets it."""

    def __init__(self, home: type, name: str) -> None:
        self.home, self.name = home, name

    def __get__(self, instance: object, owner: type) -> Any:
        with _LOCK:
            if isinstance(vars(self.home)[self.name], _Unwritten):
                (_write_init if self.name == _INIT else _write_fields)(self.home)
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
    for name in (_INIT, *_FIELDS):
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


class _Factory:
    """Stands for a default that is made anew for each value."""

    def __repr__(self) -> str:
        return "<factory>"


_MADE_ANEW = _Factory()


def _write_init(home: type) -> None:
    """`__init__` as `dataclasses` writes it, but it alone: everything else there takes three times as long."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_made_anew": _MADE_ANEW}
    arguments, body = ["self"], []
    for name in home.__annotations__:
        default, factory = _default(home, name)
        value = name
        if factory is not MISSING:
            known[f"_make_{name}"], default = factory, _MADE_ANEW
            value = f"_make_{name}() if {name} is _made_anew else {name}"
        if default is not MISSING:
            known[f"_default_{name}"] = default
        arguments.append(name if default is MISSING else f"{name}=_default_{name}")
        body.append(f"    _set(self, {name!r}, {value})")
    if hasattr(home, "__post_init__"):
        body.append("    self.__post_init__()")
    exec("\n".join((f"def __init__({', '.join(arguments)}):", *(body or ["    pass"]))), known)
    made = known[_INIT]
    made.__qualname__, made.__module__ = f"{home.__qualname__}.{_INIT}", home.__module__
    made.__annotations__ = {**home.__annotations__, "return": None}
    setattr(home, _INIT, made)


def _default(home: type, name: str) -> tuple[Any, Any]:
    """A field's default, and what makes it anew; MISSING where there is none."""
    given = vars(home).get(name, MISSING)
    return (given.default, given.default_factory) if isinstance(given, Field) else (given, MISSING)


def _write_fields(home: type) -> None:
    """Each part is put in place whole, so that another thread sees the old or the new, and never none."""
    pattern = type(home.__name__, home.__bases__, _own(home))
    parts = vars(written(frozen=True, eq=False, repr=False, init=False)(pattern))
    for name in reversed(_FIELDS):
        setattr(home, name, parts[name])


def _own(home: type) -> dict[str, Any]:
    left_out = {_INIT, *_FIELDS, "__setattr__", "__delattr__", "__dict__", "__weakref__"}
    kept = {name: value for name, value in vars(home).items() if name not in left_out}
    said = (
        home.__doc__ or "."
    )  # else `dataclasses` makes a signature to say, which takes longer than all the rest
    return {**kept, "__qualname__": home.__qualname__, "__doc__": said}
