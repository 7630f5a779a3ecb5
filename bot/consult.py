"""The shell of a consultation: read, update, keep, each once, in one transaction. It decides nothing.

The rules that a consultation began under stay its rules: their source is stored, and read again when today's differ.
"""

import asyncio
import json
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from bot.content import Content, load_source
from bot.conversation.acts import Act, Fresh, Press, Screen
from bot.conversation.places import root
from bot.conversation.update import update
from bot.conversation.view import view
from bot.errors import ContentError, StoreBroken
from bot.model import ChatId, Consultation, Effect, Kept, Picture, Turn, UpdateId
from bot.store import Done, Step, StoredRevision
from bot.wording.language import ENGLISH, Language, chosen
from bot.wording.sentences import Voice

FORMAT = 1
SHELF = 8
"""Revisions that are held ready at most; of the others only the source is kept, in the store."""
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class Store(Protocol):
    """What a consultation needs of a store."""

    async def turn(self, chat: ChatId, update: UpdateId | None, step: Step) -> Done:
        """Read, step and write in one transaction; a known update changes nothing."""
        ...

    async def look(self, chat: ChatId) -> Kept | None:
        """What is kept for a chat."""
        ...

    async def keep_revision(self, revision: str, format: int, source: bytes, normal: bytes) -> None:  # noqa: A002 - the word of the schema
        """Keep the source of a revision; a second time changes nothing."""
        ...

    async def revision(self, revision: str) -> StoredRevision | None:
        """The source of a revision."""
        ...

    async def everything(self, chat: ChatId) -> dict[str, Any]:
        """What is stored about one person."""
        ...


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


