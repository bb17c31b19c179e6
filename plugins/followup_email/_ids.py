"""Names of mails: the Message-ID where there is one, else a digest of what every copy of the mail shares."""

from __future__ import annotations

import re
from hashlib import sha256

from followup_email._parse import Headers, clean

_BRACKETED = re.compile(r"<\s*([^<>\s]{1,900})\s*>")
_SHARED = ("from", "sender", "to", "cc", "subject", "date", "in-reply-to", "references")
_MUNGED = re.compile(rb"^>+From ", re.MULTILINE)
_TRAILING = re.compile(rb"[ \t]+$", re.MULTILINE)
MOST_REFERENCES = 200


def message_ids(value: str) -> tuple[str, ...]:
    """The ids of a Message-ID, In-Reply-To or References header, without brackets and repetition."""
    found = _BRACKETED.findall(value) or [word for word in value.split() if "@" in word]
    kept = dict.fromkeys(clean(each) for each in found)
    return tuple(kept)[-MOST_REFERENCES:] if len(kept) <= MOST_REFERENCES else _ends(tuple(kept))


def _ends(ids: tuple[str, ...]) -> tuple[str, ...]:
    # The first names the thread and the last the parent: those must survive a cut.
    return ids[:1] + ids[1 - MOST_REFERENCES :]


def mail_id(headers: Headers, raw: bytes) -> str:
    """The same for every copy of a mail, in whichever container it arrives."""
    own = message_ids(headers.first("message-id"))
    return own[0] if own else _digest(headers, raw)


def _digest(headers: Headers, raw: bytes) -> str:
    """Leaves out what containers add (Status, X-Mozilla-Status, Received of a later hop) and how they write
    line ends, trailing blanks and `From ` at the start of a line."""
    whole = sha256()
    for name in _SHARED:
        for value in headers.all(name):
            whole.update(f"{name}:{' '.join(value.split())}\n".encode("utf-8", "replace"))
    body = raw.partition(b"\n\n")[2]
    whole.update(_TRAILING.sub(b"", _MUNGED.sub(b"From ", body)).strip())
    return f"sha256:{whole.hexdigest()[:40]}"
