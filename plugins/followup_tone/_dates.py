"""Days and months as people write them, in one form each.

`2026-03-05` with a year, `03-05` without, else `march`, `monday`, `next week`, `2 weeks`, `tomorrow`. Numbers
alone (`3/5`) are read differently in different countries, and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from followup_tone._late import late

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SHORT = {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
_COUNTS = {
    "a": 1,
    "one": 1,
    "two": 2,
    "couple of": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "eight": 8,
    "ten": 10,
}
_MONTH = (
    r"(?:" + "|".join(rf"{name[:3]}(?:{name[3:]})?" if name[3:] else name for name in _MONTHS) + r")\b\.?"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:,? ?(?P<{}>20\d\d))?"
_PATTERN = (
    r"\b(?:(?P<iso>20\d\d-[01]\d-[0-3]\d)"
    rf"|(?P<d1>{_DAY})(?: of)? (?P<m1>{_MONTH}){_YEAR.format('y1')}"
    rf"|(?P<m2>{_MONTH}) (?:the )?(?P<d2>{_DAY})\b{_YEAR.format('y2')}"
    rf"|(?P<month>{'|'.join(name.capitalize() for name in _MONTHS)})"
    r"|(?P<week>monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow)"
    r"|(?P<next>next (?:week|month|year|quarter|spring|summer|autumn|fall|winter))"
    r"|(?:in|within|another) (?:an? )?(?P<count>\d{1,2}|"
    + "|".join(_COUNTS)
    + r") (?P<unit>day|week|month)s?)\b"
)


_DATE = late(_PATTERN, re.IGNORECASE)


def dates(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Every day or month named in `text[start:end]`, with its place."""
    for match in _DATE().finditer(text, start, end):
        name = _name(match)
        if name is not None:
            yield name, match.start(), match.end()


def _name(match: re.Match[str]) -> str | None:
    if iso := match["iso"]:
        return _real(iso[:4], int(iso[5:7]), int(iso[8:]))
    for day, month, year in (("d1", "m1", "y1"), ("d2", "m2", "y2")):
        if match[day]:
            number = int(re.sub(r"\D", "", match[day]))
            return _real(match[year], _SHORT[match[month][:3].lower()], number)
    if match["month"]:
        # Without a capital, `may` and `march` are other words.
        return match["month"].lower() if match["month"][0].isupper() else None
    if match["count"]:
        written = match["count"].lower()
        number = _COUNTS.get(written) or int(written)
        return f"{number} {match['unit'].lower()}{'s' * (number != 1)}"
    return str(match["week"] or match["next"]).lower()


def _real(year: str | None, month: int, day: int) -> str | None:
    """The date if the calendar has it; without a year, in a leap year."""
    try:
        real = date(int(year or 2000), month, day)
    except ValueError:
        return None
    return real.isoformat() if year else real.strftime("%m-%d")
