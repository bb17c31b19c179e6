"""Whether a file or folder holds mail: by what is in it, never by its name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from followup.plugins import RefusedFile
from followup_email._mbox import is_header, is_separator

HEAD = 4096
#: A folder is looked through this far for a first mail; more would make a whole home folder slow.
MOST_LOOKED_AT = 2000
DEEPEST = 100

_BOM = b"\xef\xbb\xbf"
_STRAY = re.compile(rb">?From ")
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_MAIL = frozenset(
    b"from to cc bcc sender reply-to subject date message-id in-reply-to references received return-path "
    b"delivered-to envelope-to mime-version content-type x-mailer x-original-to resent-from".split()
)
#: One of these must be there: the rest could be a web page's or a form's.
_TELLING = frozenset(b"from to received return-path message-id delivered-to sender".split())
#: Browsers save pages as MIME with From, Subject and Date.
_SAVED_PAGE = re.compile(rb"^(From: *<?Saved by |Snapshot-Content-Location:)", re.IGNORECASE | re.MULTILINE)


def format_of(path: Path, head: bytes) -> str | None:
    """`mbox`, `eml`, `maildir`, `mail-folder` or None."""
    try:
        return _folder_format(path) if path.is_dir() else format_of_file(head)
    except OSError:
        return None


def format_of_file(head: bytes) -> str | None:
    lines = _lines(head)
    if not lines:
        return None
    if lines[0].startswith(b"From ") and is_separator(lines[0]) and len(lines) > 1 and is_header(lines[1]):
        return "mbox"
    return "eml" if looks_like_mail(lines) and not _SAVED_PAGE.search(head) else None


def _lines(head: bytes) -> list[bytes]:
    start = head[:HEAD].removeprefix(_BOM).lstrip(b"\r\n\t ")
    return start.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")


def looks_like_mail(lines: list[bytes]) -> bool:
    """A block of header lines (one in ten may be damaged) with two known fields, one of them telling."""
    names: list[bytes] = []
    damaged = 0
    for line in lines[1:] if _STRAY.match(lines[0]) else lines:
        if not line.strip():
            break
        field = _FIELD.match(line)
        if field:
            names.append(field[1].lower())
        elif not line.startswith((b" ", b"\t")):
            damaged += 1
    known = _MAIL.intersection(names)
    return len(known) >= 2 and bool(known & _TELLING) and damaged * 10 <= len(names) + 10


def is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir() and ((path / "new").is_dir() or (path / "tmp").is_dir())


def _folder_format(path: Path) -> str | None:
    if is_maildir(path):
        return "maildir"
    looked_at = zip(files_below(path), range(MOST_LOOKED_AT), strict=False)
    with suppress(RefusedFile):
        return "mail-folder" if any(format_of_file(head_of(file)) for file, _ in looked_at) else None
    return None


def head_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError:
        return b""


def files_below(path: Path) -> Iterator[Path]:
    """The plain files below a folder in a stable order; links are not followed, out of the folder or round.
    Raises `RefusedFile` for folders in folders that go deeper than anybody's."""
    for folder, folders, names in os.walk(path):
        if len(Path(folder).parts) - len(path.parts) > DEEPEST:
            raise RefusedFile(f"'{path.name}' has folders nested more than {DEEPEST} deep")
        folders.sort()
        for name in sorted(names):
            file = Path(folder, name)
            if file.is_file() and not file.is_symlink():
                yield file
