"""The one live message of each chat, kept in step with the consultation; what it shows is decided elsewhere.

A press has its message edited in place. What was typed has the screen sent below it, and the message above goes away. A
screen that cannot be sent now is sent later, and then as the consultation stands by then. A 429 holds up its own chat
and no other; after a 403 nothing more is sent there. While a screen is on its way, newer ones replace one another.
"""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from bot.consult import Reply
from bot.model import ChatId
from bot.telegram import markup
from bot.telegram.api import Api, Done, Gone, Outcome, Refused, TooMany, Unreached
from bot.telegram.tally import Tally

log = logging.getLogger("fixpoint.telegram")

AT_ONCE = 48
"""Calls under way at the same time, over all chats."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
CROWD, CROWD_PAUSE = 3, 0.25
ANSWERS_WAITING = 3
ANSWER_TRIES = 3

NO_PREVIEW = '{"is_disabled":true}'

_UNCHANGED = "message is not modified"
_MISSING = "not found"


class Desk(Protocol):
    """Where the present screen of a chat comes from, and where it is noted what was shown."""

    async def look(self, chat: ChatId) -> Reply:
        """The present screen."""
        ...

    def shown(self, chat: ChatId, message: int | None, turn: int) -> None:
        """The message shows the turn."""
        ...

    def gone(self, chat: ChatId) -> None:
        """Nothing can be sent to this chat any more."""
        ...


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A screen to be shown: as it stands (`reply`), or as it will stand by then; below what was typed, or in place."""

    reply: Reply | None
    toast: str = ""
    below: bool = False


@dataclass(slots=True)
class _Chat:
    """A chat whose screen is under way."""

    live: int | None
    wanted: _Wanted | None = None
    obsolete: set[int] = field(default_factory=set)
    replaced: int = 0
    patient: bool = False
    wake: asyncio.Event = field(default_factory=asyncio.Event)


