"""What a plain (unquoted) word means here: the YAML 1.2 core, minus what other readers read differently."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from followup.language.places import NodeKind, Plain
from followup.language.problems import quoted

_MOST_DIGITS = 40


@dataclass(frozen=True, slots=True)
class Trap:
    """A word that looks harmless and is read differently elsewhere."""

    code: str
    what: str
    help: str


Resolved: TypeAlias = tuple[NodeKind, Plain] | Trap


def _capitals(*words: str) -> dict[str, str]:
    return {form: word for word in words for form in (word, word.capitalize(), word.upper())}


_WORDS: dict[str, tuple[NodeKind, Plain]] = {
    "": ("null", None),
    "~": ("null", None),
    "null": ("null", None),
    "true": ("boolean", True),
    "false": ("boolean", False),
}
_YES = _capitals("on", "yes", "y")
_NO = _capitals("off", "no", "n")
_OTHER_CAPITALS = {word: low for word, low in _capitals("true", "false", "null").items() if word != low}

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CLOCK = re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?")
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"(([Tt]| +)[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]*)?)?( *(Z|[-+][0-9]{1,2}(:?[0-9]{2})?))?)?"
)
_OTHER_BASE = re.compile(r"[-+]?0([0-9_]+|o[0-7_]+|x[0-9a-fA-F_]+|b[01_]+)")
_SIGNED = re.compile(r"\+(\.?[0-9][0-9_.]*)([eE][-+]?[0-9]+)?")
_PADDED = re.compile(r"[-+]?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF|nan|NaN|NAN)")


def resolve(text: str) -> Resolved:
    """The kind and value of a plain scalar, or the trap that it is."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "0123456789+-.":
        return _numeric(text)
    return _word_trap(text) or ("text", text)


def _word_trap(text: str) -> Trap | None:
    if text in _YES or text in _NO:
        meaning = "true" if text in _YES else "false"
        what = f"bare {quoted(text)} is the boolean {meaning} in YAML 1.1"
        return Trap("bare-boolean", what, f'write {meaning}, or quote it: "{text}"')
    if text in _OTHER_CAPITALS:
        meaning = _OTHER_CAPITALS[text]
        return Trap("odd-capitals", f"{quoted(text)} is not text", f'write {meaning}, or quote it: "{text}"')
    return None


def _numeric(text: str) -> Resolved:
    if _INTEGER.fullmatch(text):
        return _too_long(text) or ("number", int(text))
    if _DECIMAL.fullmatch(text):
        return _too_long(text) or ("number", Decimal(text))
    return _numeric_trap(text) or ("text", text)


def _too_long(text: str) -> Trap | None:
    """Numbers of people are short; a long one, or a huge exponent, is a slip or an attack."""
    if len(text) <= _MOST_DIGITS and abs(Decimal(text).adjusted()) <= _MOST_DIGITS:
        return None
    return Trap("number-too-long", f"number {quoted(text)} is too long", "quote it if it is a text")


def _numeric_trap(text: str) -> Trap | None:
    for pattern, code, what, help in _NUMERIC_TRAPS:
        if pattern.fullmatch(text):
            return Trap(code, what.format(quoted(text)), help.format(quoted(text)[1:-1]))
    return None


_NUMERIC_TRAPS = (
    (_CLOCK, "bare-time", "unquoted {} is a number in base 60 in YAML 1.1", 'quote it: "{}"'),
    (_DATE, "bare-date", "unquoted {} is not text to every YAML reader", 'quote it: "{}"'),
    (_OTHER_BASE, "octal-number", "{} is an octal or other number in YAML 1.1",
     'write it without the leading zero, or quote it: "{}"'),
    (_SIGNED, "signed-number", "{} loses its plus as a number",
     'leave the plus out, or quote it: "{}"'),
    (_PADDED, "odd-number", "{} is a number only to some YAML readers",
     'write its plain digits, or quote it: "{}"'),
    (_NOT_FINITE, "not-finite", "{} is not a finite number", 'quote it if it is a text: "{}"'),
)  # fmt: skip
