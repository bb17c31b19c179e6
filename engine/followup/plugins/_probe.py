"""Run in a fresh interpreter by the conformance kit: `python -m followup.plugins._probe`.

Reads a pickled request (an origin, and contents) and prints as JSON what importing the plugin did besides
defining things, and what facts it then gives.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import sys
import threading
from typing import Any

from followup.plugins._find import Found, Origin, manifest_of
from followup.plugins._load import imported, load
from followup.plugins.items import Content

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_DEEDS = ("socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec",
          "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "shutil.")  # fmt: skip


class _Watch:
    """Notes what an import does to the world outside; audit hooks stay, so this one has a switch."""

    def __init__(self) -> None:
        self.deeds: list[str] = []
        self.on = False
        sys.addaudithook(self)

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if self.on and (
            event.startswith(_DEEDS) or (event == "open" and isinstance(args[2], int) and args[2] & _WRITES)
        ):
            self.deeds.append(f"{event} {args[0]}")


def _effects(origin: Origin) -> dict[str, object]:
    watch, printed = _Watch(), io.StringIO()
    before = _surroundings()
    watch.on = True
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        imported(origin)
    watch.on = False
    changed = [name for name, value in _surroundings().items() if value != before[name]]
    return {
        "deeds": watch.deeds,
        "printed": printed.getvalue(),
        "changed": changed,
        "modules": sorted(sys.modules),
    }


def _surroundings() -> dict[str, object]:
    return {
        "the environment": dict(os.environ),
        "the working folder": os.getcwd(),
        "the threads": threading.active_count(),
        "sys.path": list(sys.path),
    }


def _facts(origin: Origin, contents: list[Content]) -> list[str]:
    functions = load(Found(manifest_of(origin), origin))
    give = functions.get("followup_facts") if isinstance(functions, dict) else None
    return [repr(sorted(give(content=content).items())) for content in contents] if give else []


if __name__ == "__main__":
    asked_origin, asked_contents = pickle.loads(sys.stdin.buffer.read())  # from the kit that started us
    effects = _effects(asked_origin)
    print(json.dumps({**effects, "facts": _facts(asked_origin, asked_contents)}))
