"""`followup pack`: lint a pack, run its tests, show what it says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.faces.command import LazyGroup, command
from followup.faces.faults import FINE, FOUND, Fault
from followup.faces.output import counted
from followup.faces.session import Session, load_pack

if TYPE_CHECKING:
    from followup.decide.pack_tests import Outcome
    from followup.language.problems import Problem
    from followup.language.tree import Tree

pack = LazyGroup(
    "pack",
    lazy={
        "lint": ("packs:lint", "Check a pack: every problem with its place and a way out."),
        "test": ("packs:test", "Run the tests that a pack brings along."),
        "show": ("packs:show", "Say what a pack says, in words."),
    },
    help="Work on rule packs.",
    no_args_is_help=True,
)


@command("lint")
@click.argument("path", metavar="PATH")
@click.option("--sarif", is_flag=True, help="Print SARIF, for editors and code hosts.")
def lint(session: Session, path: str, sarif: bool) -> int:
    """Check a pack: every problem with its place and a way out.

    PATH is a name or a path. The exit code is 1 if there are problems.
    """
    found = problems_of(path)
    if sarif:
        from followup.language.problems import as_sarif

        session.out.data(as_sarif(found))
    elif session.out.json:
        from followup.language.problems import as_json

        session.out.data(as_json(found))
    else:
        for problem in found:
            _tell(session, problem)
        session.out.line(counted(len(found), "problem") if found else f"{path}: no problems")
    return FOUND if found else FINE


def problems_of(path: str) -> tuple[Problem, ...]:
    """Everything that is wrong with a pack, its tests and its templates."""
    from followup.cases.templates import check_templates
    from followup.decide.pack_tests import read_tests
    from followup.language.load import NoPack, load_tree
    from followup.language.problems import Problems

    try:
        tree, folder = load_tree(path)
        read_tests(folder)
        return check_templates(tree, folder)
    except Problems as error:
        return error.problems
    except NoPack as error:
        raise Fault(str(error)) from None
    except OSError as error:
        raise Fault(f"{path} cannot be read: {error.strerror}") from None


def _tell(session: Session, problem: Problem) -> None:
    from followup.language.problems import render

    session.out.block(render(problem, _source_line(problem)))


def _source_line(problem: Problem) -> str | None:
    if problem.place is None:
        return None
    try:
        lines = Path(problem.place.file).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return lines[problem.place.line - 1] if problem.place.line <= len(lines) else None


@command("test")
@click.argument("path", metavar="PATH")
def test(session: Session, path: str) -> int:
    """Run the tests that a pack brings along.

    The exit code is 1 if any fails, or if there are none.
    """
    from followup.decide.pack_tests import read_tests, run_test
    from followup.language.problems import Problems

    loaded = load_pack(path)
    try:
        tests = read_tests(loaded.folder or Path(path))
        outcomes = [run_test(loaded, each) for each in tests]
    except Problems as error:
        raise Fault(str(error)) from None
    failed = [each for each in outcomes if not each.passed]
    if session.out.json:
        session.out.data([_data(each) for each in outcomes])
    else:
        for outcome in failed:
            session.out.line(f"{outcome.place}: {outcome.test}", "red")
            session.out.lines(f"    {miss}" for miss in outcome.misses)
        session.out.line(
            f"{counted(len(outcomes), 'test')}, {len(failed)} failed", "red" if failed else "green"
        )
    return FOUND if failed or not outcomes else FINE


def _data(outcome: Outcome) -> dict[str, object]:
    place = {"file": outcome.place.file, "line": outcome.place.line}
    return {"test": outcome.test, "passed": outcome.passed, "misses": list(outcome.misses), **place}


@command("show")
@click.argument("path", metavar="PATH")
@click.option("--code", "form", flag_value="code", help="Print the Python code that it is compiled to.")
@click.option("--plan", "form", flag_value="plan", help="Print what is kept of the history, for which fact.")
@click.option(
    "--cost", "form", flag_value="cost", help="Print what an event, a decision and the memory cost."
)
def show(session: Session, path: str, form: str | None) -> int:
    """Say what a pack says, in words.

    PATH is a name or a path. With --code, --plan or --cost: how it is compiled.
    """
    loaded = load_pack(path)
    if form is None:
        _show_words(session, loaded.tree)
    else:
        from followup.faces import inside

        {"code": inside.show_code, "plan": inside.show_plan, "cost": inside.show_cost}[form](
            session.out, loaded
        )
    return FINE


def _show_words(session: Session, tree: Tree) -> None:
    from followup.decide.words import duty_words, rule_words

    rules = [(rule.id, rule.says, rule_words(rule)) for rule in tree.rules]
    duties = [(duty.id, duty.says, duty_words(duty)) for duty in tree.duties]
    if session.out.json:
        shown = [
            [{"id": id, "says": says, "words": words} for id, says, words in each] for each in (rules, duties)
        ]
        session.out.data({"pack": tree.name, "version": tree.version, "digest": tree.digest,
                          "rules": shown[0], "duties": shown[1]})  # fmt: skip
        return
    session.out.line(f"{tree.name} {tree.version}: {tree.title}", "bold")
    session.out.line(f"digest {tree.digest[:16]}")
    for id, says, words in (*rules, *duties):
        session.out.line()
        session.out.line(f"{id}: {says}" if says else id, "bold")
        session.out.line(f"  {words}")
