"""The compiled reading equals the reference reading: the long run, in as many processes as there are processors.

    pytest -n0 -m long tests/engine/evaluate/test_readings_at_length.py -k length_of --hypothesis-seed=1
    pytest -n0 -m long tests/engine/evaluate/test_readings_at_length.py -k length_of --hypothesis-seed=2

Each makes `FOLLOWUP_EXAMPLES` different examples (50,000). An example is a pack, a timeline, a proposal, an order of
arrival and a point of saving; two share one pack and timeline. Every check of `followup.testing.agreement` is made
on each. Differences do not end the run: each kind is kept, as it was found and as small as it could be made, in
`.pytest_cache/d/differences`, from where `-k mended` asks them again.
"""

from __future__ import annotations

import json
import os
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from followup.evaluate.compiled.plan import plan
from followup.testing.agreement import CHECKS, Compared, Differs, compared
from followup.testing.constructs import seen_in, wanted
from followup.testing.fresh import FRESH
from followup.testing.reducing import reduced
from followup.testing.strategies import Asking, Scenario, askings

#: Examples that share a pack and a timeline, and packs that are drawn by one run of Hypothesis.
SHARING, TOGETHER = 2, 500
SEVERAL = st.booleans().flatmap(lambda sharp: askings(SHARING, sharp))
USUAL = 50_000


@dataclass
class Found:
    """What a run has seen so far."""

    examples: int = 0
    packs: set[int] = field(default_factory=set)
    timelines: set[int] = field(default_factory=set)
    different: set[int] = field(default_factory=set)
    shares: Counter[str] = field(default_factory=Counter)
    constructs: Counter[Any] = field(default_factory=Counter)
    shapes: Counter[Any] = field(default_factory=Counter)
    differences: Counter[str] = field(default_factory=Counter)

    def count(self, each: Compared, index: int) -> None:
        """One example: what was asked, and how it came out."""
        asking = each.asking
        pack, journal = repr(asking.scenario.pack), repr(asking.scenario.journal)
        self.packs.add(hash(pack))
        self.timelines.add(hash((pack, journal)))
        self.different.add(hash((pack, journal, repr(asking))))
        self.examples += 1
        state = each.state
        quick = each.policy.future(state, state.subject(each.proposal), each.proposal.at) is not None
        self.shares.update((
            each.now.verdict, "it changes" if each.until != "none" else "it stays so",
            "quickly" if quick else "carefully", *(["saved on the way"] if 0 < asking.share < 1 else []),
            *(["rules that speak"] if any(one.truth is True for one in each.now.found) else []),
        ))  # fmt: skip
        if index == 0:
            self.constructs.update(set(seen_in(each.reference.pack)))
            self.shapes.update(set(_shapes(each)))

    def told(self) -> str:
        shares = ", ".join(
            f"{name} {count / self.examples:.1%}" for name, count in sorted(self.shares.items())
        )
        return (
            f"{self.examples:,} examples ({len(self.different):,} different), {len(self.packs):,} packs, "
            f"{len(self.timelines):,} timelines, {sum(self.differences.values())} differences; {shares}"
        )


def _shapes(each: Compared) -> Iterator[tuple[Any, ...]]:
    """The shapes of state that the facts of a pack need."""
    for planned in plan(each.reference.pack).facts.values():
        if planned.cell is not None:
            room = planned.cell.room
            yield planned.cell.shape, bool(room.across), room.key is not None


def differences(several: Sequence[Asking], found: Found | None = None) -> Iterator[tuple[str, str, int]]:
    """What goes wrong: the kind of it, its words, and after how many askings."""
    for index, each in enumerate(compared(several)):
        for name, check in CHECKS.items():
            try:
                check(each)
            except Exception as error:
                yield _kind(name, error), "".join(traceback.format_exception(error)), index + 1
        if found is not None:
            found.count(each, index)


def _kind(check: str, error: Exception) -> str:
    """By what an error is told from others: the check, and what differs or where it was raised."""
    if isinstance(error, Differs):
        return f"{check} {error.what.rstrip('0123456789')}"
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{check} {type(error).__name__} {Path(last.filename).stem} {last.name}"


def as_data(several: Sequence[Asking]) -> dict[str, Any]:
    asked = [
        {"proposal": each.scenario.proposal, "order": each.order, "share": each.share} for each in several
    ]
    return {"pack": several[0].scenario.pack, "journal": several[0].scenario.journal, "askings": asked}


