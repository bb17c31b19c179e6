"""Rows of the tables: what was measured, what was asked of it, and whether that was reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.job.timing import Paired


@dataclass(frozen=True)
class Ask:
    """What the issue asks of a figure."""

    bound: float
    at_least: bool
    unit: str

    def __str__(self) -> str:
        side = "at least" if self.at_least else "at most"
        return f"{side} {self.unit.format(f'{self.bound:g}')}"

    def said(self, figure: float) -> str:
        reached = figure >= self.bound if self.at_least else figure <= self.bound
        return f"{self}: {'reached' if reached else 'MISSED'}"


def at_least(ratio: float) -> Ask:
    return Ask(ratio, True, "x{}")


def at_most(bound: float, unit: str) -> Ask:
    return Ask(bound, False, unit)


@dataclass(frozen=True)
class Row:
    """One line of one table: `figure` as it is shown, `value` as a number, and what was asked."""

    table: str
    who: str
    figure: str
    value: float | None = None
    least: float | None = None
    most: float | None = None
    per_second: float | None = None
    asked: str = ""
    note: str = ""
    #: A line of the plot, as (length, seconds).
    series: tuple[tuple[int, float], ...] = ()


def speed(table: str, who: str, seen: Paired, ask: Ask | None = None, note: str = "") -> Row:
    """A row of how many times as fast as the unit of its table."""
    asked = ask.said(seen.ratio) if ask else ""
    shown = f"{times(seen.ratio)} ({times(seen.least)} to {times(seen.most)})"
    return Row(table, who, shown, seen.ratio, seen.least, seen.most, seen.per_second, asked, note)


def cost(table: str, who: str, seen: Paired, of: str, ask: Ask | None = None, note: str = "") -> Row:
    """A row of how many times as long as something else takes."""
    value = 1 / seen.ratio
    asked = ask.said(value) if ask else ""
    figure = f"{value:.2f} times {of} ({1 / seen.most:.2f} to {1 / seen.least:.2f})"
    return Row(table, who, figure, value, 1 / seen.most, 1 / seen.least, seen.per_second,
               asked, note)  # fmt: skip


def left_out(table: str, who: str, why: str) -> Row:
    return Row(table, who, "skipped", note=why)


def times(ratio: float) -> str:
    """`x12.3`; where it is clearly slower `x1/40`."""
    return f"x{short(ratio)}" if ratio > 0.7 else f"x1/{short(1 / ratio)}"


def short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def rate(per_second: float | None) -> str:
    if per_second is None:
        return ""
    return short(per_second)


def table(title: str, rows: Iterable[Row]) -> str:
    """A table in Markdown."""
    lines = [f"**{title}**", "", "| who | a second | figure | asked | note |", "|---|---:|---|---|---|"]
    for row in rows:
        lines.append(f"| {row.who} | {rate(row.per_second)} | {row.figure} | {row.asked} | {row.note} |")
    return "\n".join(lines) + "\n"


def tables(rows: Sequence[Row]) -> str:
    """All tables, in the order in which they were measured."""
    titles = dict.fromkeys(row.table for row in rows)
    return "\n".join(table(title, (row for row in rows if row.table == title)) for title in titles)
