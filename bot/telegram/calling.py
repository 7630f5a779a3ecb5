"""Tells the staff of everybody who wants a person. A wish stands in the store until they know, so none is ever lost.

After a crash the staff may hear of somebody twice. Whether and when to call is theirs to decide.
"""

import asyncio
import logging
from collections.abc import Iterable
from typing import Protocol

from bot.errors import StoreError
from bot.store import Wanting
from bot.telegram import wording
from bot.telegram.api import Api, Done, Outcome, TooMany, Unreached
from bot.telegram.pauses import pause
from bot.telegram.seldom import Seldom

log = logging.getLogger("fixpoint.telegram")


class Wishes(Protocol):
    """Where it stands who wants a person."""

    async def wanting(self) -> list[Wanting]:
        """Those of whom the staff do not know, in the order asked."""
        ...

    async def told(self, one: Wanting) -> None:
        """The staff know of this one."""
        ...


class Calling:
    """One task that goes through the wishes, and through what is left of them again, after a growing pause."""

    def __init__(self, api: Api, wishes: Wishes, staff: Iterable[int]) -> None:
        self._api, self._wishes, self._staff = api, wishes, sorted(staff)
        self._more = asyncio.Event()
        self._heard: set[tuple[Wanting, int]] = set()
        self._seldom = Seldom()

    def more(self) -> None:
        """Somebody else wants a person; it is on disk already."""
        self._more.set()

    async def run(self) -> None:
        """Tell until cancelled. Without staff nobody is promised to be called, and nothing is done."""
        failing = 0
        while self._staff:
            self._more.clear()
            try:
                whole = await self._all_told()
            except StoreError as error:
                whole = False
                if self._seldom.due("store"):
                    log.error("the store refuses, so the staff are told later who wants a person: %s", error)  # noqa: TRY400 - no fault of ours
            failing = 0 if whole else failing + 1
            try:
                await asyncio.wait_for(self._more.wait(), pause(failing) if failing else None)
            except TimeoutError:
                continue

    async def _all_told(self) -> bool:
        whole, deaf = True, set[int]()
        for one in await self._wishes.wanting():
            if await self._told(one, deaf):
                await self._wishes.told(one)
                self._heard -= {(one, each) for each in self._staff}
            else:
                whole = False
        return whole

    async def _told(self, one: Wanting, deaf: set[int]) -> bool:
        """Tell each of the staff who has not heard; whether that is enough: one knows, and no other can be told yet.

        Who cannot be told at all is `deaf` for the rest of the round.
        """
        waiting = False
        for each in self._staff:
            if (one, each) in self._heard or each in deaf:
                continue
            outcome = await self._say(each, wording.called(one.chat, one.username, one.model))
            if isinstance(outcome, Done):
                self._heard.add((one, each))
            elif isinstance(outcome, TooMany | Unreached):
                waiting = True
            else:
                deaf.add(each)
        known = any((one, each) in self._heard for each in self._staff)
        if not known and not waiting and self._seldom.due():
            log.error("none of the staff can be told that somebody wants a person: each has to press Start in the bot")
        return known and not waiting

    async def _say(self, staff: int, text: str) -> Outcome:
        outcome = await self._api.call("sendMessage", {"chat_id": staff, "text": text, "parse_mode": "HTML"})
        if isinstance(outcome, TooMany):
            await asyncio.sleep(outcome.seconds)
        return outcome
