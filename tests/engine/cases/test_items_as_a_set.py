"""The items of a store are a set: neither order nor repetition of imports matters (SEMANTICS 4)."""

from __future__ import annotations

import tempfile
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.cases.item_store import AmbiguousRef
from followup.cases.store import Store
from followup.plugins import Item, Party
from followup.timeline import encoding
from followup.timeline.values import ABSENT, Unknown

VALUES = st.one_of(
    st.text(),
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.times(),
    st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1).map(tuple),
    st.builds(Unknown, st.text(st.characters(exclude_categories=["Cs"])), st.booleans()),
    st.just(ABSENT),
)
ITEMS = st.builds(
    Item,
    st.sampled_from(["message", "call"]),
    st.sampled_from(["a", "b", "c"]),
    st.integers(0, 3),
    st.sampled_from(["email", "phone"]),
    st.sampled_from(["in", "out", None]),
    st.sampled_from([(), (Party(address="x@y.example"),), (Party("Jo", number="+4930123456"),)]),
    st.dictionaries(st.sampled_from(["text", "subject"]), st.sampled_from(["x", "y", ABSENT]), max_size=1),
    st.integers(0, 2),
    st.booleans(),
)


def put_in(batches: list[list[Item]], dump) -> list[str]:
    with tempfile.TemporaryDirectory() as home:
        store = Store.open(Path(home))
        for batch in batches:
            store.items.put("source", batch, 1, 0)
        lines = dump(store)
        store.close()
        return lines


@settings(max_examples=60)
@given(st.lists(ITEMS, max_size=8), st.randoms(use_true_random=False), st.integers(1, 4))
def test_order_repetition_and_batches_never_matter(dump, items, random, size):
    shuffled = [*items, *items[:3]]
    random.shuffle(shuffled)
    batches = [shuffled[n : n + size] for n in range(0, len(shuffled), size)]
    assert put_in([items], dump) == put_in(batches, dump)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), VALUES))
def test_attributes_come_back_as_they_were(attributes):
    sound = {name: encoding.sound(v) if isinstance(v, str) else v for name, v in attributes.items()}
    back = encoding.decode(encoding.encode(attributes))
    assert back == sound
    assert {name: type(value) for name, value in back.items()} == {n: type(v) for n, v in sound.items()}


def test_an_item_comes_back_as_it_was(store, mail):
    attributes = {
        "text": "ü\x00\n",
        "n": 3,
        "p": Decimal("0.10"),
        "d": date(2026, 1, 2),
        "t": time(9),
        "l": ("a",),
    }
    item = mail("1", direction="in", place="inbox.mbox, message 1", revision=2, **attributes)
    store.items.put("email", [item], 1, 7)
    store.refresh()
    [kept] = store.items.of_case("acme")
    assert (kept.source, kept.item, kept.recorded) == ("email", item, 7)


def outcomes(store, *items, reading=1):
    return dict(store.items.put("email", items, reading, 0)[1])


def text_of(store):
    return store.items.find("1").item.attributes["text"]


def test_what_becomes_of_an_item_that_comes_again_is_told(store, mail):
    assert outcomes(store, mail("1", text="b"), mail("1", text="b")) == {"new": 1, "known": 1}
    assert outcomes(store, mail("1", text="c", revision=1)) == {"changed": 1}
    assert outcomes(store, mail("1", text="b")) == {"outdated": 1}
    assert outcomes(store, mail("1", text="d", revision=1)) == {"contradicting": 1}
    assert store.items.count_unmatched() == (1, 0)


def test_a_retraction_of_the_same_revision_stands(store, mail):
    outcomes(store, mail("1", void=True), mail("1"))
    store.refresh()
    assert [*store.items.of_case()] == []


def test_a_later_reading_corrects_an_earlier_one(store, mail):
    outcomes(store, mail("1", text="wrong"))
    assert outcomes(store, mail("1", text="right"), reading=2) == {"changed": 1}
    assert outcomes(store, mail("1", text="wrong"), reading=1) == {"outdated": 1}
    assert text_of(store) == "right"


def test_the_number_of_a_reading_grows_when_what_the_reader_knows_changes(store):
    numbers = [store.reading_number("email", context) for context in "aabba"]
    assert numbers == [1, 1, 2, 2, 3]
    assert store.reading_number("phone", "a") == 1


def test_an_item_is_found_by_the_beginning_of_its_ref_or_by_its_id(store, mail):
    store.items.put("email", [mail(f"<{n}@x>") for n in range(300)], 1, 0)
    kept = store.items.find("<7@x>")
    assert store.items.find(kept.ref) == store.items.find(kept.ref[:7]) == kept
    assert store.items.find("*") is store.items.find("<") is store.items.find("") is None


def test_a_ref_that_begins_several_is_refused(store, mail):
    refs: dict[str, str] = {}
    items = [mail(str(n)) for n in range(2000)]
    store.items.put("email", items, 1, 0)
    for item in items:
        ref = store.items.find(item.id).ref[:4]
        if ref in refs:
            with pytest.raises(AmbiguousRef, match="write more"):
                store.items.find(ref)
            return
        refs[ref] = item.id
    pytest.fail("2000 refs of which no two begin alike")
