"""`followup log`: tell what happened, or what something meant, in the words of the pack in use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from followup.faces.command import command
from followup.faces.desk import DeskCommand, flags, told
from followup.faces.faults import FOUND, Fault
from followup.faces.people import channel_named, key_of, person_named
from followup.faces.session import Session

if TYPE_CHECKING:
    from followup.cases.telling import Told
    from followup.language.tree import Desk, Entry
    from followup.timeline.values import Value

#: What stands for an option without a value.
_BARE = "\0"


class Log(DeskCommand):
    """Takes an option for each thing that the pack lets people tell of."""

    def entries_in(self, desk: Desk) -> Mapping[str, Entry]:
        return desk.log

    def option(self, name: str, entry: Entry) -> click.Option:
        if entry.sets is None:
            return click.Option(flags(name), is_flag=True, help=entry.says or None)
        words = f"[{'|'.join(entry.choices)}]" if entry.choices else entry.sets.upper()
        return click.Option(flags(name), is_flag=False, flag_value=_BARE, metavar=words, help=entry.says)


@command("log", cls=Log)
@click.argument("case")
@click.option("--at", metavar="TIME", help="When it happened (else now).")
@click.option("--person", metavar="NAME", help="Who of the case; a name or an address.")
@click.option("--channel", metavar="CHANNEL", help="By which channel.")
@click.option("--text", metavar="TEXT", help="The words that were said.")
@click.option("--all", "alike", is_flag=True, help="Older questions of the same kind have the same answer.")
@click.option("--undo", is_flag=True, help="Take back what was told of the case last.")
def log(session: Session, case: str, at: str | None, person: str | None, channel: str | None,
        text: str | None, alike: bool, undo: bool, **desk: object) -> int | None:  # fmt: skip
    """Tell what happened, or what something meant.

    What answers a question of `followup today` is kept as that answer; anything else, and whatever comes with
    a text, a person or a channel, is kept as something that happened.
    """
    found = session.case(case).id
    given = told(desk)
    if undo:
        _refuse_beside_undo(given, at, person, channel, text)
        return _undo(session, found)
    option = _the_one(session, given)
    entry = session.pack.tree.desk.log[option]
    value = _value(session, option, entry, given[option])
    more = {"person": person, "channel": channel, "text": text}
    kept = _keep(
        session, found, option, value, at, {name: each for name, each in more.items() if each}, alike
    )
    _tell(session, found, kept)
    return None


def _refuse_beside_undo(given: Mapping[str, object], *others: str | None) -> None:
    if given or any(others):
        raise Fault("--undo stands alone", "followup log CASE --undo")


def _the_one(session: Session, given: Mapping[str, object]) -> str:
    if len(given) != 1:
        options = ", ".join(f"--{name}" for name in session.pack.tree.desk.log)
        raise Fault("say one thing that happened" if not given else "say one thing at a time", options)
    return next(iter(given))


def _value(session: Session, option: str, entry: Entry, given: object) -> Value | None:
    """What the option's value stands for; None for an option that has none."""
    from followup.cases.telling import NoSuchValue, value_of
    from followup.language.problems import did_you_mean

    if not isinstance(given, str) or entry.sets is None:
        return None
    if given == _BARE:
        return None
    try:
        return value_of(entry, given, session.pack.tree.attributes[entry.sets])
    except NoSuchValue as error:
        raise Fault(f"--{option}: {error}", did_you_mean(given, entry.choices)) from None


def _keep(session: Session, case: str, option: str, value: Value | None, at: str | None,
          more: Mapping[str, str], alike: bool) -> Told:  # fmt: skip
    from followup.cases import telling

    entry = session.pack.tree.desk.log[option]
    when = session.at(at)
    if entry.answers and value is None and "text" not in more:
        raise Fault(
            f"--{option} needs a value", f"one of {', '.join(entry.choices)}" if entry.choices else ""
        )
    if entry.answers and value is not None and not more:
        answered = telling.answer(session.office, case, option, value, when, session.now, alike)
        if answered is not None:
            return answered
    attributes = _attributes(session, case, entry, more)
    return telling.log(session.office, case, option, value, attributes, when, session.now)


def _attributes(session: Session, case: str, entry: Entry, more: Mapping[str, str]) -> dict[str, Any]:
    """Person, channel and text under the pack's own names for them, as far as the kind has them."""
    tree = session.pack.tree
    names = {
        "person": tree.attribute_of_type("person"),
        "channel": tree.attribute_of_type("channel"),
        "text": tree.desk.text,
    }
    made: dict[str, Any] = {}
    for word, text in more.items():
        name = names[word]
        if name is None or name not in tree.kinds[entry.kind].attributes:
            raise Fault(f"--{word}: '{entry.kind}' has none in this pack")
        made[name] = _READ[word](session, case, text)
    return made


_READ: Mapping[str, Any] = {
    "person": lambda session, case, text: (key_of(session, person_named(session, case, text)),),
    "channel": lambda session, case, text: channel_named(session, text),
    "text": lambda session, case, text: text,
}


def _undo(session: Session, case: str) -> int | None:
    from followup.cases.telling import undo

    taken = undo(session.store, session.office, case)
    if session.out.json:
        shown = taken and {"kind": taken.kind, "at": session.iso(taken.at), "attribute": taken.attribute}
        session.out.data({"case": case, "undone": shown})
    elif taken is None:
        session.out.line(f"{case}: nothing was told, so there is nothing to take back")
    else:
        what = f"{taken.kind} of {session.show(taken.at)}".replace("_", " ")
        session.out.line(
            f"{case}: took back {f'the {taken.attribute} of the ' if taken.attribute else ''}{what}"
        )
    return FOUND if taken is None else None


def _tell(session: Session, case: str, kept: Told) -> None:
    from followup.decide.as_json import plain

    event = kept.event
    if session.out.json:
        session.out.data(
            {"case": case, "answered": kept.answered, "attribute": kept.attribute, "value": plain(kept.value),
             "event": {"id": event.id, "source": event.source, "kind": event.kind, "at": session.iso(event.at)}}
        )  # fmt: skip
        return
    what = f"{event.kind} of {session.show(event.at)}".replace("_", " ")
    meant = "" if kept.value is None else f": {str(kept.value).replace('_', ' ')}"
    session.out.line(f"{case}: {'' if kept.answered else 'logged a '}{what}{meant}")
    session.out.line(f"  take it back: followup log {case} --undo")
