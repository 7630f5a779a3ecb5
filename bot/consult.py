"""The shell of a consultation: read, update, keep, each once, in one transaction. It decides nothing.

The rules that a consultation began under stay its rules: their source is stored, and read again when today's differ.
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from bot.content import Content
from bot.conversation.acts import Act, Fresh, Press, Screen
from bot.conversation.places import root
from bot.conversation.update import update
from bot.conversation.view import view
from bot.model import Called, ChatId, Consultation, Effect, Kept, Picture, Turn, UpdateId
from bot.revisions import Revisions, Sources
from bot.store import Done, Step
from bot.wording.language import ENGLISH, Language, chosen
from bot.wording.sentences import Voice

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class Store(Sources, Protocol):
    """What a consultation needs of a store."""

    async def turn(self, chat: ChatId, update: UpdateId | None, step: Step) -> Done:
        """Read, step and write in one transaction; a known update changes nothing."""
        ...

    async def look(self, chat: ChatId) -> Kept | None:
        """What is kept for a chat."""
        ...

    async def everything(self, chat: ChatId) -> dict[str, Any]:
        """What is stored about one person."""
        ...


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of who acts, besides the chat.

    `source` is the link they came by; it counts as long as nothing was begun. `language` is the one in which they begin
    if nothing is kept of them, `username` the name under which the staff find them.
    """

    source: str = ""
    language: str = ""
    username: str = ""


NOBODY = Person()


@dataclass(frozen=True)
class Reply:
    """What a person gets: a short line about the act, the consultation as it stands now, and its screen.

    The screen is drawn when somebody looks: of those who act faster than screens can be shown, most are never looked
    at. `kept` is what the store knows of the chat, the live message among it; None where nothing is kept.
    """

    consultation: Consultation
    draw: Callable[[], Screen]
    toast: str = ""
    repeated: bool = False
    kept: Kept | None = None
    effects: tuple[Effect, ...] = ()
    language: Language = ENGLISH

    @cached_property
    def screen(self) -> Screen:
        """The present screen."""
        return self.draw()


class _NotHeld(Exception):
    def __init__(self, revision: str) -> None:
        super().__init__(revision)
        self.revision = revision


