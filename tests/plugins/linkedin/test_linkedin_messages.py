"""Messages: who wrote them, what they say, and which are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.plugins import ABSENT, Party, Reading, show

US = {"FROM": "Ada Byron", "SENDER PROFILE URL": "https://www.linkedin.com/in/ada"}
TO_BO = {"TO": "Bo Lin", "RECIPIENT PROFILE URLS": "https://www.linkedin.com/in/bo-lin"}
BO = Party("Bo Lin", profile="linkedin.com/in/bo-lin")


def test_a_message_has_its_text_thread_and_people(messages):
    (item,), left = messages({"SUBJECT": "News"})
    assert (item.channel, item.direction, item.parties, left) == ("linkedin", "in", (BO,), [])
    assert item.attributes == {"text": "Hello", "subject": "News", "thread": "2-x", "nature": "person"}
    assert show(item.at) == "2026-01-02T10:00:00Z"


def test_our_own_goes_out_to_the_others(messages):
    (item,), _ = messages({**US, **TO_BO})
    assert (item.direction, item.parties) == ("out", (BO,))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"IS MESSAGE DRAFT": "Yes"}, "a draft"),
        ({"FOLDER": "SPAM"}, "spam"),
        ({"CONTENT": '<p class="spinmail-quill-editor">Hi</p>'}, "sponsored"),
        ({"CONTENT": "Hi %FIRSTNAME%"}, "sponsored"),
        ({"FROM": "LinkedIn Member", "SENDER PROFILE URL": ""}, "hidden"),
        ({"FROM": "", "SENDER PROFILE URL": ""}, "hidden"),
        ({**US, "TO": "LinkedIn Member", "RECIPIENT PROFILE URLS": ""}, "hidden members only"),
        ({"DATE": "yesterday"}, "no time"),
        ({"DATE": "2026-02-30 10:00:00 UTC"}, "no time"),
        ({"TO": "Somebody Else", "RECIPIENT PROFILE URLS": ""}, "cannot be told"),
    ],
)
def test_what_is_no_contact_and_no_reply_is_left_with_the_reason(messages, row, why):
    items, (left,) = messages(row)
    assert items == []
    assert why in left.why


def test_a_namesake_with_another_profile_is_not_us(messages):
    reading = Reading(me=frozenset({"linkedin.com/in/ada"}))
    row = {"FROM": "Ada Byron", "SENDER PROFILE URL": "https://www.linkedin.com/in/fake"}
    (item,), _ = messages(row, reading=reading)
    assert item.direction == "in"


def test_a_namesake_whose_profile_tells_nothing_is_not_guessed(messages):
    row = {"FROM": "Ada Byron", "SENDER PROFILE URL": "https://www.linkedin.com/in/fake"}
    items, (left,) = messages(row)
    assert items == []
    assert "cannot be told" in left.why


def test_a_name_without_a_profile_is_lent_none(messages):
    """An advertisement under the name of somebody known must not become their reply."""
    (_, item), _ = messages({}, {"SENDER PROFILE URL": "", "CONTENT": "Buy"})
    assert item.parties == (Party("Bo Lin"),)


def test_the_owners_profile_is_learnt_from_invitations(messages):
    header = ("From", "To", "Sent At", "Message", "Direction", "inviterProfileUrl", "inviteeProfileUrl")
    row = ("Ada L.", "X", "1/1/26, 9:00 AM", "", "OUTGOING", "https://www.linkedin.com/in/ada", "")
    ours = {**US, **TO_BO, "FROM": "Ada Lovelace"}
    items, _ = messages(ours, Invitations=[header, row])
    assert items[0].direction == "out"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>Hi&nbsp;you,</p><ul><li>a</li><li>b &amp; c</li></ul>", "Hi\xa0you,\na\nb & c"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("1 < 2 and a > b &amp; so on", "1 < 2 and a > b &amp; so on"),
        ("a\r\nb", "a\nb"),
        ("  ", ABSENT),
    ],
)
def test_markup_is_taken_off_and_only_markup(messages, content, text):
    assert messages({"CONTENT": content})[0][0].attributes["text"] == text


def test_the_same_message_in_exports_of_two_years_has_one_id(messages):
    """Line breaks, markup and the names of people change from export to export."""
    (first,), _ = messages({"CONTENT": "Hi,  how are you?"})
    (again,), _ = messages({"CONTENT": "<p>Hi,</p><p>how are you?</p>", "FROM": "Bo Lin-Smith"})
    assert first.id == again.id


def test_two_messages_of_one_second_are_two(messages):
    items, _ = messages({"CONTENT": "a"}, {"CONTENT": "b"})
    assert len({item.id for item in items}) == 2


@given(st.permutations(range(5)), st.integers(1, 4))
def test_overlapping_exports_make_one_set(tmp_path_factory, read, order, cut):
    header = "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
    row = "2-x,Bo Lin,https://www.linkedin.com/in/bo-lin,Ada,2026-01-02 10:00:0{0} UTC,,Hi,INBOX\n"
    profile = "First Name,Last Name,Maiden Name,Headline,Industry\nAda,,,,\n"
    ids = {}
    for name, numbers in (("all", range(5)), ("old", range(cut)), ("new", order)):
        folder = tmp_path_factory.mktemp(name)
        (folder / "messages.csv").write_text(header + "".join(map(row.format, numbers)))
        (folder / "Profile.csv").write_text(profile)
        ids[name] = {item.id for item in read(folder)[0]}
    assert ids["old"] | ids["new"] == ids["all"]
    assert len(ids["all"]) == 5


FIRST = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO"
REST = "DATE,SUBJECT,CONTENT,FOLDER"
DRAFTS = "IS MESSAGE DRAFT,IS CONVERSATION DRAFT"


@pytest.mark.parametrize(
    "header",
    [
        f"{FIRST},{REST}",
        f"{FIRST},RECIPIENT PROFILE URLS,{REST}",
        f"{FIRST},RECIPIENT PROFILE URLS,{REST},{DRAFTS}",
        f"{FIRST},RECIPIENT PROFILE URLS,{REST},ATTACHMENTS,IS MESSAGE DRAFT",
        f"{FIRST},RECIPIENT PROFILE URLS,{REST},ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION ARCHIVED",
    ],
)
def test_every_era_of_the_header_reads_alike(export, read, header):
    columns = header.split(",")
    cells = {"FROM": "Bo Lin", "SENDER PROFILE URL": "https://www.linkedin.com/in/bo-lin", "TO": "Ada Byron"}
    cells |= {"DATE": "2026-01-02 10:00:00 UTC", "CONTENT": "Hi", "CONVERSATION ID": "2-x"}
    items, _ = read(export({"messages.csv": [columns, [cells.get(column, "") for column in columns]]}))
    assert [(item.direction, item.parties, item.attributes["thread"]) for item in items] == [
        ("in", (BO,), "2-x")
    ]


def test_the_table_of_2018_says_the_direction_itself_and_is_local(export, read):
    header = ("From", "To", "Date", "Subject", "Content", "Direction", "Folder")
    row = ("Bo Lin", "Ada Byron", "7/2/18, 9:05 PM", "Hi", "Text", "INCOMING", "INBOX")
    items, _ = read(export({"Messages.csv": [header, row]}, profile=None))
    assert [(item.direction, item.parties, show(item.at)) for item in items] == [
        ("in", (Party("Bo Lin"),), "2018-07-02T19:05:00Z")
    ]
