"""Updates delivered over HTTP: taken once, refused before they are read where they must be, health on its own port."""

import asyncio
import json
import socket
import sqlite3
from contextlib import closing

import pytest
from talking import advised, consult, delivered, free_port, meet

SECRET = "s3cret-of-these-tests"


@pytest.fixture
async def hooked(start):
    """A bot that has its updates delivered, and where."""
    ops = free_port()
    settings = delivered(FIXPOINT_WEBHOOK_SECRET=SECRET, FIXPOINT_OPS_LISTEN=f"127.0.0.1:{ops}")
    bot = await start(**settings)
    await bot.says("talking on Telegram")
    bot.port, bot.ops = int(settings["FIXPOINT_LISTEN"].rpartition(":")[2]), ops
    return bot


async def asked(port, head, body=b"", *, half=False):
    """What a server answers: the code and the body. With `half` the body is never sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode() + b"\r\n\r\n" + (b"" if half else body))
    async with asyncio.timeout(5):
        line = await reader.readline()
        while (await reader.readline()).strip():
            pass
        rest = await reader.read() if b"200" not in line or "close" in head else b""
    writer.close()
    return int(line.split()[1]), rest


def post(body, secret=SECRET, path="/telegram/hook", length=None):
    head = [f"POST {path} HTTP/1.1", "Host: bot", "Content-Type: application/json", "Connection: close"]
    head += [f"X-Telegram-Bot-Api-Secret-Token: {secret}"] if secret is not None else []
    return "\r\n".join([*head, f"Content-Length: {len(body) if length is None else length}"])


async def test_a_consultation_by_webhook(double, hooked):
    ann = double.user("Ann")
    await meet(ann)
    await advised(ann)

    await double.until(lambda: not double.updates.pending, wanted="every update confirmed")
    assert await hooked.stop() == 0


async def test_an_update_delivered_again_has_one_effect(double, hooked):
    ann = double.user("Ann")
    await meet(ann)
    press = ann.press(ann.screen.labels[0])
    await ann.sees("1 answered")
    await consult(ann, ann.screen.labels[0])
    shown = ann.screen.text

    for _ in range(3):
        await double.webhook.send(press.update_id)

    assert ann.screen.text == shown
    assert "2 answered" in shown


REFUSED = {
    "no secret": (None, None, 403),
    "a wrong secret": ("s3cret-of-these-testz", None, 403),
    "a secret of another length": ("s", None, 403),
    "too large": (SECRET, 1024 * 1024 + 1, 413),
    "a wrong secret, too large": ("x", 20_000_000, 403),
}


@pytest.mark.parametrize(("secret", "length", "code"), REFUSED.values(), ids=REFUSED)
async def test_refused_before_the_body_is_read(hooked, secret, length, code):
    found, _ = await asked(hooked.port, post(b"{}", secret, length=length or 2), half=True)

    assert found == code


async def test_a_body_longer_than_it_says_nothing_of_is_refused(hooked):
    head = post(b"").replace("Content-Length: 0", "Transfer-Encoding: chunked")
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"

    found, _ = await asked(
        hooked.port, head, piece * 16 + b"1\r\nx\r\n"
    )  # all of it is read: no reset hides the answer

    assert found == 413


STRANGE = {"no JSON": b"{", "no object": b"[1]", "no text": b"\xff\xfe"}


@pytest.mark.parametrize("body", STRANGE.values(), ids=STRANGE)
async def test_what_is_no_update_is_refused(hooked, body):
    assert (await asked(hooked.port, post(body), body))[0] == 400


async def test_an_update_of_no_known_shape_is_taken_and_forgotten(hooked):
    body = json.dumps({"update_id": 5, "message": {"chat": "?", "text": 7}}).encode()

    assert (await asked(hooked.port, post(body), body))[0] == 200


async def test_another_path_and_another_method_are_nothing(hooked):
    assert (await asked(hooked.port, post(b"{}", path="/"), b"{}"))[0] == 404
    assert (await asked(hooked.port, "GET /telegram/hook HTTP/1.1\r\nHost: bot\r\nConnection: close"))[0] == 405
    assert (await asked(hooked.port, "GET /metrics HTTP/1.1\r\nHost: bot\r\nConnection: close"))[0] == 404


async def test_a_path_with_signs_that_an_address_encodes_is_found(double, start):
    settings = delivered()
    settings["FIXPOINT_WEBHOOK_URL"] = settings["FIXPOINT_WEBHOOK_URL"].replace("/hook", "/a%20b/%C3%A9")
    await start(**settings)

    await meet(double.user("Ann"))


async def test_another_slash_is_another_path(hooked):
    assert (await asked(hooked.port, post(b"{}", path="/telegram/hook/"), b"{}"))[0] == 404


async def test_the_secret_of_a_bot_is_the_same_at_every_start(double, start):
    settings = delivered()
    for _ in range(2):
        bot = await start(**settings)
        await bot.says("talking on Telegram")
        assert await bot.stop() == 0

    secrets = {call.parameters["secret_token"] for call in double.made("setWebhook")}
    assert len(secrets) == 1
    assert len(secrets.pop()) == 64


async def test_bodies_that_never_come_are_no_fault_of_the_bot(hooked):
    ends = [await asyncio.open_connection("127.0.0.1", hooked.port) for _ in range(5)]
    for _, writer in ends:
        writer.write(post(b"{}", length=500).encode() + b"\r\n\r\n{")
    await asyncio.sleep(0.3)

    assert await hooked.stop() == 0
    assert "Exception in ASGI" not in hooked.said
    for _, writer in ends:
        writer.close()


async def test_while_the_store_refuses_deliveries_are_put_off(double, hooked, tmp_path):
    ann = double.user("Ann")
    await meet(ann)
    with closing(sqlite3.connect(tmp_path / "fixpoint.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        press = ann.press(ann.screen.labels[0])
        await hooked.says("the store refuses")
        assert press.update_id not in double.confirmed
        other.execute("ROLLBACK")

    await double.until(lambda: press.update_id in double.confirmed, 20, "the press confirmed")
    await ann.sees("1 answered")


async def test_health_is_told_on_its_own_port(double, hooked):
    ann = double.user("Ann")
    await meet(ann)

    async def told(path):
        return await asked(hooked.ops, f"GET {path} HTTP/1.1\r\nHost: bot\r\nConnection: close")

    assert (await told("/healthz"))[0] == 200
    assert (await told("/readyz"))[0] == 200
    code, metrics = await told("/metrics")
    assert code == 200
    assert b"fixpoint_updates_taken_total 2.0" in metrics
    assert b"fixpoint_screens_edited_total 1.0" in metrics
    assert str(ann.id).encode() not in metrics


async def test_it_is_ready_although_telegram_cannot_be_reached(start):
    ops = free_port()
    bot = await start(FIXPOINT_API_URL=f"http://127.0.0.1:{free_port()}", FIXPOINT_OPS_LISTEN=f"127.0.0.1:{ops}")
    await bot.says("Telegram cannot be reached")

    assert (await asked(ops, "GET /readyz HTTP/1.1\r\nHost: bot\r\nConnection: close"))[0] == 200
    assert await bot.stop() == 0


async def test_a_port_that_is_taken_is_a_setting_that_is_wrong(double, start):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        bot = await start(FIXPOINT_WEBHOOK_URL="http://127.0.0.1:9/", FIXPOINT_LISTEN=listen)

        assert await asyncio.wait_for(bot.process.wait(), 20) == 2
    assert bot.said.splitlines()[-1].startswith(f"fixpoint: FIXPOINT_LISTEN is {listen}, where no server can be")
