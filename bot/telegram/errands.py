"""Calls that belong to no screen: a file, a line, an answer to a search. Made in the background, tried a few times.

They are not repeated after a restart: whoever asked can ask again. It refuses to be more than that.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from bot.telegram.api import Api, Done, File, Outcome, TooMany, Unreached
from bot.telegram.screens import pause

log = logging.getLogger("fixpoint.telegram")

TRIES = 4
LONGEST_WAIT = 120.0
AT_ONCE = 8
WAITING = 500


class Errands:
    """Runs them, a few at a time; beyond `WAITING` of them the newest are dropped, with a line in the log."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._tasks: set[asyncio.Task[None]] = set()
        self._line = asyncio.Semaphore(AT_ONCE)

    def say(self, chat: int, text: str, **fields: Any) -> None:
        """Send a line of plain text, apart from the live message."""
        self.call("sendMessage", {"chat_id": chat, "text": text, **fields})

    def call(self, method: str, fields: dict[str, Any]) -> None:
        """Make a call."""
        self._run(method, lambda: self._api.call(method, fields))

    def document(self, chat: int, name: str, content: Any, caption: str) -> None:
        """Send something as a file of JSON."""
        made = json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8", "replace")
        file = File("document", name, made, "application/json")
        self._run("sendDocument", lambda: self._api.upload("sendDocument", {"chat_id": chat, "caption": caption}, file))

    def picture(self, chat: int, name: str, content: bytes, caption: str) -> None:
        """Send a picture as a file, so that it arrives as it was made and can be printed."""
        file = File("document", name, content, "image/png")
        self._run("sendDocument", lambda: self._api.upload("sendDocument", {"chat_id": chat, "caption": caption}, file))

    async def settle(self, seconds: float) -> None:
        """Let what is under way come to its end, for so long at most."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _run(self, method: str, make: Callable[[], Awaitable[Outcome]]) -> None:
        if len(self._tasks) >= WAITING:
            log.error("too much is waiting to be sent, so a %s is dropped", method)
            return
        self._spawn(self._try(method, make))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _try(self, method: str, make: Callable[[], Awaitable[Outcome]]) -> None:
        for tries in range(1, TRIES + 1):
            async with self._line:
                outcome = await make()
            if isinstance(outcome, Done):
                return
            if isinstance(outcome, TooMany):
                await asyncio.sleep(min(outcome.seconds, LONGEST_WAIT))
            elif isinstance(outcome, Unreached):
                await asyncio.sleep(pause(tries))
            else:
                break
        log.warning("%s was not done: %s", method, type(outcome).__name__)
