"""What the staff get beyond everybody: links to share with their figures, and the word when something failed."""

import re

from talking import advised, consult, meet
from telegram_double import Fault, delay


async def test_a_link_counts_who_came_by_it(double, start):
    sam, ann, bob = double.user("Sam"), double.user("Ann"), double.user("Bob")
    await start(FIXPOINT_STAFF=str(sam.id))

    sam.say("/link Trade fair")
    sent = await sam.sees(lambda one: one.file is not None)
    assert sent.file.content.startswith(b"\x89PNG")
    assert "Nobody has started yet." in sent.text
    (key,) = re.findall(r"https://t\.me/fixpoint_bot\?start=(\w+)", sent.text)

    for person in (ann, bob):
        person.say(f"/start {key}")
        await person.sees("Which kind of IT support fits")
        await consult(person, "Start")
    await advised(ann)

    sam.say("/link")
    listed = await sam.sees("2 started, 1 finished")
    assert "Trade fair" in listed.text

    sam.say("/link trade FAIR")
    await double.until(
        lambda: len([one for one in sam.chat.messages.values() if one.file]) == 2, wanted="the link again"
    )
    again = [one for one in sam.chat.messages.values() if one.file][-1]
    assert key in again.text


async def test_for_everybody_else_the_command_does_not_exist(double, start):
    sam, ann = double.user("Sam"), double.user("Ann")
    await start(FIXPOINT_STAFF=str(sam.id))
    await meet(ann)

    ann.say("/nonsense")
    unknown = (await ann.sees("not known here")).text
    ann.say("/link Trade fair")
    await double.until(lambda: len(double.made("sendMessage", ann.chat.id)) == 3, wanted="an answer to /link")

    assert (await ann.sees("not known here")).text == unknown
    assert not double.made("sendDocument")


async def test_a_key_of_nobody_is_no_link(double, start):
    sam, ann = double.user("Sam"), double.user("Ann")
    await start(FIXPOINT_STAFF=str(sam.id))
    sam.say("/link Trade fair")
    await sam.sees(lambda one: one.file is not None)

    ann.say("/start abcdefghjk")
    await ann.sees("Which kind of IT support fits")
    await consult(ann, "Start")
    sam.say("/link Trade fair")

    await double.until(
        lambda: len([one for one in sam.chat.messages.values() if one.file]) == 2, wanted="the link again"
    )
    assert "Nobody has started yet." in sam.newest.text


async def test_a_name_that_cannot_be_one_is_asked_back(double, start):
    sam = double.user("Sam")
    await start(FIXPOINT_STAFF=str(sam.id))

    sam.say("/link " + "x" * 65)
    await sam.sees("Write a name of 1 to 64 characters")
    sam.say("/link")
    await double.until(lambda: len(double.made("sendMessage", sam.chat.id)) == 2, wanted="an answer")

    assert not double.made("sendDocument")


async def test_a_name_is_shown_as_it_was_typed(double, start):
    sam = double.user("Sam")
    await start(FIXPOINT_STAFF=str(sam.id))

    sam.say("/link <b>M\u00fcller</b> & Co. \U0001f600")

    sent = await sam.sees(lambda one: one.file is not None)
    assert sent.text.startswith("<b>M\u00fcller</b> & Co. \U0001f600")


async def test_the_card_of_the_staff_carries_their_link(double, start):
    sam, ann = double.user("Sam"), double.user("Ann")
    await start(FIXPOINT_STAFF=str(sam.id))
    sam.say("/link Trade fair")
    sent = await sam.sees(lambda one: one.file is not None)

    mine, others = sam.ask_inline("trade fair"), ann.ask_inline("trade fair")
    await double.until(lambda: mine.get("results") and others.get("results"), wanted="two cards")

    (url,) = re.findall(r"https://\S+", sent.text)
    assert mine["results"][0]["reply_markup"]["inline_keyboard"][0][0]["url"] == url
    assert others["results"][0]["reply_markup"]["inline_keyboard"][0][0]["url"] == "https://t.me/fixpoint_bot"


async def test_nothing_overtakes_the_link_that_somebody_came_by(double, start):
    sam = double.user("Sam")
    bot = await start(FIXPOINT_STAFF=str(sam.id))
    sam.say("/link Fair")
    sent = await sam.sees(lambda one: one.file is not None)
    (key,) = re.findall(r"start=(\w+)", sent.text)
    assert await bot.stop() == 0
    people = [double.user(f"P{number}") for number in range(4)]
    for one in people:
        one.say(f"/start {key}")
        one.say("/privacy")

    await start(FIXPOINT_STAFF=str(sam.id))

    for one in people:
        await one.sees("What is kept, and for how long")
    await double.until(
        lambda: all("What is kept" in one.screen.text for one in people), wanted="nobody back at the start"
    )


async def test_of_letters_typed_fast_the_last_are_answered(double, start):
    sam = double.user("Sam")
    await start(FIXPOINT_STAFF=str(sam.id))
    double.faults.add(Fault(delay(0.5), method="answerInlineQuery", times=2))

    queries = [sam.ask_inline(typed) for typed in ("T", "Tr", "Tra", "Trade")]

    await double.until(lambda: queries[-1].get("results"), wanted="an answer to what was typed last")
    assert queries[2].get("results") is None, "nobody waits for an answer to that any more"


async def test_the_command_stands_in_the_menu_of_the_staff_only(double, start):
    sam = double.user("Sam", begun=True)
    await start(FIXPOINT_STAFF=str(sam.id))
    await double.until(lambda: double.made("setMyShortDescription"), wanted="the menus")

    menus = {
        call.parameters["scope"]["type"]: str(call.parameters["commands"]) for call in double.made("setMyCommands")
    }
    assert [kind for kind, menu in menus.items() if "'link'" in menu] == ["chat"]
