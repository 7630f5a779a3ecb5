"""The request over real sockets: its pool of connections, its life, and proxies."""

import asyncio
import base64

import pytest
from answering import FINE, TOKEN, _read, asking, data, free_port, http, listening, printed, serving
from telegram.error import (
    NetworkError,
)

from bot.telegram.request import AiohttpRequest, NotSent


async def test_more_calls_than_connections_are_all_made():
    async with serving(http(200, FINE)) as server, asking(connections=3) as request:
        found = await asyncio.gather(*(request.post(server.url, data(number=number)) for number in range(20)))

    assert found == [FINE["result"]] * 20
    assert sorted(int(seen.fields()["number"]) for seen in server.seen) == list(range(20))
    assert server.connections <= 3


async def test_a_call_that_is_given_up_frees_its_connection():
    async with serving("hang", http(200, FINE)) as server, asking(connections=1) as request:
        call = asyncio.create_task(request.post(server.url))
        await server.asked.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call

        assert await request.post(server.url, pool_timeout=5) == FINE["result"]


async def test_a_connection_is_used_again():
    async with serving(http(200, FINE)) as server, asking() as request:
        for _ in range(5):
            await request.post(server.url)

    assert server.connections == 1


async def test_a_connection_that_the_server_has_closed_meanwhile_is_no_error():
    async with serving(http(200, FINE, "Connection: close")) as server, asking() as request:
        for _ in range(3):
            await request.post(server.url)

    assert server.connections == 3


async def test_an_idle_connection_that_the_server_drops_is_no_error():
    writers = []

    async def take(reader, writer):
        writers.append(writer)
        await _read(reader)
        writer.write(http(200, FINE))
        await _read(reader)

    async with listening(take) as port, asking() as request:
        for _ in range(3):
            await request.post(f"http://127.0.0.1:{port}/bot{TOKEN}/getMe")
            writers[-1].close()
            await asyncio.sleep(0.01)  # the end of the connection has to come over the wire

    assert len(writers) == 3


async def test_it_may_be_initialized_twice_shut_down_twice_and_used_again():
    async with serving(http(200, FINE)) as server:
        request = AiohttpRequest()
        await request.shutdown()
        for _ in range(2):
            await request.initialize()
            await request.initialize()
            assert await request.post(server.url) == FINE["result"]
            await request.shutdown()
            await request.shutdown()
            with pytest.raises(NetworkError, match="not initialized"):
                await request.post(server.url)

    assert server.connections == 2


async def test_a_shutdown_ends_the_calls_that_wait():
    async with serving("hang") as server, asking() as request:
        call = asyncio.create_task(request.post(server.url))
        await server.asked.wait()
        await request.shutdown()
        with pytest.raises(NetworkError):
            await call


async def test_a_request_outlives_its_loop():
    request = AiohttpRequest(connections=1)

    async def once():
        async with serving(http(200, FINE)) as server:
            await request.initialize()
            found = await asyncio.gather(*(request.post(server.url) for _ in range(4)))
            await request.shutdown()
            return found

    assert await asyncio.to_thread(asyncio.run, once()) == [FINE["result"]] * 4
    assert await asyncio.to_thread(asyncio.run, once()) == [FINE["result"]] * 4


CREDENTIALS = "Basic " + base64.b64encode(b"us er:pass@word").decode()


def through(proxy):
    return f"http://us%20er:pass%40word@127.0.0.1:{proxy.port}"


async def test_a_proxy_gets_the_whole_address_and_its_credentials():
    async with serving(http(200, FINE)) as proxy, asking(proxy=through(proxy)) as request:
        for _ in range(2):
            assert await request.post("http://api.example/bot1:a/getMe", data(a=1)) == FINE["result"]

    assert [seen.line for seen in proxy.seen] == ["POST http://api.example/bot1:a/getMe HTTP/1.1"] * 2
    assert {seen.headers["proxy-authorization"] for seen in proxy.seen} == {CREDENTIALS}
    assert proxy.connections == 1


async def test_a_proxy_is_asked_for_a_tunnel_and_never_sees_the_token():
    async with serving(http(407, b"")) as proxy, asking(proxy=through(proxy)) as request:
        with pytest.raises(NotSent, match=r"^The proxy answers 407") as caught:
            await request.post(f"https://api.example/bot{TOKEN}/getMe")

    (seen,) = proxy.seen
    assert seen.line == "CONNECT api.example:443 HTTP/1.1"
    assert seen.headers["proxy-authorization"] == CREDENTIALS
    assert TOKEN not in f"{seen}"
    assert TOKEN not in printed(caught.value)
    assert "pass" not in str(caught.value)


async def test_a_proxy_that_is_not_there_is_told_without_its_password():
    async with asking(proxy=f"http://user:password@127.0.0.1:{await free_port()}") as request:
        with pytest.raises(NotSent, match="Connection refused") as caught:
            await request.post(f"https://api.example/bot{TOKEN}/getMe")

    assert "password" not in repr(caught.value)
    assert TOKEN not in printed(caught.value)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "127.0.0.1:1", "http://", "http://x:password@h:port", ""])
def test_a_proxy_that_is_none_is_refused_without_repeating_it(proxy):
    with pytest.raises(ValueError, match=r"^write the proxy as http://") as caught:
        AiohttpRequest(proxy=proxy)

    assert "x:password" not in printed(caught.value)


def test_a_pool_of_no_connections_is_refused():
    with pytest.raises(ValueError, match="connection"):
        AiohttpRequest(0)
