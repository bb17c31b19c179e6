"""Who is who across cases, and identifiers in one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.cases.people import BadIdentifier, Directory, identifier, person, with_identifiers
from followup.cases.records import Person


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Manager@Acme.Example ", "manager@acme.example"),
        ("030 123456", "+4930123456"),
        ("+1 (415) 555-2671", "+14155552671"),
        ("https://www.LinkedIn.com/in/Jo-Doe/?trk=x", "linkedin.com/in/jo-doe"),
        ("xing.com/profile/Jo_Doe", "xing.com/profile/jo_doe"),
    ],
)
def test_an_identifier_has_one_form(text, found):
    assert identifier(text, "DE") == found
    assert identifier(found, None) == found


@pytest.mark.parametrize("text", ["", "jo", "@x", "a@b", "a b@c.example", "12", "linkedin.com", "030 123456"])
def test_what_identifies_nobody_is_refused(text):
    with pytest.raises(BadIdentifier, match="is not a"):
        identifier(text, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jo Doe <Jo@Acme.example>", Person("c", "Jo Doe", ("jo@acme.example",))),
        ('"Doe, Jo" <jo@acme.example>', Person("c", "Doe, Jo", ("jo@acme.example",))),
        ("jo@acme.example", Person("c", None, ("jo@acme.example",))),
        ("Jo Doe", Person("c", "Jo Doe")),
        (
            "Jo <jo@a.example> <030 123456> <linkedin.com/in/jo> <America/New_York>",
            Person(
                "c", "Jo", ("jo@a.example",), ("+4930123456",), ("linkedin.com/in/jo",), "America/New_York"
            ),
        ),
    ],
)
def test_a_person_is_told_in_one_text(text, expected):
    assert person("c", text, "DE") == expected


def test_a_recruiter_of_two_cases_is_one_person():
    one = Person("one", "R", ("r@agency.example",), ("+4912345",))
    two = with_identifiers(Person("two", "R"), ["+4912345", "linkedin.com/in/r"])
    directory = Directory.of([one, two])
    assert directory.key(one) == directory.key(two) == "r@agency.example"
    assert directory.keys["linkedin.com/in/r"] == "r@agency.example"


def test_people_without_identifiers_are_nobody_elses():
    people = [Person("one", "Jo"), Person("two", "Jo")]
    assert len({Directory.of(people).key(each) for each in people}) == 2


PEOPLE = st.lists(
    st.lists(st.sampled_from(["a@x.example", "b@x.example", "+491", "+492", "x.example/p"]), max_size=3),
    max_size=6,
)


@given(PEOPLE, st.randoms(use_true_random=False))
def test_who_is_who_does_not_depend_on_order(groups, random):
    people = [with_identifiers(Person("c"), each) for each in groups]
    directory = Directory.of(people)
    assert directory == Directory.of(random.sample(people, len(people)))
    assert all(directory.keys[each] == directory.key(one) for one in people for each in one.identifiers)
