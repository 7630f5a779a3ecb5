"""Errands: what was to be drawn and could not be is said in the log, and whoever waits for its end is told of it."""

import asyncio
import logging

from bot.telegram.errands import Errands


async def test_a_picture_that_cannot_be_drawn_is_logged_and_ends(caplog):
    ended = asyncio.Event()

    async def draw():
        raise ZeroDivisionError

    errands = Errands(None)
    with caplog.at_level(logging.ERROR, "fixpoint.telegram"):
        errands.photo(7, "compare.png", draw, then=ended.set)
        async with asyncio.timeout(5):
            await ended.wait()

    (said,) = [one.getMessage() for one in caplog.records]
    assert said.startswith("sendPhoto was not done: ZeroDivisionError at test_errands.py:")
