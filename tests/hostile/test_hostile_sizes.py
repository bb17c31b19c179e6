"""Packs of thousands of rules and cases of a million events: what they may cost is proportion, and nothing breaks.

Seconds are for `bench/big_packs.py`; here calls are counted, which every machine counts alike.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import followup
from followup import Event, Journal, Proposal
from followup.language.load import load_tree
from followup.language.problems import Problems
from tests.running import PROGRAM

HOUR = 3_600_000_000
HEAD = """language: 1
pack: many
version: 1.0.0
attributes: {topic: {type: text, one_of: [a, b, c]}}
kinds: {call: {by: us, attributes: [topic]}}
"""
FACT = "  calls_{n}: {{count: call, where: {{topic: {topic}}}, within: {n} hours}}\n"
RULE = """  - rule: rule-{n}
    governs: {{topic: {topic}}}
    forbid: {{calls_{n}: {{at_least: {n}}}}}
    because: "{{calls_{n}}} calls were made"
"""


def many(rules: int) -> str:
    """A pack of so many rules, each with a fact of its own: no more than n calls in n hours about one topic."""
    names = [{"n": n, "topic": "abc"[n % 3]} for n in range(1, rules + 1)]
    facts, said = ("".join(part.format(**name) for name in names) for part in (FACT, RULE))
    return f"{HEAD}facts:\n{facts}rules:\n{said}"


def calls_of(work: Callable[[], object]) -> int:
    """How many functions were called to do it, those written in C too."""
    count = 0

    def counting(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def loading(file: Path) -> None:
    try:
        load_tree(file)
    except Problems as error:
        error.args  # noqa: B018


WRONGS = {
    "nothing": lambda text: text,
    "every fact misspelt": lambda text: text.replace("forbid: {calls_", "forbid: {cals_"),
    "every reason misspelt": lambda text: text.replace('because: "{calls_', 'because: "{calx_'),
    "every attribute misspelt": lambda text: text.replace("where: {topic", "where: {topc"),
    "every key misspelt": lambda text: text.replace("because:", "becuse:"),
    "every test misspelt": lambda text: text.replace("at_least:", "at_leats:"),
    "every rule with one name": lambda text: text.replace("rule: rule-", "rule: rule #"),
}


@pytest.mark.parametrize("wrong", WRONGS)
def test_reading_takes_calls_in_proportion_to_rules(wrong, tmp_path, monkeypatch):
    """A pack twice as long takes twice the calls to read and check, whatever is wrong with it."""
    monkeypatch.setenv("FOLLOWUP_CACHE", "off")
    counts = []
    for rules in (10, 40, 80):
        (tmp_path / "pack.yaml").write_text(WRONGS[wrong](many(rules)), "utf-8")
        counts.append(calls_of(lambda: loading(tmp_path)))
    _, small, large = counts
    assert large < 2.2 * small


def test_a_pack_of_two_thousand_rules_is_loaded_kept_and_decides(tmp_path):
    """By the library and by the command, each of the rules."""
    (tmp_path / "pack.yaml").write_text(many(2_000), "utf-8")
    events = [Event.of(f"{n}", n * HOUR, "call", "c", topic="abc"[n % 3]) for n in range(20)]
    proposal = Proposal.of("call", 20 * HOUR, "c", topic="a")
    verdicts = [
        followup.load_pack(tmp_path).decide(Journal.of(events), proposal, horizon=0) for _ in range(2)
    ]
    assert verdicts[0] == verdicts[1]
    wanted = [
        n
        for n in range(1, 2_001)
        if n % 3 == 0 and sum(20 - each.at // HOUR < n for each in events[::3]) >= n
    ]
    assert verdicts[0].rule_ids() == tuple(f"rule-{n}" for n in wanted)
    linted = subprocess.run([PROGRAM, "pack", "lint", tmp_path], capture_output=True, text=True, timeout=120)
    assert (linted.returncode, linted.stdout) == (0, f"{tmp_path}: no problems\n")


def test_a_pack_over_a_megabyte_is_refused_by_name(tmp_path):
    """With its size and the limit, and before it is read."""
    (tmp_path / "pack.yaml").write_text(many(8_000), "utf-8")
    with pytest.raises(Problems, match=r"the file has [\d,]+ bytes, more than 1,000,000"):
        load_tree(tmp_path)


#: A million calls, one each second; then three hours less ten seconds of silence: four on one topic still count.
MILLION = 1_000_000
LATER = "1970-01-12T16:46:29Z"


def million_lines() -> Iterator[str]:
    for n in range(MILLION):
        at = f"1970-01-{1 + n // 86_400:02}T{n // 3_600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}Z"
        event = {"id": f"{n}", "at": at, "kind": "call", "case": "c", "attributes": {"topic": "abc"[n % 3]}}
        yield json.dumps({"event": event}) + "\n"


@pytest.mark.long
def test_a_million_events_in_one_case_are_decided_over(tmp_path):
    """By the library; doubles and the order change nothing."""
    (tmp_path / "pack.yaml").write_text(many(3), "utf-8")
    events = [
        Event(f"{n}", n * 1_000_000, "call", "c", attributes={"topic": "abc"[n % 3]}) for n in range(MILLION)
    ]
    proposal = Proposal.of("call", LATER, "c", topic="a")
    pack = followup.load_pack(tmp_path)
    decision = pack.decide(Journal.of(events), proposal)
    assert (decision.rule_ids(), decision.facts[0].total) == (("rule-3",), 4)
    assert decision.until == proposal.at + 4_000_000
    assert pack.decide(Journal.of([*reversed(events), *events[::1_000]]), proposal) == decision


@pytest.mark.long
def test_a_million_events_of_a_file_are_decided_over_by_the_command(tmp_path):
    """Line by line; what it prints is what the library says."""
    (tmp_path / "pack.yaml").write_text(many(3), "utf-8")
    with (tmp_path / "journal.jsonl").open("w") as file:
        file.writelines(million_lines())
    proposal = {"kind": "call", "case": "c", "at": LATER, "attributes": {"topic": "a"}}
    (tmp_path / "proposal.json").write_text(json.dumps(proposal))
    options = "--journal", tmp_path / "journal.jsonl", "--proposal", tmp_path / "proposal.json", "--json"
    asked = [PROGRAM, "decide", "--pack", tmp_path, *options]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=1_800, check=False)
    assert (done.returncode, [each["rule"] for each in json.loads(done.stdout)["rules"]]) == (1, ["rule-3"])
