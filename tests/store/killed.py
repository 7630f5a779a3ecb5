"""Stores turns of eight chats until it is killed: `killed.py PATH KEY-IN-HEX [early]`.

It prints `begun`, then a line `chat turn` for every turn, only after the store has acknowledged it. With `early` the
store is made to acknowledge before COMMIT, which the test that kills this program must notice.
"""

import asyncio
import os
import sys
from pathlib import Path

from stored_turns import answer, receipt_of

from bot.model import ChatId, UpdateId
from bot.store.crypt import Keys
from bot.store.sqlite import SqliteStore, open_store

CHATS = [ChatId(1_000 + number) for number in range(8)]
RECEIPT_EVERY = 5


def update_of(chat, turn):
    return UpdateId(turn * len(CHATS) + chat % len(CHATS))


def step_of(chat, turn):
    receipts = [receipt_of(f"{chat}-{turn}")] if turn % RECEIPT_EVERY == 0 else []
    return answer("yes", receipts=receipts)


async def commit_after_the_answers(store, answers):
    for request, done in answers:
        request.tell(done)
    await asyncio.sleep(0.02)
    await store._connection.execute("COMMIT")


async def talk(store, chat):
    kept = await store.look(chat)
    turn = kept.consultation.turn if kept else 0
    while True:
        turn += 1
        done = await store.turn(chat, update_of(chat, turn), step_of(chat, turn))
        os.write(1, b"%d %d\n" % (chat, done.kept.consultation.turn))
        store.shown(chat, 55, turn)


async def main():
    if "early" in sys.argv:
        SqliteStore._commit = commit_after_the_answers
    os.write(1, b"begun\n")
    store = await open_store(Path(sys.argv[1]), Keys([bytes.fromhex(sys.argv[2])]))
    await asyncio.gather(*(talk(store, chat) for chat in CHATS))


if __name__ == "__main__":
    asyncio.run(main())
