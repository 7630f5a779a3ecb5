"""The one task that writes: it takes whatever waits as one group and hands it on. It knows no engine.

Nobody cancels this task. Callers who are cancelled only stop listening, and what could not be written before the end is
refused, never dropped.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeAlias

from bot.errors import StoreError
from bot.store.batch import Request


class Shown(NamedTuple):
    """The row of a chat, the message that shows its screen, the turn that it shows, and whether it was sent anew."""

    key: bytes
    message: int | None
    turn: int
    new: bool


class Gone(NamedTuple):
    """The row of a chat that takes no messages any more."""

    key: bytes


class Cleared(NamedTuple):
    """The row of a chat in which a message that was live before stands no longer."""

    key: bytes
    message: int


Note: TypeAlias = Shown | Cleared | Gone
"""What nobody waits for: at worst it is found out anew after the next start."""

Group = Callable[[list[Request], list[Note]], Awaitable[None]]
"""Writes what is asked for and noted in one transaction, answers every request, and raises nothing."""

NOTES_WAIT = 0.2


class Writer:
    """A queue of requests and notes, and the task that empties it. Requests are written at once, notes along with them.

    Notes for which no request comes are written after `NOTES_WAIT` seconds. `end` runs when nothing more is written,
    however that came about.
    """

    def __init__(self, group: Group, end: Callable[[], Awaitable[None]], *, largest: int) -> None:
        self.closing = False
        self._group, self._end, self._largest = group, end, largest
        self._requests: deque[Request] = deque()
        self._notes: list[Note] = []
        self._notes_due = False
        self._timer: asyncio.TimerHandle | None = None
        self._wake = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name="store")

    def take(self, request: Request) -> None:
        """Put a request into the queue."""
        self.refuse_if_closed()
        self._requests.append(request)
        self._wake.set()

    def note(self, notes: list[Note], *, at_once: bool = False) -> None:
        """Put notes into the queue; once it is closed they are lost."""
        if self.closing or not notes:
            return
        self._notes += notes
        if at_once:
            self._let_notes_go()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(NOTES_WAIT, self._let_notes_go)

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
            while not self.closing or self._requests or self._notes:
                await self._wake.wait()
                self._wake.clear()
                while self._requests:
                    many = min(self._largest, len(self._requests))
                    await self._group([self._requests.popleft() for _ in range(many)], self._waiting_notes())
                if self._notes_due or self.closing:
                    await self._group([], self._waiting_notes())
        finally:  # also when the event loop ends and cancels every task it finds
            self.closing = True
            self._waiting_notes()
            for request in self._requests:
                request.refuse(_closed())
            await self._end()

    def _let_notes_go(self) -> None:
        self._notes_due = True
        self._wake.set()

    def _waiting_notes(self) -> list[Note]:
        if self._timer is not None:
            self._timer.cancel()
        notes, self._notes, self._notes_due, self._timer = self._notes, [], False, None
        return notes


def _closed() -> StoreError:
    return StoreError("the store is closed: the turn was not written, and its update has to come again")
