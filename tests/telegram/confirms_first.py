"""`fixpoint run` with a poller that confirms before anything is stored, as PTB's own does: what the kills must notice.

What was fetched waits in memory and is taken one by one, while the next getUpdates already confirms it.
"""

import asyncio
import sys

import bot.telegram.running
from bot.cli import main
from bot.telegram.polling import Polling


class ConfirmsFirst(Polling):
    async def run(self):
        self.queue = asyncio.Queue()
        working = asyncio.create_task(self.work())
        try:
            await super().run()
        finally:
            working.cancel()

    async def work(self):
        while True:
            await self._ingest.take(await self.queue.get())

    async def _take(self, updates):
        for update in updates:
            self.queue.put_nowait(update)
        self._offset = updates[-1]["update_id"] + 1
        return True


if __name__ == "__main__":
    bot.telegram.running.Polling = ConfirmsFirst
    sys.exit(main(["run"]))
