"""What a mail is: written by a person, or by a machine, and then by which kind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, TypeAlias

from followup_email._addresses import Named
from followup_email._body import kind, parameter, part_text, parts
from followup_email._parse import Headers, decoded
from followup_email._subjects import without_prefixes

Nature: TypeAlias = Literal["person", "bounce", "auto_reply", "feedback_report", "list"]

_DATA: dict[str, list[str]] = json.loads(Path(__file__).with_name("evidence.json").read_text("utf-8"))
#: A notice says what it is at its beginning; what is quoted below it says nothing about it.
_BEGINNING = 2500
_AUTO_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-response", "x-vacation")
_LIST_HEADERS = ("list-id", "list-post", "mailing-list", "x-mailing-list", "x-list")
_BULK = frozenset({"bulk", "junk"})
_ACTION = re.compile(r"^action:\s*([a-z]+)", re.IGNORECASE | re.MULTILINE)
_NOTICE = re.compile(r'\s*\{\s*"notificationType"\s*:\s*"(Bounce|Complaint|Delivery)"')
_NO_FAILURE = frozenset({"delivered", "relayed", "expanded"})


def _any_of(name: str, at_start: bool = False) -> re.Pattern[str]:
    phrases = "|".join(re.escape(phrase).replace(r"\ ", r"\s{1,9}") for phrase in _DATA[name])
    return re.compile(rf"^\W{{0,9}}(?:{phrases})" if at_start else f"(?:{phrases})", re.IGNORECASE)


_MACHINE_SENDER = re.compile(
    rf"(?:{'|'.join(map(re.escape, _DATA['machine_senders']))})(?:@|$)", re.IGNORECASE
)
_NO_REPLY = re.compile(r"(?:no|do-?not)[-_.]?reply", re.IGNORECASE)
_MACHINE_NAME = _any_of("machine_names")
_BOUNCE_SUBJECT = _any_of("bounce_subjects")
_BOUNCE_PHRASE = _any_of("bounce_phrases")
_REPORT_SUBJECT = _any_of("report_subjects", at_start=True)
_AUTO_SUBJECT = _any_of("auto_subjects", at_start=True)
_ABSENCE = _any_of("absence_phrases")
_ABSENCE_SUPPORT = _any_of("absence_supports")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the decision looks at, taken from the mail once."""

    headers: Headers
    senders: tuple[Named, ...]
    subject: str
    kinds: frozenset[str]
    report: str
    beginning: str
    own_words: str
    actions: frozenset[str]

    @property
    def answers(self) -> bool:
        """The subject says that this is an answer to, or a forward of, another mail."""
        return without_prefixes(self.subject) != self.subject.strip()

    @property
    def unreturnable(self) -> bool:
        """The envelope asks for no bounce of this mail itself, as mails of mail systems must."""
        path = self.headers.first("return-path")
        return path.strip() in ("<>", "<null>") or bool(_MACHINE_SENDER.match(path.strip("<> ")))

    @property
    def automatic(self) -> bool:
        submitted = self.headers.first("auto-submitted").strip().lower()
        return bool(submitted) and not submitted.startswith("no")


def evidence(
    message: EmailMessage, headers: Headers, senders: Iterable[Named], text: str, own_words: str
) -> Evidence:
    """`text` is the whole text, `own_words` what is left of it without quotation."""
    found = parts(message)
    top = kind(message)
    return Evidence(
        headers=headers,
        senders=tuple(senders),
        subject=decoded(headers.first("subject")),
        kinds=frozenset(kind(part) for part in found),
        report=parameter(message, "report-type") if top == "multipart/report" else "",
        beginning=text[:_BEGINNING],
        own_words=own_words[:600],
        actions=_actions(found),
    )


def _actions(found: list[EmailMessage]) -> frozenset[str]:
    statuses = [part for part in found if kind(part) == "message/delivery-status"]
    texts = (_status_text(part) for part in statuses[:5])
    return frozenset(action.lower() for text in texts for action in _ACTION.findall(text))


