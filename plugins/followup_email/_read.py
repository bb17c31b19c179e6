"""One mail becomes an item, or is left for a reason that people can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from followup.plugins import Attributes, Direction, Instant, Item, Left, Maybe, Reading, moment
from followup_email._absence import returns_on
from followup_email._addresses import Named, mailboxes
from followup_email._body import attachment_names, body_text
from followup_email._dates import written_at
from followup_email._files import Mail, aside_of, mails
from followup_email._ids import mail_id, message_ids
from followup_email._nature import evidence, nature
from followup_email._parse import PARSE_ERRORS, Headers, Unparsable, clean, decoded, headers_of, parse
from followup_email._reply import own_words

_MOZILLA_EXPUNGED = 0x0008
_TEXT_CASE = 200


def items(path: Path, format: str, reading: Reading) -> Iterator[Item | Left]:
    """Every mail of a file as an item or a `Left`; a broken mail costs that mail only."""
    me = frozenset(address.lower() for address in reading.me)
    for mail in mails(path, format):
        yield mail if isinstance(mail, Left) else _item_or_left(mail, me)


def _item_or_left(mail: Mail, me: frozenset[str]) -> Item | Left:
    if mail.aside:
        return Left(mail.place, f"is kept as {mail.aside}")
    try:
        return _item(mail, me)
    except Unparsable as error:
        return Left(mail.place, str(error), broken=True)
    except PARSE_ERRORS as error:
        return Left(mail.place, f"cannot be read ({type(error).__name__})", broken=True)


def _item(mail: Mail, me: frozenset[str]) -> Item | Left:
    message = parse(mail.raw)
    headers = headers_of(message)
    if aside := _aside(headers):
        return Left(mail.place, f"is marked as {aside}")
    people = _people(headers, me)
    if not (people.senders or people.receivers or headers.first("subject") or headers.first("date")):
        return Left(mail.place, "has no headers of a mail", broken=True)
    at = written_at(headers)
    if at is None:
        return Left(mail.place, "has no date that can be used", broken=True)
    if people.direction == "out" and not people.others:
        return Left(mail.place, "is a note to ourselves")
    return Item(
        kind="message",
        id=mail_id(headers, mail.raw),
        at=at,
        channel="email",
        direction=people.direction,
        parties=tuple(dict.fromkeys(each.party for each in people.others)),
        attributes=_attributes(message, headers, people, at, mail.raw),
        place=mail.place,
    )


@dataclass(frozen=True, slots=True)
class _People:
    senders: tuple[Named, ...]
    receivers: tuple[Named, ...]
    hidden: tuple[Named, ...]
    direction: Direction
    others: tuple[Named, ...]


def _people(headers: Headers, me: frozenset[str]) -> _People:
    """`out` if From or Sender is ours; a mail in one's mailbox is `in` otherwise. The address counts, never the
    display name."""
    senders = mailboxes(headers.all("from")) or mailboxes(headers.all("sender"))
    receivers = mailboxes(headers.all("to") + headers.all("cc"))
    hidden = mailboxes(headers.all("bcc"))
    by_us = [*senders, *mailboxes(headers.all("sender"))]
    direction: Direction = "out" if any(each.address in me for each in by_us) else "in"
    involved = [*receivers, *hidden] if direction == "out" else senders
    others = tuple(each for each in involved if each.address is None or each.address not in me)
    return _People(tuple(senders), tuple(receivers), tuple(hidden), direction, others)


def _aside(headers: Headers) -> str | None:
    """`draft`, `spam` or `deleted`, where the mail's own headers say that it is kept as such."""
    labels = decoded(headers.first("x-gmail-labels")).split(",")
    if aside := next((aside for label in labels if (aside := aside_of(label))), None):
        return aside
    if headers.first("x-unsent").strip() == "1" or "T" in headers.first("x-status"):
        return "draft"
    if "D" in headers.first("x-status") or _hex(headers.first("x-mozilla-status")) & _MOZILLA_EXPUNGED:
        return "deleted"
    return None


def _hex(text: str) -> int:
    try:
        return int(text.strip()[:8] or "0", 16)
    except ValueError:
        return 0


def _attributes(
    message: EmailMessage, headers: Headers, people: _People, at: Instant, raw: bytes
) -> Attributes:
    whole = body_text(message)
    mine = own_words(whole)
    kind = nature(evidence(message, headers, people.senders, whole, mine))
    subject = decoded(headers.first("subject"))[:1000]
    found: dict[str, Maybe | None] = {
        "subject": subject if "subject" in headers else None,
        "text": mine,
        "nature": kind,
        "returns_on": returns_on(subject, mine, moment(at).date()) if kind == "auto_reply" else None,
        "pretends": True if any(each.pretends for each in people.others) else None,
        "attachments": attachment_names(message) or None,
        "to_count": len({each.address or each.name for each in people.receivers}),
        **_thread(headers, raw),
        **(_ours(headers) if people.direction == "out" else {}),
    }
    return {name: value for name, value in found.items() if value is not None}


def _thread(headers: Headers, raw: bytes) -> dict[str, Maybe | None]:
    """The thread's first mail by References, else In-Reply-To, else this mail itself."""
    references = message_ids(" ".join(headers.all("references")))
    parents = message_ids(headers.first("in-reply-to"))
    root = [*references, *parents, mail_id(headers, raw)][0]
    return {
        "thread": root,
        "in_reply_to": parents[0] if parents else None,
        "references": references or None,
    }


def _ours(headers: Headers) -> dict[str, Maybe | None]:
    """What our own drafts say about themselves; nobody else's mail can say it."""
    return {
        "purpose": clean(headers.first("x-followup-purpose"))[:_TEXT_CASE] or None,
        "followup_case": clean(headers.first("x-followup-case"))[:_TEXT_CASE] or None,
    }
