"""Updates that lead to no turn: remembered so that they come once, or recorded as failed so that they block nothing."""

import asyncio

import pytest
from stored_turns import ANNA, BOB, answer, fail, update

from bot.errors import StoreError
from bot.store import Failed

DAY = 24 * 3600
PLACE = "KeyError in bot/telegram/incoming.py:88"


async def test_an_update_is_remembered_once(engine):
    async with engine.opened() as store:
        assert await store.remember(update(1)) is True
        assert await store.remember(update(1)) is False
    async with engine.opened() as store:
        assert await store.remember(update(1)) is False
        assert await store.remember(update(2)) is True


async def test_of_an_update_that_comes_often_at_once_one_is_new(store):
    new = await asyncio.gather(*(store.remember(update(n % 100)) for n in range(1_000)))

    assert new == [True] * 100 + [False] * 900


async def test_turns_and_what_is_remembered_know_of_each_other(store):
    await store.turn(ANNA, update(1), answer())
    remembered = [await store.remember(update(number)) for number in (1, 2)]

    assert remembered == [False, True]
    assert (await store.turn(ANNA, update(2), fail)).repeated


async def test_a_turn_and_what_is_remembered_within_one_commit_happen_once(store):
    done, new, again = await asyncio.gather(
        store.turn(ANNA, update(1), answer()), store.remember(update(1)), store.turn(BOB, update(1), fail)
    )

    assert (done.repeated, new, again.repeated) == (False, False, True)
    assert again.kept is None


async def test_an_update_that_failed_is_listed_and_never_comes_again(engine):
    async with engine.opened() as store:
        await store.fail(update(1), PLACE)
        engine.clock.now += 60
        await store.fail(update(2), "ValueError")
    async with engine.opened() as store:
        assert (await store.turn(ANNA, update(1), fail)).repeated
        assert await store.remember(update(2)) is False
        assert await store.failed() == [
            Failed(update(1), "2025-11-23T12:00:00+00:00", PLACE),
            Failed(update(2), "2025-11-23T12:01:00+00:00", "ValueError"),
        ]


async def test_an_update_that_fails_after_its_turn_is_listed_all_the_same(store):
    await store.turn(ANNA, update(1), answer())
    await store.fail(update(1), PLACE)
    await store.fail(update(1), "the last word counts")

    assert [one.error for one in await store.failed()] == ["the last word counts"]
    assert (await store.look(ANNA)).consultation.turn == 1


async def test_whatever_an_error_is_called_the_update_is_recorded(store):
    await store.fail(update(1), "Übel in \ud83d\n")

    assert [one.error for one in await store.failed()] == ["\\xdcbel in \\ud83d\n"]


async def test_an_update_id_that_no_column_takes_fails_only_its_own_caller(store):
    *new, bad, worse = await asyncio.gather(
        *(store.remember(update(n)) for n in range(20)),
        store.remember(10**30),
        store.fail(-(10**30), PLACE),
        return_exceptions=True,
    )

    assert new == [True] * 20
    assert isinstance(bad, Exception)
    assert isinstance(worse, Exception)
    assert await store.failed() == []


async def test_failures_are_listed_for_thirty_days_and_remembered_for_eight(engine):
    async with engine.opened() as store:
        await store.fail(update(1), PLACE)
        engine.clock.now += 29 * DAY
        await store.remember(update(2))
        assert [one.update for one in await store.failed()] == [update(1)]
        assert await store.remember(update(1)) is True

        engine.clock.now += 2 * DAY
        await store.remember(update(3))
        assert await store.failed() == []


async def test_closing_writes_what_waits_and_refuses_what_comes_later(engine):
    store = await engine.open()
    waiting = [asyncio.create_task(store.remember(update(n))) for n in range(600)]
    failing = asyncio.create_task(store.fail(update(600), PLACE))
    await asyncio.sleep(0)

    await store.close()

    assert await asyncio.gather(*waiting) == [True] * 600
    await failing
    for refused in (store.remember(update(601)), store.fail(update(601), PLACE)):
        with pytest.raises(StoreError, match="closed"):
            await refused
    async with engine.opened() as store:
        assert len(await store.failed()) == 1


async def test_a_caller_who_is_cancelled_has_its_update_remembered(store):
    task = asyncio.create_task(store.remember(update(1)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await store.remember(update(1)) is False


async def test_an_update_under_way_is_counted_once_a_process_until_its_handling_ends(engine):
    async with engine.opened() as store:
        assert not store.crashed
        assert [await store.trying(update(1)), await store.trying(update(1))] == [1, 2]
        await store.tried(update(1))
        assert await store.trying(update(1)) == 1
