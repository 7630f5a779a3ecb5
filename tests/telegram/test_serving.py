"""A server in the running loop: it starts, refuses, and ends without taking the process with it."""

import asyncio
import signal
import socket

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.errors import SettingsError
from bot.telegram import serving
from bot.telegram.serving import LONGEST_HEAD, serve


def application(handle):
    return Starlette(routes=[Route("/", handle, methods=["GET", "POST"])])


async def hello(_request):
    return PlainTextResponse("hello")


async def connected(port):
    return await asyncio.open_connection("127.0.0.1", port)


async def answer(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
    return head, await reader.readexactly(int(length.split()[1]))


async def ended(writer):
    writer.close()
    await writer.wait_closed()


ASK = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


async def test_it_answers_until_it_is_closed():
    served = await serve(application(hello), "127.0.0.1:0")
    reader, writer = await connected(served.port)
    for _ in range(2):
        writer.write(ASK)
        head, body = await answer(reader)
        assert body == b"hello"
        assert b"server:" not in head.lower()

    await served.close()
    await served.close()

    assert await reader.read() == b""
    await ended(writer)
    with pytest.raises(OSError, match=r"refused|Connect call failed"):
        await connected(served.port)


async def test_a_request_under_way_is_finished():
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_request):
        begun.set()
        await go_on.wait()
        return PlainTextResponse("done")

    served = await serve(application(slow), "127.0.0.1:0")
    reader, writer = await connected(served.port)
    writer.write(ASK)
    await begun.wait()
    closing = asyncio.create_task(served.close())
    await asyncio.sleep(0.3)
    go_on.set()

    assert (await answer(reader))[1] == b"done"
    await closing
    await ended(writer)


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\nhalf"])
async def test_a_connection_that_asks_nothing_or_half_does_not_hold_the_end(sent):
    async def read(request):
        await request.body()
        return PlainTextResponse("never")

    served = await serve(application(read), "127.0.0.1:0", let_finish=1)
    reader, writer = await connected(served.port)
    writer.write(sent)
    await writer.drain()
    await asyncio.sleep(0.05)

    await asyncio.wait_for(served.close(), 10)

    await asyncio.wait_for(reader.read(), 10)
    await ended(writer)


async def test_a_request_that_never_ends_is_cut_off(caplog):
    begun = asyncio.Event()

    async def hang(_request):
        begun.set()
        await asyncio.Event().wait()

    served = await serve(application(hang), "127.0.0.1:0", let_finish=1)
    reader, writer = await connected(served.port)
    writer.write(ASK)
    await begun.wait()

    await asyncio.wait_for(served.close(), 10)

    assert b"200" not in await asyncio.wait_for(reader.read(), 10)
    await ended(writer)


async def test_the_signals_of_the_process_are_left_alone():
    heard = [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)]
    served = await serve(application(hello), "127.0.0.1:0")

    assert [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)] == heard

    await served.close()
    assert [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)] == heard


async def test_a_port_in_use_is_a_setting_that_is_wrong():
    served = await serve(application(hello), "127.0.0.1:0")
    listen = f"127.0.0.1:{served.port}"

    with pytest.raises(SettingsError) as caught:
        await serve(application(hello), listen, "FIXPOINT_OPS_LISTEN")

    await served.close()
    assert str(caught.value) == (
        f"FIXPOINT_OPS_LISTEN is {listen}, where no server can be: another program listens there; choose another port"
    )


@pytest.mark.parametrize(
    ("listen", "says"),
    [
        ("192.0.2.1:8080", "Cannot assign requested address"),
        ("no-such-host.invalid:8080", "known|resolution"),
        ("127.0.0.1:99999", "write host:port"),
        ("127.0.0.1", "write host:port"),
        ("", "write host:port"),
    ],
)
async def test_an_address_that_cannot_be_had_is_told_with_its_variable(listen, says):
    with pytest.raises(SettingsError, match=f"^FIXPOINT_LISTEN is {listen}, where no server can be: .*({says})"):
        await serve(application(hello), listen)


async def test_an_address_of_ipv6_stands_in_brackets():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return  # the machine has none
    served = await serve(application(hello), "[::1]:0")
    reader, writer = await asyncio.open_connection("::1", served.port)
    writer.write(ASK)

    assert (await answer(reader))[1] == b"hello"
    await ended(writer)
    await served.close()


async def test_two_servers_live_beside_each_other():
    first, second = await serve(application(hello), "127.0.0.1:0"), await serve(application(hello), "127.0.0.1:0")
    await first.close()
    reader, writer = await connected(second.port)
    writer.write(ASK)

    assert (await answer(reader))[1] == b"hello"
    await ended(writer)
    await second.close()


async def test_a_head_without_end_is_refused():
    served = await serve(application(hello), "127.0.0.1:0")
    reader, writer = await connected(served.port)
    writer.write(b"GET / HTTP/1.1\r\nX: " + b"x" * (LONGEST_HEAD + 1000))

    assert (await reader.readline()).startswith(b"HTTP/1.1 400")
    await ended(writer)
    await served.close()


async def test_an_idle_connection_is_closed_after_its_time():
    served = await serve(application(hello), "127.0.0.1:0", keep_alive=1)
    reader, writer = await connected(served.port)
    writer.write(ASK)
    await answer(reader)

    assert await asyncio.wait_for(reader.read(), 30) == b""
    await ended(writer)
    await served.close()


async def test_a_handler_that_fails_is_an_answer_and_not_the_end(caplog):
    async def fail(_request):
        raise ValueError("ours")

    served = await serve(application(fail), "127.0.0.1:0")
    reader, writer = await connected(served.port)
    writer.write(ASK)

    head, body = await answer(reader)
    assert head.startswith(b"HTTP/1.1 500")
    assert b"ours" not in body
    assert "ValueError: ours" in caplog.text
    await ended(writer)
    await served.close()


async def test_a_connection_that_says_nothing_is_closed(monkeypatch):
    monkeypatch.setattr(serving, "LONGEST_SILENCE", 0.2)
    served = await serve(application(hello), "127.0.0.1:0")
    silent, writer = await asyncio.open_connection("127.0.0.1", served.port)
    half, other = await asyncio.open_connection("127.0.0.1", served.port)
    other.write(b"GET / HTTP/1.1\r\nHost: ")

    async with asyncio.timeout(5):
        assert await silent.read() == b""
        assert await half.read() == b""

    for one in (writer, other):
        one.close()
    await served.close()
