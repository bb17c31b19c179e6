"""`followup doctor`: what is installed, where the home is, and what is wrong with either."""

from __future__ import annotations

import platform
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import Literal

from followup.cases.errors import StoreError
from followup.faces.command import command
from followup.faces.faults import FINE, FOUND, Fault
from followup.faces.session import Session


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's; `problem` says that something is to be mended."""

    what: str
    says: str
    problem: bool = False


@command("doctor")
def doctor(session: Session) -> int:
    """Check the installation and the home."""
    found = [*_program(), *_home(session), *_pack(session), *_plugins(session)]
    if session.out.json:
        session.out.data([{"what": each.what, "says": each.says, "problem": each.problem} for each in found])
    else:
        for each in found:
            mark: Literal["problem", "ok"] = "problem" if each.problem else "ok"
            session.out.line(f"{mark:8}{each.what}: {each.says}", "red" if each.problem else None)
    return FOUND if any(each.problem for each in found) else FINE


def _program() -> Iterator[Finding]:
    import sqlite3

    yield Finding("followup", metadata.version("followup"))
    yield Finding("python", f"{platform.python_version()} on {platform.system()}")
    yield Finding("sqlite", sqlite3.sqlite_version)
    yield Finding("time zones", _tzdata())


def _tzdata() -> str:
    try:
        return f"tzdata {metadata.version('tzdata')}"
    except metadata.PackageNotFoundError:
        return "the system's"


def _home(session: Session) -> Iterator[Finding]:
    yield Finding("home", str(session.folder))
    if not session.has_store:
        yield Finding("store", "there is none yet: followup init")
        return
    try:
        wrong = session.store.db.problems()
        settings = session.store.home()
    except StoreError as error:
        yield Finding("store", str(error), True)
        return
    yield Finding("store", "; ".join(wrong) or "sound", bool(wrong))
    if session.folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding("privacy", f"others may look into the folder: chmod 700 {session.folder}")
    if settings is None:
        yield Finding("settings", "there are none: followup init", True)
    else:
        yield Finding(
            "you", f"{', '.join(settings.me)} in {settings.zone}, {settings.country or 'no country'}"
        )


def _pack(session: Session) -> Iterator[Finding]:
    try:
        tree = session.pack.tree
        yield Finding("pack", f"{tree.name} {tree.version}")
        missing = sorted(name for name in tree.plugin_facts if session.plugins.declared(name) is None)
        if missing:
            yield Finding("pack", f"no plugin gives the facts that it needs: {', '.join(missing)}", True)
    except (Fault, StoreError) as error:
        yield Finding("pack", str(error), True)


def _plugins(session: Session) -> Iterator[Finding]:
    failures = session.plugins.load_all()
    yield Finding("plugins", ", ".join(each.name for each in session.plugins.found()) or "none")
    yield from (Finding("plugin", str(each), True) for each in failures)
