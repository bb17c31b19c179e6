"""Frozen dataclasses whose `__init__` is written when somebody first makes a value.

`dataclasses` writes the methods of each class as source text and compiles them: for a module of forty classes that
takes longer than all the rest of a start, and a program makes values of few of them; to import it alone takes as
long as ten modules of ours. Here a class can be compared, hashed, shown and matched at once, by plain closures; its
`__init__` comes with its first value, and what `dataclasses` knows of a class when `dataclasses` first asks.

    dataclass, field, replace    as `dataclasses` has them, for frozen classes without bases that are dataclasses
"""

from __future__ import annotations

from _thread import RLock  # as functools has it: threading brings more than is wanted here
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import replace as replace
else:

    def dataclass(*, frozen: bool, slots: bool = False) -> Any:
        """As `dataclasses.dataclass(frozen=True)`, with `slots` or without; nothing else is offered."""
        assert frozen
        return _slotted if slots else _unwritten

    def field(**options: Any) -> _Field:
        """As `dataclasses.field`: a default or what makes it, and whether comparing, hashing and showing see it."""
        return _Field(options)

    def replace(value: Any, /, **changes: Any) -> Any:
        """The same value but for these fields."""
        for name in value.__match_args__:
            if name not in changes:
                changes[name] = getattr(value, name)
        return value.__class__(**changes)


class _None:
    """Stands where no default was given."""


class _Field:
    """What a class says of a field of its own; what it does not say is as `dataclasses` has it."""

    default: Any = _None
    default_factory: Callable[[], Any] | None = None
    compare: bool = True
    hash: bool | None = None
    repr: bool = True

    def __init__(self, options: Mapping[str, Any]) -> None:
        for name in options:
            getattr(_Field, name)  # nothing that is not offered is taken in silence
        vars(self).update(options)


_INIT = "__init__"
_FIELDS = ("__dataclass_fields__", "__dataclass_params__")
_LOCK = RLock()


class _Unwritten:
    """Stands where something will be; who asks for it gets it."""

    def __init__(self, home: type, name: str, fields: Mapping[str, _Field]) -> None:
        self.home, self.name, self.fields = home, name, fields

    def __get__(self, instance: object, owner: type) -> Any:
        with _LOCK:
            if isinstance(vars(self.home)[self.name], _Unwritten):
                (_write_init if self.name == _INIT else _write_fields)(self.home, self.fields)
        return getattr(owner if instance is None else instance, self.name)


def _unwritten(home: type) -> type:
    """The class itself, with what it can do at once."""
    fields = _fields(home)
    for name, each in fields.items():
        if each.default is not _None:
            setattr(home, name, each.default)
        elif name in vars(home):
            delattr(home, name)
    return _equipped(home, fields)


def _slotted(home: type) -> type:
    """The class made again with slots, as a class cannot get them later."""
    fields = _fields(home)
    left_out = {*fields, "__dict__", "__weakref__"}
    kept = {name: value for name, value in vars(home).items() if name not in left_out}
    state = {
        "__getstate__": _state,
        "__setstate__": _set_state,
    }  # by the usual way nothing frozen can be copied
    made = type(home)(home.__name__, home.__bases__, kept | state | {"__slots__": tuple(fields)})
    made.__qualname__ = home.__qualname__
    return _equipped(made, fields)


def _fields(home: type) -> Mapping[str, _Field]:
    """What the class says of its fields, in order."""
    own = vars(home)
    return {name: _field(own[name]) if name in own else _Field({}) for name in home.__annotations__}


def _field(given: Any) -> _Field:
    if type(given).__module__ == "dataclasses":
        raise TypeError("fields of late classes come from `followup._late`")
    return given if isinstance(given, _Field) else _Field({"default": given})


def _equipped(home: type, fields: Mapping[str, _Field]) -> type:
    compared = _values(name for name, each in fields.items() if each.compare)
    hashed = _values(
        name for name, each in fields.items() if (each.compare if each.hash is None else each.hash)
    )
    early = {
        "__match_args__": tuple(fields),
        "__eq__": _equality(compared),
        "__hash__": _hash(hashed),
        "__repr__": _shower(tuple(name for name, each in fields.items() if each.repr)),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }
    for name, value in early.items():
        if vars(home).get(name) is None:  # what the class says itself stands, as with `dataclasses`
            setattr(home, name, value)
    for name in (_INIT, *_FIELDS):
        setattr(home, name, _Unwritten(home, name, fields))
    return home


def _values(names: Iterable[str]) -> Callable[[Any], Any]:
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
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__match_args__]


def _set_state(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__match_args__, state, strict=True):
        object.__setattr__(self, name, value)


class _Factory:
    """Stands for a default that is made anew for each value."""

    def __repr__(self) -> str:
        return "<factory>"


_MADE_ANEW = _Factory()


def _write_init(home: type, fields: Mapping[str, _Field]) -> None:
    """`__init__` as `dataclasses` writes it, but it alone: everything else there takes three times as long."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_made_anew": _MADE_ANEW}
    arguments, body = ["self"], []
    for name, each in fields.items():
        default, value = each.default, name
        if each.default_factory is not None:
            known[f"_make_{name}"], default = each.default_factory, _MADE_ANEW
            value = f"_make_{name}() if {name} is _made_anew else {name}"
        if default is not _None:
            known[f"_default_{name}"] = default
        arguments.append(name if default is _None else f"{name}=_default_{name}")
        body.append(f"    _set(self, {name!r}, {value})")
    if hasattr(home, "__post_init__"):
        body.append("    self.__post_init__()")
    exec("\n".join((f"def __init__({', '.join(arguments)}):", *(body or ["    pass"]))), known)
    made = known[_INIT]
    made.__qualname__, made.__module__ = f"{home.__qualname__}.{_INIT}", home.__module__
    made.__annotations__ = {**home.__annotations__, "return": None}
    setattr(home, _INIT, made)


def _write_fields(home: type, fields: Mapping[str, _Field]) -> None:
    """Each part is put in place whole, so that another thread sees the old or the new, and never none."""
    import dataclasses

    own = {name: dataclasses.field(**vars(each)) for name, each in fields.items()}
    # With a text of its own, else `dataclasses` makes a signature to say, which takes longer than all the rest.
    pattern = type(home.__name__, (), {"__annotations__": home.__annotations__, "__doc__": ".", **own})
    parts = vars(dataclasses.dataclass(frozen=True, eq=False, repr=False, init=False)(pattern))
    for name in reversed(_FIELDS):
        setattr(home, name, parts[name])
