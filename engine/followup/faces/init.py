"""`followup init`: make a home, or change its settings."""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.faces.command import command
from followup.faces.faults import MISSING, Fault
from followup.faces.session import DEFAULT_PACK, Session, load_pack, told

if TYPE_CHECKING:
    from followup.cases.records import Home


@command("init")
@click.option(
    "--me",
    multiple=True,
    metavar="ADDRESS",
    help="A mail address, number or profile of yours; repeat it, or write more after it. 'NAME <ADDRESS>' says "
    "how you sign as well.",
)
@click.argument("more", nargs=-1, metavar="[ADDRESS]...")
@click.option("--zone", metavar="ZONE", help="Your time zone, as Europe/Berlin (else the computer's).")
@click.option(
    "--country",
    metavar="CC",
    help="Your country, as DE or DE-BY: its holidays, and numbers without a prefix.",
)
@click.option("--pack", metavar="NAME", help=f"The pack to use, by name or path ({DEFAULT_PACK}).")
def init(
    session: Session,
    me: tuple[str, ...],
    more: tuple[str, ...],
    zone: str | None,
    country: str | None,
    pack: str | None,
) -> None:
    """Make a home, or change what is given of its settings."""
    from followup.cases.store import Store

    held = session.store.home() if session.has_store else None
    settings = _settings(held, (*me, *more), zone, country, pack)
    store = Store.open(session.folder)
    store.set_home(settings)
    if session.out.json:
        session.out.data({"home": str(session.folder), **asdict(settings)})
        return
    session.out.line(f"home: {session.folder}")
    session.out.line(f"you: {', '.join(settings.me)}")
    session.out.line(
        f"zone: {settings.zone}   country: {settings.country or 'not said'}   pack: {settings.pack}"
    )
    if held is not None and held != settings and store.sources():
        session.out.line("read your files again with what has changed: followup import")


def _settings(
    held: Home | None, me: tuple[str, ...], zone: str | None, country: str | None, pack: str | None
) -> Home:
    """The settings that were held, with what is given in their place."""
    from followup.cases.records import Home

    old = held or Home(pack=DEFAULT_PACK)
    country = _country(country) if country else old.country
    signed, given = _me(me, country)
    own = given or old.me
    if not own:
        raise Fault(
            "who are you?", "followup init --me YOU@…: it tells what you sent from what you got", MISSING
        )
    chosen = _zone(zone) if zone else old.zone if held else computers_zone()
    chosen_pack = _pack(pack) if pack else old.pack
    return replace(old, me=own, zone=chosen, country=country, pack=chosen_pack, name=signed or old.name)


def _me(texts: tuple[str, ...], country: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The name that stands before an address, if one does, and every identifier, each once."""
    from followup.cases.people import identifier, person

    name: str | None = None
    own: list[str] = []
    with told():
        for text in texts:
            if "<" in text:
                someone = person("", text, country)
                name, own = someone.name or name, [*own, *someone.identifiers]
            else:
                own.append(identifier(text, country))
    return name, tuple(dict.fromkeys(own))


def _zone(name: str) -> str:
    from followup.timeline.zones import zone

    with told():
        zone(name)
    return name


def _country(code: str) -> str:
    from datetime import date

    from followup.timeline.calendar import is_holiday

    with told():
        is_holiday(date(2020, 1, 1), code.upper())
    return code.upper()


def _pack(name: str) -> str:
    """The name of a pack that loads; a path is kept whole, so that it is found from everywhere."""
    load_pack(name)
    return str(Path(name).absolute()) if Path(name).exists() else name


def computers_zone() -> str:
    """The zone that this computer is set to, else a `Fault`."""
    link = Path("/etc/localtime")
    target = str(link.resolve()) if link.is_symlink() else ""
    for name in (os.environ.get("TZ", "").lstrip(":"), target.partition("zoneinfo/")[2]):
        if name:
            try:
                return _zone(name)
            except Fault:
                continue
    raise Fault("which time zone are you in?", "followup init --zone Europe/Berlin", MISSING)
