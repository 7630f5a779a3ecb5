"""The store on SQLite: one connection, one task that writes, many turns to a COMMIT. The one importer of `aiosqlite`.

Nobody is answered before the COMMIT that holds the answer, no statement runs on the event loop, and a caller who is
cancelled cancels nothing of the transaction. A transaction belongs to the writing task, which nobody cancels: aiosqlite
does not stop a statement whose caller is gone, and the connection would be left inside a transaction.
"""

import asyncio
import sqlite3
import time
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiosqlite

from bot.errors import StoreError
from bot.model import ChatId, Kept, Receipt, UpdateId
from bot.store import Counted, Done, Step, StoredRevision
from bot.store.batch import Batch, Request, Row, kept_of
from bot.store.crypt import Keys, Vault
from bot.store.lock import Lock
from bot.store.opening import prepare, settle
from bot.store.payload import unpack, unpack_receipt
from bot.store.refusal import broken, refusal
from bot.store.statements import (
    COUNT,
    FORGET_OLD,
    KEEP,
    KEEP_RECEIPT,
    KEEP_REVISION,
    PRAGMAS,
    PURGE,
    READ,
    REMEMBER,
    SHOW,
    among,
)
from bot.store.writer import Screen, Writer

LARGEST_BATCH = 256
DAY = 24 * 3600
UPDATES_KEPT = 8 * DAY
PURGED_AT_ONCE = 1_000

# What sqlite3 raises about a value rather than about the database.
BAD_VALUES = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError, sqlite3.InterfaceError)


async def open_store(
    path: Path,
    keys: Keys,
    *,
    wait: float = 5.0,
    clock: Callable[[], float] = time.time,
    largest: int = LARGEST_BATCH,
) -> "SqliteStore":
    """Open the database, or make it where there is none. The caller closes it, in `finally`.

    `wait` is how many seconds a foreign lock is waited for, `clock` gives the time in seconds since 1970, and `largest`
    is how many turns share a COMMIT.
    """
    path = settle(path)
    lock = Lock(path)
    try:
        vault = await asyncio.to_thread(prepare, path, keys, wait, int(clock()))
        connection = await _connect(path, wait)
    except BaseException:
        lock.release()
        raise
    return SqliteStore(connection, lock, vault, clock=clock, largest=largest)


async def _connect(path: Path, wait: float) -> aiosqlite.Connection:
    """A connection, closed again if anything goes wrong: its thread is no daemon, and the process would never end."""
    connection = aiosqlite.connect(path, isolation_level=None, timeout=wait)
    try:
        await connection
        await _set_up(connection, path)
    except sqlite3.Error as error:
        await connection.close()
        raise refusal(path, error) from error
    except BaseException:
        await connection.close()
        raise
    return connection


async def _set_up(connection: aiosqlite.Connection, path: Path) -> None:
    ((mode,),) = await connection.execute_fetchall("PRAGMA journal_mode = WAL")
    if mode != "wal":
        raise StoreError(f"{path} cannot have a write-ahead log: keep it on a local disk, not a network drive")
    await connection.executescript(PRAGMAS)