class _NotOnTheShelf(Exception):
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
        self.store, self.content, self.voice, self.region = store, content, voice, region
        self._fresh = make or fresh
        self._shelf: OrderedDict[str, Content] = OrderedDict({content.revision: content})
        self._unreadable: set[str] = set()
        self._fetching, self._drawing = asyncio.Lock(), asyncio.Lock()
        self._spoken: dict[tuple[str, str], asyncio.Future[None]] = {}

    async def begin(self) -> None:
        """Keep today's content, so that its consultations can be continued and replayed under later rules."""
        await self._keep(self.content)

    async def renew(self, content: Content) -> None:
        """Let consultations begin under this content from now on; those under way go on under theirs.

        Nothing changes unless its source could be kept first. Make it ready before: somebody may ask at once.
        """
        await self._keep(content)
        self._unreadable.discard(content.revision)
        self._put(content)
        self.content = self._shelf[content.revision]

    def tongue(self, wanted: str) -> Language:
        """The language for somebody who wants one, such as de-AT; English where it is not spoken."""
        return self.content.spoken(chosen(wanted, self.content.languages)).language

    def tongues(self) -> list[Language]:
        """Every language there is, English first."""
        return [self.content.spoken(code).language for code in self.content.languages]

    async def handle(
        self, chat: ChatId, act: Press | Act, seen: UpdateId | None = None, source: str = "", wanted: str = ""
    ) -> Reply:
        """Take one act of a chat. What it led to is on disk when this returns.

        `source` is the link that somebody came by; it counts as long as nothing was begun. `wanted` is the language in
        which somebody begins of whom nothing is kept.
        """
        fresh = self._fresh()

        def step(kept: Consultation | None) -> Turn:
            return self._step(kept if kept is not None else self._begun(act, fresh, wanted), act, fresh, source)

        while True:
            try:
                done = await self.store.turn(chat, seen, step)
            except _NotOnTheShelf as missing:
                await self._fetch(missing.revision)
                continue
            return self._reply(done, fresh, wanted)

    async def look(self, chat: ChatId, wanted: str = "") -> Reply:
        """The present screen of a chat; nothing is stored. `wanted`: as in `handle`."""
        kept = await self.store.look(chat)
        if kept is None:
            return self._show(self._new(self._fresh(), wanted))
        if self._content_of(kept.consultation) is None:
            await self._fetch(kept.consultation.revision)
        return self._show(kept.consultation, kept=kept)

    async def everything(self, chat: ChatId) -> dict[str, Any]:
        """What is stored about one person, ready for JSON."""
        return await self.store.everything(chat)

    def _step(self, consultation: Consultation, act: Press | Act, fresh: Fresh, source: str) -> Turn:
        if source and root(consultation.place).name == "promise":
            consultation = replace(consultation, source=source)
        if consultation.revision in self._unreadable:
            begun = replace(self._new(fresh, consultation.language), source=consultation.source)
            return Turn(begun, self.tongue(consultation.language).say.toast_rules_gone)
        content = self._content_of(consultation)
        if content is None:
            raise _NotOnTheShelf(consultation.revision)
        return update(consultation, act, content, fresh, today=self.content)

    def _reply(self, done: Done, fresh: Fresh, wanted: str) -> Reply:
        consultation = done.kept.consultation if done.kept is not None else self._new(fresh, wanted)
        reply = self._show(consultation, done.turn.toast if done.turn else "", repeated=done.repeated, kept=done.kept)
        return replace(reply, effects=done.turn.effects) if done.turn and done.turn.effects else reply

    async def picture(self, picture: Picture, consultation: Consultation) -> bytes | None:
        """A picture of a screen, drawn in a thread; None where there is nothing to draw."""
        from bot.report.pictures import drawn  # noqa: PLC0415 - Pillow: only who wants a picture pays for it

        content = self._content_of(consultation) or self.content
        async with self._drawing:  # one at a time: each takes some memory, and time from everybody
            return await asyncio.to_thread(drawn, picture, consultation, content, self.region, self.voice)

    def _show(
        self, consultation: Consultation, toast: str = "", *, repeated: bool = False, kept: Kept | None = None
    ) -> Reply:
        today = self.content
        content = self._content_of(consultation) or today
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

    def _content_of(self, consultation: Consultation) -> Content | None:
        found = self._shelf.get(consultation.revision)
        if found is not None:
            self._shelf.move_to_end(consultation.revision)
        return found

    def _put(self, content: Content) -> None:
        """Onto the shelf, where what was not asked for the longest makes room; today's stays in any case."""
        self._shelf.setdefault(content.revision, content)
        self._shelf.move_to_end(content.revision)
        self._shelf.move_to_end(self.content.revision)
        while len(self._shelf) > SHELF:
            self._shelf.popitem(last=False)

    async def _keep(self, content: Content) -> None:
        def made() -> tuple[bytes, bytes]:
            return json.dumps(dict(content.source), sort_keys=True).encode(), content.normal().encode()

        await self.store.keep_revision(content.revision, FORMAT, *await asyncio.to_thread(made))

    async def _fetch(self, revision: str) -> None:
        """Put an older revision on the shelf; one that can no longer be read is remembered as such."""
        async with self._fetching:
            if revision in self._shelf or revision in self._unreadable:
                return
            try:
                found = await asyncio.to_thread(_ready, revision, await self.store.revision(revision))
            except StoreBroken:  # that row, not the database: the consultation begins anew like under other lost rules
                found = ""
            if isinstance(found, Content):
                self._put(found)
            else:
                self._unreadable.add(revision)


def _ready(revision: str, stored: StoredRevision | None) -> Content | str:
    """Content that was kept, made ready for questions; it takes a while, and so a thread."""
    found = reread(revision, stored)
    if isinstance(found, Content):
        found.warm()
    return found


def reread(revision: str, stored: StoredRevision | None) -> Content | str:
    """The content of a revision as it was kept, or in words why it can no longer be read."""
    if stored is None:
        return "they are not kept here"
    if stored.format != FORMAT:
        return f"they are kept in format {stored.format}, and this Fixpoint reads format {FORMAT} only"
    try:
        found = load_source(json.loads(stored.source))
    except ContentError as error:
        return f"this Fixpoint does not take them any more ({error.problems[0]})"
    except (ValueError, TypeError, AttributeError):
        return "what is kept of them is damaged"
    return found if found.revision == revision else "what is kept of them is not what it was"


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
