"""The conformance kit: what every plugin must keep, as tests that a plugin's own tests inherit.

    from followup.plugins.testing import PluginKit, Sample

    class TestPigeon(PluginKit):
        plugin = "followup_pigeon"            # a top-level package, or the Path of a single file
        samples = (Sample("scroll", {"loft.scroll": b"scroll 1\\n..."}),)

Needs pytest and Hypothesis (`followup[test]`). Its tests cannot be overridden: a plugin that passes has
passed all of them.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.plugins._find import Failure, Found, Origin, local, manifest_of
from followup.plugins._judge import judged_fact, judged_item, judged_product, lacking
from followup.plugins._load import MARKERS, Functions, load, missing
from followup.plugins._manifest import DeclaredFact, Manifest
from followup.plugins.items import (
    Content,
    Fact,
    Item,
    Left,
    Order,
    Party,
    Product,
    Reading,
    RefusedFile,
    RefusedOrder,
)
from followup.timeline.values import ABSENT

__all__ = ["FOREIGN", "HOSTILE_CONTENTS", "PluginKit", "Sample"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A file of some format, as data: one entry in `files` is that file, several are a folder of them."""

    format: str
    files: Mapping[str, bytes] = field(hash=False)
    items: int | None = None

    def write(self, folder: Path) -> Path:
        """The file or folder to read, written below `folder`."""
        for name, content in self.files.items():
            path = folder / "sample" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        (first,) = list(self.files)[:1]
        return folder / "sample" / first if len(self.files) == 1 and "/" not in first else folder / "sample"


#: What no plugin may claim: the beginnings of files that belong to others, or to nobody.
FOREIGN = (
    Sample("nothing", {"empty": b""}),
    Sample("a picture", {"a.png": b"\x89PNG\r\n\x1a\n" + bytes(100)}),
    Sample("a document", {"a.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"}),
    Sample(
        "a page",
        {"a.html": b"<!doctype html><html><head><title>News</title></head><body><p>Hi</p></body></html>"},
    ),
    Sample("a program", {"a.py": b"from os import path\nprint(path)\n"}),
    Sample("a table", {"a.csv": b"a,b,c\n1,2,3\n"}),
    Sample("data", {"a.json": b'{"a": [1, 2, 3]}'}),
    Sample("markup", {"a.xml": b"<?xml version='1.0'?><note><to>A</to></note>"}),
    Sample("an archive", {"a.zip": b"PK\x05\x06" + bytes(18)}),
    Sample("prose", {"a.txt": b"From here on it is prose.\n\nSubject to change: everything.\n"}),
    Sample("a folder", {"notes/a.txt": b"hello\n", "notes/b.txt": b"again\n"}),
)

_TEXTS = (
    "",
    " \n\t",
    "Hello, I would be glad to hear from you.",
    "WHY DO YOU NOT ANSWER???",
    "\U0001f600" * 50,
    "x" * 20_000,
    "\u202eevil\u202c \x00 \x1b[31m",
    "שלום، 你好",
    "a" * 300 + "!" * 300,
    "(" * 2_000,
    "\ud800",
)

#: Contents that every fact must stand: odd texts, and none at all.
HOSTILE_CONTENTS = (
    *(Content("message", {"text": text, "subject": text[:200], "channel": "email"}) for text in _TEXTS),
    Content("call", {"outcome": "busy"}),
    Content("message", {"text": ABSENT, "subject": ABSENT}),
    Content("message"),
)

#: What no plugin may import by merely being imported: validators, test tools, and ways into the network.
_UNWANTED = (
    "jsonschema",
    "hypothesis",
    "pytest",
    "pandas",
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
    "smtplib",
    "imaplib",
    "poplib",
    "ftplib",
    "asyncio",
)
_INJECTIONS = (
    "x\r\nX-Injected: yes",
    "x\nX-Injected: yes",
    "x\rX-Injected: yes",
    "x\u2028X-Injected: yes",
    "x\x00",
)
_RUNS = settings(max_examples=40, deadline=None, derandomize=True, database=None, report_multiple_bugs=False)


