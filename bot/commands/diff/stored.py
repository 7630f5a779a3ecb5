"""The stored answers that a changed rule set would advise otherwise; answers are opened one by one, only counts leave.

Read through a connection that cannot write, while no other process has the database open.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.analysis.difference.edits import Side
from bot.analysis.difference.stored import Stored, Tally
from bot.commands.folders import warn
from bot.errors import StoreBroken, UsageError
from bot.model import Answers
from bot.settings import SQLITE, Settings
from bot.store.batch import kept_of
from bot.store.crypt import Vault, find_keys
from bot.store.lock import Lock
from bot.store.opening import prepare, settle
from bot.store.payload import unpack_receipt
from bot.store.refusal import refusal
from bot.store.statements import READ

WAIT = 5.0
"""Seconds that a foreign lock is waited for."""


def counted(url: str, settings: Settings, sides: tuple[Side, Side]) -> dict[str, Tally]:
    """How many stored consultations and receipts there are, and how many change. Raises StoreError and UsageError."""
    path = _path(url)
    secret = settings.data_key.get_secret_value() if settings.data_key else None
    keys = find_keys(secret, path, production=settings.env == "production")
    if keys.development:
        warn(f"the key in {path}.key protects this database; set FIXPOINT_DATA_KEY before real people use it")
    path = settle(path)
    lock = Lock(path)
    try:
        vault = prepare(path, keys, WAIT, int(time.time()))
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=WAIT)) as connection:
            return _counted(connection, vault, Stored(sides[0].content, sides[1].content))
    except sqlite3.Error as error:
        raise refusal(path, error) from error
    finally:
        lock.release()


def _path(url: str) -> Path:
    path = Path(url.removeprefix(SQLITE))
    if not url.startswith(SQLITE) or url == SQLITE:
        raise UsageError(f'--database is "{url}"; write {SQLITE}path/to/fixpoint.db')
    if not path.exists():
        raise UsageError(f"--database: {path} is not there; name the database that the bot uses")
    return path


def _counted(connection: sqlite3.Connection, vault: Vault, stored: Stored) -> dict[str, Tally]:
    found = {"consultations": Tally(), "receipts": Tally()}
    for name, rows in (("consultations", _consultations), ("receipts", _receipts)):
        for answers in rows(connection, vault):
            if answers is None:
                found[name].unreadable += 1
            elif answers:  # who has answered nothing yet has no advice that could change
                stored.count(found[name], answers)
    return found


def _consultations(connection: sqlite3.Connection, vault: Vault) -> Iterator[Answers | None]:
    """The answers of every consultation; None for a damaged row, which is no reason to hide the others."""
    for row in connection.execute(READ):
        try:
            yield kept_of(vault, row).consultation.answers
        except StoreBroken:
            yield None


def _receipts(connection: sqlite3.Connection, vault: Vault) -> Iterator[Answers | None]:
    """The same for every advice that was given."""
    for key, payload in connection.execute("SELECT key, payload FROM receipt"):
        try:
            yield unpack_receipt(vault.open("receipt", key, payload)).answers
        except StoreBroken:
            yield None
