"""What a start, a stop and a crash leave behind."""

import asyncio
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from running import fixpoint
from talking import TYPED, advised, check_log, consult, delivered, meet, messages_of_bot
from telegram_double import Double, Fault, hang, server_error, too_many, unauthorized

pytestmark = pytest.mark.repeats

DIES = (sys.executable, Path(__file__).with_name("dies_of.py"))


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_well(double, start, sign):
    bot = await start()
    ann = double.user("Ann")
    await meet(ann)

    assert await bot.stop(sign) == 0
    assert not double.updates.pending


async def test_a_stop_while_telegram_hangs_is_soon(double, start):
    bot = await start()
    ann = double.user("Ann")
    await meet(ann)
    hanging = double.faults.add(Fault(hang(), method="editMessageText", times=None))
    ann.press(ann.screen.labels[0])
    await double.until(lambda: hanging.struck, wanted="an edit that hangs")

    assert await bot.stop() == 0


async def test_a_wrong_token_is_told_in_one_line(double, start):
    bot = await start(FIXPOINT_BOT_TOKEN="1:wrong")

    assert await asyncio.wait_for(bot.process.wait(), 20) == 2
    line = bot.said.splitlines()[-1]
    assert line.startswith("fixpoint: FIXPOINT_BOT_TOKEN is refused by the server at FIXPOINT_API_URL")
    double.violations.clear()


async def test_a_token_withdrawn_ends_it(double, start):
    bot = await start()
    ann = double.user("Ann")
    await meet(ann)
    double.faults.add(Fault(unauthorized(), method="getUpdates", times=None))
    ann.press(ann.screen.labels[0])

    assert await asyncio.wait_for(bot.process.wait(), 20) == 2
    assert "withdrawn" in bot.said.splitlines()[-1]


async def test_a_start_without_network_waits_for_it(start, tmp_path):
    async with Double() as gone:
        port, settings = gone.port, gone.settings()
    bot = await start(**settings)
    await bot.says("Telegram cannot be reached")

    async with Double(port=port) as back:
        ann = back.user("Ann")
        await meet(ann)
        assert await bot.stop() == 0


async def test_a_stop_while_there_is_no_network_is_a_stop(start):
    async with Double() as gone:
        settings = gone.settings()
    bot = await start(**settings)
    await bot.says("trying again")

    assert await bot.stop() == 0


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
async def test_a_start_survives_a_bad_moment_of_telegram(double, start, method):
    double.faults.add(Fault(server_error(502), method=method, times=2))
    await start()

    await meet(double.user("Ann"))


async def test_after_a_crash_the_consultation_goes_on(double, start):
    bot = await start()
    ann = double.user("Ann")
    await meet(ann)
    await consult(ann, ann.screen.labels[0])
    await bot.kill()

    await start()
    await consult(ann, ann.screen.labels[0])

    assert "2 answered" in ann.screen.text
    assert len(messages_of_bot(ann)) == 1


@pytest.mark.parametrize("then", ["nothing", "a press", "typing"])
async def test_a_message_that_a_crash_left_above_the_live_one_is_deleted(double, start, then):
    bot = await start()
    ann = double.user("Ann")
    await meet(ann)
    await consult(ann, ann.screen.labels[0])
    hanging = double.faults.add(Fault(hang(), method="deleteMessage", times=None))
    ann.say("/why")
    await double.until(lambda: hanging.struck, wanted="a deletion that hangs")
    assert len(messages_of_bot(ann)) == 2
    await bot.kill()
    double.faults.clear()

    await start()
    if then == "a press":
        await consult(ann, ann.screen.labels[-1])
    elif then == "typing":
        ann.say("/review")

    await double.until(lambda: len(messages_of_bot(ann)) == 1, wanted="one message of the bot")


