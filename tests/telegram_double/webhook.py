"""Delivery to a webhook as the Bot API server does it: one in flight a lane, several lanes at once, repeated until 2xx.

Messages queue by chat and presses by user, so a message and a press of one chat may arrive in either order.
"""

import asyncio
import time
from urllib.parse import urlsplit, urlunsplit

import aiohttp

from .errors import Refused

SECRET = "X-Telegram-Bot-Api-Secret-Token"
FIRST_DELAY, LONGEST_DELAY = 0.05, 1.0
"""Seconds between attempts: doubled from the first to the longest. Telegram's own are longer."""


class Webhook:
    """The webhook that is set, and the lanes on their way to it."""

    def __init__(self, updates):
        self.updates = updates
        self.given = {"url": ""}
        self.lanes: dict[tuple, asyncio.Task] = {}
        self.attempts = []  # (update_id, status or the name of the exception), in order of their ends
        self.in_flight, self.most_in_flight = 0, 0
        self.timeout = 60
        self.proxy = {}
        self.last_error = None
        self.session, self.connections = None, None
        updates.listeners.append(self._arrived)

    @property
    def url(self):
        return self.given["url"]

    def set(self, given):
        """Take a new webhook, or none."""
        self._stop()
        self.given = given
        self.last_error = None
        if self.url:
            self.updates.end_poll(Refused(409, "Conflict: terminated by setWebhook request"))
            self.connections = asyncio.Semaphore(given.get("max_connections", 40))
            self._start_lanes()

    def info(self):
        """What getWebhookInfo tells."""
        info = {
            "url": self.url,
            "has_custom_certificate": "certificate" in self.given,
            "pending_update_count": len(self.updates.pending),
        }
        if self.url:
            info |= {"max_connections": self.given.get("max_connections", 40), "ip_address": "127.0.0.1"}
        if self.updates.allowed:
            info["allowed_updates"] = sorted(self.updates.allowed)
        return info | (self.last_error or {})

    async def close(self):
        """Cut whatever is on its way."""
        lanes = self._stop()
        await asyncio.gather(*lanes, return_exceptions=True)
        if self.session is not None:
            await self.session.close()
            self.session = None

    async def post(self, body, *, secret=None, headers=None):
        """One request of anybody's to the webhook's address; the status of the response.

        With no secret the header is left out, which Telegram itself never does when one is set.
        """
        self.session = self.session or aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        headers = {"Content-Type": "application/json", **(headers or {})} | ({SECRET: secret} if secret else {})
        limit = aiohttp.ClientTimeout(total=self.timeout)
        async with self.session.post(self._address(), data=body, headers=headers, timeout=limit) as response:
            await response.read()
            return response.status, response.headers.get("Retry-After")

    async def send(self, update_id):
        """Deliver an update out of its turn and whatever has become of it; the status of the response.

        So the same update can be on its way twice at once, as after a time-out on Telegram's side.
        """
        self.updates.delivered[update_id] += 1
        status, _ = await self.post(self.updates.past[update_id].text, secret=self.given.get("secret_token"))
        return status

    def _address(self):
        """Where the public address really is: `proxy` maps an origin to another, as a reverse proxy would."""
        parts = urlsplit(self.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        target = urlsplit(self.proxy.get(origin, origin))
        return urlunsplit((target.scheme, target.netloc, parts.path, parts.query, ""))

    def _stop(self):
        lanes = list(self.lanes.values())
        for lane in lanes:
            lane.cancel()
        self.lanes.clear()
        return lanes

    def _arrived(self, queued):
        if queued is not None and self.url and queued.lane not in self.lanes:
            self.lanes[queued.lane] = asyncio.create_task(self._lane(queued.lane))

    def _start_lanes(self):
        for queued in list(self.updates.pending.values()):
            self._arrived(queued)

    async def _lane(self, lane):
        """Deliver what waits in one lane, one after the other."""
        try:
            while (queued := self._next(lane)) is not None:
                await self._deliver(queued)
        finally:
            if self.lanes.get(lane) is asyncio.current_task():
                del self.lanes[lane]

    def _next(self, lane):
        self.updates.expire()
        for queued in self.updates.again:
            if queued.lane == lane:
                self.updates.again.remove(queued)
                return queued
        return next((queued for queued in self.updates.pending.values() if queued.lane == lane), None)

    async def _deliver(self, queued):
        """Until the bot says 2xx, or the update is not pending any more."""
        pause, repeated = FIRST_DELAY, queued.id not in self.updates.pending
        while True:
            status, wait = await self._attempt(queued)
            if 200 <= status < 300:
                self.updates.confirm(queued.id)
                return
            words = f"Wrong response from the webhook: {status}" if status else "Connection failed"
            self.last_error = {"last_error_date": int(time.time()), "last_error_message": words}
            await asyncio.sleep(min(float(wait), 3600) if wait else pause)
            pause = min(pause * 2, LONGEST_DELAY)
            if not repeated and queued.id not in self.updates.pending:
                return

    async def _attempt(self, queued):
        async with self.connections:
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
            self.updates.delivered[queued.id] += 1
            try:
                status, wait = await self.post(queued.text, secret=self.given.get("secret_token"))
            except (aiohttp.ClientError, TimeoutError) as problem:
                status, wait = 0, None
                self.attempts.append((queued.id, type(problem).__name__))
            else:
                self.attempts.append((queued.id, status))
            finally:
                self.in_flight -= 1
        return status, wait
