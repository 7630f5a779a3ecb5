"""What arrived becomes an act, and what the act led to becomes a screen; nothing is decided in this file.

Whatever an update leads to is on disk when its handler returns: a consultation's turn together with the update's id, or
for the rest the id alone, before the effect. So an update that comes twice has one effect.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, assert_never

from bot.consult import Consulting, Person, Reply
from bot.conversation.acts import Act, Look, Press, Say
from bot.conversation.codec import decode
from bot.model import Called, ChatId, Effect, Picture, UpdateId
from bot.staff import links, qr
from bot.store import Counted, Link
from bot.telegram import wording
from bot.telegram.answers import Answers
from bot.telegram.calling import Calling
from bot.telegram.errands import Errands
from bot.telegram.incoming import (
    Addressed,
    Card,
    Identity,
    LinkWanted,
    Media,
    Membership,
    Nothing,
    Pressed,
    PressedElsewhere,
    ReloadWanted,
    Said,
    Searched,
    Started,
    Wanted,
)
from bot.telegram.ingest import Arrived
from bot.telegram.screens import Screens
from bot.telegram.seldom import Seldom
from bot.telegram.tally import Tally
from bot.wording.language import Language
from bot.wording.messages import Messages


class Store(Protocol):
    """What the front needs of a store beyond the consultations."""

    async def remember(self, update: UpdateId) -> bool:
        """Whether this update comes for the first time."""
        ...

    async def fail(self, update: UpdateId, error: str) -> None:
        """Keep an update as failed."""
        ...

    def gone(self, chat: ChatId) -> None:
        """Nothing can be sent to this chat."""
        ...

    async def link(self, name: str) -> Link:
        """The link of this name, made if there is none."""
        ...

    async def links(self) -> list[Link]:
        """All links."""
        ...

    async def forget(self, chat: ChatId) -> None:
        """Delete everything kept about a chat, without reading it."""
        ...

    async def counts(self) -> list[Counted]:
        """All counters."""
        ...


@dataclass(frozen=True, slots=True)
class Out:
    """Where everything goes out, and who looks after the content when the staff ask for it."""

    screens: Screens
    answers: Answers
    errands: Errands
    calling: Calling
    reload: Callable[[ChatId], None]

    async def settle(self, seconds: float) -> None:
        """Let what is under way come to its end, for so long at most."""
        await asyncio.gather(*(one.settle(seconds) for one in (self.screens, self.answers, self.errands)))


class Front:
    """The handlers of what arrives."""

    def __init__(self, consulting: Consulting, store: Store, out: Out, tally: Tally, me: Identity) -> None:
        self._consulting, self._store, self._tally, self._me = consulting, store, tally, me
        self._screens, self._answers, self._errands = out.screens, out.answers, out.errands
        self._calling, self._reload = out.calling, out.reload
        self._seldom = Seldom()
        self._links: set[str] = set()

    async def begin(self) -> None:
        """Read which links there are. No other process can make one, so they are known from then on."""
        self._links = {link.key for link in await self._store.links()}

    async def handle(self, arrived: Arrived) -> None:  # noqa: C901 - one line for each kind there is
        """Take what arrived."""
        match arrived.what:
            case Pressed():
                await self._pressed(arrived, arrived.what)
            case Said(chat, text):
                await self._said(arrived, chat, Say(text))
            case Started(chat, key):
                # Nothing is waited for here: what the chat sent behind this must not overtake it.
                await self._said(arrived, chat, Say("/start"), source=key if key in self._links else "")
            case Media(chat):
                await self._said(arrived, chat, Look(), toast=lambda tells: tells.media)
            case Card(chat, own):
                await self._said(arrived, chat, Look(), toast=_own_card if own else _other_card)
            case Membership(chat, here):
                if not here:
                    self._store.gone(chat)
            case Nothing():
                pass
            case Wanted() | LinkWanted() | ReloadWanted() | Addressed() | Searched() | PressedElsewhere():
                send = await self._besides(arrived.what, self._consulting.tongue(arrived.sender.language))
                if await self._store.remember(arrived.id):
                    send()
                else:
                    self._tally.repeated += 1
            case _:
                assert_never(arrived.what)

    async def give_up(self, arrived: Arrived, error: str) -> None:
        """Keep an update that cannot be handled as failed, tell the staff, and tell the person kindly."""
        await self._store.fail(arrived.id, error)
        language = self._consulting.tongue(arrived.sender.language)
        if isinstance(arrived.what, Pressed):
            self._answers.answer(arrived.what.chat, arrived.what.callback, "")
        if self._seldom.due("staff"):
            for one in self._me.staff:
                self._errands.say(one, wording.ALERT.format(error=error))
        match arrived.what:
            case Said(chat, text) if text.strip().casefold() == wording.FORGET:
                # What is kept cannot be read, so nothing can be asked first; whoever wants it deleted gets that.
                await self._store.forget(chat)
                self._errands.say(chat, language.say.toast_forgotten)
            case (
                Pressed(chat)
                | Said(chat)
                | Started(chat)
                | Media(chat)
                | Card(chat)
                | Wanted(chat)
                | LinkWanted(chat)
                | ReloadWanted(chat)
            ):
                if self._seldom.due(chat):
                    self._errands.say(chat, language.tells.failed)
            case _:
                pass

    async def _pressed(self, arrived: Arrived, press: Pressed) -> None:
        act = decode(press.data)
        reply = await self._act(arrived, press.chat, act)
        unreadable = isinstance(act, Look) and not reply.repeated
        toast = reply.language.say.toast_stale if unreadable else reply.toast
        self._answers.answer(press.chat, press.callback, toast, repeated=reply.repeated)
        self._screens.present(press.chat, reply, pressed=press.message)
        for effect in reply.effects:
            self._do(effect, press.chat, reply)

    def _do(self, effect: Effect, chat: ChatId, reply: Reply) -> None:
        """What a turn asks for beyond its screen: begun here, and waited for by nobody."""
        match effect:
            case Called():
                self._calling.more()
            case Picture(name):
                draw = partial(self._consulting.picture, effect, reply.consultation)
                self._errands.photo(chat, f"{name}.png", draw, then=lambda: self._screens.lower(chat))
            case _:
                assert_never(effect)

    async def _said(
        self,
        arrived: Arrived,
        chat: ChatId,
        act: Act,
        *,
        source: str = "",
        toast: Callable[[Messages], str] | None = None,
    ) -> None:
        reply = await self._act(arrived, chat, act, source)
        self._screens.present(chat, reply, toast=toast(reply.language.tells) if toast else reply.toast)

    async def _act(self, arrived: Arrived, chat: ChatId, act: Press | Act, source: str = "") -> Reply:
        by = Person(source, arrived.sender.language, arrived.sender.username)
        reply = await self._consulting.handle(chat, act, arrived.id, by)
        self._tally.repeated += reply.repeated
        return reply

    async def _besides(
        self, what: Wanted | LinkWanted | ReloadWanted | Addressed | Searched | PressedElsewhere, language: Language
    ) -> Callable[[], None]:
        """What changes no consultation, ready to be sent: all that can fail comes before the update counts as taken."""
        errands = self._errands
        match what:
            case Wanted(chat):
                everything = await self._consulting.everything(chat)
                chosen = (everything.get("consultation") or {}).get("language", language.code)
                tells = self._consulting.tongue(chosen).tells
                return partial(errands.document, chat, wording.MY_DATA_FILE, everything, tells.my_data)
            case LinkWanted(chat, name):
                return await self._link(chat, name)
            case ReloadWanted(chat):
                return partial(self._reload, chat)
            case Addressed(chat):
                return partial(self._invite, what, language.tells)
            case Searched(person, query, link):
                return partial(errands.call, person, "answerInlineQuery", await self._card(query, link, language))
            case PressedElsewhere(person, callback):
                fields = {"callback_query_id": callback, "text": language.tells.pressed_elsewhere}
                return partial(errands.call, person, "answerCallbackQuery", fields)
            case _:
                assert_never(what)

    async def _link(self, chat: ChatId, name: str) -> Callable[[], None]:
        """A link with its figures and its picture; without a name, the figures of all."""
        if name and not links.is_name(name):
            return partial(self._errands.say, chat, wording.LINK_NAME)
        if not name:
            rows = links.funnel(await self._store.counts(), await self._store.links())
            return partial(self._errands.say, chat, links.listing(rows) if rows else wording.LINK_NAME)
        link = await self._store.link(name)
        self._links.add(link.key)
        url = links.deep_link(self._me.username, link.key)
        rows = links.funnel(await self._store.counts(), [link])
        return partial(self._errands.picture, chat, wording.LINK_FILE, qr.png(url), links.answer(link, url, rows))

    def _invite(self, spoken: Addressed, tells: Messages) -> None:
        """Answer somebody in a group with a link to the private chat, in each group once a minute at most."""
        if not self._seldom.due(spoken.chat):
            return
        button = {"text": tells.in_group_button, "url": f"https://t.me/{self._me.username}?start=group"}
        fields = {
            "chat_id": spoken.chat,
            "text": tells.in_group,
            "message_thread_id": spoken.topic,
            "reply_parameters": {"message_id": spoken.message, "allow_sending_without_reply": True},
            "reply_markup": {"inline_keyboard": [[button]]},
        }
        self._errands.call(spoken.chat, "sendMessage", fields)

    async def _card(self, query: str, name: str, language: Language) -> dict[str, Any]:
        """The card to send to a prospect; for staff who typed the name of a link, with that link."""
        link = links.named(await self._store.links(), name) if name else None
        url = links.deep_link(self._me.username, link.key) if link else f"https://t.me/{self._me.username}"
        tells, firm = language.tells, language.say.firm(self._consulting.voice)
        card = {
            "type": "article",
            "id": link.key if link else "advisor",
            "title": tells.card_title,
            "description": tells.card_about,
            "input_message_content": {"message_text": tells.card_text.format(firm=firm)},
            "reply_markup": {"inline_keyboard": [[{"text": tells.card_button, "url": url}]]},
        }
        return {"inline_query_id": query, "results": [card], "cache_time": 60, "is_personal": True}


def _own_card(tells: Messages) -> str:
    return tells.own_card


def _other_card(tells: Messages) -> str:
    return tells.other_card
