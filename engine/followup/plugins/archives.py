"""Folders and zip files that somebody else made, opened so that they can do no harm.

    with archive(path) as members:
        for member in members:
            with member.open() as stream: ...

Nothing is ever unpacked to disk, and no member is read beyond the size that the archive declares for it.
"""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from followup.plugins.items import RefusedFile

HEAD = 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may hold. `ratio` is unpacked to packed size, asked of everything above `small` bytes
    (deflate can reach 1,032; exports of text stay below 30)."""

    members: int = 200_000
    total: int = 64 * 2**30
    ratio: int = 250
    small: int = 16 * 2**20
    directory: int = 64 * 2**20


LIMITS = Limits()


class DamagedFile(ValueError):
    """A file that cannot be read to its end: a wrong checksum, a cut-off stream, no permission."""


@dataclass(frozen=True, slots=True)
class Member:
    """A plain file in a folder or zip; `name` is relative to it, always with `/`."""

    name: str
    size: int
    open: Callable[[], io.BufferedReader] = field(repr=False, compare=False)

    @property
    def base(self) -> str:
        return self.name.rpartition("/")[2]

    @property
    def folder(self) -> str:
        return self.name.rpartition("/")[0]


def is_zip(head: bytes) -> bool:
    """Whether a file that begins so is a zip archive (or an empty one)."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


@contextmanager
def archive(path: Path, limits: Limits = LIMITS) -> Iterator[tuple[Member, ...]]:
    """The files of a folder, of a zip, or the file itself, sorted by name.

    Raises `RefusedFile` for a bomb, a name that leaves the archive, a symbolic link, an encrypted member or
    too many members; a member's stream raises `DamagedFile`.
    """
    with ExitStack() as stack:
        if path.is_dir():
            yield _of_folder(path, limits)
        elif is_zip(_head_of(path)):
            yield _of_zip(stack.enter_context(_opened(path, limits)), path, limits)
        else:
            yield (_plain(path, path.name),)


def heads(path: Path, folders: Collection[str], suffix: str, most: int = 40) -> Iterator[tuple[str, bytes]]:
    """Name and first bytes of up to `most` files with that suffix in some folders of a folder or zip.

    For recognising: looks at nothing else, vets nothing, and never raises. In a zip the folders may all lie
    in one more folder, as they do when somebody packs a folder.
    """
    try:
        found = _heads_of_folder if path.is_dir() else _heads_of_zip
        yield from found(path, folders, suffix, most)
    except Exception:  # zipfile and zlib raise half a dozen kinds on damage; reading names what is wrong
        return


def _heads_of_folder(
    path: Path, folders: Collection[str], suffix: str, most: int
) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        place = path / folder
        if not place.is_dir():
            continue
        with os.scandir(place) as entries:
            files = (entry for entry in entries if entry.is_file() and entry.name.lower().endswith(suffix))
            for entry, _ in zip(files, range(most), strict=False):
                yield str(PurePosixPath(folder, entry.name)), _head_of(Path(entry.path))


def _heads_of_zip(
    path: Path, folders: Collection[str], suffix: str, most: int
) -> Iterator[tuple[str, bytes]]:
    with _opened(path, LIMITS) as opened:
        names = (name for name in opened.namelist() if name.lower().endswith(suffix) and _in(name, folders))
        for name, _ in zip(names, range(most), strict=False):
            with opened.open(name) as stream:
                yield name, stream.read(HEAD)


def _in(name: str, folders: Collection[str]) -> bool:
    folder = name.rpartition("/")[0]
    return folder in folders or folder.partition("/")[2] in folders


def _head_of(path: Path) -> bytes:
    if not path.is_file():
        return b""
    with path.open("rb") as stream:
        return stream.read(HEAD)


