"""Fixtures for what things cost: a fresh interpreter that says what it imported."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

SHOW = """
import json, sys
from followup.faces.command import main
code = main(sys.argv[1:])
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


@pytest.fixture
def modules_after() -> Callable[..., set[str]]:
    """The modules that a fresh interpreter holds after `followup ...`, which must not fail."""

    def run(*arguments: object) -> set[str]:
        command = [sys.executable, "-c", SHOW, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        code, modules = json.loads(done.stderr.splitlines()[-1])
        assert code == 0, done.stdout + done.stderr
        return set(modules)

    return run
