"""What is personal can be read with the key, in its own row, and in no other way."""

import base64
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest
from store_engines import KEY, SqliteEngine
from store_engines import OTHER_KEY as OTHER
from stored_turns import ANNA, BOB, WHOLE, answer, begun, keep, receipt_of, update

from bot.errors import SettingsError, StoreBroken, StoreTooNew, WrongKey
from bot.store.crypt import HEAD_LENGTH, Keys, Vault, find_keys, key_file


def text_of(*keys):
    return ",".join(base64.b64encode(key).decode() for key in keys)


def change(path, sql, *parameters):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return connection.execute(sql, parameters).fetchall()


async def test_no_byte_on_the_disk_tells_who_said_what(sqlite):
    async with sqlite.opened() as store:
        for number in range(40):
            await store.turn(
                ANNA, update(number), keep(WHOLE, receipts=[receipt_of("receipt-id", "Our advice: managed")])
            )
        store.shown(ANNA, 55, 7)
        await store.turn(BOB, update(90), answer())
        files = {file.name: file.read_bytes() for file in sqlite.path.parent.iterdir()}
    files |= {f"{file.name} when closed": file.read_bytes() for file in sqlite.path.parent.iterdir()}

    secrets = [b"regulated", b"personal", b"proof", b"n0nce", b"Our advice", b"receipt-id", b"dentists", b"managed"]
    for chat in (ANNA, BOB):
        secrets += [str(chat).encode(), chat.to_bytes(8, "big", signed=True), chat.to_bytes(8, "little", signed=True)]
        secrets += [chat.to_bytes(length, "big", signed=True) for length in (5, 6)]
    assert "fixpoint.db-wal" in files
    assert [(name, one) for name, held in files.items() for one in (*secrets, KEY) if one in held] == []


async def test_a_row_that_was_moved_to_another_chat_does_not_open(sqlite):
    async with sqlite.opened() as store:
        await store.turn(ANNA, update(1), answer())
        await store.turn(BOB, update(2), answer())
        await store.turn(BOB, update(3), answer())
    change(
        sqlite.path,
        "UPDATE consultation SET payload = (SELECT payload FROM consultation WHERE turn = 1) WHERE turn = 2",
    )

    async with sqlite.opened() as store:
        assert (await store.look(ANNA)).chat == ANNA
        with pytest.raises(StoreBroken, match=r"damaged or moved, restore a backup"):
            await store.look(BOB)


async def test_a_payload_of_another_table_does_not_open():
    keys = Keys([KEY])

    with pytest.raises(StoreBroken):
        keys.open("receipt", b"row", keys.seal("consultation", b"row", b"clear"))


@pytest.mark.parametrize("at", [HEAD_LENGTH, HEAD_LENGTH + 12, -1])
async def test_a_changed_payload_fails_its_own_chat_only(sqlite, at):
    async with sqlite.opened() as store:
        await store.turn(ANNA, update(1), answer())
        await store.turn(BOB, update(2), keep(begun(turn=2)))
    ((payload,),) = change(sqlite.path, "SELECT payload FROM consultation WHERE turn = 1")
    changed = bytearray(payload)
    changed[at] ^= 1
    change(sqlite.path, "UPDATE consultation SET payload = ? WHERE turn = 1", bytes(changed))

    async with sqlite.opened() as store:
        for ask in (store.look(ANNA), store.turn(ANNA, update(3), answer()), store.everything(ANNA)):
            with pytest.raises(StoreBroken, match="restore a backup"):
                await ask
        assert [one.chat for one in await store.behind()] == [BOB]
        assert (await store.turn(BOB, update(4), answer())).kept.consultation.turn == 3


@pytest.mark.parametrize(
    ("payload", "error"),
    [(b"", StoreBroken), (b"\x01short", StoreBroken), (b"\x00" * 60, StoreBroken), (b"\x02" * 60, StoreTooNew)],
)
def test_what_is_no_payload_is_refused(payload, error):
    with pytest.raises(error):
        Keys([KEY]).open("receipt", b"row", payload)


def test_the_same_words_are_sealed_differently_each_time():
    keys = Keys([KEY])

    assert len({keys.seal("receipt", b"row", b"clear") for _ in range(100)}) == 100


def test_chats_receipts_and_links_are_looked_up_apart_and_without_their_ids():
    vault = Vault(Keys([KEY]), OTHER)

    found = {vault.chat(7), vault.chat(-7), vault.receipt("7"), vault.link("7"), Vault(Keys([KEY]), KEY).chat(7)}

    assert {len(one) for one in found} == {32}
    assert len(found) == 5


