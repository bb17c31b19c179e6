"""What the model of upset adds to the phrases: upset without a marked word, and calm where messages are counted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from followup.plugins import Unknown
from followup_tone._weights import Table, _unpacked, packed, weights

ROOT = Path(__file__).parents[3]
UPSET = (
    "I appreciate that chambers is busy. So, as it happens, are the rest of us. "
    "You will recall undertaking to write by the Friday. I did not think to ask which one. Thank you, kind regards."
)
ASKING = (
    "Dear Ms. Lowe, this is my third message, and I do not want to be a nuisance. Should I stop writing? "
    "I would quite understand. Thank you for your time."
)


def test_upset_without_a_marked_word_is_found(facts_of):
    assert facts_of(UPSET)["frustration"].value > 0.3


def test_who_asks_kindly_whether_to_stop_may_count_the_messages(facts_of):
    given = facts_of(ASKING)
    assert given["frustration"].value <= 0.3
    assert given["intent"].value == "ask_to_stop"


def test_who_is_upset_does_not_ask_whether_to_stop(facts_of):
    text = (
        "You never answer. Should I stop writing, or is it beneath you to reply to a single one of my emails?"
    )
    assert facts_of(text)["intent"].value != "ask_to_stop"


def test_what_speaks_for_and_against_is_shown(facts_of):
    says = {span.says for span in facts_of(UPSET)["frustration"].spans}
    assert {"reads as upset", "reads as calm"} <= says


def test_what_others_said_between_quotation_marks_counts_nothing(facts_of):
    text = "Hello, {} is on the poster in your hall, and it made me smile. Is there any news on the role? Thank you."
    calm, quoted = (
        facts_of(text.format(each)) for each in ("it", '"This is ridiculous, you never answer my emails"')
    )
    assert quoted["frustration"].value <= max(calm["frustration"].value, 0)
    assert quoted["blame"].value == 0


@pytest.mark.parametrize(
    "text",
    [
        'They told my colleague "you are hired" and then cancelled.',
        "I was told that the position has been filled, but I will ask.",
        "You were not selected for the job by mistake, we are still deciding.",
        "Please do not stop writing to us, we like it.",
    ],
)
def test_what_is_quoted_reported_or_denied_ends_no_case(facts_of, text):
    assert facts_of(text)["meaning"].value not in ("hired", "stop")
    assert isinstance(facts_of(text)["meaning"].value, (str, Unknown))


def test_packed_weights_are_what_was_packed():
    known = {"b": -3, "a": 12, "ü": 32_000}
    table = _unpacked(**packed(known))
    assert table.whole() == known
    assert [table.of(name) for name in ("a", "b", "ü", "c", "")] == [12, -3, 32_000, 0, 0]


def test_a_table_without_names_knows_nothing():
    assert _unpacked("", "") == Table([], _unpacked("", "").values)
    assert weights("upset").pieces.of("<a") == 0


def test_facts_about_one_text_import_nothing_that_only_pairs_or_dates_need():
    code = (
        "import sys; from followup.plugins import Content; from followup_tone import facts;"
        "facts(Content('m', {'text': 'Is there any news on the role?'}));"
        "print([n for n in ('rapidfuzz', 'followup_tone._similarity', 'followup_tone._dates') if n in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_every_declared_fact_has_a_row_in_the_benchmark():
    manifest = json.loads((ROOT / "plugins" / "followup_tone" / "plugin.json").read_text("utf-8"))
    rows = "".join(path.read_text("utf-8") for path in (ROOT / "bench" / "tone").glob("_*rows.py"))
    assert [fact["name"] for fact in manifest["facts"] if f'"{fact["name"]}"' not in rows] == []
