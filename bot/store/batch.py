"""What one group commit makes of what it has read, worked out before anything is written.

It touches no database and awaits nothing. Turns that share a batch see each other's results in the order they came, and
a step that fails leaves nothing of itself behind.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.model import Called, ChatId, Consultation, Count, Kept, Receipt, UpdateId
from bot.store import Done, Step
from bot.store.crypt import Vault
from bot.store.payload import pack_consultation, pack_receipt, pack_wanting, unpack_consultation

Row = tuple[bytes, int | None, int, int, str | None, bytes]
"""What is read of a consultation's row: chat, message, shown, gone, leftovers with commas between, payload."""

ReceiptRow = tuple[bytes, bytes, int, bytes]
"""What is written of a receipt: key, chat, created, payload."""

WantingRow = tuple[bytes, int, bytes]
"""What is written of somebody who wants a person: chat, when, payload."""


def _future() -> asyncio.Future[Any]:
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True, eq=False)
class Request:
    """What one caller asks to be written, and the future the caller awaits."""

    update: UpdateId | None
    answer: asyncio.Future[Any] = field(init=False, default_factory=_future)

    def tell(self, done: object) -> None:
        """Answer, unless a failing step has been answered already."""
        if not self.answer.done():
            self.answer.set_result(done)

    def refuse(self, error: Exception) -> None:
        """Answer with an error; if its caller is gone, asyncio shall not complain that nobody took it."""
        if not self.answer.done():
            self.answer.set_exception(error)
            self.answer.exception()


@dataclass(slots=True, eq=False)
class Turning(Request):
    """A turn of a chat; it is answered with what was done."""

    chat: ChatId
    key: bytes
    step: Step


@dataclass(slots=True, eq=False)
class Marking(Request):
    """An update that changes no consultation, or one that failed; it is answered with whether it was new."""

    error: str | None = None


class Batch:
    """The rows of some chats as they are and as they will be."""

    def __init__(self, vault: Vault, rows: Iterable[Row], seen: Iterable[int], now: int) -> None:
        self._vault = vault
        self._rows = {row[0]: row for row in rows}
        self._gone = {row[0] for row in self._rows.values() if row[3]}
        self._known = set(seen)
        self._now = now
        self._kept: dict[bytes, Kept | None] = {}
        self._changed: set[bytes] = set()
        self._forgotten: set[bytes] = set()
        self._receipts: list[ReceiptRow] = []
        self._wanting: list[WantingRow] = []
        self._counts: Counter[Count] = Counter()
        self._updates: list[int] = []
        self._failures: list[tuple[int, int, str]] = []

    def take(self, request: Request) -> Done | bool:
        """Take one request; whatever it raises concerns this one alone."""
        match request:
            case Turning():
                return self._turn(request)
            case Marking():
                return self._mark(request)
            case _:
                raise TypeError(f"{type(request).__name__} is nothing that a store writes")

    def _mark(self, request: Marking) -> bool:
        if request.update is not None and request.error is not None:
            self._failures.append((request.update, self._now, request.error))
        return self._remember(request.update)

    def _remember(self, update: UpdateId | None) -> bool:
        if update is None or update in self._known:
            return False
        self._known.add(update)
        self._updates.append(update)
        return True

    def _turn(self, request: Turning) -> Done:
        """Take a turn. What its step or a damaged row raises comes before anything is noted."""
        kept = self._read(request)
        if request.update in self._known:
            return Done(kept, None, repeated=True)
        was = kept.consultation if kept else None
        turn = request.step(was)
        receipts = [self._receipt(request.key, one) for one in turn.receipts]
        counts = Counter(turn.counts)
        wanting = [self._wish(request, one) for one in turn.effects if isinstance(one, Called)]
        # Nothing fails from here on, so a turn is taken whole.
        if turn.consultation is None:
            self._forget(request.key)
        else:
            self._kept[request.key] = _follow(request.chat, kept, turn.consultation)
            self._receipts += receipts
            self._wanting += wanting
            if turn.consultation is not was or request.key in self._gone:
                self._changed.add(request.key)
        self._counts.update(counts)
        self._remember(request.update)
        return Done(self._kept[request.key], turn)

    def _read(self, request: Turning) -> Kept | None:
        if request.key not in self._kept:
            row = self._rows.get(request.key)
            self._kept[request.key] = None if row is None else kept_of(self._vault, row)
        return self._kept[request.key]

    def _forget(self, key: bytes) -> None:
        self._kept[key] = None
        self._forgotten.add(key)
        self._receipts = [row for row in self._receipts if row[1] != key]
        self._wanting = [row for row in self._wanting if row[0] != key]

    def forgotten(self) -> list[tuple[bytes]]:
        """The chats to delete, before anything else is written: some may have begun anew since."""
        return [(key,) for key in self._forgotten]

    def consultations(self) -> list[tuple[bytes, int, int, int | None, int, bytes]]:
        """The rows to write, each once and as the last turn left it."""
        return [
            (key, kept.consultation.turn, kept.shown, kept.message, self._now, self._sealed(key, kept))
            for key in self._changed
            if (kept := self._kept[key]) is not None
        ]

    def _sealed(self, key: bytes, kept: Kept) -> bytes:
        return self._vault.seal("consultation", key, pack_consultation(kept.chat, kept.consultation))

    def receipts(self) -> list[ReceiptRow]:
        """The receipts to write, in the order they were given."""
        return self._receipts

    def _receipt(self, chat: bytes, receipt: Receipt) -> ReceiptRow:
        key = self._vault.receipt(receipt.id)
        return key, chat, self._now, self._vault.seal("receipt", key, pack_receipt(receipt))

    def wanting(self) -> list[WantingRow]:
        """Those who want a person, in the order asked."""
        return self._wanting

    def _wish(self, request: Turning, called: Called) -> WantingRow:
        sealed = self._vault.seal("wanting", request.key, pack_wanting(request.chat, called))
        return request.key, self._now, sealed

    def counts(self) -> list[tuple[str, str, str, str, int]]:
        """What to add to the counters of today."""
        day = day_of(self._now)
        return [(day, count.link, count.step, count.model, n) for count, n in self._counts.items()]

    def updates(self) -> list[tuple[int, int]]:
        """The updates to remember."""
        return [(update, self._now) for update in self._updates]

    def failures(self) -> list[tuple[int, int, str]]:
        """The updates that failed: id, when, how."""
        return self._failures


def kept_of(vault: Vault, row: Row) -> Kept:
    """What a row keeps."""
    key, message, shown, _, left, payload = row
    chat, consultation = unpack_consultation(vault.open("consultation", key, payload))
    return Kept(chat, consultation, message, shown, frozenset(map(int, left.split(","))) if left else frozenset())


def day_of(moment: float) -> str:
    """The day of a moment, in UTC."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def _follow(chat: ChatId, kept: Kept | None, now: Consultation) -> Kept:
    """The live message goes on; what was shown of another consultation says nothing about this one."""
    if kept is None:
        return Kept(chat, now)
    same = kept.consultation.id == now.id
    return Kept(chat, now, kept.message, kept.shown if same else -1, kept.leftovers)
