"""The double itself: the HTTP server, the order in which a call is judged, and what a test holds in its hand."""

import asyncio
import json
import re
import time
from dataclasses import dataclass, field

from aiohttp import web

from . import methods, profile, rules
from .decoding import decoded
from .errors import Refused
from .faults import Faults
from .people import User
from .schema import METHODS, PARAMETERS, RESULTS, problems
from .updates import Updates
from .webhook import Webhook
from .world import Chat, World

TOKEN = "123456789:AAFixpointDoubleFixpointDoubleFixpo"
LOOK_AGAIN = 0.02
"""Seconds after which a condition is tried again that nothing announced."""
A_PERSON = 7_104_882_915
"""The first person's id, as long as Telegram's are: a short one is found by chance in any text with figures."""
GROUP_ANONYMOUS_BOT = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
assert METHODS.keys() - methods.METHODS.keys() == {"getUpdates"}, profile


@dataclass
class Call:
    """One call of the bot: what it asked, when, and what became of it."""

    method: str
    parameters: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    at: float = 0.0
    chat: int | None = None
    answer: dict | None = None  # None while it waits, and when nothing was ever said
    settles: object = None  # the Press it answers

    def __str__(self):
        return f"{self.method} {self.parameters}"


class Double:
    """Telegram for one bot. Made in a running loop and used as `async with`."""

    def __init__(self, token=TOKEN, port=0, host="127.0.0.1"):
        self.token, self.port, self.host = token, port, host
        self.violations: list[str] = []
        self.calls: list[Call] = []
        self.faults = Faults()
        self.privacy_mode = True
        self.world = World()
        self.updates = Updates(self.world, self.violate)
        self.webhook = Webhook(self.updates)
        self._happened, self._closing = asyncio.Event(), asyncio.Event()
        self.updates.listeners.append(lambda queued: self.changed())

    async def __aenter__(self):
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/documents/{file_id}", self._download)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
        await self._runner.setup()
        await self.up()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, kind, problem, trace):
        self._closing.set()
        self.updates.end_poll(Refused(502, "Bad Gateway"))
        await self.webhook.close()
        await self._runner.cleanup()
        if kind is None:
            assert not self.violations, "\n".join(["the bot did what no bot may do:", *self.violations])

    async def up(self):
        """Listen, for the first time or again."""
        self._site = web.TCPSite(self._runner, self.host, self.port)
        await self._site.start()

    async def down(self):
        """Cut every connection and refuse new ones, until `up`."""
        await self._site.stop()
        for connection in self._runner.server.connections:
            connection.force_close()

    @property
    def url(self):
        return f"http://{self.host}:{self.port}"

    @property
    def confirmed(self):
        """The ids of confirmed updates, in the order of their confirmation."""
        return self.updates.confirmed

    @property
    def next_update_id(self):
        return self.updates.next_id

    @next_update_id.setter
    def next_update_id(self, value):
        self.updates.next_id = value

    def settings(self):
        """The bot's settings, as environment variables."""
        return {"FIXPOINT_API_URL": self.url, "FIXPOINT_BOT_TOKEN": self.token}

    def user(self, name="Ann", *, number=None, language="en", begun=False, username=None):
        """A new person; `begun` is one who has written to the bot before."""
        number = self.world.free(A_PERSON) if number is None else number
        raw = {"id": number, "is_bot": False, "first_name": name, "language_code": language}
        raw |= {"username": username} if username else {}
        chat = Chat({"id": number, "type": "private", "first_name": name}, begun=begun)
        self.world.chats[number] = chat
        return User(self, raw, chat)

    def group(self, title="Office", kind="supergroup", *, number=None):
        """A new group with the bot in it; people write there with `user.say(..., chat=group)`."""
        number = self.world.free(-1_001_000_000_001, -1) if number is None else number
        chat = self.world.chats[number] = Chat({"id": number, "type": kind, "title": title}, begun=True)
        return chat

    def migrate(self, group):
        """Make a supergroup of a group: the old id is dead from now on; the new chat."""
        new = self.group(group.raw["title"])
        for chat, name, other in ((group, "migrate_to_chat_id", new), (new, "migrate_from_chat_id", group)):
            shown = self.world.stamped(chat, GROUP_ANONYMOUS_BOT, **{name: other.id})
            self.updates.add("message", shown.raw, ("chat", chat.id))
        group.migrated_to = new.id
        return new

    def membership(self, chat, by, before, after):
        """Tell the bot that its own membership has changed; the update's id."""
        me = self.world.me
        old = {"status": before, "user": me} | ({"until_date": 0} if before == "kicked" else {})
        new = {"status": after, "user": me} | ({"until_date": 0} if after == "kicked" else {})
        change = {"chat": chat.raw, "from": by, "date": int(self.world.now())}
        change |= {"old_chat_member": old, "new_chat_member": new}
        return self.updates.add("my_chat_member", change, ("member", chat.id))

    def redeliver(self, update_id):
        """Deliver an update once more, even though it is confirmed."""
        self.updates.redeliver(update_id)

    def reorder(self, *update_ids):
        """Deliver what is pending in this order."""
        self.updates.reorder(update_ids)

    def made(self, method, chat=None):
        """The calls of a method, in order; with `chat` those to one chat."""
        wanted = getattr(chat, "id", chat)
        return [call for call in self.calls if call.method == method and wanted in {None, call.chat}]

    def violate(self, text):
        """Remember what no correct bot does."""
        self.violations.append(text)

    def changed(self):
        """Wake whoever waits for something to be true."""
        self._happened.set()

    async def until(self, true, within=30, wanted="", chat=None):
        """Wait until `true()` is, and give what it gave; after that time say what there was instead."""
        end = time.monotonic() + within
        while not (result := true()):
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(self._instead(within, wanted, chat))
            self._happened.clear()
            try:
                await asyncio.wait_for(self._happened.wait(), min(left, LOOK_AGAIN))
            except TimeoutError:
                continue
        return result

    def _instead(self, within, wanted, chat):
        lines = [f"not within {within} s: {wanted}", "the last calls were:", *map(str, self.calls[-5:])]
        shown = ["the chat shows:", str(chat)] if chat else []
        return "\n".join([*lines, *shown, *self.violations])

    def stored(self, upload, kind):
        """Keep a file, and describe it as a message would."""
        number = f"file{len(self.world.files) + 1}"
        self.world.files[number] = upload
        if kind == "photo":
            return [self.file(number) | {"width": 90, "height": 90}]
        return self.file(number) | {"file_name": upload.name, "mime_type": upload.mime}

    def file(self, number):
        size = len(self.world.files[number].content)
        return {"file_id": number, "file_unique_id": f"unique-{number}", "file_size": size}

    async def _download(self, request):
        upload = self.world.files.get(request.match_info["file_id"])
        if request.match_info["token"] != self.token or upload is None:
            return web.Response(status=404)
        return web.Response(body=upload.content, content_type=upload.mime)

    async def _serve(self, request):
        """One call from its arrival to its answer; faults come before or after it is done."""
        call = Call(request.match_info["method"], at=self.world.now())
        try:
            status, body = await self._judged(request, call)
        except Exception as problem:
            self.violate(f"the double itself: {problem!r} at {call}")
            raise
        self.changed()
        if body is None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=502)
        if call.settles is not None:
            call.settles.told = True
        return web.Response(status=status, body=body, content_type="application/json")

    async def _judged(self, request, call):
        """Status and body; a body of None means that the connection is cut."""
        try:
            await self._read(request, call)
        except Refused as refused:
            return self._refused(call, refused)
        action = self.faults.strike(call)
        if action is not None and action.seconds:
            await self._pause(action.seconds)
        if action is not None and action.what != "delay" and not action.after:
            return await self._struck(call, action)
        try:
            body = await self._done(call)
        except Refused as refused:
            status, body = self._refused(call, refused)
        else:
            status = 200
        if action is not None and action.after:
            self.changed()
            return await self._struck(call, action)
        return status, body

    async def _read(self, request, call):
        """Whose bot, which method, which parameters."""
        if request.match_info["token"] != self.token:
            well_formed = re.fullmatch(r"\d+:[\w-]{35}", request.match_info["token"])
            raise Refused(401, "Unauthorized") if well_formed else Refused(404, "Not Found")
        canonical = {name.lower(): name for name in METHODS}.get(call.method.lower())
        self.calls.append(call)
        if canonical is None:
            raise Refused(404, "Not Found: method not found", fault_of_bot=f"unknown method {call.method}")
        call.method = canonical
        call.parameters, call.files = await decoded(request, canonical)
        given = call.parameters.get("chat_id")
        press = self.world.presses.get(call.parameters.get("callback_query_id"))
        call.chat = press.chat if press else given
        if call.chat in self.world.chats:
            self.world.chats[call.chat].log.append(call)

    async def _done(self, call):
        """Check, act, check the answer; the body."""
        if found := problems(PARAMETERS[call.method], call.parameters, call.method):
            raise rules.refusal(call.method, found)
        if call.method == "getUpdates":
            result = await self.updates.poll(call.parameters, self.webhook.url)
            return b'{"ok":true,"result":' + result + b"}"
        result = methods.METHODS[call.method](self, call)
        for problem in problems(RESULTS[call.method], result, f"result of {call.method}"):
            self.violate(f"the double itself: {problem}")
        call.answer = {"ok": True, "result": result}
        return json.dumps(call.answer).encode()

    def _refused(self, call, refused):
        if refused.fault_of_bot:
            self.violate(f"{call.method}: {refused.fault_of_bot.removeprefix(f'{call.method}: ')}")
        call.answer = refused.answer()
        return refused.code, json.dumps(call.answer).encode()

    async def _struck(self, call, action):
        call.settles, call.answer = None, None
        match action.what:
            case "refuse":
                call.answer = action.refusal.answer()
                return action.refusal.code, json.dumps(call.answer).encode()
            case "say":
                return action.status, action.body
            case "hang":
                await self._closing.wait()
        return 502, None

    async def _pause(self, seconds):
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return
