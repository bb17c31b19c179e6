"""Whether a file is a calendar, by its first line."""

from __future__ import annotations

import re

FORMAT = "ics"

#: A component may stand alone, as some programs export it; a byte order mark or empty lines may come first.
_FIRST = re.compile(
    rb"(\xef\xbb\xbf)?\s*BEGIN:(VCALENDAR|VEVENT|VTODO|VJOURNAL|VFREEBUSY|VTIMEZONE|VAVAILABILITY)[ \t]*(\r|\n|\Z)",
    re.IGNORECASE,
)


def is_calendar(head: bytes) -> bool:
    return _FIRST.match(head) is not None
