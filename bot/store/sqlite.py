"""The store on SQLite: one connection, one task that writes, many turns to a COMMIT. The one importer of `aiosqlite`.

Nobody is answered before the COMMIT that holds the answer, no statement runs on the event loop, and a caller who is
cancelled cancels nothing of the transaction. A transaction belongs to the writing task, which nobody cancels: aiosqlite
does not stop a statement whose caller is gone, and the connection would be left inside a transaction.
"""

import asyncio
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any

import aiosqlite

from bot.errors import StoreError
from bot.model import ChatId, UpdateId
from bot.store import Done, Link, Step, Wanting
from bot.store.batch import Batch, Marking, Request, Turning
from bot.store.crypt import Keys, Vault
from bot.store.links import folded, new_key, tidy
from bot.store.lock import Lock
from bot.store.opening import left_open, prepare, settle
from bot.store.payload import pack_link
from bot.store.reading import Reading
from bot.store.refusal import refusal
from bot.store.statements import (
    CLEARED,
    COUNT,
    FAIL,
    FORGET_OLD,
    GONE,
    KEEP,
    KEEP_LINK,
    KEEP_RECEIPT,
    KEEP_REVISION,
    KEEP_WANTING,
    LEAVE,
    PRAGMAS,
    PURGE,
    PURGE_FAILED,
    READ,
    READ_LINK,
    REMEMBER,
    SHOW,
    TOLD,
    TRYING,
    among,
)
from bot.store.writer import Cleared, Gone, Note, Shown, Writer

LARGEST_BATCH = 256
DAY = 24 * 3600
UPDATES_KEPT = 8 * DAY
FAILED_KEPT = 30 * DAY
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
        crashed = left_open(path)
        vault = await asyncio.to_thread(prepare, path, keys, wait, int(clock()))
        connection = await _connect(path, wait)
    except BaseException:
        lock.release()
        raise
    store = SqliteStore(connection, lock, vault, clock=clock, largest=largest)
    store.crashed = crashed
    return store


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


