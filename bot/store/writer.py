"""The one task that writes: it takes whatever waits as one group and hands it on. It knows no engine.

Nobody cancels this task. Callers who are cancelled only stop listening, and what could not be written before the end is
refused, never dropped.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from bot.errors import StoreError
from bot.store.batch import Request

Screen = tuple[bytes, int | None, int]
"""The row of a chat, the message that shows its screen, and the turn that it shows."""

Group = Callable[[list[Request], list[Screen]], Awaitable[None]]
"""Writes turns and screens in one transaction, answers every request, and raises nothing."""

SCREENS_WAIT = 0.2


class Writer:
    """A queue of turns and screens, and the task that empties it. Turns are written at once, screens along with them.

    Screens for which no turn comes are written after `SCREENS_WAIT` seconds. `end` runs when nothing more is written,
    however that came about.
    """

    def __init__(self, group: Group, end: Callable[[], Awaitable[None]], *, largest: int) -> None:
        self.closing = False
        self._group, self._end, self._largest = group, end, largest
        self._turns: deque[Request] = deque()
        self._screens: list[Screen] = []
        self._screens_due = False
        self._timer: asyncio.TimerHandle | None = None
        self._wake = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name="store")

    def take(self, request: Request) -> None:
        """Put a turn into the queue."""
        self.refuse_if_closed()
        self._turns.append(request)
        self._wake.set()

    def take_screens(self, screens: list[Screen]) -> None:
        """Put screens into the queue; once it is closed they are lost, and drawn again at the next start."""
        if self.closing or not screens:
            return
        self._screens += screens
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SCREENS_WAIT, self._let_screens_go)

    def refuse_if_closed(self) -> None:
        """Raise if nothing can be asked any more."""
        if self.closing:
            raise _closed()

    async def close(self) -> None:
        """Write what waits, then end. A second call waits for the same end."""
        self.closing = True
        self._wake.set()
        await asyncio.wait([self._task])
        if not self._task.cancelled():
            self._task.result()

    async def _run(self) -> None:
        try:
            while not self.closing or self._turns or self._screens:
                await self._wake.wait()
                self._wake.clear()
                while self._turns:
                    many = min(self._largest, len(self._turns))
                    await self._group([self._turns.popleft() for _ in range(many)], self._waiting_screens())
                if self._screens_due or self.closing:
                    await self._group([], self._waiting_screens())
        finally:  # also when the event loop ends and cancels every task it finds
            self.closing = True
            self._waiting_screens()
            for request in self._turns:
                request.refuse(_closed())
            await self._end()

    def _let_screens_go(self) -> None:
        self._screens_due = True
        self._wake.set()

    def _waiting_screens(self) -> list[Screen]:
        if self._timer is not None:
            self._timer.cancel()
        screens, self._screens, self._screens_due, self._timer = self._screens, [], False, None
        return screens


def _closed() -> StoreError:
    return StoreError("the store is closed: the turn was not written, and its update has to come again")
