"""The texts to judge on, each with what people said of it: published corpora beside the checkout, and our own."""

from __future__ import annotations

import csv
import email
import json
from email import policy
from functools import cache
from pathlib import Path
from typing import Any

from _messages import HERE, Message, labels, messages, part_of

ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared" / "data"
OWN = ROOT / "tests" / "plugins" / "tone"


@cache
def requests() -> list[tuple[str, float]]:
    """Requests among editors of Wikipedia, with the mean of five annotators' politeness."""
    with (SHARED / "tone" / "wikipedia.annotated.csv").open(encoding="utf-8", newline="") as file:
        return [(row["Request"], float(row["Normalized Score"])) for row in csv.DictReader(file)]


@cache
def outer_requests() -> list[tuple[str, bool]]:
    """The politest quarter (True) and the rudest."""
    ordered = sorted(requests(), key=lambda pair: pair[1])
    quarter = len(ordered) // 4
    rude, polite = ordered[quarter - 1][1], ordered[-quarter][1]
    return [(text, score > 0) for text, score in requests() if score <= rude or score >= polite]


@cache
def phone_offers() -> list[tuple[str, bool]]:
    """Offers for a telephone; True if the writer was told to be warm, False if tough."""
    with (SHARED / "tone" / "phone_offers.csv").open(encoding="utf-8", newline="") as file:
        return [(row["message"], float(row["condition"]) == 1) for row in csv.DictReader(file)]


@cache
def templates() -> list[str]:
    return [each["text"] for each in json.loads((SHARED / "texts" / "templates.json").read_text("utf-8"))]


@cache
def cues() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(
        (SHARED / "mail" / "cues" / "auto_reply_and_stop_cues.json").read_text("utf-8")
    )
    return read


@cache
def persons_mails() -> list[str]:
    """What persons wrote, in published test mails, with all their quotations and signatures."""
    places = json.loads((ROOT / "tests" / "plugins" / "email" / "persons.json").read_text("utf-8"))["mails"]
    texts = (_plain(SHARED / "mail" / place) for place in places if "#" not in place)
    return [text for text in texts if text.strip()]


@cache
def machines_mails(label: str) -> list[str]:
    """The mails with that label (`bounce`, `auto-reply`): machines wrote them."""
    with (SHARED / "mail" / "LABELS.csv").open(encoding="utf-8", newline="") as file:
        paths = [SHARED / row["path"] for row in csv.DictReader(file) if row["label"] == label]
    return [text for text in map(_plain, paths) if text.strip()]


def _plain(path: Path) -> str:
    """The plain text of a mail as far as the standard library finds one."""
    mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    try:
        part = mail.get_body(("plain",))
        return part.get_content() if part is not None else ""
    except (LookupError, ValueError, KeyError, AttributeError, TypeError):
        return ""


def fit(message: Message) -> bool | None:
    """Whether the message is fit to send; None where the two passes disagree."""
    label = labels()[message.id]
    passes = list(zip(label["courtesy"], label["upset"], strict=True))[:2]
    both = {courtesy >= 3 and upset <= 1 for courtesy, upset in passes}
    return both.pop() if len(both) == 1 else None


def own(split: str, *sets: str) -> list[tuple[Message, bool]]:
    """Our messages of a split (and of `sets`) on which the passes of labels agree."""
    judged = ((message, fit(message)) for message in messages(*sets) if message.split == split)
    return [(message, value) for message, value in judged if value is not None]


@cache
def replies() -> list[dict[str, Any]]:
    """Answers of theirs, written to judge meanings by; phrases were written from the half that is `train`."""
    rows = map(json.loads, (HERE / "replies.jsonl").read_text("utf-8").splitlines())
    return [{**row, "half": "train" if part_of(row["text"]) < 5 else "test"} for row in rows]


def cases(name: str) -> Any:
    """A table of the tests (`replies`, `languages`, …)."""
    return json.loads((OWN / f"{name}.json").read_text("utf-8"))
