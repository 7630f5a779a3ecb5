"""Migrations are applied once, in order, each with its record or not at all."""

import sqlite3
from contextlib import closing

import pytest
from stored_turns import ANNA, answer, update

from bot.store import migration
from bot.store.migration import Migration

SECOND = Migration(
    2, "notes", "CREATE TABLE note (text TEXT) STRICT; -- one; two\nINSERT INTO note VALUES ('a;\nb');\n"
)
FAULTY = Migration(3, "faulty", "CREATE TABLE half (done);\nINSERT INTO no_such_table VALUES (1);\n")


@pytest.fixture
def connection():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migration.apply(connection, migration.shipped(), now=1)
        yield connection


def tables(connection):
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_the_files_that_come_with_the_program_are_found_in_order():
    found = migration.shipped()

    assert found[0].name == "start"
    assert [one.version for one in found] == list(range(1, len(found) + 1))


def test_what_is_applied_is_recorded(connection):
    migration.apply(connection, [SECOND], now=2)

    assert migration.applied(connection) >= {1, 2}
    assert connection.execute("SELECT name, applied FROM migration WHERE version = 2").fetchone() == ("notes", 2)
    assert connection.execute("SELECT text FROM note").fetchall() == [("a;\nb",)]


def test_a_faulty_file_leaves_nothing_of_itself_and_keeps_what_came_before(connection):
    with pytest.raises(sqlite3.OperationalError, match="no_such_table"):
        migration.apply(connection, [SECOND, FAULTY], now=2)

    assert "note" in tables(connection)
    assert "half" not in tables(connection)
    assert 3 not in migration.applied(connection)
    assert not connection.in_transaction


def test_an_unfinished_statement_is_refused(connection):
    with pytest.raises(sqlite3.OperationalError):
        migration.apply(connection, [Migration(2, "unfinished", "CREATE TABLE half (done")], now=2)

    assert 2 not in migration.applied(connection)


async def test_an_older_database_is_brought_up_to_date_with_what_it_holds(sqlite, monkeypatch):
    async with sqlite.opened() as store:
        await store.turn(ANNA, update(1), answer())
    newest = migration.shipped()[-1].version + 1
    later = (*migration.shipped(), Migration(newest, "notes", SECOND.sql))
    monkeypatch.setattr(migration, "shipped", lambda: later)

    for _ in range(2):
        async with sqlite.opened() as store:
            assert (await store.look(ANNA)).consultation.turn == 1

    with closing(sqlite3.connect(sqlite.path)) as connection:
        assert connection.execute("SELECT count(*) FROM note").fetchone() == (1,)
