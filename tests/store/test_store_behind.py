"""Which chats are to be shown their screen again: not those that are gone, and damage hides nobody else."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from store_engines import OTHER_KEY
from stored_turns import ANNA, BOB, CARL, answer, begun, keep, update

from bot.model import ChatId
from bot.store.crypt import Keys


def change(path, sql, *parameters):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return connection.execute(sql, parameters).fetchall()


async def chats_behind(store, **options):
    return [one.chat for one in await store.behind(**options)]


async def test_a_chat_that_is_gone_is_left_out_until_its_next_turn(engine):
    async with engine.opened() as store:
        await store.turn(ANNA, update(1), answer())
        await store.turn(BOB, update(2), answer())
        store.gone(ANNA)
    async with engine.opened() as store:
        assert await chats_behind(store) == [BOB]
        assert (await store.look(ANNA)).consultation.turn == 1
        assert (await store.everything(ANNA))["gone"] is True

        await store.turn(ANNA, update(3), answer())
        assert set(await chats_behind(store)) == {ANNA, BOB}
        assert (await store.everything(ANNA))["gone"] is False


async def test_a_turn_that_changes_nothing_brings_a_chat_back_too(store):
    await store.turn(ANNA, update(1), answer())
    store.gone(ANNA)
    await store.turn(BOB, update(2), keep(begun()))
    assert await chats_behind(store) == [BOB]

    await store.turn(ANNA, update(3), lambda was: keep(was)(was))

    assert set(await chats_behind(store)) == {ANNA, BOB}


async def test_an_update_that_is_repeated_brings_nobody_back(store):
    await store.turn(ANNA, update(1), answer())
    store.gone(ANNA)

    assert (await store.turn(ANNA, update(1), answer())).repeated
    assert await chats_behind(store) == []


async def test_what_was_noted_before_a_turn_that_shares_its_commit_does_not_outlive_it(store):
    await store.turn(ANNA, update(1), answer())
    store.gone(ANNA)

    await asyncio.gather(*(store.turn(ANNA, update(n), answer()) for n in (2, 3)))

    assert await chats_behind(store) == [ANNA]


async def test_that_a_chat_is_gone_is_written_soon_when_no_turn_comes(store):
    await store.turn(ANNA, update(1), answer())
    store.gone(ANNA)

    async with asyncio.timeout(5):
        while await store.behind():  # noqa: ASYNC110  (the store tells nobody when it has written)
            await asyncio.sleep(0.02)


async def test_a_chat_of_which_nothing_is_kept_may_be_gone(engine):
    async with engine.opened() as store:
        store.gone(CARL)
    async with engine.opened() as store:
        assert await store.look(CARL) is None


async def test_only_so_many_come_at_once_those_used_last_first(engine):
    chats = [ChatId(1_000 + number) for number in range(30)]
    async with engine.opened() as store:
        for number, chat in enumerate(chats):
            engine.clock.now += 60
            await store.turn(chat, update(number), answer())

        assert await chats_behind(store, limit=5) == chats[:-6:-1]
        assert await chats_behind(store) == chats[::-1]


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        pytest.param(b"\x01" * 60, "WrongKey 1", id="under another key"),
        pytest.param(b"", "StoreBroken 1", id="no payload at all"),
        pytest.param(b"\x02" * 60, "StoreTooNew 1", id="of a newer version"),
    ],
)
async def test_a_row_that_does_not_open_is_left_out_and_said_in_the_log(sqlite, caplog, payload, said):
    async with sqlite.opened() as store:
        for number, chat in enumerate((ANNA, BOB, CARL)):
            await store.turn(chat, update(number), keep(begun(turn=number)))
    change(sqlite.path, "UPDATE consultation SET payload = ? WHERE turn = 1", payload)

    async with sqlite.opened() as store:
        assert set(await chats_behind(store)) == {ANNA, CARL}

    (record,) = caplog.records
    assert (record.name, record.levelname) == ("fixpoint.store", "WARNING")
    assert record.getMessage() == f"1 consultations do not open and get no screen: {said}"


async def test_what_makes_no_sense_inside_is_left_out_without_being_quoted(sqlite, caplog):
    async with sqlite.opened() as store:
        await store.turn(ANNA, update(1), answer())
        senseless = store._vault.seal("consultation", store._vault.chat(ANNA), b'{"format": 1, "chat": "always"}')
        await store._connection.execute_fetchall("UPDATE consultation SET payload = ?", (senseless,))
        await store.turn(BOB, update(2), answer())

        assert await chats_behind(store) == [BOB]

    assert "always" not in caplog.text
    assert "StoreBroken 1" in caplog.text


async def test_under_a_new_key_alone_the_others_still_come(sqlite, caplog):
    async with sqlite.opened() as store:
        await store.turn(ANNA, update(1), answer())
    both = Keys([OTHER_KEY, bytes(range(32))])
    sqlite.keys = both
    async with sqlite.opened() as store:
        await store.turn(BOB, update(2), answer())
    sqlite.keys = Keys([bytes(range(32))])

    async with sqlite.opened() as store:
        assert await chats_behind(store) == [ANNA]
    assert "WrongKey 1" in caplog.text
