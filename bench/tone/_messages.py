"""Our own follow-up messages: what they are, and which part of them may be looked at while phrases are written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

HERE = Path(__file__).parent
Split = Literal["train", "dev", "test"]
_TRAIN, _DEV = range(5), range(5, 7)


@dataclass(frozen=True)
class Message:
    """A message, the tone that its writer was after, and whose English it is (`l1-de`: a learner from German)."""

    id: str
    tone: str
    english: str
    text: str

    @property
    def split(self) -> Split:
        """Half train, a fifth dev, the rest test; by the text's hash alone, so that nobody chooses."""
        part = int(hashlib.sha256(self.text.encode()).hexdigest(), 16) % 10
        return "train" if part in _TRAIN else "dev" if part in _DEV else "test"

    @property
    def learner(self) -> bool:
        return self.english.startswith("l1-")


def messages() -> list[Message]:
    lines = (HERE / "messages.jsonl").read_text("utf-8").splitlines()
    return [Message(**json.loads(line)) for line in lines]
