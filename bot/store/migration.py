"""The numbered files of `migrations/`, each applied once, in one transaction with its record.

There is no way back: a database that knows a later file than we do is refused by whoever opens it.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

NAME = re.compile(r"(\d{4})_(\w+)\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its number, its name and its statements."""

    version: int
    name: str
    sql: str


def shipped() -> tuple[Migration, ...]:
    """The files that came with this program, in order; they are found in a checkout and in a wheel alike."""
    folder = files("bot.store").joinpath("migrations")
    named = [(match, file) for file in folder.iterdir() if (match := NAME.fullmatch(file.name))]
    found = [Migration(int(match[1]), match[2], file.read_text("utf-8")) for match, file in named]
    return tuple(sorted(found, key=lambda migration: migration.version))


def applied(connection: sqlite3.Connection) -> frozenset[int]:
    """The versions that the database has a record of."""
    return frozenset(version for (version,) in connection.execute("SELECT version FROM migration"))


def apply(connection: sqlite3.Connection, migrations: Sequence[Migration], now: int) -> None:
    """Apply these, each wholly or not at all."""
    for migration in migrations:
        connection.execute("BEGIN IMMEDIATE")
        try:
            # One by one, because executescript() would commit before it begins.
            for statement in _statements(migration.sql):
                connection.execute(statement)
            record = (migration.version, migration.name, now)
            connection.execute("INSERT INTO migration (version, name, applied) VALUES (?, ?, ?)", record)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _statements(sql: str) -> Iterator[str]:
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement  # an unfinished one is SQLite's to refuse
