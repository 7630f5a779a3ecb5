"""Updates on their way in: each chat's in the order they came, each taken once, none confirmed before its COMMIT.

Whoever fetches updates hands them over and waits; what comes back without an error may be confirmed to Telegram. Turns
of one chat are handed to the store at once and in order, without waiting for each other: the store takes them in that
order, so that somebody who floods the bot holds up nobody else.

An update whose handling fails three times, or that ends three processes, would come again for ever and block all
others: it is stored as failed, alerted, and confirmed. A store that refuses is another matter: nothing is confirmed
until it takes turns again.
"""

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import StoreBroken, StoreError, StoreTooNew, WrongKey
from bot.model import UpdateId
from bot.telegram.careful import Careful
from bot.telegram.incoming import NOBODY, Identity, Incoming, Sender, key_of, read, sender_of
from bot.telegram.tally import Tally

log = logging.getLogger("fixpoint.telegram")

TRIES = 3
BETWEEN_TRIES = 0.1
REFUSES_FOR = 10.0
LARGEST_ID = 2**63
FAR_AHEAD = 2**40

OF_ONE_ROW = (StoreBroken, StoreTooNew, WrongKey)
"""What a store says of a row that it cannot read. Other chats must not wait for it; if the whole database is broken,
the update cannot be set aside either, and nothing is confirmed."""


@dataclass(slots=True)
class Arrived:
    """An update that was read, on its way through the handlers. A handler that fails leaves its error in `failure`."""

    id: UpdateId
    what: Incoming
    sender: Sender = NOBODY
    failure: Exception | None = None


@dataclass(slots=True)
class _Trouble:
    """A chat that is worked off one update at a time, because handling one of them failed.

    Once one was set aside it is `hopeless`: the others that wait get one try each, so that nobody waits for them long.
    """

    lock: asyncio.Lock
    inside: int = 0
    hopeless: bool = False


class NotTaken(Exception):
    """The store refuses; the update is not to be confirmed, and comes again."""


class EndedTheProcess(Exception):
    """Each time an update was handled the process ended, and nothing else was being handled."""


class Ingest:
    """Takes raw updates. `handle` has one effect for each update id, and its effect is on disk when it returns.

    `refusal()` is what the store said when it refused a moment ago; empty while it takes turns, and again a little
    later: whoever heeds it may hold back the very update that would show that the store is well.
    """

    def __init__(
        self,
        handle: Callable[[Arrived], Awaitable[None]],
        give_up: Callable[[Arrived, str], Awaitable[None]],
        tally: Tally,
        me: Identity,
        careful: Careful,
    ) -> None:
        self._handle, self._give_up, self._tally, self._me, self._careful = handle, give_up, tally, me, careful
        self._refusal, self._refused_at = "", 0.0
        self._troubled: dict[int, _Trouble] = {}

    def refusal(self) -> str:
        """Why the store refuses, if it did within the last seconds."""
        return self._refusal if time.monotonic() - self._refused_at < REFUSES_FOR else ""

    def take(self, update: Mapping[str, Any]) -> asyncio.Task[None]:
        """Begin with an update; the task ends when it may be confirmed. Raises NotTaken in the task."""
        return asyncio.create_task(self._take(update))

    async def _take(self, update: Mapping[str, Any]) -> None:
        number = number_of(update)
        if number is None:
            return
        arrived = Arrived(UpdateId(number), read(update, self._me), sender_of(update))
        self._tally.taken += 1
        self._tally.waiting += 1
        began = time.monotonic()
        self._tally.lag = _lag(update, self._tally.lag)
        try:
            await (self._with_care if self._careful.now else self._in_order)(key_of(update), arrived)
        finally:
            self._tally.waiting -= 1
        self._tally.commits.add(time.monotonic() - began)

    async def _with_care(self, key: int, arrived: Arrived) -> None:
        try:
            async with self._careful.alone(arrived.id) as deadly:
                if deadly:
                    arrived.failure = EndedTheProcess()
                    await self._set_aside(arrived)
                else:
                    await self._in_order(key, arrived)
        except StoreError as error:
            raise self._refused(error) from error

    async def _in_order(self, key: int, arrived: Arrived) -> None:
        if key not in self._troubled and await self._once(arrived):
            return
        trouble = self._troubled.setdefault(key, _Trouble(asyncio.Lock()))
        trouble.inside += 1
        try:
            async with trouble.lock:
                await self._again(arrived, trouble)
        finally:
            trouble.inside -= 1
            if not trouble.inside:
                del self._troubled[key]

    async def _again(self, arrived: Arrived, trouble: _Trouble) -> None:
        """Handling failed, or something of the same chat did: one after the other from here on."""
        tries = 0 if arrived.failure is None else 1
        while tries < (1 if trouble.hopeless else TRIES):
            if tries:
                await asyncio.sleep(BETWEEN_TRIES * tries)
            if await self._once(arrived):
                return
            tries += 1
        trouble.hopeless = True
        await self._set_aside(arrived)

    async def _once(self, arrived: Arrived) -> bool:
        arrived.failure = None
        await self._handle(arrived)
        if isinstance(arrived.failure, StoreError) and not isinstance(arrived.failure, OF_ONE_ROW):
            raise self._refused(arrived.failure)
        self._refusal = ""
        return arrived.failure is None

    def _refused(self, error: StoreError) -> NotTaken:
        self._tally.refused += 1
        self._refusal, self._refused_at = str(error), time.monotonic()
        return NotTaken(self._refusal)

    async def _set_aside(self, arrived: Arrived) -> None:
        error = place_of(arrived.failure)
        log.error("update %d cannot be handled and is set aside: %s", arrived.id, error)
        try:
            await self._give_up(arrived, error)
        except StoreError as error:
            raise self._refused(error) from error
        self._tally.failed += 1


def _lag(update: Mapping[str, Any], last: float) -> float:
    """Seconds since a message was sent, by its date; a press has none, and says nothing new."""
    message = update.get("message")
    date = message.get("date") if isinstance(message, Mapping) else None
    return max(0.0, time.time() - date) if isinstance(date, int) and 0 < date < FAR_AHEAD else last


def number_of(update: object) -> int | None:
    """The id of an update; None for what has none that could be remembered, and so is no update."""
    number = update.get("update_id") if isinstance(update, Mapping) else None
    return number if type(number) is int and 0 <= number < LARGEST_ID else None


def place_of(error: Exception | None) -> str:
    """The kind of an error and where it arose. Its text is left out: it may hold what somebody typed."""
    if error is None:
        return "unknown"
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
