"""What actions of plugins made, written where the person wants it. Nothing is ever sent."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from followup.faces.faults import Fault
from followup.faces.session import Session

if TYPE_CHECKING:
    from followup.plugins.items import Order, Party, Product


def made(session: Session, order: Order) -> Product:
    """What was ordered; a `Fault` with the reason if the plugin refuses."""
    from followup.plugins.items import RefusedOrder

    try:
        return session.plugins.act(order)
    except RefusedOrder as error:
        raise Fault(f"no {order.action} was made: {error}") from None


def written(product: Product, target: Path, over: bool = False) -> Path:
    """The product as a file that only its owner reads: at that path, or in that folder under its own name.
    A file that is there already is kept, unless it may be written `over`."""
    file = target / product.name if target.is_dir() else target
    how = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if over else os.O_EXCL)
    try:
        with os.fdopen(os.open(file, how, 0o600), "wb") as stream:
            stream.write(product.content)
    except FileExistsError:
        raise Fault(f"{file} is there already", "give another name: it may hold your own changes") from None
    except OSError as error:
        raise Fault(f"{file} cannot be written: {error.strerror}") from None
    return file


def parties(session: Session, case: str, keys: Iterable[str]) -> tuple[Party, ...]:
    """The people of a case with these keys, as plugins know people; all of a person's identifiers are kept,
    the first of each sort as the one to use."""
    from followup.plugins.items import Party

    directory, wanted = session.store.directory(), set(keys)
    return tuple(
        Party(p.name, *(next(iter(each), None) for each in (p.addresses, p.numbers, p.profiles)))
        for p in session.store.people(case)
        if directory.key(p) in wanted
    )
