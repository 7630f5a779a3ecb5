"""Killed with -9 at any moment while people talk to it, the bot loses nothing it confirmed and takes nothing twice.

12 kills; `TEST_KILLS=300` asks for more. One thing a kill may leave behind: a message that was sent and not noted,
or not yet deleted. Its twin shows the right screen, and it goes away when somebody presses one of its buttons.
"""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from killing import Killing, standing
from talking import delivered, meet
from telegram_double import Fault, server_error

pytestmark = pytest.mark.repeats

KILLS = int(os.environ.get("TEST_KILLS", "12"))
A_LEG = 25
EARLIEST, LATEST = 0, 1.2
CONFIRMS_FIRST = (sys.executable, Path(__file__).with_name("confirms_first.py"))


def by_polling():
    return {}


def by_webhook():
    return delivered(FIXPOINT_WEBHOOK_SECRET="s3cret-of-these-tests")


@pytest.mark.parametrize(("way", "kills"), [(by_polling, KILLS - KILLS // 4), (by_webhook, KILLS // 4)])
async def test_killed_at_any_moment_it_loses_nothing_and_takes_nothing_twice(double, tmp_path, shipped, way, kills):
    killing = Killing(double, tmp_path, shipped, seed=9, **way())
    while killing.kills < kills:
        async with killing.talking():
            for _ in range(min(A_LEG, kills - killing.kills) - 1):
                await killing.kill(EARLIEST, LATEST)
        await killing.kill_unheard()
        assert await killing.rest() == []
        assert await killing.rest_after_presses() == []
    told_again = sum(times > 1 for times in double.updates.delivered.values())
    changes = sum(replay.changes for replay in killing.replays.values())
    print(  # noqa: T201 - what a long run is made for
        f"\n{kills} kills, {len(double.confirmed)} updates confirmed, {changes} of them changes, {told_again} "
        f"delivered again; none lost, none taken twice; left over until a press: {dict(killing.left_over)}"
    )
    assert changes > kills


async def test_a_bot_that_confirms_first_is_caught(double, tmp_path, shipped):
    killing = Killing(double, tmp_path, shipped, seed=1)
    async with killing.talking():
        await killing.kill(LATEST, 2 * LATEST)
        assert not killing.lost
        killing.command = CONFIRMS_FIRST
        for _ in range(20):
            await killing.kill(EARLIEST, 0.1)
            if killing.lost:
                return
    raise AssertionError("the kills do not notice updates that were lost")


async def test_who_typed_while_others_are_shown_their_screens_has_one_message(double, start, tmp_path):
    bot = await start()
    zoe, *people = (double.user(f"P{number}") for number in range(12))
    for one in (zoe, *people):
        await meet(one)
    double.faults.add(Fault(server_error(502), method="editMessageText", times=None))
    zoe.press(zoe.screen.labels[0])
    await double.until(lambda: not double.updates.pending, wanted="the press confirmed")
    await bot.kill()
    with closing(sqlite3.connect(tmp_path / "fixpoint.db")) as database, database:  # so that hers is the last
        assert database.execute("UPDATE consultation SET updated = updated - 60").rowcount == 12
    bot = await start()
    for one in people:
        one.press(one.screen.labels[0])
    await double.until(lambda: not double.updates.pending, wanted="every press confirmed")
    await bot.kill()
    double.faults.clear()

    for one in people:
        one.say("/help")
    bot = await start()
    await zoe.sees("1 answered")
    for one in people:
        await one.sees("What you can do")
    assert await bot.stop() == 0

    assert [len(standing(one)) for one in people] == [1] * 11
