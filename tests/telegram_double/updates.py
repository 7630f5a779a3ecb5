"""The queue of updates and getUpdates: only a higher offset confirms, and what is unconfirmed is delivered again."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from .errors import Refused, other_poller
from .schema import UPDATE, UPDATE_KINDS, problems

UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}
DAY, CALLBACK_LIFE = 24 * 3600, 150
FUTURE = 10
LONGEST_POLL = 50


@dataclass
class Queued:
    """An update as it waits: its number, its JSON, its lane in the webhook's queue and when it was made."""

    id: int
    kind: str
    raw: dict
    text: bytes
    lane: tuple
    made: float


class Updates:
    """All updates of the bot, pending and past."""

    def __init__(self, world, violate):
        self.world, self.violate = world, violate
        self.next_id = 100_000_001
        self.pending: dict[int, Queued] = {}
        self.past: dict[int, Queued] = {}
        self.again: list[Queued] = []
        self.confirmed: list[int] = []
        self.delivered = Counter()
        self.allowed = None
        self.listeners = []
        self.poller = None
        self.arrived = asyncio.Event()

    def allow(self, kinds):
        """Take a new list of kinds; None keeps the list there is, an empty one is the default again."""
        if kinds is not None:
            self.allowed = set(kinds) or None

    def add(self, kind, payload, lane):
        """Queue an update; its id, or None when the bot has not asked for this kind."""
        wanted = kind in self.allowed if self.allowed else kind not in UNASKED
        if not wanted:
            return None
        raw = {"update_id": self.next_id, kind: payload}
        self.next_id += 1
        for problem in problems(UPDATE, raw, "Update"):
            self.violate(f"the double itself: {problem}")
        assert kind in UPDATE_KINDS
        queued = Queued(raw["update_id"], kind, raw, json.dumps(raw).encode(), lane, self.world.now())
        self.pending[queued.id] = self.past[queued.id] = queued
        self._tell(queued)
        return queued.id

    def redeliver(self, update_id):
        """Deliver it once more, confirmed or not."""
        self.again.append(self.past[update_id])
        self._tell(self.past[update_id])

    def reorder(self, ids):
        """Deliver what is pending in this order; those that are not named come after it."""
        named = {update_id: self.pending.pop(update_id) for update_id in ids}
        self.pending = named | self.pending

    def times_delivered(self, update_id):
        return self.delivered[update_id]

    def drop(self):
        self.pending.clear()
        self.again.clear()

    def expire(self):
        """Forget what Telegram keeps no longer: presses after 150 seconds, the rest after a day."""
        now = self.world.now()
        for queued in list(self.pending.values()):
            if now - queued.made > (CALLBACK_LIFE if queued.kind == "callback_query" else DAY):
                del self.pending[queued.id]

    def confirm(self, update_id):
        if self.pending.pop(update_id, None) is not None:
            self.confirmed.append(update_id)
            self._tell(None)

    async def poll(self, given, webhook):
        """getUpdates, as bytes: a list of updates, each already JSON."""
        if webhook:
            text = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            raise Refused(409, f"Conflict: {text}")
        self.end_poll(other_poller())
        self.allow(given.get("allowed_updates"))
        limit = given.get("limit", 100)
        self._confirm_below(given.get("offset", 0))
        end = asyncio.get_running_loop().time() + min(given.get("timeout", 0), LONGEST_POLL)
        poller = self.poller = asyncio.get_running_loop().create_future()
        try:
            while not (batch := self._take(limit)):
                left = end - asyncio.get_running_loop().time()
                if left <= 0:
                    break
                self.arrived.clear()
                await self._wait(poller, left)
        finally:
            if self.poller is poller:
                self.poller = None
            if not poller.cancel() and not poller.cancelled():
                poller.exception()  # seen, even when nobody waits for it any more
        return b"[" + b",".join(queued.text for queued in batch) + b"]"

    def end_poll(self, refusal):
        """End the poll that is under way, as a second one or a webhook does."""
        if self.poller is not None and not self.poller.done():
            self.poller.set_exception(refusal)

    async def _wait(self, poller, seconds):
        arrived = asyncio.ensure_future(self.arrived.wait())
        try:
            await asyncio.wait({arrived, poller}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrived.cancel()
        if poller.done():
            poller.result()

    def _confirm_below(self, offset):
        """Confirm what is below the offset; one from the future (ids were restarted) confirms nothing."""
        self.expire()
        ids = list(self.pending)
        if offset < 0:
            below = ids[:offset]
        elif offset > self.next_id + FUTURE:
            below = []
        else:
            below = [one for one in ids if one < offset]
        for update_id in below:
            self.confirm(update_id)

    def _take(self, limit):
        batch = self.again[:limit]
        del self.again[: len(batch)]
        batch += islice(self.pending.values(), limit - len(batch))
        self.delivered.update(queued.id for queued in batch)
        return batch

    def _tell(self, queued):
        self.arrived.set()
        for listener in self.listeners:
            listener(queued)
