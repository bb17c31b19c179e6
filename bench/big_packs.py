"""How long packs of many rules take to load, to lint and to decide.

    python bench/big_packs.py [RULES ...]

A pack of N rules has N facts, each with a window of its own, so that every rule brings new names. Each size is
loaded in a process of its own: read and validated, then from the cache; linted by the installed command; and it
decides one proposal over 50 events, without looking ahead. Printed are the processor's seconds and, beside them,
microseconds per rule: where these grow with the number of rules, something is more than linear.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES = (100, 500, 2_000)
HEAD = """language: 1
pack: many
version: 1.0.0
attributes: {person: {type: person}, topic: {type: text, one_of: [a, b, c]}, amount: {type: number, missing: absent}}
kinds: {call: {by: us, attributes: [person, topic, amount]}, reply: {by: them, attributes: [person, topic]}}
"""
FACT = "  calls_{n}: {{count: call, where: {{topic: {topic}}}, within: {n} hours}}\n"
RULE = """  - rule: rule-{n}
    says: Of one kind no more than some in {n} hours.
    governs: {{topic: {topic}}}
    forbid: {{calls_{n}: {{at_least: {most}}}}}
    because: "{{calls_{n}}} calls were made"
"""
LOAD = "import followup; followup.load_pack({pack!r})"
DECIDE = """
import time, followup
pack = followup.load_pack({pack!r})
hour, given = 3_600_000_000, {{"person": "ann"}}
events = [followup.Event.of(str(n), n * hour, "call", "c", topic="abc"[n % 3], **given) for n in range(50)]
journal = followup.Journal.of(events)
at = 50 * hour
proposal = followup.Proposal.of("call", at, "c", person="ann", topic="a", amount=1)
began = time.process_time()
pack.decide(journal, proposal, horizon=0)
print(time.process_time() - began)
"""


def pack(rules: int) -> str:
    """The text of a pack with so many rules."""
    topics = [(n, "abc"[n % 3]) for n in range(1, rules + 1)]
    facts = "".join(FACT.format(n=n, topic=topic) for n, topic in topics)
    return f"{HEAD}facts:\n{facts}rules:\n" + "".join(
        RULE.format(n=n, topic=topic, most=60 + n) for n, topic in topics
    )


def main(sizes: tuple[int, ...]) -> None:
    print("packs of many rules; seconds of the processor, and microseconds per rule")
    print(f"  {'rules':>6} {'first load':>18} {'from the cache':>18} {'lint':>18} {'decide':>18}")
    for rules in sizes:
        with tempfile.TemporaryDirectory() as folder:
            print(f"  {rules:6} " + " ".join(shown(each, rules) for each in measured(Path(folder), rules)))


def shown(seconds: float, rules: int) -> str:
    return f"{seconds:8.3f} {seconds / rules * 1e6:9.0f}"


def measured(folder: Path, rules: int) -> list[float]:
    (folder / "pack.yaml").write_text(pack(rules), "utf-8")
    load = [sys.executable, "-c", LOAD.format(pack=str(folder))]
    lint = [str(Path(sys.executable).with_name("followup")), "pack", "lint", str(folder)]
    first, again = seconds(load, folder), seconds(load, folder)
    decide = run([sys.executable, "-c", DECIDE.format(pack=str(folder))], folder)
    linted = seconds(lint, folder / "elsewhere")
    return [first, again, linted, float(decide)]


def seconds(command: list[str], folder: Path) -> float:
    """How long the processor works for a command."""
    began = processor()
    run(command, folder)
    return processor() - began


def processor() -> float:
    """Seconds that the processor has worked for processes of ours that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(command: list[str], folder: Path) -> str:
    environment = {**os.environ, "FOLLOWUP_CACHE": str(folder / "cache")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
