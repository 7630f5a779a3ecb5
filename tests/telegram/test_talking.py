"""What people do with the bot on Telegram: the bot is a process, Telegram a strict double on loopback."""

import json

from talking import TYPED, advised, consult, meet, messages_of_bot


async def test_a_person_is_advised_in_one_message(double, start):
    bot = await start()
    ann = double.user("Ann")
    ann.say("/start")
    await ann.sees("Which kind of IT support fits")
    await consult(ann, "Start")

    await advised(ann)

    assert len(messages_of_bot(ann)) == 1
    assert await bot.stop() == 0


async def test_what_is_typed_moves_the_message_below_it(double, start):
    await start()
    ann = double.user("Ann")
    await meet(ann)
    first = ann.screen

    ann.say("Just me or nobody, really")
    await double.until(lambda: ann.screen.id > first.id, wanted="a message below", chat=ann.chat)
    await double.until(lambda: messages_of_bot(ann) == [ann.screen], wanted="the old message gone", chat=ann.chat)

    assert list(ann.chat.messages)[-1] == ann.screen.id


async def test_what_is_not_understood_is_answered_on_top_of_the_screen(double, start):
    await start()
    ann = double.user("Ann")
    await meet(ann)

    ann.say(f"<b>{TYPED}</b> & more")

    shown = await ann.sees("I did not find that here")
    assert "Nothing answered yet" in shown.text
    assert TYPED not in shown.text


async def test_two_people_do_not_meet(double, start):
    await start()
    ann, bob = double.user("Ann"), double.user("Bob")
    await meet(ann)
    await meet(bob)
    await consult(ann, ann.screen.labels[0])

    assert "1 answered" in ann.screen.text
    assert "Nothing answered yet" in bob.screen.text


async def test_start_in_the_middle_offers_to_go_on_or_to_start_over(double, start):
    await start()
    ann = double.user("Ann")
    await meet(ann)
    await consult(ann, ann.screen.labels[0])
    asked = ann.screen.text

    ann.say("/start")
    await ann.sees(lambda shown: "Continue" in shown.labels and "Start over" in shown.labels)
    await consult(ann, "Continue")
    assert ann.screen.text == asked

    ann.say("/start")
    await ann.sees(lambda shown: "Start over" in shown.labels)
    await consult(ann, "Start over")
    assert "Which kind of IT support fits" in ann.screen.text


async def test_everything_stored_is_sent_as_a_file(double, start):
    await start()
    ann = double.user("Ann")
    await meet(ann)
    await consult(ann, ann.screen.labels[0])

    ann.say("/mydata")
    sent = await ann.sees(lambda shown: shown.file is not None)

    stored = json.loads(sent.file.content)
    assert sent.file.name == "my-data.json"
    assert stored["chat"] == ann.id
    assert len(stored["consultation"]["answers"]) == 1


async def test_forget_deletes_everything_after_one_confirmation(double, start):
    await start()
    ann = double.user("Ann")
    await meet(ann)
    await consult(ann, ann.screen.labels[0])

    ann.say("/forget")
    await ann.sees("Delete everything kept about this chat?")
    press = ann.press("Yes, delete everything")
    await ann.sees("Which kind of IT support fits")
    assert "deleted" in await ann.answered(press)

    ann.say("/mydata")
    sent = await ann.sees(lambda shown: shown.file is not None)
    assert json.loads(sent.file.content) == {
        "chat": ann.id,
        "consultation": None,
        "leftovers": [],
        "wants_a_person": [],
        "receipts": [],
    }


async def test_after_forget_the_screen_goes_on_working(double, start):
    await start()
    ann = double.user("Ann")
    await meet(ann)
    ann.say("/forget")
    await ann.sees("Delete everything kept about this chat?")
    ann.press("Yes, delete everything")
    await ann.sees("Which kind of IT support fits")

    await consult(ann, "Start")

    assert "Nothing answered yet" in ann.screen.text
    assert len(messages_of_bot(ann)) == 1


async def test_a_long_list_and_a_long_article_have_pages(double, start, shipped):
    await start()
    ann = double.user("Ann")
    ann.say("/learn")
    await ann.sees("Something to read")
    await consult(ann, "Everything, by title")
    title = shipped.articles["glossary"].title
    while title not in ann.screen.labels:
        await consult(ann, "Next page")

    await consult(ann, title)
    first = ann.screen.text
    assert "Page 1 of" in first
    await consult(ann, "Next page")
    assert "Page 2 of" in ann.screen.text
    await consult(ann, "Previous page")

    assert ann.screen.text == first
    assert len(messages_of_bot(ann)) == 1


async def test_a_photo_and_a_document_get_a_polite_line(double, start):
    await start()
    ann = double.user("Ann")
    await meet(ann)

    ann.send_photo(caption=TYPED)
    shown = await ann.sees("I read buttons and typed words only")
    assert "Nothing answered yet" in shown.text

    ann.send_document()
    await double.until(lambda: len(messages_of_bot(ann)) == 1, wanted="one message", chat=ann.chat)


async def test_only_ones_own_card_is_thanked_for(double, start):
    await start()
    ann, bob = double.user("Ann"), double.user("Bob")
    await meet(ann)

    ann.send_contact()
    await ann.sees("your card was not kept")
    ann.send_contact(owner=bob)
    await ann.sees("somebody else's")


async def test_an_edited_message_is_no_new_answer(double, start):
    await start()
    ann = double.user("Ann")
    await meet(ann)
    said = ann.say("/help")
    await ann.sees("What you can do")

    ann.edit(said, "/privacy")
    ann.say("/cancel")

    await ann.sees("Nothing answered yet")
    await double.until(lambda: not double.updates.pending, wanted="every update confirmed")
    assert not [call for call in ann.chat.log if "What is kept" in call.parameters.get("text", "")]


async def test_a_group_is_pointed_to_the_private_chat(double, start):
    await start()
    ann = double.user("Ann")
    office = double.group("Office")

    ann.say("/start@fixpoint_bot", chat=office)
    await double.until(lambda: office.newest, wanted="an answer in the group", chat=office)

    assert office.newest.buttons[0]["url"].startswith("https://t.me/fixpoint_bot")
    assert len([one for one in office.messages.values() if one.from_bot]) == 1


async def test_inline_mode_offers_a_card_with_the_link(double, start):
    await start()
    ann = double.user("Ann")

    query = ann.ask_inline("it support")
    await double.until(lambda: query.get("results"), wanted="a card")

    (card,) = query["results"]
    assert card["reply_markup"]["inline_keyboard"][0][0]["url"] == "https://t.me/fixpoint_bot"


async def test_commands_and_descriptions_are_set_once(double, start):
    bot = await start()
    await double.until(lambda: len(double.made("setMyShortDescription")) == 2, wanted="the descriptions")
    await bot.stop()
    scopes = [call.parameters["scope"]["type"] for call in double.made("setMyCommands")]
    assert scopes == ["default", "all_private_chats", "all_group_chats"] * 2

    again = await start()
    await double.until(lambda: len(double.made("getMyShortDescription")) == 4, wanted="a look at the descriptions")
    ann = double.user("Ann")
    await meet(ann)
    await again.stop()

    assert len(double.made("setMyCommands")) == 6
    assert len(double.made("setMyDescription")) == 2