class PluginKit:
    """Inherit, name the plugin, and give what shows it at work: a sample for each format, an order for each
    action, and contents worth judging. `foreign` are files that it must not claim, besides `FOREIGN`."""

    plugin: ClassVar[str | Path]
    samples: ClassVar[Sequence[Sample]] = ()
    foreign: ClassVar[Sequence[Sample]] = ()
    contents: ClassVar[Sequence[Content]] = ()
    orders: ClassVar[Sequence[Order]] = ()
    reading: ClassVar[Reading] = Reading(zone="Europe/Berlin", country="DE")

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        changed = [name for name in vars(cls) if name in _FIXED]
        if changed:
            raise TypeError(
                f"{cls.__name__} must not override {', '.join(changed)}: that is what it has to pass"
            )

    def test_the_manifest_is_valid_and_its_hooks_are_there(self) -> None:
        hooks = _functions(self.plugin)
        assert [f"@{MARKERS[hook]}" for hook in missing(_manifest(self.plugin)) if hook not in hooks] == []

    def test_there_is_a_sample_for_each_format_and_an_order_for_each_action(self) -> None:
        manifest = _manifest(self.plugin)
        assert set(manifest.reads) - {sample.format for sample in self.samples} == set()
        assert {action.name for action in manifest.actions} - {order.action for order in self.orders} == set()

    def test_importing_it_does_nothing_else(self) -> None:
        effects = _probed(self.plugin, ())
        assert (effects["deeds"], effects["changed"], effects["printed"]) == ([], [], "")
        assert [name for name in _UNWANTED if name in effects["modules"]] == []

    def test_it_claims_its_samples(self, tmp_path: Path) -> None:
        for place, sample in _numbered(self.samples, tmp_path):
            assert self._claimed(sample.write(place)) == sample.format

    def test_it_claims_nothing_of_others(self, tmp_path: Path) -> None:
        for place, sample in _numbered((*FOREIGN, *self.foreign), tmp_path):
            assert self._claimed(sample.write(place)) is None, sample.format

    def test_recognising_never_raises(self, tmp_path: Path) -> None:
        file = tmp_path / "any"

        @_RUNS
        @given(_damaged([each for sample in self.samples for each in sample.files.values()]))
        def never_raises(content: bytes) -> None:
            file.write_bytes(content)
            assert self._claimed(file) in (None, *_manifest(self.plugin).reads)

        never_raises()

    def test_reading_twice_gives_the_same(self, tmp_path: Path) -> None:
        for place, sample in _numbered(self.samples, tmp_path):
            path = sample.write(place)
            first, again = self._read(path, sample.format), self._read(path, sample.format)
            ids = [(each.id, each.revision) for each in first if isinstance(each, Item)]
            assert first == again
            assert len(set(ids)) == len(ids)
            assert first, "a sample should hold something"
            assert sample.items in (None, len(ids))

    def test_ids_do_not_depend_on_where_the_file_lies(self, tmp_path: Path) -> None:
        for place, sample in _numbered(self.samples, tmp_path):
            here, there = (
                self._read(sample.write(place / each), sample.format) for each in ("here", "there")
            )
            assert _ids(here) == _ids(there)

    def test_a_damaged_file_ends_in_items_and_words(self, tmp_path: Path) -> None:
        places = [(each, name) for each in _numbered(self.samples, tmp_path) for name in each[1].files]
        if not places:
            pytest.skip("reads nothing")

        @_RUNS
        @given(st.sampled_from(places), st.data())
        def never_raises(where: tuple[tuple[Path, Sample], str], data: st.DataObject) -> None:
            (place, sample), name = where
            files = {**sample.files, name: data.draw(_damaged([sample.files[name]]))}
            self._read(replace(sample, files=files).write(place), sample.format)

        never_raises()

    def test_facts_are_those_declared(self) -> None:
        give = self._hook("followup_facts")
        for content in self._contents():
            _check_answer(give(content=content), _declared(self.plugin, pair=False), content)

    def test_facts_stand_any_text(self) -> None:
        give = self._hook("followup_facts")

        @_RUNS
        @given(st.text(max_size=200), st.text(max_size=40))
        def are_declared(text: str, subject: str) -> None:
            content = Content("message", {"text": text, "subject": subject})
            _check_answer(give(content=content), _declared(self.plugin, pair=False), content)

        are_declared()

    def test_facts_depend_on_the_content_only(self) -> None:
        give = self._hook("followup_facts")
        if not all(fact.pure for fact in _declared(self.plugin, pair=False).values()):
            pytest.skip("says itself that its facts are not pure")
        contents = [content for content in self._contents() if content.text() != "\ud800"]
        first = [repr(sorted(give(content=content).items())) for content in contents]
        again = [repr(sorted(give(content=content).items())) for content in reversed(contents)]
        assert first == again[::-1]
        assert first == _probed(self.plugin, contents)["facts"]

    def test_pair_facts_are_those_declared(self) -> None:
        give = self._hook("followup_pair_facts")
        for content, earlier in _pairs(self._contents()):
            answer = give(content=content, earlier=earlier)
            _check_answer(answer, _declared(self.plugin, pair=True), content)
            assert repr(answer) == repr(give(content=content, earlier=earlier))

    def test_pair_facts_are_absent_where_one_side_has_nothing_to_compare(self) -> None:
        give = self._hook("followup_pair_facts")
        for content, earlier in _pairs(self._contents()):
            answer = give(content=content, earlier=earlier)
            for name, fact in _declared(self.plugin, pair=True).items():
                if lacking(fact, (content, earlier)) is ABSENT:
                    assert answer[name].value in (None, ABSENT)

    def test_an_order_makes_the_same_product_each_time(self) -> None:
        act, actions = self._hook("followup_act"), {a.name: a for a in _manifest(self.plugin).actions}
        for order in self.orders:
            product = judged_product(act(order=order), actions[order.action])
            assert product == act(order=order)

    def test_nothing_in_an_order_can_become_a_header(self) -> None:
        act = self._hook("followup_act")
        for order in self.orders:
            for hostile in _hostile(order, _manifest(self.plugin)):
                assert _is_harmless(act, hostile), hostile

    def _hook(self, name: str) -> Callable[..., Any]:
        functions = _functions(self.plugin)
        if name not in functions:
            pytest.skip(f"has no function marked with @{MARKERS[name]}")
        return functions[name]

    def _claimed(self, path: Path) -> str | None:
        head = b"" if path.is_dir() else path.read_bytes()[:4096]
        claim = self._hook("followup_recognise")(path=path, head=head)
        assert claim is None or isinstance(claim, str)
        return claim

    def _read(self, path: Path, format: str) -> list[Item | Left]:
        """What is read; a refusal ends it. Each item must be sound as it is."""
        read: list[Item | Left] = []
        with suppress(RefusedFile):
            for each in self._hook("followup_read")(path=path, format=format, reading=self.reading):
                read.append(judged_item(each))
        return read

    def _contents(self) -> Sequence[Content]:
        return (*self.contents, *HOSTILE_CONTENTS)


