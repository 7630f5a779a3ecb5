"""Calls that belong to no screen: a file, a line, an answer to a search. Made in the background, tried a few times.

They are not repeated after a restart: whoever asked can ask again. It refuses to be more than that.
"""

import asyncio
import json
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from typing import Any

from bot.telegram.answers import settled
from bot.telegram.api import Api, Done, File, Outcome, TooMany, Unreached
from bot.telegram.ingest import place_of
from bot.telegram.pauses import pause
from bot.telegram.seldom import Seldom

log = logging.getLogger("fixpoint.telegram")

TRIES = 4
LONGEST_WAIT = 60.0
AT_ONCE = 16
OF_ONE, NEXT_OF_ONE = 2, 8
SEARCH = "answerInlineQuery"
WAITING = 500


class Errands:
    """Runs them, a few at a time. Of one person two are under way at most, so nobody holds up those who ask once.

    A few more of a person wait their turn; of answers to a search only the newest, as Telegram shows no other. Of all
    `WAITING` are under way. What is beyond is dropped, and said in the log.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._tasks: set[asyncio.Task[None]] = set()
        self._line = asyncio.Semaphore(AT_ONCE)
        self._of: Counter[int] = Counter()
        self._next: dict[int, deque[tuple[str, Callable[[], None]]]] = {}
        self._seldom = Seldom()

    def say(self, chat: int, text: str, **fields: Any) -> None:
        """Send a line of plain text, apart from the live message."""
        self.call(chat, "sendMessage", {"chat_id": chat, "text": text, **fields})

    def call(self, whose: int, method: str, fields: dict[str, Any]) -> None:
        """Make a call for a chat or a person."""
        self._run(whose, method, lambda: self._api.call(method, fields))

    def document(self, chat: int, name: str, content: Any, caption: str) -> None:
        """Send something as a file of JSON."""
        made = json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8", "replace")
        file = File("document", name, made, "application/json")
        self._upload(chat, file, caption)

    def picture(self, chat: int, name: str, content: bytes, caption: str) -> None:
        """Send a picture as a file, so that it arrives as it was made and can be printed."""
        file = File("document", name, content, "image/png")
        self._upload(chat, file, caption)

    def photo(
        self, chat: int, name: str, draw: Callable[[], Awaitable[bytes | None]], then: Callable[[], None]
    ) -> None:
        """Draw a picture, show it in the chat, and do something once it is there, or could not be shown."""
        drawn: list[File] = []

        async def make() -> Outcome:
            if not drawn:
                png = await draw()
                if png is None:
                    return Done(None)
                drawn.append(File("photo", name, png, "image/png"))
            return await self._api.upload("sendPhoto", {"chat_id": chat}, drawn[0])

        self._run(chat, "sendPhoto", make, then)

    async def settle(self, seconds: float) -> None:
        """Let what is under way come to its end, for so long at most; what waits for it is dropped."""
        self._next.clear()
        await settled(self._tasks, seconds)

    def _upload(self, chat: int, file: File, caption: str) -> None:
        fields = {"chat_id": chat, "caption": caption}
        self._run(chat, "sendDocument", lambda: self._api.upload("sendDocument", fields, file))

    def _run(
        self,
        whose: int,
        method: str,
        make: Callable[[], Awaitable[Outcome]],
        then: Callable[[], None] | None = None,
    ) -> None:
        if self._of[whose] >= OF_ONE:
            self._put_off(whose, method, lambda: self._run(whose, method, make, then))
            return
        if len(self._tasks) >= WAITING:
            if self._seldom.due():
                log.error("too much is waiting to be sent, so a %s is dropped", method)
            return
        self._of[whose] += 1
        task = asyncio.create_task(self._try(method, make))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(done, whose))
        if then is not None:
            task.add_done_callback(lambda _: then())

    def _ended(self, task: asyncio.Task[None], whose: int) -> None:
        self._tasks.discard(task)
        self._of[whose] -= 1
        if not self._of[whose]:
            del self._of[whose]
        if waiting := self._next.get(whose):
            _, run = waiting.popleft()
            if not waiting:
                del self._next[whose]
            run()

    def _put_off(self, whose: int, method: str, run: Callable[[], None]) -> None:
        waiting = self._next.setdefault(whose, deque())
        if method == SEARCH:
            waiting = self._next[whose] = deque(one for one in waiting if one[0] != SEARCH)
        if len(waiting) < NEXT_OF_ONE:
            waiting.append((method, run))
        elif self._seldom.due(method):
            log.warning("somebody asks for so much that a %s is dropped", method)

    async def _try(self, method: str, make: Callable[[], Awaitable[Outcome]]) -> None:
        for tries in range(1, TRIES + 1):
            async with self._line:
                try:
                    outcome = await make()
                except Exception as error:  # noqa: BLE001 - a fault of ours; its text may hold what somebody typed
                    log.error("%s was not done: %s", method, place_of(error))  # noqa: TRY400 - as above
                    return
            if isinstance(outcome, Done):
                return
            if isinstance(outcome, TooMany):
                await asyncio.sleep(min(outcome.seconds, LONGEST_WAIT))
            elif isinstance(outcome, Unreached):
                await asyncio.sleep(pause(tries))
            else:
                break
        log.warning("%s was not done: %s", method, type(outcome).__name__)