class SqliteStore:
    """Made by `open_store`. A read never falls between the statements of a transaction, so it sees whole turns only."""

    def __init__(
        self,
        connection: aiosqlite.Connection,
        lock: Lock,
        vault: Vault,
        *,
        clock: Callable[[], float],
        largest: int,
    ) -> None:
        self._connection, self._lock, self._vault, self._path = connection, lock, vault, lock.database
        self._clock = clock
        self._tidied = -1
        self._turnstile = asyncio.Lock()
        self._writer = Writer(self._group, self._end, largest=largest)

    async def turn(self, chat: ChatId, update: UpdateId | None, step: Step) -> Done:
        """Read, step, write and remember the update, all in one COMMIT, and come back after it.

        A repeated update changes nothing. A step that keeps no consultation deletes everything kept about the chat. The
        turn of a caller who is cancelled happens all the same.
        """
        answer: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._writer.take(Request(chat, self._vault.chat(chat), update, step, answer))
        return await asyncio.shield(answer)

    async def look(self, chat: ChatId) -> Kept | None:
        """What is kept for a chat."""
        rows: list[Row] = await self._run(f"{READ} WHERE chat = ?", self._vault.chat(chat))
        return kept_of(self._vault, rows[0]) if rows else None

    async def behind(self) -> list[Kept]:
        """The chats that are not known to have seen their last turn."""
        rows: list[Row] = await self._run(f"{READ} WHERE shown < turn")
        return [kept_of(self._vault, row) for row in rows]

    def shown(self, chat: ChatId, message: int | None, turn: int) -> None:
        """Note that the message shows the turn: written with the next turns, else soon, at the latest at closing."""
        self._writer.take_screens([(self._vault.chat(chat), message, turn)])

    async def receipt(self, id: str) -> Receipt | None:  # noqa: A002  (the word of the model)
        """The receipt with this id."""
        key = self._vault.receipt(id)
        rows = await self._run("SELECT payload FROM receipt WHERE key = ?", key)
        return unpack_receipt(self._vault.open("receipt", key, rows[0][0])) if rows else None

    async def keep_revision(self, revision: str, format: int, source: bytes, normal: bytes) -> None:  # noqa: A002
        """Keep the content of a revision; one that is kept already stays as it is."""
        packed = await asyncio.to_thread(lambda: (zlib.compress(source, 9), zlib.compress(normal, 9)))
        await self._run(KEEP_REVISION, revision, format, int(self._clock()), *packed)

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

    async def counts(self) -> list[Counted]:
        """Every counter, in the order of its columns."""
        rows = await self._run("SELECT day, link, step, model, n FROM counter ORDER BY day, link, step, model")
        return [Counted(*row) for row in rows]

    async def everything(self, chat: ChatId) -> dict[str, Any]:
        """What is stored about one person, decrypted and ready for JSON."""
        key = self._vault.chat(chat)
        rows = await self._run("SELECT message, shown, updated, payload FROM consultation WHERE chat = ?", key)
        given = await self._run("SELECT key, created, payload FROM receipt WHERE chat = ? ORDER BY created, key", key)
        found: dict[str, Any] = {"chat": chat, "consultation": None}
        for message, shown, updated, payload in rows:
            consultation = unpack(self._vault.open("consultation", key, payload), "consultation")
            found |= {"consultation": consultation, "message": message, "shown": shown, "updated": _iso(updated)}
        found["receipts"] = [
            {**unpack(self._vault.open("receipt", one, payload), "receipt"), "created": _iso(created)}
            for one, created, payload in given
        ]
        return found

    async def forget_unused(self, days: int) -> None:
        """Delete the consultations and receipts of chats that nobody used for so many days; counters stay."""
        before = int(self._clock()) - days * DAY
        await self._run(FORGET_OLD[0], before, before)
        await self._run(FORGET_OLD[1], before)

    async def close(self) -> None:
        """Write what is waiting, refuse what comes now, and give the database free. A second call does nothing."""
        await self._writer.close()

    async def _run(self, sql: str, *parameters: object) -> list[Any]:
        """One statement between the transactions; if its caller is cancelled it ends by itself."""
        async with self._turnstile:
            self._writer.refuse_if_closed()
            try:
                return list(await self._connection.execute_fetchall(sql, parameters))
            except sqlite3.Error as error:
                raise refusal(self._path, error) from error

    async def _group(self, requests: Sequence[Request], screens: Sequence[Screen]) -> None:
        """One COMMIT for all of them. Where that fails nothing of them is stored, and every caller is told."""
        try:
            async with self._turnstile:
                await self._transact([one for one in requests if not one.answer.done()], screens)
            await self._tidy()
        except Exception as error:  # noqa: BLE001  (whatever it is, the callers are told and the next group goes on)
            await self._fail(requests, screens, error)
        except BaseException:  # the event loop ends
            for request in requests:
                request.refuse(StoreError(f"{self._path} was closed before the turn was written"))
            raise

    async def _fail(self, requests: Sequence[Request], screens: Sequence[Screen], error: Exception) -> None:
        if isinstance(error, sqlite3.Error) and not isinstance(error, BAD_VALUES):
            self._writer.take_screens(list(screens))
            for request in requests:
                request.refuse(refusal(self._path, error))
        elif len(requests) > 1:  # one of them holds a value that cannot be stored: the others must not suffer for it
            for request in requests:
                await self._group([request], ())
        else:
            for request in requests:
                request.refuse(error)

    async def _transact(self, requests: Sequence[Request], screens: Sequence[Screen]) -> None:
        try:
            batch = await self._begin(requests, screens)
            answers = _take(batch, requests)
            await self._put(batch)
            await self._commit(answers)
        finally:
            if self._connection.in_transaction:  # after SQLITE_FULL SQLite has rolled back already
                with suppress(sqlite3.Error):
                    await self._connection.rollback()

    async def _begin(self, requests: Sequence[Request], screens: Sequence[Screen]) -> Batch:
        """Begin, note the screens and read, handed to the thread at once: waiting for it each time costs 0.1 ms.

        Should BEGIN fail, the others do no harm by themselves. For what is written for the turns that would not hold.
        """
        chats = list({one.key for one in requests})
        updates = list({one.update for one in requests if one.update is not None})
        noted = [(message, turn, key, turn, turn) for key, message, turn in screens]
        _, _, rows, seen = await asyncio.gather(
            self._connection.execute("BEGIN IMMEDIATE"),
            self._write(SHOW, noted),
            self._select(f"{READ} WHERE chat IN", chats),
            self._select("SELECT id FROM seen_update WHERE id IN", updates),
        )
        return Batch(self._vault, rows, (update for (update,) in seen), int(self._clock()))

    async def _write(self, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            await self._connection.executemany(sql, rows)

    async def _select(self, sql: str, values: Sequence[object]) -> list[Any]:
        if not values:
            return []
        marks, parameters = among(values)
        return list(await self._connection.execute_fetchall(f"{sql} {marks}", parameters))

    async def _put(self, batch: Batch) -> None:
        """Deletions first: a chat that was forgotten may have begun anew in the same group."""
        await self._write("DELETE FROM consultation WHERE chat = ?", batch.forgotten())
        await self._write("DELETE FROM receipt WHERE chat = ?", batch.forgotten())
        await self._write(KEEP, batch.consultations())
        await self._write(KEEP_RECEIPT, batch.receipts())
        await self._write(COUNT, batch.counts())
        await self._write(REMEMBER, batch.updates())

    async def _commit(self, answers: Sequence[tuple[Request, Done]]) -> None:
        """COMMIT, and only then the answers: what a caller is told is on disk."""
        await self._connection.execute("COMMIT")
        for request, done in answers:
            request.tell(done)

    async def _tidy(self) -> None:
        """Once a day, behind the turns and a piece at a time: drop the update ids that no longer come again."""
        now = int(self._clock())
        if now // DAY == self._tidied:
            return
        with suppress(sqlite3.Error):  # the next turn tries again
            async with self._turnstile:
                purged = await self._connection.execute(PURGE, (now - UPDATES_KEPT, PURGED_AT_ONCE))
                if purged.rowcount < PURGED_AT_ONCE:
                    self._tidied = now // DAY

    async def _end(self) -> None:
        try:
            async with self._turnstile:
                await self._connection.close()
        finally:
            self._lock.release()


def _take(batch: Batch, requests: Sequence[Request]) -> list[tuple[Request, Done]]:
    answers = []
    for request in requests:
        try:
            answers.append((request, batch.take(request)))
        except Exception as error:  # noqa: BLE001  (a step that fails concerns its own caller only)
            request.refuse(error)
    return answers


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()
