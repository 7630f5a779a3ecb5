import pytest

from .client import Client, keyboard


async def test_the_chat_shows_what_a_person_would_see(double, bot, ann):
    ann.say("/start")
    sent = await bot("sendMessage", chat_id=7, text="<b>Hours?</b>", parse_mode="HTML", reply_markup=keyboard("A", "B"))
    assert (await ann.sees("Hours")).labels == ["A", "B"]
    assert ann.screen.html == "<b>Hours?</b>"
    edited = await bot("editMessageText", chat_id=7, message_id=sent["message_id"], text="Done")
    assert edited["edit_date"] >= edited["date"]
    assert "reply_markup" not in edited
    assert ann.screen is None
    assert ann.newest.text == "Done"
    await bot("deleteMessage", chat_id=7, message_id=sent["message_id"])
    assert [one.text for one in ann.chat.messages.values()] == ["/start"]
    with pytest.raises(AssertionError, match="the chat shows"):
        await ann.sees("Done", within=0)


async def test_presses_may_come_without_a_message_or_with_one_out_of_reach(double, bot, ann):
    await bot("sendMessage", chat_id=7, text="x", reply_markup=keyboard("A"))
    ann.press_data("forged")
    ann.press_data("a", inaccessible=True)
    ann.press_data("a", absent=True)
    usual, far, absent = [update["callback_query"] for update in await bot("getUpdates")]
    assert (usual["data"], usual["message"]["text"]) == ("forged", "x")
    assert far["message"].keys() == {"chat", "message_id", "date"}
    assert far["message"]["date"] == 0
    assert "message" not in absent
    assert len({usual["chat_instance"], far["chat_instance"]}) == 1


async def test_people_send_what_people_send(double, bot, ann):
    bob = double.user("Bob", number=8)
    ann.send_contact()
    ann.send_contact(owner=bob)
    ann.send_contact(owner=0)
    ann.send_photo("look")
    ann.send_document()
    ann.edit(ann.say("/start"), "/stop")
    ann.block()
    kinds = [next(name for name in update if name != "update_id") for update in await bot("getUpdates")]
    assert kinds == ["message"] * 6 + ["edited_message", "my_chat_member"]
    contacts = [one.raw["contact"] for one in ann.chat.messages.values() if "contact" in one.raw]
    assert [contact.get("user_id") for contact in contacts] == [7, 8, None]


async def test_a_contact_is_asked_for_by_a_reply_keyboard(double, bot, ann):
    markup = {"keyboard": [[{"text": "Share", "request_contact": True}, {"text": "No"}]], "resize_keyboard": True}
    sent = await bot("sendMessage", chat_id=7, text="May we call?", reply_markup=markup)
    assert "reply_markup" not in sent
    assert ann.tap("Share").raw["contact"]["user_id"] == 7
    assert ann.tap("No").text == "No"


async def test_in_a_group_a_bot_is_shown_what_is_meant_for_it(double, bot, ann):
    office = double.group()
    texts = ("hello", "/start", "/start@other_bot", "/start@fixpoint_bot")
    said = [ann.say(text, chat=office) for text in texts]
    sent = await bot("sendMessage", chat_id=office.id, text="x")
    assert (await ann.sees("x", chat=office)).id == sent["message_id"]
    ann.say("thanks", chat=office, reply_to=office.messages[sent["message_id"]])
    assert [one.update_id is not None for one in said] == [False, True, False, True]
    assert len(await bot("getUpdates")) == 3
    new = double.migrate(office)
    refused = await bot.call("sendMessage", chat_id=office.id, text="x")
    assert refused["parameters"] == {"migrate_to_chat_id": new.id}


async def test_inline_queries_are_answered_once(double, bot, ann):
    query = ann.ask_inline("backup")
    result = {"type": "article", "id": "1", "title": "Backup", "input_message_content": {"message_text": "x"}}
    assert await bot("answerInlineQuery", inline_query_id=query["id"], results=[result]) is True
    assert query["results"] == [result]


async def test_the_double_is_as_strict_with_itself(double, ann):
    double.world.me["nickname"] = "Fix"
    ann.raw["is_bot"] = "no"
    ann.say("hello")
    assert 'the double itself: Update.message.from.is_bot is "no"' in double.violations.pop()
    async with Client(double) as bot:
        await bot("getMe")
    assert "the double itself: result of getMe has an unknown field nickname" in double.violations.pop()
    assert double.violations == []
