"""What a mail says: its parts, its text, the names of what is attached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import collapse_rfc2231_value

from followup_email._html import text_of_html, without_marks
from followup_email._parse import PARSE_ERRORS, clean, decoded

#: Longer texts are cut: nobody reads on, and every later step stays fast.
TEXT_LIMIT = 200_000
_MOST_PARTS = 500
_DEEPEST = 40
#: Codecs that take quadratic time, or are none for mail.
_NO_CHARSETS = frozenset(
    {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{1,40})", re.IGNORECASE)


def parts(message: EmailMessage, into_mails: bool = False) -> list[EmailMessage]:
    """The parts from outside to inside, in reading order, without those of an enclosed mail unless asked."""
    found: list[EmailMessage] = []
    waiting = [(message, 0)]
    while waiting and len(found) < _MOST_PARTS:
        part, depth = waiting.pop()
        found.append(part)
        enclosed = kind(part).startswith("message/") and not into_mails
        if part.is_multipart() and depth < _DEEPEST and not enclosed:
            waiting += [(each, depth + 1) for each in reversed(_children(part))]
    return found


def _children(part: EmailMessage) -> list[EmailMessage]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, EmailMessage)] if isinstance(payload, list) else []


def kind(part: EmailMessage) -> str:
    """The part's media type, lower-case; `text/plain` where it cannot be read."""
    try:
        return part.get_content_type()
    except PARSE_ERRORS:
        return "text/plain"


def parameter(part: EmailMessage, name: str) -> str:
    """A parameter of the content type, lower-case, or an empty text."""
    try:
        return str(collapse_rfc2231_value(part.get_param(name, ""))).lower()
    except PARSE_ERRORS:
        return ""


def body_text(message: EmailMessage) -> str:
    """What the mail's reader sees as text: plain where there is some, else HTML reduced to text."""
    texts = list(_shown(message, 0, [_MOST_PARTS]))
    return "\n\n".join(text for text in texts if text.strip())[:TEXT_LIMIT]


def _shown(part: EmailMessage, depth: int, left: list[int]) -> Iterator[str]:
    left[0] -= 1
    if left[0] < 0 or depth > _DEEPEST or (depth and _is_attached(part)):
        return
    type_ = kind(part)
    if type_ == "multipart/alternative" and part.is_multipart():
        yield _best([text for each in _children(part)[:10] if (text := _alternative(each, depth, left))])
    elif part.is_multipart() and not type_.startswith("message/"):
        for each in _children(part)[: 1 if type_ == "multipart/related" else None]:
            yield from _shown(each, depth + 1, left)
    elif type_.startswith(("text/", "multipart/")):
        yield part_text(part)


def _alternative(part: EmailMessage, depth: int, left: list[int]) -> tuple[bool, str]:
    return kind(part) == "text/plain", "\n\n".join(_shown(part, depth + 1, left))


def _best(alternatives: list[tuple[bool, str]]) -> str:
    """The first plain one that is not blank, else the first that is not."""
    readable = [(plain, text) for plain, text in alternatives if text.strip()]
    return min(readable, key=lambda each: not each[0])[1] if readable else ""


def _is_attached(part: EmailMessage) -> bool:
    disposition = part.get("content-disposition", "").split(";")[0].strip().lower()
    return disposition == "attachment" or (disposition != "inline" and bool(_file_name(part)))


def part_text(part: EmailMessage) -> str:
    """A text part decoded; HTML as text. Never fails: what cannot be decoded is replaced."""
    raw = _payload(part)
    type_ = kind(part)
    if type_ == "text/html":
        return text_of_html(_decoded_bytes(raw, parameter(part, "charset") or _meta_charset(raw)))
    if type_ in ("text/calendar", "text/css", "text/x-vcard", "text/vcard", "text/directory"):
        return ""
    text = without_marks(_decoded_bytes(raw, parameter(part, "charset")))
    return clean(text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "))


def _payload(part: EmailMessage) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except PARSE_ERRORS:
        payload = None
    return payload[: 4 * TEXT_LIMIT] if isinstance(payload, bytes) else b""


def _meta_charset(raw: bytes) -> str:
    found = _META_CHARSET.search(raw[:4096])
    return found[1].decode("ascii").lower() if found else ""


def _decoded_bytes(raw: bytes, charset: str) -> str:
    for name in (charset, "utf-8"):
        if name and name.replace("-", "_") not in _NO_CHARSETS:
            try:
                return raw.decode(name)
            except (LookupError, ValueError, AssertionError):
                continue
    return raw.decode("cp1252", "replace")


def attachment_names(message: EmailMessage) -> tuple[str, ...]:
    """The file names of the parts that carry one."""
    return tuple(name for part in parts(message)[1:] if (name := _file_name(part)))


def _file_name(part: EmailMessage) -> str:
    try:
        return decoded(part.get_filename() or "")[:255].replace("\n", " ")
    except PARSE_ERRORS:
        return ""
