"""The one live message of each chat, kept in step with the consultation; what it shows is decided elsewhere.

A press has its message edited in place. What was typed has the screen sent below it, and the message above goes away. A
screen that cannot be sent now is sent later, and then as the consultation stands by then. A 429 holds up its own chat
and no other; after a 403 nothing more is sent there. While a screen is on its way, newer ones replace one another.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from bot.consult import Reply
from bot.errors import StoreError
from bot.model import ChatId, Kept
from bot.telegram import markup
from bot.telegram.answers import settled
from bot.telegram.api import Done, Gone, Outcome, Refused, TooMany, Unreached
from bot.telegram.desk import Desk
from bot.telegram.ingest import place_of
from bot.telegram.line import Line
from bot.telegram.pauses import CROWD_PAUSE, pause
from bot.telegram.tally import Tally

log = logging.getLogger("fixpoint.telegram")

LONGEST_BACKLOG = 2_000
"""Chats whose screens are being shown; beyond that no more updates are fetched."""

CROWD = 3
CLEARINGS = 4
REMEMBERED = 10_000
"""Live messages remembered beyond what the store says: it is told of them a moment later, and of some never."""

NO_PREVIEW = '{"is_disabled":true}'

_UNCHANGED = "message is not modified"
_MISSING = ("message to edit not found", "message to delete not found", "message_id_invalid")


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
    tries: int = 0
    patient: bool = False
    wake: asyncio.Event = field(default_factory=asyncio.Event)


class Screens:
    """Shows screens and answers presses, each chat by a task of its own that ends when its chat is in step."""

    def __init__(self, line: Line, desk: Desk, tally: Tally) -> None:
        self._line, self._desk, self._tally = line, desk, tally
        self._chats: dict[ChatId, _Chat] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._behind: dict[ChatId, int | None] = {}
        self._acted: set[ChatId] = set()
        self._redrawing = True
        self._resting = 0
        self._room = asyncio.Event()
        self._room.set()
        self._last: OrderedDict[ChatId, int] = OrderedDict()

    def present(self, chat: ChatId, reply: Reply, *, pressed: int | None = None, toast: str = "") -> None:
        """Show the screen: in place after a press on message `pressed`, below what was typed with a `toast` on top.

        Without `pressed` the screen is meant to stand below; a repeated update only draws the screen again.
        """
        if self._redrawing:
            self._acted.add(chat)
            self._behind.pop(chat, None)
        kept = reply.kept
        live = self._newest(chat, kept.message if kept is not None else None) or pressed
        below = pressed is None and not (reply.repeated and kept is not None and kept.shown >= kept.consultation.turn)
        self._want(chat, live, _Wanted(reply, toast, below), pressed)

    def lower(self, chat: ChatId) -> None:
        """Show the present screen again, below what was sent meanwhile."""
        self._want(chat, self._newest(chat, None), _Wanted(None, below=True), None)

    def behind(self, chats: Iterable[Kept]) -> None:
        """Take note of chats that may not have seen their screen. Who has acted since the start has been shown it."""
        self._behind = {kept.chat: kept.message for kept in chats if kept.chat not in self._acted}

    async def redraw(self, seconds: float) -> None:
        """Show them their screen, one after the other with a pause."""
        while self._behind:
            chat, live = self._behind.popitem()
            self._want(chat, self._newest(chat, live), _Wanted(None), None)
            await asyncio.sleep(seconds)

    def all_drawn(self) -> None:
        """Nobody is behind any more, so it need not be known who has acted."""
        self._redrawing = False
        self._acted.clear()

    async def room(self) -> None:
        """Wait until so few chats are waiting for their screens that more may come: memory stays bounded.

        Chats that Telegram told to wait, or that cannot be reached, hold little and do not count.
        """
        await self._room.wait()

    async def settle(self, seconds: float) -> None:
        """Let what is under way come to its end, for so long at most; what is left is drawn at the next start."""
        await settled(self._tasks, seconds)

    def _counted(self) -> None:
        """Something came or went."""
        self._tally.drawing = len(self._chats)
        if len(self._chats) - self._resting >= LONGEST_BACKLOG:
            self._room.clear()
        else:
            self._room.set()

    def _want(self, chat: ChatId, live: int | None, wanted: _Wanted, pressed: int | None) -> None:
        entry = self._chats.get(chat)
        if entry is None:
            entry = self._chats[chat] = _Chat(live)
            self._counted()
            self._begin(self._keep(chat, entry))
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

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _keep(self, chat: ChatId, entry: _Chat) -> None:
        try:
            while entry.wanted is not None:
                try:
                    await self._until_in_step(chat, entry)
                except Exception as error:  # noqa: BLE001 - a fault of ours: this screen is not shown, the next one is
                    self._tally.failed += 1
                    log.error("a screen could not be made: %s", place_of(error))  # noqa: TRY400 - it may hold what was typed
        finally:
            del self._chats[chat]
            self._counted()

    async def _until_in_step(self, chat: ChatId, entry: _Chat) -> None:
        while entry.wanted is not None:
            wanted, entry.wanted = entry.wanted, None
            outcome = await self._show(chat, entry, wanted)
            entry.tries = 0 if isinstance(outcome, Done) else entry.tries + 1
            match outcome:
                case Done():
                    await self._let_a_crowd_pass(entry)
                    if entry.wanted is None and entry.obsolete:
                        obsolete, entry.obsolete = entry.obsolete - {entry.live}, set()
                        self._begin(self._clear(chat, obsolete))
                case Gone() if entry.wanted is None:
                    self._tally.gone += 1
                    self._desk.gone(chat)
                case Gone():
                    pass  # something came of this chat meanwhile, so perhaps it is back
                case TooMany(seconds):
                    self._tally.too_many += 1
                    await self._later(entry, wanted, seconds, patient=True)
                case Refused(why):
                    log.error("a screen was refused: %s", why)
                case _:
                    self._tally.retries += 1
                    await self._later(entry, wanted, pause(entry.tries), patient=False)

    async def _later(self, entry: _Chat, wanted: _Wanted, seconds: float, *, patient: bool) -> None:
        """Put the screen back and wait. A newer act cuts the wait short, unless Telegram has named it."""
        entry.wanted = entry.wanted or replace(wanted, reply=None)
        entry.wanted = replace(entry.wanted, below=entry.wanted.below or wanted.below)
        entry.patient = patient
        entry.wake.clear()
        self._resting += 1
        self._counted()
        try:
            await asyncio.wait_for(entry.wake.wait(), seconds)
        except TimeoutError:
            pass
        finally:
            self._resting -= 1
            self._counted()
            entry.patient = False

    async def _let_a_crowd_pass(self, entry: _Chat) -> None:
        """Somebody who presses faster than screens can be shown sees the last one, a little later."""
        if entry.replaced > CROWD:
            await asyncio.sleep(CROWD_PAUSE)
        entry.replaced = 0

    async def _show(self, chat: ChatId, entry: _Chat, wanted: _Wanted) -> Outcome:
        try:
            reply = wanted.reply or await self._desk.look(chat)
        except StoreError as error:  # read again later, like a screen that could not be sent
            return Unreached(str(error))
        if reply.kept is not None:
            entry.obsolete |= reply.kept.leftovers
        message = markup.message(reply.screen, reply.consultation, wanted.toast)
        fields = {
            "chat_id": chat,
            "text": message.text,
            "parse_mode": "HTML",
            "link_preview_options": NO_PREVIEW,
            "reply_markup": message.keyboard,
        }
        if entry.live is not None and not wanted.below:
            outcome = await self._line.call(
                "editMessageText", {**fields, "message_id": entry.live}, again=entry.tries > 0
            )
            if isinstance(outcome, Done) or (isinstance(outcome, Refused) and _UNCHANGED in outcome.why):
                self._tally.edited += 1
                self._note(chat, entry.live, reply, new=False)
                return Done(None)
            if not isinstance(outcome, Refused):
                return outcome
            if _is_missing(outcome):
                entry.live = None
        return await self._send(chat, entry, fields, reply)

    async def _send(self, chat: ChatId, entry: _Chat, fields: dict[str, Any], reply: Reply) -> Outcome:
        outcome = await self._line.call("sendMessage", fields, again=entry.tries > 0)
        if not isinstance(outcome, Done):
            return outcome
        message = outcome.result.get("message_id") if isinstance(outcome.result, dict) else None
        if not isinstance(message, int):
            return Unreached("sendMessage was answered with no message")
        self._tally.sent += 1
        if entry.live is not None:
            entry.obsolete.add(entry.live)
        entry.live = message
        self._note(chat, message, reply, new=True)
        return outcome

    def _note(self, chat: ChatId, message: int, reply: Reply, *, new: bool) -> None:
        """Note what was shown. Of somebody of whom nothing is kept, only this process knows the message."""
        self._last[chat] = message
        self._last.move_to_end(chat)
        if len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
        if reply.kept is not None:
            self._desk.shown(chat, message, reply.consultation.turn, new=new)

    def _newest(self, chat: ChatId, stored: int | None) -> int | None:
        """The live message. What a turn has read may be older than what was sent since; ids grow within a chat."""
        return max(filter(None, (stored, self._last.get(chat))), default=None)

    async def _clear(self, chat: ChatId, obsolete: Iterable[int]) -> None:
        """Delete what is not the live message any more; one that is too old for that keeps its text and no buttons.

        Only when the live one is noted: else a crash could leave the chat with no message that is known. Beside the
        screens, since nobody waits for it; what fails is known to the store, and so to the next turn.
        """
        try:
            await self._desk.noted()
        except StoreError:  # whoever fetches updates says so
            return
        for message in obsolete:
            place = {"chat_id": chat, "message_id": message}
            for tries in range(1, CLEARINGS + 1):
                outcome = await self._line.call("deleteMessage", place, again=tries > 1)
                if isinstance(outcome, Refused) and not _is_missing(outcome):
                    outcome = await self._line.call("editMessageReplyMarkup", place)
                if not isinstance(outcome, TooMany | Unreached):
                    break
                await asyncio.sleep(outcome.seconds if isinstance(outcome, TooMany) else pause(tries))
            if isinstance(outcome, Done | Gone | Refused):
                self._desk.cleared(chat, message)


def _is_missing(outcome: Outcome) -> bool:
    return isinstance(outcome, Refused) and any(words in outcome.why for words in _MISSING)
