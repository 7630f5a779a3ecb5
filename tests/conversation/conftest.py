"""The real content, loaded once, and a player that takes acts one after another."""

from collections.abc import Callable

import pytest
from conversing import FRESH, Player, real_content

from bot.content import Content
from bot.model import Consultation


@pytest.fixture(scope="session")
def content() -> Content:
    return real_content()


@pytest.fixture
def play(content: Content) -> Callable[..., Player]:
    def played(*lines: object, source: str = "") -> Player:
        player = Player(Consultation("c1", "n1", content.revision, source=source), content, FRESH)
        return player.take(*lines)

    return played
