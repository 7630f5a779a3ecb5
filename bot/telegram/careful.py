"""Care after a crash: an update whose handling ends the whole process would otherwise come again at every start.

Only when the process before this one was not closed, the updates that were under way, which come first, are taken one
at a time and noted on disk before. One that was noted in three processes and never came to an end is the culprit. It
decides nothing about updates that merely fail.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from bot.model import UpdateId

PROCESSES = 3
AT_ONCE = 100
"""As many updates as can be under way when a process ends."""


class Notes(Protocol):
    """Where it is noted which update is being handled."""

    async def trying(self, update: UpdateId) -> int:
        """Note on disk that this update is about to be handled; in how many processes it was, this one included."""
        ...

    async def tried(self, update: UpdateId) -> None:
        """Its handling came to an end, good or bad."""
        ...


class Careful:
    """Lets the first updates through one at a time, in the order they came."""

    def __init__(self, notes: Notes, *, crashed: bool) -> None:
        self._notes, self._left = notes, AT_ONCE if crashed else 0
        self._inside = 0
        self._counted: dict[UpdateId, int] = {}
        self._lock = asyncio.Lock()

    @property
    def now(self) -> bool:
        """Whether the next update has to wait its turn: also behind others that do."""
        return self._left > 0 or self._inside > 0

    @asynccontextmanager
    async def alone(self, update: UpdateId) -> AsyncIterator[bool]:
        """While nothing else is handled; whether this update has ended processes before. Raises StoreError."""
        self._left -= 1
        self._inside += 1
        try:
            async with self._lock:
                # Counted once a process: a store that refuses makes an update come again, and that is no crash.
                if update not in self._counted:
                    self._counted[update] = await self._notes.trying(update)
                yield self._counted[update] > PROCESSES
                await self._notes.tried(update)
        finally:
            self._inside -= 1
