"""What items are to a pack: the kinds, attributes and records that come of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from followup.cases.mapping import Fitting, fits, mapped
from followup.cases.records import Case, Person
from followup.language import tree
from followup.plugins import Item, Party
from followup.timeline.journal import Record
from followup.timeline.values import ABSENT, Unknown


def attribute(name: str, type: tree.Type = "text") -> tree.Attribute:
    return tree.Attribute(name, type)


def own(name: str, operator: tree.Operator, *values: object) -> tree.Compare:
    return tree.Compare(tree.OwnTerm(name), operator, tuple(tree.Constant(each) for each in values))


ATTRIBUTES = [
    attribute("who", "person"),
    attribute("channel", "channel"),
    attribute("text"),
    attribute("about"),
]
KINDS = [
    tree.Kind("sent", "us", ("who", "channel", "text", "about")),
    tree.Kind("heard", "them", ("who", "text")),
    tree.Kind("talk", "nobody", ("who",)),
]
PACK = tree.Tree(
    "test",
    "1.0.0",
    attributes={each.name: each for each in ATTRIBUTES},
    kinds={each.name: each for each in KINDS},
    reads=(
        tree.Reads("message", "sent", own("direction", "is", "out"), {}, {"about": "subject"}),
        tree.Reads("message", "heard", own("nature", "is", "person"), {"text": "fixed"}),
        tree.Reads("meeting", "talk", own("title", "mentions", "interview", "job talk")),
    ),
)


@pytest.fixture
def events(store):
    def of(*items):
        store.items.put("email", items, 1, 7)
        return mapped(store, PACK).journal.events

    return of


def test_an_item_is_an_event_with_what_the_pack_declares(events, mail):
    [event] = events(mail("1", at=5, direction="out", text="hi", subject="s", secret="no"))
    assert (event.kind, event.id, event.source, event.case, event.at) == ("sent", "1", "email", "acme", 5)
    assert event.attributes == {
        "who": ("manager@acme.example",), "channel": "email", "text": "hi", "about": "s"
    }  # fmt: skip
    assert event.recorded == 7


def test_an_item_that_fits_several_entries_is_an_event_of_each_kind(events, mail):
    one, two = events(mail("1", direction="out", nature="person", text="original"))
    assert (one.kind, one.id, one.attributes["text"]) == ("sent", "1", "original")
    assert (two.kind, two.id, two.attributes["text"]) == ("heard", "1 (heard)", "fixed")


@pytest.mark.parametrize("wanted", [1, True, "1"])
def test_items_that_are_read_together_are_read_as_each_alone(mail, wanted):
    """What was settled for one item is not taken for another that is equal to it by Python's word only."""
    pack = replace(PACK, reads=(tree.Reads("message", "sent", own("flag", "is", wanted)),))
    items = [mail(str(n), flag=flag) for n, flag in enumerate((True, 1, Decimal(1), "1", ABSENT))]
    items.append(mail("9"))
    for order in (items, items[::-1]):
        together = Fitting(pack)
        assert [together.of(each) for each in order] == [Fitting(pack).of(each) for each in order]


def test_the_first_entry_of_a_kind_decides_and_its_constants_stand(store, mail):
    entries = (tree.Reads("message", "heard", sets={"text": "first"}), tree.Reads("message", "heard"))
    store.items.put("email", [mail("1", text="original")], 1, 0)
    [event] = mapped(store, replace(PACK, reads=entries)).journal.events
    assert event.attributes["text"] == "first"


def test_what_the_item_does_not_say_is_left_to_the_pack(events, mail):
    [event] = events(mail("1", direction="out", text=ABSENT, subject=Unknown("garbled")))
    assert event.attributes["text"] is ABSENT
    assert event.attributes["about"] == Unknown("garbled")


