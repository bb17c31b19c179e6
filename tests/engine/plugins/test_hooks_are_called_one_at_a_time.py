"""Calling: each answer is held against the declaration and carries its plugin; errors name it."""

from __future__ import annotations

import os
from datetime import date, time
from decimal import Decimal

import pytest

from followup.plugins import (
    ABSENT,
    Absent,
    Content,
    Fact,
    Item,
    Left,
    Order,
    Party,
    Reading,
    RefusedOrder,
    Unknown,
)
from followup.plugins.registry import Given, Plugins

START = "from followup.plugins import *\nfrom followup.plugins import Item, Left\n"
LETTER = Content("letter", {"text": "coo"})


def fact(type: str, **more: object) -> dict:
    return {"name": "weight", "type": type, "says": "grams", **more}


@pytest.fixture
def pigeon(one_file):
    """The plugins that are there when a file with that source is one of them."""
    return lambda source, **declared: Plugins.installed([one_file(START + source, **declared)])


def gives(value: str) -> str:
    return f"@gives_facts\ndef facts(content):\n    return {value}\n"


def pair_gives(value: str) -> str:
    return f"@gives_pair_facts\ndef facts(content, earlier):\n    return {value}\n"


RECOGNISES = "@recognises\ndef recognise(path, head):\n    {}\n"


def test_hook_recognise_gives_the_plugin_and_its_format(pigeon, tmp_path) -> None:
    file = tmp_path / "letter"
    file.write_bytes(b"coo" + b"x" * 10_000)
    source = RECOGNISES.format("return 'scroll' if head[:3] == b'coo' and len(head) == 4096 else None")
    assert pigeon(source, reads=["scroll"]).recognise(file) == [("pigeon", "scroll")]


def test_hook_recognise_gets_no_head_for_a_folder(pigeon, tmp_path) -> None:
    source = RECOGNISES.format("return 'loft' if head == b'' and path.is_dir() else None")
    assert ("pigeon", "loft") in pigeon(source, reads=["loft"]).recognise(tmp_path)


@pytest.mark.parametrize(
    "does", ["raise ValueError('coo')", "return 'carrier'", "return 3", "raise SystemExit"]
)
def test_a_claim_that_fails_is_no_claim_and_is_told(pigeon, tmp_path, does: str) -> None:
    file = tmp_path / "letter"
    file.write_text("coo")
    plugins = pigeon(RECOGNISES.format(does), reads=["scroll"])
    assert "pigeon" not in dict(plugins.recognise(file))
    assert [(f.plugin, f.stage) for f in plugins.failures if f.plugin == "pigeon"] == [
        ("pigeon", "hooks"),
        ("pigeon", "recognise"),
    ]


