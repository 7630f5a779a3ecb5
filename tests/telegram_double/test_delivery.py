import asyncio

import pytest
from aiohttp import web

from .client import Client
from .webhook import SECRET


def ids(updates):
    return [update["update_id"] for update in updates]


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(double, bot):
    ann = double.user()
    first, second, third = (ann.say(text).update_id for text in "abc")
    assert ids(await bot("getUpdates")) == [first, second, third]
    assert ids(await bot("getUpdates", limit=2)) == [first, second]
    assert ids(await bot("getUpdates", offset=first)) == [first, second, third]
    assert double.confirmed == []
    assert ids(await bot("getUpdates", offset=second)) == [second, third]
    assert double.confirmed == [first]
    assert ids(await bot("getUpdates", offset=-1)) == [third]
    assert double.confirmed == [first, second]
    assert await bot("getUpdates", offset=third + 1) == []
    assert double.confirmed == [first, second, third]
    assert (second, third) == (first + 1, first + 2)


async def test_a_long_poll_ends_when_something_happens(double, bot):
    poll = asyncio.create_task(bot("getUpdates", timeout=30))
    await double.until(lambda: double.updates.poller)
    said = double.user().say("hello")
    assert ids(await poll) == [said.update_id]


async def test_a_second_poller_ends_the_first(double, bot):
    first = asyncio.create_task(bot.call("getUpdates", timeout=30))
    await double.until(lambda: double.updates.poller)
    second = asyncio.create_task(bot.call("getUpdates", timeout=30))
    assert (await first)["description"].startswith("Conflict: terminated by other getUpdates request")
    said = double.user().say("hello")
    assert ids((await second)["result"]) == [said.update_id]


async def test_a_poller_that_goes_away_takes_nothing_with_it(double, bot):
    async with Client(double) as dying:
        poll = asyncio.create_task(dying.call("getUpdates", timeout=30))
        await double.until(lambda: double.updates.poller)
        poll.cancel()
    await double.until(lambda: double.updates.poller is None)
    said = double.user().say("hello")
    assert ids(await bot("getUpdates", timeout=30)) == [said.update_id]


async def test_only_the_kinds_that_were_asked_for_come(double, bot):
    ann = double.user()
    assert await bot("getUpdates", allowed_updates=["message"]) == []
    ann.block()
    ann.unblock()
    said = ann.say("hello")
    assert ids(await bot("getUpdates")) == [said.update_id]
    assert await bot("getUpdates", offset=said.update_id + 1, allowed_updates=[]) == []
    ann.block()
    assert [*(await bot("getUpdates"))[0]][1] == "my_chat_member"


async def test_a_confirmed_update_can_come_again(double, bot):
    said = double.user().say("hello").update_id
    await bot("getUpdates", offset=said + 1)
    double.redeliver(said)
    assert ids(await bot("getUpdates", offset=said + 1)) == [said]
    assert await bot("getUpdates", offset=said + 1) == []
    assert double.updates.times_delivered(said) == 1


async def test_updates_can_come_in_another_order(double, bot):
    ann = double.user()
    first, second = ann.say("a").update_id, ann.say("b").update_id
    double.reorder(second, first)
    assert ids(await bot("getUpdates")) == [second, first]


async def test_ids_may_begin_anew_below_an_old_offset(double, bot):
    old = double.user().say("a").update_id
    await bot("getUpdates", offset=old + 1)
    double.next_update_id = 5
    said = double.user("Bob").say("b").update_id
    assert said == 5
    assert ids(await bot("getUpdates", offset=old + 1)) == [5]
    assert await bot("getUpdates", offset=6) == []


async def test_presses_live_150_seconds_and_messages_a_day(double, bot):
    ann = double.user()
    ann.say("/start")
    sent = await bot("sendMessage", chat_id=ann.id, text="x")
    press = ann.press_data("a", ann.chat.messages[sent["message_id"]])
    assert len(await bot("getUpdates")) == 2
    double.world.later(seconds=151)
    assert press.update_id not in ids(await bot("getUpdates"))
    double.world.later(hours=24)
    assert await bot("getUpdates") == []
    assert double.confirmed == []


