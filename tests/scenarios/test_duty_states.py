"""Each state of a duty is the same by the library, by the command line, and from a store opened again."""

from __future__ import annotations

from pathlib import Path

import pytest

import followup
from followup import Event, Journal
from followup.plugins import instant
from followup.timeline.values import Unknown

FOLDER = Path(__file__).with_name("visits")
PACK = followup.load_pack(FOLDER)
VISIT = "visit", "2026-11-02T10:00Z"

#: What else happened (kind, time, scope), and when the question is asked.
STATES = {
    "waiting": ([], "2026-11-04T09:59Z"),
    "due": ([], "2026-11-04T10:00Z"),
    "overdue": ([], "2026-11-06T10:01Z"),
    "blocked": ([("protest", "2026-11-03T10:00Z", None)], "2026-11-05T10:00Z"),
    "met": ([("report", "2026-11-05T10:00Z", None)], "2026-11-07T10:00Z"),
    "void": ([("release", "2026-11-03T10:00Z", "everything")], "2026-11-05T10:00Z"),
    "unknown": ([("release", "2026-11-03T10:00Z", Unknown("not told"))], "2026-11-05T10:00Z"),
}
each_state = pytest.mark.parametrize(
    ("state", "more", "at"), [(s, m, a) for s, (m, a) in STATES.items()], ids=STATES
)


@each_state
def test_the_library_shows_it(state, more, at):
    told = (Event.of(f"{n}", when, kind, "ward", scope=scope) for n, (kind, when, scope) in enumerate(more))
    journal = Journal.of([Event.of("v", VISIT[1], VISIT[0], "ward"), *told])
    assert [each.state for each in PACK.duties(journal, "ward", instant(at))] == [state]


@pytest.fixture
def told(run):
    """Tells a home what happened, on the command line."""
    run("init", "--me", "me@home.example", "--zone", "UTC", "--pack", FOLDER)
    run("add", "ward", "--person", "Jo <jo@x.example>", "--visit", VISIT[1])

    def tell(more):
        for kind, when, scope in more:
            run("log", "ward", f"--{kind}", *([scope] if isinstance(scope, str) else []), "--at", when)

    return tell


@each_state
def test_the_command_line_and_a_store_that_is_opened_again_show_it(
    told, run, reopened, exported, state, more, at
):
    told(more)
    assert [each["state"] for each in run("why", "ward", "--at", at)["duties"]] == [state]
    with reopened(PACK) as office:
        assert [each.state for each in office.duties("ward", instant(at))] == [state]
    assert [each.state for each in PACK.duties(exported(), "ward", instant(at))] == [state]