class SqliteStore(Reading):
    """Made by `open_store`. A read never falls between the statements of a transaction, so it sees whole turns only.

    `crashed` says that whoever had the database before has not closed it.
    """

    crashed: bool = False

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
        done: Done = await self._ask(Turning(update, chat, self._vault.chat(chat), step))
        return done

    async def remember(self, update: UpdateId) -> bool:
        """Remember an update that changes no consultation; False if it was known."""
        return bool(await self._ask(Marking(update)))

    async def fail(self, update: UpdateId, error: str) -> None:
        """Remember an update that cannot be handled, and how it failed, so that it never comes again.

        `error` is an exception's type and place; nothing personal may stand in it.
        """
        await self._ask(Marking(update, error.encode("ascii", "backslashreplace").decode()))

    async def trying(self, update: UpdateId) -> int:
        """Note that this update is about to be handled; in how many processes that was noted, without an end."""
        ((tries,),) = await self._run(TRYING, update)
        return int(tries)

    async def tried(self, update: UpdateId) -> None:
        """The handling of this update came to an end."""
        await self._run("DELETE FROM tried_update WHERE id = ?", update)

    async def _ask(self, request: Request) -> Any:
        """Have it written. Who is cancelled only stops listening."""
        self._writer.take(request)
        return await asyncio.shield(request.answer)

    def shown(self, chat: ChatId, message: int | None, turn: int, *, new: bool = False) -> None:
        """Note that the message shows the turn: written with the next turns, else soon, at the latest at closing.

        A `new` message is noted at once: were it forgotten in a crash, the chat would have two.
        """
        self._writer.note([Shown(self._vault.chat(chat), message, turn, new)], at_once=new)

    def cleared(self, chat: ChatId, message: int) -> None:
        """Note that a message which was live before stands in the chat no longer: written when `shown` would be."""
        self._writer.note([Cleared(self._vault.chat(chat), message)])

    async def noted(self) -> None:
        """Come back when everything noted so far is on disk."""
        await self._ask(Marking(None))

    def gone(self, chat: ChatId) -> None:
        """Note that the chat takes no messages any more, until its next turn: written when `shown` would be."""
        self._writer.note([Gone(self._vault.chat(chat))])

    async def keep_revision(self, revision: str, format: int, source: bytes, normal: bytes) -> None:  # noqa: A002 - as the schema
        """Keep the content of a revision; one that is kept already stays as it is."""
        packed = await asyncio.to_thread(lambda: (zlib.compress(source, 9), zlib.compress(normal, 9)))
        await self._run(KEEP_REVISION, revision, format, int(self._clock()), *packed)

    async def link(self, name: str) -> Link:
        """The link of this name, made when it is new. Raises UsageError for what cannot be a name."""
        name = tidy(name)
        place = self._vault.link(folded(name))
        while True:
            rows = await self._run(f"{READ_LINK} WHERE name = ?", place)
            if rows:
                return self._link(rows[0])
            key = new_key()
            payload = self._vault.seal("link", key.encode(), pack_link(name))
            await self._run(KEEP_LINK, key, place, int(self._clock()), payload)

    async def told(self, one: Wanting) -> None:
        """The staff know that this one wants a person; a later wish of theirs stays."""
        await self._run(TOLD, self._vault.chat(one.chat), one.asked)

    async def forget(self, chat: ChatId) -> None:
        """Delete everything kept about a chat, without reading it: also what can no longer be read."""
        key = self._vault.chat(chat)
        for table in ("wanting", "leftover"):
            await self._run(f"DELETE FROM {table} WHERE chat = ?", key)  # noqa: S608 - a word of ours
        await self._run("DELETE FROM receipt WHERE chat = ?", key)
        await self._run("DELETE FROM consultation WHERE chat = ?", key)

    async def forget_unused(self, days: int) -> None:
        """Delete the consultations and receipts of chats that nobody used for so many days; counters stay."""
        before = int(self._clock()) - days * DAY
        await self._run(FORGET_OLD[0], before, before)
        for older in FORGET_OLD[1:]:
            await self._run(older, before)

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

    async def _group(self, requests: Sequence[Request], notes: Sequence[Note]) -> None:
        """One COMMIT for all of them. Where that fails nothing of them is stored, and every caller is told."""
        try:
            async with self._turnstile:
                await self._transact([one for one in requests if not one.answer.done()], notes)
            await self._tidy()
        except Exception as error:  # noqa: BLE001  (whatever it is, the callers are told and the next group goes on)
            await self._fail(requests, notes, error)
        except BaseException:  # the event loop ends
            for request in requests:
                request.refuse(StoreError(f"{self._path} was closed before the turn was written"))
            raise

    async def _fail(self, requests: Sequence[Request], notes: Sequence[Note], error: Exception) -> None:
        if isinstance(error, sqlite3.Error) and not isinstance(error, BAD_VALUES):
            self._writer.note(list(notes))
            for request in requests:
                request.refuse(refusal(self._path, error))
        elif len(requests) > 1:  # one of them holds a value that cannot be stored: the others must not suffer for it
            for request in requests:
                await self._group([request], ())
        else:
            for request in requests:
                request.refuse(error)

    async def _transact(self, requests: Sequence[Request], notes: Sequence[Note]) -> None:
        try:
            batch = await self._begin(requests, notes)
            answers = _take(batch, requests)
            await self._put(batch)
            await self._commit(answers)
        finally:
            if self._connection.in_transaction:  # after SQLITE_FULL SQLite has rolled back already
                with suppress(sqlite3.Error):
                    await self._connection.rollback()

    async def _begin(self, requests: Sequence[Request], notes: Sequence[Note]) -> Batch:
        """Begin, then write the notes and read, handed to the thread at once: waiting each time costs 0.1 ms.

        Not before BEGIN: where another process holds the database, each of them would wait for it by itself.
        """
        chats = list({one.key for one in requests if isinstance(one, Turning)})
        updates = list({one.update for one in requests if one.update is not None})
        cleared = [one for one in notes if isinstance(one, Cleared)]
        gone = [one for one in notes if isinstance(one, Gone)]
        await self._connection.execute("BEGIN IMMEDIATE")
        for sql, rows in _live(one for one in notes if isinstance(one, Shown)):
            await self._write(sql, rows)
        written = asyncio.gather(self._write(CLEARED, cleared), self._write(GONE, gone))
        read = asyncio.gather(
            self._select(f"{READ} WHERE chat IN", chats),
            self._select("SELECT id FROM seen_update WHERE id IN", updates),
        )
        _, (kept, seen) = await asyncio.gather(written, read)
        return Batch(self._vault, kept, (update for (update,) in seen), int(self._clock()))

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
        await self._write("DELETE FROM wanting WHERE chat = ?", batch.forgotten())
        await self._write("DELETE FROM leftover WHERE chat = ?", batch.forgotten())
        await self._write(KEEP, batch.consultations())
        await self._write(KEEP_RECEIPT, batch.receipts())
        await self._write(KEEP_WANTING, batch.wanting())
        await self._write(COUNT, batch.counts())
        await self._write(REMEMBER, batch.updates())
        await self._write(FAIL, batch.failures())

    async def _commit(self, answers: Sequence[tuple[Request, Done | bool]]) -> None:
        """COMMIT, and only then the answers: what a caller is told is on disk."""
        await self._connection.execute("COMMIT")
        for request, done in answers:
            request.tell(done)

    async def _tidy(self) -> None:
        """Once a day, behind the turns and a piece at a time: drop what is known of updates of long ago."""
        now = int(self._clock())
        if now // DAY == self._tidied:
            return
        with suppress(sqlite3.Error):  # the next turn tries again
            async with self._turnstile:
                await self._connection.execute(PURGE_FAILED, (now - FAILED_KEPT,))
                purged = await self._connection.execute(PURGE, (now - UPDATES_KEPT, PURGED_AT_ONCE))
                if purged.rowcount < PURGED_AT_ONCE:
                    self._tidied = now // DAY

    async def _end(self) -> None:
        try:
            async with self._turnstile:
                if self.crashed:  # else nothing was noted
                    with suppress(sqlite3.Error):
                        await self._connection.execute("DELETE FROM tried_update")
                await self._connection.close()
        finally:
            self._lock.release()


def _live(notes: Iterable[Shown]) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """What notes the live messages, in order; a new one leaves the one before, the others are noted together.

    No two of these may be under way at once: each leaves a cursor that is freed on the event loop, and by that resets
    the statement, which Python keeps for all of the same text, under the hands of the next.
    """
    for new, those in groupby(notes, key=lambda one: one.new):
        rows: list[tuple[object, ...]] = [(one.message, one.turn, one.key, one.turn, one.turn) for one in those]
        if not new:
            yield SHOW, rows
            continue
        for row in rows:
            yield LEAVE, [(row[0], *row[2:])]
            yield SHOW, [row]


def _take(batch: Batch, requests: Sequence[Request]) -> list[tuple[Request, Done | bool]]:
    answers = []
    for request in requests:
        try:
            answers.append((request, batch.take(request)))
        except Exception as error:  # noqa: BLE001  (a step that fails concerns its own caller only)
            request.refuse(error)
    return answers
