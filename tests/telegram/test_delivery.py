"""What Telegram and the network do to a bot, and what must come of it."""

import asyncio

import pytest
from talking import consult, meet, messages_of_bot
from telegram_double import (
    Fault,
    bad_request,
    conflict,
    delay,
    drop,
    drop_after,
    forbidden,
    garbage,
    hang_after,
    migrated,
    server_error,
    too_many,
)


@pytest.fixture
async def ann(double, start):
    """Somebody at the first question of a running bot."""
    await start()
    ann = double.user("Ann")
    await meet(ann)
    return ann


def all_confirmed(double):
    return double.until(lambda: not double.updates.pending, wanted="every update confirmed")


TROUBLE = {
    "too many requests": too_many(1),
    "a server error": server_error(502),
    "an answer that is no JSON": garbage(),
    "a connection cut before": drop(),
    "a connection cut after": drop_after(),
    "a method that is taken away": conflict(),
}


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE)
async def test_a_press_leads_to_its_screen_in_spite_of(double, ann, trouble):
    for method in ("editMessageText", "answerCallbackQuery", "getUpdates"):
        double.faults.add(Fault(trouble, method=method))
    ann.press(ann.screen.labels[0])

    await ann.sees("1 answered")
    await all_confirmed(double)


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE)
async def test_typed_text_leads_to_its_screen_in_spite_of(double, ann, trouble):
    double.faults.add(Fault(trouble, method="sendMessage"))
    ann.say("/help")

    await ann.sees("What you can do")
    await all_confirmed(double)


async def test_an_edit_that_came_through_unheard_is_made_again(double, ann):
    double.faults.add(Fault(hang_after(), method="editMessageText"))
    await consult(ann, ann.screen.labels[0])

    await double.until(lambda: len(double.made("editMessageText", ann.chat.id)) >= 3, 20, "the edit made again")
    assert len(messages_of_bot(ann)) == 1


LOST = {
    "deleted": "message to edit not found",
    "too old": "message can't be edited",
    "no longer ours": "MESSAGE_ID_INVALID",
}


@pytest.mark.parametrize("why", LOST.values(), ids=LOST)
async def test_a_message_that_cannot_be_edited_is_replaced(double, ann, why):
    before = ann.screen
    double.faults.add(Fault(bad_request(why), method="editMessageText"))

    ann.press(before.labels[0])

    await double.until(lambda: ann.screen.id != before.id and "1 answered" in ann.screen.text, wanted="a new message")


async def test_a_message_deleted_by_the_person_is_replaced(double, ann):
    data = ann.screen.buttons[0]["callback_data"]
    ann.delete(ann.screen)
    ann.press_data(data)

    await ann.sees("1 answered")


async def test_an_unchanged_screen_is_no_trouble(double, ann):
    data = ann.screen.buttons[0]["callback_data"]
    await consult(ann, ann.screen.labels[0])
    shown = ann.screen.text

    stale = ann.press_data(data, ann.screen)

    assert "older screen" in await ann.answered(stale)
    assert ann.screen.text == shown


FORGED = {
    "nothing of ours": "\u0442\u0435\u0441\u0442",
    "another consultation": "1:zzzzzz:1:c:it:nobody",
    "a turn to come": None,
    "an act out of place": "1:zzzzzz:0:f",
}


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED)
async def test_a_forged_press_changes_nothing_and_is_answered(double, ann, data):
    shown = ann.screen.text
    if data is None:
        _, nonce, turn, _ = ann.screen.buttons[0]["callback_data"].split(":", 3)
        data = f"1:{nonce}:{int(turn) + 1}:c:it:nobody"

    toast = await ann.answered(ann.press_data(data, ann.screen))

    assert "Here is the present one" in toast
    assert ann.screen.text == shown


@pytest.mark.parametrize("how", ["inaccessible", "absent"])
async def test_a_press_on_a_message_out_of_reach_is_answered_by_a_new_one(double, ann, how):
    before = ann.screen
    await ann.answered(ann.press_data(before.buttons[0]["callback_data"], before, **{how: True}))

    await double.until(lambda: ann.screen.id != before.id and "1 answered" in ann.screen.text, wanted="a new message")


