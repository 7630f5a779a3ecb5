"""`fixpoint run` as a process of its own, and the double of Telegram that it talks to."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from running import COMMAND, environment
from talking import Bot, check_log
from telegram_double import Double


def _written(log):
    return log.open("wb")


@pytest.fixture
async def double():
    """Telegram; leaving it with a violation fails the test."""
    async with Double() as telegram:
        yield telegram


@pytest.fixture
async def start(double, tmp_path):
    """Start the bot against the double, in a folder of its own; the same database every time."""
    async with AsyncExitStack() as stack:
        number = iter(range(100))

        async def started(*program, **settings):
            log = tmp_path / f"bot-{next(number)}.log"
            given = {"FIXPOINT_DATABASE": f"sqlite:///{tmp_path}/fixpoint.db", **double.settings(), **settings}
            with _written(log) as out:
                process = await asyncio.create_subprocess_exec(
                    *(program or (COMMAND, "run")), cwd=tmp_path, env=environment(**given), stdout=out, stderr=out
                )
            bot = Bot(process, log)
            stack.push_async_callback(bot.kill)
            stack.callback(check_log, log, double.token, tmp_path)
            return bot

        yield started
