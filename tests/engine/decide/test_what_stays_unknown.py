"""A clock does not settle what is unknown for another reason."""

from __future__ import annotations

from pathlib import Path

from followup import Journal, Proposal, Record, load_pack

PACK = """\
language: 1
pack: ours
version: 1.0.0
calendar:
  parts_of_day: {morning: "06:00", evening: "18:00"}
attributes:
  wished: {type: text}
kinds:
  call: {by: us, attributes: [wished]}
rules:
  - rule: as-wished
    forbid: {part_of_day: {is_not: {its: wished}}}
"""


def test_until_does_not_walk_along_the_clock_for_nothing(tmp_path: Path) -> None:
    """It asks now, and without anything new it asks for good: `never`, not `none before` a horizon."""
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    journal = Journal.of(cases={"c": Record(("Europe/Berlin",))})
    decision = load_pack(tmp_path).decide(journal, Proposal.of("call", "2026-03-09T09:00Z", "c"))
    assert decision.verdict == "ask"
    assert str(decision.until) == "never"
