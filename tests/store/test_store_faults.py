"""Turns share a COMMIT, off the event loop; a full disk refuses them whole, and with room again it takes them again."""

import asyncio
import sqlite3
import subprocess
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from store_engines import SqliteEngine
from stored_turns import ANNA, BOB, answer, fail, receipt_of, update

from bot.errors import StoreBroken, StoreError


async def turns_until_refused(store, first, last=100_000):
    """Turns of ten chats at once until the disk is full; the acknowledged ones."""
    done = []
    for number in range(first, last, 10):
        step = answer("x" * 300, receipts=[receipt_of(f"r-{number}", "advice " * 200)])
        group = [store.turn(ANNA + n % 10, update(n), step) for n in range(number, number + 10)]
        results = await asyncio.gather(*group, return_exceptions=True)
        done += [n for n, one in enumerate(results, number) if not isinstance(one, Exception)]
        refused = [one for one in results if isinstance(one, Exception)]
        if refused:
            assert {str(one) for one in refused} == {str(refused[0])}
            assert type(refused[0]) is StoreError
            assert (
                len(refused) == len({id(one) for one in refused}) == 10
            )  # the whole group, each with an error of its own
            return done, str(refused[0])
    pytest.fail("the disk was never full")


async def assert_whole(store, acknowledged):
    for number in acknowledged:
        assert (await store.turn(ANNA + number % 10, update(number), fail)).repeated
    turns = [(await store.look(ANNA + n)).consultation.turn for n in range(10)]
    assert sum(turns) == len(acknowledged) == (await store.counts())[0].n


def assert_intact(path):
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


async def test_waiting_turns_share_a_commit_and_it_is_not_the_event_loop_that_runs_it(sqlite):
    met = []
    async with sqlite.opened() as store:
        await store._connection.set_trace_callback(lambda statement: met.append((statement, threading.get_ident())))
        await asyncio.gather(*(store.turn(ANNA + n, update(n), answer()) for n in range(600)))
        store.shown(ANNA, 55, 1)
        await store.turn(BOB, update(601), answer())
        await store._connection.set_trace_callback(None)

    statements = [statement for statement, _ in met]
    assert statements.count("COMMIT") == statements.count("BEGIN IMMEDIATE") == 4  # 256 + 256 + 88, and Bob's
    assert threading.get_ident() not in {thread for _, thread in met}


async def test_a_full_database_refuses_turns_whole_and_takes_them_again(sqlite):
    async with sqlite.opened() as store:
        ((pages,),) = await store._connection.execute_fetchall("PRAGMA page_count")
        await store._connection.execute_fetchall(f"PRAGMA max_page_count = {pages + 40}")

        acknowledged, line = await turns_until_refused(store, 0)
        assert line == f"the disk that holds {sqlite.path} is full: make room, nothing was half written"
        assert acknowledged
        await assert_whole(store, acknowledged)
        again, _ = await turns_until_refused(store, 5_000)

        await store._connection.execute_fetchall(f"PRAGMA max_page_count = {pages + 4_000}")
        assert (await store.turn(BOB, update(99_999), answer())).kept.consultation.turn == 1
    assert again == []
    assert_intact(sqlite.path)


async def test_a_step_that_fails_in_a_group_that_fails_keeps_its_own_error(sqlite):
    async with sqlite.opened() as store:
        ((pages,),) = await store._connection.execute_fetchall("PRAGMA page_count")
        await store._connection.execute_fetchall(f"PRAGMA max_page_count = {pages}")
        large = answer(receipts=[receipt_of("large", "x" * 100_000)])

        failed, refused = await asyncio.gather(
            store.turn(ANNA, update(1), fail), store.turn(BOB, update(2), large), return_exceptions=True
        )

    assert (type(failed), type(refused)) == (RuntimeError, StoreError)


