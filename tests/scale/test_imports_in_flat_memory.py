"""An import takes no more memory for more items; `bench/imports.py` shows the same for 50,000 real mails."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from followup.cases.importing import import_paths
from followup.cases.records import Case, Person
from followup.cases.store import Store
from followup.plugins.registry import Plugins

LINES = Path(__file__).parents[1] / "engine" / "cases" / "lines_plugin.py"
WARM_UP, FEW, MANY = 100, 500, 3_000
BYTES_AN_ITEM = 100  # keeping its id, its people or its thread in memory would cost several hundred


@pytest.fixture
def peak(tmp_path):
    """The most memory that an import of so many items takes at once, every tenth of them in a thread of a case."""
    plugins = Plugins.installed([LINES])

    def of(count: int) -> int:
        path = tmp_path / f"{count}.lines"
        path.write_text("\n".join(['{"lines": 1}', *map(line, range(count))]))
        store = Store.open(tmp_path / f"home{count}")
        store.put_case(Case("acme"))
        store.put_people("acme", [Person("acme", None, ("boss@acme.example",))])
        tracemalloc.start()
        [report] = import_paths(store, plugins, [path], 0).files
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        store.close()
        assert (report.read, report.matched) == (count, count // 10)
        return most

    of(WARM_UP)
    return of


def line(number: int) -> str:
    sender = "boss@acme.example" if number % 100 == 0 else f"{number}@somewhere{number}.example"
    item = {"kind": "message", "id": f"{number}@mail.example", "at": number, "parties": [{"address": sender}]}
    return json.dumps({**item, "text": "Hello " * 30, "references": [f"{number - number % 10}@mail.example"]})


def test_more_items_take_no_more_memory(peak):
    assert peak(MANY) - peak(FEW) < (MANY - FEW) * BYTES_AN_ITEM
