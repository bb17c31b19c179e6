"""`followup check`: judge a draft of one's own before it is sent."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from followup.faces.command import command
from followup.faces.deciding import EXITS
from followup.faces.draft import purpose_named
from followup.faces.faults import Fault
from followup.faces.marks import underlined
from followup.faces.people import channel_named, key_of, person_named
from followup.faces.session import Session
from followup.faces.why import VERDICTS

if TYPE_CHECKING:
    from followup.cases.checking import Checked, Words
    from followup.cases.written import Written
    from followup.decide.decision import RuleMatch


@command("check")
@click.argument("draft", type=click.Path(path_type=Path), metavar="DRAFT")
@click.option("--case", required=True, metavar="CASE", help="The case that it is for.")
@click.option("--channel", metavar="CHANNEL", help="How it goes out (else as the file tells).")
@click.option("--purpose", metavar="PURPOSE", help="What it is for (else as it reads).")
@click.option("--person", metavar="NAME", help="Whom it goes to; a name or an address.")
@click.option("--at", metavar="TIME", help="When it goes out, instead of now.")
def check(session: Session, draft: Path, case: str, channel: str | None, purpose: str | None,
          person: str | None, at: str | None) -> int:  # fmt: skip
    """Judge a draft of your own before you send it.

    DRAFT is a text, a mail (.eml) or a call sheet; - is standard input. A purpose that the text does not bear
    out counts as unknown. Exit code 0 permit, 1 forbid, 3 ask.
    """
    from followup.cases import checking

    found, when = session.case(case).id, session.at(at)
    written = _written(session, draft, when)
    given = _given(session, found, written, channel, person)
    claimed = purpose or written.purpose
    checked = checking.check(
        session.office, found, when, given, purpose_named(session, claimed) if claimed else None
    )
    if session.out.json:
        session.out.data({**checked.decision.as_json(), "purpose": checked.purpose, "doubt": checked.doubt,
                          "words": [_data(each) for each in checked.words]})  # fmt: skip
    else:
        _tell(session, checked, written)
    return EXITS[checked.decision.verdict]


def _written(session: Session, file: Path, at: int) -> Written:
    from followup.cases.written import LONGEST, BadDraft, read_draft

    try:
        if str(file) == "-":
            data = sys.stdin.buffer.read(LONGEST + 1)
        else:
            with file.open("rb") as stream:
                data = stream.read(LONGEST + 1)
        return read_draft(data, session.plugins, session.home, at)
    except OSError as error:
        raise Fault(f"{file} cannot be read: {error.strerror}") from None
    except BadDraft as error:
        raise Fault(f"{file} is no draft: {error}") from None


def _given(session: Session, case: str, written: Written, channel: str | None, person: str | None
           ) -> dict[str, Any]:  # fmt: skip
    from followup.cases.drafting import act_kind

    tree = session.pack.tree
    kind = act_kind(tree)
    if kind is None or tree.desk.text is None:
        raise Fault("this pack has no act with a text, so there is nothing to check")
    by = channel_named(session, channel) if channel else written.channel
    to = (
        (key_of(session, person_named(session, case, person)),) if person else _people(session, case, written)
    )
    given = {tree.desk.text: written.text, tree.attribute_of_type("channel"): by,
             tree.attribute_of_type("person"): to, "subject": written.subject}  # fmt: skip
    return {name: value for name, value in given.items() if value and name in tree.kinds[kind].attributes}


def _people(session: Session, case: str, written: Written) -> tuple[str, ...]:
    """Those of the case whom the draft is addressed to; all of them if it does not say."""
    directory = session.store.directory()
    people = tuple(dict.fromkeys(directory.key(each) for each in session.store.people(case)))
    addressed = directory.of_parties(written.to)
    return tuple(each for each in people if each in addressed) or people


def _tell(session: Session, checked: Checked, written: Written) -> None:
    decision, tree = checked.decision, session.pack.tree
    session.out.line(f"{decision.verdict.upper()}  {_head(session, checked)}", VERDICTS[decision.verdict])
    if checked.doubt:
        session.out.line(f"  purpose: {checked.doubt}, so it counts as unknown")
    for rule in (*decision.rules, *decision.advice):
        _tell_rule(session, rule, [each for each in checked.words if each.rule == rule.rule], written)
    for gap in decision.unknown:
        if gap.name != tree.desk.purpose or not checked.doubt:
            session.out.line(f"  unknown: {gap.name.replace('_', ' ')} ({gap.reason})")
    if tree.desk.purpose in {gap.name for gap in decision.unknown}:
        _ask_purpose(session)
    if isinstance(decision.permitted_from, int) and decision.permitted_from > decision.at:
        session.out.line(f"  wait until: {session.show(decision.permitted_from)}")
    if decision.verdict == "permit":
        session.out.line("  no rule is against it; sending it is up to you")


def _head(session: Session, checked: Checked) -> str:
    from followup.cases.moves import channel_of, person_of

    tree, proposal = session.pack.tree, checked.proposal
    person, channel = session.office.name_of(person_of(tree, proposal)), channel_of(tree, proposal)
    purpose = (checked.purpose or proposal.kind).replace("_", " ")
    words = (purpose, person and f"to {person}", channel and f"by {channel}", session.show(proposal.at))
    return f"{proposal.case}: {', '.join(each for each in words if each)}"


def _ask_purpose(session: Session) -> None:
    tree = session.pack.tree
    if tree.desk.purpose:
        known = "|".join(str(each).replace("_", "-") for each in tree.attributes[tree.desk.purpose].one_of)
        session.out.line(f"  say in the text what it is for, and here: --purpose {known}")


def _tell_rule(session: Session, rule: RuleMatch, words: list[Words], written: Written) -> None:
    out = session.out
    lifted = " (lifted)" if rule.lifted is not None else ""
    out.line(f"  {rule.rule}{lifted}: {rule.because or rule.says}", "bold")
    if rule.because and rule.says:
        out.line(f"    {rule.says}")
    for each in words:
        text = written.text if each.span.field != "subject" else written.subject or ""
        number, line, carets = underlined(text, each.span.start, each.span.end)
        out.line(f"    {number:>3} | {line}")
        instead = f"; write instead: {each.span.instead}" if each.span.instead else ""
        out.line(f"        | {carets} {each.span.says}{instead}", "red")
    if rule.instead:
        out.line(
            "    instead: "
            + ", ".join(f"{name} {value}".replace("_", " ") for name, value in rule.instead.items())
        )


def _data(words: Words) -> dict[str, Any]:
    span = words.span
    return {
        "rule": words.rule, "fact": words.fact, "field": span.field, "start": span.start, "end": span.end,
        "words": words.quoted, "says": span.says, "instead": span.instead,
    }  # fmt: skip
