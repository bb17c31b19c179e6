"""What YAML reads differently from what it looks like is refused by name, with its place and a way out."""

import pytest

from followup.language.problems import Problems, render
from followup.language.yaml_reader import read_yaml

LINES = [
    ("a: 1\na: 2", "2:1: key 'a' is given twice; it is already given in line 1"),
    ("on: 1", "1:1: bare 'on' is the boolean true in YAML 1.1; write true, or quote it: \"on\""),
    ("a: No", "1:4: bare 'No' is the boolean false in YAML 1.1; write false, or quote it: \"No\""),
    ("a: [y]", "1:5: bare 'y' is the boolean true in YAML 1.1; write true, or quote it: \"y\""),
    ("a: TRUE", "1:4: 'TRUE' is not text; write true, or quote it: \"TRUE\""),
    ("a: 15:00", "1:4: unquoted '15:00' is a number in base 60 in YAML 1.1; quote it: \"15:00\""),
    ("a: 2026-11-02", "1:4: unquoted '2026-11-02' is not text to every YAML reader; quote it: \"2026-11-02\""),
    (
        "a: 2026-11-02T14:00+01:00",
        "1:4: unquoted '2026-11-02T14:00+01:00' is not text to every YAML reader; "
        'quote it: "2026-11-02T14:00+01:00"',
    ),
    (
        "a: 0123",
        "1:4: '0123' is an octal or other number in YAML 1.1; "
        'write it without the leading zero, or quote it: "0123"',
    ),
    ("a: +49151", "1:4: '+49151' loses its plus as a number; leave the plus out, or quote it: \"+49151\""),
    ("a: 1_0", "1:4: '1_0' is a number only to some YAML readers; write its plain digits, or quote it: \"1_0\""),
    ("a: .nan", "1:4: '.nan' is not a finite number; quote it if it is a text: \".nan\""),
    ("a: -.Inf", "1:4: '-.Inf' is not a finite number; quote it if it is a text: \"-.Inf\""),
    ("a: 1e99", "1:4: number '1e99' is too long; quote it if it is a text"),
    ("a:\n\tb: 1", "2:1: a tab outside of quotes; write spaces"),
    ("a:\tb", "1:3: a tab outside of quotes; write spaces"),
    ("<<: {a: 1}", "1:1: merge key '<<' is not part of the language; write the keys out"),
    ("a: !!str 5", "1:4: tag 'tag:yaml.org,2002:str' is not part of the language; leave it out; quote what is text"),
    ("a: !python/object:os.system x", "1:4: tag '!python/object:os.system' is not part of the language; "
     "leave it out; quote what is text"),
    ("a: *b", "1:4: alias '*b' has no anchor before it"),
    ("a: &b [*b]", "1:8: alias '*b' contains itself"),
    ("a: 1\n--- \nb: 1", "2:1: a second document begins here; a file holds one document"),
    ("5: a", "1:1: key '5' is a number, not text; quote it: \"5\""),
    ("true: a", "1:1: key 'true' is a boolean, not text; quote it: \"true\""),
    ("null: a", "1:1: a key cannot be empty or null; quote it if it is a text"),
    ("[name]: a", "1:1: a list cannot be a key; quote it if it is a text"),
    ("", "1:1: the file is empty"),
    ("# nothing\n---\n", "1:1: the file is empty"),
    (b"a: \xff", "1:4: the file is not UTF-8; save it as UTF-8"),
    ("a: 1".encode("utf-16"), "1:1: the file is not UTF-8; save it as UTF-8"),
    ("a: \x1b[31m", "1:4: the character U+001B is not allowed; write it as an escape in \"…\""),
    ("a: b: c", "1:5: a ':' where no key can stand; check the indentation and the quotes"),
    ("a: [1, 2", "1:9: a list in [ ] needs a ',' or ']' here; quote a text with special characters"),
    ("a: {b: 1\nc: 2", "2:2: a mapping in { } needs a ',' or '}' here; quote a text with special characters"),
    ("a: 'b", "1:4: a quotation that is not closed; close it"),
    ("a: @b", "1:4: '@' cannot begin a plain text; quote the text"),
    ("a:\n  - b\n c: 1", "3:2: the line does not fit the lines above it; check the indentation and the quotes"),
    ('a: "\\d"', "1:5: an unknown escape in a double-quoted text; write \\\\ for a backslash"),
    ("%a", "1:1: a line cannot begin with '%'; quote the text"),
    ("a: &", "1:5: a text cannot begin with '&' or '*'; quote the text"),
    ("a: |b\n", "1:5: a text right behind '|' or '>'; begin the text on the next line"),
]  # fmt: skip

BOMBS = [
    ("[" * 900_000, "too-deep"),
    ("".join(" " * depth + "a:\n" for depth in range(1000)), "too-deep"),
    ("a: &a [" + "1," * 90 + "]\nb: &b [" + "*a," * 90 + "]\nc: [" + "*b," * 90 + "]", "alias-bomb"),
    ("- &a x\n" + "- *a\n" * 100_000, "alias-bomb"),
    ("a: &a " + "[" * 60 + "]" * 60 + "\nb: " + "[" * 60 + "*a" + "]" * 60, "too-deep"),
    ("a" * 1_000_001, "too-large"),
    ("1" * 900_000, "number-too-long"),
    ("1:1" * 300_000, "bare-time"),
    ("{" + "'" * 900_001, "syntax"),
]


def problems(source):
    with pytest.raises(Problems) as caught:
        read_yaml(source, "p.yaml")
    return caught.value.problems


@pytest.mark.parametrize(("source", "line"), LINES)
def test_each_trap_says_where_what_and_a_way_out(source, line):
    assert [str(problem) for problem in problems(source)] == [f"p.yaml:{line}"]


@pytest.mark.parametrize(("source", "code"), BOMBS, ids=range(len(BOMBS)))
def test_each_bomb_is_refused_by_name(source, code):
    assert code in {problem.code for problem in problems(source)}


def test_all_traps_of_a_file_are_told_at_once_in_the_order_of_reading():
    assert [str(each.place) for each in problems("a: on\nb: 15:00\nc: [no, 0123]\na: !x 1\n")] == [
        "p.yaml:1:4", "p.yaml:2:4", "p.yaml:3:5", "p.yaml:3:9", "p.yaml:4:1", "p.yaml:4:4",
    ]  # fmt: skip


def test_a_file_of_nothing_but_traps_is_told_in_part():
    assert len(problems("- on\n" * 50_000)) == 1000


def test_quoting_disarms_every_scalar_trap():
    for source, _ in LINES[1:14]:
        word = (source if isinstance(source, str) else "").removeprefix("a: ").strip("[]").removesuffix(": 1")
        assert read_yaml(f'a: "{word}"', "f").plain() == {"a": word}


def test_tabs_in_texts_and_comments_are_harmless():
    source = "a: 'x\ty' #\tz\nb: |\n  x\ty\nc: \"\t\"\n# \t\n"
    assert read_yaml(source, "f").plain() == {"a": "x\ty", "b": "x\ty\n", "c": "\t"}


def test_a_caret_stands_under_the_place():
    problem = problems("a: 1\nopen: 15:00\n")[0]
    assert render(problem, "open: 15:00") == (
        "p.yaml:2:7: unquoted '15:00' is a number in base 60 in YAML 1.1; quote it: \"15:00\"\n"
        "  2 | open: 15:00\n"
        "    |       ^"
    )
