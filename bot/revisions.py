"""The contents that consultations run under: today's, and older revisions read again from the store when needed.

A few are held ready; of the others only the source is kept. What can no longer be read is remembered as such, and
nothing here decides what becomes of a consultation that began under it.
"""

import asyncio
import json
from collections import OrderedDict
from typing import Protocol

from bot.content import Content, load_source
from bot.errors import ContentError, StoreBroken
from bot.store import StoredRevision

FORMAT = 1
HELD = 8
"""Revisions that are held ready at most."""


class Sources(Protocol):
    """Where the sources of revisions are kept."""

    async def keep_revision(self, revision: str, format: int, source: bytes, normal: bytes) -> None:  # noqa: A002 - the word of the schema
        """Keep the source of a revision; a second time changes nothing."""
        ...

    async def revision(self, revision: str) -> StoredRevision | None:
        """The source of a revision."""
        ...


class Revisions:
    """Today's content and, as far as they are asked for, older ones."""

    def __init__(self, sources: Sources, today: Content) -> None:
        self.today = today
        self._sources = sources
        self._held: OrderedDict[str, Content] = OrderedDict({today.revision: today})
        self._unreadable: set[str] = set()
        self._fetching = asyncio.Lock()

    def held(self, revision: str) -> Content | None:
        """The content of a revision, if it is ready."""
        found = self._held.get(revision)
        if found is not None:
            self._held.move_to_end(revision)
        return found

    def lost(self, revision: str) -> bool:
        """Whether it is known that this revision can no longer be read."""
        return revision in self._unreadable

    async def keep(self) -> None:
        """Keep the source of today's, so that its consultations can be continued and replayed under later rules."""
        await self._keep(self.today)

    async def renew(self, content: Content) -> None:
        """Make this today's; nothing changes unless its source could be kept first."""
        await self._keep(content)
        self._unreadable.discard(content.revision)
        self._put(content)
        self.today = self._held[content.revision]

    async def fetch(self, revision: str) -> None:
        """Make an older revision ready, else remember that it is lost."""
        async with self._fetching:
            if revision in self._held or revision in self._unreadable:
                return
            try:
                found = await asyncio.to_thread(_ready, revision, await self._sources.revision(revision))
            except StoreBroken:  # that row, not the database: the consultation begins anew like under other lost rules
                found = ""
            if isinstance(found, Content):
                self._put(found)
            else:
                self._unreadable.add(revision)

    def _put(self, content: Content) -> None:
        """Among those held, where what was not asked for the longest makes room; today's stays in any case."""
        self._held.setdefault(content.revision, content)
        self._held.move_to_end(content.revision)
        self._held.move_to_end(self.today.revision)
        while len(self._held) > HELD:
            self._held.popitem(last=False)

    async def _keep(self, content: Content) -> None:
        def made() -> tuple[bytes, bytes]:
            return json.dumps(dict(content.source), sort_keys=True).encode(), content.normal().encode()

        await self._sources.keep_revision(content.revision, FORMAT, *await asyncio.to_thread(made))


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
