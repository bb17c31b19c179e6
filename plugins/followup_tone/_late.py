"""Regular expressions compiled when first used: most texts need few of them, and each takes as long as a text."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial


def late(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> Callable[[], re.Pattern[str]]:
    """A function that gives the compiled `pattern`, always the same one."""
    return cache(partial(re.compile, pattern, flags))
