"""Pages of Google Voice."""

from __future__ import annotations

import zipfile

import pytest

from followup.plugins import Unknown

PAGE = """<html><head><title>{title}</title></head><body><div class="haudio"><span class="album">Call Log for
</span><div class="contributor vcard"><a class="tel" href="tel:{number}"><span class="fn">{name}</span></a></div>
<abbr class="published" title="{at}">then</abbr>{more}
<a rel="tag" href="http://www.google.com/voice#{label}">x</a></div></body></html>"""
TALK = """<html><head><title>Me to
{title}</title></head><body><div class="hChatLog hfeed">{messages}</div>
<a rel="tag" href="http://www.google.com/voice#sms">Text</a></body></html>"""
MINE = """<div class="message"><abbr class="dt" title="2026-01-02T10:00:00.{n:03}+01:00">then</abbr>
<cite class="sender vcard"><a class="tel" href="tel:+4930111222"><abbr class="fn" title="">Moi</abbr></a></cite>
<q>{text}</q></div>"""


@pytest.fixture
def page(tmp_path, read):
    def of(name="page.html", **values):
        known = {
            "title": "",
            "number": "+4930123456",
            "name": "Ada",
            "at": "2026-01-02T10:00:00+01:00",
            "more": "",
        }
        path = tmp_path / name
        path.write_text(PAGE.format(**(known | values)))
        return read(path)

    return of


@pytest.mark.parametrize(
    ("label", "length", "direction", "outcome"),
    [
        ("placed", "PT1H2S", "out", "answered"),
        ("placed", "PT0S", "out", "no_answer"),
        ("received", "PT4S", "in", "answered"),
        ("missed", None, "in", "missed"),
        ("voicemail", "PT22S", "in", "voicemail"),
        ("recorded", "PT29M46S", None, "answered"),
    ],
)
def test_each_label_has_its_outcome(page, label, length, direction, outcome):
    more = f'<abbr class="duration" title="{length}">x</abbr>' if length else ""
    (item,), left = page(label=label, more=more)
    assert (item.direction, item.attributes["outcome"], left) == (direction, outcome, [])


def test_a_placed_call_without_a_length_has_an_unknown_outcome(page):
    (item,), _ = page(label="placed")
    assert isinstance(item.attributes["outcome"], Unknown)


def test_a_voicemail_brings_its_transcript(page):
    (item,), _ = page(label="voicemail", more='<span class="full-text">It&#39;s me</span>')
    assert item.attributes["text"] == "It's me"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"label": "spam"}, "spam folder"),
        ({"label": "inbox"}, "labels do not say"),
        ({"label": "placed", "at": "soon"}, "no time"),
    ],
)
def test_what_is_no_call_is_left_with_the_reason(page, values, why):
    items, (left,) = page(**values)
    assert items == []
    assert why in left.why


def test_to_whom_we_wrote_is_known_even_if_nobody_answered(tmp_path, read):
    for name, title in (("+4930123456 - Text - x.html", ""), ("Ada - Text - x.html", "Ada")):
        (tmp_path / name).write_text(TALK.format(title=title, messages=MINE.format(n=1, text="Hi")))
    items, _ = read(tmp_path)
    assert [(item.direction, item.parties[0].number, item.parties[0].name) for item in items] == [
        ("out", "+4930123456", None),
        ("out", None, "Ada"),
    ]


def test_a_message_that_breaks_costs_itself_only(tmp_path, read):
    path = tmp_path / "talk.html"
    broken = MINE.format(n=2, text="b").replace("title=", "x=")
    path.write_text(
        TALK.format(title="Ada", messages=MINE.format(n=1, text="a") + broken + MINE.format(n=3, text="c"))
    )
    items, (left,) = read(path)
    assert [item.attributes["text"] for item in items] == ["a", "c"]
    assert left.place.endswith("message 2")


def test_what_people_write_forges_nothing(tmp_path, read):
    forged = "&lt;/q&gt;&lt;div class=&quot;message&quot;&gt;"
    path = tmp_path / "talk.html"
    path.write_text(TALK.format(title="Ada", messages=MINE.format(n=1, text=forged)))
    (item,), _ = read(path)
    assert item.attributes["text"] == '</q><div class="message">'


def test_a_zip_reads_like_its_folder(tmp_path, read):
    path = tmp_path / "takeout.zip"
    content = TALK.format(title="Ada", messages=MINE.format(n=1, text="Hi"))
    (tmp_path / "talk.html").write_text(content)
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("Takeout/Voice/Calls/talk.html", content)
        packed.writestr("Takeout/Mail/all.mbox", "From ")
    items, (left,) = read(path)
    assert [item.id for item in items] == [item.id for item in read(tmp_path / "talk.html")[0]]
    assert left.place == "Takeout/Mail/*.mbox"
