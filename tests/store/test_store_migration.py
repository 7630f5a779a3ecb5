"""Migrations are applied once, in order, each with its record or not at all."""

import hashlib
import sqlite3
from contextlib import closing

import pytest
from stored_turns import ANNA, answer, update

from bot.model import Consultation, Place
from bot.store import Counted, migration
from bot.store.crypt import LOOKUP, Vault
from bot.store.migration import Migration

NEXT = migration.shipped()[-1].version + 1
NOTES = Migration(
    NEXT, "notes", "CREATE TABLE note (text TEXT) STRICT; -- one; two\nINSERT INTO note VALUES ('a;\nb');\n"
)
FAULTY = Migration(NEXT + 1, "faulty", "CREATE TABLE half (done);\nINSERT INTO no_such_table VALUES (1);\n")
RELEASED = {1: "d0761999f0336be498589eb29e100e9eb816be95ec1db6fdaa6f34f604f528e3"}


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


@pytest.mark.parametrize(("version", "hashed"), RELEASED.items())
def test_a_file_that_was_released_stays_as_it_is(version, hashed):
    sql = migration.shipped()[version - 1].sql

    assert hashlib.sha256(sql.encode()).hexdigest() == hashed


def test_what_is_applied_is_recorded(connection):
    migration.apply(connection, [NOTES], now=2)

    assert migration.applied(connection) >= {1, NEXT}
    assert connection.execute("SELECT name, applied FROM migration").fetchall()[-1] == ("notes", 2)
    assert connection.execute("SELECT text FROM note").fetchall() == [("a;\nb",)]


def test_a_faulty_file_leaves_nothing_of_itself_and_keeps_what_came_before(connection):
    with pytest.raises(sqlite3.OperationalError, match="no_such_table"):
        migration.apply(connection, [NOTES, FAULTY], now=2)

    assert "note" in tables(connection)
    assert "half" not in tables(connection)
    assert FAULTY.version not in migration.applied(connection)
    assert not connection.in_transaction


def test_an_unfinished_statement_is_refused(connection):
    with pytest.raises(sqlite3.OperationalError):
        migration.apply(connection, [Migration(NEXT, "unfinished", "CREATE TABLE half (done")], now=2)

    assert NEXT not in migration.applied(connection)


async def test_an_older_database_is_brought_up_to_date_with_what_it_holds(sqlite, monkeypatch):
    async with sqlite.opened() as store:
        await store.turn(ANNA, update(1), answer())
    later = (*migration.shipped(), NOTES)
    monkeypatch.setattr(migration, "shipped", lambda: later)  # a migration of a release to come

    for _ in range(2):
        async with sqlite.opened() as store:
            assert (await store.look(ANNA)).consultation.turn == 1

    with closing(sqlite3.connect(sqlite.path)) as connection:
        assert connection.execute("SELECT count(*) FROM note").fetchone() == (1,)


# What version 1 wrote, word for word: whatever is written today, this must still be read.
OF_VERSION_1 = (
    b'{"format":1,"chat":4815162342,"id":"c-1","nonce":"abc","revision":"rev-1","turn":7,"answers":{"hours":["always"],'
    b'"data":["personal","regulated"]},"place":{"name":"why","of":"proof","origin":"review"},"resolved":{"X1":"A"},'
    b'"declined":["see"],"receipt":"r-1","source":"","language":"en"}'
)
RECEIPT_OF_VERSION_1 = (
    b'{"format":1,"id":"r-1","answers":{"hours":["always"]},"revision":"rev-1","program":"0.1.0","model":"managed",'
    b'"rules":["H2"],"text":"Our advice: managed.","resolved":{},"source":"","language":"en"}'
)


@pytest.fixture
def version_1(sqlite):
    """A database as version 1 left it, with one consultation of which turn 6 was shown."""
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        migration.apply(connection, migration.shipped()[:1], now=1)
        keyring = Vault.make(sqlite.keys)
        vault = Vault.unlock(sqlite.keys, keyring)
        chat, receipt = vault.chat(ANNA), vault.receipt("r-1")
        put = connection.execute
        put("INSERT INTO keyring VALUES (?, ?)", (LOOKUP, keyring))
        sealed = vault.seal("consultation", chat, OF_VERSION_1)
        put("INSERT INTO consultation VALUES (?, 7, 6, 55, ?, ?)", (chat, sqlite.clock.now, sealed))
        sealed = vault.seal("receipt", receipt, RECEIPT_OF_VERSION_1)
        put("INSERT INTO receipt VALUES (?, ?, ?, ?)", (receipt, chat, sqlite.clock.now, sealed))
        put("INSERT INTO seen_update VALUES (?, ?)", (update(1), sqlite.clock.now))
        put("INSERT INTO counter VALUES ('2025-11-23', '', 'begun', '', 3)")
    return sqlite


async def test_a_database_of_version_1_is_read_and_can_do_all_that_is_new(version_1):
    async with version_1.opened() as store:
        kept = await store.look(ANNA)
        assert (kept.message, kept.shown) == (55, 6)
        assert kept.consultation == Consultation(
            id="c-1",
            nonce="abc",
            revision="rev-1",
            turn=7,
            answers={"hours": ("always",), "data": ("personal", "regulated")},
            place=Place("why", "proof", "review"),
            resolved={"X1": "A"},
            declined=frozenset({"see"}),
            receipt="r-1",
        )
        assert await store.behind() == [kept]
        assert (await store.receipt("r-1")).text == "Our advice: managed."
        assert await store.counts() == [Counted("2025-11-23", "", "begun", "", 3)]
        assert (await store.turn(ANNA, update(1), answer())).repeated
        assert (await store.failed(), await store.links()) == ([], [])

        assert await store.remember(update(1)) is False
        await store.fail(update(2), "KeyError")
        link = await store.link("Anna")
        store.gone(ANNA)
    async with version_1.opened() as store:
        assert await store.behind() == []
        assert [one.update for one in await store.failed()] == [update(2)]
        assert await store.known(link.key) == link
        assert (await store.turn(ANNA, update(3), answer())).kept.consultation.turn == 8


async def test_a_database_that_was_brought_up_to_date_looks_like_a_new_one(version_1, tmp_path):
    async with version_1.opened():
        pass
    new = type(version_1)(tmp_path / "new")
    async with new.opened():
        pass

    def drawn(path):
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()

    assert drawn(version_1.path) == drawn(new.path)
