"""Our own messages: what they are, and which part of them may be looked at while phrases are written.

Three sets: `first` and `second` are split by the hash of the text, so that nobody chooses what is for judging;
`practice` was written after the second had been judged for the first time, and all of it is for training.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent
Split = Literal["train", "dev", "test"]
FILES = {"first": "messages", "second": "more_messages", "practice": "practice_messages"}
UPSET_TONES = frozenset(["passive-aggressive", "sarcastic", "demanding", "guilt-tripping", "shouting"])
_TRAIN, _DEV = range(5), range(5, 7)


@dataclass(frozen=True)
class Message:
    """A message, the tone that its writer was after, and whose English it is (`l1-de`: a learner from German).

    `writer` is who the message is written as: messages of one writer share a trade, a place and a manner.
    """

    id: str
    tone: str
    english: str
    text: str
    writer: str = ""
    intent: str = "follow_up"
    set: str = "first"

    @property
    def split(self) -> Split:
        """Half train, a fifth dev, the rest test; by the text's hash alone, so that nobody chooses."""
        part = part_of(self.text)
        return "train" if part in _TRAIN or self.set == "practice" else "dev" if part in _DEV else "test"

    @property
    def learner(self) -> bool:
        return self.english.startswith("l1-")

    @property
    def style(self) -> str:
        """Whose manner it has: the writer's, or in the first set that of everybody with the same English."""
        return self.writer or self.english


def part_of(text: str) -> int:
    """From 0 to 9, by the text alone."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 10


@cache
def messages(*sets: str) -> list[Message]:
    """The messages of `sets`; of the first and the second, which have labels, if none is named."""
    return [message for name in sets or ("first", "second") for message in _read(name)]


def _read(name: str) -> list[Message]:
    lines = (HERE / f"{FILES[name]}.jsonl").read_text("utf-8").splitlines()
    return [Message(**json.loads(line), set=name) for line in lines]


@cache
def labels() -> dict[str, dict[str, Any]]:
    """Courtesy and upset of every message that was labelled, by its id, a number for each pass."""
    files = (HERE / name for name in ("labels.jsonl", "more_labels.jsonl"))
    rows = (json.loads(line) for file in files for line in file.read_text("utf-8").splitlines())
    return {row["id"]: row for row in rows}


def upset(message: Message) -> bool:
    """Whether it is upset: labelled 2 or 3 in the first pass; for practice, by the tone it was written in."""
    if message.set == "practice":
        return message.tone in UPSET_TONES
    return bool(labels()[message.id]["upset"][0] >= 2)
