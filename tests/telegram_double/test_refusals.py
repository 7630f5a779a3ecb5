import aiohttp
import pytest

from . import Fault, drop_after
from .client import Client, keyboard

X = {"chat_id": 7, "text": "x"}


def link(url):
    return {"inline_keyboard": [[{"text": "A", "url": url}]]}


TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
REFUSED = [
    ("sendMesage", X, "Not Found: method not found"),
    ("sendMessage", {"chat_id": 7}, "message text is empty"),
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": 8, "text": "x"}, "chat not found"),
    ("sendMessage", X | {"parsemode": "HTML"}, "can't parse sendMessage"),
    ("sendMessage", X | {"text": " \n "}, "message text is empty"),
    ("sendMessage", X | {"text": "x" * 4097}, "message is too long"),
    ("sendMessage", X | {"text": "\U0001f600" * 2049}, "message is too long"),
    ("sendMessage", X | {"text": "<b>" + "x" * 4097 + "</b>", "parse_mode": "HTML"}, "message is too long"),
    ("sendMessage", X | {"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
    ("sendMessage", X | {"parse_mode": "Html"}, "unsupported parse_mode"),
    ("sendMessage", X | {"entities": [{"type": "bold", "offset": 0, "length": 2}]}, "ENTITY_BOUNDS_INVALID"),
    ("sendMessage", X | {"reply_markup": "{"}, "can't parse reply_markup"),
    ("sendMessage", X | {"reply_markup": keyboard("a" * 65)}, "BUTTON_DATA_INVALID"),
    ("sendMessage", X | {"reply_markup": keyboard("A", callback_data="")}, "BUTTON_DATA_INVALID"),
    ("sendMessage", X | {"reply_markup": keyboard("A", colour="red")}, "can't parse sendMessage"),
    ("sendMessage", X | {"reply_markup": keyboard("A", url="https://a.example")}, "Text buttons are unallowed"),
    ("sendMessage", X | {"reply_markup": {"inline_keyboard": [[{"text": "A"}]]}}, "Text buttons are unallowed"),
    ("sendMessage", X | {"reply_markup": link("https://t.me/fixpoint_bot?start=a.b")}, "BUTTON_URL_INVALID"),
    ("sendMessage", X | {"reply_markup": link("https://t.me/fixpoint_bot?start=" + "a" * 65)}, "BUTTON_URL_INVALID"),
    ("sendMessage", X | {"reply_markup": link("a.example")}, "BUTTON_URL_INVALID"),
    ("sendMessage", X | {"reply_markup": keyboard(*map(str, range(101)))}, "reply markup is too long"),
    ("sendDocument", {"chat_id": 7, "document": "attach://missing"}, "wrong file identifier"),
    ("logOut", {}, "stays logged in"),
    ("sendMessage", X | {"reply_parameters": {"message_id": 99}}, "message to be replied not found"),
    ("editMessageText", X | {"message_id": 99}, "message to edit not found"),
    ("editMessageText", X, "message identifier is not specified"),
    ("editMessageText", X | {"message_id": 1}, "message can't be edited"),
    ("deleteMessage", {"chat_id": 7, "message_id": 99}, "message to delete not found"),
    ("answerCallbackQuery", {"callback_query_id": "5"}, TOO_OLD),
    ("answerCallbackQuery", {"callback_query_id": "5", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
    ("answerInlineQuery", {"inline_query_id": "5", "results": []}, TOO_OLD),
    ("setMyCommands", {"commands": [{"command": "Start", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "a" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "a", "description": "x"}] * 2}, "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("setMyCommands", {"commands": [{"command": "a", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
    ("setMyCommands", {"commands": [], "language_code": "eng"}, "language_code is invalid"),
    ("setMyDescription", {"description": "x" * 513}, "can't parse setMyDescription"),
    ("setMyShortDescription", {"short_description": "x" * 121}, "can't parse setMyShortDescription"),
    ("getUpdates", {"limit": 101}, "can't parse getUpdates"),
    ("getUpdates", {"allowed_updates": ["messages"]}, "can't parse getUpdates"),
    ("setWebhook", {"url": "http://bot.example/"}, "bad webhook: An HTTPS URL must be provided"),
    ("setWebhook", {"url": "https://bot.example:8080/"}, "bad webhook: Webhook can be set up only on ports"),
    ("setWebhook", {"url": "https://bot.example/", "secret_token": "a b"}, "unallowed characters"),
    ("setWebhook", {"url": "https://bot.example/", "max_connections": 101}, "can't parse setWebhook"),
    ("getFile", {"file_id": "x"}, "wrong file_id"),
    ("sendDocument", {"chat_id": 7, "document": "x"}, "wrong file identifier"),
    ("sendChatAction", {"chat_id": 7, "action": "dancing"}, "can't parse sendChatAction"),
]


@pytest.mark.parametrize(("method", "parameters", "words"), REFUSED)
async def test_what_no_bot_may_do_is_refused_and_remembered(double, bot, ann, method, parameters, words):
    ann.say("/start")
    answer = await bot.call(method, **parameters)
    assert not answer["ok"]
    assert words in answer["description"]
    assert len(double.violations) == 1
    assert method in double.violations[0]
    double.violations.clear()


@pytest.mark.parametrize(
    ("text", "violation"),
    [("fish & chips", "a bare &"), ("a > b", "a bare >"), ("<pre><b>x</b></pre>", "<b> inside <pre>")],
)
async def test_html_that_passes_by_luck_is_remembered(double, bot, ann, text, violation):
    await bot("sendMessage", chat_id=7, text=text, parse_mode="HTML")
    (found,) = double.violations
    assert violation in found
    double.violations.clear()


@pytest.mark.parametrize(("token", "code"), [("123456789:" + "A" * 35, 401), ("nonsense", 404)])
async def test_a_wrong_token_is_refused(double, token, code):
    async with Client(double, token) as bot:
        assert (await bot.call("getMe"))["error_code"] == code


async def test_the_limits_themselves_are_allowed(double, bot, ann):
    most = {"text": "<b>" + "x" * 4096 + "</b>", "parse_mode": "HTML", "reply_markup": keyboard("a" * 64)}
    sent = await bot("sendMessage", chat_id=7, **most)
    assert len(sent["text"]) == 4096
    await bot("setMyCommands", commands=[{"command": f"c{n}", "description": "x" * 256} for n in range(100)])
    await bot("setMyDescription", description="x" * 512)
    press = ann.press("a" * 64)
    assert await bot("answerCallbackQuery", callback_query_id=press.id, text="x" * 200) is True
    assert ann.toasts == ["x" * 200]


async def test_races_are_refused_but_nobodys_fault(double, bot, ann):
    sent = await bot("sendMessage", chat_id=7, text="<b>x</b>", parse_mode="HTML", reply_markup=keyboard("A"))
    where = {"chat_id": 7, "message_id": sent["message_id"]}
    same = await bot.call("editMessageText", **where, text=" <b>x</b>", parse_mode="HTML", reply_markup=keyboard("A"))
    assert same["description"].startswith("Bad Request: message is not modified: specified new message content")
    await bot("editMessageText", **where, text="x", reply_markup=keyboard("A"))
    double.world.later(hours=49)
    assert "message can't be deleted" in (await bot.call("deleteMessage", **where))["description"]
    press = ann.press("A")
    ann.delete(ann.screen)
    assert "message to edit not found" in (await bot.call("editMessageText", **where, text="y"))["description"]
    assert "message to delete not found" in (await bot.call("deleteMessage", **where))["description"]
    double.world.later(hours=1)
    assert TOO_OLD in (await bot.call("answerCallbackQuery", callback_query_id=press.id))["description"]
    ann.block()
    blocked = await bot.call("sendMessage", chat_id=7, text="x")
    assert blocked == {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}
    double.user("Bob", number=8)
    assert "can't initiate conversation" in (await bot.call("sendMessage", chat_id=8, text="x"))["description"]


async def test_a_second_answer_is_a_fault_unless_the_bot_could_not_know(double, bot, ann):
    await bot("sendMessage", chat_id=7, text="x", reply_markup=keyboard("A"))
    press = ann.press("A")
    double.faults.add(Fault(drop_after(), method="answerCallbackQuery"))
    with pytest.raises(aiohttp.ClientError):
        await bot("answerCallbackQuery", callback_query_id=press.id)
    assert press.toast == ""
    assert TOO_OLD in (await bot.call("answerCallbackQuery", callback_query_id=press.id))["description"]
    assert double.violations == []
    press = ann.press("A")
    await bot("answerCallbackQuery", callback_query_id=press.id)
    assert TOO_OLD in (await bot.call("answerCallbackQuery", callback_query_id=press.id))["description"]
    assert "is answered a second time" in double.violations.pop()


async def test_a_wrong_body_is_refused_whatever_its_form(double, bot, ann):
    address = f"{bot.base}/sendMessage"
    for body in (
        {"data": b"[]", "headers": {"Content-Type": "application/json"}},
        {"json": {"chat_id": "7", "text": 5}},
    ):
        async with bot.session.post(address, **body) as response:
            assert response.status == 400
    form = aiohttp.FormData({"chat_id": "7", "text": "x"})
    form.add_field("photo", b"unused", filename="a.jpg")
    async with bot.session.post(address, data=form) as response:
        assert response.status == 400
    async with bot.session.post(address, json={"chat_id": 7, "text": "x"}) as response:
        assert response.status == 200
    async with bot.session.get(address, params={"chat_id": "7", "text": "x"}) as response:
        assert response.status == 200
    assert [one.text for one in ann.chat.messages.values()] == ["x", "x"]
    assert len(double.violations) == 3
    double.violations.clear()
