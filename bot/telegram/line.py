"""The line that all calls about screens go through: so many at a time, and a word in the log when none gets through."""

import asyncio
import logging
from typing import Any

from bot.telegram.api import Api, Outcome, Unauthorized, Unreached

log = logging.getLogger("fixpoint.telegram")

AT_ONCE, AGAIN_AT_ONCE = 64, 12
"""Calls under way at the same time over all chats; those made again have a line of their own, because where many calls
hang, their repetitions would soon be all that is under way."""

FAILING = 10
"""Calls that failed one after the other before it is worth a line in the log."""


class Line:
    """Makes calls, a bounded number at a time."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._first, self._again = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(AGAIN_AT_ONCE)
        self._failing = 0

    async def call(self, method: str, fields: dict[str, Any], *, again: bool = False) -> Outcome:
        """One call; `again` says that it, or one like it, failed a moment ago."""
        async with self._again if again else self._first:
            outcome = await self._api.call(method, fields)
        self._watch(outcome)
        return outcome

    def _watch(self, outcome: Outcome) -> None:
        """Say once when nothing can be sent any more, and once when it can."""
        if isinstance(outcome, Unreached | Unauthorized):
            self._failing += 1
            if self._failing == FAILING:
                why = outcome.why if isinstance(outcome, Unreached) else "the token is refused"
                log.error("screens cannot be sent and are tried again: %s", why)
        else:
            if self._failing >= FAILING:
                log.info("screens are sent again")
            self._failing = 0