_FIXED = {name for name in vars(PluginKit) if re.match("test_|_[a-z]|__init_subclass__", name)}


def _origin(plugin: str | Path) -> Origin:
    return local(plugin) if isinstance(plugin, Path) else Origin(plugin, plugin, "under test", "")


def _manifest(plugin: str | Path) -> Manifest:
    return manifest_of(_origin(plugin))


def _functions(plugin: str | Path) -> Functions:
    functions = load(Found(_manifest(plugin), _origin(plugin)))
    assert not isinstance(functions, Failure), str(functions)
    return functions


def _declared(plugin: str | Path, pair: bool) -> dict[str, DeclaredFact]:
    return {fact.name: fact for fact in _manifest(plugin).facts if fact.pair == pair}


def _probed(plugin: str | Path, contents: Sequence[Content]) -> dict[str, Any]:
    """What a fresh interpreter, with another hash seed, says of the plugin."""
    run = subprocess.run(
        [sys.executable, "-B", "-m", "followup.plugins._probe"],
        input=pickle.dumps((_origin(plugin), list(contents))),
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        check=False,
    )
    assert run.returncode == 0, run.stderr.decode(errors="replace")
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def _numbered(samples: Sequence[Sample], folder: Path) -> Iterator[tuple[Path, Sample]]:
    return ((folder / str(number), sample) for number, sample in enumerate(samples))


def _ids(read: Sequence[Item | Left]) -> list[str]:
    return [each.id for each in read if isinstance(each, Item)]


@st.composite
def _damaged(draw: st.DrawFn, contents: Sequence[bytes]) -> bytes:
    """Any bytes at all, or one of those contents with a stretch of it replaced."""
    junk = draw(st.binary(max_size=300))
    if not contents or draw(st.integers(0, 3)) == 0:
        return junk
    content = draw(st.sampled_from(contents))
    start = draw(st.integers(0, len(content)))
    return content[:start] + junk + content[start + draw(st.integers(0, 200)) :]


def _check_answer(answer: object, declared: Mapping[str, DeclaredFact], content: Content) -> None:
    assert isinstance(answer, Mapping)
    assert sorted(answer.keys() - declared.keys()) == [], "not declared"
    for name, fact in answer.items():
        assert isinstance(judged_fact(fact, declared[name], content), Fact)


def _pairs(contents: Sequence[Content]) -> Iterator[tuple[Content, Content]]:
    return ((content, earlier) for content in contents for earlier in contents[:: max(1, len(contents) // 8)])


def _hostile(order: Order, manifest: Manifest) -> Iterator[Order]:
    """The order with a line break in each place that could end up in a header, one place at a time."""
    parameters = next(action.parameters for action in manifest.actions if action.name == order.action)
    for words in _INJECTIONS:
        for name in parameters:
            yield replace(order, attributes={**order.attributes, name: words})
        for party in (Party(name=words, address="a@b.example"), Party(address=f"{words}@b.example")):
            yield replace(order, to=(party,))
            yield replace(order, me=party)


def _is_harmless(act: Callable[..., Product], order: Order) -> bool:
    try:
        product = act(order=order)
    except RefusedOrder:
        return True
    lines = product.content.decode("utf-8", "replace").splitlines()
    return not any(line.startswith("X-Injected") for line in lines) and b"\x00" not in product.content