async def test_several_messages_that_a_crash_left_are_all_deleted(double, start):
    bot = await start()
    ann = double.user("Ann")
    await meet(ann)
    await consult(ann, ann.screen.labels[0])
    double.faults.add(Fault(server_error(502), method="deleteMessage", times=None))
    for count, typed in enumerate(("/why", "/review", "/help"), start=2):
        ann.say(typed)
        await double.until(lambda count=count: len(messages_of_bot(ann)) == count, wanted="one message more")
    # A deletion comes after the note of what is live instead.
    await double.until(
        lambda: len({one.parameters["message_id"] for one in double.made("deleteMessage")}) == 3, wanted="notes"
    )
    await bot.kill()
    double.faults.clear()

    await start()

    await double.until(lambda: len(messages_of_bot(ann)) == 1, wanted="one message of the bot")


@pytest.mark.parametrize("fault", [server_error(502), too_many(1)], ids=["an error", "a pause"])
async def test_a_deletion_that_failed_is_tried_again_and_holds_nobody_up(double, start, fault):
    await start()
    ann = double.user("Ann")
    await meet(ann)
    await consult(ann, ann.screen.labels[0])
    double.faults.add(Fault(fault, method="deleteMessage", times=1))

    ann.say("/why")

    await double.until(lambda: len(double.made("deleteMessage")) > 1, wanted="another try")
    await double.until(lambda: len(messages_of_bot(ann)) == 1, wanted="one message of the bot")


async def test_a_deletion_that_hangs_holds_nobody_up(double, start):
    await start()
    ann = double.user("Ann")
    await meet(ann)
    await consult(ann, ann.screen.labels[0])
    hanging = double.faults.add(Fault(hang(), method="deleteMessage", times=None))
    ann.say("/why")
    await double.until(lambda: hanging.struck, wanted="a deletion that hangs")

    await consult(ann, ann.screen.labels[-1])

    assert len(messages_of_bot(ann)) == 2, "the screen was there before the deletion came to its end"


async def test_a_screen_that_a_crash_kept_back_is_shown_at_the_next_start(double, start):
    bot = await start()
    ann = double.user("Ann")
    await meet(ann)
    await double.until(lambda: not double.updates.pending, wanted="every update confirmed")
    double.faults.add(Fault(server_error(502), chat=ann.chat.id, times=None))
    ann.press(ann.screen.labels[0])
    await double.until(lambda: not double.updates.pending, wanted="the press confirmed")
    assert "Nothing answered yet" in ann.screen.text
    await bot.kill()
    double.faults.clear()

    await start()

    await ann.sees("1 answered")


async def test_what_was_said_in_the_terminal_is_sent_to_nobody(double, start, tmp_path):
    said = fixpoint("chat", cwd=tmp_path, given="Start\n", FIXPOINT_DATABASE=f"sqlite:///{tmp_path}/fixpoint.db")
    assert said.returncode == 0
    await start()
    ann = double.user("Ann")
    await meet(ann)

    assert {call.chat for call in double.made("sendMessage")} == {ann.id}


async def test_what_was_pressed_while_it_was_away_is_taken_once(double, start):
    bot = await start()
    ann = double.user("Ann")
    await meet(ann)
    assert await bot.stop() == 0
    ann.press(ann.screen.labels[0])

    await start()

    await ann.sees("1 answered")


async def test_a_second_bot_on_the_same_database_is_refused(double, start):
    first = await start()
    await first.says("talking on Telegram")
    second = await start()

    assert await asyncio.wait_for(second.process.wait(), 20) == 2
    assert "another process" in second.said.splitlines()[-1] or "open" in second.said.splitlines()[-1]
    assert await first.stop() == 0


async def test_an_update_that_cannot_be_handled_is_set_aside_and_blocks_nobody(double, start, tmp_path):
    bot = await start()
    ann, bob = double.user("Ann"), double.user("Bob")
    await meet(ann)
    await bot.stop()
    with closing(sqlite3.connect(tmp_path / "fixpoint.db")) as database, database:
        database.execute("UPDATE consultation SET payload = zeroblob(200)")

    bot = await start(FIXPOINT_STAFF=str(bob.id))
    await meet(bob)
    bad = ann.press(ann.screen.labels[0])
    await ann.sees("Something went wrong here")
    await ann.answered(bad)
    worse = ann.say(TYPED)
    await bob.sees("could not be handled")
    await consult(bob, bob.screen.labels[0])
    await double.until(lambda: worse.update_id in double.confirmed, wanted="the bad updates confirmed")
    assert await bot.stop() == 0

    with closing(sqlite3.connect(tmp_path / "fixpoint.db")) as database:
        failed = database.execute("SELECT id, error FROM failed_update ORDER BY id").fetchall()
    assert [update for update, _ in failed] == [bad.update_id, worse.update_id]
    assert {error.partition(":")[0] for _, error in failed} == {"StoreBroken at crypt.py"}


