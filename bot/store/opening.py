"""What happens before a database is used: look at it without touching it, refuse it in one line, or make a new one.

Nothing is ever made over something that exists. Plain sqlite3 on short-lived connections, one after the other and all
closed before the store's own; it blocks, so it is called in a thread.
"""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from bot.errors import StoreBroken, StoreError, StoreTooNew, WrongKey
from bot.store import migration
from bot.store.crypt import HEAD_LENGTH, LOOKUP, SETTING, Keys, Vault
from bot.store.refusal import broken, refusal

MAGIC = b"SQLite format 3\0"
OURS = frozenset({"migration", "keyring", "consultation"})
OLDEST_SQLITE = (3, 37)  # the first with STRICT tables

# quick_check reads the whole file, about 0.5 s for this much.
CHECKED_UP_TO = 256 * 1024 * 1024


def settle(path: Path) -> Path:
    """Where the database really stands (two names of one file share one lock), its folder made if need be.

    What could not be written later is refused now.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(
            f"SQLite 3.37 or later is needed, and this Python has {sqlite3.sqlite_version}: use a newer one"
        )
    try:
        path = path.resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        _refuse_unfit(path)
    except (OSError, RuntimeError) as error:  # a loop of links is a RuntimeError
        raise StoreError(f"{path} cannot be reached ({error}): choose another place for the database") from error
    return path


def _refuse_unfit(path: Path) -> None:
    if path.is_dir():
        raise StoreBroken(f"{path} is a folder: name a file in it as the database")
    if path.exists() and not path.is_file():
        raise StoreBroken(f"{path} is no regular file: name another place for the database")
    for needed in (path.parent, path):
        if needed.exists() and not os.access(needed, os.R_OK | os.W_OK):
            raise StoreError(f"{needed} is read-only for this user: SQLite must write both the file and its folder")


def left_open(path: Path) -> bool:
    """Whether the database was not closed: whoever closes it last takes the write-ahead log away."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def prepare(path: Path, keys: Keys, wait: float, now: int) -> Vault:
    """The vault of a database that is whole, ours, of our version and under one of these keys.

    Made where there is none, brought up to our version where it is older.
    """
    try:
        if not path.exists():
            _make(path, keys, now)
        vault, known = _examine(path, keys, wait)
        pending = [one for one in migration.shipped() if one.version not in known]
        if pending:
            with closing(sqlite3.connect(path, isolation_level=None, timeout=wait)) as connection:
                migration.apply(connection, pending, now)
    except sqlite3.Error as error:
        raise refusal(path, error) from error
    except OSError as error:
        raise StoreError(f"{path} cannot be used ({error.strerror}): check the disk and the folder's rights") from error
    return vault


def _make(path: Path, keys: Keys, now: int) -> None:
    """Make a database aside and move it into place: there is a whole one or none, whenever the process is killed."""
    for ending in ("-wal", "-journal"):
        left = path.with_name(path.name + ending)
        if left.exists():  # SQLite would play it into the new database
            raise StoreBroken(f"{left} is there and {path} is not: put the database back, or move both away")
    aside = path.with_name(path.name + ".new")
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            aside.with_name(aside.name + ending).unlink()
    with closing(sqlite3.connect(aside, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        migration.apply(connection, migration.shipped(), now)
        connection.execute("INSERT INTO keyring (name, payload) VALUES (?, ?)", (LOOKUP, Vault.make(keys)))
    aside.chmod(0o600)  # SQLite gives its log the same rights
    aside.rename(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # Windows opens no folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _examine(path: Path, keys: Keys, wait: float) -> tuple[Vault, frozenset[int]]:
    """The vault and the versions applied, read through a connection that cannot write."""
    with path.open("rb") as file:
        head = file.read(len(MAGIC))
    if head != MAGIC:
        what = "is empty" if not head else "is no SQLite database"
        raise StoreBroken(f"{path} {what}: move it away and restore a backup, or name another database")
    with closing(_read_only(path, wait)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables >= OURS:
            raise StoreBroken(f"{path} is an SQLite database of something else than Fixpoint: name another database")
        known = migration.applied(connection)
        newest = migration.shipped()[-1].version
        if max(known, default=0) > newest:
            raise StoreTooNew(
                f"{path} was written by a newer Fixpoint (migration {max(known)}, ours {newest}): upgrade"
            )
        _check(path, connection)
        return _unlock(path, keys, connection), known


def _read_only(path: Path, wait: float) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=wait)


def _check(path: Path, connection: sqlite3.Connection) -> None:
    """Find what is damaged in the structure; SQLite has no checksums, so a flipped bit is found by its payload."""
    if path.stat().st_size <= CHECKED_UP_TO:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise broken(path, " ".join(found.split()))


def _unlock(path: Path, keys: Keys, connection: sqlite3.Connection) -> Vault:
    row = connection.execute("SELECT payload FROM keyring WHERE name = ?", (LOOKUP,)).fetchone()
    if row is None:
        raise broken(path, "its keyring is empty")
    try:
        return Vault.unlock(keys, row[0])
    except WrongKey as error:
        written_under = bytes(row[0][1:HEAD_LENGTH]).hex()
        raise WrongKey(
            f"{SETTING} does not open {path}: give the key it was written under (id {written_under})"
        ) from error
    except StoreBroken as error:
        raise broken(path, "its keyring does not open although the key is the right one") from error