def _of_folder(path: Path, limits: Limits) -> tuple[Member, ...]:
    members: list[Member] = []
    for folder, subfolders, files in os.walk(path, onerror=_unreadable):
        for name in (*subfolders, *files):
            _vet_entry(Path(folder, name))
        relative = Path(folder).relative_to(path)
        members += [_plain(Path(folder, name), (relative / name).as_posix()) for name in files]
        if len(members) > limits.members:
            raise RefusedFile(f"'{path.name}' holds more than {limits.members:,} files")
    return tuple(sorted(members, key=lambda member: member.name))


def _unreadable(error: OSError) -> None:
    raise RefusedFile(f"'{error.filename}' cannot be opened: {error.strerror}") from None


def _vet_entry(path: Path) -> None:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        raise RefusedFile(f"'{path.name}' is a symbolic link: what it points to is not part of the export")
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise RefusedFile(f"'{path.name}' is no plain file")


def _plain(path: Path, name: str) -> Member:
    def opened() -> io.BufferedReader:
        try:
            return path.open("rb")
        except OSError as error:
            raise DamagedFile(f"cannot be opened: {error.strerror}") from None

    return Member(name, path.stat().st_size, opened)


class _Capped(io.BufferedReader):
    """Reads no more at once than a directory of contents may be long: `zipfile` reads it in one go."""

    most = LIMITS.directory

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self.most:
            raise RefusedFile(f"its table of contents is longer than {self.most:,} bytes")
        return super().read(size)


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    with _Capped(io.FileIO(path)) as stream:
        stream.most = limits.directory
        try:
            opened = zipfile.ZipFile(stream)
        except RefusedFile:
            raise
        except Exception as error:
            raise RefusedFile(f"'{path.name}' is no readable zip: {error}") from None
        with opened:
            yield opened


def _of_zip(opened: zipfile.ZipFile, path: Path, limits: Limits) -> tuple[Member, ...]:
    entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    for entry in opened.infolist():
        _vet_name(entry)
    for entry in entries:
        _vet_content(entry, limits)
    _vet_sum(entries, path, limits)
    members = (Member(entry.filename, entry.file_size, _opener(opened, entry)) for entry in entries)
    return tuple(sorted(members, key=lambda member: member.name))


def _vet_name(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    windows = PureWindowsPath(name)
    if ".." in windows.parts or windows.anchor or "\0" in name or not name:
        raise RefusedFile(f"member '{name}' would leave the archive")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise RefusedFile(f"member '{name}' is a symbolic link")


def _vet_content(entry: zipfile.ZipInfo, limits: Limits) -> None:
    if entry.flag_bits & 0x1:
        raise RefusedFile(f"member '{entry.filename}' is encrypted")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise RefusedFile(f"member '{entry.filename}' is packed by another method than deflate")
    if entry.file_size > limits.small and entry.file_size > limits.ratio * entry.compress_size:
        raise RefusedFile(f"member '{entry.filename}' explodes to {entry.file_size:,} bytes: a zip bomb")


def _vet_sum(entries: list[zipfile.ZipInfo], path: Path, limits: Limits) -> None:
    """Refuse what is harmless member by member only: members that share their bytes, or too many of them."""
    total = sum(entry.file_size for entry in entries)
    if len(entries) > limits.members:
        raise RefusedFile(f"'{path.name}' holds more than {limits.members:,} files")
    if total > limits.total or total > max(limits.small, limits.ratio * path.stat().st_size):
        raise RefusedFile(f"'{path.name}' explodes to {total:,} bytes: a zip bomb")


def _opener(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], io.BufferedReader]:
    def opener() -> io.BufferedReader:
        try:
            return io.BufferedReader(_Guarded(opened.open(entry)))
        except Exception as error:
            raise DamagedFile(f"cannot be unpacked: {error}") from None

    return opener


class _Guarded(io.RawIOBase):
    """A member's stream whose every failure is `DamagedFile`: zipfile and zlib raise half a dozen kinds."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except Exception as error:
            raise DamagedFile(f"cannot be unpacked: {error}") from None
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()
