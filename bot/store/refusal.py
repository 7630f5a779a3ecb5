"""What SQLite says, as one line for the operator that names the remedy."""

import sqlite3
from pathlib import Path

from bot.errors import StoreBroken, StoreError, StoreLocked


def refusal(path: Path, error: Exception) -> StoreError:
    """The error to raise instead. `sqlite_errorcode` is extended; its low byte is the kind."""
    match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return StoreError(f"the disk that holds {path} is full: make room, nothing was half written")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreLocked(f"{path} is held by another program (a backup, a sqlite3 shell?): end that program")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return StoreError(f"{path} or its folder is read-only: give this user the right to write both")
        case sqlite3.SQLITE_CANTOPEN:
            return StoreError(f"{path} cannot be opened: give this user the right to read and write it and its folder")
        case sqlite3.SQLITE_IOERR:
            return StoreError(f"the disk that holds {path} fails ({error}): check the disk before anything else")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return broken(path, str(error))
        case _:
            return StoreError(f"{path} refuses: {error}")


def broken(path: Path, found: str) -> StoreBroken:
    """A damaged database. It is left as it is, for whoever wants to rescue something."""
    return StoreBroken(f"{path} is damaged ({found}): move it away and restore a backup")
