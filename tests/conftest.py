"""Fixtures that every test may use."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from followup.faces.command import main
from tests.running import Done, in_a_process

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"

settings.register_profile(
    "default", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("default")


def pytest_configure(config: pytest.Config) -> None:
    """Tests keep what they load in a folder of their own, and never in that of the person who runs them."""
    folder = os.environ["FOLLOWUP_CACHE"] = tempfile.mkdtemp(prefix="followup-tests-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.fixture(scope="session")
def corpus() -> Callable[[str], Path]:
    """The folder of that name in ../shared/data; without it the test skips, or fails where CI=true."""

    def folder(name: str) -> Path:
        path = SHARED / name
        if path.exists():
            return path
        if os.environ.get("CI") == "true":
            pytest.fail(f"the corpus {name} is missing beside the checkout")
        return pytest.skip("no corpora: ../shared/data is not beside this checkout")

    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for a home, which commands use."""
    path = tmp_path / "home"
    monkeypatch.setenv("FOLLOWUP_HOME", str(path))
    return path


@pytest.fixture
def run(home: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """`followup ...` in this process."""

    def followup(*arguments: object) -> Done:
        capfd.readouterr()
        code = main([str(each) for each in arguments])
        return Done(code, *capfd.readouterr())

    return followup


@pytest.fixture
def installed(home: Path) -> Callable[..., Done]:
    """`followup ...` as it is installed, in a process of its own."""
    return in_a_process