class Screens:
    """Shows screens and answers presses, each chat by a task of its own that ends when its chat is in step."""

    def __init__(self, api: Api, desk: Desk, tally: Tally) -> None:
        self._api, self._desk, self._tally = api, desk, tally
        self._chats: dict[ChatId, _Chat] = {}
        self._answers: dict[ChatId, deque[tuple[str, str]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._line = asyncio.Semaphore(AT_ONCE)

    def present(self, chat: ChatId, reply: Reply, *, pressed: int | None = None, toast: str = "") -> None:
        """Show the screen: in place after a press on message `pressed`, below what was typed with a `toast` on top.

        Without `pressed` the screen is meant to stand below; a repeated update only draws the screen again.
        """
        kept = reply.kept
        live = kept.message if kept is not None and kept.message is not None else pressed
        below = pressed is None and not (reply.repeated and kept is not None and kept.shown >= kept.consultation.turn)
        self._want(chat, live, _Wanted(reply, toast, below), pressed)

    def redraw(self, chat: ChatId, live: int | None) -> None:
        """Show the present screen of a chat that may not have seen it."""
        self._want(chat, live, _Wanted(None), None)

    def answer(self, chat: ChatId, callback: str, toast: str) -> None:
        """Answer a press. Of a flood only the last few are answered; the other buttons stop turning by themselves."""
        waiting = self._answers.get(chat)
        if waiting is None:
            waiting = self._answers[chat] = deque(maxlen=ANSWERS_WAITING)
            self._spawn(self._answering(chat, waiting))
        waiting.append((callback, toast))

    async def room(self) -> None:
        """Wait until so few calls are under way that more may come: memory stays bounded under any backlog."""
        async with self._line:
            return

    async def settle(self, seconds: float) -> None:
        """Let what is under way come to its end, for so long at most; what is left is drawn at the next start."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _want(self, chat: ChatId, live: int | None, wanted: _Wanted, pressed: int | None) -> None:
        entry = self._chats.get(chat)
        if entry is None:
            entry = self._chats[chat] = _Chat(live)
            self._tally.drawing = len(self._chats)
            self._spawn(self._keep(chat, entry))
        elif entry.live is None:
            entry.live = live
        if pressed is not None and entry.live is not None and pressed != entry.live:
            # Ids grow within a chat. The newer message is the one looked at; that we do not know it means that we
            # were killed between sending it and noting it.
            entry.obsolete.add(min(pressed, entry.live))
            entry.live = max(pressed, entry.live)
        if entry.wanted is not None:
            entry.replaced += 1
            wanted = replace(wanted, below=wanted.below or entry.wanted.below)
        entry.wanted = wanted
        if not entry.patient:
            entry.wake.set()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _keep(self, chat: ChatId, entry: _Chat) -> None:
        try:
            await self._until_in_step(chat, entry)
        except Exception:  # a fault of ours: the chat is drawn again at its next turn
            log.exception("a screen could not be made")
        finally:
            del self._chats[chat]
            self._tally.drawing = len(self._chats)

    async def _until_in_step(self, chat: ChatId, entry: _Chat) -> None:
        tries = 0
        while entry.wanted is not None:
            wanted, entry.wanted = entry.wanted, None
            outcome = await self._show(chat, entry, wanted)
            tries = 0 if isinstance(outcome, Done) else tries + 1
            match outcome:
                case Done():
                    await self._let_a_crowd_pass(entry)
                    if entry.wanted is None:
                        await self._clear(chat, entry)
                case Gone():
                    self._tally.gone += 1
                    self._desk.gone(chat)
                    return
                case TooMany(seconds):
                    self._tally.too_many += 1
                    await self._later(entry, wanted, seconds, patient=True)
                case Refused(why):
                    log.error("a screen was refused: %s", why)
                case _:
                    self._tally.retries += 1
                    await self._later(entry, wanted, pause(tries), patient=False)

    async def _later(self, entry: _Chat, wanted: _Wanted, seconds: float, *, patient: bool) -> None:
        """Put the screen back and wait. A newer act cuts the wait short, unless Telegram has named it."""
        entry.wanted = entry.wanted or replace(wanted, reply=None)
        entry.wanted = replace(entry.wanted, below=entry.wanted.below or wanted.below)
        entry.patient = patient
        entry.wake.clear()
        try:
            await asyncio.wait_for(entry.wake.wait(), seconds)
        except TimeoutError:
            pass
        finally:
            entry.patient = False

    async def _let_a_crowd_pass(self, entry: _Chat) -> None:
        """Somebody who presses faster than screens can be shown sees the last one, a little later."""
        if entry.replaced > CROWD:
            await asyncio.sleep(CROWD_PAUSE)
        entry.replaced = 0

    async def _show(self, chat: ChatId, entry: _Chat, wanted: _Wanted) -> Outcome:
        reply = wanted.reply or await self._desk.look(chat)
        message = markup.message(reply.screen, reply.consultation, wanted.toast)
        fields = {
            "chat_id": chat,
            "text": message.text,
            "parse_mode": "HTML",
            "link_preview_options": NO_PREVIEW,
            "reply_markup": message.keyboard,
        }
        if entry.live is not None and not wanted.below:
            outcome = await self._call("editMessageText", {**fields, "message_id": entry.live})
            if isinstance(outcome, Done) or (isinstance(outcome, Refused) and _UNCHANGED in outcome.why):
                self._tally.edited += 1
                self._desk.shown(chat, entry.live, reply.consultation.turn)
                return Done(None)
            if not isinstance(outcome, Refused):
                return outcome
            if _MISSING in outcome.why:
                entry.live = None
        return await self._send(chat, entry, fields, reply.consultation.turn)

    async def _send(self, chat: ChatId, entry: _Chat, fields: dict[str, Any], turn: int) -> Outcome:
        outcome = await self._call("sendMessage", fields)
        if isinstance(outcome, Done):
            self._tally.sent += 1
            if entry.live is not None:
                entry.obsolete.add(entry.live)
            entry.live = int(outcome.result["message_id"])
            self._desk.shown(chat, entry.live, turn)
        return outcome

    async def _clear(self, chat: ChatId, entry: _Chat) -> None:
        """Delete what is not the live message any more; one that is too old for that keeps its text and no buttons."""
        while entry.obsolete and entry.wanted is None:
            message = entry.obsolete.pop()
            if message == entry.live:
                continue
            place = {"chat_id": chat, "message_id": message}
            outcome = await self._call("deleteMessage", place)
            missing = isinstance(outcome, Refused) and _MISSING in outcome.why
            if not missing and not isinstance(outcome, Done | Gone):
                await self._call("editMessageReplyMarkup", place)

    async def _answering(self, chat: ChatId, waiting: deque[tuple[str, str]]) -> None:
        try:
            while waiting:
                crowded = len(waiting) == ANSWERS_WAITING
                callback, toast = waiting.popleft()
                await self._answer(callback, toast)
                if crowded:
                    await asyncio.sleep(CROWD_PAUSE)
        finally:
            del self._answers[chat]

    async def _answer(self, callback: str, toast: str) -> None:
        fields = {"callback_query_id": callback, "text": toast} if toast else {"callback_query_id": callback}
        for tries in range(1, ANSWER_TRIES + 1):
            outcome = await self._call("answerCallbackQuery", fields)
            self._tally.answered += isinstance(outcome, Done)
            if not isinstance(outcome, Unreached):  # too late or too many: nobody waits for it any more
                return
            await asyncio.sleep(pause(tries))

    async def _call(self, method: str, fields: dict[str, Any]) -> Outcome:
        async with self._line:
            return await self._api.call(method, fields)


def pause(tries: int) -> float:
    """Seconds until the next try: growing, bounded, and with jitter, so that not all come back at once."""
    return float(random.uniform(0.5, 1.0) * min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(tries, 10)))
