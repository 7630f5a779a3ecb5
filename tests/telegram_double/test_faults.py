import asyncio
import json

import aiohttp
import pytest

from . import (
    Fault,
    bad_request,
    conflict,
    delay,
    drop,
    drop_after,
    forbidden,
    garbage,
    hang,
    hang_after,
    migrated,
    not_found,
    server_error,
    too_many,
    unauthorized,
)

FAULTS = [
    (too_many(3), 429, "Too Many Requests: retry after 3", {"retry_after": 3}),
    (forbidden(), 403, "Forbidden: bot was blocked by the user", None),
    (bad_request("message to edit not found"), 400, "Bad Request: message to edit not found", None),
    (server_error(502), 502, "Bad Gateway", None),
    (unauthorized(), 401, "Unauthorized", None),
    (not_found(), 404, "Not Found", None),
    (conflict(), 409, "Conflict: terminated by other getUpdates request", None),
    (migrated(-100), 400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": -100}),
]


@pytest.mark.parametrize(("action", "code", "words", "parameters"), FAULTS)
async def test_a_fault_answers_instead_and_nothing_is_done(double, bot, ann, action, code, words, parameters):
    double.user("Bob", number=8, begun=True)
    fault = double.faults.add(Fault(action, method="sendMessage", chat=7, skip=1, times=2))
    outcomes = [await bot.call("sendMessage", chat_id=chat, text="x") for chat in (7, 8, 7, 7, 7)]
    assert [answer["ok"] for answer in outcomes] == [True, True, False, False, True]
    assert (outcomes[2]["error_code"], fault.struck) == (code, 2)
    assert outcomes[2]["description"].startswith(words)
    assert len(ann.chat.messages) == 2
    assert outcomes[2].get("parameters") == parameters


@pytest.mark.parametrize(("action", "done"), [(drop(), 0), (drop_after(), 1), (hang(), 0), (hang_after(), 1)])
async def test_a_connection_may_be_lost_before_or_after_the_act(double, bot, ann, action, done):
    double.faults.add(Fault(action, chat=ann.id))
    waiting = asyncio.create_task(bot("sendMessage", chat_id=7, text="x"))
    if action.what == "drop":
        with pytest.raises(aiohttp.ClientError):
            await waiting
    else:
        await double.until(lambda: double.made("sendMessage", chat=7) and len(ann.chat.messages) == done)
        waiting.cancel()
    assert len(ann.chat.messages) == done
    assert double.calls[-1].answer is None


async def test_a_body_may_be_garbage_and_an_answer_late(double, bot, ann):
    double.faults.add(Fault(garbage()), Fault(delay(0.01)))
    with pytest.raises(json.JSONDecodeError):
        await bot("sendMessage", chat_id=7, text="x")
    await bot("sendMessage", chat_id=7, text="x")
    assert len(ann.chat.messages) == 1


async def test_the_server_may_be_away_and_come_back(double, bot, ann):
    waiting = asyncio.create_task(bot("getUpdates", timeout=30))
    await double.until(lambda: double.updates.poller)
    await double.down()
    with pytest.raises(aiohttp.ClientError):
        await waiting
    with pytest.raises(aiohttp.ClientConnectorError):
        await bot("getMe")
    said = ann.say("hello")
    await double.up()
    assert [update["update_id"] for update in await bot("getUpdates")] == [said.update_id]
