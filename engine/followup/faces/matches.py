"""`followup unmatched` and `followup assign`: what belongs to no case, and saying by hand where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from followup.faces.command import command
from followup.faces.faults import Fault
from followup.faces.output import counted
from followup.faces.session import Session

if TYPE_CHECKING:
    from followup.cases.records import Kept

WIDTH = 48


@command("unmatched")
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="How many to show at most."
)
def unmatched(session: Session, limit: int) -> None:
    """List what belongs to no case.

    What could belong to several comes first, then the newest, then what is still ahead.
    """
    store = session.store
    store.refresh()
    count, unclear = store.items.count_unmatched()
    shown = list(store.items.unmatched(limit, session.now))
    if session.out.json:
        session.out.data(
            {"count": count, "unclear": unclear, "items": [_data(session, each) for each in shown]}
        )
        return
    if shown:
        session.out.table(
            ("item", "when", "channel", "who", "what", "could be"), [_row(session, e) for e in shown]
        )
    more = f", {len(shown):,} shown" if count > len(shown) else ""
    session.out.line(f"of no case: {counted(count, 'item')}{more}")
    if shown:
        session.out.line(
            "say where one belongs: followup assign ITEM CASE; or add its case: followup add CASE --person …"
        )


def _row(session: Session, kept: Kept) -> tuple[str, ...]:
    item = kept.item
    could = ", ".join(kept.match.candidates)
    return kept.ref, session.show(item.at), item.channel, _short(who(kept)), _short(what(kept)), could


def who(kept: Kept) -> str:
    """The others of an item, as they can be told apart: names can be anybody's."""
    return ", ".join(p.address or p.number or p.profile or p.name or "?" for p in kept.item.parties)


def what(kept: Kept) -> str:
    """The first words of an item."""
    attributes = kept.item.attributes
    words = next(
        (v for v in map(attributes.get, ("subject", "title", "text")) if isinstance(v, str) and v), ""
    )
    return words or kept.item.kind


def _short(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def _data(session: Session, kept: Kept) -> dict[str, Any]:
    item = kept.item
    return {
        "ref": kept.ref, "id": item.id, "source": kept.source, "kind": item.kind, "at": session.iso(item.at),
        "channel": item.channel, "direction": item.direction, "who": who(kept), "what": _short(what(kept)),
        "candidates": kept.match.candidates, "place": item.place,
    }  # fmt: skip


@command("assign")
@click.argument("item")
@click.argument("case", required=False)
@click.option("--undo", is_flag=True, help="Take an assignment back.")
def assign(session: Session, item: str, case: str | None, undo: bool) -> None:
    """Say by hand which case an item belongs to; the rest of its thread follows."""
    if undo == (case is not None):
        raise Fault("say a case, or --undo", "followup assign ITEM CASE")
    kept = session.item(item)
    session.store.assign(kept, session.case(case).id if case else None)
    session.store.refresh()
    now = session.item(kept.item.id).match
    if session.out.json:
        session.out.data({"ref": kept.ref, "case": now.case, "how": now.how})
    else:
        session.out.line(
            f"{kept.ref} belongs to {now.case or 'no case'}{f' (by {now.how})' if undo and now.how else ''}"
        )