async def test_a_new_key_writes_and_the_old_one_still_opens(sqlite):
    async with sqlite.opened() as store:
        await store.turn(ANNA, update(1), answer())
        await store.turn(BOB, update(2), answer())

    sqlite.keys = Keys.parse(text_of(OTHER, KEY))
    async with sqlite.opened() as store:
        assert (await store.turn(ANNA, update(3), answer())).kept.consultation.turn == 2
        assert (await store.look(BOB)).consultation.turn == 1

    sqlite.keys = Keys.parse(text_of(KEY))
    async with sqlite.opened() as store:
        assert (await store.look(BOB)).consultation.turn == 1
        with pytest.raises(WrongKey, match=r"^FIXPOINT_DATA_KEY does not open"):
            await store.turn(ANNA, update(4), answer())


async def test_another_key_is_told_from_damage(sqlite):
    async with sqlite.opened():
        pass
    sqlite.keys = Keys([OTHER])
    with pytest.raises(WrongKey, match=r"^FIXPOINT_DATA_KEY does not open \S+: give the key .*\(id [0-9a-f]{8}\)$"):
        await sqlite.open()

    change(sqlite.path, "UPDATE keyring SET payload = CAST(substr(payload, 1, 30) || zeroblob(40) AS BLOB)")
    sqlite.keys = Keys([KEY])
    with pytest.raises(StoreBroken, match="keyring"):
        await sqlite.open()


@pytest.mark.parametrize(
    ("text", "which"),
    [
        pytest.param("not base64!", "its value", id="not base64"),
        pytest.param(base64.b64encode(b"short").decode(), "its value", id="too short"),
        pytest.param(f"{text_of(KEY)},", "key 2 of 2", id="a comma too many"),
        pytest.param(f"x,{text_of(KEY)},y", "key 1 and 3 of 3", id="two of three are wrong"),
        pytest.param("schlüssel", "its value", id="not ASCII"),
    ],
)
def test_a_key_that_is_none_is_refused_without_being_shown(text, which):
    with pytest.raises(SettingsError) as refused:
        Keys.parse(text)

    assert str(refused.value).startswith(f"FIXPOINT_DATA_KEY: {which} is not base64 of 32 bytes")
    assert text not in str(refused.value)


def test_spaces_and_the_other_base64_alphabet_are_accepted():
    key = bytes([255] * 32)
    sealed = Keys([key]).seal("receipt", b"row", b"clear")

    for text in (f" {text_of(key)} ", base64.urlsafe_b64encode(key).decode(), f"{text_of(KEY)} , {text_of(key)}"):
        assert Keys.parse(text).open("receipt", b"row", sealed) == b"clear"


async def test_without_a_setting_a_development_key_is_made_once_beside_the_database(tmp_path):
    engine = SqliteEngine(tmp_path / "data")

    first = engine.keys = find_keys(None, engine.path, production=False)
    async with engine.opened() as store:
        await store.turn(ANNA, update(1), answer())
    again = engine.keys = find_keys("", engine.path, production=False)
    async with engine.opened() as store:
        assert (await store.look(ANNA)).consultation.turn == 1

    assert first.development
    assert again.development
    assert stat.S_IMODE(key_file(engine.path).stat().st_mode) == 0o600
    assert [file.name for file in engine.path.parent.glob("*.key*")] == ["fixpoint.db.key"]


def test_of_two_that_start_together_both_have_the_same_development_key(tmp_path):
    for number in range(20):
        database = tmp_path / f"{number}.db"
        together = Barrier(4)

        def start(database=database, together=together):
            together.wait()
            return find_keys(None, database, production=False)

        with ThreadPoolExecutor(4) as threads:
            first, *others = [one.result() for one in [threads.submit(start) for _ in range(4)]]
        for one in others:
            assert one.open("receipt", b"row", first.seal("receipt", b"row", b"clear")) == b"clear"


def test_production_wants_a_key_of_its_own(tmp_path):
    with pytest.raises(SettingsError, match=r"^FIXPOINT_DATA_KEY is not set"):
        find_keys(None, tmp_path / "fixpoint.db", production=True)

    assert list(tmp_path.iterdir()) == []
    assert not find_keys(text_of(KEY), tmp_path / "fixpoint.db", production=True).development


def test_a_lost_development_key_is_not_replaced(tmp_path):
    database = tmp_path / "fixpoint.db"
    database.write_bytes(b"whatever it holds")

    with pytest.raises(WrongKey, match=r"fixpoint\.db\.key is missing.*put it back, or set FIXPOINT_DATA_KEY$"):
        find_keys(None, database, production=False)

    assert not key_file(database).exists()


def test_a_development_key_that_is_none_is_refused(tmp_path):
    database = tmp_path / "fixpoint.db"
    key_file(database).write_bytes(b"\xff\xfe")

    with pytest.raises(SettingsError, match=r"fixpoint\.db\.key: its value is not base64 of 32 bytes"):
        find_keys(None, database, production=False)
