"""Names and types of a pack: each mistake is told with its place and a way out, all of them in one go."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup.language.load import NoPack, load_tree
from followup.language.problems import Problems, render

HEAD = """\
language: 1
pack: ours
version: 1.0.0
parameters:
  most: {type: integer, default: 3, at_least: 1, at_most: 9}
calendar:
  parts_of_day: {morning: "06:00", evening: "18:00"}
attributes:
  person: {type: person}
  topic: {type: text, one_of: [offer, reminder]}
  score: {type: number}
  gifts: {type: list}
kinds:
  call: {by: us, attributes: [person, topic, score, gifts]}
  answer: {by: them, attributes: [topic]}
facts:
  since_call: {since: {last: call}, in: dates}
  calls: {count: call}
"""
#: Where the rows below stand in the file.
LINE = HEAD.count("\n") + 1

MISTAKES = [
    ("rules: [{rule: r, forbid: {since_cal: {less_than: 7 dates}}}]",
     "28: unknown fact 'since_cal' in rule 'r'; did you mean 'since_call'?"),
    ("rules: [{rule: r, forbid: {zzz: true}}]", "28: unknown fact 'zzz' in rule 'r'"),
    ("rules: [{rule: r, forbid: {since_call: {less_than: 7}}}]",
     "52: the value for 'since_call' in rule 'r' is 7, not an amount of dates; "
     "write an amount with its unit, like '7 dates'"),
    ("rules: [{rule: r, forbid: {since_call: {less_than: 7 days}}}]",
     "52: the value for 'since_call' in rule 'r' is '7 days', not an amount of dates; "
     "write an amount with its unit, like '7 dates'"),
    ("rules: [{rule: r, forbid: {calls: {at_least: many}}}]",
     "46: the value for 'calls' in rule 'r' is 'many', not a whole number"),
    ("rules: [{rule: r, forbid: {topic: {less_than: offer}}}]",
     "36: 'topic' is a text, which cannot be compared by 'less_than' in rule 'r'; "
     "possible: is, is_not, one_of, none_of, absent, mentions"),
    ("rules: [{rule: r, forbid: {topic: ofer}}]",
     "35: 'ofer' is no value of 'topic' in rule 'r'; did you mean 'offer'?"),
    ("rules: [{rule: r, forbid: {part_of_day: noon}}]",
     "41: 'noon' is no value of 'part_of_day' in rule 'r'; possible: morning, evening"),
    ("rules: [{rule: r, forbid: {calls: {at_least: {parameter: mots}}}}]",
     "58: unknown parameter 'mots' for 'calls' in rule 'r'; did you mean 'most'?"),
    ("rules: [{rule: r, forbid: {kind: cal}}]",
     "34: 'cal' is no value of 'kind' in rule 'r'; did you mean 'call'?"),
    ("rules: [{rule: r, require: {score: {at_least: 1}}}]",
     "29: 'score' in rule 'r' can be absent; add 'or_absent: pass' or 'or_absent: fail'"),
    ("rules: [{rule: r, forbid: {calls: 1}, because: '{cals} calls'}]",
     "48: unknown fact 'cals' in the reason of rule 'r'; did you mean 'calls'?"),
    ("rules: [{rule: r, forbid: {calls: 1}, instead: {topik: offer}}]",
     "49: unknown attribute 'topik' in rule 'r'; did you mean 'topic'?"),
    ("duties: [{duty: d, while: {topic: offer}, do: {kind: call}, due: when permitted}]",
     "28: attribute 'topic' in duty 'd': there is no proposal here; use a fact"),
    ("duties: [{duty: d, while: {calls: 0}, do: {kind: answer}, due: when permitted}]",
     "50: 'answer' in duty 'd' is no kind of act by us; possible: call"),
]  # fmt: skip

FACTS = [
    ("  wrong: {count: cal}", "18: unknown kind 'cal' in fact 'wrong'; did you mean 'call'?"),
    ("  wrong: {count: call, where: {topik: offer}}",
     "32: unknown attribute 'topik' in fact 'wrong'; did you mean 'topic'?"),
    ("  wrong: {count: answer, where: {score: 1}}",
     "34: no event of 'answer' has an attribute 'score' in fact 'wrong'"),
    ("  wrong: {sum: topic, of: call}",
     "16: 'topic' is a text: it has no sum in fact 'wrong'; possible: number, integer"),
    ("  topic: {count: call}", "3: fact 'topic' has the name of an attribute"),
]  # fmt: skip


def problems_of(folder: Path, text: str) -> list[str]:
    """The problems of a pack with that text, without the name of the file."""
    file = folder / "pack.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(Problems) as caught:
        load_tree(folder)
    return [str(each).removeprefix(f"{file}:") for each in caught.value.problems]


@pytest.mark.parametrize(("line", "said"), MISTAKES)
def test_a_wrong_name_or_type_is_told_with_place_and_help(tmp_path: Path, line: str, said: str) -> None:
    """The whole message, with line and column."""
    assert problems_of(tmp_path, HEAD + line) == [f"{LINE}:{said}"]


@pytest.mark.parametrize(("line", "said"), FACTS)
def test_a_wrong_fact_is_told_with_place_and_help(tmp_path: Path, line: str, said: str) -> None:
    """The whole message, with line and column."""
    assert problems_of(tmp_path, HEAD + line)[0] == f"{LINE}:{said}"


def test_all_problems_come_in_one_go_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Shape, names and types together: nobody mends one error to meet the next."""
    text = (
        HEAD
        + "  wrong: {count: cal}\nrules: [{rule: r, forbid: {zzz: true}}, {rule: s, forbid: {calls: x}, ten: 1}]"
    )
    said = problems_of(tmp_path, text)
    assert [each.split(" ")[1] for each in said] == ["unknown", "unknown", "the", "unknown"]


