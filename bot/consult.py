"""The shell of a consultation: read, update, keep, each once, in one transaction. It decides nothing.

The rules that a consultation began under stay its rules: their source is stored, and read again when today's differ.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from bot.content import Content, load_source
from bot.conversation.acts import Act, Fresh, Press, Screen
from bot.conversation.places import root
from bot.conversation.update import update
from bot.conversation.view import view
from bot.conversation.wording import EN, Voice
from bot.errors import ContentError
from bot.model import ChatId, Consultation, Kept, Turn, UpdateId
from bot.store import Done, Step, StoredRevision

FORMAT = 1
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
        region: str = "us",
        make: Callable[[], Fresh] | None = None,
    ) -> None:
        self.store, self.content, self.voice, self.region = store, content, voice, region
        self._fresh = make or fresh
        self._shelf: dict[str, Content] = {content.revision: content}
        self._unreadable: set[str] = set()

    async def begin(self) -> None:
        """Keep today's content, so that its consultations can be continued and replayed under later rules."""
        source = json.dumps(dict(self.content.source), sort_keys=True).encode()
        normal = self.content.normal().encode()
        await self.store.keep_revision(self.content.revision, FORMAT, source, normal)

    async def handle(self, chat: ChatId, act: Press | Act, seen: UpdateId | None = None, source: str = "") -> Reply:
        """Take one act of a chat. What it led to is on disk when this returns.

        `source` is the link that somebody came by; it counts as long as nothing was begun.
        """
        fresh = self._fresh()

        def step(kept: Consultation | None) -> Turn:
            return self._step(kept, act, fresh, source)

        while True:
            try:
                done = await self.store.turn(chat, seen, step)
            except _NotOnTheShelf as missing:
                await self._fetch(missing.revision)
                continue
            return self._reply(done, fresh)

    async def look(self, chat: ChatId) -> Reply:
        """The present screen of a chat; nothing is stored."""
        kept = await self.store.look(chat)
        if kept is None:
            return self._show(self._new(self._fresh()))
        if self._content_of(kept.consultation) is None:
            await self._fetch(kept.consultation.revision)
        return self._show(kept.consultation, kept=kept)

    async def everything(self, chat: ChatId) -> dict[str, Any]:
        """What is stored about one person, ready for JSON."""
        return await self.store.everything(chat)

    def _step(self, kept: Consultation | None, act: Press | Act, fresh: Fresh, source: str) -> Turn:
        consultation = kept if kept is not None else self._begun(act, fresh)
        if source and root(consultation.place).name == "promise":
            consultation = replace(consultation, source=source)
        if consultation.revision in self._unreadable:
            begun = replace(self._new(fresh), source=consultation.source)
            return Turn(begun, EN.toast_rules_gone)
        content = self._content_of(consultation)
        if content is None:
            raise _NotOnTheShelf(consultation.revision)
        return update(consultation, act, content, fresh)

    def _reply(self, done: Done, fresh: Fresh) -> Reply:
        consultation = done.kept.consultation if done.kept is not None else self._new(fresh)
        return self._show(consultation, done.turn.toast if done.turn else "", repeated=done.repeated, kept=done.kept)

    def _show(
        self, consultation: Consultation, toast: str = "", *, repeated: bool = False, kept: Kept | None = None
    ) -> Reply:
        content = self._content_of(consultation) or self.content

        def draw() -> Screen:
            return view(consultation, content, self.region, self.voice)

        return Reply(consultation, draw, toast, repeated, kept)

    def _new(self, fresh: Fresh) -> Consultation:
        return Consultation(fresh.id, fresh.nonce, self.content.revision)

    def _begun(self, act: Press | Act, fresh: Fresh) -> Consultation:
        """A consultation for a chat of which nothing is kept.

        Its first screen was shown without being stored, so a press on that one (turn 0) brings the nonce along.
        """
        begun = self._new(fresh)
        return replace(begun, nonce=act.nonce) if isinstance(act, Press) and act.turn == 0 else begun

    def _content_of(self, consultation: Consultation) -> Content | None:
        return self._shelf.get(consultation.revision)

    async def _fetch(self, revision: str) -> None:
        """Put an older revision on the shelf; one that can no longer be read is remembered as such."""
        stored = await self.store.revision(revision)
        if stored is None or stored.format != FORMAT:
            self._unreadable.add(revision)
            return
        try:
            self._shelf[revision] = load_source(json.loads(stored.source))
        except ContentError:
            self._unreadable.add(revision)


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
