"""Fetching: a stop is soon whatever is waited for."""

import asyncio

from bot.telegram.polling import Polling
from bot.telegram.tally import Tally


async def test_a_stop_does_not_wait_for_room():
    polling = Polling(None, None, asyncio.Event().wait, Tally())
    running = asyncio.create_task(polling.run())
    await asyncio.sleep(0)

    polling.stop()

    await asyncio.wait_for(running, 1)
