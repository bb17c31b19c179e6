"""Who a header names: the address that mail would go to, never the one that a display name pretends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from followup.plugins import Party
from followup_email._parse import decoded

# Every alternative consumes something, and an opened quote or bracket runs to the end at worst: linear.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?$)|\((?:[^()\\]|\\.)*\)?|<[^<>]*>?|[,;]|[^",;(<]+', re.DOTALL)
_ADDRESS = re.compile(r"[^\s@<>,;\"()\[\]:]+@[^\s@<>,;\"()\[\]:]+\Z")
_MENTIONED = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}")
_GROUP = re.compile(r"^[^:@]*:(?=[^:]*$)")
MOST_PARTIES = 1000


@dataclass(frozen=True, slots=True)
class Named:
    """One mailbox of an address header."""

    name: str
    address: str | None

    @property
    def pretends(self) -> bool:
        """The display name holds another address than the one that mail goes to."""
        return any(found.lower() != self.address for found in _MENTIONED.findall(self.name))

    @property
    def party(self) -> Party:
        return Party(name=self.name or None, address=self.address)


def mailboxes(values: Iterable[str]) -> list[Named]:
    """The mailboxes of address headers, in their order; groups are opened, empty ones left out."""
    found: list[Named] = []
    for value in values:
        for tokens in _split(value):
            named = _named(tokens)
            if named is not None and len(found) < MOST_PARTIES:
                found.append(named)
    return found


def _split(value: str) -> Iterator[list[str]]:
    tokens: list[str] = []
    for token in _TOKEN.findall(value):
        if token in (",", ";"):
            yield tokens
            tokens = []
        else:
            tokens.append(token)
    yield tokens


def _named(tokens: list[str]) -> Named | None:
    angles = [token for token in tokens if token.startswith("<")]
    words = [token for token in tokens if not token.startswith(("<", "("))]
    comments = [token.strip("()") for token in tokens if token.startswith("(")]
    address = _bare(angles[-1]) if angles else _bare("".join(words))
    display = _display(words) if angles or address is None else ""
    name = display or " ".join(comments).strip()
    if address is None and not name:
        return None
    return Named(decoded(name), address)


def _display(words: list[str]) -> str:
    parts = [_GROUP.sub("", word) if not word.startswith('"') else _unquoted(word) for word in words]
    return " ".join("".join(parts).split())


def _unquoted(token: str) -> str:
    inner = token[1:-1] if token.endswith('"') and len(token) > 1 else token[1:]
    return re.sub(r"\\(.)", r"\1", inner)


def _bare(text: str) -> str | None:
    """The address in an angle bracket or a bare word, lower-case: without route, `mailto:` or group name."""
    inner = text.strip("<> \t").rpartition(":")[2].strip()
    return decoded(inner).lower() if len(inner) <= 320 and _ADDRESS.match(inner) else None
