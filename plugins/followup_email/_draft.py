"""A draft mail as an `.eml` file that a mail program opens for editing. Nothing is ever sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from followup.plugins import Order, Party, Product, RefusedOrder

_ID = re.compile(r"[!-;=?-~]{1,240}@[!-;=?-~]{1,240}\Z")
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\Z"
)
_NAME_LIMIT, _SUBJECT_LIMIT, _TEXT_LIMIT = 200, 900, 1_000_000
_MOST_REFERENCES = 50


def draft(order: Order) -> Product:
    """The order as a mail; raises `RefusedOrder` naming the field that cannot stand in a header.

    `X-Unsent: 1` makes mail programs open it for editing. It has no Date and no Message-ID: the program that
    sends it sets both, and a draft has no time of sending.
    """
    if order.action != "draft" or order.channel != "email":
        raise RefusedOrder(f"action: the email channel does not make '{order.action}' for '{order.channel}'")
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    _address(message, order)
    message["Subject"] = _line("subject", order.attributes.get("subject"), _SUBJECT_LIMIT)
    _thread(message, order)
    for header, field in (("X-Followup-Purpose", "purpose"), ("X-Followup-Case", "case")):
        if order.attributes.get(field) is not None:
            message[header] = _line(field, order.attributes[field], _NAME_LIMIT)
    message.set_content(_text(order.text), charset="utf-8", cte="quoted-printable")
    return Product(_file_name(order), "message/rfc822", _bytes(message))


def _address(message: EmailMessage, order: Order) -> None:
    if not order.to:
        raise RefusedOrder("to: a mail needs somebody to go to")
    if order.me.address is not None:
        message["From"] = _mailbox("me", order.me)
    message["To"] = [_mailbox("to", party) for party in order.to]


def _mailbox(field: str, party: Party) -> Address:
    if party.address is None or not _ADDRESS.match(party.address):
        raise RefusedOrder(f"{field}: {party.address!r} is no mail address")
    name = _line(f"{field} name", party.name or "", _NAME_LIMIT)
    local, _, domain = party.address.rpartition("@")
    try:
        return Address(display_name=name, username=local, domain=domain)
    except (ValueError, MessageError, IndexError) as error:
        raise RefusedOrder(f"{field}: {party.address!r} is no mail address") from error


def _line(field: str, value: object, limit: int) -> str:
    """A text that fits on a header's line; nothing is stripped silently, because that hides an attack."""
    text = "" if value is None else value
    if not isinstance(text, str):
        raise RefusedOrder(f"{field}: must be a text, not {type(value).__name__}")
    if len(text) > limit:
        raise RefusedOrder(f"{field}: is longer than {limit} characters")
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in text):
        raise RefusedOrder(f"{field}: holds a line break or another control character")
    return text


def _thread(message: EmailMessage, order: Order) -> None:
    """In-Reply-To is the parent; References are the parent's, and end with the parent (RFC 5322, 3.6.4)."""
    parent = order.attributes.get("in_reply_to")
    earlier = order.attributes.get("references") or ()
    if isinstance(earlier, str) or not isinstance(earlier, Iterable):
        raise RefusedOrder("references: must be a list of message ids")
    chain = [_id("references", each) for each in earlier]
    if parent is not None:
        message["In-Reply-To"] = f"<{_id('in_reply_to', parent)}>"
        chain = [each for each in chain if each != parent] + [_id("in_reply_to", parent)]
    if chain:
        kept = chain[:1] + chain[1:][1 - _MOST_REFERENCES :]
        message["References"] = " ".join(f"<{each}>" for each in kept)


def _id(field: str, value: object) -> str:
    if not isinstance(value, str) or not _ID.match(value):
        raise RefusedOrder(f"{field}: {value!r} is no message id")
    return value


def _text(text: str) -> str:
    if len(text) > _TEXT_LIMIT:
        raise RefusedOrder(f"text: is longer than {_TEXT_LIMIT} characters")
    if any(0xD800 <= ord(char) <= 0xDFFF or char == "\0" for char in text):
        raise RefusedOrder("text: holds characters that no mail can carry")
    return text if text.endswith("\n") else text + "\n"


def _bytes(message: EmailMessage) -> bytes:
    try:
        return message.as_bytes()
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, IndexError) as error:
        raise RefusedOrder(f"headers: cannot be written ({type(error).__name__})") from error


def _file_name(order: Order) -> str:
    """Told by case and addressee, in characters that every file system takes."""
    words = f"{order.attributes.get('case') or ''} {order.attributes.get('purpose') or ''} {order.to[0].name or ''}"
    slug = "-".join(re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKD", words.lower())))[:60].strip("-")
    return f"{slug or 'draft'}.eml"