def of_data(data: dict[str, Any]) -> list[Asking]:
    return [
        Asking(Scenario(data["pack"], data["journal"], each["proposal"]), each["order"], each["share"])
        for each in data["askings"]
    ]


def shows(kind: str, data: dict[str, Any]) -> bool:
    """Whether data shows a kind of difference; what is no pack any more shows nothing."""
    try:
        return any(each == kind for each, _, _ in differences(of_data(data)))
    except Exception:
        return False


def keep(folder: Path, kind: str, several: Sequence[Asking], words: str, origin: str) -> None:
    """A difference as it was found and as small as it could be made, each enough to ask again."""
    data = as_data(several)
    name = "".join(letter if letter.isalnum() else "-" for letter in kind)
    small = reduced(data, lambda each: shows(kind, each))
    for suffix, each in (("", data), (".small", small)):
        text = json.dumps({"kind": kind, "origin": origin, "words": words, **each}, indent=1, default=str)
        (folder / f"{name}{suffix}.json").write_text(text, "utf-8")


@pytest.mark.long
def test_both_readings_agree_over_the_length_of_a_run(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
):
    """Verdict, rules, facts, events behind facts, `until`, unknowns; and no run of it is degenerate."""
    base = int(request.config.getoption("--hypothesis-seed") or 0)
    examples = int(os.environ.get("FOLLOWUP_EXAMPLES", USUAL))
    folder, found, begun = request.config.cache.mkdir("differences"), Found(), time.monotonic()
    for number in range(10**6):
        if len(found.different) >= examples:
            break
        _run(base * 10**6 + number, min(TOGETHER, examples // SHARING), found, folder)
        with capsys.disabled():
            print(f"[seed {base}, {time.monotonic() - begun:,.0f} s] {found.told()}", flush=True)
    with capsys.disabled():
        _print_end(found)
    assert found.differences == {}
    assert_not_degenerate(found)


def _run(seeded: int, packs: int, found: Found, folder: Path) -> None:
    """So many packs, with one seed; memory is given back after it. In one of four, examples are made of others."""
    drawn = settings(max_examples=packs, phases=[Phase.generate], database=None, deadline=None,
                     suppress_health_check=list(HealthCheck))  # fmt: skip

    @seed(seeded)
    @settings(drawn, backend="hypothesis" if seeded % 4 == 3 else FRESH)
    @given(SEVERAL)
    def search(several: tuple[Asking, ...]) -> None:
        for kind, words, asked in differences(several, found):
            found.differences[kind] += 1
            if found.differences[kind] == 1:
                keep(folder, kind, several[:asked], words, f"seed {seeded}")

    search()


def _print_end(found: Found) -> None:
    rare = sorted((found.constructs[each], *map(str, each)) for each in wanted())[:12]
    print(
        "\nthe rarest constructs (packs that have them):",
        *(" ".join(map(str, each)) for each in rare),
        sep="\n  ",
    )
    print("shapes of state (packs that need them):", *sorted(found.shapes.items(), key=str), sep="\n  ")
    print("differences:", *(found.differences.items() or ["none"]), sep="\n  ")


def assert_not_degenerate(found: Found) -> None:
    """Each verdict is a twentieth, each construct and shape of state is there, and hardly anything comes twice."""
    for name in ("permit", "forbid", "ask", "it changes", "quickly", "carefully", "rules that speak"):
        assert found.shares[name] >= found.examples / 20, name
    assert found.shares["saved on the way"] >= found.examples / 2
    assert len(found.different) >= 0.9 * found.examples
    assert len(found.packs) >= 0.8 * found.examples / SHARING
    if found.examples >= 10_000:  # in less, what is rare may be missing by chance
        assert {each for each in wanted() if not found.constructs[each]} == set()
        assert {shape for shape, _, _ in found.shapes} == {"total", "since", "window", "kept", "ahead"}


@pytest.mark.long
def test_what_was_found_is_mended(request: pytest.FixtureRequest):
    """Each difference that a long run kept, asked again."""
    files = sorted(request.config.cache.mkdir("differences").glob("*.json"))
    still = {}
    for file in files:
        data = json.loads(file.read_text("utf-8"))
        left = [kind for kind, _, _ in differences(of_data(data))]
        still |= {file.name: left} if left else {}
    assert still == {}
