"""A draft on a page, as a call sheet has it: the words stand in the element that is marked `data-draft`, which
names the channel; `data-purpose` says what they are for, and `tel:` links whom they go to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from followup.plugins.items import Party

MARK, PURPOSE = "data-draft", "data-purpose"
_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_NUMBER = re.compile(r"tel:(\+[1-9]\d{3,14})", re.ASCII)
#: What an editor puts around a line that was added by hand.
_LINES = frozenset(["br", "div", "p"])


@dataclass(slots=True)
class Page:
    """What a marked page says."""

    channel: str
    purpose: str | None
    words: list[str] = field(default_factory=list)
    to: list[Party] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.words).replace("\xa0", " ").strip()


def read_page(data: bytes) -> Page | None:
    """The draft on that page; None if it is no page, or none with a marked draft."""
    if not _PAGE.match(data.removeprefix(b"\xef\xbb\xbf")) or MARK.encode() not in data:
        return None
    reader = _Reader()
    reader.feed(data.decode("utf-8-sig", "replace").replace("\r\n", "\n"))
    reader.close()
    if reader.page is not None:
        reader.page.to += [Party(number=each) for each in reader.numbers]
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page: Page | None = None
        self.numbers: list[str] = []
        self._tag, self._depth = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self.page is None and given.get(MARK):
            self.page, self._tag, self._depth = Page(given[MARK] or "", given.get(PURPOSE)), tag, 1
        elif self._depth:
            self._depth += tag == self._tag
            self._break(tag)
        elif number := _NUMBER.fullmatch(given.get("href") or ""):
            self.numbers.append(number[1])

    def handle_endtag(self, tag: str) -> None:
        if self._depth:
            self._depth -= tag == self._tag

    def handle_data(self, data: str) -> None:
        if self._depth and self.page is not None:
            self.page.words.append(data)

    def _break(self, tag: str) -> None:
        if tag in _LINES and self.page is not None:
            self.page.words.append("\n")