class Consulting:
    """Consultations of all chats over one store. `content` is today's; older revisions are read when needed."""

    def __init__(
        self,
        store: Store,
        content: Content,
        voice: Voice,
        region: str = "",
        make: Callable[[], Fresh] | None = None,
    ) -> None:
        self.store, self.voice, self.region = store, voice, region
        self._revisions = Revisions(store, content)
        self._fresh = make or fresh
        self._drawing = asyncio.Lock()
        self._spoken: dict[tuple[str, str], asyncio.Future[None]] = {}

    @property
    def content(self) -> Content:
        """Today's content, under which consultations begin."""
        return self._revisions.today

    async def begin(self) -> None:
        """Keep today's content, so that its consultations can be continued and replayed under later rules."""
        await self._revisions.keep()

    async def renew(self, content: Content) -> None:
        """Let consultations begin under this content from now on; those under way go on under theirs.

        Nothing changes unless its source could be kept first. Make it ready before: somebody may ask at once.
        """
        await self._revisions.renew(content)

    def tongue(self, wanted: str) -> Language:
        """The language for somebody who wants one, such as de-AT; English where it is not spoken."""
        return self.content.spoken(chosen(wanted, self.content.languages)).language

    def tongues(self) -> list[Language]:
        """Every language there is, English first."""
        return [self.content.spoken(code).language for code in self.content.languages]

    async def handle(self, chat: ChatId, act: Press | Act, seen: UpdateId | None = None, by: Person = NOBODY) -> Reply:
        """Take one act of a chat. What it led to is on disk when this returns."""
        fresh = self._fresh()

        def step(kept: Consultation | None) -> Turn:
            was = kept if kept is not None else self._begun(act, fresh, by.language)
            turn = self._step(was, act, fresh, by.source)
            return _found_by(turn, by.username) if turn.effects else turn

        while True:
            try:
                done = await self.store.turn(chat, seen, step)
            except _NotHeld as missing:
                await self._revisions.fetch(missing.revision)
                continue
            return self._reply(done, fresh, by.language)

    async def look(self, chat: ChatId, wanted: str = "") -> Reply:
        """The present screen of a chat; nothing is stored. `wanted`: the language where nothing is kept."""
        kept = await self.store.look(chat)
        if kept is None:
            return self._show(self._new(self._fresh(), wanted))
        if self._revisions.held(kept.consultation.revision) is None:
            await self._revisions.fetch(kept.consultation.revision)
        return self._show(kept.consultation, kept=kept)

    async def everything(self, chat: ChatId) -> dict[str, Any]:
        """What is stored about one person, ready for JSON."""
        return await self.store.everything(chat)

    def _step(self, consultation: Consultation, act: Press | Act, fresh: Fresh, source: str) -> Turn:
        if source and root(consultation.place).name == "promise":
            consultation = replace(consultation, source=source)
        if self._revisions.lost(consultation.revision):
            begun = replace(self._new(fresh, consultation.language), source=consultation.source)
            return Turn(begun, self.tongue(consultation.language).say.toast_rules_gone)
        content = self._revisions.held(consultation.revision)
        if content is None:
            raise _NotHeld(consultation.revision)
        return update(consultation, act, content, fresh, today=self.content)

    def _reply(self, done: Done, fresh: Fresh, wanted: str) -> Reply:
        consultation = done.kept.consultation if done.kept is not None else self._new(fresh, wanted)
        reply = self._show(consultation, done.turn.toast if done.turn else "", repeated=done.repeated, kept=done.kept)
        return replace(reply, effects=done.turn.effects) if done.turn and done.turn.effects else reply

    async def picture(self, picture: Picture, consultation: Consultation) -> bytes | None:
        """A picture of a screen, drawn in a thread; None where there is nothing to draw."""
        from bot.report.pictures import drawn  # noqa: PLC0415 - Pillow: only who wants a picture pays for it

        content = self._revisions.held(consultation.revision) or self.content
        async with self._drawing:  # one at a time: each takes some memory, and time from everybody
            return await asyncio.to_thread(drawn, picture, consultation, content, self.region, self.voice)

    def _show(
        self, consultation: Consultation, toast: str = "", *, repeated: bool = False, kept: Kept | None = None
    ) -> Reply:
        today = self.content
        content = self._revisions.held(consultation.revision) or today
        spoken = content.spoken(consultation.language)
        self._make_ready(spoken)

        def draw() -> Screen:
            return view(consultation, content, self.region, self.voice, today=today)

        return Reply(consultation, draw, toast, repeated, kept, language=spoken.language)

    def _make_ready(self, spoken: Content) -> None:
        """Make another language ready in a thread, as soon as somebody speaks it."""
        name = spoken.revision, spoken.language.code
        if spoken.language is not ENGLISH and name not in self._spoken:
            self._spoken[name] = asyncio.get_running_loop().run_in_executor(None, spoken.warm)

    def _new(self, fresh: Fresh, wanted: str) -> Consultation:
        return Consultation(fresh.id, fresh.nonce, self.content.revision, language=self.tongue(wanted).code)

    def _begun(self, act: Press | Act, fresh: Fresh, wanted: str) -> Consultation:
        """A consultation for a chat of which nothing is kept.

        Its first screen was shown without being stored, so a press on that one (turn 0) brings the nonce along.
        """
        begun = self._new(fresh, wanted)
        return replace(begun, nonce=act.nonce) if isinstance(act, Press) and act.turn == 0 else begun


def _found_by(turn: Turn, username: str) -> Turn:
    """The turn, with the name under which somebody who wants a person is found."""
    named = (replace(one, username=username) if isinstance(one, Called) else one for one in turn.effects)
    return replace(turn, effects=tuple(named))


def fresh() -> Fresh:
    """Random strings for one act. A receipt's id has 40 bits and is looked up by HMAC, so it cannot be enumerated."""
    drawn = secrets.token_bytes(8 + 24)  # at once: it is asked for with every act
    letters = _letters(int.from_bytes(drawn[8:]), 6 + 4 + 4)
    return Fresh(drawn[:8].hex(), letters[:6], f"{letters[6:10]}-{letters[10:]}")


def _letters(number: int, count: int) -> str:
    """A random number as letters and digits that are not mistaken for one another when read aloud."""
    found = []
    for _ in range(count):
        number, at = divmod(number, len(READABLE))
        found.append(READABLE[at])
    return "".join(found)
