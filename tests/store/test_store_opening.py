"""What is wrong with a database is said in one line, and its bytes are left as they were."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from store_engines import KEY, OTHER_KEY, SqliteEngine
from stored_turns import ANNA, answer, receipt_of, update

from bot.errors import StoreBroken, StoreError, StoreLocked, StoreTooNew, WrongKey
from bot.store.crypt import Keys

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


async def filled(engine):
    """A database with some hundred rows, closed."""
    async with engine.opened() as store:
        await asyncio.gather(
            *(store.turn(ANNA + n, update(n), answer(receipts=[receipt_of(f"r-{n}")])) for n in range(150))
        )
    return engine.path


async def refusal_of(engine, error, **options):
    """The one line with which it is refused, once it is sure that nothing was touched."""
    before = engine.path.read_bytes() if engine.path.is_file() else None
    with pytest.raises(error) as refused:
        await engine.open(**options)
    assert (engine.path.read_bytes() if engine.path.is_file() else None) == before
    assert type(refused.value) is error
    assert "\n" not in str(refused.value)
    assert str(engine.path.resolve()) in str(refused.value)
    return str(refused.value)


def beside(path, ending):
    return path.with_name(path.name + ending)


def opened_elsewhere(path, way):
    command = [sys.executable, "-W", "error", HERE / "opened_elsewhere.py", path, KEY.hex(), way]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(HERE)])}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)


def line_from_elsewhere(path, way):
    with opened_elsewhere(path, way) as process:
        return process.communicate(timeout=20)[0].strip()


async def test_the_folder_is_made_if_need_be(tmp_path):
    engine = SqliteEngine(tmp_path / "not" / "yet there")

    async with engine.opened() as store:
        await store.turn(ANNA, update(1), answer())

    assert sorted(file.name for file in engine.path.parent.iterdir()) == ["fixpoint.db", "fixpoint.db.lock"]


async def test_a_path_may_hold_characters_that_mean_something_in_an_address(tmp_path):
    engine = SqliteEngine(tmp_path)
    engine.path = tmp_path / "a?mode=memory#b%20c ü.db"

    await filled(engine)
    async with engine.opened() as store:
        assert (await store.look(ANNA)).consultation.turn == 1
    assert engine.path.stat().st_size > 10_000


async def test_a_folder_is_no_database(sqlite):
    sqlite.path.mkdir()

    assert "is a folder" in await refusal_of(sqlite, StoreBroken)


async def test_a_file_in_the_way_of_the_folder_is_named(tmp_path):
    (tmp_path / "data").write_text("in the way")
    engine = SqliteEngine(tmp_path / "data" / "deeper")

    with pytest.raises(StoreError, match=r"cannot be reached .*choose another place"):
        await engine.open()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"SQLite", "is no SQLite database", id="a few bytes"),
        pytest.param(b"%PDF-1.7\n" * 5000, "is no SQLite database", id="something else"),
        pytest.param(b"SQLite format 3\0" + b"\xff" * 5000, "is damaged", id="a header and rubbish"),
    ],
)
async def test_what_is_no_database_is_refused(sqlite, content, said):
    sqlite.path.write_bytes(content)

    line = await refusal_of(sqlite, StoreBroken)
    assert said in line
    assert "restore a backup" in line


@pytest.mark.parametrize("kept", [0.05, 0.5, 0.95])
async def test_a_truncated_database_is_refused(sqlite, kept):
    path = await filled(sqlite)
    os.truncate(path, int(path.stat().st_size * kept))

    assert "restore a backup" in await refusal_of(sqlite, StoreBroken)


async def test_a_zeroed_page_is_found_wherever_it_is(sqlite):
    path = await filled(sqlite)
    whole = path.read_bytes()

    for page in range(0, len(whole), 4096):
        path.write_bytes(whole[:page] + bytes(4096) + whole[page + 4096 :])
        assert "restore a backup" in await refusal_of(sqlite, StoreBroken)


async def test_a_database_of_something_else_is_refused(sqlite):
    with closing(sqlite3.connect(sqlite.path)) as connection:
        connection.execute("CREATE TABLE migration (version, name)")
        connection.commit()

    assert "something else than Fixpoint" in await refusal_of(sqlite, StoreBroken)


async def test_another_key_is_refused(sqlite):
    await filled(sqlite)
    sqlite.keys = Keys([OTHER_KEY])

    assert (await refusal_of(sqlite, WrongKey)).startswith("FIXPOINT_DATA_KEY does not open")


async def test_another_key_touches_nothing_even_when_a_crash_left_a_write_ahead_log(sqlite, tmp_path):
    crashed = SqliteEngine(tmp_path / "crashed")
    crashed.path.parent.mkdir()
    async with sqlite.opened() as store:
        await store.turn(ANNA, update(1), answer())
        for ending in ("", "-wal"):
            shutil.copy(beside(sqlite.path, ending), beside(crashed.path, ending))
    log = beside(crashed.path, "-wal").read_bytes()
    crashed.keys = Keys([OTHER_KEY])

    await refusal_of(crashed, WrongKey)
    assert beside(crashed.path, "-wal").read_bytes() == log

    crashed.keys = sqlite.keys
    async with crashed.opened() as store:
        assert store.crashed
        assert (await store.look(ANNA)).consultation.turn == 1
        assert await store.trying(update(1)) == 1
    async with crashed.opened() as store:  # closed well, so whatever was under way has ended nothing
        assert not store.crashed
        assert await store.trying(update(1)) == 1


async def test_a_log_without_its_database_is_not_played_into_a_new_one(sqlite):
    beside(sqlite.path, "-wal").write_bytes(b"answers that were never moved into the database")

    line = await refusal_of(sqlite, StoreBroken)
    assert "put the database back" in line
    assert not sqlite.path.exists()


async def test_a_later_version_is_refused(sqlite):
    path = await filled(sqlite)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO migration VALUES (9999, 'from_tomorrow', 0)")
        connection.commit()

    assert "migration 9999" in await refusal_of(sqlite, StoreTooNew)


async def test_what_a_killed_first_start_left_is_swept_away(sqlite):
    for ending in ("", "-wal", "-shm", "-journal"):
        beside(sqlite.path, f".new{ending}").write_bytes(b"half a database")

    await filled(sqlite)

    assert sorted(file.name for file in sqlite.path.parent.iterdir()) == ["fixpoint.db", "fixpoint.db.lock"]


@pytest.mark.parametrize("read_only", ["file", "folder"])
async def test_what_is_read_only_is_refused(read_only):
    with tempfile.TemporaryDirectory() as folder:  # tmp_path lies in a folder that only its owner may enter
        engine = SqliteEngine(Path(folder))
        path = await filled(engine)
        if os.getuid() == 0:
            for one in (path.parent, *path.parent.iterdir()):
                os.chown(one, 65534, 65534)
        target = path if read_only == "file" else path.parent
        target.chmod(0o444 if read_only == "file" else 0o555)
        before = path.read_bytes()

        line = line_from_elsewhere(path, "as-nobody")

        assert line.startswith("StoreError: ")
        assert f"{target} is read-only" in line
        assert path.read_bytes() == before
        target.chmod(0o755)


async def test_a_foreign_lock_does_not_hinder_opening_but_fails_the_turn_after_the_wait(sqlite):
    await filled(sqlite)
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        async with sqlite.opened(wait=0.2) as store:
            store.shown(ANNA, 55, 1)
            with pytest.raises(StoreLocked, match=r"held by another program .*end that program"):
                await store.turn(ANNA, update(900), answer())
            assert (await store.look(ANNA)).consultation.turn == 1

            foreign.execute("ROLLBACK")
            done = await store.turn(ANNA, update(900), answer())
            assert (done.repeated, done.kept.consultation.turn, done.kept.message) == (False, 2, 55)


async def test_a_foreign_exclusive_lock_is_one_line_at_opening(sqlite):
    await filled(sqlite)
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as foreign:
        foreign.execute("PRAGMA locking_mode = EXCLUSIVE")
        foreign.execute("BEGIN EXCLUSIVE")

        assert "held by another program" in await refusal_of(sqlite, StoreLocked, wait=0.1)


async def test_a_second_process_is_refused_until_the_first_is_killed(sqlite):
    with opened_elsewhere(sqlite.path, "hold") as first:
        assert first.stdout.readline() == "open\n"
        try:
            line = await refusal_of(sqlite, StoreLocked)
            assert f"in use by process {first.pid}, which holds {sqlite.path}.lock: stop that one first" in line
            assert line_from_elsewhere(sqlite.path, "close") == f"StoreLocked: {line}"
        finally:
            first.kill()
            first.wait()

    async with sqlite.opened() as store:
        assert await store.behind() == []


async def test_another_name_of_the_same_database_meets_the_same_lock(sqlite, tmp_path):
    link = tmp_path / "link.db"
    async with sqlite.opened():
        link.symlink_to(sqlite.path)
        sqlite.path = link
        with pytest.raises(StoreLocked):
            await sqlite.open()


async def test_a_refused_opening_leaves_the_lock_free(sqlite):
    await filled(sqlite)
    right, sqlite.keys = sqlite.keys, Keys([OTHER_KEY])
    with pytest.raises(WrongKey):
        await sqlite.open()

    sqlite.keys = right
    async with sqlite.opened() as store:
        assert await store.look(ANNA)


async def test_an_opening_that_is_cancelled_leaves_the_lock_free(sqlite):
    await filled(sqlite)
    for steps in range(12):
        opening = asyncio.create_task(sqlite.open())
        for _ in range(steps):
            await asyncio.sleep(0.001)
        opening.cancel()
        found = (await asyncio.gather(opening, return_exceptions=True))[0]
        if not isinstance(found, BaseException):
            await found.close()

    async with sqlite.opened() as store:
        assert await store.look(ANNA)


def test_where_there_are_no_locks_it_opens_all_the_same(tmp_path):
    assert line_from_elsewhere(tmp_path / "fixpoint.db", "without-locks") == "open"


@pytest.mark.parametrize(("way", "said"), [("leave", "open"), ("leave-at-once", "")])
def test_a_program_that_forgets_to_close_ends_all_the_same(tmp_path, way, said):
    assert line_from_elsewhere(tmp_path / "fixpoint.db", way) == said
