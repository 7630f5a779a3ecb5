"""What every test may use: the real content, loaded once, and a folder of its own without anybody's settings."""

import os
from functools import cache

import coverage
import pytest
from hypothesis import HealthCheck, settings
from running import CHECKOUT

from bot.content import Content, load

# What lands is decided by the same examples each time, and a loaded machine is no finding.
settings.register_profile("ci", derandomize=True, suppress_health_check=[HealthCheck.too_slow])
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_addoption(parser):
    parser.addoption("--update-transcripts", action="store_true", help="rewrite tests/transcripts/ as they now read")


@pytest.fixture(autouse=True, scope="module")
def _measured(request):
    """Coverage stands still in modules marked `repeats`: others go through the same code, and once is enough."""
    measuring = coverage.Coverage.current()
    if measuring is None or request.node.get_closest_marker("repeats") is None:
        yield
        return
    handed_on = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("COVERAGE_")}
    measuring.stop()
    yield
    measuring.start()
    os.environ.update(handed_on)


@cache
def shipped_content() -> Content:
    return load(CHECKOUT / "rules", CHECKOUT / "knowledge")


@pytest.fixture(scope="session")
def shipped() -> Content:
    return shipped_content()


@pytest.fixture
def empty_folder(tmp_path, monkeypatch):
    """The current folder, empty, and no FIXPOINT_ setting in the environment."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("FIXPOINT_")]:
        monkeypatch.delenv(name)
    return folder
