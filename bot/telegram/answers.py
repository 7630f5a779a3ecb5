"""Answers to presses, which end the turning of a button and may carry a short line. What is late is not repeated.

Beside the screens and not after them: what a person feels is the number of calls one after the other.
"""

import asyncio
from collections import deque

from bot.model import ChatId
from bot.telegram.api import Done, Unreached
from bot.telegram.line import Line
from bot.telegram.pauses import CROWD_PAUSE, pause
from bot.telegram.tally import Tally

WAITING, TRIES = 3, 3


class Answers:
    """Of a flood of presses in one chat only the last few are answered; the other buttons stop by themselves."""

    def __init__(self, line: Line, tally: Tally) -> None:
        self._line, self._tally = line, tally
        self._waiting: dict[ChatId, deque[tuple[str, str]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def answer(self, chat: ChatId, callback: str, toast: str, *, repeated: bool = False) -> None:
        """Answer a press, with a line or without one; one that comes again only where no other waits."""
        waiting = self._waiting.get(chat)
        if repeated and waiting:
            return
        if waiting is None:
            waiting = self._waiting[chat] = deque(maxlen=WAITING)
            task = asyncio.create_task(self._work(chat, waiting))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        waiting.append((callback, toast))

    async def settle(self, seconds: float) -> None:
        """Let what is under way come to its end, for so long at most."""
        await settled(self._tasks, seconds)

    async def _work(self, chat: ChatId, waiting: deque[tuple[str, str]]) -> None:
        try:
            while waiting:
                crowded = len(waiting) == WAITING
                await self._answer(*waiting.popleft())
                if crowded:
                    await asyncio.sleep(CROWD_PAUSE)
        finally:
            del self._waiting[chat]

    async def _answer(self, callback: str, toast: str) -> None:
        fields = {"callback_query_id": callback, "text": toast} if toast else {"callback_query_id": callback}
        for tries in range(1, TRIES + 1):
            outcome = await self._line.call("answerCallbackQuery", fields, again=tries > 1)
            self._tally.answered += isinstance(outcome, Done)
            if not isinstance(outcome, Unreached):  # too late or too many: nobody waits for it any more
                return
            await asyncio.sleep(pause(tries))


async def settled(tasks: set[asyncio.Task[None]], seconds: float) -> None:
    """Wait for these tasks, so long at most; what is left is ended."""
    if tasks:
        await asyncio.wait(tasks, timeout=seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