@pytest.fixture
def small_disk():
    # Not in tmp_path: a run that is killed leaves the disk behind, and pytest could then not sweep up at the next.
    folder = Path(tempfile.mkdtemp(prefix="small-disk-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], capture_output=True, check=False
    )
    if mounted.returncode == 0:
        yield folder
        subprocess.run(["umount", "--lazy", folder], check=True)
    folder.rmdir()
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")


async def test_a_real_disk_that_is_full_does_the_same(small_disk):
    engine = SqliteEngine(small_disk)
    ballast = small_disk / "ballast"
    async with engine.opened() as store:
        ballast.write_bytes(bytes(400_000))
        acknowledged, line = await turns_until_refused(store, 0)
        assert "is full" in line
        ballast.unlink()

        await assert_whole(store, acknowledged)
        assert (await store.turn(BOB, update(99_999), answer())).kept.consultation.turn == 1
    assert_intact(engine.path)
    async with engine.opened() as store:
        assert (await store.look(BOB)).consultation.turn == 1


async def test_a_disk_that_is_full_from_the_start_is_one_line(small_disk):
    (small_disk / "ballast").write_bytes(bytes(1_040_000))
    engine = SqliteEngine(small_disk)

    with pytest.raises(StoreError, match="is full: make room"):
        await engine.open()

    (small_disk / "ballast").unlink()
    async with engine.opened() as store:
        assert await store.behind() == []


async def test_closing_on_a_full_disk_ends(sqlite):
    async with sqlite.opened() as store:
        await store.turn(ANNA, update(1), answer())
        await store._connection.execute_fetchall("PRAGMA query_only = ON")
        store.shown(ANNA, 55, 1)


async def test_a_group_that_fails_does_not_lose_the_screens_noted_with_it(sqlite):
    async with sqlite.opened() as store:
        await store.turn(ANNA, update(1), answer())
        await store._connection.execute_fetchall("PRAGMA query_only = ON")
        store.shown(ANNA, 55, 1)
        with pytest.raises(StoreError, match="read-only"):
            await store.turn(ANNA, update(2), answer())
        await store._connection.execute_fetchall("PRAGMA query_only = OFF")

        assert (await store.turn(ANNA, update(2), answer())).kept.message == 55


async def test_when_the_event_loop_ends_every_waiting_turn_is_refused_and_the_database_is_free(sqlite):
    store = await sqlite.open()
    turns = [asyncio.create_task(store.turn(ANNA, update(n), answer())) for n in range(600)]
    await asyncio.sleep(0)
    store._writer._task.cancel()  # as asyncio.run does with every task it finds

    results = await asyncio.gather(*turns, return_exceptions=True)
    with pytest.raises(StoreError, match="closed"):
        await store.turn(ANNA, update(601), answer())
    await store.close()

    done = [one for one in results if not isinstance(one, StoreError)]
    async with sqlite.opened() as store:
        kept = await store.look(ANNA)
        assert (kept.consultation.turn if kept else 0) >= len(done)


async def test_a_full_database_refuses_what_is_remembered_whole_and_takes_it_again(sqlite):
    async with sqlite.opened() as store:
        ((pages,),) = await store._connection.execute_fetchall("PRAGMA page_count")
        await store._connection.execute_fetchall(f"PRAGMA max_page_count = {pages + 10}")
        acknowledged, refused = 0, []
        while not refused:
            group = [store.remember(update(n)) for n in range(acknowledged, acknowledged + 256)]
            results = await asyncio.gather(*group, return_exceptions=True)
            refused = [one for one in results if isinstance(one, Exception)]
            acknowledged += 256 - len(refused)
        assert (len(refused), {str(one).partition(" is full")[1] for one in refused}) == (256, {" is full"})
        await store._connection.execute_fetchall(f"PRAGMA max_page_count = {pages + 4_000}")

        again = await asyncio.gather(*(store.remember(update(n)) for n in range(acknowledged + 256)))
    assert again == [False] * acknowledged + [True] * 256
    assert_intact(sqlite.path)


async def test_what_cannot_be_written_now_can_be_later(sqlite):
    async with sqlite.opened() as store:
        await store.turn(ANNA, update(1), answer())
        anna = await store.link("Anna")
        await store._connection.execute_fetchall("PRAGMA query_only = ON")
        store.gone(ANNA)
        for refused in (store.remember(update(2)), store.fail(update(3), "KeyError"), store.link("Bob")):
            with pytest.raises(StoreError, match="read-only"):
                await refused
        assert await store.link("anna") == anna
        await store._connection.execute_fetchall("PRAGMA query_only = OFF")

        assert await store.remember(update(2)) is True
        await store.fail(update(3), "KeyError")
        await store.link("Bob")
        assert [one.update for one in await store.failed()] == [update(3)]
        assert [one.name for one in await store.links()] == ["Anna", "Bob"]
        assert await store.behind() == []


async def test_a_damaged_revision_is_refused(sqlite):
    async with sqlite.opened() as store:
        await store.keep_revision("rev-1", 1, b"source", b"normal")
        await store._connection.execute_fetchall("UPDATE revision SET source = x'00'")
        with pytest.raises(StoreBroken, match="revision rev-1"):
            await store.revision("rev-1")
