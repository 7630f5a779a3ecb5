"""The real rules, loaded once: content, the adviser that serves it, and the naive evaluator that tests it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from brute import Brute, read_rules

from bot.content import Content, load
from bot.inference.adviser import Adviser
from bot.inference.engine import Engine
from bot.inference.space import Space
from bot.rulebook.book import Rulebook

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def content() -> Content:
    return load(ROOT / "rules", ROOT / "knowledge")


@pytest.fixture(scope="session")
def adviser(content: Content) -> Iterator[Adviser]:
    yield content.adviser
    content.adviser.engine.close()


@pytest.fixture(scope="session")
def book(content: Content) -> Rulebook:
    return content.book


@pytest.fixture(scope="session")
def engine(adviser: Adviser) -> Engine:
    return adviser.engine


@pytest.fixture(scope="session")
def space(adviser: Adviser) -> Space:
    return adviser.space


@pytest.fixture(scope="session")
def brute() -> Brute:
    return Brute(read_rules(ROOT / "rules"))
