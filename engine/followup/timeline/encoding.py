"""Values as canonical JSON and back, exactly; and digests of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from followup.timeline.values import ABSENT, Absent, Attributes, Maybe, Unknown

#: JSON has no word for these types: each becomes an object with the type's name as its one key.
_TAGS: Mapping[str, Callable[[str], Maybe]] = {
    "decimal": Decimal,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def dumps(data: object) -> str:
    """Canonical JSON that SQLite can hold: a lone surrogate, which no encoding has, becomes U+FFFD."""
    return sound(_ENCODER.encode(data))


def sound(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return text


def encode(attributes: Attributes) -> str:
    return dumps({name: plain(value) for name, value in attributes.items()})


def decode(text: str) -> dict[str, Maybe]:
    # Most values are texts, which stand for themselves.
    return {n: data if data.__class__ is str else valued(data) for n, data in json.loads(text).items()}


def plain(value: Maybe) -> Any:
    """A value as JSON data from which `valued` makes the same value."""
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Absent):
        return None
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Unknown):
        return {"unknown": value.reason, "open": value.open}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    return {"time" if isinstance(value, time) else "date": value.isoformat()}


def valued(data: Any) -> Maybe:
    if data is None:
        return ABSENT
    if isinstance(data, list):
        return tuple(data)
    if not isinstance(data, dict):
        return data  # type: ignore[no-any-return]
    if "unknown" in data:
        return Unknown(data["unknown"], data["open"])
    [(tag, text)] = data.items()
    return _TAGS[tag](text)


def digest(*texts: str) -> str:
    """A digest of texts; equal exactly if each text is."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    whole = b"".join([b"%d:%b" % (len(each), each) for each in encoded])
    return blake2b(whole, digest_size=16).hexdigest()
