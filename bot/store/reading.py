"""What is read from the database, one statement at a time and between the transactions. It changes nothing.

Where one is asked for, a row that does not open is refused; where many are, it is left out and said in the log, because
one damaged row is no reason to hide the others.
"""

import asyncio
import logging
import zlib
from abc import ABC, abstractmethod
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.errors import StoreError
from bot.model import ChatId, Kept, Receipt, UpdateId
from bot.store import Counted, Failed, Link, StoredRevision, Wanting
from bot.store.batch import Row, kept_of
from bot.store.crypt import Vault
from bot.store.links import is_key
from bot.store.payload import unpack, unpack_link, unpack_receipt, unpack_wanting
from bot.store.refusal import broken
from bot.store.statements import BEHIND, READ, READ_LINK, READ_WANTING

LOG = logging.getLogger("fixpoint.store")

BEHIND_AT_ONCE = 1_000


class Reading(ABC):
    """The half of a store that only reads. The other half has the connection and runs the statements."""

    _vault: Vault
    _path: Path

    @abstractmethod
    async def _run(self, sql: str, *parameters: object) -> list[Any]:
        """One statement between the transactions."""

    async def look(self, chat: ChatId) -> Kept | None:
        """What is kept for a chat."""
        rows: list[Row] = await self._run(f"{READ} WHERE chat = ?", self._vault.chat(chat))
        return kept_of(self._vault, rows[0]) if rows else None

    async def behind(self, limit: int = BEHIND_AT_ONCE) -> list[Kept]:
        """The chats that are not known to have seen their last turn, without those that are gone.

        At most so many, those that were used last first. Rows that do not open are left out.
        """
        rows: list[Row] = await self._run(BEHIND, limit)
        found: list[Kept] = []
        closed: Counter[str] = Counter()
        for row in rows:
            try:
                found.append(kept_of(self._vault, row))
            except StoreError as error:
                closed[type(error).__name__] += 1
        if closed:
            LOG.warning("%d consultations do not open and get no screen: %s", closed.total(), _said(closed))
        return found

    async def receipt(self, id: str) -> Receipt | None:  # noqa: A002  (the word of the model)
        """The receipt with this id."""
        key = self._vault.receipt(id)
        rows = await self._run("SELECT payload FROM receipt WHERE key = ?", key)
        return unpack_receipt(self._vault.open("receipt", key, rows[0][0])) if rows else None

    async def revision(self, revision: str) -> StoredRevision | None:
        """The content of a revision."""
        rows = await self._run("SELECT format, source, normal FROM revision WHERE revision = ?", revision)
        if not rows:
            return None
        ((number, source, normal),) = rows
        try:
            unpacked = await asyncio.to_thread(lambda: (zlib.decompress(source), zlib.decompress(normal)))
        except zlib.error as error:
            raise broken(self._path, f"revision {revision}: {error}") from error
        return StoredRevision(revision, number, *unpacked)

    async def wanting(self) -> list[Wanting]:
        """Who wants a person without the staff knowing, in the order asked. What does not open is left out."""
        found: list[Wanting] = []
        for key, asked, payload in await self._run(READ_WANTING):
            try:
                chat, called = unpack_wanting(self._vault.open("wanting", key, payload))
            except StoreError as error:
                LOG.warning("a wish for a person does not open: %s", type(error).__name__)
                continue
            found.append(Wanting(chat, asked, called.model, called.username))
        return found

    async def counts(self) -> list[Counted]:
        """Every counter, in the order of its columns."""
        rows = await self._run("SELECT day, link, step, model, n FROM counter ORDER BY day, link, step, model")
        return [Counted(*row) for row in rows]

    async def failed(self) -> list[Failed]:
        """The updates that could not be handled in the last 30 days, oldest first."""
        rows = await self._run("SELECT id, failed, error FROM failed_update ORDER BY failed, id")
        return [Failed(UpdateId(update), iso(failed), error) for update, failed, error in rows]

    async def links(self) -> list[Link]:
        """Every link, in the order made."""
        return [self._link(row) for row in await self._run(f"{READ_LINK} ORDER BY number")]

    async def known(self, key: str) -> Link | None:
        """The link with this key, which may be any text at all."""
        if not is_key(key):
            return None
        rows = await self._run(f"{READ_LINK} WHERE key = ?", key)
        return self._link(rows[0]) if rows else None

    def _link(self, row: tuple[str, int, bytes]) -> Link:
        key, created, payload = row
        try:
            name = unpack_link(self._vault.open("link", key.encode(), payload))
        except StoreError as error:
            LOG.warning("the name of link %s does not open: %s", key, type(error).__name__)
            name = ""
        return Link(key, name, iso(created))

    async def everything(self, chat: ChatId) -> dict[str, Any]:
        """What is stored about one person, decrypted and ready for JSON."""
        key = self._vault.chat(chat)
        rows = await self._run("SELECT message, shown, gone, updated, payload FROM consultation WHERE chat = ?", key)
        given = await self._run("SELECT key, created, payload FROM receipt WHERE chat = ? ORDER BY created, key", key)
        found: dict[str, Any] = {"chat": chat, "consultation": None}
        for message, shown, gone, updated, payload in rows:
            consultation = unpack(self._vault.open("consultation", key, payload), "consultation")
            found |= {"consultation": consultation, "message": message, "shown": shown}
            found |= {"gone": bool(gone), "updated": iso(updated)}
        left = await self._run("SELECT message FROM leftover WHERE chat = ? ORDER BY message", key)
        found["leftovers"] = [message for (message,) in left]
        wishes = await self._run("SELECT asked, payload FROM wanting WHERE chat = ?", key)
        found["wants_a_person"] = [
            {**unpack(self._vault.open("wanting", key, payload), "wish for a person"), "asked": iso(asked)}
            for asked, payload in wishes
        ]
        found["receipts"] = [
            {**unpack(self._vault.open("receipt", one, payload), "receipt"), "created": iso(created)}
            for one, created, payload in given
        ]
        return found


def iso(moment: int) -> str:
    """A moment as people and programs read it."""
    return datetime.fromtimestamp(moment, UTC).isoformat()


def _said(closed: Counter[str]) -> str:
    return ", ".join(f"{name} {n}" for name, n in sorted(closed.items()))
