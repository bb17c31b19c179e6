"""A pack's templates: wordings with `$names` in them. They are filled by `string.Template`, which knows names
and nothing else: no template can read a file or run anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template as Wording

from followup.language.context import entries, items, name, text
from followup.language.known_shapes import check_known_shape
from followup.language.load import PACK_FILE, load_tree, locate
from followup.language.places import Node, Place
from followup.language.problems import Problem, Problems, did_you_mean, quoted
from followup.language.tree import Tree
from followup.language.yaml_reader import read_yaml
from followup.timeline.values import Value, clean

#: What only the person can say, and what stands in a draft until they have said it.
GAPS: Mapping[str, str] = {"offer": "[what can you offer them?]", "answer": "[what is your answer?]"}
#: What is known of the case, beside the dates of its events.
NAMES = ("person", "me", "title", *GAPS)
#: `$visit_date`, where `visit` is a kind of event of the pack: when the last one was.
DATE = "_date"


@dataclass(frozen=True, slots=True)
class Template:
    """One wording: for proposals with these attributes, by these channels (by any, if it names none)."""

    id: str
    given: Mapping[str, Value] = field(hash=False)
    channels: tuple[str, ...]
    subject: str | None
    text: str
    place: Place = field(compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that must be filled."""
        parts = (self.subject or "", self.text)
        return tuple(dict.fromkeys(each for part in parts for each in Wording(part).get_identifiers()))

    def serves(self, attributes: Mapping[str, object], channel: str | None) -> bool:
        fits = all(attributes.get(name) == value for name, value in self.given.items())
        return fits and (not self.channels or channel in self.channels)


def names_known(tree: Tree) -> tuple[str, ...]:
    """Every name that a template of this pack may use."""
    return (*NAMES, *(f"{kind}{DATE}" for kind in tree.kinds))


def templates_of(tree: Tree, folder: Path) -> tuple[Template, ...]:
    """The templates beside a pack and beside the packs that it extends; of two with one id the pack's own
    stands. Raises `Problems`."""
    found: dict[str, Template] = {}
    for each in folders(tree, folder):
        for template in _read(each):
            found.setdefault(template.id, template)
    return tuple(found.values())


def folders(tree: Tree, folder: Path) -> Iterator[Path]:
    """The pack's folder, then those of the packs that it builds on."""
    yield folder
    while tree.extends:
        beside = folder / tree.extends
        base = beside if (beside / PACK_FILE).is_file() else Path(locate(tree.extends)).parent
        tree, folder = load_tree(base)
        yield folder


def check_templates(tree: Tree, folder: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with the templates beside a pack; `tree` is that pack, resolved."""
    problems: list[Problem] = []
    seen: dict[str, Place] = {}
    for file in _files(folder):
        try:
            nodes = _nodes(file)
        except Problems as error:
            problems += error.problems
            continue
        for node in nodes:
            problems += _problems(node, tree)
            problems += _repeated(node, seen)
    return tuple(sorted(problems))


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "templates").glob("*.yaml"))


def _nodes(file: Path) -> tuple[Node, ...]:
    data = file.read_bytes()
    node = read_yaml(data, str(file))
    problems = check_known_shape(node, "templates", data)
    if problems:
        raise Problems(problems)
    return items(node.get("templates"))


def _read(folder: Path) -> Iterator[Template]:
    for file in _files(folder):
        for node in _nodes(file):
            broken = tuple(_bad_dollars(node))
            if broken:
                raise Problems(broken)
            yield _template(node)


def _template(node: Node) -> Template:
    subject = node.get("subject")
    given = {name(key): clean(value.plain()) for key, value in entries(node.get("for"))}
    channels = tuple(text(each) for each in items(node.get("channel")))
    words = text(node.get("text"))
    return Template(text(node.get("template")), given, channels, subject and text(subject), words, node.place)  # type: ignore[arg-type]


def _problems(node: Node, tree: Tree) -> Iterator[Problem]:
    yield from _bad_attributes(node, tree)
    for channel in items(node.get("channel")):
        if tree.channels and text(channel) not in tree.channels:
            yield _unknown("channel", channel, node, tree.channels)
    yield from _bad_dollars(node)
    known = names_known(tree)
    for part in filter(None, (node.get("subject"), node.get("text"))):
        for word in Wording(text(part)).get_identifiers():
            if word not in known:
                what = f"unknown name {quoted(f'${word}')} in template {quoted(text(node.get('template')))}"
                yield Problem(part.place, "unknown-name", what, _help(word, known))


def _help(word: str, known: tuple[str, ...]) -> str:
    return did_you_mean(word, known) or f"a template can use {', '.join(f'${each}' for each in known)}"


def _bad_attributes(node: Node, tree: Tree) -> Iterator[Problem]:
    for key, value in entries(node.get("for")):
        declared = tree.attributes.get(name(key))
        if declared is None:
            yield _unknown("attribute", key, node, tree.attributes)
        elif declared.one_of and value.scalar not in declared.one_of:
            yield _unknown(declared.name, value, node, map(str, declared.one_of))


def _unknown(what: str, word: Node, node: Node, known: object) -> Problem:
    where = f"unknown {what} {quoted(word.scalar)} in template {quoted(text(node.get('template')))}"
    return Problem(word.place, "unknown-name", where, did_you_mean(str(word.scalar), known))  # type: ignore[arg-type]


def _bad_dollars(node: Node) -> Iterator[Problem]:
    """A dollar sign that begins no name."""
    for part in filter(None, (node.get("subject"), node.get("text"))):
        if not Wording(text(part)).is_valid():
            where = f"a '$' without a name in template {quoted(text(node.get('template')))}"
            yield Problem(part.place, "bad-name", where, "write $$ for the sign itself")


def _repeated(node: Node, seen: dict[str, Place]) -> Iterator[Problem]:
    id = text(node.get("template"))
    if id in seen:
        yield Problem(
            node.place, "duplicate-name", f"template {quoted(id)} is there twice", f"first at {seen[id]}"
        )
    seen.setdefault(id, node.place)
