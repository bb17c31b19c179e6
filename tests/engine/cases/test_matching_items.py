"""Which case an item belongs to, and what is never guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.cases.matching import company_domain, shared_domains
from followup.cases.people import Directory
from followup.cases.records import Match, Person
from followup.cases.store import Store
from followup.plugins import Item, Party

ACME = Person("acme", "Manager", ("manager@acme.example",), ("+493012",), ("linkedin.com/in/boss",))
BETA = Person("beta", "Boss", ("boss@beta.example",))
AGENT = ("agent@agency.example",)
TWO_ROLES = [Person("one", None, AGENT), Person("two", None, AGENT)]


@dataclass(frozen=True)
class Clue:
    """An item: what it is called, the identifiers of its parties, other things of its thread, and the case that
    somebody assigned it to."""

    key: str
    identifiers: tuple[str, ...] = ()
    threads: tuple[str, ...] = ()
    assigned: str | None = None


FREE = Person("free", None, ("somebody@gmail.com",))

IDENTIFIERS = [
    *ACME.identifiers,
    *BETA.identifiers,
    *AGENT,
    "hr@acme.example",
    "x@mail.beta.example",
    "y@gmail.com",
]
CLUES = st.lists(
    st.builds(
        Clue,
        st.sampled_from("abcdefghi"),
        st.lists(st.sampled_from(IDENTIFIERS), max_size=2).map(tuple),
        st.lists(st.sampled_from(["t1", "t2", "t3", "t4"]), max_size=2).map(tuple),
        st.sampled_from([None, None, None, "acme", "two"]),
    ),
    max_size=8,
    unique_by=lambda clue: clue.key,
)
PEOPLE = [ACME, BETA, *TWO_ROLES, FREE]


@pytest.fixture(scope="module")
def match(tmp_path_factory) -> Callable[[Iterable[Person], Iterable[Clue]], dict[str, Match]]:
    """The matches that a store finds for these people and items, put in in this order."""
    store = Store.open(tmp_path_factory.mktemp("home"))

    def matches(people: Iterable[Person], clues: Iterable[Clue]) -> dict[str, Match]:
        for table in ("items", "threads", "assignments", "people"):
            with store.writing():
                store.db.run(f"DELETE FROM {table}")
        for each in people:
            store.put_people(each.case, [each])
        store.items.put("test", map(item, clues), 1, 0)
        for clue in clues:
            if clue.assigned:
                kept = store.items.find(clue.key)
                assert kept is not None
                store.assign(kept, clue.assigned)
        store.refresh()
        found = [store.items.find(clue.key) for clue in clues]
        return {each.item.id: each.match for each in found if each and each.match != Match()}

    return matches


def item(clue: Clue) -> Item:
    return Item(
        "message",
        clue.key,
        0,
        "email",
        None,
        tuple(map(party, clue.identifiers)),
        {"references": clue.threads},
    )


def party(identifier: str) -> Party:
    kind = "address" if "@" in identifier else "number" if identifier.startswith("+") else "profile"
    return Party(**{kind: identifier})


@pytest.fixture
def case_of(match):
    def cases(*clues: Clue, people=PEOPLE) -> list[str | None]:
        found = match(people, clues)
        return [found.get(clue.key, Match()).case for clue in clues]

    return cases


@pytest.mark.parametrize(
    ("identifier", "how"),
    [
        ("manager@acme.example", "address"),
        ("+493012", "number"),
        ("linkedin.com/in/boss", "profile"),
        ("hr@acme.example", "domain"),
        ("hr@mail.acme.example", "domain"),
    ],
)
def test_an_item_of_a_person_or_their_company_is_matched(match, identifier, how):
    assert match(PEOPLE, [Clue("x", (identifier,))]) == {"x": Match("acme", how)}


@pytest.mark.parametrize(
    "identifier",
    [
        "stranger@nowhere.example",
        "other@gmail.com",
        "hr@notacme.example",
        "hr@example",
        "acme.example",
        "+493013",
    ],
)
def test_what_matches_nothing_is_not_guessed(match, identifier):
    assert match(PEOPLE, [Clue("x", (identifier,))]) == {}


def test_a_name_that_pretends_to_be_another_is_no_match():
    pretender = Party(name="manager@acme.example", address="x@y.example")
    assert Directory.of(PEOPLE).of_party(pretender) == "x@y.example"


def test_two_roles_with_one_recruiter_stay_apart_until_the_thread_decides(case_of, match):
    alone = Clue("alone", AGENT)
    assert match(PEOPLE, [alone]) == {"alone": Match(candidates=("one", "two"))}
    chosen, reply = Clue("chosen", AGENT, ("t",), "two"), Clue("reply", AGENT, ("t",))
    assert case_of(alone, chosen, reply) == [None, "two", "two"]


def test_two_roles_at_one_company_stay_apart(case_of, match):
    people = [Person("a", None, ("ann@big.example",)), Person("b", None, ("bob@big.example",))]
    clues = Clue("1", ("ann@big.example",)), Clue("2", ("bob@big.example",)), Clue("3", ("hr@big.example",))
    assert case_of(*clues, people=people) == ["a", "b", None]
    assert match(people, clues)["3"].candidates == ("a", "b")


def test_a_thread_carries_over_strangers(case_of, match):
    first = Clue("1", ("manager@acme.example",), ("m1",))
    second = Clue("2", ("assistant@elsewhere.example",), ("m2", "m1"))
    third = Clue("3", (), ("m3", "m2"))
    assert case_of(third, second, first) == ["acme", "acme", "acme"]
    assert match(PEOPLE, [first, second])["2"].how == "thread"


def test_a_thread_of_two_cases_decides_nothing(match):
    clues = Clue("1", ACME.addresses, ("t",)), Clue("2", BETA.addresses, ("t",)), Clue("3", (), ("t",))
    assert match(PEOPLE, clues)["3"] == Match(candidates=("acme", "beta"))


def test_a_thread_comes_before_the_company(case_of):
    clues = Clue("1", BETA.addresses, ("t",)), Clue("2", ("hr@acme.example",), ("t",))
    assert case_of(*clues) == ["beta", "beta"]


def test_a_company_decides_what_its_thread_leaves_open(case_of):
    clues = Clue("1", ("hr@acme.example",), ("t",)), Clue("2", ("robot@platform.example",), ("t",))
    assert case_of(*clues) == ["acme", "acme"]


def test_a_hand_decides_over_everything(case_of):
    assert case_of(Clue("1", ACME.addresses, ("t",), "beta")) == ["beta"]


def test_shared_domains_tie_nobody_to_a_company():
    assert {"gmail.com", "web.de", "linkedin.com"} <= shared_domains()
    assert company_domain("x@gmail.com") is None
    assert company_domain("x@eu.greenhouse.io") is None
    assert company_domain("x@acme.example") == "acme.example"


@given(CLUES, st.permutations(PEOPLE), st.randoms(use_true_random=False))
def test_no_order_changes_a_match(match, clues, people, random):
    shuffled = random.sample(clues, len(clues))
    assert match(people, shuffled) == match(PEOPLE, clues)


@given(CLUES)
def test_a_match_always_has_a_ground(match, clues):
    found = match(PEOPLE, clues)
    for clue in clues:
        if not clue.identifiers and not clue.threads and clue.assigned is None:
            assert clue.key not in found
        if clue.assigned is not None:
            assert found[clue.key] == Match(clue.assigned, "assigned")
    assert all(
        (m.case is None) == (len(m.candidates) > 1) and (m.how is None) == (m.case is None)
        for m in found.values()
    )


@given(CLUES)
def test_without_cases_only_hands_and_their_threads_match(match, clues):
    for found in match([], clues).values():
        assert found.how in ("assigned", "thread", None)


@pytest.mark.parametrize("earlier", [lambda n: f"m{n - 1}", lambda n: "m0"], ids=["a chain", "a hub"])
def test_a_thread_of_any_length_is_followed_in_one_go(match, earlier):
    clues = [Clue("m0"), *(Clue(f"m{n}", (), (earlier(n),)) for n in range(1, 3000))]
    known = Clue("known", ACME.addresses, (clues[-1].key,))
    assert set(match(PEOPLE, [*clues, known]).values()) == {Match("acme", "thread"), Match("acme", "address")}
