"""The double from outside: what python-telegram-bot finds there, and what a test must not overlook."""

import asyncio
import io
import sys

import pytest
import telegram
from running import CHECKOUT, COMMAND, environment
from telegram_double import Double
from telegram_double.client import Client


def python_telegram_bot(double):
    return telegram.Bot(double.token, base_url=f"{double.url}/bot", base_file_url=f"{double.url}/file/bot")


async def test_leaving_with_a_violation_fails():
    with pytest.raises(AssertionError, match="unknown method sendMesage"):
        async with Double() as double, Client(double) as bot:
            await bot.call("sendMesage")


async def test_python_telegram_bot_talks_to_a_person_through_it():
    async with Double() as double, python_telegram_bot(double) as bot:
        ann = double.user("Ann", number=7)
        assert bot.username == "fixpoint_bot"
        ann.say("/start abc")
        (update,) = await bot.get_updates(timeout=1, allowed_updates=["message", "callback_query"])
        assert update.effective_message.parse_entities() == {update.message.entities[0]: "/start"}
        markup = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("A", callback_data="a")]])
        sent = await bot.send_message(7, "<b>x</b>", parse_mode="HTML", reply_markup=markup)
        ann.press("A")
        _, update = await bot.get_updates()
        assert await update.callback_query.answer("well", show_alert=True)
        edited = await update.callback_query.edit_message_text("y", reply_markup=markup)
        assert (edited.message_id, edited.text) == (sent.message_id, "y")
        assert edited.edit_date
        assert ann.toasts == ["well"]
        document = await bot.send_document(
            7, io.BytesIO(b"advice"), filename="advice.md", caption="<i>c</i>", parse_mode="HTML"
        )
        assert (ann.newest.file.content, ann.newest.text, document.document.file_name) == (b"advice", "c", "advice.md")
        assert await (await bot.get_file(document.document.file_id)).download_as_bytearray() == b"advice"
        again = await bot.send_document(7, document.document.file_id)
        assert again.document.file_name == "advice.md"
        await bot.send_photo(7, b"\xff\xd8")
        await bot.send_chat_action(7, "typing")
        assert (await bot.get_chat(7)).first_name == "Ann"
    assert [call.method for call in ann.chat.log][:3] == ["sendMessage", "answerCallbackQuery", "editMessageText"]


async def test_python_telegram_bot_sets_itself_up():
    async with Double() as double, python_telegram_bot(double) as bot:
        scope = telegram.BotCommandScopeAllPrivateChats()
        await bot.set_my_commands([("start", "Begin")], scope=scope, language_code="de")
        (command,) = await bot.get_my_commands(scope=scope, language_code="de")
        assert (command.command, await bot.get_my_commands()) == ("start", ())
        assert await bot.delete_my_commands(scope=scope, language_code="de")
        assert await bot.set_my_description("d")
        assert (await bot.get_my_description("de")).description == "d"
        assert await bot.set_my_short_description("s")
        assert (await bot.get_my_short_description()).short_description == "s"
        assert await bot.set_chat_menu_button(menu_button=telegram.MenuButtonCommands())
        assert (await bot.get_chat_menu_button()).type == "commands"
        assert await bot.set_webhook("https://bot.example/", secret_token="x", drop_pending_updates=True)
        assert (await bot.get_webhook_info()).url == "https://bot.example/"
        assert await bot.delete_webhook()


async def test_the_command_line_holds_a_consultation_with_whatever_bot_connects(empty_folder):
    double = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "telegram_double", "--consult"),
        stdout=asyncio.subprocess.PIPE,
        env=environment(PYTHONPATH=str(CHECKOUT / "tests")),
    )
    lines = [(await double.stdout.readline()).decode().strip() for _ in range(2)]
    settings = dict(line.split("=", 1) for line in lines)
    bot = await asyncio.create_subprocess_exec(
        *(COMMAND, "run"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment(**settings),
    )
    try:
        said, _ = await asyncio.wait_for(double.communicate(), 60)
    finally:
        bot.terminate()
        await bot.wait()
    assert double.returncode == 0
    assert "This rests on" in said.decode()
