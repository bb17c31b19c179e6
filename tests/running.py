"""`followup` as a person runs it: how a command ended, and what it printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = Path(sys.executable).with_name("followup")


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


def in_a_process(*arguments: object, **environment: str) -> Done:
    """`followup ...` as it is installed, in a process of its own that may take a minute."""
    command = [PROGRAM, *map(str, arguments)]
    found = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env={**os.environ, **environment}
    )
    return Done(found.returncode, found.stdout, found.stderr)
