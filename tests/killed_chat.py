"""`fixpoint chat` on a store that acknowledges a turn before its COMMIT: what the kill test must notice."""

import asyncio
import sys

import bot.store.sqlite
from bot.cli import main


class HastyStore(bot.store.sqlite.SqliteStore):
    async def _commit(self, answers):
        for request, done in answers:
            request.tell(done)
        await asyncio.sleep(0.05)
        await super()._commit(())


if __name__ == "__main__":
    bot.store.sqlite.SqliteStore = HastyStore
    sys.exit(main(["chat"]))
