"""How well the email reader tells machines from persons: `python bench/email_kinds.py` prints the table of
docs/email.md, from the labelled mails of ../shared/data/mail and the persons' mails listed for the tests."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import followup_email
from followup.plugins import Item, Reading

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "data"
PERSONS = ROOT / "tests" / "plugins" / "email" / "persons.json"
#: What the label files call the kinds; `not-bounce` asks only that none is called a bounce.
KINDS = {"feedback-report": "feedback_report", "auto-reply": "auto_reply", "not-bounce": "not a bounce"}


def natures(path: Path) -> list[str]:
    with path.open("rb") as file:
        format = followup_email.recognise(path, file.read(4096)) or "eml"
    found = followup_email.read(path, format, Reading())
    return [str(each.attributes["nature"]) if isinstance(each, Item) else "left" for each in found]


def labelled() -> Iterator[tuple[str, str, str]]:
    """Path, what it is, what the reader says."""
    with (CORPUS / "mail" / "LABELS.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            yield row["path"], KINDS.get(row["label"], row["label"]), natures(CORPUS / row["path"])[0]
    for place in json.loads(PERSONS.read_text())["mails"]:
        path, _, number = place.partition("#")
        yield place, "person", natures(CORPUS / "mail" / path)[int(number or 1) - 1]


def main() -> None:
    pairs = Counter((truth, said) for _, truth, said in labelled())
    print("| kind | mails | recall | precision | said otherwise |\n|---|---|---|---|---|")
    for kind in ("bounce", "auto_reply", "feedback_report", "person"):
        print(_row(kind, pairs))
    for path, truth, said in labelled():
        if truth != said:
            print(f"{path}: {truth}, read as {said}")


def _row(kind: str, pairs: Counter[tuple[str, str]]) -> str:
    mine = sum(count for (truth, _), count in pairs.items() if truth == kind)
    called = sum(count for (truth, said), count in pairs.items() if said == kind)
    # A mail labelled `not a bounce` may be a person's or any machine's: it counts against bounces only.
    called -= 0 if kind == "bounce" else pairs[("not a bounce", kind)]
    right = pairs[(kind, kind)]
    others = ", ".join(
        f"{count} {said}" for (truth, said), count in sorted(pairs.items()) if truth == kind != said
    )
    return f"| {kind} | {mine} | {right / mine:.1%} | {right / max(called, 1):.1%} | {others or 'none'} |"


if __name__ == "__main__":
    main()