def _status_text(part: EmailMessage) -> str:
    groups = part.get_payload()
    if isinstance(groups, list):
        return "\n".join(
            f"action: {group.get('action', '')}" for group in groups if isinstance(group, EmailMessage)
        )
    return part_text(part)


def nature(mail: Evidence) -> Nature:
    """What the mail is. Bounces come before automatic replies, because several mail systems send bounces
    with `Auto-Submitted: auto-replied`; a person's mail is what nothing else claims."""
    notice = _NOTICE.match(mail.beginning)
    if notice:
        return "bounce" if notice[1] == "Bounce" else "feedback_report"
    if _is_report(mail):
        return "feedback_report"
    if _is_bounce(mail):
        return "bounce"
    if _is_list(mail):
        return "list"
    return "auto_reply" if _is_automatic(mail) else "person"


def _is_report(mail: Evidence) -> bool:
    """A report on what became of a mail that is no failure: complained about, delivered, read."""
    if (
        mail.report in ("feedback-report", "disposition-notification")
        or "message/feedback-report" in mail.kinds
    ):
        return True
    if mail.actions and mail.actions <= _NO_FAILURE:
        return True
    enclosed = bool(
        mail.kinds & {"message/rfc822", "text/rfc822-headers", "application/gzip", "application/zip"}
    )
    return enclosed and not mail.answers and bool(_REPORT_SUBJECT.match(mail.subject))


def _is_bounce(mail: Evidence) -> bool:
    if "x-failed-recipients" in mail.headers or mail.report == "delivery-status":
        return True
    daemon, system = _is_daemon(mail), _is_system(mail)
    subject = not mail.answers and bool(_BOUNCE_SUBJECT.search(mail.subject))
    words = bool(_BOUNCE_PHRASE.search(mail.beginning))
    status = "message/delivery-status" in mail.kinds
    if daemon:
        return True
    if system:
        return subject or words or status
    impersonal = mail.unreturnable or mail.automatic or _is_no_reply(mail)
    return (impersonal and (status or words)) or (subject and (words or status))


def _is_daemon(mail: Evidence) -> bool:
    return any(
        "daemon" in (sender.address or sender.name).lower().partition("@")[0] for sender in mail.senders
    )


def _is_system(mail: Evidence) -> bool:
    return any(
        _MACHINE_SENDER.match(sender.address or "") or _MACHINE_NAME.search(sender.name)
        for sender in mail.senders
    )


def _is_no_reply(mail: Evidence) -> bool:
    return any(_NO_REPLY.match(sender.address or "") for sender in mail.senders)


def _is_list(mail: Evidence) -> bool:
    """Sent through a list: its headers say so, or it is bulk mail with an owner to whom errors go. A link to
    unsubscribe alone does not make a list out of an answer."""
    if any(name in mail.headers for name in _LIST_HEADERS):
        return True
    precedence = mail.headers.first("precedence").strip().lower()
    if precedence == "list" or (precedence in _BULK and _has_owner(mail.headers)):
        return True
    return "list-unsubscribe" in mail.headers and "in-reply-to" not in mail.headers


def _has_owner(headers: Headers) -> bool:
    envelope = f"{headers.first('return-path')} {headers.first('sender')}".lower()
    return "owner-" in envelope or "-request@" in envelope or "errors-to" in headers or "x-loop" in headers


def _is_automatic(mail: Evidence) -> bool:
    if mail.automatic or any(name in mail.headers for name in _AUTO_HEADERS):
        return True
    if mail.headers.first("precedence").strip().lower() in {"auto_reply", *_BULK}:
        return True
    if "VACATION" in mail.headers.first("x-apple-action"):
        return True
    return _says_so(mail)


def _says_so(mail: Evidence) -> bool:
    """Some absence notices carry no automatic header: then the subject says so, or the text says both that
    somebody is away and what that means for the reader."""
    if _AUTO_SUBJECT.match(without_prefixes(mail.subject)):
        return True
    return bool(_ABSENCE.search(mail.own_words)) and bool(_ABSENCE_SUPPORT.search(mail.own_words))