class Receiver:
    """A bot's side of a webhook: what came, and what it says to it."""

    def __init__(self):
        self.came, self.statuses, self.secrets = [], [], []
        self.gate = asyncio.Event()
        self.gate.set()

    async def take(self, request):
        update = await request.json()
        self.came.append(update["update_id"])
        self.secrets.append(request.headers.get(SECRET))
        await self.gate.wait()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
async def receiver(double, bot):
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/telegram", receiver.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    double.webhook.proxy["https://bot.example"] = f"http://127.0.0.1:{runner.addresses[0][1]}"
    await bot("setWebhook", url="https://bot.example/telegram", secret_token="s3cret", max_connections=2)
    yield receiver
    await runner.cleanup()


async def test_a_webhook_is_told_with_its_secret_until_it_says_2xx(double, bot, receiver):
    receiver.statuses = [500, 403, 302]
    said = double.user().say("hello").update_id
    await double.until(lambda: double.confirmed)
    assert double.confirmed == [said]
    assert receiver.came == [said] * 4
    assert set(receiver.secrets) == {"s3cret"}
    assert [status for _, status in double.webhook.attempts] == [500, 403, 302, 200]
    info = await bot("getWebhookInfo")
    assert (info["pending_update_count"], info["url"]) == (0, "https://bot.example/telegram")


async def test_one_lane_waits_while_another_goes_on(double, bot, receiver):
    ann, bob = double.user("Ann"), double.user("Bob")
    receiver.gate.clear()
    first, second, other = ann.say("a").update_id, ann.say("b").update_id, bob.say("c").update_id
    await double.until(lambda: len(receiver.came) == 2)
    assert set(receiver.came) == {first, other}
    press = ann.press_data("x").update_id  # a lane of its own, but there are only two connections
    receiver.gate.set()
    await double.until(lambda: len(double.confirmed) == 4)
    assert double.confirmed.index(first) < double.confirmed.index(second)
    assert press in receiver.came
    assert double.webhook.most_in_flight == 2


async def test_an_unanswered_delivery_is_repeated(double, bot, receiver):
    double.webhook.timeout = 0.2
    receiver.gate.clear()
    said = double.user().say("a").update_id
    await double.until(lambda: len(receiver.came) > 1)
    assert double.confirmed == []
    receiver.gate.set()
    await double.until(lambda: double.confirmed == [said])


async def test_an_update_can_be_under_way_twice(double, bot, receiver):
    said = double.user().say("a").update_id
    await double.until(lambda: double.confirmed == [said])
    assert await asyncio.gather(double.webhook.send(said), double.webhook.send(said)) == [200, 200]
    double.redeliver(said)
    await double.until(lambda: receiver.came == [said] * 4)


async def test_polling_and_a_webhook_exclude_each_other(double, bot, receiver):
    refused = await bot.call("getUpdates")
    assert refused["error_code"] == 409
    assert "can't use getUpdates method while webhook is active" in refused["description"]
    said = double.user().say("a").update_id
    await double.until(lambda: double.confirmed == [said])
    assert await bot("deleteWebhook") is True
    assert await bot("getUpdates") == []


async def test_what_waits_is_delivered_when_a_webhook_is_set(double, bot):
    said = double.user().say("a").update_id
    await bot("setWebhook", url="http://127.0.0.1:9/nobody")
    await double.until(lambda: double.webhook.attempts)
    assert (await bot("getWebhookInfo"))["last_error_message"] == "Connection failed"
    await bot("deleteWebhook")
    assert ids(await bot("getUpdates")) == [said]
    await bot("deleteWebhook", drop_pending_updates=True)
    assert await bot("getUpdates") == []


async def test_anybody_may_knock_at_a_webhook(double, bot, receiver):
    assert await double.webhook.post(b'{"update_id": 5}') == (200, None)
    assert await double.webhook.post(b'{"update_id": 6}', secret="guessed") == (200, None)
    assert (receiver.came, receiver.secrets) == ([5, 6], [None, "guessed"])
    assert double.confirmed == []
