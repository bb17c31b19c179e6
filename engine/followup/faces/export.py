"""`followup export`: all events and records as a journal that other programs, and `decide`, can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from followup.faces.command import command
from followup.faces.faults import Fault
from followup.faces.session import Session

if TYPE_CHECKING:
    from followup.timeline.events import Event
    from followup.timeline.journal import Journal, Record
    from followup.timeline.values import Maybe


@command("export")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to this file."
)
def export(session: Session, out: Path | None) -> None:
    """Write all events as a journal in JSON Lines, in the words of the pack in use.

    An attribute that is unknown is left out.
    """
    from followup.cases.mapping import mapped

    journal = mapped(session.store, session.pack.tree).journal
    lines = [json.dumps(each) for each in journal_lines(journal)]
    if out is None:
        session.out.lines(lines)
        return
    try:
        out.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    except OSError as error:
        raise Fault(f"{out}: {error.strerror}") from None
    if session.out.json:
        session.out.data({"file": str(out), "events": len(journal.events)})
    else:
        session.out.line(f"wrote {len(journal.events):,} events to {out}")


def journal_lines(journal: Journal) -> Iterator[dict[str, Any]]:
    """The lines of a journal: people and cases by name, then the events in their order."""
    for kind, records in (("person", journal.people), ("case", journal.cases)):
        for name, record in sorted(records.items()):
            yield {kind: {"name": name, **_record(record)}}
    for event in journal.events:
        yield {"event": _event(event)}


def _record(record: Record) -> dict[str, Any]:
    fields = {
        "zone": record.zones,
        "country": record.country,
        "people": record.people,
        "channels": record.channels,
    }
    return {name: value for name, value in fields.items() if value}


def _event(event: Event) -> dict[str, Any]:
    from followup.timeline.instants import show

    fields = {
        "case": event.case,
        "source": event.source,
        "revision": event.revision,
        "recorded": None if event.recorded is None else show(event.recorded),
        "attributes": {name: _value(value) for name, value in event.attributes.items() if _is_known(value)},
    }
    given = {name: value for name, value in fields.items() if value}
    return {"id": event.id, "at": show(event.at), "kind": event.kind, **given}


def _is_known(value: Maybe) -> bool:
    from followup.timeline.values import Unknown

    return not isinstance(value, Unknown)


def _value(value: Maybe) -> Any:
    from followup.timeline.values import Absent

    if isinstance(value, Absent):
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, (date, time)) else value
