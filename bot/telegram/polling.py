"""Fetching updates by long polling. The offset moves only over updates that are committed, so nothing is lost.

What was not confirmed is delivered again, whatever happens to this process. It refuses to fetch more while the store
refuses or too many screens are under way, so a backlog waits at Telegram and not in memory.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bot.errors import SettingsError
from bot.telegram.api import Api, Contested, Done, Outcome, TooMany, Unauthorized, Unreached
from bot.telegram.incoming import KINDS
from bot.telegram.ingest import Ingest, NotTaken, number_of, place_of
from bot.telegram.pauses import pause
from bot.telegram.seldom import Seldom
from bot.telegram.tally import Tally

log = logging.getLogger("fixpoint.telegram")

LONG, BATCH = 25, 100
PATIENCE = 10.0
CONFIRMING = 1.0
LONGEST = 30.0
CONTESTED = 5.0
"""While another program fetches as well: it may end any moment, and then somebody must be there."""
REFUSALS = 3
IDLE = 24 * 3600.0
"""After so long without an update, ids may begin anew anywhere: the offset is dropped."""


class Polling:
    """One poller. `room` waits until more updates may come."""

    def __init__(self, api: Api, ingest: Ingest, room: Callable[[], Awaitable[None]], tally: Tally) -> None:
        self._api, self._ingest, self._room, self._tally = api, ingest, room, tally
        self._offset: int | None = None
        self._last = time.monotonic()
        self._failing = self._refused = 0
        self._seldom = Seldom()
        self._fetching: asyncio.Task[Outcome] | None = None
        self._stopping = False

    async def run(self) -> None:
        """Fetch until `stop`. Raises SettingsError when Telegram does not know the token any more."""
        while not self._stopping:
            self._fetching = asyncio.create_task(self._fetch(LONG))
            try:
                outcome = await self._fetching
            except asyncio.CancelledError:
                if self._stopping:
                    break
                raise
            await self._use(outcome)
        await self._confirm()

    def stop(self) -> None:
        """Fetch no more; what is under way is taken to its end."""
        self._stopping = True
        if self._fetching is not None:
            self._fetching.cancel()

    async def _fetch(self, seconds: int) -> Outcome:
        await self._room()
        fields: dict[str, Any] = {"timeout": seconds, "limit": BATCH, "allowed_updates": KINDS, "offset": self._offset}
        return await self._api.call("getUpdates", fields, wait=seconds + PATIENCE)

    async def _use(self, outcome: Outcome) -> None:
        if isinstance(outcome, Done) and not isinstance(outcome.result, list):
            outcome = Unreached("getUpdates was answered with no list")
        if not isinstance(outcome, Done):
            await self._bear(outcome)
            return
        if self._failing:
            log.info("Telegram is reached again")
        self._failing = self._refused = 0
        self._tally.polled = now = time.monotonic()
        updates = sorted(
            (one for one in outcome.result if number_of(one) is not None), key=lambda one: one["update_id"]
        )
        if updates:
            self._last = now
            if not await self._take(updates):
                await asyncio.sleep(1.0)
        elif outcome.result:
            await asyncio.sleep(1.0)  # nothing in it can be confirmed, so it comes again at once
        elif now - self._last > IDLE:
            self._offset = None

    async def _take(self, updates: list[dict[str, Any]]) -> bool:
        """Hand all over at once; move the offset over those that were taken, up to the first that was not."""
        tasks = [self._ingest.take(one) for one in updates]
        for update, result in zip(updates, await asyncio.gather(*tasks, return_exceptions=True), strict=True):
            if isinstance(result, NotTaken):
                if self._seldom.due("store"):
                    log.error("the store refuses, so updates wait at Telegram: %s", result)
                return False
            if isinstance(result, Exception):
                log.error("an update could not be taken: %s", place_of(result))
            elif isinstance(result, BaseException):
                raise result
            self._offset = int(update["update_id"]) + 1
        return True

    async def _bear(self, outcome: Outcome) -> None:
        """Wait before the next try, and say once why."""
        self._failing += 1
        self._refused = self._refused + 1 if isinstance(outcome, Unauthorized) else 0
        if self._refused >= REFUSALS:
            raise SettingsError(
                "FIXPOINT_BOT_TOKEN is refused by Telegram: it was withdrawn; ask @BotFather for another"
            )
        if isinstance(outcome, Contested) and self._seldom.due("contested"):
            log.error("another program fetches updates with this token; stop it, or this bot: %s", outcome.why)
        elif self._failing == 1:
            why = outcome.why if isinstance(outcome, Unreached) else type(outcome).__name__
            log.warning("Telegram cannot be reached and is tried again: %s", why)
        longest = CONTESTED if isinstance(outcome, Contested) else LONGEST
        seconds = outcome.seconds if isinstance(outcome, TooMany) else min(longest, pause(self._failing))
        sleeping = asyncio.create_task(asyncio.sleep(seconds))
        while not sleeping.done() and not self._stopping:
            await asyncio.wait([sleeping], timeout=0.2)
        sleeping.cancel()

    async def _confirm(self) -> None:
        """Confirm what was committed last, so that it need not come again. If it does, that is no harm."""
        if self._offset is not None:
            fields = {"offset": self._offset, "timeout": 0, "limit": 1, "allowed_updates": KINDS}
            await self._api.call("getUpdates", fields, wait=CONFIRMING)
