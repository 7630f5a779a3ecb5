"""Opens a store in a process of its own: `opened_elsewhere.py PATH KEY-IN-HEX WAY`.

It says one line: `open`, or the error's name and text. Ways: `close`, `hold` (until it is killed), `leave` (ends in the
middle of turns, without closing), `leave-at-once`, `as-nobody` (without the rights of root), `without-locks` (as where
there is no fcntl).
"""

import asyncio
import os
import sys
from pathlib import Path

PATH, KEY, WAY = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), sys.argv[3]
NOBODY = 65534
if WAY == "without-locks":
    sys.modules["fcntl"] = None

from stored_turns import ANNA, answer, update  # noqa: E402  (fcntl had to go first)

from bot.errors import StoreError  # noqa: E402 - as above
from bot.store.crypt import Keys  # noqa: E402 - as above
from bot.store.sqlite import open_store  # noqa: E402 - as above


def say(line):
    os.write(1, f"{line}\n".encode())


async def main():
    store = await open_store(PATH, Keys([KEY]), wait=0.2)
    if WAY == "leave-at-once":
        return
    say("open")
    match WAY:
        case "hold":
            await asyncio.sleep(60)
        case "leave":
            turns = [asyncio.ensure_future(store.turn(ANNA, update(number), answer())) for number in range(50)]
            await asyncio.sleep(0.001)
            assert not all(turn.done() for turn in turns)
        case _:
            await store.close()


if WAY == "as-nobody" and os.getuid() == 0:
    asyncio.run(asyncio.sleep(0))  # imports what it needs while it still may
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
try:
    asyncio.run(main())
except StoreError as error:
    say(f"{type(error).__name__}: {error}")
