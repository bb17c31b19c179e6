"""What was worked out once and need not be worked out again: bytes by kind and key, in a folder of the user's own.

    find(kind, key)              what was kept, or None
    keep(kind, key, data)        keeps it, if it can be
    cached(kind, key, make)      what was kept, else what `make` gives, which is kept from now on

Nothing here changes what a program does, only how long it takes: whatever is damaged, foreign, half-written, of
another version of followup or of Python, or in a folder that others can enter counts as not there, and what cannot be
written is not kept. Each entry carries its key, the stamp of the code that made it, and a checksum. A checksum, since
what it guards against is damage: who can write in the user's own folder has no need to deceive it.

The folder is `loaded` in the platform's cache folder for followup, or in the folder that FOLLOWUP_CACHE names;
`FOLLOWUP_CACHE=off` keeps nothing and finds nothing. It must belong to the user, with no rights for anybody else.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from functools import cache
from zlib import crc32

from followup._version import __version__

VARIABLE = "FOLLOWUP_CACHE"
#: Raised when entries of the same name mean something else than before.
FORMAT = 1
#: More entries than these are thinned out, the oldest first.
MOST_ENTRIES = 1_000
#: Which of the engine's folders an entry hangs on, by its kind; other kinds hang on `language` and `timeline`.
CODE = {"code": ("language", "timeline", "evaluate")}

_ENGINE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
#: Seconds after which a half-written file was left by somebody who will not come back.
_ABANDONED = 3_600


def cached(kind: str, key: str, make: Callable[[], bytes]) -> bytes:
    """What was kept under that key, else what `make` gives: the same bytes, if `make` hangs on the key alone.

    `kind` says what it is (`tree`, `code`), and keeps keys of different kinds apart.
    """
    found = find(kind, key)
    if found is None:
        found = make()
        keep(kind, key, found)
    return found


def find(kind: str, key: str) -> bytes | None:
    """The bytes that were kept under that key by this version of the program; None if there are none."""
    try:
        with open(_path(_folder(), kind, key), "rb") as file:
            entry = file.read()
    except OSError:
        return None
    head = _head(kind, key)
    data = entry[len(head) + 4 :]
    return data if entry[: len(head) + 4] == head + _checksum(data) else None


def keep(kind: str, key: str, data: bytes) -> None:
    """Keeps bytes under a key: whole or not at all, and only where nobody else can read or write them."""
    try:
        folder = _folder(make=True)
        _write(_path(folder, kind, key), _head(kind, key) + _checksum(data) + data)
        _thin_out(folder)
    except OSError:
        pass  # what is not kept only costs time


def _write(path: str, data: bytes) -> None:
    """Beside its place first, then moved there: no reader sees half of it, whoever else writes."""
    half = f"{path}.{os.urandom(6).hex()}.half"
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        os.replace(half, path)
    except OSError:
        os.unlink(half)
        raise


def _path(folder: str, kind: str, key: str) -> str:
    """Two keys may share a name; then each entry displaces the other's, as its head tells them apart."""
    name = crc32(_text(_ENGINE, kind, key))
    return os.path.join(folder, f"{kind}-{sys.implementation.cache_tag}-{name:08x}")


def _head(kind: str, key: str) -> bytes:
    return _text(_stamp(CODE.get(kind, ("language", "timeline"))), kind, key)


def _checksum(data: bytes) -> bytes:
    return crc32(data).to_bytes(4, "big")


def _text(*parts: str) -> bytes:
    return "\0".join((*parts, "")).encode("utf-8", "surrogatepass")


@cache
def _stamp(folders: tuple[str, ...]) -> str:
    """What an entry hangs on besides its key: the format, Python, followup's version, and its code as it stands.

    Code is known by the names, sizes and times of its files, as Python knows whether a module must be compiled.
    """
    files = [each for folder in folders for each in sorted(_files(os.path.join(_ENGINE, folder)))]
    return repr((FORMAT, __version__, sys.version, files))


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as listed:
            for entry in listed:
                if entry.name.endswith(".py"):
                    about = entry.stat()
                    yield entry.path, about.st_size, about.st_mtime_ns
                elif entry.is_dir() and entry.name != "__pycache__":
                    yield from _files(entry.path)
    except FileNotFoundError:
        return  # a program packed into one file; its version stands for its code


class _Refused(OSError):
    """There is no folder that can be trusted."""


def _folder(make: bool = False) -> str:
    """The folder of the entries, made if it is wanted; raises OSError if there is none that is the user's alone."""
    folder = os.path.join(_chosen(), "loaded")
    if make and not os.path.isdir(folder):
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        os.makedirs(folder, mode=0o700, exist_ok=True)
    about = os.lstat(folder)
    if not stat.S_ISDIR(about.st_mode) or not _private(about):
        raise _Refused(f"{folder} is not a folder of this user alone")
    return folder


def _private(about: os.stat_result) -> bool:
    """Whether nobody else can put anything there; on Windows the folder lies in the user's profile."""
    if not hasattr(os, "geteuid"):
        return True
    return about.st_uid == os.geteuid() and not about.st_mode & (stat.S_IRWXG | stat.S_IRWXO)


def _chosen() -> str:
    chosen = os.environ.get(VARIABLE, "")
    if chosen.lower() == "off":
        raise _Refused("nothing is to be kept")
    if chosen:
        return os.path.abspath(chosen)
    if sys.platform == "linux":  # where platformdirs says so too, and takes a tenth of a start to say it
        return os.path.join(
            os.environ.get("XDG_CACHE_HOME", "").strip() or os.path.expanduser("~/.cache"), "followup"
        )
    from platformdirs import user_cache_dir

    return user_cache_dir("followup")


def _thin_out(folder: str) -> None:
    """Removes the older half of too many entries, and what was left half-written long ago."""
    from contextlib import suppress

    with os.scandir(folder) as listed:
        entries = sorted((entry.stat().st_mtime, entry.path) for entry in listed)
    newest = entries[-1][0] if entries else 0.0
    surplus = len(entries) // 2 if len(entries) > MOST_ENTRIES else 0
    left = [path for at, path in entries if path.endswith(".half") and at < newest - _ABANDONED]
    for path in (*(path for _, path in entries[:surplus]), *left):
        with suppress(FileNotFoundError):  # somebody else thins out as well
            os.unlink(path)