def test_a_caret_stands_under_the_word(tmp_path: Path) -> None:
    """On a terminal the line is shown with its caret."""
    file = tmp_path / "pack.yaml"
    file.write_text(HEAD + "  wrong: {count: cal}", "utf-8")
    with pytest.raises(Problems) as caught:
        load_tree(tmp_path)
    (problem,) = caught.value.problems
    assert render(problem, "  wrong: {count: cal}").splitlines()[1:] == [
        f"  {LINE} |   wrong: {{count: cal}}",
        "     |                  ^",
    ]


def test_a_fact_that_depends_on_itself_is_refused(tmp_path: Path) -> None:
    """A cycle that does not pass through strictly earlier events."""
    text = HEAD + "  one: {holds: {two: true}}\n  two: {holds: {one: true}}\n"
    assert problems_of(tmp_path, text) == [
        f"{LINE}:3: fact 'one' depends on itself: one -> two -> one; "
        "a fact may depend on itself only as of then, through earlier events"
    ]


def test_a_pack_on_another_adds_replaces_and_switches_off_by_id(tmp_path: Path) -> None:
    """Replacing what is not there, or adding what is, is an error with its place."""
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "pack.yaml").write_text(HEAD + "rules: [{rule: r, forbid: {calls: 1}}]", "utf-8")
    text = (
        "language: 1\npack: mine\nversion: 1.0.0\nextends: base\nswitch_off: [q]\n"
        "rules: [{rule: r, forbid: {calls: 2}}]\nreplace: {rules: [{rule: rr, forbid: {calls: 2}}]}\n"
    )
    assert problems_of(tmp_path, text) == [
        "5:14: there is no rule 'q' in the pack that this one extends",
        "6:16: rule 'r' exists in the pack that this one extends; put it under 'replace: rules:'",
        "7:26: there is no rule 'rr' in the pack that this one extends",
    ]


def test_a_parameter_out_of_its_range_is_refused(tmp_path: Path) -> None:
    """The range that the pack declares holds for every value."""
    (tmp_path / "pack.yaml").write_text(HEAD, "utf-8")
    with pytest.raises(Problems, match="parameter 'most' is 10; allowed: 1 to 9"):
        load_tree(tmp_path, {"most": 10})


def test_an_unknown_pack_is_named_with_the_closest() -> None:
    """A name that is nearly a bundled pack's is suggested."""
    with pytest.raises(NoPack, match="there is no pack 'five-ruls'; did you mean 'five-rules'"):
        load_tree("five-ruls")


def test_the_digest_covers_parameter_values_and_not_places(tmp_path: Path) -> None:
    """A decision is bound to what the pack means, not to how its file is laid out."""
    (tmp_path / "pack.yaml").write_text(HEAD, "utf-8")
    first = load_tree(tmp_path)[0].digest
    (tmp_path / "pack.yaml").write_text("# a comment\n" + HEAD, "utf-8")
    assert load_tree(tmp_path)[0].digest == first
    assert load_tree(tmp_path, {"most": 4})[0].digest != first
