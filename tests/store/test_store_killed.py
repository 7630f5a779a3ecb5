"""Killed with -9 at any moment, the store has lost nothing it acknowledged and done nothing twice.

25 rounds; `TEST_KILLS=300` asks for more.
"""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from killed import CHATS, RECEIPT_EVERY, step_of, update_of
from store_engines import KEY

pytestmark = pytest.mark.repeats

HERE = Path(__file__).parent
ROUNDS = int(os.environ.get("TEST_KILLS", "25"))
REDELIVERED = 3  # of each of the eight chats


def acknowledged_until_killed(path, seconds, *options):
    """The last turn of each chat that the child knew to be stored when it was killed."""
    command = [sys.executable, HERE / "killed.py", path, KEY.hex(), *options]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE.parent.parent), str(HERE)])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout.readline() == b"begun\n"
        time.sleep(seconds)
        child.kill()
        lines = child.stdout.read().splitlines()
    return {int(chat): int(turn) for chat, turn in (line.split() for line in lines)}


async def stored_turns(store):
    kept = [await store.look(chat) for chat in CHATS]
    return {chat: one.consultation.turn if one else 0 for chat, one in zip(CHATS, kept, strict=True)}


async def assert_consistent(store, turns):
    """Every turn left an answer, a counter and each fifth a receipt; the last updates, sent again, do nothing."""
    assert sum(one.n for one in await store.counts()) == sum(turns.values())
    for chat, turn in turns.items():
        found = await store.everything(chat)
        assert len(found["receipts"]) == turn // RECEIPT_EVERY
        assert len((found["consultation"] or {"answers": ()})["answers"]) == turn
        for again in range(max(1, turn + 1 - REDELIVERED), turn + 1):
            assert (await store.turn(chat, update_of(chat, again), step_of(chat, again))).repeated
    assert await stored_turns(store) == turns


def assert_intact(path):
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


async def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(sqlite):
    random, total = Random(), 0
    for number in range(ROUNDS):
        if number % 10 == 0:  # answers grow with every turn, so begin anew at times: the first start is killed as well
            sqlite.path = sqlite.path.with_name(f"fixpoint-{number}.db")
        acknowledged = acknowledged_until_killed(sqlite.path, random.uniform(0, 0.25))
        total += len(acknowledged)
        async with sqlite.opened() as store:
            turns = await stored_turns(store)
            assert {chat: turn for chat, turn in acknowledged.items() if turns[chat] < turn} == {}
            await assert_consistent(store, turns)
        assert_intact(sqlite.path)
    assert total > ROUNDS


async def test_a_store_that_acknowledges_before_commit_is_caught(sqlite):
    random = Random()
    for _ in range(10):
        acknowledged = acknowledged_until_killed(sqlite.path, random.uniform(0.05, 0.2), "early")
        async with sqlite.opened() as store:
            turns = await stored_turns(store)
        if any(turns[chat] < turn for chat, turn in acknowledged.items()):
            return
    raise AssertionError("the harness does not notice turns that were lost")
