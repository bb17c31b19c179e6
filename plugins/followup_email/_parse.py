"""One mail's bytes become a parsed message and its headers, whatever is in them, in bounded time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy, default
from typing import cast

#: What a hostile mail may cost: beyond these it is cut or left.
HEADER_LIMIT = 64 * 1024
BOUNDARY_LINES = 20_000
LINES_TIMES_BOUNDARIES = 20_000_000

#: Everything that the lazy header parsing of the standard library has been seen to raise.
PARSE_ERRORS = (
    MessageError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    RecursionError,
    AssertionError,
)

_FOLD = re.compile(r"[\r\n]+[ \t]*")
_Q_WORD = re.compile(r"=\?([\w-]{1,40})\?[qQ]\?([^?]{0,500})\?=")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


class Unparsable(ValueError):
    """A mail that cannot be parsed, or that would cost too much; the message says why."""


class _Guarded(EmailPolicy):
    """The modern policy, except that fetching a header never fails and costs little: it gives the bounded,
    unfolded text, and what needs the header's grammar asks for it with `decoded`."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return unfolded(value)


_POLICY = _Guarded()


def unfolded(raw: str) -> str:
    """A raw header value on one line; bytes outside ASCII are read as UTF-8, else as Windows-1252."""
    line = _FOLD.sub(" ", raw[:HEADER_LIMIT]).strip()
    return line if line.isascii() else readable(line)


def readable(text: str) -> str:
    """The text with the parser's surrogates turned back into the characters that they stand for."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeDecodeError:
        return text.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")


def clean(text: str) -> str:
    """Text that can be stored and printed: no control, direction or surrogate characters, but tab and \\n."""
    return _CONTROL.sub("", readable(text))


def decoded(value: str) -> str:
    """A header's text with its encoded words read; what cannot be read stays as it stands."""
    if "=?" not in value:
        return clean(value)
    try:
        whole = str(default.header_factory("subject", _escaped(value[:8192])))
    except PARSE_ERRORS:
        whole = value
    return clean(whole)


def _escaped(value: str) -> str:
    """Some programs leave bytes unescaped inside encoded words; the standard library reads none such."""
    return value if value.isascii() else _Q_WORD.sub(_escape, value)


def _escape(word: re.Match[str]) -> str:
    charset, inner = word[1], word[2]
    try:
        raw = inner.encode(charset)
    except (LookupError, UnicodeEncodeError):
        return word[0]
    return f"=?{charset}?Q?{''.join(chr(each) if each < 128 else f'={each:02X}' for each in raw)}?="


@dataclass(frozen=True, slots=True)
class Headers:
    """A message's headers by lower-case name, unfolded, in their order."""

    values: dict[str, list[str]]

    def all(self, name: str) -> list[str]:
        return self.values.get(name, [])

    def first(self, name: str) -> str:
        """The first value of that name, or an empty text."""
        return self.values.get(name, [""])[0]

    def __contains__(self, name: str) -> bool:
        return name in self.values


def headers_of(message: EmailMessage) -> Headers:
    values: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        values.setdefault(name.strip().lower(), []).append(unfolded(str(value)))
    return Headers(values)


def parse(raw: bytes) -> EmailMessage:
    """The parsed message; raises `Unparsable`."""
    _refuse_costly(raw)
    try:
        return cast(EmailMessage, BytesParser(EmailMessage, policy=_POLICY).parsebytes(raw))
    except PARSE_ERRORS as error:
        raise Unparsable(f"cannot be parsed ({type(error).__name__})") from error


def _refuse_costly(raw: bytes) -> None:
    boundaries = raw.count(b"boundary=")
    if not boundaries:
        return
    if raw.count(b"\n--") > BOUNDARY_LINES or raw.count(b"\n") * boundaries > LINES_TIMES_BOUNDARIES:
        raise Unparsable("has more nested parts than a mail has")
