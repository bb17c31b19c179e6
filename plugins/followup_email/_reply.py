"""What a mail's author wrote: its text without what it quotes, and without the signature.

Works line by line and looks at most three lines ahead, so that its time grows with the text's length only.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from followup_email._html import CUT, INTRODUCES, SIGNED

_DATA: dict[str, list[str]] = json.loads(Path(__file__).with_name("quotation.json").read_text("utf-8"))
_LONGEST_INTRODUCTION = 400
_MOST_INTRODUCING_LINES = 3
_LONGEST_SIGNATURE = 40
_LONGEST_CLOSING = 8


def _words(name: str) -> str:
    return "|".join(re.escape(word) for word in sorted(_DATA[name], key=len, reverse=True))


# An introduction starts with `On …`, a number, or an abbreviated weekday and a number.
_STARTS = re.compile(
    rf"[^\w<]{{0,6}}(?:(?:{_words('starts')})\b|\d|\w{{1,12}}[.,]{{0,2}}\s\d)", re.IGNORECASE
)
_VERB = re.compile(rf"(?:^|[\s>\"])(?:{_words('verbs')})(?=$|[\s:(\-])", re.IGNORECASE)
_ENDS_IN_VERB = re.compile(
    rf"(?:^|[\s>\"])(?:{_words('verbs')})\s?(?::|-{{2,9}}|:\s?-{{2,9}})?$", re.IGNORECASE
)
_ADDRESS = re.compile(r"<?[^\s<>@]{1,64}@[^\s<>@]{1,200}>?")
_FROM = re.compile(rf"[\s*_>]{{0,9}}(?:{_words('from')})\s?\*{{0,2}}\s?:", re.IGNORECASE)
_FIELD = re.compile(rf"[\s*_>]{{0,9}}(?:{_words('fields')}|{_words('from')})\s?\*{{0,2}}\s?:", re.IGNORECASE)
_SEPARATOR = re.compile(
    rf"[\s>]{{0,9}}(?:[-_=*—]{{2,40}}\s?(?:{_words('separators')})\s?:?\s?[-_=*—]{{2,40}}"
    r"|begin forwarded message:)\s*$",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"(?:--|[\u2013\u2014]{1,20}|_{2,80})\s*$")
_RULE = re.compile(r"[-_=*—\s]{2,200}$")
#: `-Abhishek Kona`, alone at the end.
_DASHED_NAME = re.compile(r"[-~\u2013\u2014]\s?[^\W\d_a-z]\w{0,20}(?:\s[^\W\d_a-z][\w.]{0,20}){0,2}\s*$")
_CLOSING = re.compile(
    rf"\W{{0,3}}(?:{_words('closings')})(?:[\s,.!-]{{0,3}}(?:\S{{1,30}}\s?){{0,2}})?$", re.IGNORECASE
)
_DEVICE = re.compile(
    rf"\W{{0,3}}(?:{_words('devices')})\s[^,.!?]{{1,60}}(?:<[^>]*>|\([^)]*\)|gesendet)?\s*$", re.IGNORECASE
)


def own_words(text: str) -> str:
    """The lines that the author added, in their order, between quotations too; empty if there are none."""
    lines = text.split("\n")
    kept = _unquoted(lines)
    unsigned = _unsigned(kept)
    while unsigned and len(unsigned) < len(lines) and _RULE.match(unsigned[-1] or "--"):
        unsigned.pop()
    if len(unsigned) > 1 and _DASHED_NAME.match(unsigned[-1]):
        unsigned.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in unsigned)).strip()


def _unquoted(lines: list[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(lines):
        length = _introduction(lines, at)
        if _is_cut(lines, at) or (length and not _quotes_next(lines, at + length)):
            break
        if length:
            at += length
        elif not _is_quoted(lines, at):
            kept.append(lines[at])
        at += 0 if length else 1
    return kept


def _is_cut(lines: list[str], at: int) -> bool:
    """From this line on all is older mail."""
    line = lines[at]
    if line.strip() == CUT or _SEPARATOR.match(line):
        return True
    if not _FROM.match(line):
        return False
    following = [each for each in lines[at + 1 : at + 7] if each.strip()][:4]
    return sum(bool(_FIELD.match(each)) for each in following) >= 2 or _one_line_block(line, following)


def _one_line_block(line: str, following: list[str]) -> bool:
    # Some programs wrap the sender's address, or write `To` and `Subject` on one line.
    block = " ".join([line, *following[:3]])[:1000]
    return bool(_ADDRESS.search(block)) and sum(bool(_FIELD.match(each)) for each in following[:3]) >= 1


def _is_quoted(lines: list[str], at: int) -> bool:
    """Marked by `>`, or the rest of a marked line that was wrapped."""
    if lines[at].lstrip().startswith(">"):
        return True
    before, after = lines[at - 1] if at else "", lines[at + 1] if at + 1 < len(lines) else ""
    return before.startswith(">") and len(before) > 60 and after.startswith(">") and bool(lines[at].strip())


def _introduction(lines: list[str], at: int) -> int:
    """How many lines from here introduce what is quoted (`On 1 May, A wrote:`); 0 if they do not."""
    if lines[at].strip() == INTRODUCES:
        return _marked_introduction(lines, at)
    if not _STARTS.match(lines[at][:60]) and not lines[at].startswith("----"):
        return 0
    joined = ""
    for length in range(1, _MOST_INTRODUCING_LINES + 1):
        line = lines[at + length - 1].strip() if at + length <= len(lines) else ""
        if not line or len(joined) + len(line) > _LONGEST_INTRODUCTION:
            return 0
        joined = f"{joined} {line}".strip()
        if _introduces(joined):
            return length
    return 0


def _introduces(line: str) -> bool:
    if not any(char.isdigit() for char in line):
        return False
    if _ENDS_IN_VERB.search(line):
        return True
    return line.endswith(":") and (bool(_VERB.search(line)) or bool(_ADDRESS.search(line)))


def _marked_introduction(lines: list[str], at: int) -> int:
    """The lines behind a mark of the HTML up to the quotation; only the mark if none follows soon."""
    for length in range(1, 9):
        if at + length < len(lines) and lines[at + length].startswith(">"):
            return length
    return 1


def _quotes_next(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 6] if line.strip()), "")
    return following.lstrip().startswith(">")


def _unsigned(lines: list[str]) -> list[str]:
    """The lines before the signature. One that stands before any words is none, or signs nothing."""
    kept: list[str] = []
    started = False
    for at, line in enumerate(lines):
        marked = line.strip() == SIGNED
        if started and (marked or _signs(lines, at)):
            break
        if not marked:
            kept.append(line.strip() and line)
            started = started or bool(kept[-1])
    return kept


def _signs(lines: list[str], at: int) -> bool:
    line = lines[at]
    if len(line) > 120:
        return False
    if _DELIMITER.match(line):
        return _few(lines, at + 1, _LONGEST_SIGNATURE)
    if _DEVICE.match(line):
        return True
    return bool(_CLOSING.match(line)) and _few(lines, at + 1, _LONGEST_CLOSING, 90)


def _few(lines: list[str], at: int, most: int, longest: int = 100_000) -> bool:
    """At most so many written lines follow, none longer than that; more than a screen is not looked at."""
    if len(lines) - at > 4 * most + 20:
        return False
    following = [line for line in lines[at:] if line.strip()]
    return len(following) <= most and all(len(line) <= longest for line in following)
