"""A text as the facts see it: the author's own words, by sentence, each with its place in what was written."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from followup_tone._late import late
from followup_tone._own import own_words

# Every alternative is one run of characters, or of bounded length, so that time stays linear.
_LINK = r"(?P<link>(?:https?://|www\.)[^\s<>\"]+|\w[\w.+-]{0,63}@\w[\w.-]{0,250})|"
_OTHER = (
    r"(?P<word>\w+(?:['\u2019]\w+)*)"
    r"|(?P<smile>[:;]-?[)(DP](?!\w))"
    r"|(?P<stop>[.!?…:;]+(?=[\s\"”')\]]|$))"
    r"|(?P<blank>\n[^\S\n]*(?=\n))"
    r"|(?P<line>\n)"
)
_TOKEN = late(_LINK + _OTHER, re.IGNORECASE)
_TOKEN_WITHOUT_LINKS = re.compile(_OTHER, re.IGNORECASE)
_SPLIT = {
    "can't": ("can", "not"), "cannot": ("can", "not"), "won't": ("will", "not"), "shan't": ("shall", "not"),
    "let's": ("let", "us"), "dont": ("do", "not"), "didnt": ("did", "not"), "cant": ("can", "not"),
    "doesnt": ("does", "not"), "havent": ("have", "not"), "im": ("i", "am"), "ive": ("i", "have"),
    "wont": ("will", "not"), "isnt": ("is", "not"), "couldnt": ("could", "not"), "ill": ("i", "will"),
}  # fmt: skip
_ENDINGS = {
    "n't": "not", "'m": "am", "'ve": "have", "'re": "are", "'ll": "will", "'d": "would",
}  # fmt: skip
_IS = frozenset(["it", "that", "what", "who", "where", "when", "here", "there", "he", "she", "how"])
_SAME = {"mail": "email", "mails": "emails", "u": "you", "pls": "please", "plz": "please", "thx": "thanks"}
_QUOTED = late(r'"[^"\n]{1,400}"|“[^“”\n]{1,400}”|«[^«»\n]{1,400}»')
_SHORT_LINE = 6
_new = tuple.__new__  # a token for every word: by its own name it takes twice as long
_LONGEST_STOP = 8


class Token(NamedTuple):
    """A word in its plain form (`didn't` gives `did` and `not`), and where it stands in the raw text."""

    word: str
    start: int
    end: int


class Sentence(NamedTuple):
    """The words up to a full stop, a blank line or the end of a greeting line; `stop` is what ended it."""

    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    stop: str

    @property
    def asks(self) -> bool:
        return "?" in self.stop


class Text:
    """`raw` is untouched; `own` has the same length, with quotations and markup blanked out. Equal only to itself."""

    __slots__ = ("count", "links", "own", "raw", "sentences")

    def __init__(
        self,
        raw: str,
        own: str,
        sentences: tuple[Sentence, ...],
        links: tuple[tuple[int, int], ...],
        count: int,
    ) -> None:
        self.raw, self.own, self.sentences, self.links, self.count = raw, own, sentences, links, count

    def with_sentences(self, sentences: tuple[Sentence, ...]) -> Text:
        """The text, were those its sentences."""
        return Text(self.raw, self.own, sentences, self.links, self.count)


@lru_cache(maxsize=8)
def read(raw: str) -> Text:
    """`raw` taken apart. Its last few results are kept: all facts of one message share one reading."""
    return taken_apart(raw)


def taken_apart(raw: str) -> Text:
    """`raw` by sentences and words."""
    own = own_words(raw)
    reader = _Reader(own)
    for match in (_TOKEN() if _may_link(own) else _TOKEN_WITHOUT_LINKS).finditer(own):
        reader.take(match)
    reader.end("")
    return Text(raw, own, tuple(reader.sentences), tuple(reader.links), reader.count)


def _may_link(own: str) -> bool:
    """Whether there may be a link or an address; most texts have none, and looking at each word takes time."""
    return "@" in own or "://" in own or "www." in own.lower()


def without_quoted(text: Text) -> Text:
    """`text` without what stands between quotation marks, which others said; the same text if there is nothing."""
    if not any(mark in text.own for mark in '"“«'):
        return text
    own = _QUOTED().sub(lambda match: " " * len(match.group()), text.own)
    return text if own == text.own else taken_apart(own)


class _Reader:
    """Collects tokens into sentences."""

    def __init__(self, own: str) -> None:
        self.own = own
        self.sentences: list[Sentence] = []
        self.links: list[tuple[int, int]] = []
        self.count = 0
        self._open: list[Token] = []

    def take(self, match: re.Match[str]) -> None:
        kind = match.lastgroup
        if kind == "word":
            self.count += 1
            start, end = match.span()
            self._open += [_new(Token, (word, start, end)) for word in _plain(match.group())]
        else:
            self._take_other(kind, match)

    def _take_other(self, kind: str | None, match: re.Match[str]) -> None:
        piece, start = match.group(), match.start()
        if kind == "link":
            self.links.append((start, start + len(piece.rstrip(".,;:!?)]'"))))
            self._open.append(Token("<link>", start, match.end()))
        elif kind == "smile":
            self._open.append(Token("<smile>", start, match.end()))
        elif kind != "line" or self._ends_greeting(start):
            self.end(piece)

    def _ends_greeting(self, at: int) -> bool:
        """A short line that ends with a comma stands alone: a greeting or a closing."""
        before = self.own[max(0, at - 3) : at].rstrip()
        return len(self._open) <= _SHORT_LINE and before.endswith((",", "-", "\u2013"))

    def end(self, stop: str) -> None:
        if self._open:
            words = tuple(token.word for token in self._open)
            self.sentences.append(Sentence(tuple(self._open), words, stop))
            self._open = []
        elif self.sentences and stop.strip() and len(self.sentences[-1].stop) < _LONGEST_STOP:
            last = self.sentences[-1]
            self.sentences[-1] = last._replace(stop=last.stop + stop)


@lru_cache(maxsize=8192)
def _plain(piece: str) -> tuple[str, ...]:
    """The plain words in `piece`: contractions apart, capitals and curly apostrophes gone."""
    # Upper before lower, so that a shouted copy has the same words as the text.
    word = piece[:64].upper().lower().replace("\u2019", "'")
    if word in _SPLIT and (word != "ill" or piece[0] == "I"):
        return _SPLIT[word]
    for ending, meaning in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return word[: -len(ending)], meaning
    if word.endswith("'s"):
        return (word[:-2], "is") if word[:-2] in _IS else (word[:-2],)
    return (_SAME.get(word, word),)
