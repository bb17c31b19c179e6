"""HTML reduced to the text that a reader sees, with what is quoted marked by `> ` as in plain mail.

The tags are found here and not by `html.parser`: that takes minutes over 400 kB of `<a b='` or `<!--`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from followup_email._parse import clean

HTML_LIMIT = 400_000
_DEEPEST_QUOTE = 3
_DEEPEST_OPEN = 200
_TAG_WINDOW = 2000

#: Private characters, each on a line of its own, that stand for "older mail from here on", "signature from
#: here on" and "these words introduce what is quoted next".
CUT, SIGNED, INTRODUCES = "\ue000", "\ue001", "\ue004"
_QUOTE_START, _QUOTE_END = "\ue002", "\ue003"
_NO_PRIVATE = dict.fromkeys(map(ord, (CUT, SIGNED, INTRODUCES, _QUOTE_START, _QUOTE_END)))

_RAW = ("script", "style", "title", "textarea", "template", "noscript")
_END_OF_RAW = {tag: re.compile(f"</{tag}", re.IGNORECASE) for tag in _RAW}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = _names(
    "address article blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li ol p pre"
    " section table tr ul"
)
_PARAGRAPHS = _names("p h1 h2 h3 h4 h5 h6 ul ol pre")
_VOID = _names("area base br col embed hr img input link meta param source track wbr o:p")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]{0,30})")
_TAG = re.compile(r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>")
_MARK = re.compile(r"\b(?:class|id|name|style)\s{0,9}=\s{0,9}(\"[^\"]*\"|'[^']*'|[^\s>\"']+)", re.IGNORECASE)

#: What mail programs put before older mail that they do not put into a blockquote, and before what they do.
_OLDER = re.compile(
    r"yahoo_quoted|divrplyfwdmsg|appendonsend|olk_src_body_section|replyforwardmessage|stopspelling",
    re.IGNORECASE,
)
_INTRODUCING = re.compile(
    r"gmail_quote|gmail_attr|moz-cite-prefix|quotedreplycontent|protonmail_quote|zmail_extra", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"gmail_signature|moz-signature|signature_?block|ms-outlook-mobile-signature", re.IGNORECASE
)
#: Outlook's thin rule above the older mail.
_RULE_ABOVE = re.compile(
    r"border:\s{0,9}none;\s{0,9}border-top:\s{0,9}solid\s{0,9}#(?:b5c4df|e1e1e1)"
    r"|border-top:\s{0,9}#?(?:b5c4df|e1e1e1)\s[^;]{0,40}solid",
    re.IGNORECASE,
)


def without_marks(text: str) -> str:
    """A text from outside cannot bring in what marks quotation here."""
    return text.translate(_NO_PRIVATE)


def text_of_html(html: str) -> str:
    """The text of HTML; never fails, in time that grows with its length only."""
    out: list[str] = []
    open_: list[str] = []
    for tag, value in _tokens(without_marks(html[:HTML_LIMIT])):
        if tag == "":
            out.append(_quoted(value, open_.count("blockquote") if open_ else 0))
        elif tag.startswith("/"):
            _close(open_, tag[1:])
            out.append(_break(tag[1:]))
        else:
            out.append(_break(tag) + _mark(tag, value))
            if tag not in _VOID and tag in _BLOCKS and len(open_) < _DEEPEST_OPEN:
                open_.append(tag)
    return clean(_tidy("".join(out)))


def _tokens(html: str) -> Iterator[tuple[str, str]]:
    """Pairs of a tag (`p`, `/p`, empty for text) and its inside; what never ends is left out."""
    at = 0
    while at < len(html):
        start = html.find("<", at)
        start = len(html) if start < 0 else start
        if start > at:
            yield "", html[at:start]
        at, token = _markup(html, start)
        if token:
            yield token
            if token[0] in _END_OF_RAW:
                ending = _END_OF_RAW[token[0]].search(html, at)
                at = ending.start() if ending else len(html)


def _markup(html: str, start: int) -> tuple[int, tuple[str, str] | None]:
    """Where the markup at `start` ends, and the tag that it is, if it is one."""
    name = _NAME.match(html, start)
    if name:
        end = _end_of_tag(html, name.end())
        slash = "/" if html.startswith("</", start) else ""
        return end, (slash + name[1].lower(), html[name.end() : min(end, name.end() + _TAG_WINDOW)])
    if html.startswith(("<!", "<?", "</"), start):
        ending = "-->" if html.startswith("<!--", start) else ">"
        found = html.find(ending, start + 2)
        return (found + len(ending) if found >= 0 else len(html)), None
    return start + 1, ("", "<") if start < len(html) else None


def _end_of_tag(html: str, at: int) -> int:
    """Just behind the `>` that ends a tag; quoted ones are skipped, in tags of a usual length."""
    found = _TAG.match(html, at, at + _TAG_WINDOW)
    if found:
        return found.end()
    end = html.find(">", at)
    return end + 1 if end >= 0 else len(html)


def _close(open_: list[str], tag: str) -> None:
    # Only a little way up: a stray end tag must not cost a walk through everything that is open.
    for back in range(1, min(len(open_), 60) + 1):
        if open_[-back] == tag:
            del open_[-back:]
            return


def _break(tag: str) -> str:
    if tag == "br":
        return "\n"
    return "\n\n" if tag in _PARAGRAPHS else "\v" if tag in _BLOCKS else ""


def _mark(tag: str, inside: str) -> str:
    marks = " ".join(_MARK.findall(inside))
    if not marks:
        return ""
    if _OLDER.search(marks) or _RULE_ABOVE.search(marks):
        return f"\n{CUT}\n"
    if tag != "blockquote" and _INTRODUCING.search(marks):
        return f"\n{INTRODUCES}\n"
    return f"\n{SIGNED}\n" if _SIGNATURE.search(marks) else ""


def _quoted(data: str, depth: int) -> str:
    text = re.sub(r"\s+", " ", _unescaped(data))
    return (
        f"{_QUOTE_START}{'>' * min(depth, _DEEPEST_QUOTE)}{_QUOTE_END}{text}"
        if depth and text.strip()
        else text
    )


def _unescaped(data: str) -> str:
    try:
        return without_marks(unescape(data))
    except ValueError:  # a character number of thousands of digits
        return data


def _tidy(text: str) -> str:
    """Lines stripped, quote marks at their starts, at most one empty line in a row."""
    kept: list[str] = []
    for raw in (
        re.sub(r"\v+", "\v", text).replace("\n\v", "\n").replace("\v\n", "\n").replace("\v", "\n").split("\n")
    ):
        line = _quoted_line(raw)
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


_QUOTE = re.compile(f"{_QUOTE_START}(>+){_QUOTE_END}")


def _quoted_line(raw: str) -> str:
    marks = _QUOTE.search(raw)
    bare = " ".join(_QUOTE.sub("", raw).split())
    return f"{marks[1]} {bare}" if marks and bare else bare