async def test_what_cannot_be_read_for_somebody_is_told_and_set_aside(double, start, tmp_path):
    bot = await start()
    ann = double.user("Ann")
    await meet(ann)
    await advised(ann)
    await bot.stop()
    with closing(sqlite3.connect(tmp_path / "fixpoint.db")) as database, database:
        database.execute("UPDATE receipt SET payload = zeroblob(200)")
    bot = await start()

    asked = ann.say("/mydata")

    await ann.sees("Something went wrong here")
    assert await bot.stop() == 0
    with closing(sqlite3.connect(tmp_path / "fixpoint.db")) as database:
        failed = database.execute("SELECT id FROM failed_update").fetchall()
    assert failed == [(asked.update_id,)]


@pytest.mark.parametrize("delivery", [dict, delivered], ids=["by polling", "by webhook"])
async def test_an_update_that_ends_every_process_is_set_aside_and_nothing_else_is_lost(
    double, start, tmp_path, delivery
):
    settings = {**delivery(), "FIXPOINT_STAFF": str(double.user("Sam", begun=True).id)}
    ann, bob = double.user("Ann"), double.user("Bob")
    bot = await start(*DIES, **settings)
    for one in (ann, bob):
        await meet(one)
    deadly, press = ann.say("die"), bob.press(bob.screen.labels[0])

    for _ in range(1 + 3):  # the first one was not careful
        assert await asyncio.wait_for(bot.process.wait(), 30) == -signal.SIGABRT
        bot = await start(*DIES, **settings)
    await ann.sees("Something went wrong here")
    await bob.sees("1 answered")
    await double.until(lambda: {deadly.update_id, press.update_id} <= set(double.confirmed), 30, "both confirmed")
    await consult(ann, ann.screen.labels[0])

    assert await bot.stop() == 0
    with closing(sqlite3.connect(tmp_path / "fixpoint.db")) as database:
        assert database.execute("SELECT id, error FROM failed_update").fetchall() == [
            (deadly.update_id, "EndedTheProcess")
        ]
        assert database.execute("SELECT * FROM tried_update").fetchall() == []


async def test_while_the_store_refuses_nothing_is_confirmed(double, start, tmp_path):
    bot = await start()
    ann = double.user("Ann")
    await meet(ann)
    await double.until(lambda: not double.updates.pending, wanted="every update confirmed")
    with closing(sqlite3.connect(tmp_path / "fixpoint.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        press = ann.press(ann.screen.labels[0])
        await bot.says("the store refuses")
        assert press.update_id not in double.confirmed
        other.execute("ROLLBACK")

    await ann.sees("1 answered")
    await double.until(lambda: press.update_id in double.confirmed, wanted="the press confirmed")
    assert len([call for call in double.made("answerCallbackQuery") if call.answer]) >= 1


LEAKS = {
    "the token": "fetching {token}",
    "half of the token": "bot{half}",
    "the data key": "the key is {key}",
    "what was typed": "could not read: {typed}",
    "a traceback": "Traceback (most recent call last):",
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_a_leak_in_any_log_of_these_tests_would_be_found(tmp_path, leak):
    (tmp_path / "fixpoint.db.key").write_text("bm90IGEga2V5\n")
    log = tmp_path / "bot.log"
    log.write_text("21:00:00 INFO  talking on Telegram\n")
    check_log(log, "123:half", tmp_path)

    log.write_text(leak.format(token="123:half", half="half", key="bm90IGEga2V5", typed=TYPED))
    with pytest.raises(AssertionError):
        check_log(log, "123:half", tmp_path)
