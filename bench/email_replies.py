"""How well quotation and signature are cut off: `python bench/email_replies.py` compares our own way with the
libraries `mail-parser-reply`, `email-reply-parser` and `quotequail`, those of them that are installed."""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Callable
from pathlib import Path

from followup_email._reply import own_words

ROOT = Path(__file__).resolve().parents[1]
BODIES = ROOT.parent / "shared" / "data" / "mail" / "crisp" / "test" / "fixtures"
EXPECTED = ROOT / "tests" / "plugins" / "email" / "own_words.json"
LANGUAGES = [
    "en",
    "de",
    "fr",
    "it",
    "es",
    "nl",
    "pl",
    "da",
    "sv",
    "no",
    "fi",
    "pt",
    "cs",
    "ja",
    "ko",
    "zh",
    "ru",
]


def written(ranges: list[list[int]], lines: list[str]) -> list[str]:
    return [lines[number - 1] for first, last in ranges for number in range(first, last + 1)]


def squeezed(lines: list[str]) -> list[str]:
    return [bare for line in lines if (bare := " ".join(line.split()))]


def is_right(text: str, reply: str, expected: dict[str, list[list[int]]]) -> bool:
    """The reply holds the expected lines, with or without those that may stay or go."""
    lines = text.split("\n")
    sure = squeezed(written(expected["own"], lines))
    either = squeezed(written(expected.get("either", []), lines))
    got = squeezed(reply.split("\n"))
    return got[: len(sure)] == sure and all(line in either for line in got[len(sure) :])


def libraries() -> dict[str, Callable[[str], str]]:
    found: dict[str, Callable[[str], str]] = {"our own": own_words}
    for name, module, make in (
        ("mail-parser-reply", "mailparser_reply", _mail_parser_reply),
        ("email-reply-parser", "email_reply_parser", lambda m: m.EmailReplyParser.parse_reply),
        ("quotequail", "quotequail", lambda m: lambda text: _unquoted(m.quote(text))),
    ):
        try:
            found[name] = make(importlib.import_module(module))
        except ImportError:
            print(f"{name} is not installed")
    return found


def _mail_parser_reply(module: object) -> Callable[[str], str]:
    parser = module.EmailReplyParser(languages=LANGUAGES)  # type: ignore[attr-defined]
    return lambda text: parser.read(text).latest_reply or ""


def _unquoted(parts: list[tuple[bool, str]]) -> str:
    return "\n".join(text for shown, text in parts if shown)


def main() -> None:
    cases = json.loads(EXPECTED.read_text())["lines"]
    print("| | right | seconds |\n|---|---|---|")
    for name, reply in libraries().items():
        start, right = time.perf_counter(), 0
        for file, expected in cases.items():
            text = (BODIES / file).read_text("utf-8")
            right += is_right(text, reply(text), expected)
        print(f"| {name} | {right} of {len(cases)} | {time.perf_counter() - start:.2f} |")


if __name__ == "__main__":
    main()
