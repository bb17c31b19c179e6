"""Reading files into the store, in batches that each are whole: what was read, what was left out, and why."""

from __future__ import annotations

import os
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from followup.cases.item_store import Outcome
from followup.cases.store import Store
from followup.plugins.items import Item, Left, Reading
from followup.plugins.registry import Plugins
from followup.timeline import encoding
from followup.timeline.instants import DAY, Instant

BATCH = 100
EXAMPLES = 3
#: Reasons can hold words of the file: beyond so many different ones they are counted as others.
MOST_REASONS = 50
#: Folders in folders beyond that are nobody's.
DEEPEST = 100
#: How far ahead endless recurrences are read.
HORIZON = 400 * DAY

#: Is told the file in hand and how much of it has been read.
Progress: TypeAlias = Callable[[Path, int], None]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why things of a file became no item: how many, and where the first of them are."""

    why: str
    count: int
    places: tuple[str, ...]
    broken: bool = False


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file. `problem` says why it was not read at all."""

    path: Path
    plugin: str = ""
    format: str = ""
    outcomes: dict[Outcome, int] = field(default_factory=dict, hash=False)
    matched: int = 0
    left: tuple[Reason, ...] = ()
    problem: str | None = None

    @property
    def read(self) -> int:
        return sum(self.outcomes.values())


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all that was asked for; `strange` are files in folders that no plugin reads."""

    files: tuple[FileReport, ...] = ()
    strange: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A file or folder, and the plugin and format that it was recognised as; else `problem`."""

    path: Path
    plugin: str = ""
    format: str = ""
    problem: str | None = None


def import_paths(
    store: Store, plugins: Plugins, paths: Iterable[Path], now: Instant, progress: Progress = lambda *_: None
) -> Report:
    """Reads those files and folders, and keeps in mind that they are sources. Can be run again at any time,
    also after having been killed: the store ends as if it had been run once."""
    files, strange = [], []
    for path in paths:
        path = Path(os.path.realpath(path))  # links that go round in a circle are an error when they are read
        for claimed in claims(plugins, path):
            if claimed.plugin or claimed.problem or claimed.path == path:
                files.append(_read_file(store, plugins, claimed, now, progress))
            else:
                strange.append(claimed.path)
        if os.path.exists(path):
            store.add_source(path)
    store.refresh()
    return Report(tuple(_finished(store, each) for each in files), tuple(strange))


def claims(plugins: Plugins, path: Path, deep: int = 0) -> Iterator[Claimed]:
    """Who reads this path; for a folder that nobody reads as a whole, who reads what is in it. Hidden files
    and links inside of a folder are not looked at."""
    if deep > DEEPEST:
        yield Claimed(path, problem=f"folders are nested more than {DEEPEST} deep")
        return
    try:
        claimed = _claim(path, plugins.recognise(path))
        inside = sorted(path.iterdir()) if claimed is None and path.is_dir() else []
    except OSError as error:
        yield Claimed(path, problem=error.strerror or str(error))
        return
    if claimed is not None:
        yield claimed
    elif not path.is_dir():
        yield Claimed(path)
    for each in inside:
        if not each.name.startswith(".") and not each.is_symlink():
            yield from claims(plugins, each, deep + 1)


def _claim(path: Path, found: list[tuple[str, str]]) -> Claimed | None:
    if len(found) > 1:
        who = ", ".join(f"{plugin} ({format})" for plugin, format in found)
        return Claimed(path, problem=f"more than one plugin reads it: {who}")
    return Claimed(path, *found[0]) if found else None


@dataclass(slots=True)
class _Tally:
    """What is known of a file while it is read. `rows` is flat: eight bytes an item."""

    claimed: Claimed
    rows: array[int] = field(default_factory=lambda: array("q"))
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    left: Counter[tuple[str, bool]] = field(default_factory=Counter)
    places: dict[tuple[str, bool], list[str]] = field(default_factory=dict)

    def leave(self, left: Left) -> None:
        why = left.why, left.broken
        if why not in self.left and len(self.left) >= MOST_REASONS:
            why = "other reasons", left.broken
        self.left[why] += 1
        places = self.places.setdefault(why, [])
        if len(places) < EXAMPLES:
            places.append(left.place)


def _read_file(store: Store, plugins: Plugins, claimed: Claimed, now: Instant, progress: Progress) -> _Tally:
    tally = _Tally(claimed)
    if not claimed.plugin:
        return tally
    reading = reading_for(store, now)
    number = store.reading_number(claimed.plugin, _context(plugins, claimed.plugin, reading))
    stream = plugins.read(claimed.plugin, claimed.path, claimed.format, reading)
    seen = 0
    while batch := list(islice(stream, BATCH)):
        items = [each for each in batch if isinstance(each, Item)]
        for each in batch:
            if isinstance(each, Left):
                tally.leave(each)
        rows, outcomes = store.items.put(claimed.plugin, items, number, now)
        tally.rows.extend(rows)
        tally.outcomes.update(outcomes)
        seen += len(batch)
        progress(claimed.path, seen)
    return tally


def reading_for(store: Store, now: Instant) -> Reading:
    """What readers may know, from the home's settings."""
    home = store.home()
    if home is None:
        return Reading(until=now + HORIZON)
    return Reading(frozenset(home.me), home.zone, home.country, now + HORIZON)


def _context(plugins: Plugins, plugin: str, reading: Reading) -> str:
    """A digest of all that makes a reader read the same file in the same way."""
    known = asdict(reading) | {"me": sorted(reading.me), "until": None}
    return encoding.digest(plugins.origins()[plugin].version, encoding.dumps(known))


def _finished(store: Store, tally: _Tally) -> FileReport:
    claimed = tally.claimed
    problem = claimed.problem or (None if claimed.plugin else "no plugin reads such a file")
    reasons = (
        Reason(why, count, tuple(tally.places[why, broken]), broken)
        for (why, broken), count in tally.left.most_common()
    )
    matched = store.items.count_matched(tally.rows)
    return FileReport(
        claimed.path, claimed.plugin, claimed.format, dict(tally.outcomes), matched, tuple(reasons), problem
    )
