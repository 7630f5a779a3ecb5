"""Answers and updates as nobody should send them, and people who are hard on the bot: the others must not suffer."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from talking import TYPED, consult, meet
from telegram_double import Fault, bad_request, forbidden, garbage, hang, not_found, server_error, too_many

pytestmark = pytest.mark.repeats

NESTED = b"[" * 100_000
ANSWERS = {
    "no result": b'{"ok":true}',
    "a result of nothing": b'{"ok":true,"result":null}',
    "a result that is an object": b'{"ok":true,"result":{}}',
    "a result of numbers": b'{"ok":true,"result":[1]}',
    "updates without an id": b'{"ok":true,"result":[{"message":{}}]}',
    "an id that is text": b'{"ok":true,"result":[{"update_id":"abc"}]}',
    "an id beyond all numbers": b'{"ok":true,"result":[{"update_id":1180591620717411303424}]}',
    "not ok, and 200": b'{"ok":false,"description":"nothing"}',
    "text instead of a number of seconds": b'{"ok":false,"error_code":429,"parameters":{"retry_after":"1"}}',
    "parameters that are a list": b'{"ok":false,"error_code":400,"description":"x","parameters":[1]}',
    "too deep": NESTED,
    "half an answer with what somebody typed": b'{"ok":true,"result":[{"text":"' + TYPED.encode(),
}


@pytest.mark.parametrize("status", [200, 502])
async def test_no_answer_to_a_poll_ends_it(double, start, status):
    bot = await start()
    for name, body in ANSWERS.items():
        person = double.user(name)
        await meet(person)
        double.faults.add(Fault(garbage(body, status), method="getUpdates"))
        person.press(person.screen.labels[0])

        await person.sees("1 answered", 20)
    assert await bot.stop() == 0


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "getMyCommands", "sendMessage"])
async def test_no_answer_to_a_call_ends_it(double, start, method):
    for body in (b'{"ok":true}', b'{"ok":true,"result":null}'):
        double.faults.add(Fault(garbage(body, 200), method=method))
    double.faults.add(Fault(too_many(1), method=method))
    bot = await start()
    ann = double.user("Ann")
    ann.say("/start")
    await ann.sees("Which kind", 20)
    await consult(ann, "Start")

    assert "Nothing answered yet" in ann.screen.text
    assert await bot.stop() == 0


async def test_a_moment_of_404_after_trouble_is_not_the_end(double, start):
    bot = await start()
    ann = double.user("Ann")
    await meet(ann)
    for action in (server_error(502), server_error(502), not_found()):
        double.faults.add(Fault(action, method="getUpdates"))
    ann.press(ann.screen.labels[0])

    await ann.sees("1 answered", 20)
    assert await bot.stop() == 0


async def test_what_somebody_damaged_holds_up_nobody_and_is_told_once(double, start, tmp_path):
    ann, bob, sam = double.user("Ann"), double.user("Bob"), double.user("Sam", begun=True)
    bot = await start()
    await meet(ann)
    await meet(bob)
    await bot.stop()
    with closing(sqlite3.connect(tmp_path / "fixpoint.db")) as database, database:
        damaged = database.execute("SELECT chat FROM consultation ORDER BY rowid LIMIT 1").fetchone()
        database.execute("UPDATE consultation SET payload = zeroblob(200) WHERE chat = ?", damaged)
    for _ in range(40):
        ann.press(ann.screen.labels[0])
    bob.press(bob.screen.labels[0])

    await start(FIXPOINT_STAFF=str(sam.id))

    await bob.sees("1 answered")
    await double.until(lambda: not double.updates.pending, wanted="every update confirmed")
    assert len([one for one in sam.chat.messages.values() if "set aside" in one.text]) == 1
    assert len([one for one in ann.chat.messages.values() if "Something went wrong" in one.text]) == 1

    ann.say("/forget")
    await ann.sees("Everything kept about this chat is deleted")
    await meet(ann)


async def test_calls_that_hang_in_many_chats_leave_the_others_alone(double, start):
    await start()
    crowd = [double.user(f"P{number}") for number in range(100)]
    bob = double.user("Bob")
    for person in [*crowd, bob]:
        person.say("/start")
    for person in [*crowd, bob]:
        await person.sees("Which kind")
    double.faults.add(Fault(hang(), method="editMessageText", times=None, when=lambda call: call.chat != bob.id))
    for person in crowd:
        person.press("Start")
    await double.until(lambda: len(double.made("editMessageText")) >= 60, wanted="calls that hang")
    await asyncio.sleep(6)  # by now all of them were tried in vain, and are tried again

    for label in ("Start", "Nobody in particular"):
        before = bob.screen.text
        bob.press(label)
        await double.until(lambda before=before: bob.screen.text != before, 4, "the next screen", bob.chat)


async def test_somebody_who_asks_for_everything_again_and_again_holds_up_nobody(double, start):
    await start()
    ann, bob = double.user("Ann"), double.user("Bob")
    await meet(ann)
    await meet(bob)
    double.faults.add(Fault(too_many(50), method="sendDocument", chat=ann.id, times=None))
    for _ in range(60):
        ann.say("/mydata")
    bob.say("/mydata")

    await bob.sees(lambda shown: shown.file is not None)
    assert len(double.made("sendDocument", ann.chat.id)) == 2


async def test_a_screen_wanted_while_a_403_is_on_its_way_is_shown(double, start):
    await start()
    ann = double.user("Ann")
    await meet(ann)
    slow = double.faults.add(Fault(replace(forbidden(), seconds=1.0), method="editMessageText", chat=ann.id))
    ann.press(ann.screen.labels[0])
    await double.until(lambda: slow.struck, wanted="the edit under way")

    ann.say("/help")

    await ann.sees("What you can do")


async def test_a_chat_that_telegram_does_not_find_keeps_no_buttons_of_old(double, start):
    await start()
    ann = double.user("Ann")
    await meet(ann)
    double.faults.add(Fault(bad_request("chat not found"), method="editMessageText", chat=ann.id))
    ann.press(ann.screen.labels[0])
    await ann.sees("1 answered")

    await double.until(
        lambda: len([one for one in ann.chat.messages.values() if one.keyboard]) == 1, wanted="one live message"
    )


async def test_in_groups_it_is_quiet(double, start):
    await start()
    ann = double.user("Ann")
    office = double.group("Office")
    double.privacy_mode = False
    ann.say("/ban", chat=office)
    ann.say("hello all", chat=office)
    for _ in range(5):
        ann.say("/help", chat=office)
    await meet(ann)
    await double.until(lambda: office.newest, wanted="an answer in the group")

    assert len(double.made("sendMessage", office.id)) == 1


async def test_after_forget_there_is_one_message_still(double, start):
    await start()
    ann = double.user("Ann")
    await meet(ann)
    ann.say("/forget")
    await ann.sees("Delete everything kept")
    ann.press("Yes, delete everything")
    await ann.sees("Which kind")
    ann.say("/start")

    await double.until(lambda: len(double.made("deleteMessage")) == 2, wanted="the message above deleted")
    assert len([one for one in ann.chat.messages.values() if one.keyboard]) == 1
