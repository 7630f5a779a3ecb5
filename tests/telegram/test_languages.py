"""Everybody is talked to in the language that their Telegram is set to, and may choose another."""

import json

from talking import consult, messages_of_bot


async def greeted(person, words):
    person.say("/start")
    return await person.sees(words)


async def test_a_german_telegram_gets_a_german_consultation(double, start):
    await start()
    eva = double.user("Eva", language="de-AT")
    await greeted(eva, "Welche Art von IT-Support passt zu Ihrem Betrieb?")
    await consult(eva, "Start", "Niemand Bestimmtes")
    eva.say("Patientendaten")
    await eva.sees("2 beantwortet")
    await consult(eva, "Nein", "Empfehlung jetzt ansehen")

    shown = await eva.sees("Unsere Empfehlung")
    assert "Sie sagten, dass" in shown.text
    await consult(eva, "Warum")
    await eva.sees("(H2)")


async def test_another_language_is_answered_in_english(double, start):
    await start()
    jean = double.user("Jean", language="fr")

    await greeted(jean, "Which kind of IT support fits")


async def test_a_language_is_chosen_and_kept_with_all_answers(double, start):
    bot = await start()
    eva = double.user("Eva", language="de")
    await greeted(eva, "Welche Art von IT-Support")
    await consult(eva, "Start", "Niemand Bestimmtes")

    eva.say("/language")
    await eva.sees("Sprache")
    await consult(eva, "English")
    await eva.sees("What is the most sensitive data you hold?")
    assert "1 answered" in eva.screen.text
    await bot.stop()
    await start()
    eva.say("/review")

    await eva.sees("Nobody in particular")


async def test_a_word_of_the_language_is_a_command(double, start):
    await start()
    eva = double.user("Eva", language="de")
    await greeted(eva, "Welche Art von IT-Support")
    await consult(eva, "Start")

    eva.say("Hilfe")

    await eva.sees("Was Sie tun können")


async def test_a_german_question_is_answered_from_the_german_library(double, start):
    await start()
    eva = double.user("Eva", language="de")
    await greeted(eva, "Welche Art von IT-Support")
    await consult(eva, "Start")

    eva.say("Was kostet ein MSP im Monat?")

    shown = await eva.sees("An Ihren Antworten hat sich nichts geändert")
    assert any(label.startswith("Zurück zu: Wer kümmert sich") for label in shown.labels)


async def test_what_is_no_screen_is_in_the_language_too(double, start):
    await start()
    eva = double.user("Eva", language="de")
    office = double.group("Office")
    await greeted(eva, "Welche Art von IT-Support")

    eva.say("/start@fixpoint_bot", chat=office)
    await double.until(lambda: office.newest, wanted="an answer in the group", chat=office)
    query = eva.ask_inline("it support")
    await double.until(lambda: query.get("results"), wanted="a card")
    eva.say("/mydata")
    await double.until(lambda: any(call.answer for call in double.made("sendDocument")), wanted="a file")

    assert "Privaten Chat" in office.newest.buttons[0]["text"]
    assert "Welche Art von IT-Support" in query["results"][0]["input_message_content"]["message_text"]
    assert "/forget löscht" in double.made("sendDocument")[0].parameters["caption"]


async def test_the_menu_and_the_description_are_there_in_every_language(double, start):
    await start()
    await double.until(lambda: len(double.made("setMyShortDescription")) == 2, wanted="both descriptions")

    menus = {
        call.parameters.get("language_code", ""): [one["command"] for one in call.parameters["commands"]]
        for call in double.made("setMyCommands")
        if call.parameters["scope"]["type"] == "all_private_chats"
    }
    assert set(menus) == {"", "de"}
    assert menus[""] == menus["de"]
    assert "language" in menus["de"]
    described = {
        call.parameters.get("language_code", ""): call.parameters["description"]
        for call in double.made("setMyDescription")
    }
    assert "Welche Art" in described["de"]
    assert "Which kind" in described[""]


async def test_what_is_stored_names_the_language(double, start):
    await start()
    eva = double.user("Eva", language="de")
    await greeted(eva, "Welche Art von IT-Support")
    await consult(eva, "Start", "Niemand Bestimmtes")
    eva.say("/mydata")
    await double.until(lambda: any(call.answer for call in double.made("sendDocument")), wanted="a file")

    (call,) = double.made("sendDocument")
    (upload,) = call.files.values()
    assert json.loads(upload.content)["consultation"]["language"] == "de"
    assert messages_of_bot(eva)
