"""Elements out of a long XML file, one at a time, in flat memory, past what is broken.

Phones write XML that no strict parser takes (halves of emoji as character references), cut files off, and
keep pictures inside. A document that declares a type or an entity is refused: no backup needs one, and they
are the way to make a parser explode or read other files.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from typing import NoReturn
from xml.parsers import expat

from followup.plugins import RefusedFile

CHUNK = 2**20
LARGEST = 16 * 2**20
MOST_PARTS = 10_000
MOST_BROKEN = 1_000


@dataclass(slots=True)
class Element:
    """An element with its descendants in one flat list."""

    tag: str
    attributes: dict[str, str]
    line: int
    inside: list[Element] = field(default_factory=list)

    def get(self, name: str) -> str:
        """The attribute, or "" where it is missing or the `null` that these files write for nothing."""
        value = self.attributes.get(name, "")
        return "" if value == "null" else value


@dataclass(frozen=True, slots=True)
class Broken:
    """A stretch that is no XML; reading went on behind it."""

    place: str
    why: str


class _TooLarge(ValueError):
    pass


class _Parser:
    """Collects the wanted elements of what it is fed; `fed` counts bytes."""

    def __init__(self, wanted: frozenset[str], first_line: int) -> None:
        self.taken: list[Element] = []
        self.fed = self.silent = 0
        self._wanted, self._first_line = wanted, first_line
        self._open: Element | None = None
        self.expat = expat.ParserCreate()
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = self._end
        self.expat.StartDoctypeDeclHandler = _refuse_type
        self.expat.EntityDeclHandler = _refuse_entity

    @property
    def line(self) -> int:
        return self._first_line + self.expat.ErrorLineNumber - 1

    def feed(self, chunk: bytes) -> None:
        self.silent += len(chunk)
        self.expat.Parse(chunk, False)
        self.fed += len(chunk)
        if self.silent > LARGEST:
            raise _TooLarge(f"an element is larger than {LARGEST:,} bytes")

    def take(self) -> Iterator[Element]:
        taken, self.taken = self.taken, []
        yield from taken

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.silent = 0
        attributes.pop("data", None)
        element = Element(tag, attributes, self._first_line + self.expat.CurrentLineNumber - 1)
        if self._open is not None:
            self._open.inside.append(element)
            if len(self._open.inside) > MOST_PARTS:
                raise _TooLarge(f"an element has more than {MOST_PARTS:,} parts")
        elif tag in self._wanted:
            self._open = element

    def _end(self, tag: str) -> None:
        self.silent = 0
        if self._open is not None and self._open.tag == tag:
            self.taken.append(self._open)
            self._open = None


def _refuse_type(name: str, *_: object) -> NoReturn:
    raise RefusedFile(f"it declares a document type ('{name}'), as no backup does and XML bombs do")


def _refuse_entity(name: str, *_: object) -> NoReturn:
    raise RefusedFile(f"it declares an entity ('{name}'), as no backup does and XML bombs do")


def elements(stream: BufferedReader, root: str, wanted: frozenset[str]) -> Iterator[Element | Broken]:
    """The wanted elements under `root`, in order. What is broken costs itself only: after it, reading goes
    on at the next wanted element. Raises `RefusedFile` for declarations of types and entities."""
    reader = _Reader(root, wanted)
    for chunk in _repaired(stream):
        yield from reader.read(chunk)
        if reader.broken >= MOST_BROKEN:
            yield Broken(f"line {reader.line}", f"the {MOST_BROKEN:,}th broken place: reading ends here")
            return
    yield from reader.end()


class _Reader:
    """A parser for as long as one gets on; between a broken place and the next element there is none."""

    def __init__(self, root: str, wanted: frozenset[str]) -> None:
        self.broken, self.line = 0, 1
        self._root, self._wanted, self._rest = root, wanted, b""
        self._begin = re.compile(rb"<(?:" + "|".join(sorted(wanted)).encode() + rb")[\s/>]")
        self._parser: _Parser | None = _Parser(wanted, 1)

    def read(self, chunk: bytes) -> Iterator[Element | Broken]:
        chunk, self._rest = self._rest + chunk, b""
        while chunk and self.broken < MOST_BROKEN:
            if self._parser is None:
                chunk = self._seek(chunk)
            else:
                chunk = yield from self._parse(self._parser, chunk)

    def end(self) -> Iterator[Element | Broken]:
        if self._parser is not None:
            try:
                self._parser.expat.Parse(b"", True)
            except (expat.ExpatError, LookupError, ValueError) as error:
                yield Broken(f"line {self._parser.line}", f"the file breaks off: {_reason(error)}")
            yield from self._parser.take()

    def _parse(self, parser: _Parser, chunk: bytes) -> Generator[Element | Broken, None, bytes]:
        try:
            parser.feed(chunk)
            yield from parser.take()
            return b""
        except RefusedFile:
            raise
        except (expat.ExpatError, LookupError, ValueError) as error:
            yield from parser.take()
            yield Broken(f"line {parser.line}", _reason(error))
        self.broken, self.line, self._parser = self.broken + 1, parser.line, None
        # at least a byte further, so that reading always advances
        return chunk[max(parser.expat.ErrorByteIndex - parser.fed, 1) :]

    def _seek(self, chunk: bytes) -> bytes:
        """Skip to the next wanted element, where a fresh parser begins; what it returns is still to parse."""
        found = self._begin.search(chunk)
        skipped = found.start() if found else max(len(chunk) - 8, 0)
        self.line += chunk.count(b"\n", 0, skipped)
        if found is None:
            self._rest = chunk[skipped:]
            return b""
        self._parser = _Parser(self._wanted, self.line)
        self._parser.feed(f"<{self._root}>".encode())
        return chunk[skipped:]


def _reason(error: Exception) -> str:
    return expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else str(error)


_REFERENCES = re.compile(rb"(?:&#[xX]?[0-9A-Fa-f]{1,8};)+")
_REFERENCE_BYTES = b"&#;xX0123456789abcdefABCDEF"
#: A picture or recording in base64: by far the most of a backup, and quadratic work for the parser.
_PICTURE = re.compile(rb"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/=]{16384,}+")


def _repaired(stream: BufferedReader) -> Iterator[bytes]:
    """The stream in chunks, without pictures, and with character references that XML forbids mended; none
    of them is cut in two."""
    held = b""
    while chunk := stream.read(CHUNK):
        chunk = held + chunk
        safe = len(chunk.rstrip(_REFERENCE_BYTES))
        if len(chunk) - safe > CHUNK:  # not references but a long run of digits
            safe = len(chunk)
        held = chunk[safe:]
        yield _REFERENCES.sub(_mended, _PICTURE.sub(b"", chunk[:safe]))
    yield _REFERENCES.sub(_mended, held)


def _mended(run: re.Match[bytes]) -> bytes:
    """Pairs of surrogates as the character they stand for; what is no character at all as U+FFFD."""
    written = run[0].decode().replace("X", "x")
    codes = [_code(reference) for reference in written[2:-1].split(";&#")]
    if all(map(_is_character, codes)):
        return run[0]
    joined = b"".join(_utf16(code) for code in codes).decode("utf-16-be", "replace")
    return "".join(f"&#{ord(c) if _is_character(ord(c)) else 0xFFFD};" for c in joined).encode()


def _code(reference: str) -> int:
    try:
        return int("0" + reference, 16) if reference.startswith("x") else int(reference)
    except ValueError:
        return 0


def _is_character(code: int) -> bool:
    """Whether XML 1.0 allows it: no control characters, surrogates, or what is beyond Unicode."""
    if code < 0x10000:
        return code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    return code < 0x110000


def _utf16(code: int) -> bytes:
    if 0x10000 <= code < 0x110000:
        return chr(code).encode("utf-16-be")
    return (code if code < 0x10000 else 0xFFFD).to_bytes(2, "big")
