"""What every test may use: the real content, loaded once, and a folder of its own without anybody's settings."""

import os
from functools import cache

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
