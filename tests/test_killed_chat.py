"""A chat that is killed with -9 at any moment shows, when resumed, the last screen it had shown, or the one after.

15 rounds; `TEST_CHAT_KILLS=300` asks for more.
"""

import io
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from running import COMMAND, environment, fixpoint

from bot.consult import Consulting
from bot.store.crypt import Keys
from bot.store.sqlite import open_store
from bot.terminal import piped
from bot.wording.sentences import Voice

pytestmark = pytest.mark.repeats

ROUNDS = int(os.environ.get("TEST_CHAT_KILLS", "15"))
HASTY = [sys.executable, Path(__file__).with_name("killed_chat.py")]
CYCLE = (
    *("Start", "nobody", "ordinary", "office", "rare", "day", "1-4", "cloud", "average", "prevent"),
    *("/restart", "Start over"),
)


@pytest.fixture
async def screens(shipped, tmp_path):
    """What is shown before the first line of the cycle, and after each."""
    out = io.StringIO()
    store = await open_store(tmp_path / "expected.db", Keys([bytes(32)]))
    try:
        consulting = Consulting(store, shipped, Voice(days=90))
        await consulting.begin()
        await piped(consulting, io.StringIO("\n".join(CYCLE[:-1])), out, resume=False)
    finally:
        await store.close()
    first, *blocks = out.getvalue().split("\n> ")
    found = [first.strip(), *(block.partition("\n\n")[2].strip() for block in blocks)]
    found[-1] = found[-1][: len(found[-1]) // 2].strip()  # the end of a pipe shows it twice
    assert all(one != after for one, after in pairwise([*found, found[0]]))
    return found


def killed(folder, random, command, screens):
    """How many lines the chat had answered, each with its whole screen, when it was killed somewhere among them."""
    with subprocess.Popen(
        command, cwd=folder, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        child.stdin.write("".join(f"{line}\n" for line in CYCLE * 3).encode())
        child.stdin.flush()
        seen, enough, output = 0, random.randrange(1, 3 * len(CYCLE)), b""
        while seen < enough:
            line = child.stdout.readline()
            assert line, child.stderr.read()
            output += line
            seen += line.startswith(b"> ")
        time.sleep(random.uniform(0, 0.01))
        child.kill()
        output += child.stdout.read()
    shown = output.decode()
    blocks = [block.partition("\n\n")[2].strip() for block in shown.split("\n> ")[1:]]
    expected = [screens[number % len(CYCLE)] for number in range(1, len(blocks) + 1)]
    assert blocks[:-1] == expected[:-1]
    return len(blocks) - (blocks[-1:] != expected[-1:])


def resumed(folder, screens):
    """Where in the cycle a chat stands that is resumed."""
    done = fixpoint("chat", "--resume", cwd=folder)
    assert done.returncode == 0, done.stderr
    once, _, twice = done.stdout.partition("\n\n" + done.stdout.split("\n")[0])
    assert done.stdout.split("\n")[0] + twice.rstrip("\n") == once.rstrip("\n")
    return screens.index(once.strip())


def assert_intact(folder):
    with closing(sqlite3.connect(folder / "data" / "fixpoint.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_killed_chat_goes_on_where_it_was_seen_last(empty_folder, screens):
    random, total = Random(), 0
    for _ in range(ROUNDS):
        answered = killed(empty_folder, random, [COMMAND, "chat"], screens)
        total += answered

        assert resumed(empty_folder, screens) in {answered % len(CYCLE), (answered + 1) % len(CYCLE)}
        assert_intact(empty_folder)
    assert total > ROUNDS


def test_a_store_that_acknowledges_before_commit_is_caught(empty_folder, screens):
    random = Random()
    for _ in range(20):
        answered = killed(empty_folder, random, HASTY, screens)
        if resumed(empty_folder, screens) not in {answered % len(CYCLE), (answered + 1) % len(CYCLE)}:
            return
    raise AssertionError("the test does not notice screens that were lost")
