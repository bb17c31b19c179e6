"""The date on which somebody says to be back; nothing where the notice leaves doubt."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero gennaio januari",
            "february feb februar février febrero febbraio februari",
            "march mar märz mars marzo maart",
            "april apr avril abril aprile",
            "may mai mayo maggio mei maj",
            "june jun juni juin junio giugno",
            "july jul juli juillet julio luglio",
            "august aug août agosto augustus augusti",
            "september sept sep septembre septiembre settembre",
            "october oct okt oktober octobre octubre ottobre",
            "november nov novembre noviembre",
            "december dec dez dezember décembre diciembre dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = r"(?:[a-zäéèìû]{3,12}\.?,?\s)?"
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?"
_DATE = "|".join(
    (
        r"(?P<iso>\d{4}-\d{2}-\d{2})",
        r"(?P<dotted>\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\d{2})?)",
        r"(?P<slashed>\d{1,2}/\d{1,2}(?:/\d{4}|/\d{2})?)",
        rf"{_DAY.format('d1')}\s(?:of\s|de\s)?(?P<m1>{_MONTH})\b\.?(?:,?\s(?:de\s)?(?P<y1>\d{{4}}))?",
        rf"(?P<m2>{_MONTH})\b\.?\s{_DAY.format('d2')}(?:,?\s(?P<y2>\d{{4}}))?",
    )
)
_LEAD = r"\s(?:on\s|the\s|am\s|ab\s|dem\s|den\s|le\s|el\s|il\s|op\s|from\s){0,3}"
_BACK = (
    r"(?:return(?:ing)?(?:\sto\s(?:the\s|my\s)?(?:office|work|desk))?|(?:be\s|am\s|i'm\s)?back(?:\sin\s(?:the\s)?office|\sat\swork|\sonline)?"
    r"|available\sagain|wieder\s(?:im\sbüro|da|erreichbar|zurück|für\ssie\sda)|zurück|de\sretour|regreso|rientro|terug)"
)
_UNTIL = r"(?:until|till|bis(?:\szum)?|jusqu'au|hasta(?:\sel)?|fino\sal|tot)"
_THROUGH = (
    r"(?:through|up\sto\sand\sincluding|bis\seinschließlich(?:\szum)?|bis\seinschl\.?|jusqu'au\s{1}inclus)"
)
_INCLUDED = r"(?P<included>\s?(?:\(?(?:inclusive|included|incl\.?|einschließlich|inklusive|inclus)\b\)?))?"

_AGAIN_FROM = re.compile(
    rf"(?:wieder|again|back)\s(?:ab|from|on|am)\s(?:dem\s|the\s)?{_WEEKDAY}(?:{_DATE})", re.IGNORECASE
)
_BACK_ON = re.compile(rf"\b{_BACK}{_LEAD}{_WEEKDAY}(?:{_DATE})", re.IGNORECASE)
_BACK_THEN = re.compile(
    rf"\b(?:ab|am|le)\s(?:dem\s)?{_WEEKDAY}(?:{_DATE})\s(?:bin\sich\s)?(?:wieder|zurück)", re.IGNORECASE
)
_AWAY_UNTIL = re.compile(rf"\b{_UNTIL}\s(?:the\s|le\s|el\s)?{_WEEKDAY}(?:{_DATE}){_INCLUDED}", re.IGNORECASE)
_AWAY_THROUGH = re.compile(rf"\b{_THROUGH}\s(?:the\s)?{_WEEKDAY}(?:{_DATE})", re.IGNORECASE)
_FARTHEST = timedelta(days=400)
_LOOKED_AT = 3000


def returns_on(subject: str, text: str, written: date) -> date | None:
    """The first day on which the writer of an absence notice is back, if the notice states one.

    "Back on 5 May" and "until 5 May" name that day, "through 5 May" the day before it. A date without a
    year is the next one. Left out: two different dates, a date before the mail or over 400 days after it,
    weekdays, and `5/6` where day and month could change places.
    """
    words = " ".join(f"{text[:_LOOKED_AT]} . {subject[:300]}".replace("\u2019", "'").split())
    for patterns, later in (
        ((_BACK_ON, _BACK_THEN, _AGAIN_FROM), 0),
        ((_AWAY_THROUGH,), 1),
        ((_AWAY_UNTIL,), 0),
    ):
        found = [each for pattern in patterns for each in pattern.finditer(words)]
        if found:
            return _only({_return(each, later, written) for each in found}, written)
    return None


def _return(found: re.Match[str], later: int, written: date) -> date | None:
    day = _date_of(found, written)
    included = later or bool(found.groupdict().get("included"))
    return day + timedelta(days=int(included)) if day else None


def _only(days: set[date | None], written: date) -> date | None:
    day = days.pop()
    return day if day and not days and written <= day <= written + _FARTHEST else None


def _date_of(found: re.Match[str], written: date) -> date | None:
    try:
        return _read(found.groupdict(), written)
    except ValueError:
        return None


def _read(groups: dict[str, str | None], written: date) -> date | None:
    if iso := groups["iso"]:
        return date.fromisoformat(iso)
    if dotted := groups["dotted"]:
        day, month, *year = (int(part) for part in re.findall(r"\d+", dotted))
        return _dated(year[0] if year else None, month, day, written)
    if slashed := groups["slashed"]:
        return _slashed([int(part) for part in slashed.split("/")], written)
    day_text, month_text = groups["d1"] or groups["d2"], groups["m1"] or groups["m2"]
    year_text = groups["y1"] or groups["y2"]
    return _dated(
        int(year_text) if year_text else None, _MONTHS[str(month_text).lower()], int(str(day_text)), written
    )


def _slashed(numbers: list[int], written: date) -> date | None:
    first, second = numbers[:2]
    year = numbers[2] if len(numbers) > 2 else None
    if first != second and first <= 12 and second <= 12:
        return None
    return _dated(
        year, min(first, second) if first > 12 or second > 12 else first, max(first, second), written
    )


def _dated(year: int | None, month: int, day: int, written: date) -> date:
    if year is not None:
        return date(year + 2000 if year < 100 else year, month, day)
    near = date(written.year, month, day)
    return near if near >= written else date(written.year + 1, month, day)