def test_an_item_that_is_nothing_to_the_pack_is_told_apart(store, mail):
    store.items.put("email", [mail("1", direction="in", nature="bounce")], 1, 0)
    found = mapped(store, PACK)
    assert found.journal.events == ()
    assert [each.item.id for each in found.unread] == ["1"]


@pytest.mark.parametrize(
    ("title", "is_one"),
    [("Job  Talk with Acme", True), ("INTERVIEW", True), ("Interviewing tips", False), (None, False)],
)
def test_a_meeting_is_one_when_its_words_occur(title, is_one):
    attributes = {} if title is None else {"title": title}
    item = Item("meeting", "1", 0, "calendar", attributes=attributes)
    assert fits(item, PACK.reads[2].where) is is_one


def test_conditions_hold_only_when_they_surely_hold():
    item = Item("message", "1", 0, "email", "in", attributes={"x": Unknown("?"), "n": 3})
    cases = {
        own("x", "is", "a"): False,
        tree.Not(own("x", "is", "a")): False,
        tree.Any((own("x", "is", "a"), own("n", "at_least", 3))): True,
        tree.All((own("direction", "is", "in"), own("kind", "is", "message"))): True,
        own("gone", "absent", True): True,
        tree.Not(own("gone", "is", "a")): True,
    }
    assert {condition: fits(item, condition) for condition in cases} == cases


def test_a_person_of_two_cases_has_one_key_in_both(store, mail):
    store.put_people("acme", [Person("acme", "R", ("r@agency.example",), ("+491234567",))])
    store.put_case(Case("beta"))
    store.put_people(
        "beta", [Person("beta", "R", (), ("+491234567",)), Person("beta", "B", ("b@beta.example",))]
    )
    call = Item(
        "message", "c", 1, "sms", "out", (Party(number="+491234567"), Party(address="b@beta.example"))
    )
    store.items.put("phone", [call], 1, 0)
    store.assign(store.items.find("c"), "beta")
    found = mapped(store, PACK).journal
    assert found.events[0].attributes["who"] == ("b@beta.example", "r@agency.example")
    assert found.people["r@agency.example"] == Record(channels=("email", "phone"))
    assert found.cases["beta"].people == ("b@beta.example", "r@agency.example")


def test_records_tell_zones_countries_and_channels(store):
    store.put_case(Case("far", zone="Asia/Tokyo", country="JP"))
    somebody = Person("far", "T", (), (), ("linkedin.com/in/t", "xing.com/profile/t"), "America/New_York")
    store.put_people("far", [somebody])
    found = mapped(store, PACK).journal
    assert found.cases["far"] == Record(("Asia/Tokyo",), "JP", ("linkedin.com/in/t",))
    assert found.people["linkedin.com/in/t"] == Record(("America/New_York",), channels=("linkedin", "xing"))
    assert found.cases["acme"] == Record(("Europe/Berlin",), "DE", ("manager@acme.example",))


def test_an_entry_by_hand_is_an_event_of_the_people_of_its_case(store):
    store.log("acme", "talk", 9, {}, 10)
    store.log("acme", "talk", 10, {"who": "manager@acme.example"}, 10)
    store.log("acme", "other", 11, {"x": 1}, 12)
    found = mapped(store, PACK).journal.events
    assert [dict(each.attributes) for each in found] == [{"who": ("manager@acme.example",)}] * 2 + [{"x": 1}]
    assert [each.id for each in found] == ["hand-1", "hand-2", "hand-3"]
    assert found[0].source == "hand"


def test_what_is_taken_back_is_no_event_and_an_answer_counts(store, events, mail):
    store.log("acme", "talk", 9, {}, 10)
    assert store.undo("acme").kind == "talk"
    assert store.undo("acme") is None
    store.answer("email", "1", "text", "they said no", 0)
    assert [each.attributes["text"] for each in events(mail("1", direction="out"))] == ["they said no"]
    store.answer("email", "1", "text", None, 0)
    assert "text" not in mapped(store, PACK).journal.events[0].attributes
