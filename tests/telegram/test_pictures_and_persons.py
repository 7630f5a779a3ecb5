"""What a turn asks for beyond its screen: a picture in the chat, and a word to the staff when a person is wanted."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from talking import advised, consult, meet, messages_of_bot
from telegram_double import Fault, delay, hang, server_error


def files(person):
    return [one for one in person.chat.messages.values() if one.file is not None]


async def test_two_models_as_a_picture_and_the_screen_below_it(double, start):
    ann = double.user("Ann")
    bot = await start()
    await meet(ann)
    ann.say("/compare")
    await ann.sees("Compare")
    await consult(ann, "break/fix", "managed services (MSP)")
    table = ann.screen.text

    ann.press("As a picture")
    await double.until(lambda: files(ann) and ann.screen.id > files(ann)[-1].id, wanted="the screen below the picture")

    assert files(ann)[0].file.content.startswith(b"\x89PNG")
    assert ann.screen.text == table
    await double.until(lambda: len(messages_of_bot(ann)) == 2, wanted="the picture and one screen")
    assert await bot.stop() == 0


async def test_what_the_advice_hangs_on_as_a_picture(double, start):
    ann = double.user("Ann")
    await start()
    await meet(ann)
    await advised(ann)
    await consult(ann, "Which answers carry it")

    ann.press("As a picture")
    await double.until(lambda: files(ann) and ann.screen.id > files(ann)[-1].id, wanted="the screen below the picture")

    assert "Which answers carry this advice" in ann.screen.text


@pytest.mark.parametrize(
    ("username", "by"), [("ann_b", "https://t.me/ann_b"), (None, "tg://user?id=")], ids=["with a name", "without"]
)
async def test_the_staff_are_told_once_of_somebody_who_wants_a_person(double, start, username, by):
    sam, ann = double.user("Sam", begun=True), double.user("Ann", username=username)
    await start(FIXPOINT_STAFF=str(sam.id), FIXPOINT_CONTACT="0113 555 01 01, 9 to 5")
    await meet(ann)
    await advised(ann)
    ann.say("I want to talk to a human")
    shown = await ann.sees("0113 555 01 01, 9 to 5")
    assert "Yes, let them know" in shown.labels

    await consult(ann, "Yes, let them know")
    told = await sam.sees("would like to talk to a person")

    assert by in f"{told.text} {told.raw}"
    assert "Their advice so far: " in told.text
    assert "Yes, let them know" not in ann.screen.labels
    assert "They will be told" in ann.screen.text
    assert len(messages_of_bot(sam)) == 1


async def wanting(person):
    """Somebody who has said yes to being called."""
    await meet(person)
    person.say("/person")
    await person.sees("A person at")
    await consult(person, "Yes, let them know")


def told(staff, of):
    """Whether one of the staff was told of somebody."""
    return any(of in f"{one.text} {one.raw}" for one in messages_of_bot(staff))


def heard(staff):
    """The persons of whom one of the staff was told."""
    return [one.text for one in messages_of_bot(staff) if "would like to talk to a person" in one.text]


async def test_the_staff_hear_of_everybody_who_asks_at_once(double, start):
    sam = double.user("Sam", begun=True)
    await start(FIXPOINT_STAFF=str(sam.id))
    everybody = [double.user(f"P{number}", username=f"person_{number}") for number in range(8)]

    await asyncio.gather(*map(wanting, everybody))

    await double.until(lambda: len(heard(sam)) == len(everybody), wanted="a word of each of them")
    assert len(set(heard(sam))) == len(everybody)


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_who_asked_for_a_person_is_not_forgotten_by_a_restart(double, start, end, tmp_path):
    sam, ann = double.user("Sam", begun=True), double.user("Ann", username="ann_b")
    bot = await start(FIXPOINT_STAFF=str(sam.id))
    hanging = double.faults.add(Fault(hang(), method="sendMessage", chat=sam.id, times=None))
    await wanting(ann)
    await double.until(lambda: hanging.struck, wanted="a word to the staff that hangs")
    await getattr(bot, end)()
    double.faults.clear()

    bot = await start(FIXPOINT_STAFF=str(sam.id))

    await sam.sees("https://t.me/ann_b")
    assert await bot.stop() == 0
    with closing(sqlite3.connect(tmp_path / "fixpoint.db")) as database:
        assert database.execute("SELECT count(*) FROM wanting").fetchone() == (0,)


async def test_a_staff_that_cannot_be_reached_is_told_later(double, start):
    sam, ann = double.user("Sam", begun=True), double.user("Ann", username="ann_b")
    await start(FIXPOINT_STAFF=str(sam.id))
    double.faults.add(Fault(server_error(502), method="sendMessage", chat=sam.id, times=2))

    await wanting(ann)

    await sam.sees("https://t.me/ann_b")


async def test_a_store_that_refuses_for_a_while_loses_no_wish(double, start, tmp_path):
    sam, ann, bob = double.user("Sam", begun=True), double.user("Ann", username="ann_b"), double.user("Bob")
    bot = await start(FIXPOINT_STAFF=str(sam.id))
    double.faults.add(Fault(delay(1), method="sendMessage", chat=sam.id, times=1))
    await wanting(ann)
    with closing(sqlite3.connect(tmp_path / "fixpoint.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await bot.says("the store refuses, so the staff")
        other.execute("ROLLBACK")

    await wanting(bob)

    await double.until(lambda: {"ann_b", str(bob.id)} <= {one for one in ("ann_b", str(bob.id)) if told(sam, one)}, 30)
    assert await bot.stop() == 0
    assert "Traceback" not in bot.said


async def test_who_asks_to_be_forgotten_is_called_by_nobody(double, start, tmp_path):
    sam, ann = double.user("Sam", begun=True), double.user("Ann", username="ann_b")
    await start(FIXPOINT_STAFF=str(sam.id))
    double.faults.add(Fault(server_error(502), method="sendMessage", chat=sam.id, times=None))
    await wanting(ann)
    ann.say("/forget")
    await ann.sees("Delete everything")
    await consult(ann, "Yes, delete everything")

    with closing(sqlite3.connect(tmp_path / "fixpoint.db")) as database:
        assert database.execute("SELECT count(*) FROM wanting").fetchone() == (0,)


async def test_nobody_is_told_before_a_yes_and_nothing_is_promised_without_staff(double, start):
    ann = double.user("Ann")
    await start()
    await meet(ann)

    ann.say("/person")
    shown = await ann.sees("person")

    assert "Yes, let them know" not in shown.labels
    assert [one.method for one in double.calls if one.method == "sendMessage" and one.chat != ann.chat.id] == []
