"""The telephone: call logs of Android, Google Voice and iPhone; call sheets. See docs/phone.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from followup.plugins import (
    Item,
    Left,
    Order,
    Product,
    Reading,
    RefusedFile,
    RefusedOrder,
    acts,
    reads,
    recognises,
)
from followup_phone import _android, _iphone, _voice
from followup_phone._sheet import call_sheet

__all__ = ["act", "read", "recognise"]

_READERS = {"android-calls": _android.read, "google-voice": _voice.read, "iphone-calls": _iphone.read}


@recognises
def recognise(path: Path, head: bytes) -> str | None:
    if _android.recognise(head):
        return "android-calls"
    if _iphone.recognise(head):
        return "iphone-calls"
    return "google-voice" if _voice.recognise(path, head) else None


@reads
def read(path: Path, format: str, reading: Reading) -> Iterator[Item | Left]:
    if format not in _READERS:
        raise RefusedFile(f"'{format}' is no format of the phone plugin")
    return _READERS[format](path, reading)


@acts
def act(order: Order) -> Product:
    if order.action != "draft":
        raise RefusedOrder(f"the phone plugin has no action '{order.action}'")
    return call_sheet(order)
