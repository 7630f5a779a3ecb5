"""What a turn asks for beyond its screen: a picture in the chat, and a word to the staff when a person is wanted."""

import pytest
from talking import advised, consult, meet, messages_of_bot


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
    assert "They were told" in ann.screen.text
    assert len(messages_of_bot(sam)) == 1


async def test_nobody_is_told_before_a_yes_and_nothing_is_promised_without_staff(double, start):
    ann = double.user("Ann")
    await start()
    await meet(ann)

    ann.say("/person")
    shown = await ann.sees("person")

    assert "Yes, let them know" not in shown.labels
    assert [one.method for one in double.calls if one.method == "sendMessage" and one.chat != ann.chat.id] == []
