"""The mails of a file or folder as bytes, each with its place and what its container says about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from followup.plugins import Left, RefusedFile
from followup_email._mbox import MAIL_LIMIT, mbox_mails
from followup_email._recognise import files_below, format_of_file, head_of, is_maildir

_LEADING = re.compile(rb"\A(?:\xef\xbb\xbf)?[\r\n\t ]*(?:>From [^\n]*\n)?")
_MAILDIR_FLAGS = re.compile(r"[:;!]2,([A-Za-z]*)$")

#: Folders whose mails are no contacts, by the names that mail programs give them.
_NOT_KEPT = {
    "draft": "drafts draft entwürfe brouillons borradores bozze concepten rascunhos utkast kladder черновики "
    "templates vorlagen outbox",
    "spam": "spam junk bulk junk-e-mail junk-email junk_mail spamverdacht indésirables",
    "deleted": "trash deleted deleted-items deleted-messages papierkorb gelöschte-elemente corbeille "
    "éléments-supprimés papelera cestino prullenbak lixeira papperskorgen bin корзина",
}
_WHY = {name: why for why, names in _NOT_KEPT.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail's bytes, with LF line ends; `aside` says that its container holds it as draft, spam or deleted."""

    raw: bytes
    place: str
    aside: str | None = None


def mails(path: Path, format: str) -> Iterator[Mail | Left]:
    """Every mail of what `format_of` recognised; raises `RefusedFile` for what cannot be opened at all."""
    try:
        yield from _READERS[format](path, path)
    except (OSError, KeyError) as error:
        raise RefusedFile(f"{path.name} cannot be read as {format}: {error}") from error


def aside_of(folder_name: str) -> str | None:
    """`draft`, `spam` or `deleted` for a folder (or label) of that name, else None."""
    name = folder_name.strip(" .\"'").lower().removesuffix(".mbox").removesuffix(".mbx")
    last = re.split(r"[./]", name)[-1]
    return _WHY.get("-".join(last.split()))


def _aside_in(root: Path, file: Path) -> str | None:
    folders = [root.name, *file.relative_to(root).parts[:-1]] if file != root else []
    return next((aside for folder in folders if (aside := aside_of(folder))), None)


def _eml(file: Path, root: Path) -> Iterator[Mail | Left]:
    with file.open("rb") as opened:
        raw = opened.read(MAIL_LIMIT)
    yield Mail(_with_plain_lines(raw), _place(file, root), _aside_in(root, file))


def _with_plain_lines(raw: bytes) -> bytes:
    lines = raw.replace(b"\r\n", b"\n")
    if b"\r" in lines[:4096] and b"\n" not in lines[:4096]:
        lines = lines.replace(b"\r", b"\n")
    return lines[_end_of_leading(lines) :]


def _end_of_leading(lines: bytes) -> int:
    found = _LEADING.match(lines)
    return found.end() if found else 0


def _mbox(file: Path, root: Path) -> Iterator[Mail | Left]:
    aside = _aside_in(root, file) or aside_of(file.name)
    for number, raw in enumerate(mbox_mails(file), start=1):
        yield Mail(raw, f"{_place(file, root)}, message {number}", aside)


def _maildir(folder: Path, root: Path) -> Iterator[Mail | Left]:
    # `tmp` holds mails that are still being delivered.
    for file in files_below(folder):
        if file.parent.name in ("cur", "new"):
            flags = _MAILDIR_FLAGS.search(file.name)
            for mail in _guarded(_eml, file, root):
                yield _flagged(mail, flags[1] if flags else "")


def _flagged(mail: Mail | Left, flags: str) -> Mail | Left:
    aside = "deleted" if "T" in flags else "draft" if "D" in flags else None
    return Mail(mail.raw, mail.place, aside) if aside and isinstance(mail, Mail) else mail


def _mail_folder(folder: Path, root: Path) -> Iterator[Mail | Left]:
    for file in files_below(folder):
        format = format_of_file(head_of(file))
        if file.parent.name == "tmp" and is_maildir(file.parent.parent):
            continue
        if format is None:
            yield Left(_place(file, root), "is no mail")
        else:
            yield from _guarded(_mbox if format == "mbox" else _maildir_or_eml, file, root)


def _maildir_or_eml(file: Path, root: Path) -> Iterator[Mail | Left]:
    flags = _MAILDIR_FLAGS.search(file.name) if file.parent.name in ("cur", "new") else None
    for mail in _eml(file, root):
        yield _flagged(mail, flags[1] if flags else "")


def _guarded(reader: _Reader, file: Path, root: Path) -> Iterator[Mail | Left]:
    """One unreadable file of a folder costs that file only."""
    try:
        yield from reader(file, root)
    except OSError as error:
        yield Left(_place(file, root), f"cannot be read: {error.strerror}", broken=True)


def _place(file: Path, root: Path) -> str:
    return file.name if file == root else str(file.relative_to(root))


_Reader = Callable[[Path, Path], Iterator[Mail | Left]]
_READERS: dict[str, _Reader] = {"eml": _eml, "mbox": _mbox, "maildir": _maildir, "mail-folder": _mail_folder}
