"""The engines the contract is to hold for; each with a real database in a folder of its own."""

from contextlib import asynccontextmanager

from bot.store.crypt import Keys
from bot.store.sqlite import open_store

KEY = bytes(range(32))
OTHER_KEY = bytes(range(100, 132))
NOON = 1_763_899_200  # 2025-11-23 12:00:00 UTC


class Clock:
    """The time in seconds, as far as a test moves it."""

    def __init__(self):
        self.now = float(NOON)

    def __call__(self):
        return self.now


class SqliteEngine:
    def __init__(self, folder):
        self.path = folder / "fixpoint.db"
        self.clock = Clock()
        self.keys = Keys([KEY])

    async def open(self, **options):
        return await open_store(self.path, self.keys, **{"clock": self.clock, **options})

    @asynccontextmanager
    async def opened(self, **options):
        store = await self.open(**options)
        try:
            yield store
        finally:
            await store.close()


ENGINES = {"sqlite": SqliteEngine}
