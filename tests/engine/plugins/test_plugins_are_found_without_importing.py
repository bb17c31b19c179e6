"""Finding: by declarations alone; every broken plugin is named, and none stops the others."""

from __future__ import annotations

import subprocess
import sys

import pytest

from followup.plugins.registry import Failure, Plugins

BUNDLED = ["calendar", "email", "linkedin", "phone", "tone"]
EXPLODES = "raise SystemExit('imported')"


def names(plugins: Plugins) -> list[str]:
    return [manifest.name for manifest in plugins.found()]


def test_the_bundled_plugins_are_found_sorted_by_name() -> None:
    plugins = Plugins.installed()
    assert [name for name in names(plugins) if name in BUNDLED] == BUNDLED
    assert {plugins.origins()[name].distribution for name in BUNDLED} == {"followup"}


def test_finding_imports_nothing(site) -> None:
    site.add("pigeon", EXPLODES)
    assert "pigeon" in names(Plugins.installed())
    assert "t_pigeon" not in sys.modules


def test_listing_imports_neither_plugins_nor_validators() -> None:
    code = (
        "import sys; from followup.plugins.registry import Plugins; Plugins.installed().found();"
        "print([m for m in sys.modules if m.startswith(('followup_', 'jsonschema', 'hypothesis', 'pytest'))])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_local_file_needs_no_packaging_and_is_not_run(one_file) -> None:
    path = one_file(EXPLODES)
    plugins = Plugins.installed([path])
    assert "pigeon" in names(plugins)
    assert plugins.origins()["pigeon"].file == path.resolve()


def test_a_distributed_module_without_a_folder_declares_itself_in_a_literal(site) -> None:
    text = "MANIFEST = {'api': 1, 'name': 'pigeon', 'channel': None, 'says': 'one module'}\n" + EXPLODES
    (site.folder / "t_module.py").write_text(text)
    site.list("[followup.channels]\npigeon = t_module\n", "coop")
    assert "pigeon" in names(Plugins.installed())


def test_two_plugins_of_one_name_are_both_refused_and_both_named(site, one_file) -> None:
    site.add("pigeon")
    path = one_file()
    plugins = Plugins.installed([path])
    assert "pigeon" not in names(plugins)
    assert {(f.plugin, f.distribution, f.version, f.stage) for f in plugins.failures} == {
        ("pigeon", "coop", "3.1", "duplicate"),
        ("pigeon", "local file", str(path), "duplicate"),
    }
    assert all("coop 3.1" in f.why and str(path) in f.why for f in plugins.failures)


def test_a_plugin_may_replace_no_bundled_one(site) -> None:
    site.add("email")
    plugins = Plugins.installed()
    assert "email" not in names(plugins)
    assert {f.distribution for f in plugins.failures} == {"coop", "followup"}


BROKEN_LISTS = {
    "missing = t_nowhere": ("find", "ModuleNotFoundError: there is no package 't_nowhere'"),
    "inner = json.decoder": ("manifest", "its entry point must name a top-level package, not 'json.decoder'"),
    "object = t_x:thing": ("manifest", "its entry point must name a top-level package, not 't_x:thing'"),
    "plain = json": ("find", "FileNotFoundError"),
}


@pytest.mark.parametrize("line", BROKEN_LISTS)
def test_a_broken_entry_point_is_named_with_its_distribution(site, line: str) -> None:
    site.list(f"[followup.channels]\n{line}\n", "coop")
    (failure,) = Plugins.installed().failures
    stage, why = BROKEN_LISTS[line]
    assert (failure.plugin, failure.distribution, failure.version) == (line.split()[0], "coop", "3.1")
    assert failure.stage == stage
    assert failure.why.startswith(why)
    assert str(failure).startswith(f"plugin {line.split()[0]} (coop 3.1), {stage}: {why}")


def test_a_list_of_entry_points_that_nobody_can_read_is_a_failure_of_its_distribution(site) -> None:
    site.list("[followup.channels]\nno equals sign here\n", "coop")
    (failure,) = Plugins.installed().failures
    assert (failure.distribution, failure.stage) == ("coop", "find")


BROKEN_MANIFESTS = {
    "{": "not JSON",
    "[]": "the manifest must be an object",
    '{"api": 1, "api": 1}': "repeated keys: api",
    "[" * 100_000: "not JSON",
}


@pytest.mark.parametrize("text", BROKEN_MANIFESTS, ids=range(len(BROKEN_MANIFESTS)))
def test_a_broken_manifest_is_a_failure(site, text: str) -> None:
    site.add("pigeon", manifest=text)
    (failure,) = Plugins.installed().failures
    assert failure.stage == "manifest"
    assert failure.why.startswith(BROKEN_MANIFESTS[text])


def test_an_entry_point_and_its_manifest_must_agree_on_the_name(site) -> None:
    site.add("pigeon", entry="dove")
    why = "its entry point is called 'dove', its manifest 'pigeon'"
    assert Plugins.installed().failures == (Failure("pigeon", "coop", "3.1", "manifest", why),)


BROKEN_FILES = {
    "": "the file needs one line MANIFEST = {...}, and has 0",
    "MANIFEST = {}\nMANIFEST = {}": "the file needs one line MANIFEST = {...}, and has 2",
    "MANIFEST = dict(api=1)": "MANIFEST is not a plain literal",
    "MANIFEST = {": "MANIFEST is not a plain literal",
    "MANIFEST = {**{}}": "MANIFEST is not a plain literal",
    "MANIFEST = " + "[" * 300 + "]" * 300: "MANIFEST is not a plain literal",
    "#" * 1_000_001: "longer than 1,000,000 bytes",
    "\x00": "MANIFEST is not a plain literal",
}


@pytest.mark.parametrize("source", BROKEN_FILES, ids=range(len(BROKEN_FILES)))
def test_a_broken_file_is_a_failure(tmp_path, source: str) -> None:
    path = tmp_path / "broken.py"
    path.write_text(source)
    (failure,) = Plugins.installed([path]).failures
    assert (failure.plugin, failure.distribution, failure.version) == ("broken", "local file", str(path))
    assert failure.why.startswith(BROKEN_FILES[source])


def test_a_file_that_is_not_there_is_a_failure(tmp_path) -> None:
    (failure,) = Plugins.installed([tmp_path / "gone.py"]).failures
    assert failure.why.startswith("FileNotFoundError")
