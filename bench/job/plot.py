"""The plot of growth: seconds per event and per decision over the length of the history, both axes logarithmic."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.job.growth import DECISION, EVENT
from bench.job.rows import Row

#: Colours that stay apart for most eyes, and in grey.
COLOURS = {
    "plain": "#7f7f7f",
    "accumulators": "#e69f00",
    "compiled": "#0072b2",
    "compiled five-rules": "#009e73",
}

TITLES = {EVENT: "one more event", DECISION: "one decision"}


def draw(path: Path, rows: Sequence[Row]) -> None:
    """Writes the picture; without matplotlib, or with nothing to draw, says so and writes nothing."""
    lines = [row for row in rows if row.series]
    try:
        import matplotlib
    except ImportError:
        print(f"{path} is not drawn: matplotlib is not installed (extra `bench`)", file=sys.stderr)
        return
    if not lines:
        print(f"{path} is not drawn: the section growth was not measured", file=sys.stderr)
        return
    matplotlib.use("Agg")
    # Text stays text, and the same figures make the same file.
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "growth"})
    _figure(lines).savefig(path, metadata={"Date": None, "Creator": None} if path.suffix == ".svg" else None)


def _figure(lines: Sequence[Row]) -> Any:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.6), sharex=True, sharey=True, layout="constrained")
    for axis, what in zip(axes, (EVENT, DECISION), strict=True):
        axis.set(title=TITLES[what], xlabel="events in the history", xscale="log", yscale="log")
        axis.grid(alpha=0.3)
        for row in lines:
            _line(axis, row, what)
    axes[0].set_ylabel("microseconds")
    axes[1].legend()
    return figure


def _line(axis: Any, row: Row, what: str) -> None:
    who, _, measured = row.who.partition(": ")
    if measured == what:
        lengths, seconds = zip(*row.series, strict=True)
        axis.plot(lengths, [1e6 * each for each in seconds], "o-", ms=3, label=who, color=COLOURS.get(who))