async def test_a_double_tap_counts_once(double, ann):
    label = ann.screen.labels[0]
    first, second = ann.press(label), ann.press(label)
    await ann.sees("1 answered")

    assert await ann.answered(first) == ""
    assert "older screen" in await ann.answered(second)
    assert "1 answered" in ann.screen.text


async def test_a_redelivered_update_has_one_effect(double, ann):
    press = ann.press(ann.screen.labels[0])
    await ann.sees("1 answered")
    await consult(ann, ann.screen.labels[0])
    await all_confirmed(double)
    shown = ann.screen.text

    double.redeliver(press.update_id)
    await all_confirmed(double)
    said = ann.say("/mydata")
    await ann.sees(lambda one: one.file is not None)
    double.redeliver(said.update_id)
    await all_confirmed(double)

    assert ann.screen.text == shown
    assert len(double.made("sendDocument")) == 1


async def test_what_was_typed_is_taken_in_the_order_of_its_ids(double, start):
    ann = double.user("Ann")
    sent = [ann.say(words).update_id for words in ("/start", "Start", "Nobody in particular", "/help")]
    double.reorder(*reversed(sent))

    await start()
    await ann.sees("What you can do")
    await consult(ann, "Back")

    assert "1 answered" in ann.screen.text


async def test_too_many_requests_hold_up_one_chat_only(double, ann):
    bob = double.user("Bob")
    await meet(bob)
    double.faults.add(Fault(too_many(3), method="editMessageText", chat=ann.chat.id))

    ann.press(ann.screen.labels[0])
    await double.until(lambda: not double.faults.waiting, wanted="the refusal")
    await consult(bob, bob.screen.labels[0])
    assert "1 answered" in bob.screen.text
    assert "Nothing answered yet" in ann.screen.text

    ann.press(ann.screen.labels[0])
    await double.until(lambda: len(double.made("answerCallbackQuery")) >= 5, wanted="the presses answered")
    assert len(double.made("editMessageText", ann.chat.id)) == 2
    await ann.sees("1 answered")


async def test_a_slow_chat_holds_up_nobody_else(double, ann):
    bob = double.user("Bob")
    await meet(bob)
    double.faults.add(Fault(delay(4), method="editMessageText", chat=ann.chat.id))

    ann.press(ann.screen.labels[0])
    await consult(bob, bob.screen.labels[0])
    await consult(bob, bob.screen.labels[0])

    assert "2 answered" in bob.screen.text
    assert "Nothing answered yet" in ann.screen.text


async def test_somebody_who_blocked_the_bot_is_left_alone_and_welcomed_back(double, ann):
    ann.press(ann.screen.labels[0])
    ann.block()
    await all_confirmed(double)
    calls = len(double.made("editMessageText", ann.chat.id)) + len(double.made("sendMessage", ann.chat.id))
    bob = double.user("Bob")
    await meet(bob)
    assert len(double.made("editMessageText", ann.chat.id)) + len(double.made("sendMessage", ann.chat.id)) <= calls + 1

    ann.unblock()
    ann.say("/help")
    await ann.sees("What you can do")


async def test_a_403_without_a_word_before_is_not_tried_again(double, ann):
    double.faults.add(Fault(forbidden(), method="editMessageText", chat=ann.chat.id, times=None))
    await ann.answered(ann.press(ann.screen.labels[0]))
    bob = double.user("Bob")
    await meet(bob)

    assert len(double.made("editMessageText", ann.chat.id)) == 2


async def test_a_chat_that_moved_is_dropped(double, start):
    bot = await start()
    ann = double.user("Ann")
    office = double.group("Office", "group")
    double.faults.add(Fault(migrated(-100123), method="sendMessage", chat=office.id))

    ann.say("/start@fixpoint_bot", chat=office)
    await bot.says("sendMessage was not done")

    assert len(double.made("sendMessage", office.id)) == 1


async def test_many_presses_at_once_end_on_the_right_screen(double, ann):
    for _ in range(60):
        ann.press(ann.screen.labels[0])
        await asyncio.sleep(0)
    await all_confirmed(double)

    await ann.sees("1 answered")
    edits = len(double.made("editMessageText", ann.chat.id))
    assert edits < 60
    assert len(messages_of_bot(ann)) == 1