def test_a_pipe_is_not_waited_for(pigeon, tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert pigeon("", reads=["scroll"]).recognise(tmp_path / "pipe") == []


def test_a_file_that_is_not_there_is_an_error(pigeon, tmp_path) -> None:
    with pytest.raises(FileNotFoundError):
        pigeon("").recognise(tmp_path / "gone")


def read(plugins: Plugins, tmp_path) -> list[Item | Left]:
    return list(plugins.read("pigeon", tmp_path / "letter", "scroll", Reading()))


READS = "@reads\ndef read(path, format, reading):\n    yield Item('message', 'a', 1, 'pigeon')\n    {}\n"
FIRST = Item("message", "a", 1, "pigeon")


def test_hook_read_gives_items_and_what_was_left(pigeon, tmp_path) -> None:
    plugins = pigeon(READS.format("yield Left(path.name, 'empty ' + format)"), reads=["scroll"])
    assert read(plugins, tmp_path) == [FIRST, Left("letter", "empty scroll")]


READ_ERRORS = {
    "raise ValueError('coo')": Left("letter", "plugin pigeon: ValueError: coo", broken=True),
    "raise SystemExit('coo')": Left("letter", "plugin pigeon: SystemExit: coo", broken=True),
    "raise RefusedFile('a bomb')": Left("letter", "a bomb", broken=True),
    "yield 3": Left("letter", "plugin pigeon: a int is neither Item nor Left", broken=True),
    "yield Item('dream', 'b', 1, 'x', place='nest')": Left(
        "nest",
        "plugin pigeon: an item needs an id and a kind of message, call, invitation, meeting",
        broken=True,
    ),
    "yield Item('call', 'b', 1e3, 'x')": Left(
        "letter", "plugin pigeon: an item's instant lies outside the years 2 to 9998", broken=True
    ),
    "yield Item('call', 'b', 1, 'x', attributes={'w': float('nan')})": Left(
        "letter", "plugin pigeon: nan is not a finite number", broken=True
    ),
    "yield Item('call', 'b', 1, 'x', attributes=7)": Left(
        "letter", "plugin pigeon: AttributeError: 'int' object has no attribute 'items'", broken=True
    ),
}  # fmt: skip


@pytest.mark.parametrize("does", READ_ERRORS)
def test_a_reader_that_fails_keeps_what_it_had(pigeon, tmp_path, does: str) -> None:
    assert read(pigeon(READS.format(does), reads=["scroll"]), tmp_path) == [FIRST, READ_ERRORS[does]]


def test_a_reading_can_be_left_unfinished(pigeon, tmp_path) -> None:
    plugins = pigeon(READS.format("yield from iter(int, 1)"), reads=["scroll"])
    reading = plugins.read("pigeon", tmp_path, "scroll", Reading())
    assert next(reading) == FIRST
    reading.close()


def test_reading_with_a_plugin_that_is_not_there_is_a_left(tmp_path) -> None:
    (left,) = Plugins([]).read("pigeon", tmp_path / "letter", "scroll", Reading())
    assert left == Left("letter", "plugin pigeon: there is no such plugin", broken=True)


def test_the_attributes_of_items_become_exact(pigeon, tmp_path) -> None:
    plugins = pigeon(
        READS.format("yield Item('call', 'b', 1, 'x', attributes={'w': 0.1, 'l': []})"), reads=["scroll"]
    )
    assert read(plugins, tmp_path)[1].attributes == {"w": Decimal("0.1"), "l": ABSENT}


SOUND = {
    "number": ("0.1", Decimal("0.1")), "integer": ("3", 3), "boolean": ("True", True), "text": ("'a'", "a"),
    "list": ("['a']", ("a",)), "date": ("__import__('datetime').date(2026, 1, 2)", date(2026, 1, 2)),
    "time": ("__import__('datetime').time(9)", time(9)),
}  # fmt: skip


@pytest.mark.parametrize("type", SOUND)
def test_hook_facts_carry_their_plugin_and_are_exact(pigeon, type: str) -> None:
    source, value = SOUND[type]
    given = pigeon(gives(f"{{'weight': Fact({source})}}"), facts=[fact(type)]).facts(LETTER, {"weight"})
    assert given == {"weight": Given(Fact(value), "pigeon")}
    assert given["weight"].fact.value.__class__ is value.__class__


@pytest.mark.parametrize("type", SOUND)
def test_a_fact_may_be_absent_or_unknown_whatever_its_type(pigeon, type: str) -> None:
    for value in ("None", "ABSENT", "Unknown('?')"):
        plugins = pigeon(gives(f"{{'weight': Fact({value})}}"), facts=[fact(type)])
        assert isinstance(plugins.facts(LETTER, ["weight"])["weight"].fact.value, Absent | Unknown)


ILL = {
    "{'weight': Fact('heavy')}": "'heavy' is not of the declared type number",
    "{'weight': Fact(True)}": "True is not of the declared type number",
    "{'weight': Fact(float('nan'))}": "BadValue: nan is not a finite number",
    "{'weight': Fact(object())}": "BadValue: object is not a value",
    "{'weight': 3}": "a int is no Fact",
    "{'weight': Fact(3, (Span(0, 4, 'x'),))}": "a span from 0 to 4 is not within the text",
    "{'weight': Fact(3, (Span(0, 1, '', field='subject'),))}": "a span from 0 to 1 is not within the subject",
    "{}": "it gave none",
    "3": "a int is no mapping of facts",
    "{}['x']": "KeyError: 'x'",
    "exit('coo')": "SystemExit: coo",
}


@pytest.mark.parametrize("value", ILL)
def test_a_failing_or_ill_typed_fact_is_unknown_with_its_reason(pigeon, value: str) -> None:
    given = pigeon(gives(value), facts=[fact("number")]).facts(LETTER, ["weight"])
    reason = f"plugin pigeon, fact weight: {ILL[value]}"
    assert given == {"weight": Given(Fact(Unknown(reason)), "pigeon")}


@pytest.mark.parametrize(("type", "value"), [("text", "'c'"), ("list", "['a', 'c']")])
def test_a_value_outside_one_of_is_unknown(pigeon, type: str, value: str) -> None:
    plugins = pigeon(gives(f"{{'weight': Fact({value})}}"), facts=[fact(type, one_of=["a", "b"])])
    assert "is not one of a, b" in plugins.facts(LETTER, ["weight"])["weight"].fact.value.reason


def test_an_undeclared_fact_is_dropped_and_told(pigeon) -> None:
    plugins = pigeon(gives("{'weight': Fact(3), 'colour': Fact('grey')}"), facts=[fact("number")])
    assert set(plugins.facts(LETTER, ["weight", "colour"])) == {"weight"}
    (failure,) = plugins.failures
    assert failure.why == "gave 'colour', which it does not declare; it was dropped"


NEEDS = {
    "given": ({"text": "coo"}, 3),
    "absent": ({"text": ABSENT}, ABSENT),
    "unknown": ({"text": Unknown("lost")}, Unknown("lost")),
    "open": ({"text": Unknown("unwritten", open=True)}, Unknown("unwritten", open=True)),
    "missing": ({}, Unknown("it needs 'text', which is not given")),
}


@pytest.mark.parametrize("case", NEEDS)
def test_a_fact_is_asked_for_only_with_what_it_needs(pigeon, case: str) -> None:
    attributes, value = NEEDS[case]
    plugins = pigeon(gives("{'weight': Fact(3)}"), facts=[fact("number", needs=["text"])])
    assert plugins.facts(Content("letter", attributes), ["weight"])["weight"].fact.value == value


def test_without_what_it_needs_a_plugin_is_not_even_imported(pigeon) -> None:
    plugins = pigeon("exit()", facts=[fact("number", needs=["text"])])
    plugins.facts(Content("letter"), ["weight"])
    assert plugins.failures == ()


def test_hook_pair_facts_compare_two_contents(pigeon) -> None:
    source = pair_gives("{'weight': Fact(content.text() == earlier.text())}")
    plugins = pigeon(source, facts=[fact("boolean", pair=True, needs=["text"])])
    assert plugins.pair_facts(LETTER, LETTER, ["weight"]) == {"weight": Given(Fact(True), "pigeon")}
    assert plugins.pair_facts(LETTER, Content("x", {"text": "a"}), ["weight"])["weight"].fact == Fact(False)
    assert plugins.facts(LETTER, ["weight"]) == {}


@pytest.mark.parametrize("other", [{}, {"text": ABSENT}])
def test_a_pair_fact_is_absent_if_either_content_has_not_what_it_needs(pigeon, other: dict) -> None:
    plugins = pigeon("exit()", facts=[fact("boolean", pair=True, needs=["text"])])
    for first, second in [(LETTER, Content("call", other)), (Content("call", other), LETTER)]:
        assert plugins.pair_facts(first, second, ["weight"])["weight"].fact == Fact(ABSENT)
    unknown = Content("letter", {"text": Unknown("lost")})
    assert plugins.pair_facts(unknown, Content("call", other), ["weight"])["weight"].fact == Fact(ABSENT)


def test_of_two_givers_of_one_fact_the_first_by_name_is_asked_and_the_other_told(site) -> None:
    for name, dist in (("raven", "nest"), ("pigeon", "coop")):
        site.add(name, START + gives(f"{{'weight': Fact({len(name)})}}"), dist=dist, facts=[fact("number")])
    plugins = Plugins.installed()
    assert plugins.facts(LETTER, ["weight"])["weight"] == Given(Fact(6), "pigeon")
    (failure,) = plugins.failures
    assert (failure.plugin, failure.distribution) == ("raven", "nest")
    assert failure.why == "'weight' is declared by plugin pigeon too, which is the one asked"


DRAFT = {
    "name": "draft",
    "produces": "text/plain",
    "says": "a letter",
    "parameters": ["seal"],
    "limits": {"text": 3},
}
ACTS = "@acts\ndef act(order):\n    return Product('{}', '{}', order.text.encode())\n"


def test_hook_act_makes_what_was_ordered(pigeon) -> None:
    plugins = pigeon(ACTS.format("letter.txt", "text/plain"), actions=[DRAFT])
    product = plugins.act(Order("draft", "pigeon", text="coo", attributes={"seal": "red"}))
    assert (product.name, product.content) == ("letter.txt", b"coo")


def test_a_channels_own_plugin_comes_before_one_for_any_channel(site) -> None:
    site.add("any", START + ACTS.format("any", "text/plain"), channel=None, dist="nest", actions=[DRAFT])
    site.add("pigeon", START + ACTS.format("own", "text/plain"), actions=[DRAFT])
    plugins = Plugins.installed()
    assert plugins.act(Order("draft", "pigeon", text="coo")).name == "own"
    assert plugins.act(Order("draft", "owl", text="coo")).name == "any"
    assert plugins.action("draft", "owl")[0] == "any"


ORDERS = {
    "no plugin makes 'sing' for the channel 'pigeon'": Order("sing", "pigeon"),
    "draft takes no 'wax'; it takes seal": Order("draft", "pigeon", attributes={"wax": "red"}),
    "text has 4 characters; draft allows 3": Order("draft", "pigeon", text="cooo"),
    "the attribute seal has a line break or another control character": Order(
        "draft", "pigeon", attributes={"seal": "red\nBcc: x"}
    ),
    "a person's name has a line break or another control character": Order(
        "draft", "pigeon", to=(Party(name="a\u2028b"),)
    ),
    "an address has a line break or another control character": Order(
        "draft", "pigeon", me=Party(address="a\0")
    ),
}


@pytest.mark.parametrize("why", ORDERS)
def test_an_order_that_cannot_be_carried_out_is_refused(pigeon, why: str) -> None:
    with pytest.raises(RefusedOrder) as error:
        pigeon(ACTS.format("letter.txt", "text/plain"), actions=[DRAFT]).act(ORDERS[why])
    assert str(error.value) == why


def test_a_list_in_an_order_is_looked_into(pigeon) -> None:
    order = Order("draft", "pigeon", attributes={"seal": ("red", "a\rb")})
    with pytest.raises(RefusedOrder, match="the attribute seal"):
        pigeon(ACTS.format("letter.txt", "text/plain"), actions=[DRAFT]).act(order)


BAD_PRODUCTS = {
    ACTS.format("../letter", "text/plain"): "'../letter' is no plain file name",
    ACTS.format(".hidden", "text/plain"): "'.hidden' is no plain file name",
    ACTS.format("letter", "text/html"): "a product of type text/html, not text/plain",
    "@acts\ndef act(order):\n    return 3\n": "a int is no Product with bytes",
    "@acts\ndef act(order):\n    exit('coo')\n": "SystemExit: coo",
    "": "it has no function marked with @acts",
}


@pytest.mark.parametrize("source", BAD_PRODUCTS, ids=range(len(BAD_PRODUCTS)))
def test_what_a_plugin_does_wrong_refuses_the_order_and_names_it(pigeon, source: str) -> None:
    plugins = pigeon(source, actions=[DRAFT])
    with pytest.raises(RefusedOrder) as error:
        plugins.act(Order("draft", "pigeon", text="coo"))
    assert str(error.value) == f"plugin pigeon, action draft: {BAD_PRODUCTS[source]}"
    assert "act" in {failure.stage for failure in plugins.failures}


def test_a_plugins_own_refusal_keeps_its_words(pigeon) -> None:
    plugins = pigeon("@acts\ndef act(order):\n    raise RefusedOrder('no ink')\n", actions=[DRAFT])
    with pytest.raises(RefusedOrder, match="no ink"):
        plugins.act(Order("draft", "pigeon"))
    assert plugins.failures == ()
